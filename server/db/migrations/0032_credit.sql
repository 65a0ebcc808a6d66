-- Credit bureaus, how they answer, and the credit checks of leads and customers (TAB-014, ADM-011).
-- Old code: unaffected; it never writes a row of provider_health for a bureau.

select platform.create_company_table('credit_bureau');
alter table credit_bureau
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add connector text, -- null: results are entered by hand
  add active boolean not null default true,
  add settings jsonb not null default '{}',
  add sealed_secrets text;
create unique index credit_bureau_name on credit_bureau (company_id, platform.fold(name));

-- A bureau that fails is left alone as any other provider is (0023).
alter table provider_health
  add credit_bureau_id bigint,
  add foreign key (company_id, credit_bureau_id) references credit_bureau (company_id, id) on delete cascade,
  add constraint provider_health_bureau unique (company_id, credit_bureau_id),
  drop constraint provider_health_of_one,
  add constraint provider_health_of_one
    check (num_nonnulls(monitoring_company_id, service_provider_id, credit_bureau_id) = 1);

/* One hard inquiry, or one result that was entered by hand. The row is there, with who asked, why and by what consent, before
   the bureau is called; `called_at` is committed right before the call, and whoever finds it without an answer looks the
   inquiry up at the bureau and never makes it again. Neither SSN nor birthdate is kept here. */
select platform.create_company_table('credit_check');
alter table credit_check
  add customer_id bigint not null,
  add credit_bureau_id bigint not null,
  add kind text not null check (kind in ('inquiry', 'manual')),
  add state text not null check (state in ('running', 'unknown', 'answered', 'failed')),
  -- What the form and the bureau know the inquiry by.
  add request_key text,
  add requested_at timestamptz not null,
  add requested_by bigint not null,
  add purpose text,
  add consent_method text,
  add consent_on date,
  add note text not null default '',
  add extras jsonb not null default '[]', -- what was chosen beside the rest, as people read it
  add sealed_order text, -- previous address, and answers to the bureau's own questions; gone once it has answered
  add previous_address boolean not null default false,
  add called_at timestamptz,
  add looks int not null default 0, -- looks at the bureau that found nothing
  add next_look_at timestamptz,
  add outcome text check (outcome in ('scored', 'thin', 'no_hit', 'frozen', 'pending', 'declined')),
  add score int check (score between 300 and 850),
  add source text not null default '',
  add transaction_id text not null default '',
  add tracking_number text not null default '',
  add alerts text[] not null default '{}',
  add factors text[] not null default '{}',
  add answered_at timestamptz,
  add failure text,
  add report_state text not null default 'none' check (report_state in ('none', 'wanted', 'stored', 'purged')),
  add sealed_report text,
  add report_tries int not null default 0,
  add calls jsonb not null default '[]', -- which calls were made, when and how they ended; nothing of what was said
  add applied_at timestamptz,
  add applied_by bigint,
  add check (kind = 'manual' or num_nulls(request_key, purpose, consent_method, consent_on) = 0),
  add check (kind = 'inquiry' or (state = 'answered' and report_state = 'none')),
  add check ((report_state = 'stored') = (sealed_report is not null)),
  add check (score is null or outcome = 'scored'),
  add check (applied_at is null or (state = 'answered' and applied_by is not null)),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, credit_bureau_id) references credit_bureau (company_id, id),
  add foreign key (company_id, requested_by) references user_account (company_id, id),
  add foreign key (company_id, applied_by) references user_account (company_id, id);
create index credit_check_of_customer on credit_check (company_id, customer_id, id);
-- A second click, another tab, a retry of a request whose answer was lost: one row, and so one inquiry.
create unique index credit_check_request on credit_check (company_id, customer_id, request_key) where request_key is not null;
create unique index credit_check_open on credit_check (company_id, customer_id) where state in ('running', 'unknown');
create unique index credit_check_active on credit_check (company_id, customer_id) where applied_at is not null;
create index credit_check_of_bureau on credit_check (company_id, credit_bureau_id);
create index credit_check_reports on credit_check (company_id, answered_at) where report_state = 'stored';
