-- Changes: at-risk entries of records with what was tried to keep them, and news of such an entry beside news of a note.
-- Old code: still runs; its bell leaves out what users are told of at-risk entries.

/* A time when a customer may leave: why, how likely, who sees to it, and how it ended. Reasons, causes, levels,
   resolutions and credit reasons are values of the catalogues `at_risk_…`. */
select platform.create_company_table('risk');
alter table risk
  add customer_id bigint not null,
  add version int not null default 1,
  add reported_on date not null,
  add reason_id bigint not null,
  add cause_id bigint,
  add level_id bigint not null,
  -- Who sees to it.
  add owner_id bigint not null,
  add follow_up_on date,
  -- In the company's zone; null: any time of that day.
  add follow_up_time text check (follow_up_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  -- What one would lose each month.
  add amount_at_risk_cents bigint not null default 0 check (amount_at_risk_cents >= 0),
  add collected_cents bigint not null default 0 check (collected_cents >= 0),
  add collected_on date,
  add credited_cents bigint not null default 0 check (credited_cents >= 0),
  add credited_on date,
  add credit_reason_id bigint,
  add notes text not null default '' check (length(notes) <= 10000),
  add status text not null default 'open' check (status in ('open', 'mitigated', 'resolved', 'cancelled', 'lost')),
  add resolution_id bigint,
  -- Who kept the customer.
  add saved_by bigint,
  add resolved_at timestamptz,
  -- Null: it ended with the archiving of its record by a job.
  add resolved_by bigint,
  -- When it was last opened again.
  add reopened_at timestamptz,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  -- How the list sorts: entries without a follow-up stand behind all others.
  add follow_up_order date not null generated always as (coalesce(follow_up_on, 'infinity')) stored,
  add check ((status = 'open') = (resolved_at is null)),
  add check (status <> 'open' or (resolution_id is null and saved_by is null and resolved_by is null)),
  add check (follow_up_on is not null or follow_up_time is null),
  add check ((collected_cents > 0) = (collected_on is not null)),
  add check ((credited_cents > 0) = (credited_on is not null)),
  add check (credited_cents > 0 or credit_reason_id is null),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, cause_id) references catalogue_value (company_id, id),
  add foreign key (company_id, level_id) references catalogue_value (company_id, id),
  add foreign key (company_id, resolution_id) references catalogue_value (company_id, id),
  add foreign key (company_id, credit_reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, owner_id) references user_account (company_id, id),
  add foreign key (company_id, saved_by) references user_account (company_id, id),
  add foreign key (company_id, resolved_by) references user_account (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index risk_of_customer on risk (company_id, customer_id, id);
-- At most one at a time; also what the record's tab reads.
create unique index risk_open on risk (company_id, customer_id) where status = 'open';
-- The company's list in each of its orders: mostly of the open ones, which stay few while the closed ones grow for years.
create index risk_by_follow_up on risk (company_id, follow_up_order, id);
create index risk_by_reported on risk (company_id, reported_on, id);
create index risk_by_amount on risk (company_id, amount_at_risk_cents, id);
create index open_risk_by_follow_up on risk (company_id, follow_up_order, id) where status = 'open';
create index open_risk_by_reported on risk (company_id, reported_on, id) where status = 'open';
create index open_risk_by_amount on risk (company_id, amount_at_risk_cents, id) where status = 'open';
-- What came in, and what was given away, in a month.
create index risk_collected on risk (company_id, collected_on) where collected_on is not null;
create index risk_credited on risk (company_id, credited_on) where credited_on is not null;

-- What was tried to keep the customer: lines of a log, never changed.
select platform.create_company_table('risk_attempt');
alter table risk_attempt
  add risk_id bigint not null,
  add channel text not null check (channel in ('phone', 'text', 'email', 'visit', 'letter', 'other')),
  add outcome text not null check (length(outcome) between 1 and 2000),
  add at timestamptz not null,
  add by_user_id bigint,
  add foreign key (company_id, risk_id) references risk (company_id, id) on delete cascade,
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create index risk_attempt_of_risk on risk_attempt (company_id, risk_id, id);

-- News is of a note or of an at-risk entry.
alter table notification
  alter note_id drop not null,
  add risk_id bigint,
  add foreign key (company_id, risk_id) references risk (company_id, id) on delete cascade,
  drop constraint notification_kind_check,
  add constraint notification_kind_check check (kind in ('mention', 'ticket_assigned', 'ticket_due', 'risk_assigned', 'risk_due')),
  add constraint notification_about check (
    case when kind in ('risk_assigned', 'risk_due') then note_id is null and risk_id is not null
      else risk_id is null and note_id is not null end);
create index notification_of_risk on notification (company_id, risk_id) where risk_id is not null;
