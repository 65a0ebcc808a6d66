-- Changes: a customer's accounts at interactive-services providers.
-- Old code: unaffected.

/* One row for each account: several for a customer, of one or of several providers. `creating`: reserved, the provider
   has not confirmed yet; the worker finishes what a request left. An ended one stays on file as `unlinked`. */
select platform.create_company_table('interactive_account');
alter table interactive_account
  add customer_id bigint not null,
  add service_provider_id bigint not null,
  add external_id text, -- the provider's own key
  add state text not null check (state in ('creating', 'linked', 'unlinked')),
  -- What is to be created or linked: {mode, …}, sealed, as it may hold a first password.
  add sealed_order text,
  -- The account as the provider last showed it (plan, features, panel, …), for the page; the provider decides.
  add login text not null default '',
  add device_serial text not null default '',
  add remote jsonb not null default '{}',
  add seen_at timestamptz,
  /* The outbox: which fields the provider must learn. The wanted end is read from the record when it is sent, so that one
     row is enough; `push_serial` tells whether something was added meanwhile. */
  add pending text[] not null default '{}',
  add push_state text not null default 'idle' check (push_state in ('idle', 'waiting', 'sending', 'failed')),
  add push_serial int not null default 0,
  add attempts int not null default 0,
  add next_attempt_at timestamptz,
  add error_kind text,
  add error_message text,
  add last_error text,
  add last_sync_at timestamptz,
  add linked_at timestamptz,
  add linked_by bigint,
  add unlinked_at timestamptz,
  add unlinked_by bigint,
  add created_at timestamptz not null default now(),
  add version int not null default 1,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id),
  add foreign key (company_id, linked_by) references user_account (company_id, id),
  add foreign key (company_id, unlinked_by) references user_account (company_id, id),
  add constraint interactive_account_linked check (state <> 'linked' or external_id is not null);
-- An account belongs to one customer (CON-035).
create unique index interactive_account_once on interactive_account (company_id, service_provider_id, external_id)
  where state <> 'unlinked' and external_id is not null;
create index interactive_account_of_customer on interactive_account (company_id, customer_id, id desc);
