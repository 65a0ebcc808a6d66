-- Changes: ADT PreChecks of customers and leads, and the news of changed accounts that a station sends by itself.
-- Old code: unaffected.

/* The latest PreCheck of a record; History tells of those before. No row: none was ever asked. What was asked with is
   kept as a digest under a key of this installation only: it says whether the record has changed since, and nothing else. */
select platform.create_company_table('precheck');
alter table precheck
  add customer_id bigint not null,
  add monitoring_company_id bigint not null,
  add dealer_number_id bigint, -- a lead's; a customer's is on its form
  add state text not null check (state in ('running', 'review', 'approved', 'error')),
  -- Grows with every run: the answer to an earlier one is not taken for that to a later one.
  add run int not null default 1,
  add asked_with text not null,
  add asked_at timestamptz not null,
  add asked_by bigint, -- null: by itself, after a change of the record
  add remote_id text, -- the station's key of the check, once it has told it
  add report text[] not null default '{}',
  add failure text, -- why the station could not be asked
  add answered_at timestamptz,
  add attempts int not null default 0, -- calls that failed in this run
  add polls int not null default 0, -- looks that found it still running
  add next_attempt_at timestamptz,
  add constraint precheck_of_customer unique (company_id, customer_id),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id),
  add foreign key (company_id, dealer_number_id) references catalogue_value (company_id, id),
  add foreign key (company_id, asked_by) references user_account (company_id, id);

/* News that came by a callback, for a day: the same is taken once, and not too many in a minute. */
select platform.create_company_table('station_callback');
alter table station_callback
  add monitoring_company_id bigint not null,
  add event_id text not null,
  add account_number text not null,
  add received_at timestamptz not null,
  add constraint station_callback_once unique (company_id, monitoring_company_id, event_id),
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id) on delete cascade;
create index station_callback_recent on station_callback (company_id, monitoring_company_id, received_at);

-- What a look after such news found to differ, by our field names; empty: nothing, or it was settled since.
alter table connection
  add drift text[] not null default '{}',
  add looked_at timestamptz;
