-- Changes: who was denied what, and who read which confidential values; the log of the platform's staff with filters.
-- Old code: still runs; it notes neither of the first two, and reads the staff's acts by the function that it knows.

/* Who was sent confidential values unmasked: one row for a user, a record, an operation and its fields in an hour, however often they
   looked. No foreign keys: the fact outlives user and record. The app writes by platform.note_audit alone, and changes nothing. */
select platform.create_company_table('confidential_read', 'select');
alter table confidential_read
  add at timestamptz not null,
  add hour timestamptz not null,
  add user_id bigint not null,
  -- Of the platform's staff, acting for the user.
  add staff text not null default '' check (length(staff) <= 200),
  -- Null: a report's groups, which are no record's alone.
  add customer_id bigint,
  add operation text not null check (length(operation) <= 80),
  -- Names of fields, never their values.
  add fields text[] not null check (cardinality(fields) between 1 and 200),
  add source text not null check (source in ('web', 'api')),
  add address text not null default '' check (length(address) <= 64);
create unique index confidential_read_once on confidential_read (company_id, customer_id, user_id, hour, operation, staff, fields) nulls not distinct;
create index confidential_read_by_time on confidential_read (company_id, at, id);
create index confidential_read_by_user on confidential_read (company_id, user_id, at, id);

/* What was refused for want of a permission: one row for a user, an operation, a record and an hour, with how often. */
select platform.create_company_table('denied_attempt', 'select');
alter table denied_attempt
  add at timestamptz not null,
  add last_at timestamptz not null,
  add hour timestamptz not null,
  add user_id bigint not null,
  add staff text not null default '' check (length(staff) <= 200),
  add customer_id bigint,
  add operation text not null check (length(operation) <= 80),
  -- The error's code, and the permission that was missing as people read it.
  add code text not null check (length(code) <= 80),
  add permission text not null default '' check (length(permission) <= 120),
  add times bigint not null check (times > 0),
  add source text not null check (source in ('web', 'api')),
  add address text not null default '' check (length(address) <= 64);
create unique index denied_attempt_once on denied_attempt (company_id, user_id, hour, operation, code, permission, staff, customer_id) nulls not distinct;
create index denied_attempt_by_time on denied_attempt (company_id, at, id);
create index denied_attempt_by_customer on denied_attempt (company_id, customer_id, at, id) where customer_id is not null;

/* Notes both for the open company. Told twice, a read is still one, and a denial counts twice at most.
   A user who tries record after record fills no disk: beyond 200 rows in an hour their attempts no longer name the record. */
create function platform.note_audit(reads jsonb, denials jsonb) returns void
language plpgsql security definer set search_path = public, pg_catalog as $$
declare company bigint := platform.company_id();
begin
  if company is null then raise exception 'note_audit: no company is open'; end if;
  insert into confidential_read (company_id, at, hour, user_id, staff, customer_id, operation, fields, source, address)
  select company, r.at, date_trunc('hour', r.at, 'UTC'), r."userId", left(r.staff, 200), c.id, r.operation, r.fields, r.source, left(r.address, 64)
  from jsonb_to_recordset(reads) as r(at timestamptz, "userId" bigint, staff text, "customerIds" bigint[], operation text, fields text[],
    source text, address text)
  cross join lateral unnest(r."customerIds") as c(id)
  on conflict do nothing;
  insert into denied_attempt as a (company_id, at, last_at, hour, user_id, staff, customer_id, operation, code, permission, times, source, address)
  select company, min(d.at), max(d.at), d.hour, d."userId", d.staff, d.customer_id, d.operation, d.code, d.permission, sum(d.times),
    min(d.source), min(d.address)
  from (
    select r.at, date_trunc('hour', r.at, 'UTC') as hour, r."userId", left(r.staff, 200) as staff, r.operation, r.code,
      left(r.permission, 120) as permission, r.times, r.source, left(r.address, 64) as address,
      case when (select count(*) from denied_attempt known where known.company_id = company and known.user_id = r."userId"
          and known.hour = date_trunc('hour', r.at, 'UTC')) + dense_rank() over (partition by r."userId" order by r."customerId") <= 200
        then r."customerId" end as customer_id
    from jsonb_to_recordset(denials) as r(at timestamptz, "userId" bigint, staff text, "customerId" bigint, operation text, code text,
      permission text, times bigint, source text, address text)
  ) d
  group by d.hour, d."userId", d.staff, d.customer_id, d.operation, d.code, d.permission
  on conflict (company_id, user_id, hour, operation, code, permission, staff, customer_id)
    do update set times = a.times + excluded.times, last_at = greatest(a.last_at, excluded.last_at);
end $$;

/* Erases what the open company no longer keeps, some at a time. @returns how many rows. */
create function platform.sweep_audit(before timestamptz, most int) returns int
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  gone int;
  more int;
begin
  if company is null then raise exception 'sweep_audit: no company is open'; end if;
  delete from confidential_read r where r.company_id = company and r.id in (
    select x.id from confidential_read x where x.company_id = company and x.at < before order by x.at, x.id limit most);
  get diagnostics gone = row_count;
  delete from denied_attempt d where d.company_id = company and d.id in (
    select x.id from denied_attempt x where x.company_id = company and x.at < before order by x.at, x.id limit most);
  get diagnostics more = row_count;
  return gone + more;
end $$;

/* The staff's log: newest first, each filter null for none. `words`: in the reason, the company's name or address. */
create function platform.find_operator_acts(before bigint, of_operator bigint, of_company bigint, of_act text,
  from_at timestamptz, to_at timestamptz, words text, most int)
returns table (id bigint, at timestamptz, operator text, act text, company_id bigint, company text, reason text, address text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select a.id, a.at, o.name, a.act, c.id, c.name, a.reason, a.address from platform.operator_act a
  join platform.operator o on o.id = a.operator_id left join platform.company c on c.id = a.company_id
  where (before is null or a.id < before) and (of_operator is null or a.operator_id = of_operator)
    and (of_company is null or a.company_id = of_company) and (of_act is null or a.act = of_act)
    and (from_at is null or a.at >= from_at) and (to_at is null or a.at < to_at)
    and (words = '' or strpos(lower(a.reason), lower(words)) > 0 or strpos(lower(c.name), lower(words)) > 0 or strpos(c.slug, lower(words)) > 0)
  order by a.id desc limit most;
$$;

-- Who there is to filter by, also those who no longer sign in.
create function platform.list_operators() returns table (id bigint, name text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select o.id, o.name from platform.operator o order by lower(o.name), o.id;
$$;

revoke all on function platform.note_audit, platform.sweep_audit, platform.find_operator_acts, platform.list_operators from public;
grant execute on function platform.note_audit, platform.sweep_audit, platform.find_operator_acts, platform.list_operators to keyholder_app;
