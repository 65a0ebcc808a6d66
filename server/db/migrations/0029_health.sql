-- Changes: reconciliation with the providers: its runs, what each account showed when it was last looked at, accounts that only a provider knows; what runs by the calendar. `connection.drift` and `looked_at` are rows of account_check from now on.
-- Old code: must have ended: it reads connection.drift. A `connections.look` that still waits is never run; the next reconciliation looks at that account.

/* A run over all linked accounts of the company. Each provider has a part of its own, so that one that hangs, or wants
   few calls a minute, delays no other. */
select platform.create_company_table('reconciliation');
alter table reconciliation
  add started_at timestamptz not null,
  add started_by bigint, -- null: the calendar
  add state text not null default 'running' check (state in ('running', 'done', 'stopped')),
  add finished_at timestamptz,
  add foreign key (company_id, started_by) references user_account (company_id, id),
  add check ((state = 'running') = (finished_at is null));
create unique index reconciliation_one on reconciliation (company_id) where state = 'running';

/* One provider's part: its accounts in the order of their ids, then what it lists by itself. The cursor says where it goes
   on after a worker died. */
select platform.create_company_table('reconciliation_part');
alter table reconciliation_part
  add run_id bigint not null,
  add monitoring_company_id bigint,
  add service_provider_id bigint,
  -- `given_up`: the provider did not answer for long, or refused our credentials; `error` says which.
  add state text not null default 'running' check (state in ('running', 'done', 'given_up', 'stopped')),
  add listing boolean not null default false,
  add cursor_id bigint not null default 0,
  add cursor_page text,
  -- How often in a row, and since when, it has waited where the cursor stands.
  add waits int not null default 0,
  add waiting_since timestamptz,
  add error text,
  add total int not null,
  add done int not null default 0,
  -- Of those: what differs, what is wrong there altogether, and what could not be looked at.
  add drifting int not null default 0,
  add lost int not null default 0,
  add unreachable int not null default 0,
  add foreign key (company_id, run_id) references reconciliation (company_id, id) on delete cascade,
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id) on delete cascade,
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade,
  add constraint reconciliation_part_of_one check (num_nonnulls(monitoring_company_id, service_provider_id) = 1);
create index reconciliation_part_of_run on reconciliation_part (company_id, run_id);

/* What an account showed when it last answered a look; one that never was looked at has no row. */
select platform.create_company_table('account_check');
alter table account_check
  add connection_id bigint,
  add interactive_account_id bigint,
  -- When the account was last looked at; a look that got no answer leaves this and the finding, and says why in `error`.
  add checked_at timestamptz,
  add finding text check (finding in ('drift', 'out_of_service', 'missing', 'taken')), -- null: nothing
  add since timestamptz,
  -- Names of what differs, never values: they may be confidential.
  add fields text[] not null default '{}',
  add error text,
  add tried_at timestamptz not null,
  add foreign key (company_id, connection_id) references connection (company_id, id) on delete cascade,
  add foreign key (company_id, interactive_account_id) references interactive_account (company_id, id) on delete cascade,
  add constraint account_check_of_one check (num_nonnulls(connection_id, interactive_account_id) = 1),
  add constraint account_check_since check ((finding is null) = (since is null)),
  add constraint account_check_connection unique (company_id, connection_id),
  add constraint account_check_interactive unique (company_id, interactive_account_id);
create index account_check_found on account_check (company_id, id) where finding is not null or error is not null;

-- Row security binds the owner, too: what each company has is moved without it.
alter table account_check no force row level security;
alter table connection no force row level security;
alter table interactive_account no force row level security;
insert into account_check (company_id, connection_id, checked_at, tried_at, finding, since, fields)
  select company_id, id, looked_at, looked_at,
    case when drift = '{Account}' then 'missing' when drift <> '{}' then 'drift' end,
    case when drift <> '{}' then looked_at end, case when drift = '{Account}' then '{}' else drift end
  from connection where looked_at is not null and state = 'linked';
alter table connection drop drift, drop looked_at;

-- Accounts under our dealer number, or of our dealership, that no customer here holds.
select platform.create_company_table('stray_account');
alter table stray_account
  add monitoring_company_id bigint,
  add service_provider_id bigint,
  add account text not null,
  -- As people know it, where it has another name than its key.
  add login text not null default '',
  add in_service boolean, -- null: the list does not tell
  add linked_reference text,
  add first_seen_at timestamptz not null,
  add run_id bigint not null, -- that saw it last
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id) on delete cascade,
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade,
  add foreign key (company_id, run_id) references reconciliation (company_id, id) on delete cascade,
  add constraint stray_account_of_one check (num_nonnulls(monitoring_company_id, service_provider_id) = 1),
  add constraint stray_account_station unique (company_id, monitoring_company_id, account),
  add constraint stray_account_provider unique (company_id, service_provider_id, account);

-- The days of the plot are counted in the index.
create index connection_push_finished on connection_push (company_id, finished_at) include (state) where finished_at is not null;
create index connection_linked on connection (company_id, monitoring_company_id, id) where state = 'linked';
create index interactive_account_linked on interactive_account (company_id, service_provider_id, id) where state = 'linked';
create index interactive_account_open on interactive_account (company_id, push_state, id) where push_state <> 'idle';

-- Since when something waits, and when it failed for good.
alter table interactive_account
  add waiting_since timestamptz,
  add failed_at timestamptz;
update interactive_account set waiting_since = now() where push_state in ('waiting', 'sending');
update interactive_account set failed_at = now() where push_state = 'failed';
alter table account_check force row level security;
alter table connection force row level security;
alter table interactive_account force row level security;

-- News is of a note, of an at-risk entry, or of a run that found something new.
alter table notification
  alter customer_id drop not null,
  add reconciliation_id bigint,
  add foreign key (company_id, reconciliation_id) references reconciliation (company_id, id) on delete cascade,
  drop constraint notification_kind_check,
  drop constraint notification_about,
  add constraint notification_kind_check check (
    kind in ('mention', 'ticket_assigned', 'ticket_due', 'risk_assigned', 'risk_due', 'connection_health')),
  add constraint notification_about check (
    num_nonnulls(note_id, risk_id, reconciliation_id) = 1
    and (kind in ('risk_assigned', 'risk_due')) = (risk_id is not null)
    and (kind = 'connection_health') = (reconciliation_id is not null)
    and (customer_id is null) = (reconciliation_id is not null));
create index notification_of_run on notification (company_id, reconciliation_id) where reconciliation_id is not null;

-- With a priority: what somebody saved goes before a night's looks.
drop function platform.add_job(text, jsonb, text, text, timestamptz);
create function platform.add_job(task text, payload jsonb, queue text default null, key text default null,
  run_at timestamptz default null, priority int default 0) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare company bigint := platform.company_id();
begin
  if company is null then raise exception 'add_job: no company is open'; end if;
  perform graphile_worker.add_job(task,
    payload := (payload || jsonb_build_object('companyId', company))::json,
    queue_name := 'lane ' || (hashtextextended(company || ':' || queue, 0) & 255), run_at := run_at,
    job_key := company || ':' || key, max_attempts := 25, priority := priority);
end $$;
revoke all on function platform.add_job from public;
grant execute on function platform.add_job to keyholder_app;

/* Each company has a job that waits for its hour. Where there is none (a fresh database, a new company, a job that
   failed for good) one is added that plans it. For the queue's role, which may read no company's rows. */
create function platform.ensure_schedules() returns int language plpgsql security definer set search_path = pg_catalog as $$
declare
  company bigint;
  added int := 0;
begin
  for company in
    select c.id from platform.company c where not exists (
      select from graphile_worker._private_jobs j
      where j.key in (c.id || ':health.nightly', c.id || ':health.plan') and (j.attempts < j.max_attempts or j.locked_at is not null))
  loop
    perform graphile_worker.add_job('health.plan', payload := json_build_object('companyId', company),
      job_key := company || ':health.plan', max_attempts := 25);
    added := added + 1;
  end loop;
  return added;
end $$;
revoke all on function platform.ensure_schedules from public;
grant usage on schema platform to keyholder_queue;
grant execute on function platform.ensure_schedules to keyholder_queue;
