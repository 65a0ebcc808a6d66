-- Changes: what a dealer owes because of a customer (payables), the payroll rules that make them, pay runs.
-- Old code: still runs; what it changes of a record reaches the rules all the same.

/* Payroll rules: a role has functions, a function levels, a level the rows that say who gets how much. Nothing of them is
   stored in a payable but names and amounts, so that a change holds for what is made later. */
select platform.create_company_table('payroll_role');
alter table payroll_role
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '' check (length(description) <= 255),
  add active boolean not null default true;
create unique index payroll_role_name on payroll_role (company_id, platform.fold(name));

-- What an amount is looked up in: dimensions [{variable, match, label}], rows [{cells, amountCents}] in the order in which they are tried.
select platform.create_company_table('payroll_table');
alter table payroll_table
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 191),
  add description text not null default '' check (length(description) <= 500),
  add active boolean not null default true,
  add dimensions jsonb not null default '[]' check (jsonb_typeof(dimensions) = 'array'),
  add rows jsonb not null default '[]' check (jsonb_typeof(rows) = 'array');
create unique index payroll_table_name on payroll_table (company_id, platform.fold(name));

select platform.create_company_table('payroll_function');
alter table payroll_function
  add version int not null default 1,
  add role_id bigint not null,
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '' check (length(description) <= 255),
  add active boolean not null default true,
  -- Who can be paid by it: somebody whom the record names, whoever is chosen, or nobody of the staff.
  add payee_by text not null check (payee_by in ('sales_rep', 'lead_rep', 'trainer', 'technician', 'rep_manager', 'chosen', 'nobody')),
  add event text not null default 'manual'
    check (event in ('manual', 'installed', 'funded', 'tag_applied', 'tag_removed', 'custom_field_set')),
  add tag_ids bigint[] not null default '{}',
  add custom_field_id bigint,
  -- What the field must be set to; null: anything.
  add custom_value jsonb,
  -- How many days after it was earned a cancelation takes back what was paid; null: it never does.
  add charge_back_days int check (charge_back_days between 1 and 3650),
  add check ((event in ('tag_applied', 'tag_removed')) = (tag_ids <> '{}')),
  add check ((event = 'custom_field_set') = (custom_field_id is not null)),
  add check (event = 'custom_field_set' or custom_value is null),
  add check (event = 'manual' or payee_by <> 'chosen'),
  add foreign key (company_id, role_id) references payroll_role (company_id, id),
  add foreign key (company_id, custom_field_id) references catalogue_value (company_id, id);
create unique index payroll_function_name on payroll_function (company_id, role_id, platform.fold(name));
create index payroll_function_event on payroll_function (company_id, event) where active;
create index payroll_function_field on payroll_function (company_id, custom_field_id) where custom_field_id is not null;

select platform.create_company_table('payroll_level');
alter table payroll_level
  add version int not null default 1,
  add function_id bigint not null,
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '' check (length(description) <= 255),
  add active boolean not null default true,
  -- For whom no level of the function is set.
  add is_default boolean not null default false,
  add foreign key (company_id, function_id) references payroll_function (company_id, id) on delete cascade,
  add constraint payroll_level_of_function unique (company_id, function_id, id);
create unique index payroll_level_name on payroll_level (company_id, function_id, platform.fold(name));
create unique index payroll_level_default on payroll_level (company_id, function_id) where is_default;

select platform.create_company_table('payroll_row');
alter table payroll_row
  add level_id bigint not null,
  add sort int not null,
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '' check (length(description) <= 255),
  add active boolean not null default true,
  add pay_to text not null check (pay_to in ('payee', 'sales_rep', 'lead_rep', 'trainer', 'technician', 'rep_manager', 'user', 'outside')),
  add user_id bigint,
  add outside_name text check (length(outside_name) between 1 and 120),
  add source text not null check (source in ('fixed', 'field', 'table', 'expression')),
  add amount_cents bigint check (abs(amount_cents) <= 99999999),
  -- Of a field: which, and how much of it; 1000000 is all.
  add variable text check (length(variable) <= 40),
  add factor_ppm bigint check (abs(factor_ppm) <= 10000000000),
  add table_id bigint,
  add expression text check (length(expression) between 1 and 300),
  -- [{variable, op, value}]: all must hold.
  add conditions jsonb not null default '[]' check (jsonb_typeof(conditions) = 'array'),
  add note text not null default '' check (length(note) <= 500),
  add check ((pay_to = 'user') = (user_id is not null)),
  add check ((pay_to = 'outside') = (outside_name is not null)),
  add check ((source = 'fixed') = (amount_cents is not null)),
  add check ((source = 'field') = (variable is not null and factor_ppm is not null)),
  add check ((source = 'table') = (table_id is not null)),
  add check ((source = 'expression') = (expression is not null)),
  add foreign key (company_id, level_id) references payroll_level (company_id, id) on delete cascade,
  add foreign key (company_id, user_id) references user_account (company_id, id),
  add foreign key (company_id, table_id) references payroll_table (company_id, id);
create index payroll_row_of_level on payroll_row (company_id, level_id, sort, id);
create index payroll_row_of_user on payroll_row (company_id, user_id) where user_id is not null;
create index payroll_row_of_table on payroll_row (company_id, table_id) where table_id is not null;

-- Which level of a function a user has, and the number that the payroll service knows the user by.
select platform.create_company_table('payroll_assignment');
alter table payroll_assignment
  add user_id bigint not null,
  add function_id bigint not null,
  add level_id bigint not null,
  add constraint payroll_assignment_once unique (company_id, user_id, function_id),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, function_id, level_id) references payroll_level (company_id, function_id, id) on delete cascade;
create index payroll_assignment_of_level on payroll_assignment (company_id, function_id, level_id);
select platform.create_company_table('payroll_profile');
alter table payroll_profile
  add user_id bigint not null,
  add version int not null default 1,
  add identifier text not null default '' check (length(identifier) <= 40),
  add constraint payroll_profile_once unique (company_id, user_id),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade;

-- Many payables paid on one day: what the export and the pay statements are of.
select platform.create_company_table('pay_run', 'select, insert');
alter table pay_run
  add paid_on date not null,
  add reference text not null default '' check (length(reference) <= 60),
  add notes text not null default '' check (length(notes) <= 500),
  add request_key uuid not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add constraint pay_run_request unique (company_id, request_key),
  add foreign key (company_id, created_by) references user_account (company_id, id);

/* One payable: what one payee is owed by one function because of one customer. Amounts are kept by its lines and payments.
   A charge back takes back what was paid, and is below zero. */
select platform.create_company_table('payable');
alter table payable
  add customer_id bigint not null,
  add version int not null default 1,
  add function_id bigint,
  add level_id bigint,
  add level_name text not null default '',
  add payee_user_id bigint,
  add payee_name text check (length(payee_name) between 1 and 120),
  add source text not null check (source in ('event', 'function', 'hand', 'charge_back')),
  add status text not null default 'pending'
    check (status in ('pending', 'requires_review', 'approved', 'partially_paid', 'paid_in_full', 'denied')),
  add status_reason text not null default '' check (length(status_reason) <= 500),
  add base_cents bigint not null default 0,
  add adjustment_cents bigint not null default 0,
  add amount_cents bigint not null generated always as (base_cents + adjustment_cents) stored,
  add paid_cents bigint not null default 0,
  add earned_on date not null,
  add approved_on date,
  add paid_on date,
  add note_to_payee text not null default '' check (length(note_to_payee) <= 2000),
  add notes text not null default '' check (length(notes) <= 2000),
  -- Of a charge back: what it takes back.
  add of_id bigint,
  -- What took it back, or holds it: of a charge back why it came, of what requires review why it is held.
  add cause text check (cause in ('canceled', 'funding_charged_back')),
  -- Something took it back: it is no longer active, and the function may pay anew.
  add charged_back boolean not null default false,
  add created_at timestamptz not null,
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  add check ((payee_user_id is null) <> (payee_name is null)),
  add check ((source = 'charge_back') = (of_id is not null)),
  add check (source not in ('event', 'function') or function_id is not null),
  -- Beyond what is owed nobody is paid, whichever way the money goes.
  add check (paid_cents = 0 or (sign(paid_cents) = sign(base_cents + adjustment_cents) and abs(paid_cents) <= abs(base_cents + adjustment_cents))),
  add check (status not in ('pending', 'approved', 'denied') or paid_cents = 0),
  add check (status <> 'partially_paid' or paid_cents <> 0),
  add check ((status = 'paid_in_full') = (paid_on is not null)),
  add check (status <> 'paid_in_full' or paid_cents = base_cents + adjustment_cents),
  add check (status <> 'denied' or status_reason <> ''),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, function_id) references payroll_function (company_id, id),
  add foreign key (company_id, payee_user_id) references user_account (company_id, id),
  add foreign key (company_id, of_id) references payable (company_id, id) on delete cascade,
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
-- What the rules made is made once, whoever works on it at the same moment (platform.fold: as people read a name).
create unique index payable_once on payable (company_id, customer_id, function_id, coalesce(payee_user_id, 0), coalesce(platform.fold(payee_name), ''))
  where source in ('event', 'function') and status <> 'denied' and not charged_back;
create unique index payable_charged_back_once on payable (company_id, of_id) where of_id is not null and status <> 'denied';
create index payable_of_customer on payable (company_id, customer_id, id);
create index payable_by_status on payable (company_id, status, id);
create index payable_by_earned on payable (company_id, earned_on, id);
create index payable_by_amount on payable (company_id, amount_cents, id);
create index payable_of_user on payable (company_id, payee_user_id, id) where payee_user_id is not null;
create index payable_of_function on payable (company_id, function_id, id) where function_id is not null;
select platform.create_tally('payables', 'payable',
  $$jsonb_build_array(count(*), count(*) filter (where x.status = 'requires_review'))$$, $$x.status <> 'denied'$$);

select platform.create_company_table('payable_line');
alter table payable_line
  add payable_id bigint not null,
  add sort int not null,
  -- By a rule; null: by hand.
  add row_id bigint,
  add adjustment boolean not null,
  add name text not null check (length(name) between 1 and 255),
  add description text not null default '' check (length(description) <= 500),
  add amount_cents bigint not null check (abs(amount_cents) <= 99999999),
  -- How the rule came to the amount.
  add reckoning text not null default '' check (length(reckoning) <= 600),
  add foreign key (company_id, payable_id) references payable (company_id, id) on delete cascade;
create index payable_line_of_payable on payable_line (company_id, payable_id, sort, id);

-- Money that was paid, or of a charge back kept in or given back; one that was wrong is reversed.
select platform.create_company_table('payable_payment', 'select, insert');
alter table payable_payment
  add payable_id bigint not null,
  add pay_run_id bigint,
  add amount_cents bigint not null check (amount_cents <> 0 and abs(amount_cents) <= 9999999999),
  add paid_on date not null,
  add reference text not null default '' check (length(reference) <= 60),
  add notes text not null default '' check (length(notes) <= 500),
  -- Of a reversal: the payment that was wrong.
  add of_id bigint,
  add request_key uuid not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add constraint payable_payment_request unique (company_id, payable_id, request_key),
  add constraint payable_payment_reversed unique (company_id, of_id),
  add foreign key (company_id, payable_id) references payable (company_id, id) on delete cascade,
  add foreign key (company_id, pay_run_id) references pay_run (company_id, id),
  add foreign key (company_id, of_id) references payable_payment (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index payable_payment_of_payable on payable_payment (company_id, payable_id, id);
create index payable_payment_of_run on payable_payment (company_id, pay_run_id, id) where pay_run_id is not null;
create trigger append_only before update or truncate on payable_payment for each statement execute function platform.refuse_change();

/* A payable's sums are those of its lines. Paid up, and then changed by a line, it is paid in part. */
create function platform.keep_payable_lines() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  company bigint := case when tg_op = 'DELETE' then old.company_id else new.company_id end;
  payable_ bigint := case when tg_op = 'DELETE' then old.payable_id else new.payable_id end;
begin
  update payable p set base_cents = s.base, adjustment_cents = s.adjustment
    from (select coalesce(sum(l.amount_cents) filter (where not l.adjustment), 0) as base,
        coalesce(sum(l.amount_cents) filter (where l.adjustment), 0) as adjustment
      from payable_line l where l.company_id = company and l.payable_id = payable_) s
    where p.company_id = company and p.id = payable_;
  return null;
end $$;
create trigger kept after insert or update or delete on payable_line for each row execute function platform.keep_payable_lines();

/* What a payment leaves: how much is paid, and whether that is all. */
create function platform.keep_payable_payments() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare total bigint;
begin
  if new.of_id is not null and not exists (select from payable_payment o where o.company_id = new.company_id and o.id = new.of_id
      and o.payable_id = new.payable_id and o.amount_cents = -new.amount_cents and o.of_id is null) then
    raise exception 'A reversal is of a payment of the same payable, and of all of it';
  end if;
  select coalesce(sum(x.amount_cents), 0) into total from payable_payment x
    where x.company_id = new.company_id and x.payable_id = new.payable_id;
  update payable p set paid_cents = total,
      status = case when total = 0 then (case when p.status = 'requires_review' then p.status else 'approved' end)
        when total = p.amount_cents then 'paid_in_full' when p.status = 'requires_review' then p.status else 'partially_paid' end,
      paid_on = case when total = p.amount_cents and total <> 0 then new.paid_on end, version = p.version + 1
    where p.company_id = new.company_id and p.id = new.payable_id;
  return null;
end $$;
create trigger kept after insert on payable_payment for each row execute function platform.keep_payable_payments();
revoke all on function platform.keep_payable_lines, platform.keep_payable_payments from public;

/* What happened to a record that payroll rules ask about: taken down by triggers in the transaction in which it happens,
   whoever writes the record (a form, a job, an import of what is known, a workflow). A job works it off. Only what some
   active rule waits for is written, so that nothing is paid for what happened before the rule was made. */
select platform.create_company_table('payable_event');
alter table payable_event
  add customer_id bigint not null,
  add event text not null check (event in ('installed', 'funded', 'tag_applied', 'tag_removed', 'custom_field_set', 'canceled', 'reinstated', 'funding_charged_back')),
  -- The tag, the field, the funding.
  add subject_id bigint,
  add function_ids bigint[] not null default '{}',
  add happened_on date not null,
  add at timestamptz not null default now(),
  add handled_at timestamptz,
  -- What became of it: [{function, payee, result, payableId, why}].
  add outcome jsonb not null default '[]' check (jsonb_typeof(outcome) = 'array'),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade;
create index payable_event_waiting on payable_event (company_id, customer_id, id) where handled_at is null;
create index payable_event_of_customer on payable_event (company_id, customer_id, id);

create function platform.note_payable_event(company bigint, customer bigint, what text, subject bigint, functions bigint[], happened date)
returns void language plpgsql set search_path = public, pg_catalog as $$
begin
  -- Who works on the database itself, for no company, earns nobody anything.
  if platform.company_id() is distinct from company then return; end if;
  insert into payable_event (company_id, customer_id, event, subject_id, function_ids, happened_on)
    select company, customer, what, subject, functions, coalesce(happened, (now() at time zone p.time_zone)::date)
    from platform.company p where p.id = company;
  perform platform.add_job('payables.generate', jsonb_build_object('customerId', customer), null, 'payables.generate:' || customer);
end $$;

/* The active rules of an event, while the add-on is on. Nothing of it while an import brings records over, or one is copied:
   what they were before is not earned now. */
create function platform.payroll_functions(company bigint, what text) returns setof payroll_function language sql stable
set search_path = public, pg_catalog as $$
  select f.* from payroll_function f join payroll_role r on r.company_id = f.company_id and r.id = f.role_id and r.active
  where f.company_id = company and f.event = what and f.active and current_setting('app.brought_over', true) is distinct from 'on'
    and (select p.settings ->> 'payablePlus' from platform.company p where p.id = company) = 'true'
$$;

create function platform.note_payables_of_customer() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  was customer;
  found_ bigint[];
  field record;
begin
  if new.kind <> 'customer' then return null; end if;
  if tg_op = 'UPDATE' then was := old; end if;
  if new.installed and not coalesce(was.installed and was.kind = 'customer', false) then
    select array_agg(f.id order by f.id) into found_ from platform.payroll_functions(new.company_id, 'installed') f;
    if found_ is not null then
      perform platform.note_payable_event(new.company_id, new.id, 'installed', null, found_, new.install_date);
    end if;
  end if;
  if new.custom is distinct from coalesce(was.custom, '{}') then
    for field in select f.custom_field_id as id, array_agg(f.id order by f.id) as functions
      from platform.payroll_functions(new.company_id, 'custom_field_set') f
      cross join lateral (select new.custom -> f.custom_field_id::text as now, was.custom -> f.custom_field_id::text as before) v
      where v.now is not null and v.now <> 'null' and v.now is distinct from v.before
        and (f.custom_value is null or v.now = f.custom_value or jsonb_typeof(v.now) = 'array' and v.now @> f.custom_value)
      group by 1 order by 1 loop
      perform platform.note_payable_event(new.company_id, new.id, 'custom_field_set', field.id, field.functions, null);
    end loop;
  end if;
  if tg_op = 'UPDATE' and new.is_canceled <> was.is_canceled and exists (select from payable p
      where p.company_id = new.company_id and p.customer_id = new.id and p.status <> 'denied') then
    perform platform.note_payable_event(new.company_id, new.id, case when new.is_canceled then 'canceled' else 'reinstated' end, null, '{}',
      case when new.is_canceled then new.cancel_date end);
  end if;
  return null;
end $$;
create trigger payables_inserted after insert on customer for each row
  when (new.kind = 'customer' and (new.installed or new.custom <> '{}')) execute function platform.note_payables_of_customer();
create trigger payables_updated after update on customer for each row
  when (new.kind = 'customer' and (old.installed, old.kind, old.is_canceled, old.custom) is distinct from
    (new.installed, new.kind, new.is_canceled, new.custom)) execute function platform.note_payables_of_customer();

create function platform.note_payables_of_tag() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  r record;
  what text := case when tg_op = 'INSERT' then 'tag_applied' else 'tag_removed' end;
  found_ bigint[];
begin
  if tg_op = 'INSERT' then r := new; else r := old; end if;
  select array_agg(f.id order by f.id) into found_ from platform.payroll_functions(r.company_id, what) f where r.tag_id = any (f.tag_ids);
  -- Not where the record itself is going.
  if found_ is not null and exists (select from customer c where c.company_id = r.company_id and c.id = r.customer_id and c.kind = 'customer') then
    perform platform.note_payable_event(r.company_id, r.customer_id, what, r.tag_id, found_, null);
  end if;
  return null;
end $$;
create trigger payables_of_tag after insert or delete on customer_tag for each row execute function platform.note_payables_of_tag();

create function platform.note_payables_of_funding() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare found_ bigint[];
begin
  if new.outcome is distinct from 'paid_in_full' or (tg_op = 'UPDATE' and old.outcome is not distinct from 'paid_in_full') then return null; end if;
  select array_agg(f.id order by f.id) into found_ from platform.payroll_functions(new.company_id, 'funded') f;
  if found_ is not null then
    perform platform.note_payable_event(new.company_id, new.customer_id, 'funded', new.id, found_, new.funded_on);
  end if;
  return null;
end $$;
create trigger payables_of_funding after insert or update of outcome on funding for each row execute function platform.note_payables_of_funding();

create function platform.note_payables_of_charge_back() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare customer_ bigint := (select f.customer_id from funding f where f.company_id = new.company_id and f.id = new.funding_id);
begin
  if exists (select from payable p join payroll_function f on f.company_id = p.company_id and f.id = p.function_id and f.event = 'funded'
      where p.company_id = new.company_id and p.customer_id = customer_ and p.status <> 'denied') then
    perform platform.note_payable_event(new.company_id, customer_, 'funding_charged_back', new.funding_id, '{}', new.on_date);
  end if;
  return null;
end $$;
create trigger payables_of_charge_back after insert on funding_entry for each row when (new.kind = 'charge_back')
  execute function platform.note_payables_of_charge_back();

revoke all on function platform.note_payable_event, platform.payroll_functions, platform.note_payables_of_customer,
  platform.note_payables_of_tag, platform.note_payables_of_funding, platform.note_payables_of_charge_back from public;
grant execute on function platform.note_payable_event, platform.payroll_functions to keyholder_app;
