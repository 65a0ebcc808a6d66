-- Changes: work orders of records with their lines and steps; appointments may be visits for one; news of work orders.
-- Old code: still runs; its bell leaves out what users are told of work orders.

/* A job at a customer: what, who, by when, what it took and how it ended. Types and cancel reasons are values of the
   catalogues `work_order_…`. Whether it is scheduled is not kept: a visit for it lies ahead, or none does. */
select platform.create_company_table('work_order');
alter table work_order
  add customer_id bigint not null,
  add version int not null default 1,
  add type_id bigint not null,
  add subject text not null check (length(subject) between 1 and 255),
  add description text not null default '' check (length(description) <= 10000),
  add resolution text not null default '' check (length(resolution) <= 10000),
  add priority text check (priority in ('high', 'medium', 'low')),
  add technician_id bigint,
  add due_on date,
  -- The ticket that it was made of.
  add note_id bigint,
  add status text not null default 'open' check (status in ('open', 'in_progress', 'complete', 'canceled')),
  add cancel_reason_id bigint,
  add cancel_note text not null default '' check (length(cancel_note) <= 500),
  -- The signature's picture lies in the file store under this key.
  add signature_key text,
  add signed_name text check (length(signed_name) between 1 and 80),
  add signed_at timestamptz,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  -- How the queue sorts: what has no due date, or no priority, stands behind all others.
  add due_order date not null generated always as (coalesce(due_on, 'infinity')) stored,
  add priority_order smallint not null generated always as (case priority when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end) stored,
  add check (status = 'canceled' or (cancel_reason_id is null and cancel_note = '')),
  add check (num_nonnulls(signature_key, signed_name, signed_at) in (0, 3)),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, type_id) references catalogue_value (company_id, id),
  add foreign key (company_id, cancel_reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, technician_id) references user_account (company_id, id),
  add foreign key (company_id, note_id) references note (company_id, id) on delete set null (note_id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index work_order_of_customer on work_order (company_id, customer_id, id);
-- What the record's tab counts.
create index work_order_open on work_order (company_id, customer_id) where status in ('open', 'in_progress');
-- A ticket becomes one work order at most, however often one clicks.
create unique index work_order_of_ticket on work_order (company_id, note_id) where note_id is not null;
-- The queue in each of its orders: mostly of the open ones, which stay few while the others grow for years.
create index work_order_by_due on work_order (company_id, due_order, id);
create index work_order_by_priority on work_order (company_id, priority_order, id);
create index open_work_order on work_order (company_id, id) where status in ('open', 'in_progress');
create index open_work_order_by_due on work_order (company_id, due_order, id) where status in ('open', 'in_progress');
create index open_work_order_by_priority on work_order (company_id, priority_order, id) where status in ('open', 'in_progress');
create index open_work_order_of_technician on work_order (company_id, technician_id, id) where status in ('open', 'in_progress');
-- Whose picture a key of the file store is.
create index work_order_signature on work_order (company_id, signature_key) where signature_key is not null;

-- Labor and parts, in the order of the page.
select platform.create_company_table('work_order_line');
alter table work_order_line
  add work_order_id bigint not null,
  add position int not null check (position >= 0),
  add kind text not null check (kind in ('labor', 'part')),
  add service_id bigint,
  add item_id bigint,
  add action text check (action in ('install', 'replace', 'service', 'remove')),
  add description text not null default '' check (length(description) <= 255),
  add quantity_hundredths int not null check (quantity_hundredths between 1 and 999999),
  add price_cents bigint not null check (price_cents between 0 and 99999999),
  add taxable boolean not null default false,
  -- When the part was added to the customer's equipment: never twice.
  add added_at timestamptz,
  add check (kind = 'part' or (item_id is null and action is null and added_at is null)),
  add check (kind = 'labor' or (service_id is null and action is not null and quantity_hundredths % 100 = 0)),
  add foreign key (company_id, work_order_id) references work_order (company_id, id) on delete cascade,
  add foreign key (company_id, service_id) references catalogue_value (company_id, id),
  add foreign key (company_id, item_id) references catalogue_value (company_id, id);
create index work_order_line_of_order on work_order_line (company_id, work_order_id, position, id);

-- How it went: lines of a log, never changed.
select platform.create_company_table('work_order_step');
alter table work_order_step
  add work_order_id bigint not null,
  add status text not null check (status in ('open', 'in_progress', 'complete', 'canceled')),
  add at timestamptz not null,
  -- Null: a job did it.
  add by_user_id bigint,
  add foreign key (company_id, work_order_id) references work_order (company_id, id) on delete cascade,
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create index work_order_step_of_order on work_order_step (company_id, work_order_id, id);

-- The work order that an appointment is a visit for.
alter table appointment
  add work_order_id bigint,
  add foreign key (company_id, work_order_id) references work_order (company_id, id) on delete set null (work_order_id);
create index appointment_of_work_order on appointment (company_id, work_order_id) where work_order_id is not null;

-- News may be of a work order, too. The checks are widened as they stand, whatever else news is of by now: to restate them
-- would forget what another change has added.
alter table notification
  add work_order_id bigint,
  add foreign key (company_id, work_order_id) references work_order (company_id, id) on delete cascade;
do $$
declare
  kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_kind_check');
  about text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_about');
begin
  if kinds not like '%ARRAY[%' or about not like '%num_nonnulls(%' then
    raise exception 'The checks of notification are not written as expected: %, %', kinds, about;
  end if;
  alter table notification drop constraint notification_kind_check, drop constraint notification_about;
  execute format('alter table notification add constraint notification_kind_check %s, add constraint notification_about %s',
    replace(kinds, 'ARRAY[', $q$ARRAY['work_order_assigned'::text, 'work_order_due'::text, $q$),
    replace(about, 'num_nonnulls(', 'num_nonnulls(work_order_id, '));
end $$;
alter table notification add constraint notification_of_work check ((kind like 'work\_order%') = (work_order_id is not null));
create index notification_of_work_order on notification (company_id, work_order_id) where work_order_id is not null;
