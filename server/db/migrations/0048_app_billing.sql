-- Changes: billing in the app of an interactive-services provider (Alarm.com); the platform's own staff.
-- Old code: still runs; its sessions are never those of the staff.

/* When what a recurring invoice bills was sold: of several with the built-in MMR line the one that was sold last is what the app shows
   (ADB-001). What there is was sold when it began. */
alter table recurring_invoice add sale_on date not null default current_date;
alter table recurring_invoice no force row level security;
update recurring_invoice set sale_on = start_on;
alter table recurring_invoice force row level security;
create index invoice_of_recurring on invoice (company_id, recurring_id, due_on, id) where recurring_id is not null;

/* The integration of one provider (ADB-003): whether it is on, and the key that its calls to us are signed with. The key stays
   when it is switched off: the provider is then told that nothing is configured. */
select platform.create_company_table('app_billing_setup');
alter table app_billing_setup
  add service_provider_id bigint not null,
  add enabled boolean not null default false,
  add key_id text not null check (key_id ~ '^[A-Za-z0-9]{16,40}$'),
  add sealed_key text not null,
  -- Where the provider reaches us, as it was told.
  add public_url text not null check (length(public_url) <= 300),
  add changed_at timestamptz not null,
  -- Of the platform's staff, by name: they are no users of the company.
  add changed_by text not null,
  add last_call_at timestamptz,
  add constraint app_billing_setup_of unique (company_id, service_provider_id),
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade;

-- Signatures are good once: what was used is kept for longer than its time.
select platform.create_company_table('app_billing_nonce');
alter table app_billing_nonce
  add service_provider_id bigint not null,
  add nonce text not null check (length(nonce) between 16 and 64),
  add received_at timestamptz not null,
  add constraint app_billing_nonce_once unique (company_id, service_provider_id, nonce),
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade;
create index app_billing_nonce_by_time on app_billing_nonce (company_id, service_provider_id, received_at);

-- A payment that a customer made in the app: asked for once under its key, charged by the engine under its own.
select platform.create_company_table('app_payment');
alter table app_payment
  add customer_id bigint not null,
  add service_provider_id bigint not null,
  add recurring_id bigint not null,
  add billing_method_id bigint not null,
  add external_id text not null,
  add request_key text not null check (length(request_key) between 16 and 40),
  add amount_cents bigint not null check (amount_cents > 0),
  add asked_on date not null,
  add asked_at timestamptz not null,
  -- Null until the money has come.
  add payment_id bigint,
  add settled_at timestamptz,
  add constraint app_payment_request unique (company_id, request_key),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id),
  add foreign key (company_id, recurring_id) references recurring_invoice (company_id, id) on delete cascade,
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete cascade,
  add foreign key (company_id, payment_id) references payment (company_id, id) on delete cascade;
create index app_payment_of_customer on app_payment (company_id, customer_id, id);
create index app_payment_of_provider on app_payment (company_id, service_provider_id, id);
create index app_payment_of_recurring on app_payment (company_id, recurring_id, id);
create index app_payment_of_method on app_payment (company_id, billing_method_id);
create unique index app_payment_of_payment on app_payment (company_id, payment_id) where payment_id is not null;

-- A customer who agrees by themselves, in an app.
alter table billing_method drop constraint billing_method_authorized_by_way_check,
  add constraint billing_method_authorized_by_way_check check (authorized_by_way in ('written', 'recorded_call', 'in_person', 'online'));

/* The platform's own staff (ADM-012): people of no company. The app reaches them by the functions below alone. */
create table platform.operator (
  id bigint generated always as identity primary key,
  email text not null unique check (email = lower(email) and length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 120),
  password_hash text not null,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create table platform.operator_session (
  token_hash bytea primary key,
  id bigint generated always as identity unique,
  operator_id bigint not null references platform.operator (id) on delete cascade,
  address text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index operator_session_of on platform.operator_session (operator_id);

/* What they did, of whatever company; the company's own History has it as well where it happened there. */
create table platform.operator_act (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  operator_id bigint not null references platform.operator (id),
  act text not null,
  company_id bigint references platform.company (id) on delete set null,
  reason text not null default '',
  address text not null default ''
);
create index operator_act_of on platform.operator_act (operator_id, id desc);
create index operator_act_at on platform.operator_act (company_id, id desc);

-- A session of a company in which one of them acts for a user: who, and why.
alter table platform.session
  add operator_id bigint references platform.operator (id) on delete cascade,
  add operator_name text,
  add operator_reason text,
  add check ((operator_id is null) = (operator_name is null) and (operator_id is null) = (operator_reason is null));
create index session_of_operator on platform.session (operator_id) where operator_id is not null;

create function platform.find_operator(address text) returns table (id bigint, name text, password_hash text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select o.id, o.name, o.password_hash from platform.operator o where o.email = lower(address) and o.active;
$$;

create function platform.create_operator_session(token bytea, of_operator bigint, address text, expires_at timestamptz) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.operator_session s where s.operator_id = of_operator and s.expires_at < now();
  insert into platform.operator_session (token_hash, operator_id, address, expires_at) values (token, of_operator, address, expires_at);
$$;

-- Who acts under this token: for half a day, and no longer than two hours without a request.
create function platform.enter_operator(token bytea) returns table (id bigint, name text, email text)
language plpgsql security definer set search_path = public, pg_catalog as $$
begin
  return query
    update platform.operator_session s set last_used_at = now() from platform.operator o
    where s.token_hash = token and s.expires_at > now() and s.last_used_at > now() - interval '2 hours'
      and o.id = s.operator_id and o.active
    returning o.id, o.name, o.email;
end $$;

create function platform.end_operator_session(token bytea) returns void
language sql security definer set search_path = public, pg_catalog as $$
  delete from platform.operator_session s where s.token_hash = token;
$$;

create function platform.note_operator_act(of_operator bigint, act text, company bigint, reason text, address text) returns void
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.operator_act (operator_id, act, company_id, reason, address) values (of_operator, act, company, reason, address);
$$;

create function platform.list_operator_acts(most int)
returns table (id bigint, at timestamptz, operator text, act text, company text, reason text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select a.id, a.at, o.name, a.act, c.name, a.reason from platform.operator_act a
  join platform.operator o on o.id = a.operator_id left join platform.company c on c.id = a.company_id
  order by a.id desc limit most;
$$;

/* Opens a company for one of the staff, as one of its users: a session of two hours that says so. */
create function platform.create_entered_session(token bytea, for_user bigint, of_operator bigint, reason text, address text, user_agent text)
returns bigint language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.session (token_hash, company_id, user_id, kind, name, address, user_agent, expires_at, operator_id, operator_name, operator_reason)
  select token, platform.company_id(), for_user, 'browser', 'Keyholder staff: ' || o.name, address, user_agent, now() + interval '2 hours', o.id, o.name, reason
  from platform.operator o where o.id = of_operator and o.active
  returning id;
$$;

-- A company of the platform, by its staff; null: there is one of this address. What belongs in it is put there by who opens it.
create function platform.create_company(new_slug text, new_name text, new_time_zone text, new_currency text) returns bigint
language sql security definer set search_path = public, pg_catalog as $$
  insert into platform.company (slug, name, time_zone, currency) values (new_slug, new_name, new_time_zone, new_currency)
  on conflict (slug) do nothing returning id;
$$;

-- As in 0044_access_stamp.sql, with who of the staff acts.
drop function platform.enter(bytea);
create function platform.enter(token bytea)
returns table (company_id bigint, user_id bigint, session_id bigint, session_kind text, last_used_at timestamptz,
  access_stamp uuid, operator_name text, operator_reason text)
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
    select s.company_id, s.user_id, s.id, s.kind, s.last_used_at, c.access_stamp, s.operator_name, s.operator_reason
    from platform.company c where c.id = s.company_id;
end $$;

revoke execute on function platform.enter, platform.find_operator, platform.create_operator_session, platform.enter_operator,
  platform.end_operator_session, platform.note_operator_act, platform.list_operator_acts, platform.create_entered_session, platform.create_company from public;
grant execute on function platform.enter, platform.find_operator, platform.create_operator_session, platform.enter_operator,
  platform.end_operator_session, platform.note_operator_act, platform.list_operator_acts, platform.create_entered_session, platform.create_company,
  -- The nightly work of a company that was just made is not to wait for the next start.
  platform.ensure_schedules to keyholder_app;
