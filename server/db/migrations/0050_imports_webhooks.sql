-- Changes: imports of CSV files with their saved mappings; webhooks, whose events are taken down with the history that causes them.
-- Old code: still runs; it knows of neither, and what it notes in History reaches webhooks all the same.

/* The number that a record had in the system from which it was imported: what a second import finds it by, and what
   files of its equipment and recurring invoices name it by. */
select platform.create_company_table('external_id');
alter table external_id
  add customer_id bigint not null,
  add value text not null check (length(value) between 1 and 120),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add constraint external_id_value unique (company_id, value),
  add constraint external_id_of_customer unique (company_id, customer_id);

-- An import takes numbers for a whole batch of new records before it inserts them.
grant usage on sequence customer_id_seq to keyholder_app;

-- How the columns of a kind of file are to be read: named, and offered again for the next file.
select platform.create_company_table('import_mapping');
alter table import_mapping
  add kind text not null check (kind in ('customer', 'lead', 'equipment', 'recurring')),
  add name text not null check (length(name) between 1 and 80),
  -- The headings that it was made for, and what was chosen (shared/rules/imports.ts).
  add headings text[] not null,
  add choices jsonb not null check (jsonb_typeof(choices) = 'object'),
  add saved_at timestamptz not null default now(),
  add saved_by bigint,
  add foreign key (company_id, saved_by) references user_account (company_id, id);
create unique index import_mapping_name on import_mapping (company_id, kind, platform.fold(name));

select platform.create_company_table('data_import');
alter table data_import
  add user_id bigint not null,
  add kind text not null check (kind in ('customer', 'lead', 'equipment', 'recurring')),
  add file_name text not null check (length(file_name) between 1 and 255),
  add size_bytes bigint not null check (size_bytes > 0),
  -- Where the file store has the sealed bytes; null once they are erased.
  add storage_key text check (storage_key ~ '^[0-9a-f]{32}$'),
  add encoding text not null check (encoding in ('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')),
  add delimiter text not null check (length(delimiter) = 1),
  add headings text[] not null,
  add total int not null check (total >= 0),
  add choices jsonb check (jsonb_typeof(choices) = 'object'),
  add state text not null default 'new' check (state in ('new', 'checking', 'checked', 'running', 'done', 'canceled', 'failed')),
  -- Rows of the file that the check, or the run, has dealt with: committed together with what they became.
  add position int not null default 0,
  add created int not null default 0,
  add updated int not null default 0,
  add skipped int not null default 0,
  add refused int not null default 0,
  -- Values that the company does not have: [{target, value, count}], the commonest first.
  add missing jsonb not null default '[]',
  add failure text,
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add started_at timestamptz,
  add finished_at timestamptz,
  add foreign key (company_id, user_id) references user_account (company_id, id);
create index data_import_newest on data_import (company_id, id desc);
create index data_import_key on data_import (company_id, storage_key) where storage_key is not null;

/* What became of each row of the file. The number is its key: whatever dies and begins anew, a row is written once. Values
   of the file are not kept here; the file that is handed back is made of the one that came. */
select platform.create_company_table('import_row');
alter table import_row
  add import_id bigint not null,
  add number int not null check (number > 0),
  add outcome text not null check (outcome in ('created', 'updated', 'skipped', 'refused')),
  add customer_id bigint, -- no foreign key: the fact outlives the record
  add errors jsonb not null default '[]',
  add foreign key (company_id, import_id) references data_import (company_id, id) on delete cascade,
  add constraint import_row_once unique (company_id, import_id, number);
create index import_row_outcome on import_row (company_id, import_id, outcome, number);

/* For each of many new people one record that is like them, by the rules of platform.find_duplicates (0009), as an import asks:
   once for a whole batch, where that function costs a file of 100,000 rows half a minute. Each look is for one row, by an
   index whatever the planner knows of a table that is just being filled. */
create function platform.find_alike(rules text[], people jsonb) returns table (number int, id bigint)
language plpgsql stable security definer set search_path = public, pg_catalog set enable_seqscan = off as $$
#variable_conflict use_column
declare
  company bigint := platform.company_id();
  customers_at bigint[] := coalesce(platform.granted_locations('customers.view'), '{}');
  leads_at bigint[] := coalesce(platform.granted_locations('leads.view'), '{}');
begin
  if company is null then return; end if;
  return query
    with p as materialized (
      select x.number, x.phones, lower(x.email) as mail, platform.fold(x.first) as first, platform.fold(x.last) as last,
        platform.fold(x.business) as business, platform.fold(x.city) as town, left(x.zip, 5) as postal,
        nullif(platform.address_key(x.line), '') as line
      from jsonb_to_recordset(people) x (number int, first text, last text, business text, city text, zip text, phones text[],
        email text, line text)),
    hit as (
      select p.number, f.id, 4 as weight from p cross join lateral (select c.id from customer c
        where c.company_id = company and c.lookup_keys && p.phones
          and array[left(c.primary_phone, 10), left(c.work_phone, 10), left(c.cell_phone, 10), left(c.other_phone, 10)] && p.phones
          and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end) limit 1) f
      where 'phone' = any (rules) and cardinality(p.phones) > 0
      union all
      select p.number, f.id, 3 from p cross join lateral (select c.id from customer c
        where c.company_id = company and c.email is not null and lower(c.email) = p.mail
          and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end) limit 1) f
      where 'email' = any (rules) and p.mail is not null
      union all
      select p.number, f.id, 2 from p cross join lateral (select c.id from customer c
        where c.company_id = company and c.address_line1 is not null and platform.address_key(c.address_line1) = p.line
          and (left(c.zip, 5) = p.postal or p.postal is null and platform.fold(c.city) = p.town)
          and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end) limit 1) f
      where 'address' = any (rules) and p.line is not null
      union all
      select p.number, f.id, 1 from p cross join lateral (select c.id from customer c
        where c.company_id = company and platform.fold(c.last_name) = p.last and platform.fold(c.first_name) = p.first
          and (platform.fold(c.city) = p.town or left(c.zip, 5) = p.postal)
          and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end) limit 1) f
      where 'name' = any (rules)
      union all
      select p.number, f.id, 1 from p cross join lateral (select c.id from customer c
        where c.company_id = company and c.business_name is not null and platform.fold(c.business_name) = p.business
          and (platform.fold(c.city) = p.town or left(c.zip, 5) = p.postal)
          and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end) limit 1) f
      where 'name' = any (rules) and p.business is not null)
    select distinct on (h.number) h.number, h.id from hit h order by h.number, h.weight desc, h.id desc;
end $$;
revoke all on function platform.find_alike from public;
grant execute on function platform.find_alike to keyholder_app;

-- Webhooks: where a company wants to be told, of what, and what became of each message.
select platform.create_company_table('webhook_endpoint');
alter table webhook_endpoint
  add name text not null check (length(name) between 1 and 80),
  add url text not null check (length(url) between 1 and 500),
  add topics text[] not null,
  -- The events of History that the topics stand for, `event` or `event:kind of record` (shared/rules/webhooks.ts).
  add wants text[] not null,
  add active boolean not null default true,
  add sealed_secret text not null,
  -- The one before: it signs as well until then, so that a receiver can change over.
  add sealed_previous_secret text,
  add previous_until timestamptz,
  -- Since when nothing has been delivered, and how many tries have failed in a row.
  add failing_since timestamptz,
  add failures int not null default 0,
  add resting_until timestamptz,
  -- Why Keyholder switched it off; null where a person did.
  add disabled_reason text,
  -- One worker at a time delivers to an endpoint; of one that died the claim ends by itself.
  add working_until timestamptz,
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add foreign key (company_id, created_by) references user_account (company_id, id);
create unique index webhook_endpoint_name on webhook_endpoint (company_id, platform.fold(name));

-- One thing that happened, taken down in the transaction in which it did. Names of fields, never their values.
select platform.create_company_table('webhook_event');
alter table webhook_event
  add event text not null,
  add kind text,
  add history_id bigint,
  add customer_id bigint,
  add entity text not null,
  add entity_id bigint,
  add fields text[] not null default '{}',
  add at timestamptz not null;
create index webhook_event_age on webhook_event (company_id, at);

select platform.create_company_table('webhook_delivery');
alter table webhook_delivery
  add endpoint_id bigint not null,
  add event_id bigint not null,
  -- Messages of one record are delivered in order: a later one waits for those before it.
  add customer_id bigint,
  add state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  add attempts int not null default 0,
  add next_at timestamptz not null default now(),
  add last_status int,
  add last_error text,
  add settled_at timestamptz,
  add foreign key (company_id, endpoint_id) references webhook_endpoint (company_id, id) on delete cascade,
  add foreign key (company_id, event_id) references webhook_event (company_id, id) on delete cascade,
  add constraint webhook_delivery_once unique (company_id, endpoint_id, event_id);
create index webhook_delivery_due on webhook_delivery (company_id, endpoint_id, next_at) where state = 'waiting';
create index webhook_delivery_order on webhook_delivery (company_id, endpoint_id, customer_id, id) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (company_id, endpoint_id, id desc);
create index webhook_delivery_event on webhook_delivery (company_id, event_id);

select platform.create_company_table('webhook_attempt');
alter table webhook_attempt
  add delivery_id bigint not null,
  add at timestamptz not null,
  add status int,
  add duration_ms int not null,
  add error text,
  -- The beginning of what the receiver said.
  add reply text not null default '',
  add foreign key (company_id, delivery_id) references webhook_delivery (company_id, id) on delete cascade;
create index webhook_attempt_of_delivery on webhook_attempt (company_id, delivery_id, id);

/* Hands events to the endpoints that want them, and wakes who delivers. In the transaction of what happened: nothing is
   told before it is so, and nothing that is so is left untold. */
create function platform.hand_to_webhooks(events bigint[]) returns void
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  endpoint bigint;
begin
  insert into webhook_delivery (company_id, endpoint_id, event_id, customer_id)
    select company, w.id, e.id, e.customer_id from webhook_event e
    join webhook_endpoint w on w.company_id = e.company_id and w.active
      and (e.event = any (w.wants) or e.event || ':' || e.kind = any (w.wants))
    where e.company_id = company and e.id = any (events) order by e.id, w.id;
  for endpoint in select distinct d.endpoint_id from webhook_delivery d
    where d.company_id = company and d.event_id = any (events) order by 1 loop
    perform platform.add_job('webhooks.deliver', jsonb_build_object('endpointId', endpoint), null,
      'webhooks.deliver:' || endpoint);
  end loop;
end $$;

-- Entries of History, first to last, that some endpoint of the company wants to be told of.
create function platform.note_webhooks(first bigint, last bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  noted bigint[];
begin
  if not exists (select from webhook_endpoint w where w.company_id = company and w.active) then return; end if;
  with wanted as (
    select h.*, c.kind from history_entry h
    left join customer c on c.company_id = h.company_id and c.id = h.customer_id
    where h.company_id = company and h.id between first and last
      and exists (select from webhook_endpoint w where w.company_id = company and w.active
        and (h.event = any (w.wants) or h.event || ':' || c.kind = any (w.wants)))
    order by h.id),
  inserted as (
    insert into webhook_event (company_id, event, kind, history_id, customer_id, entity, entity_id, fields, at)
    select company, h.event, h.kind, h.id, h.customer_id, h.entity, h.entity_id,
      array(select distinct x->>'field' from jsonb_array_elements(h.changes) x order by 1), h.at
    from wanted h order by h.id
    returning id)
  select array_agg(id order by id) into noted from inserted;
  if noted is not null then perform platform.hand_to_webhooks(noted); end if;
end $$;

-- An invoice becomes paid by whatever paid it, for which there is no entry of its own.
create function platform.note_invoice_paid() returns trigger
language plpgsql security definer set search_path = public, pg_catalog as $$
declare noted bigint;
begin
  if exists (select from webhook_endpoint w where w.company_id = new.company_id and w.active
    and 'invoices.paid' = any (w.wants)) then
    insert into webhook_event (company_id, event, kind, customer_id, entity, entity_id, at)
    select new.company_id, 'invoices.paid', c.kind, new.customer_id, 'invoice', new.id, clock_timestamp()
    from customer c where c.company_id = new.company_id and c.id = new.customer_id
    returning id into noted;
    perform platform.hand_to_webhooks(array[noted]);
  end if;
  return null;
end $$;
create trigger told_when_paid after update of paid_cents on invoice for each row
  when (new.status = 'paid' and old.status <> 'paid' and new.total_cents > 0) execute function platform.note_invoice_paid();

-- As it was (0004), and then the webhooks are told.
create or replace function platform.append_history(entries jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  who bigint := platform.user_id();
  who_name text;
  head history_head;
  item jsonb;
  e history_entry;
  before bigint;
begin
  if company is null then raise exception 'history: no company is open'; end if;
  select u.first_name || ' ' || u.last_name into who_name from user_account u where u.company_id = company and u.id = who;
  insert into history_head (company_id, id) values (company, 1) on conflict do nothing;
  select * into head from history_head h where h.company_id = company and h.id = 1 for update;
  before := head.last_id;
  for item in select * from jsonb_array_elements(entries) loop
    head.last_id := head.last_id + 1;
    e := row(company, head.last_id, coalesce((item->>'at')::timestamptz, clock_timestamp()), who,
      coalesce(item->>'userName', who_name, 'System'), item->>'source', coalesce(item->>'address', ''),
      coalesce(item->>'requestId', ''), item->>'event', item->>'entity', (item->>'entityId')::bigint,
      (item->>'customerId')::bigint, coalesce(item->'changes', '[]'), coalesce(item->'detail', '{}'), ''::bytea);
    head.hash := platform.history_digest(head.hash, e);
    e.hash := head.hash;
    insert into history_entry select e.*;
  end loop;
  update history_head h set last_id = head.last_id, hash = head.hash where h.company_id = company and h.id = 1;
  perform platform.note_webhooks(before + 1, head.last_id);
  return head.last_id;
end $$;

revoke all on function platform.hand_to_webhooks, platform.note_webhooks, platform.note_invoice_paid from public;

-- News may be of an import that has ended and of a webhook that was switched off: of no record (0034).
alter table notification
  add data_import_id bigint,
  add webhook_endpoint_id bigint,
  add foreign key (company_id, data_import_id) references data_import (company_id, id) on delete cascade,
  add foreign key (company_id, webhook_endpoint_id) references webhook_endpoint (company_id, id) on delete cascade;
do $$
declare
  kinds text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_kind_check');
  about text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'notification_about');
  whole text := '((reconciliation_id IS NULL) = (customer_id IS NOT NULL))';
begin
  if kinds not like '%ARRAY[%' or about not like '%num_nonnulls(%' or position(whole in about) = 0 then
    raise exception 'The checks of notification are not written as expected: %, %', kinds, about;
  end if;
  alter table notification drop constraint notification_kind_check, drop constraint notification_about;
  about := replace(about, 'num_nonnulls(', 'num_nonnulls(data_import_id, webhook_endpoint_id, ');
  execute format('alter table notification add constraint notification_kind_check %s, add constraint notification_about %s',
    replace(kinds, 'ARRAY[', $q$ARRAY['import_ended'::text, 'webhook_disabled'::text, $q$),
    replace(about, whole, '((coalesce(reconciliation_id, data_import_id, webhook_endpoint_id) IS NULL) = (customer_id IS NOT NULL))'));
end $$;
alter table notification
  add constraint notification_of_import check ((kind = 'import_ended') = (data_import_id is not null)),
  add constraint notification_of_webhook check ((kind = 'webhook_disabled') = (webhook_endpoint_id is not null));
create index notification_of_import on notification (company_id, data_import_id) where data_import_id is not null;
create index notification_of_webhook on notification (company_id, webhook_endpoint_id) where webhook_endpoint_id is not null;
