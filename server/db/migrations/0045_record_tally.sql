-- Changes: what opening a record tells of its tabs is kept in one row of each record, by triggers on the tables that
-- the tabs are about.
-- Old code: still runs; it writes the same tables, and reads them.

/* One row of each record that has, or had, anything to tell; `id` is the record's. `parts` holds for each part what
   platform.create_tally was given for it; a part of which there is nothing is absent. What depends on the day is kept
   as dates. */
select platform.create_company_table('record_tally');
alter table record_tally
  alter column id drop identity,
  add column parts jsonb not null default '{}',
  add foreign key (company_id, id) references customer (company_id, id) on delete cascade;
alter table record_tally set (fillfactor = 80);

/* Counts a part of one record's tally anew. `counted` is the statement that tells it, of the company $1 and the customer
   $2. The tally is locked before, so that of two transactions the later one counts the rows of the earlier. Only a new
   row may be the first of its record; when the last one goes the record may be going too. */
create function platform.keep_tally(company bigint, customer bigint, part text, counted text, may_be_first boolean)
returns void language plpgsql as $$
declare
  told jsonb;
  known jsonb;
begin
  select coalesce(t.parts -> part, 'null') into known from record_tally t
    where t.company_id = company and t.id = customer for update;
  if not found then
    if not may_be_first then return; end if;
    insert into record_tally as t (company_id, id)
      select c.company_id, c.id from customer c where c.company_id = company and c.id = customer
      on conflict (company_id, id) do update set parts = t.parts
      returning coalesce(t.parts -> part, 'null') into known;
    if not found then return; end if;
  end if;
  -- Planned anew each time: a plan that was made while the table was empty would be kept while it is filled.
  execute counted into told using company, customer;
  told := coalesce(told, 'null');
  if told = known then return; end if;
  update record_tally t
    set parts = case when told = 'null' then t.parts - part else t.parts || jsonb_build_object(part, told) end
    where t.company_id = company and t.id = customer;
end $$;

/* After a statement on a table that a tally is about, for each record that it touched, in the order of their ids. */
create function platform.keep_tallies() returns trigger language plpgsql as $$
declare r record;
begin
  if tg_op = 'INSERT' then
    for r in select distinct n.company_id, n.customer_id from new_rows n where n.customer_id is not null order by 1, 2 loop
      perform platform.keep_tally(r.company_id, r.customer_id, tg_argv[0], tg_argv[1], true);
    end loop;
  elsif tg_op = 'UPDATE' then
    for r in select n.company_id, n.customer_id from new_rows n where n.customer_id is not null
      union select o.company_id, o.customer_id from old_rows o where o.customer_id is not null order by 1, 2 loop
      perform platform.keep_tally(r.company_id, r.customer_id, tg_argv[0], tg_argv[1], true);
    end loop;
  else
    for r in select distinct o.company_id, o.customer_id from old_rows o where o.customer_id is not null order by 1, 2 loop
      perform platform.keep_tally(r.company_id, r.customer_id, tg_argv[0], tg_argv[1], false);
    end loop;
  end if;
  return null;
end $$;
revoke all on function platform.keep_tally, platform.keep_tallies from public;
grant execute on function platform.keep_tally to keyholder_app;

/* Keeps `part` of the records' tallies from now on, and fills in what is there: `value` is an aggregate of the rows x of
   table `source` that belong to one record and for which `condition` holds; without such rows the part is absent. */
create function platform.create_tally(part text, source text, value text, condition text default 'true')
returns void language plpgsql as $$
declare counted text := format('select case when count(*) > 0 then %s end from public.%I x
  where x.company_id = $1 and x.customer_id = $2 and (%s)', value, source, condition);
begin
  execute format('create trigger %I after insert on public.%I referencing new table as new_rows
    for each statement execute function platform.keep_tallies(%L, %L)', 'tally_inserted_' || part, source, part, counted);
  execute format('create trigger %I after update on public.%I referencing old table as old_rows new table as new_rows
    for each statement execute function platform.keep_tallies(%L, %L)', 'tally_updated_' || part, source, part, counted);
  execute format('create trigger %I after delete on public.%I referencing old table as old_rows
    for each statement execute function platform.keep_tallies(%L, %L)', 'tally_deleted_' || part, source, part, counted);
  execute format('insert into record_tally as t (company_id, id, parts)
    select x.company_id, x.customer_id, jsonb_build_object(%L, %s) from public.%I x
    where x.customer_id is not null and (%s) group by x.company_id, x.customer_id
    on conflict (company_id, id) do update set parts = t.parts || excluded.parts', part, value, source, condition);
end $$;
revoke all on function platform.create_tally from public;

-- [count]
select platform.create_tally('equipment', 'equipment', 'jsonb_build_array(count(*))',
  $$x.status not in ('replaced', 'removed')$$);
select platform.create_tally('files', 'file', 'jsonb_build_array(count(*))', 'x.deleted_at is null');
-- [count, [[first day or null, last day or null], …]]: when somebody can be called; a pair of nulls is always.
select platform.create_tally('contacts', 'contact',
  'jsonb_build_array(count(*), jsonb_agg(distinct jsonb_build_array(x.starts_on, x.expires_on)))');
-- [the last day of the permit that expires first]
select platform.create_tally('permits', 'agency', 'jsonb_build_array(min(x.permit_expires_on))',
  'x.permit_expires_on is not null');
-- Of open ones: [count, whether one is urgent, when the first is due]
select platform.create_tally('tickets', 'note',
  $$jsonb_build_array(count(*), bool_or(x.priority is not distinct from 'high'), min(x.due_on))$$,
  'x.is_ticket and x.closed_at is null');
-- Of open ones: [count, when the first is due]
select platform.create_tally('work_orders', 'work_order', 'jsonb_build_array(count(*), min(x.due_on))',
  $$x.status in ('open', 'in_progress')$$);
-- Of the open one: [when it is to be followed up, its level]
select platform.create_tally('risk', 'risk', 'jsonb_agg(jsonb_build_array(x.follow_up_on, x.level_id)) -> 0',
  $$x.status = 'open'$$);
-- [count, whether one is to be looked at]
select platform.create_tally('messages', 'message', $$jsonb_build_array(count(*),
  bool_or(x.seen_at is null and x.state in ('failed', 'bounced', 'unknown', 'received')))$$);
-- Of those to come or under way: [[whether it is a sale, whose, when it ends], …]
select platform.create_tally('appointments', 'appointment',
  $$jsonb_agg(jsonb_build_array(x.type = 'sale', x.user_id, upper(x.during)))$$,
  $$x.status in ('scheduled', 'on_the_way', 'on_site')$$);
-- [count]: there is none, or one
select platform.create_tally('precheck', 'precheck', 'jsonb_build_array(count(*))');
-- [count, whether the answer to one was lost]
select platform.create_tally('credit', 'credit_check', $$jsonb_build_array(count(*), bool_or(x.state = 'unknown'))$$,
  $$x.state <> 'failed'$$);
