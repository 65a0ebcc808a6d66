-- Changes: the ledger, invoices and quotes, payments, recurring invoices, billing runs; each company's nightly billing.
-- Old code: still runs; it shows none of it.

/* What is charged. Number 3 is built in: the monthly rate, by which a provider's app knows the invoices that it shows
   (ADB-001). Own numbers begin behind the built-in ones. */
select platform.create_company_table('invoice_item');
alter table invoice_item
  alter column id restart with 101,
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add description text not null default '' check (length(description) <= 1000),
  add price_cents bigint not null default 0 check (price_cents between 0 and 99999999),
  add taxable boolean not null default false,
  add category text not null default '' check (length(category) <= 60),
  add active boolean not null default true,
  add check (id <> 3 or active);
create unique index invoice_item_name on invoice_item (company_id, lower(name));

create function platform.keep_built_in_item() returns trigger language plpgsql as $$
begin
  if old.id = 3 and exists (select from platform.company c where c.id = old.company_id) then
    raise exception 'The built-in item 3 stays';
  end if;
  return old;
end $$;
create trigger built_in before delete on invoice_item for each row execute function platform.keep_built_in_item();

-- Every company has it from its first day.
create function platform.add_built_in_items() returns trigger language plpgsql security definer
set search_path = public, pg_catalog as $$
declare before text := coalesce(current_setting('app.company_id', true), '');
begin
  perform set_config('app.company_id', new.id::text, true);
  insert into invoice_item (company_id, id, name, description)
    values (new.id, 3, 'MMR', 'Monthly monitoring') on conflict do nothing;
  perform set_config('app.company_id', before, true);
  return new;
end $$;
create trigger built_in_items after insert on platform.company for each row execute function platform.add_built_in_items();
alter table invoice_item no force row level security;
insert into invoice_item (company_id, id, name, description) select c.id, 3, 'MMR', 'Monthly monitoring' from platform.company c;
alter table invoice_item force row level security;

-- The last number given, by kind: under the row's lock no number is given twice, and none is left out.
select platform.create_company_table('invoice_counter');
alter table invoice_counter
  add kind text not null check (kind in ('invoice', 'quote', 'payment')),
  add last bigint not null default 0,
  add constraint invoice_counter_kind unique (company_id, kind);

/* What is charged again and again. Period 0 runs from start_on; regular ones are counted from anchor_on, each from there and
   not from the one before, so that the 31st comes back after a shorter month. */
select platform.create_company_table('recurring_invoice');
alter table recurring_invoice
  add customer_id bigint not null,
  add version int not null default 1,
  add name text not null default '' check (length(name) <= 120),
  add state text not null default 'active' check (state in ('active', 'stopped', 'finished')),
  add every_months int not null check (every_months between 1 and 120),
  add start_on date not null,
  add anchor_on date not null,
  add end_on date,
  add max_count int check (max_count between 1 and 1200),
  add days_before int not null default 0 check (days_before between 0 and 90),
  -- Which period comes next, and when it begins.
  add next_index int not null default 0,
  add next_on date not null,
  add create_on date not null generated always as (next_on - days_before) stored,
  add term_id bigint,
  add bill_parent boolean not null default false,
  add tax_exempt boolean not null default false,
  -- Millionths a year: 30000 are 3 %.
  add increase_ppm int not null default 0 check (increase_ppm between 0 and 1000000),
  add po_number text not null default '' check (length(po_number) <= 60),
  add notes text not null default '' check (length(notes) <= 2000),
  add internal_notes text not null default '' check (length(internal_notes) <= 2000),
  -- The method that its invoices are charged to when due; null: nobody is charged by itself.
  add billing_method_id bigint,
  add stopped_at timestamptz,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  add check (anchor_on >= start_on),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, term_id) references catalogue_value (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index recurring_invoice_of_customer on recurring_invoice (company_id, customer_id, id);
create index recurring_invoice_due on recurring_invoice (company_id, create_on, id) where state = 'active';
create index recurring_invoice_active on recurring_invoice (company_id, customer_id) where state = 'active';

select platform.create_company_table('recurring_line');
alter table recurring_line
  add recurring_id bigint not null,
  add position int not null check (position >= 0),
  add item_id bigint not null,
  add description text not null default '' check (length(description) <= 255),
  add quantity_hundredths int not null check (quantity_hundredths between 1 and 999999),
  add price_cents bigint not null check (price_cents between -99999999 and 99999999),
  -- Its price is the record's monthly rate as it is when the invoice is made.
  add follows_rate boolean not null default false,
  add taxable boolean not null default false,
  add foreign key (company_id, recurring_id) references recurring_invoice (company_id, id) on delete cascade,
  add foreign key (company_id, item_id) references invoice_item (company_id, id);
create index recurring_line_of_invoice on recurring_line (company_id, recurring_id, position);

-- One night's, or one click's, making of the invoices that are due.
select platform.create_company_table('billing_run');
alter table billing_run
  add day date not null,
  add state text not null default 'running' check (state in ('running', 'done')),
  -- Null: the calendar began it.
  add by_user_id bigint,
  add started_at timestamptz not null,
  add finished_at timestamptz,
  add due int not null default 0,
  add made int not null default 0,
  add total_cents bigint not null default 0,
  add late int not null default 0,
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create unique index billing_run_running on billing_run (company_id) where state = 'running';

/* Invoices and quotes. Whose place was served (customer_id) and who owes it (payer_id) differ where a sub-customer bills
   through its parent; that stays as it was when the two part (REC-164). */
select platform.create_company_table('invoice');
alter table invoice
  add kind text not null default 'invoice' check (kind in ('invoice', 'quote')),
  add customer_id bigint not null,
  add payer_id bigint not null,
  add version int not null default 1,
  -- Null while a draft.
  add number bigint,
  add state text not null default 'draft' check (state in ('draft', 'open', 'void', 'written_off', 'accepted', 'declined')),
  add invoice_on date not null,
  add due_on date,
  add term_id bigint,
  add po_number text not null default '' check (length(po_number) <= 60),
  add notes text not null default '' check (length(notes) <= 2000),
  add tax_exempt boolean not null default false,
  add subtotal_cents bigint not null default 0,
  add tax_cents bigint not null default 0 check (tax_cents >= 0),
  add total_cents bigint not null default 0 check (total_cents >= 0),
  add paid_cents bigint not null default 0,
  add open_cents bigint not null generated always as (case when kind = 'invoice' and state = 'open' then total_cents - paid_cents else 0 end) stored,
  add status text not null generated always as (case when kind = 'invoice' and state = 'open' and paid_cents = total_cents then 'paid' else state end) stored,
  -- What it was made of.
  add recurring_id bigint,
  add period_index int,
  add period_from date,
  add period_to date,
  add run_id bigint,
  add work_order_id bigint,
  add quote_id bigint,
  add billing_method_id bigint,
  add emailed_at timestamptz,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  add check (total_cents = subtotal_cents + tax_cents),
  add constraint invoice_not_overpaid check (paid_cents between 0 and total_cents),
  add check ((state = 'draft') = (number is null)),
  add check (kind = 'quote' or state not in ('accepted', 'declined')),
  add check (kind = 'invoice' or (state not in ('draft', 'void', 'written_off') and paid_cents = 0)),
  add check ((recurring_id is null) = (period_index is null)),
  -- Each period once, however often and on however many workers it is billed (BIL-004).
  add constraint invoice_of_period unique (company_id, recurring_id, period_index),
  add constraint invoice_number unique (company_id, kind, number),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, payer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, term_id) references catalogue_value (company_id, id),
  add foreign key (company_id, recurring_id) references recurring_invoice (company_id, id),
  add foreign key (company_id, run_id) references billing_run (company_id, id),
  add foreign key (company_id, work_order_id) references work_order (company_id, id) on delete set null (work_order_id),
  add foreign key (company_id, quote_id) references invoice (company_id, id) on delete set null (quote_id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index invoice_of_customer on invoice (company_id, customer_id, id);
create index invoice_of_payer on invoice (company_id, payer_id, id);
create index invoice_unpaid_of_payer on invoice (company_id, payer_id, due_on, id) where kind = 'invoice' and state = 'open' and paid_cents < total_cents;
create index invoice_unpaid on invoice (company_id, due_on, id) where kind = 'invoice' and state = 'open' and paid_cents < total_cents;
create index invoice_by_id on invoice (company_id, kind, id);
create index invoice_by_date on invoice (company_id, kind, invoice_on, id);
create index invoice_by_due on invoice (company_id, kind, due_on, id);
create index invoice_by_total on invoice (company_id, kind, total_cents, id);
create index invoice_of_run on invoice (company_id, run_id, id) where run_id is not null;
-- A work order and a quote become one invoice each; one that was void does not count.
create unique index invoice_of_work_order on invoice (company_id, work_order_id) where work_order_id is not null and state <> 'void';
create unique index invoice_of_quote on invoice (company_id, quote_id) where quote_id is not null and state <> 'void';

select platform.create_company_table('invoice_line');
alter table invoice_line
  add invoice_id bigint not null,
  add position int not null check (position >= 0),
  add item_id bigint,
  add description text not null default '' check (length(description) <= 255),
  add quantity_hundredths int not null check (quantity_hundredths between 1 and 999999),
  add price_cents bigint not null check (price_cents between -99999999 and 99999999),
  add amount_cents bigint not null generated always as (floor((quantity_hundredths::numeric * price_cents + 50) / 100)) stored,
  add taxable boolean not null default false,
  add foreign key (company_id, invoice_id) references invoice (company_id, id) on delete cascade,
  add foreign key (company_id, item_id) references invoice_item (company_id, id);
create index invoice_line_of_invoice on invoice_line (company_id, invoice_id, position);

-- The billing run names its invoices before it writes them, so that one statement writes their lines as well.
grant usage on sequence invoice_id_seq to keyholder_app;

-- The tax of each jurisdiction, at the rate of the invoice's day: a later change of the rate changes no invoice.
select platform.create_company_table('invoice_tax');
alter table invoice_tax
  add invoice_id bigint not null,
  add name text not null,
  -- Millionths: 72500 are 7.25 %.
  add rate_ppm int not null check (rate_ppm between 0 and 1000000),
  add taxable_cents bigint not null,
  add tax_cents bigint not null check (tax_cents >= 0),
  add foreign key (company_id, invoice_id) references invoice (company_id, id) on delete cascade;
create index invoice_tax_of_invoice on invoice_tax (company_id, invoice_id, id);

-- Money received, and credit that was given.
select platform.create_company_table('payment');
alter table payment
  add customer_id bigint not null,
  add number bigint not null,
  add kind text not null default 'payment' check (kind in ('payment', 'credit_memo')),
  add method text check (method in ('check', 'cash', 'money_order', 'other', 'card', 'ach')),
  add paid_on date not null,
  add reference text not null default '' check (length(reference) <= 60),
  add note text not null default '' check (length(note) <= 500),
  add amount_cents bigint not null check (amount_cents between 1 and 9999999999),
  add applied_cents bigint not null default 0 check (applied_cents >= 0),
  add reversed_cents bigint not null default 0 check (reversed_cents >= 0),
  add unapplied_cents bigint not null generated always as (amount_cents - applied_cents - reversed_cents) stored,
  add billing_method_id bigint,
  -- What it came by, where a processor moved it: a second one under the same mark is the first.
  add external_reference text check (length(external_reference) between 1 and 120),
  -- The page's mark of one click.
  add request_key uuid,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add check ((kind = 'credit_memo') = (method is null)),
  add constraint payment_not_overapplied check (applied_cents + reversed_cents <= amount_cents),
  add constraint payment_number unique (company_id, number),
  add constraint payment_external_reference unique (company_id, external_reference),
  add constraint payment_request_key unique (company_id, request_key),
  add foreign key (company_id, customer_id) references customer (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index payment_of_customer on payment (company_id, customer_id, id);
create index payment_by_id on payment (company_id, id);
create index payment_by_date on payment (company_id, paid_on, id);
create index payment_by_amount on payment (company_id, amount_cents, id);
create index payment_unapplied on payment (company_id, customer_id) where amount_cents > applied_cents + reversed_cents;

select platform.create_company_table('payment_application', 'select, insert, update');
alter table payment_application
  add payment_id bigint not null,
  add invoice_id bigint not null,
  add amount_cents bigint not null check (amount_cents > 0),
  add applied_at timestamptz not null,
  add released_at timestamptz,
  add foreign key (company_id, payment_id) references payment (company_id, id),
  add foreign key (company_id, invoice_id) references invoice (company_id, id);
create index payment_application_of_payment on payment_application (company_id, payment_id, id);
create index payment_application_of_invoice on payment_application (company_id, invoice_id, id);

/* What is paid and what is applied are kept by the database, under the locks of both rows: their checks refuse more than
   either holds, whoever comes at the same time. */
create function platform.keep_applied() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare change bigint := case when tg_op = 'INSERT' then new.amount_cents else -new.amount_cents end;
begin
  if tg_op = 'UPDATE' and (old.released_at is not null or new.released_at is null or new.amount_cents <> old.amount_cents
      or new.payment_id <> old.payment_id or new.invoice_id <> old.invoice_id) then
    raise exception 'An application is released once, and else stays';
  end if;
  update payment p set applied_cents = p.applied_cents + change where p.company_id = new.company_id and p.id = new.payment_id;
  update invoice i set paid_cents = i.paid_cents + change
    where i.company_id = new.company_id and i.id = new.invoice_id and i.kind = 'invoice' and i.state = 'open';
  if not found then raise exception 'Only an open invoice is paid' using errcode = 'check_violation', constraint = 'invoice_not_overpaid'; end if;
  return new;
end $$;
create trigger applied after insert or update on payment_application for each row execute function platform.keep_applied();

-- Money that went back, or never came: void, returned by the bank, refunded, charged back.
select platform.create_company_table('payment_reversal', 'select, insert');
alter table payment_reversal
  add payment_id bigint not null,
  add kind text not null check (kind in ('void', 'nsf', 'refund', 'chargeback')),
  add amount_cents bigint not null check (amount_cents > 0),
  add reversed_on date not null,
  add note text not null default '' check (length(note) <= 500),
  add external_reference text check (length(external_reference) between 1 and 120),
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add constraint payment_reversal_reference unique (company_id, external_reference),
  add foreign key (company_id, payment_id) references payment (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index payment_reversal_of_payment on payment_reversal (company_id, payment_id, id);
create function platform.keep_reversed() returns trigger language plpgsql set search_path = public, pg_catalog as $$
begin
  update payment p set reversed_cents = p.reversed_cents + new.amount_cents where p.company_id = new.company_id and p.id = new.payment_id;
  return new;
end $$;
create trigger reversed after insert on payment_reversal for each row execute function platform.keep_reversed();

/* The ledger. A posting is one event (an invoice, a payment, a void …); each of its entries moves an amount from one account
   to another, so that every posting balances by its form. What a customer owes is receivable less credit; the database
   keeps it, and writes the balance after each posting beside it. */
select platform.create_company_table('customer_balance', 'select, insert, update');
alter table customer_balance
  add customer_id bigint not null,
  add balance_cents bigint not null default 0,
  add constraint customer_balance_of unique (company_id, customer_id),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade;

select platform.create_company_table('ledger_posting', 'select, insert');
alter table ledger_posting
  -- Who owes it, and whose place it is about.
  add customer_id bigint not null,
  add about_customer_id bigint not null,
  add kind text not null check (kind in
    ('invoice', 'adjustment', 'void', 'write_off', 'write_off_undone', 'payment', 'credit_memo', 'nsf', 'refund', 'chargeback', 'payment_void', 'applied', 'released')),
  add posted_on date not null,
  add posted_at timestamptz not null default now(),
  add invoice_id bigint,
  add payment_id bigint,
  add memo text not null default '' check (length(memo) <= 500),
  -- What it adds to what the customer owes.
  add effect_cents bigint not null,
  add balance_cents bigint not null default 0,
  add by_user_id bigint,
  add foreign key (company_id, customer_id) references customer (company_id, id),
  add foreign key (company_id, about_customer_id) references customer (company_id, id),
  add foreign key (company_id, invoice_id) references invoice (company_id, id),
  add foreign key (company_id, payment_id) references payment (company_id, id),
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create index ledger_posting_of_customer on ledger_posting (company_id, customer_id, id);
create index ledger_posting_about on ledger_posting (company_id, about_customer_id, id);
create index ledger_posting_of_invoice on ledger_posting (company_id, invoice_id, id) where invoice_id is not null;
create index ledger_posting_of_payment on ledger_posting (company_id, payment_id, id) where payment_id is not null;

select platform.create_company_table('ledger_entry', 'select, insert');
alter table ledger_entry
  add posting_id bigint not null,
  add debit text not null check (debit in ('receivable', 'income', 'tax_payable', 'cash', 'customer_credit', 'write_off', 'credits_given')),
  add credit text not null check (credit in ('receivable', 'income', 'tax_payable', 'cash', 'customer_credit', 'write_off', 'credits_given')),
  add amount_cents bigint not null check (amount_cents > 0),
  add check (debit <> credit),
  add foreign key (company_id, posting_id) references ledger_posting (company_id, id);
create index ledger_entry_of_posting on ledger_entry (company_id, posting_id, id);

create trigger append_only before update or delete or truncate on ledger_posting for each statement execute function platform.refuse_change();
create trigger append_only before update or delete or truncate on ledger_entry for each statement execute function platform.refuse_change();

create function platform.keep_balance() returns trigger language plpgsql set search_path = public, pg_catalog as $$
begin
  insert into customer_balance as b (company_id, customer_id, balance_cents) values (new.company_id, new.customer_id, new.effect_cents)
    on conflict (company_id, customer_id) do update set balance_cents = b.balance_cents + excluded.balance_cents
    returning balance_cents into new.balance_cents;
  return new;
end $$;
create trigger balance before insert on ledger_posting for each row execute function platform.keep_balance();

-- By the index even where the planner still believes the table small: a run makes it grow by thousands in one session.
-- Checked at the commit: what a posting says of the customer is what its entries do.
create function platform.check_posting() returns trigger language plpgsql set search_path = public, pg_catalog set enable_seqscan = off as $$
declare effect bigint;
begin
  select coalesce(sum(e.amount_cents * ((e.debit in ('receivable', 'customer_credit'))::int - (e.credit in ('receivable', 'customer_credit'))::int)), 0)
    into effect from ledger_entry e where e.company_id = new.company_id and e.posting_id = new.id;
  if effect <> new.effect_cents then
    raise exception 'Posting % says %, its entries do %', new.id, new.effect_cents, effect using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger says_what_it_does after insert on ledger_posting deferrable initially deferred
  for each row execute function platform.check_posting();
/* No entry is added to a posting of another transaction. Each posting is looked up by its key (`offset 0` keeps the planner
   from joining the whole table): a run makes it grow by thousands under a plan that was made while it was small. */
create function platform.check_entry() returns trigger language plpgsql set search_path = public, pg_catalog set enable_seqscan = off as $$
declare ours text := (pg_current_xact_id()::text::bigint & 4294967295)::text;
begin
  if exists (select from new_entries e cross join lateral (select p.xmin::text as made_by from ledger_posting p
      where p.company_id = e.company_id and p.id = e.posting_id offset 0) p where p.made_by <> ours) then
    raise exception 'Entries come with their posting' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger with_posting after insert on ledger_entry referencing new table as new_entries
  for each statement execute function platform.check_entry();

/* The tax rates of an address on a day: of each jurisdiction the last that has begun. Rates are values of the catalogue
   tax_rate; the county is the ZIP code's where the address names none. */
create function platform.tax_rates_at(of_state text, of_county text, of_city text, of_zip text, on_day date)
returns table (name text, rate_ppm int) language sql stable set search_path = public, pg_catalog as $$
  select r.name, r.rate_ppm from (
    select distinct on (v.data->>'level', lower(v.data->>'state'), place.place)
      v.id, v.name, v.sort, round((v.data->>'percent')::numeric * 10000)::int as rate_ppm
    from catalogue_value v
    cross join lateral (select case when v.data->>'level' = 'state' then '' else lower(coalesce(v.data->>'place', '')) end as place) place
    where v.company_id = platform.company_id() and v.catalogue = 'tax_rate' and v.active
      and coalesce((v.data->>'fromOn')::date, '-infinity') <= on_day
      and lower(v.data->>'state') = lower(of_state)
      and case v.data->>'level' when 'state' then true
        when 'county' then place.place = lower(coalesce(nullif(of_county, ''), (select z.county from platform.zip_place z where z.zip = left(of_zip, 5))))
        when 'city' then place.place = lower(of_city)
        when 'zip' then place.place = left(of_zip, 5) else false end
    order by v.data->>'level', lower(v.data->>'state'), place.place, coalesce((v.data->>'fromOn')::date, '-infinity') desc, v.id desc
  ) r where r.rate_ppm > 0 order by r.sort, r.id
$$;
revoke all on function platform.tax_rates_at, platform.keep_applied, platform.keep_reversed, platform.keep_balance, platform.check_posting,
  platform.check_entry, platform.keep_built_in_item, platform.add_built_in_items from public;
grant execute on function platform.tax_rates_at to keyholder_app;

-- As in 0029_health.sql, for every nightly work that there is.
create or replace function platform.ensure_schedules() returns int language plpgsql security definer set search_path = pg_catalog as $$
declare
  company bigint;
  work text;
  added int := 0;
begin
  for company, work in
    select c.id, w from platform.company c cross join unnest(array['health', 'billing']) w where not exists (
      select from graphile_worker._private_jobs j
      where j.key in (c.id || ':' || w || '.nightly', c.id || ':' || w || '.plan') and (j.attempts < j.max_attempts or j.locked_at is not null))
  loop
    perform graphile_worker.add_job(work || '.plan', payload := json_build_object('companyId', company),
      job_key := company || ':' || work || '.plan', max_attempts := 25);
    added := added + 1;
  end loop;
  return added;
end $$;
