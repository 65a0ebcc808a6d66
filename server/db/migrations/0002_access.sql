-- Changes: locations, users, permission groups and their members, sign-in and API tokens.
-- Old code: unaffected.

select platform.create_company_table('location');
alter table location
  add name text not null check (length(name) between 1 and 255),
  add active boolean not null default true,
  add address_line1 text, add city text, add state text, add zip text,
  add time_zone text,
  add constraint location_name unique (company_id, name);

select platform.create_company_table('user_account');
alter table user_account
  add username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{0,38}$'),
  add first_name text not null,
  add last_name text not null,
  add email text,
  add password_hash text,
  add active boolean not null default true,
  add can_log_in boolean not null default true,
  -- Roles decide in which dropdowns a user appears (shared/rules/customer-fields.ts); they grant nothing.
  add roles text[] not null default '{}',
  add created_at timestamptz not null default now(),
  add constraint user_account_username unique (company_id, username);

select platform.create_company_table('permission_group');
alter table permission_group
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '',
  -- `<area>.<level>` of shared/permissions.ts.
  add grants text[] not null default '{}',
  add constraint permission_group_name unique (company_id, name);

-- A user holds a group at one location, or everywhere where location_id is null.
select platform.create_company_table('membership');
alter table membership
  add user_id bigint not null,
  add group_id bigint not null,
  add location_id bigint,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, group_id) references permission_group (company_id, id) on delete cascade,
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade,
  add constraint membership_once unique nulls not distinct (company_id, user_id, group_id, location_id);

/* The locations at which the current user holds a permission. Lists, counts and searches are filtered by it. In
   plpgsql, which keeps its plans: up to version 17 PostgreSQL plans an SQL function anew for each query. */
create function platform.granted_locations(permission text) returns bigint[] language plpgsql stable parallel safe
  set search_path = public, pg_catalog as $$
begin
  return (
    select case when bool_or(m.location_id is null)
      then (select array_agg(l.id) from public.location l where l.company_id = platform.company_id())
      else array_agg(m.location_id) end
    from public.membership m
    join public.permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where m.company_id = platform.company_id() and m.user_id = platform.user_id() and g.grants @> array[permission]);
end $$;

/* Browser sessions and API tokens. Only the SHA-256 of a token is kept. Not a company table, as a request does not
   know its company before its token is looked up; the app role reaches it by the functions below alone. */
create table platform.session (
  token_hash bytea primary key,
  company_id bigint not null references platform.company (id) on delete cascade,
  user_id bigint not null,
  id bigint generated always as identity unique,
  kind text not null check (kind in ('browser', 'api')),
  name text not null default '',
  address text not null default '',
  user_agent text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade
);
create index session_by_user on platform.session (company_id, user_id, kind);

/* Opens a request: finds the session, makes its company and user those of the transaction, and returns who acts.
   No row: the token is unknown, expired or idle too long, or its user may no longer sign in. `grants` is
   JSON text [[location id or null, [permission, …]], …]; equal text means equal grants, so callers may memoize. */
create function platform.open_request(token bytea)
returns table (company_id bigint, company_slug text, company_name text, time_zone text, currency text, settings jsonb,
  user_id bigint, user_name text, username text, session_id bigint, session_kind text, last_used_at timestamptz, grants text)
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
    select c.id, c.slug, c.name, c.time_zone, c.currency, c.settings,
      u.id, u.first_name || ' ' || u.last_name, u.username, s.id, s.kind, s.last_used_at,
      (select coalesce(json_agg(json_build_array(m.location_id, g.grants) order by m.id)::text, '[]')
       from membership m join permission_group g on g.company_id = m.company_id and g.id = m.group_id
       where m.company_id = s.company_id and m.user_id = s.user_id)
    from platform.company c
    join user_account u on u.company_id = c.id and u.id = s.user_id
    where c.id = s.company_id and u.active and u.can_log_in;
end $$;

-- What sign-in needs of a user before there is a session. Opens the company for the rest of the transaction.
create function platform.find_sign_in(slug text, name text)
returns table (company_id bigint, user_id bigint, password_hash text)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare c bigint;
begin
  select x.id into c from platform.company x where x.slug = find_sign_in.slug;
  if not found then return; end if;
  perform set_config('app.company_id', c::text, true);
  return query select u.company_id, u.id, u.password_hash from user_account u
    where u.company_id = c and u.username = name and u.active and u.can_log_in;
end $$;

create function platform.create_session(token bytea, for_user bigint, kind text, name text, address text,
  user_agent text, expires_at timestamptz) returns bigint
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.session (token_hash, company_id, user_id, kind, name, address, user_agent, expires_at)
  values (token, platform.company_id(), for_user, kind, name, address, user_agent, expires_at) returning id;
$$;

create function platform.list_sessions(for_user bigint)
returns table (id bigint, kind text, name text, address text, user_agent text, created_at timestamptz,
  last_used_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_catalog as $$
  select s.id, s.kind, s.name, s.address, s.user_agent, s.created_at, s.last_used_at, s.expires_at
  from platform.session s
  where s.company_id = platform.company_id() and s.user_id = for_user and s.expires_at > now()
  order by s.last_used_at desc, s.id desc;
$$;

-- Ends one session of a user, or, with a null id, all of the given kind. Returns how many ended.
create function platform.end_sessions(for_user bigint, session_id bigint, of_kind text) returns int
language sql security definer set search_path = public, pg_catalog as $$
  with gone as (
    delete from platform.session s
    where s.company_id = platform.company_id() and s.user_id = for_user
      and (session_id is null or s.id = session_id) and (of_kind is null or s.kind = of_kind)
    returning 1)
  select count(*)::int from gone;
$$;

create function platform.touch_session(token bytea) returns void
language sql security definer set search_path = public, pg_catalog as $$
  update platform.session set last_used_at = now() where token_hash = token;
$$;

/* Failed sign-ins, by what was tried: `user:acme/owner` or `address:203.0.113.9`. After five failures each further
   one doubles the wait, up to 15 minutes; an hour without failures forgets them. */
create table platform.sign_in_failure (
  subject text primary key,
  failures int not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create function platform.sign_in_blocked_until(subjects text[]) returns timestamptz
language sql stable security definer set search_path = public, pg_catalog as $$
  select max(f.blocked_until) from platform.sign_in_failure f
  where f.subject = any (subjects) and f.blocked_until > now();
$$;
create function platform.note_sign_in_failure(subjects text[], free_tries int[]) returns void
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.sign_in_failure as f (subject, failures, last_at, blocked_until)
  select s.subject, 1, now(), now() from unnest(subjects) s (subject)
  on conflict (subject) do update set
    failures = case when f.last_at < now() - interval '1 hour' then 1 else f.failures + 1 end,
    last_at = now(),
    blocked_until = case
      when f.last_at < now() - interval '1 hour'
        or f.failures + 1 <= free_tries[array_position(subjects, f.subject)] then now()
      else now() + least(interval '15 minutes',
        interval '2 seconds' * 2 ^ least(10, f.failures - free_tries[array_position(subjects, f.subject)])) end;
$$;
create function platform.forget_sign_in_failures(subjects text[]) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.sign_in_failure f where f.subject = any (subjects);
$$;

revoke all on all functions in schema platform from public;
grant execute on all functions in schema platform to keyholder_app;
revoke execute on function platform.create_company_table from keyholder_app;
