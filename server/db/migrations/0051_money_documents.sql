-- Changes: the Payment Portal: links by which customers sign in, and what they had charged; where a payment came from; statements; fundings.
-- Old code: still runs; its payments count as entered by staff, and it answers no link.

-- Who had it made: staff, Auto Pay, or the customer in the portal. Other doors may follow.
alter table payment
  add origin text not null default 'staff' check (origin ~ '^[a-z_]{2,20}$');
update payment set origin = 'autopay' where external_reference like 'charge:%' and created_by is null;
create index payment_by_origin on payment (company_id, origin, id) where origin <> 'staff';

/* A link into the portal, good for one opening; what is kept of its secret, and of the session that it opened, is a digest.
   A customer has one session: an opening ends the one before. */
select platform.create_company_table('portal_link');
alter table portal_link
  add customer_id bigint not null,
  add way text not null check (way in ('email', 'sms', 'copy')),
  add asked_by text not null check (asked_by in ('staff', 'customer')),
  add sent_to text not null default '' check (length(sent_to) <= 254),
  -- What it was sent about; the portal opens with it chosen.
  add invoice_id bigint,
  add token_hash bytea not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add expires_at timestamptz not null,
  -- Null: not known yet, or nothing is delivered.
  add delivered boolean,
  add opened_at timestamptz,
  add opened_from text not null default '' check (length(opened_from) <= 60),
  add session_hash bytea,
  add session_until timestamptz,
  add seen_at timestamptz,
  add revoked_at timestamptz,
  add revoked_by bigint,
  add check ((way = 'copy') = (sent_to = '')),
  add check ((session_hash is null) = (session_until is null)),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, invoice_id) references invoice (company_id, id) on delete set null (invoice_id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, revoked_by) references user_account (company_id, id);
create unique index portal_link_token on portal_link (company_id, token_hash);
create unique index portal_link_session on portal_link (company_id, session_hash) where session_hash is not null;
create index portal_link_of_customer on portal_link (company_id, customer_id, id);
create index portal_link_of_invoice on portal_link (company_id, invoice_id) where invoice_id is not null;

-- Who asked for a link without being known: counted, so that nobody asks without end; gone after a day.
select platform.create_company_table('portal_ask', 'select, insert, delete');
alter table portal_ask
  add asked_at timestamptz not null,
  add asked_from text not null check (length(asked_from) <= 60),
  add about_hash bytea not null;
create index portal_ask_from on portal_ask (company_id, asked_from, asked_at);
create index portal_ask_about on portal_ask (company_id, about_hash, asked_at);
create index portal_ask_age on portal_ask (company_id, asked_at);

-- What a customer had charged there, under the mark of one click.
select platform.create_company_table('portal_payment', 'select, insert');
alter table portal_payment
  add customer_id bigint not null,
  add link_id bigint not null,
  add request_key uuid not null,
  add charge_attempt_id bigint not null,
  -- [{invoiceId, amountCents}], as the customer saw it.
  add parts jsonb not null,
  add created_at timestamptz not null,
  add constraint portal_payment_request unique (company_id, request_key),
  add constraint portal_payment_charge unique (company_id, charge_attempt_id),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, link_id) references portal_link (company_id, id) on delete cascade,
  add foreign key (company_id, charge_attempt_id) references charge_attempt (company_id, id) on delete cascade;
create index portal_payment_of_customer on portal_payment (company_id, customer_id, created_at);
create index portal_payment_of_link on portal_payment (company_id, link_id);

alter table invoice_counter
  drop constraint invoice_counter_kind_check,
  add constraint invoice_counter_kind_check check (kind in ('invoice', 'quote', 'payment', 'statement'));

/* Statements of many customers at once. Whom it is about is written down when it begins, each with how far it is: whoever
   works on it, and wherever it ends in between, each customer gets one. */
select platform.create_company_table('statement_run');
alter table statement_run
  add period_from date not null,
  add period_to date not null,
  add past_due_only boolean not null default false,
  add location_id bigint,
  add by_email boolean not null default false,
  add state text not null default 'running' check (state in ('running', 'done', 'stopped')),
  add by_user_id bigint,
  add started_at timestamptz not null,
  add finished_at timestamptz,
  add check (period_to >= period_from),
  add foreign key (company_id, location_id) references location (company_id, id),
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create unique index statement_run_running on statement_run (company_id) where state = 'running';

/* What a customer's account did in a period, as it stood when the statement was made: its lines and sums stay, whatever is posted
   into the period later. */
select platform.create_company_table('statement', 'select, insert, update');
alter table statement
  add customer_id bigint not null,
  add number bigint not null,
  add period_from date not null,
  add period_to date not null,
  add opening_cents bigint not null,
  add invoiced_cents bigint not null,
  add paid_cents bigint not null,
  add closing_cents bigint not null,
  add past_due_cents bigint not null,
  -- Who it is made out to, each line with the balance after it, and how old what is open is.
  add body jsonb not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add emailed_at timestamptz,
  add archived_at timestamptz,
  add archived_by bigint,
  add check (period_to >= period_from),
  add constraint statement_number unique (company_id, number),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, archived_by) references user_account (company_id, id);
-- A period has one that counts.
create unique index statement_of_period on statement (company_id, customer_id, period_from, period_to) where archived_at is null;
create index statement_of_customer on statement (company_id, customer_id, id);

create function platform.keep_statement() returns trigger language plpgsql set search_path = public, pg_catalog as $$
begin
  if (new.customer_id, new.number, new.period_from, new.period_to, new.opening_cents, new.invoiced_cents, new.paid_cents, new.closing_cents,
      new.past_due_cents, new.body, new.created_at) is distinct from
     (old.customer_id, old.number, old.period_from, old.period_to, old.opening_cents, old.invoiced_cents, old.paid_cents, old.closing_cents,
      old.past_due_cents, old.body, old.created_at) then
    raise exception 'A statement stays as it was made';
  end if;
  return new;
end $$;
revoke all on function platform.keep_statement from public;
create trigger stays before update on statement for each row execute function platform.keep_statement();

select platform.create_company_table('statement_target');
alter table statement_target
  add run_id bigint not null,
  add customer_id bigint not null,
  -- `skipped`: the period had a statement already. `too_long`: it has more entries than a statement holds.
  add state text not null default 'waiting' check (state in ('waiting', 'made', 'skipped', 'sent', 'not_sent', 'too_long')),
  add statement_id bigint,
  add check ((state in ('waiting', 'too_long')) = (statement_id is null)),
  add constraint statement_target_once unique (company_id, run_id, customer_id),
  add foreign key (company_id, run_id) references statement_run (company_id, id) on delete cascade,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, statement_id) references statement (company_id, id) on delete cascade;
create index statement_target_waiting on statement_target (company_id, run_id, id) where state in ('waiting', 'made');
create index statement_target_of_customer on statement_target (company_id, customer_id);
create index statement_target_of_statement on statement_target (company_id, statement_id) where statement_id is not null;

/* A customer's contract sold to a funding company: how far it is, how it came out, and what money came in and went back. Progress
   and outcome are two axes: one that is being reviewed may have been paid in part. */
select platform.create_company_table('funding');
alter table funding
  add customer_id bigint not null,
  add version int not null default 1,
  add funder_id bigint not null,
  add reason_id bigint,
  -- The terms as they were when it was made: the monthly rate that is sold, how many times of it, what is withheld of that.
  add rate_cents bigint not null check (rate_cents between 0 and 99999999),
  add multiple_hundredths int not null check (multiple_hundredths between 0 and 10000),
  add holdback_ppm int not null check (holdback_ppm between 0 and 1000000),
  add charge_back_months int not null check (charge_back_months between 0 and 120),
  add expected_cents bigint not null check (expected_cents between 0 and 9999999999),
  add expected_on date,
  add reference text not null default '' check (length(reference) <= 60),
  add grade text not null default '' check (length(grade) <= 20),
  add notes text not null default '' check (length(notes) <= 2000),
  add progress text not null default 'pending' check (progress in ('pending', 'ready', 'submitted', 'review', 'complete')),
  add outcome text check (outcome in ('paid_in_full', 'partially_paid', 'rejected', 'non_fundable')),
  add outcome_reason text not null default '' check (length(outcome_reason) <= 500),
  add submitted_on date,
  add decided_on date,
  add funded_on date,
  -- Kept by its entries.
  add received_cents bigint not null default 0,
  add held_cents bigint not null default 0 check (held_cents >= 0),
  add charged_back_cents bigint not null default 0 check (charged_back_cents >= 0),
  add created_at timestamptz not null,
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  add check (progress <> 'complete' or outcome is not null),
  add check (outcome not in ('rejected', 'non_fundable') or outcome_reason <> ''),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, funder_id) references catalogue_value (company_id, id),
  add foreign key (company_id, reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index funding_of_customer on funding (company_id, customer_id, id);
create index funding_by_id on funding (company_id, id);
create index funding_by_expected on funding (company_id, expected_cents, id);
create index funding_by_date on funding (company_id, (coalesce(expected_on, '9999-12-31'::date)), id);
create index funding_of_funder on funding (company_id, funder_id, id);
create index funding_of_reason on funding (company_id, reason_id) where reason_id is not null;

-- Money of a funding: what came in, what the funder withheld and paid out later, what it took back. One that was wrong is reversed.
select platform.create_company_table('funding_entry', 'select, insert');
alter table funding_entry
  add funding_id bigint not null,
  add kind text not null check (kind in ('payout', 'holdback', 'holdback_release', 'charge_back', 'reversal')),
  add amount_cents bigint not null check (amount_cents between 1 and 9999999999),
  add on_date date not null,
  add reason text not null default '' check (length(reason) <= 500),
  -- Of a reversal: the entry that was wrong.
  add of_id bigint,
  add request_key uuid not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add check ((kind = 'reversal') = (of_id is not null)),
  add check (kind <> 'charge_back' or reason <> ''),
  add constraint funding_entry_request unique (company_id, request_key),
  add constraint funding_entry_reversed unique (company_id, of_id),
  add foreign key (company_id, funding_id) references funding (company_id, id) on delete cascade,
  add foreign key (company_id, of_id) references funding_entry (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index funding_entry_of_funding on funding_entry (company_id, funding_id, id);

/* What each entry moves: cash in hand, what the funder holds, what was sold. `side` -1 takes it back. */
create function platform.keep_funding() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  side int := case when new.kind = 'reversal' then -1 else 1 end;
  what text := case when new.kind = 'reversal'
    then (select e.kind from funding_entry e where e.company_id = new.company_id and e.id = new.of_id and e.funding_id = new.funding_id
      and e.amount_cents = new.amount_cents and e.kind <> 'reversal') else new.kind end;
begin
  if what is null then raise exception 'A reversal is of an entry of the same funding, and of all of it'; end if;
  update funding f set
    received_cents = f.received_cents + side * new.amount_cents * case when what in ('payout', 'holdback_release') then 1 else -1 end,
    held_cents = f.held_cents + side * new.amount_cents * case what when 'holdback' then 1 when 'holdback_release' then -1 else 0 end,
    charged_back_cents = f.charged_back_cents + side * new.amount_cents * (what = 'charge_back')::int
    where f.company_id = new.company_id and f.id = new.funding_id;
  return new;
end $$;
create trigger kept after insert on funding_entry for each row execute function platform.keep_funding();
revoke all on function platform.keep_funding from public;
create trigger append_only before update or truncate on funding_entry for each statement execute function platform.refuse_change();

alter table customer
  drop constraint customer_funding_status_check,
  add constraint customer_funding_status_check check (funding_status in ('not_submitted', 'submitted', 'funded', 'rejected', 'charged_back'));

-- The funder's money is in the books beside the customer's: it changes nothing of what the customer owes.
alter table ledger_posting
  drop constraint ledger_posting_kind_check,
  add constraint ledger_posting_kind_check check (kind in
    ('invoice', 'adjustment', 'void', 'write_off', 'write_off_undone', 'payment', 'credit_memo', 'nsf', 'refund', 'chargeback', 'payment_void',
     'applied', 'released', 'funding')),
  add funding_id bigint,
  add check ((kind = 'funding') = (funding_id is not null)),
  add foreign key (company_id, funding_id) references funding (company_id, id);
create index ledger_posting_of_funding on ledger_posting (company_id, funding_id, id) where funding_id is not null;
alter table ledger_entry
  drop constraint ledger_entry_debit_check,
  drop constraint ledger_entry_credit_check,
  add constraint ledger_entry_debit_check check (debit in ('receivable', 'income', 'tax_payable', 'cash', 'customer_credit', 'write_off',
    'credits_given', 'contracts_sold', 'funder_holdback')),
  add constraint ledger_entry_credit_check check (credit in ('receivable', 'income', 'tax_payable', 'cash', 'customer_credit', 'write_off',
    'credits_given', 'contracts_sold', 'funder_holdback'));
