-- Changes: second factors (authenticator apps, passkeys, recovery codes) of users and of the platform's staff, sign-ins that wait for
-- one, sign-in activity, links by which one chooses a password; when and how a session was signed in to.
-- Old code: still runs; it asks nobody for a second factor, and notes no sign-ins.

/* How somebody proves who they are beside a password. Of a user or of one of the staff, as both sign in by the same code; not a company
   table for that reason, and because a copy of a company's rows is no place for it. The app reaches it by the functions below alone. */
create table platform.sign_in_factor (
  id bigint generated always as identity primary key,
  company_id bigint references platform.company (id) on delete cascade,
  user_id bigint,
  operator_id bigint references platform.operator (id) on delete cascade,
  kind text not null check (kind in ('totp', 'passkey')),
  name text not null check (length(name) between 1 and 80),
  created_at timestamptz not null,
  -- Null: an authenticator app that has not shown its first code yet.
  confirmed_at timestamptz,
  last_used_at timestamptz,
  -- Of an authenticator app: its secret, sealed, and the latest 30 seconds whose code was taken (RFC 6238, 5.2: a code is good once).
  sealed_secret text,
  last_step bigint,
  -- Of a passkey: the credential's id, its public key, the authenticator's counter, how it is reached, and the host that it is for.
  credential_id text,
  public_key bytea,
  sign_count bigint,
  transports text[],
  host text,
  backed_up boolean,
  foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  check ((user_id is null) <> (operator_id is null) and (user_id is null) = (company_id is null)),
  check (case kind when 'totp' then sealed_secret is not null
    else confirmed_at is not null and num_nulls(credential_id, public_key, sign_count, transports, host, backed_up) = 0 end)
);
create unique index sign_in_factor_credential on platform.sign_in_factor (credential_id);
create index sign_in_factor_of_user on platform.sign_in_factor (company_id, user_id);
create index sign_in_factor_of_operator on platform.sign_in_factor (operator_id);

-- Codes for whoever lost the rest: argon2id digests under one salt for each set, each good once.
create table platform.recovery_code (
  id bigint generated always as identity primary key,
  company_id bigint references platform.company (id) on delete cascade,
  user_id bigint,
  operator_id bigint references platform.operator (id) on delete cascade,
  salt bytea not null check (length(salt) >= 16),
  digest bytea not null check (length(digest) = 32),
  created_at timestamptz not null,
  used_at timestamptz,
  foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  check ((user_id is null) <> (operator_id is null) and (user_id is null) = (company_id is null))
);
create index recovery_code_of_user on platform.recovery_code (company_id, user_id);
create index recovery_code_of_operator on platform.recovery_code (operator_id);

/* A sign-in whose first step was right and whose next one is awaited, or one that began with a passkey. Minutes long, good once, and
   kept as a digest, as a session is. */
create table platform.pending_sign_in (
  token_hash bytea primary key,
  company_id bigint references platform.company (id) on delete cascade,
  user_id bigint,
  operator_id bigint references platform.operator (id) on delete cascade,
  step text not null check (step in ('second', 'enrol', 'passkey')),
  -- What the browser's authenticator has to sign.
  challenge text,
  -- The password that was chosen in place of a one-time one: it takes its place once all steps are done.
  new_password_hash text,
  attempts int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  check (step = 'passkey' and user_id is null and operator_id is null and company_id is not null
    or step <> 'passkey' and (user_id is null) <> (operator_id is null) and (user_id is null) = (company_id is null))
);
create index pending_sign_in_expires on platform.pending_sign_in (expires_at);
create index pending_sign_in_of_user on platform.pending_sign_in (company_id, user_id);
create index pending_sign_in_of_operator on platform.pending_sign_in (operator_id);

-- When whoever acts last proved who they are, and by what.
alter table platform.session
  add verified_at timestamptz not null default now(),
  add method text not null default '';
update platform.session set verified_at = created_at;
alter table platform.operator_session
  add method text not null default '';

-- Who tried to sign in: what a user, and whoever administers users, is told about it. Kept as long as the company says.
select platform.create_company_table('sign_in_attempt', 'select, insert, delete');
alter table sign_in_attempt
  add user_id bigint not null,
  add at timestamptz not null,
  add address text not null,
  add user_agent text not null,
  -- A digest of the browser's own mark, by which it is known again.
  add device bytea,
  add result text not null check (result in ('signed_in', 'wrong_password', 'wrong_code', 'second_step', 'barred')),
  add method text not null check (length(method) <= 40),
  add is_new_device boolean not null default false,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade;
create index sign_in_attempt_of_user on sign_in_attempt (company_id, user_id, id desc);
create index sign_in_attempt_by_time on sign_in_attempt (company_id, at);

-- Links by which a user chooses a password: after an invitation, or because they forgot theirs. Only the SHA-256 is kept.
select platform.create_company_table('sign_in_link');
alter table sign_in_link
  add user_id bigint not null,
  add kind text not null check (kind in ('invitation', 'reset')),
  add token_hash bytea not null check (length(token_hash) = 32),
  add sent_to text not null check (length(sent_to) <= 254),
  -- Null: nobody knows yet whether the mail left.
  add delivered boolean,
  add created_at timestamptz not null,
  add created_by bigint,
  add expires_at timestamptz not null,
  add used_at timestamptz,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, created_by) references user_account (company_id, id) on delete set null (created_by),
  add constraint sign_in_link_token unique (company_id, token_hash);
create index sign_in_link_of_user on sign_in_link (company_id, user_id, id desc);
create index sign_in_link_by_creator on sign_in_link (company_id, created_by);

create function platform.list_factors(of_user bigint, of_operator bigint)
returns table (id bigint, kind text, name text, created_at timestamptz, confirmed_at timestamptz, last_used_at timestamptz,
  sealed_secret text, last_step bigint, credential_id text, public_key bytea, sign_count bigint, transports text[], host text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select f.id, f.kind, f.name, f.created_at, f.confirmed_at, f.last_used_at, f.sealed_secret, f.last_step, f.credential_id,
    f.public_key, f.sign_count, f.transports, f.host
  from platform.sign_in_factor f
  where (f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator order by f.id;
$$;

-- An authenticator app that is being set up takes the place of one that never was.
create function platform.begin_totp(of_user bigint, of_operator bigint, name text, sealed text, at timestamptz) returns bigint
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.sign_in_factor f where f.kind = 'totp' and f.confirmed_at is null
    and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator);
  insert into platform.sign_in_factor (company_id, user_id, operator_id, kind, name, sealed_secret, created_at)
  values (case when of_user is not null then platform.company_id() end, of_user, of_operator, 'totp', name, sealed, at) returning id;
$$;

-- From now on its codes count, and those of the one before do not.
create function platform.confirm_totp(of_user bigint, of_operator bigint, factor bigint, new_name text, step bigint, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with confirmed as (
    update platform.sign_in_factor f set confirmed_at = at, last_step = step, last_used_at = at, name = new_name
    where f.id = factor and f.kind = 'totp' and f.confirmed_at is null
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator)
    returning f.id),
  gone as (
    delete from platform.sign_in_factor f where f.kind = 'totp' and f.confirmed_at is not null and exists (select from confirmed)
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator))
  select exists (select from confirmed);
$$;

-- Takes a code's time step; false: it, or a later one, was taken before. Of two at once the second waits here, and is false.
create function platform.use_totp(of_user bigint, of_operator bigint, factor bigint, step bigint, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with used as (
    update platform.sign_in_factor f set last_step = step, last_used_at = at
    where f.id = factor and f.kind = 'totp' and f.confirmed_at is not null and coalesce(f.last_step, -1) < step
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator)
    returning 1)
  select exists (select from used);
$$;

-- Null: this credential is there already.
create function platform.add_passkey(of_user bigint, of_operator bigint, name text, credential text, key bytea, counter bigint,
  reached text[], for_host text, is_backed_up boolean, at timestamptz) returns bigint
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.sign_in_factor (company_id, user_id, operator_id, kind, name, credential_id, public_key, sign_count, transports,
    host, backed_up, created_at, confirmed_at)
  values (case when of_user is not null then platform.company_id() end, of_user, of_operator, 'passkey', name, credential, key, counter,
    reached, for_host, is_backed_up, at, at)
  on conflict (credential_id) do nothing returning id;
$$;

-- Takes an authenticator's counter; false: it has not moved on, as only that of a copy would (WebAuthn, 6.1.1). Those that do not count say 0.
create function platform.use_passkey(of_user bigint, of_operator bigint, factor bigint, counter bigint, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with used as (
    update platform.sign_in_factor f set sign_count = counter, last_used_at = at
    where f.id = factor and f.kind = 'passkey' and (f.sign_count = 0 and counter = 0 or f.sign_count < counter)
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator)
    returning 1)
  select exists (select from used);
$$;

-- Whose passkey this is, in the open company.
create function platform.find_passkey_holder(credential text) returns bigint
language sql stable security definer set search_path = public, pg_catalog as $$
  select f.user_id from platform.sign_in_factor f where f.credential_id = credential and f.company_id = platform.company_id();
$$;

create function platform.rename_factor(of_user bigint, of_operator bigint, factor bigint, new_name text) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with renamed as (
    update platform.sign_in_factor f set name = new_name where f.id = factor and f.confirmed_at is not null
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator) returning 1)
  select exists (select from renamed);
$$;

create function platform.remove_factor(of_user bigint, of_operator bigint, factor bigint) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with gone as (
    delete from platform.sign_in_factor f where f.id = factor
      and ((f.company_id = platform.company_id() and f.user_id = of_user) or f.operator_id = of_operator) returning 1)
  select exists (select from gone);
$$;

-- Takes all of it from a user, recovery codes included; the number of factors that counted.
create function platform.drop_factors(of_user bigint) returns int
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.recovery_code c where c.company_id = platform.company_id() and c.user_id = of_user;
  delete from platform.pending_sign_in p where p.company_id = platform.company_id() and p.user_id = of_user;
  with gone as (
    delete from platform.sign_in_factor f where f.company_id = platform.company_id() and f.user_id = of_user returning f.confirmed_at)
  select count(*) filter (where confirmed_at is not null)::int from gone;
$$;

-- A new set takes the place of the one before.
create function platform.put_recovery_codes(of_user bigint, of_operator bigint, new_salt bytea, digests bytea[], at timestamptz) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.recovery_code c
    where (c.company_id = platform.company_id() and c.user_id = of_user) or c.operator_id = of_operator;
  insert into platform.recovery_code (company_id, user_id, operator_id, salt, digest, created_at)
  select case when of_user is not null then platform.company_id() end, of_user, of_operator, new_salt, d, at from unnest(digests) d;
$$;

create function platform.list_recovery_codes(of_user bigint, of_operator bigint)
returns table (id bigint, salt bytea, digest bytea, created_at timestamptz)
language sql stable security definer set search_path = public, pg_catalog as $$
  select c.id, c.salt, c.digest, c.created_at from platform.recovery_code c
  where c.used_at is null and ((c.company_id = platform.company_id() and c.user_id = of_user) or c.operator_id = of_operator) order by c.id;
$$;

create function platform.use_recovery_code(of_user bigint, of_operator bigint, code bigint, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with used as (
    update platform.recovery_code c set used_at = at where c.id = code and c.used_at is null
      and ((c.company_id = platform.company_id() and c.user_id = of_user) or c.operator_id = of_operator) returning 1)
  select exists (select from used);
$$;

-- Keeps a sign-in that waits; those whose time is over go on the way.
create function platform.create_pending(token bytea, of_company bigint, of_user bigint, of_operator bigint, step text, challenge text,
  new_password_hash text, at timestamptz, expires timestamptz) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.pending_sign_in p where p.expires_at < at;
  insert into platform.pending_sign_in (token_hash, company_id, user_id, operator_id, step, challenge, new_password_hash, created_at, expires_at)
  values (token, of_company, of_user, of_operator, step, challenge, new_password_hash, at, expires);
$$;

/* The sign-in that waits under this token, as long as its user or staff may sign in and has the password that it began with. Opens the
   company for the rest of the transaction. */
create function platform.find_pending(token bytea, at timestamptz)
returns table (company_id bigint, slug text, user_id bigint, username text, operator_id bigint, email text, step text, challenge text,
  new_password_hash text, created_at timestamptz)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  p platform.pending_sign_in;
begin
  select * into p from platform.pending_sign_in x where x.token_hash = token and x.expires_at > at;
  if not found then return; end if;
  if p.company_id is not null then
    perform set_config('app.company_id', p.company_id::text, true);
    perform set_config('app.user_id', coalesce(p.user_id::text, ''), true);
  end if;
  if p.operator_id is not null then
    return query select null::bigint, null::text, null::bigint, null::text, o.id, o.email, p.step, p.challenge, p.new_password_hash, p.created_at
      from platform.operator o where o.id = p.operator_id and o.active;
  elsif p.user_id is null then
    return query select c.id, c.slug, null::bigint, null::text, null::bigint, null::text, p.step, p.challenge, p.new_password_hash, p.created_at
      from platform.company c where c.id = p.company_id;
  else
    return query select c.id, c.slug, u.id, u.username, null::bigint, null::text, p.step, p.challenge, p.new_password_hash, p.created_at
      from platform.company c join user_account u on u.company_id = c.id and u.id = p.user_id
      where c.id = p.company_id and u.active and u.can_log_in and u.password_changed_at <= p.created_at;
  end if;
end $$;

create function platform.challenge_pending(token bytea, new_challenge text) returns void
language sql security definer set search_path = public, pg_catalog as $$
  update platform.pending_sign_in p set challenge = new_challenge where p.token_hash = token;
$$;

-- After so many wrong answers one begins with the password again.
create function platform.fail_pending(token bytea, most int) returns void
language sql security definer set search_path = public, pg_catalog as $$
  update platform.pending_sign_in p set attempts = p.attempts + 1 where p.token_hash = token;
  delete from platform.pending_sign_in p where p.token_hash = token and p.attempts >= most;
$$;

-- Whether it was still there to be used: of two who answer at once, one is.
create function platform.take_pending(token bytea) returns boolean
language sql security definer set search_path = public, pg_catalog as $$
  with gone as (delete from platform.pending_sign_in p where p.token_hash = token returning 1)
  select exists (select from gone);
$$;

-- Of a user whose password or right to sign in has changed.
create function platform.drop_pending(of_user bigint) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.pending_sign_in p where p.company_id = platform.company_id() and p.user_id = of_user;
$$;

-- As in 0002_access.sql, with how it was signed in to.
drop function platform.create_session(bytea, bigint, text, text, text, text, timestamptz);
create function platform.create_session(token bytea, for_user bigint, kind text, name text, address text,
  user_agent text, expires_at timestamptz, method text default '') returns bigint
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.session (token_hash, company_id, user_id, kind, name, address, user_agent, expires_at, method)
  values (token, platform.company_id(), for_user, kind, name, address, user_agent, expires_at, method) returning id;
$$;

-- Ends the browser session of this token: whoever signs in has a new one (session fixation).
create function platform.end_session(token bytea) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.session s where s.token_hash = token and s.kind = 'browser';
$$;

/* Gives a session that was just verified a new token. The old one is good for some seconds more, for what the page has under way, and is
   none of the sessions that are listed. */
create function platform.rotate_session(old_token bytea, new_token bytea, at timestamptz) returns timestamptz
language sql security definer set search_path = public, pg_catalog as $$
  with old as (
    update platform.session s set expires_at = least(s.expires_at, now() + interval '20 seconds'), name = 'replaced'
    where s.token_hash = old_token and s.kind = 'browser' and s.operator_id is null and s.name <> 'replaced'
    returning s.company_id, s.user_id, s.kind, s.address, s.user_agent, s.created_at, s.method)
  insert into platform.session (token_hash, company_id, user_id, kind, address, user_agent, created_at, method, verified_at, expires_at)
  select new_token, old.company_id, old.user_id, old.kind, old.address, old.user_agent, old.created_at, old.method, at,
    old.created_at + interval '14 days' from old
  returning expires_at;
$$;

create or replace function platform.list_sessions(for_user bigint)
returns table (id bigint, kind text, name text, address text, user_agent text, created_at timestamptz,
  last_used_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_catalog as $$
  select s.id, s.kind, s.name, s.address, s.user_agent, s.created_at, s.last_used_at, s.expires_at
  from platform.session s
  where s.company_id = platform.company_id() and s.user_id = for_user and s.expires_at > now()
    and not (s.kind = 'browser' and s.name = 'replaced')
  order by s.last_used_at desc, s.id desc;
$$;

-- As in 0048_app_billing.sql, with when the session was last verified.
drop function platform.enter(bytea);
create function platform.enter(token bytea)
returns table (company_id bigint, user_id bigint, session_id bigint, session_kind text, last_used_at timestamptz,
  access_stamp uuid, operator_name text, operator_reason text, verified_at timestamptz)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  s platform.session;
  opened text;
begin
  select * into s from platform.session x
  where x.token_hash = token and x.expires_at > now()
    and (x.kind = 'api' or x.last_used_at > now() - interval '12 hours');
  if not found then return; end if;
  -- Assignments, which cost less than a query of their own.
  opened := set_config('app.company_id', s.company_id::text, true);
  opened := set_config('app.user_id', s.user_id::text, true);
  return query
    select s.company_id, s.user_id, s.id, s.kind, s.last_used_at, c.access_stamp, s.operator_name, s.operator_reason, s.verified_at
    from platform.company c where c.id = s.company_id;
end $$;

revoke execute on function platform.list_factors, platform.begin_totp, platform.confirm_totp, platform.use_totp, platform.add_passkey,
  platform.use_passkey, platform.find_passkey_holder, platform.rename_factor, platform.remove_factor, platform.drop_factors,
  platform.put_recovery_codes, platform.list_recovery_codes, platform.use_recovery_code, platform.create_pending, platform.find_pending,
  platform.challenge_pending, platform.fail_pending, platform.take_pending, platform.drop_pending, platform.create_session,
  platform.end_session, platform.rotate_session, platform.enter from public;
grant execute on function platform.list_factors, platform.begin_totp, platform.confirm_totp, platform.use_totp, platform.add_passkey,
  platform.use_passkey, platform.find_passkey_holder, platform.rename_factor, platform.remove_factor, platform.drop_factors,
  platform.put_recovery_codes, platform.list_recovery_codes, platform.use_recovery_code, platform.create_pending, platform.find_pending,
  platform.challenge_pending, platform.fail_pending, platform.take_pending, platform.drop_pending, platform.create_session,
  platform.end_session, platform.rotate_session, platform.enter to keyholder_app;
