-- Changes: connections to central stations, what is to be sent there, and what was said.
-- Old code: unaffected.

/* A customer's account at a central station. `linking`: reserved, the station has not confirmed yet. An ended one
   stays on file as `unlinked`. */
select platform.create_company_table('connection');
alter table connection
  add customer_id bigint not null,
  add monitoring_company_id bigint not null,
  add account_number text not null,
  add external_id text, -- the station's own key of the account
  -- The station's mark of the state that our last call left. Writes rest on it, so that an earlier call which the
  -- station carries out late cannot undo a later one. Null: not known, look before writing.
  add last_revision text,
  add state text not null check (state in ('linking', 'linked', 'unlinked')),
  -- What the link was made of: {mode: link | shell, fields: {…}}, sealed, as it may hold the abort code.
  add sealed_plan text,
  add linked_at timestamptz,
  add linked_by bigint,
  add unlinked_at timestamptz,
  add unlinked_by bigint,
  add last_sync_at timestamptz,
  add last_error text,
  add created_at timestamptz not null default now(),
  add version int not null default 1,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id),
  add foreign key (company_id, linked_by) references user_account (company_id, id),
  add foreign key (company_id, unlinked_by) references user_account (company_id, id);
-- At most one connection of a customer, and one customer of an account (CON-003, CON-035).
create unique index connection_of_customer on connection (company_id, customer_id) where state <> 'unlinked';
create unique index connection_of_account on connection (company_id, monitoring_company_id, account_number) where state <> 'unlinked';
create index connection_past on connection (company_id, customer_id, id desc);

/* The outbox: one row for each change that the station must learn, written in the transaction that makes the change.
   The job `connections.push` sends what waits for one connection in one call, in order. */
select platform.create_company_table('connection_push');
alter table connection_push
  add connection_id bigint not null,
  add kind text not null check (kind in ('fields', 'contacts', 'release')),
  add fields text[] not null default '{}',
  add state text not null default 'waiting' check (state in ('waiting', 'sending', 'done', 'failed', 'canceled')),
  -- An earlier try may have taken effect: the account is looked up before the next one.
  add look_first boolean not null default false,
  add idempotency_key text,
  add attempts int not null default 0,
  add next_attempt_at timestamptz,
  add error_kind text,
  add error_call text,
  add error_message text,
  add error_field text,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add sent_at timestamptz,
  add finished_at timestamptz,
  add foreign key (company_id, connection_id) references connection (company_id, id) on delete cascade,
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index connection_push_recent on connection_push (company_id, connection_id, id desc);
create index connection_push_open on connection_push (company_id, connection_id) where state in ('waiting', 'sending', 'failed');

-- What was sent to a station and what it answered, without secrets (CON-014).
select platform.create_company_table('connection_call', 'select, insert, delete');
alter table connection_call
  add connection_id bigint,
  add customer_id bigint not null,
  add at timestamptz not null,
  add call text not null,
  add method text not null,
  add path text not null,
  add status int,
  add duration_ms int not null,
  add request text not null default '',
  add response text not null default '',
  add error text,
  add foreign key (company_id, connection_id) references connection (company_id, id) on delete cascade,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade;
create index connection_call_recent on connection_call (company_id, customer_id, id desc);
