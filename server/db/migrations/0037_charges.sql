-- Changes: payment processors, customers' billing methods, the attempts to charge them, and what processors tell of earlier charges.
-- Old code: still runs; it neither charges nor shows any of it, and never writes a row of provider_health for a processor.

select platform.create_company_table('payment_processor');
alter table payment_processor
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add connector text not null,
  add active boolean not null default true,
  -- New billing methods are kept there, unless another is chosen.
  add is_default boolean not null default false,
  add settings jsonb not null default '{}',
  add sealed_secrets text,
  add check (active or not is_default);
create unique index payment_processor_name on payment_processor (company_id, platform.fold(name));
create unique index payment_processor_default on payment_processor (company_id) where is_default;

-- A processor that fails is left alone as any other provider is (0023).
alter table provider_health
  add payment_processor_id bigint,
  add foreign key (company_id, payment_processor_id) references payment_processor (company_id, id) on delete cascade,
  add constraint provider_health_processor unique (company_id, payment_processor_id),
  drop constraint provider_health_of_one,
  add constraint provider_health_of_one
    check (num_nonnulls(monitoring_company_id, service_provider_id, credit_bureau_id, payment_processor_id) = 1);

/* A card or a bank account, as the processor's token for it (ADB-008). Numbers and security codes have no column here. One that was
   replaced or removed is archived: charges refer to it. */
select platform.create_company_table('billing_method');
alter table billing_method
  add version int not null default 1,
  add customer_id bigint not null,
  add payment_processor_id bigint not null,
  add kind text not null check (kind in ('card', 'bank_account')),
  add request_key text not null check (length(request_key) between 8 and 40),
  add customer_ref text not null check (length(customer_ref) between 1 and 120),
  add method_ref text not null check (length(method_ref) between 1 and 120),
  add brand text not null default '' check (length(brand) <= 40),
  add last4 text not null check (last4 ~ '^[0-9]{2,4}$'),
  add exp_month int check (exp_month between 1 and 12),
  add exp_year int check (exp_year between 2000 and 2199),
  add account_type text check (account_type in ('checking', 'savings')),
  add holder_type text check (holder_type in ('personal', 'business')),
  add holder_name text not null default '' check (length(holder_name) <= 120),
  add address jsonb, -- null: the record's own
  add nickname text not null default '' check (length(nickname) <= 60),
  add note text not null default '' check (length(note) <= 500),
  add uses text[] not null default '{}',
  add is_default boolean not null default false,
  -- What the customer agreed to, word for word, who did, how and when.
  add authorization_text text not null,
  add authorized_by text not null check (length(authorized_by) between 1 and 120),
  add authorized_on date not null,
  add authorized_by_way text not null check (authorized_by_way in ('written', 'recorded_call', 'in_person')),
  add created_at timestamptz not null,
  add created_by bigint,
  add archived_at timestamptz,
  add archived_by bigint,
  add replaced_by_id bigint,
  -- Which warning of its end was given last: 60 or 30 days before, or 0 once it is over.
  add warned_days int,
  add check (kind = 'bank_account' or (account_type is null and holder_type is null)),
  add check (kind = 'card' or (exp_month is null and exp_year is null and account_type is not null and holder_type is not null)),
  add check (not is_default or archived_at is null),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, payment_processor_id) references payment_processor (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, archived_by) references user_account (company_id, id),
  add foreign key (company_id, replaced_by_id) references billing_method (company_id, id) on delete set null (replaced_by_id);
create index billing_method_of_customer on billing_method (company_id, customer_id, id);
create unique index billing_method_default on billing_method (company_id, customer_id) where is_default;
create unique index billing_method_request on billing_method (company_id, customer_id, request_key);
create index billing_method_of_processor on billing_method (company_id, payment_processor_id);
create index billing_method_replaced on billing_method (company_id, replaced_by_id) where replaced_by_id is not null;
create index billing_method_expiring on billing_method (company_id, exp_year, exp_month) where kind = 'card' and archived_at is null;

/* One attempt to move money, and its key, committed before the processor is called (REL-002). `calling` is committed right before the
   call; whoever finds it so without an answer looks it up by its key. The key of a row never changes; a charge that is
   tried again on another day is another row. What is charged is named by kind and uuid alone. */
select platform.create_company_table('charge_attempt');
alter table charge_attempt
  add customer_id bigint not null,
  add billing_method_id bigint not null,
  add payment_processor_id bigint not null,
  add kind text not null check (kind in ('charge', 'refund', 'void')),
  -- Of a refund or a void: the charge.
  add of_id bigint,
  add subject_kind text not null check (subject_kind ~ '^[a-z_]{1,40}$'),
  add subject_id uuid not null,
  -- What the caller knows it by: the same request again is the same attempt.
  add request_key text not null check (length(request_key) between 8 and 120),
  -- What the processor knows it by.
  add key text not null check (key ~ '^[A-Za-z0-9-]{8,40}$'),
  add amount_cents bigint not null check (amount_cents > 0),
  add description text not null default '' check (length(description) <= 120),
  add state text not null check (state in ('queued', 'calling', 'unknown', 'approved', 'declined', 'failed', 'canceled')),
  add settlement text check (settlement in ('pending', 'settled', 'voided', 'returned', 'charged_back')),
  add requested_at timestamptz not null,
  add requested_by bigint,
  add due_on date not null,
  -- Whether a soft decline is tried again by the company's schedule; which attempt this repeats, and why.
  add auto_retry boolean not null default false,
  add retries_id bigint,
  add representment int not null default 0 check (representment between 0 and 2),
  add next_retry_on date,
  add called_at timestamptz,
  add tries int not null default 0,
  add looks int not null default 0, -- looks at the processor that found nothing
  add failed_looks int not null default 0,
  add next_look_at timestamptz,
  add duplicate boolean not null default false, -- the processor takes it for a duplicate
  add transaction_id text not null default '',
  add auth_code text not null default '',
  add code text not null default '',
  add message text not null default '',
  add reason text,
  add answered_at timestamptz,
  add failure text,
  add refunded_cents bigint not null default 0,
  add return_code text not null default '',
  add return_message text not null default '',
  add returned_at timestamptz,
  add calls jsonb not null default '[]', -- which calls were made, when and how they ended; nothing of what was said
  add urgent boolean generated always as (state = 'unknown') stored,
  add check ((kind = 'charge') = (of_id is null)),
  add check (refunded_cents between 0 and amount_cents),
  add check (settlement is null or (kind = 'charge' and state = 'approved')),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete cascade,
  add foreign key (company_id, payment_processor_id) references payment_processor (company_id, id),
  add foreign key (company_id, of_id) references charge_attempt (company_id, id) on delete cascade,
  add foreign key (company_id, retries_id) references charge_attempt (company_id, id) on delete cascade,
  add foreign key (company_id, requested_by) references user_account (company_id, id);
create unique index charge_attempt_request on charge_attempt (company_id, request_key);
create unique index charge_attempt_key on charge_attempt (company_id, key);
-- One at a time for what is charged: a second one would be a second charge.
create unique index charge_attempt_open on charge_attempt (company_id, subject_kind, subject_id)
  where kind = 'charge' and state in ('queued', 'calling', 'unknown');
create unique index charge_attempt_reversal_open on charge_attempt (company_id, of_id)
  where kind <> 'charge' and state in ('queued', 'calling', 'unknown');
create unique index charge_attempt_retry on charge_attempt (company_id, retries_id) where retries_id is not null;
create index charge_attempt_of_customer on charge_attempt (company_id, customer_id, id);
create index charge_attempt_of_method on charge_attempt (company_id, billing_method_id);
create index charge_attempt_of_subject on charge_attempt (company_id, subject_kind, subject_id, id);
create index charge_attempt_transaction on charge_attempt (company_id, payment_processor_id, transaction_id) where transaction_id <> '';
create index charge_attempt_by_time on charge_attempt (company_id, urgent, requested_at, id);
create index charge_attempt_by_amount on charge_attempt (company_id, amount_cents, id);
create index charge_attempt_reversals on charge_attempt (company_id, of_id) where of_id is not null;

/* What a processor told of a transaction, by a signed webhook or when it was asked. Kept for good: a webhook that is played again is
   known by its event. */
select platform.create_company_table('processor_news');
alter table processor_news
  add payment_processor_id bigint not null,
  add event_id text not null check (length(event_id) between 1 and 200),
  add transaction_id text not null check (length(transaction_id) between 1 and 120),
  add kind text not null check (kind in ('settled', 'returned', 'charged_back', 'voided', 'refunded')),
  add code text not null default '',
  add message text not null default '',
  add amount_cents bigint,
  add received_at timestamptz not null,
  add applied_at timestamptz,
  add foreign key (company_id, payment_processor_id) references payment_processor (company_id, id) on delete cascade;
create unique index processor_news_event on processor_news (company_id, payment_processor_id, event_id);
create index processor_news_open on processor_news (company_id, payment_processor_id, transaction_id) where applied_at is null;
create index processor_news_received on processor_news (company_id, payment_processor_id, received_at);

-- News may be of a charge or of a billing method, too; the checks are widened as they stand (0034).
alter table notification
  add charge_attempt_id bigint,
  add billing_method_id bigint,
  add foreign key (company_id, charge_attempt_id) references charge_attempt (company_id, id) on delete cascade,
  add foreign key (company_id, billing_method_id) references billing_method (company_id, id) on delete cascade;
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
    replace(kinds, 'ARRAY[', $q$ARRAY['charge_declined'::text, 'charge_unknown'::text, 'charge_returned'::text, 'billing_method_expiring'::text, $q$),
    replace(about, 'num_nonnulls(', 'num_nonnulls(charge_attempt_id, billing_method_id, '));
end $$;
alter table notification
  add constraint notification_of_charge check ((kind like 'charge\_%') = (charge_attempt_id is not null)),
  add constraint notification_of_method check ((kind like 'billing\_method%') = (billing_method_id is not null));
create index notification_of_charge_attempt on notification (company_id, charge_attempt_id) where charge_attempt_id is not null;
create index notification_of_billing_method on notification (company_id, billing_method_id) where billing_method_id is not null;
