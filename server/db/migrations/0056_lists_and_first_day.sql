-- Changes: widths of the lists' columns, the digests of SSNs that were saved before the search by SSN; open_request goes.
-- Old code: runs from 0044 on; before that it calls open_request.

-- Pixels by the name of a column: {"city": 180}. A view brings its own, and keeps what its columns were wide when it was saved.
alter table list_preference add widths jsonb not null default '{}' check (jsonb_typeof(widths) = 'object');
alter table list_view add widths jsonb not null default '{}' check (jsonb_typeof(widths) = 'object');

/* Plans what a migration leaves to the app, because the app's keys are needed for it, in every company where something of it is
   left. Called as a worker begins; a job that waits already is begun anew, which changes nothing that is done. */
create function platform.plan_backfills() returns int language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint;
  before constant text := coalesce(current_setting('app.company_id', true), '');
  planned int := 0;
begin
  for company in select c.id from platform.company c order by c.id loop
    perform set_config('app.company_id', company::text, true);
    if exists (select from customer c where c.company_id = company and c.ssn is not null and c.ssn_key is null) then
      perform platform.add_job('customers.fill_ssn_keys', '{"afterId": 0}', null, 'customers.fill_ssn_keys', null, 50);
      planned := planned + 1;
    end if;
  end loop;
  perform set_config('app.company_id', before, true);
  return planned;
end $$;
revoke all on function platform.plan_backfills from public;
grant execute on function platform.plan_backfills to keyholder_queue;

-- No code has called it since 0044_access_stamp.sql.
drop function platform.open_request(bytea);

/* What names are unique within: also what an account of the books takes, and the day from which a tax rate is in force. Until now
   the next rate of a jurisdiction could not have its name. */
drop index catalogue_value_name;
create unique index catalogue_value_name on catalogue_value
  (company_id, catalogue, coalesce(data ->> 'sourceId', data ->> 'monitoringCompanyId', data ->> 'takes', data ->> 'fromOn', ''), lower(name));

/* Runs of the accounting export (ADM-011). Which postings a run carried, and what its file said of them, stays as it was: a file
   that is downloaded again is the same, and no posting is carried twice. */
select platform.create_company_table('accounting_export', 'select, insert');
alter table accounting_export
  add number bigint not null,
  add from_on date not null,
  add to_on date not null,
  add postings int not null,
  -- Of days before `from_on`, that earlier runs could not know.
  add adjustments int not null,
  add amount_cents bigint not null,
  add created_at timestamptz not null,
  add created_by bigint,
  add check (from_on <= to_on),
  add unique (company_id, number),
  add foreign key (company_id, created_by) references user_account (company_id, id);

-- Its id stands in its lines before it is written itself.
grant usage on sequence accounting_export_id_seq to keyholder_app;

select platform.create_company_table('accounting_export_line', 'select, insert');
alter table accounting_export_line
  add export_id bigint not null,
  add posting_id bigint not null,
  -- Of the line within its posting: the first of each stands once, whatever the runs.
  add place int not null check (place > 0),
  add entry_on date not null,
  add posted_on date not null,
  add account text not null,
  add category text not null default '',
  add book text not null,
  -- Debits above zero, credits below.
  add amount_cents bigint not null check (amount_cents <> 0),
  add kind text not null,
  add document text not null,
  add memo text not null,
  add customer_number bigint not null,
  add customer text not null,
  add unique (company_id, posting_id, place),
  add foreign key (company_id, export_id) references accounting_export (company_id, id) deferrable initially deferred,
  add foreign key (company_id, posting_id) references ledger_posting (company_id, id);
create index accounting_export_line_of_export on accounting_export_line (company_id, export_id, posting_id, place);
create trigger append_only before update or delete or truncate on accounting_export for each statement execute function platform.refuse_change();
create trigger append_only before update or delete or truncate on accounting_export_line for each statement execute function platform.refuse_change();
