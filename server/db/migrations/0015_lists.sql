-- Changes: orders and filters of the lists, the search by SSN, saved views, recently opened records, bulk edits.
-- Old code: still runs; the SSNs that it saves are not found by the search until they are saved again.

-- Further orders of the lists. Records without a date or an account number come last, by their number.
create index customer_by_created on customer (company_id, kind, created_at, id);
create index customer_by_install on customer (company_id, kind, install_date, id);
create index customer_by_account on customer (company_id, kind, account_number, id);
create index customer_by_callback on customer (company_id, kind, callback_at, id);
-- A city and a person are what one filters by most: their records stand in the order of names.
create index customer_by_city on customer (company_id, kind, city, sort_name, id);
create index customer_by_seller on customer (company_id, kind, sold_by_id, sort_name, id) where sold_by_id is not null;
create index customer_by_lead_rep on customer (company_id, kind, lead_rep_id, sort_name, id) where lead_rep_id is not null;
create index customer_by_technician on customer (company_id, kind, technician_id, sort_name, id) where technician_id is not null;
create index customer_by_call_center_rep on customer (company_id, kind, call_center_rep_id, sort_name, id)
  where call_center_rep_id is not null;
-- Of these a value names few records or many; PostgreSQL reads the few from here and the many in the list's order.
create index customer_by_zip on customer (company_id, kind, zip collate "C");
create index customer_by_state on customer (company_id, kind, state);
create index customer_by_class on customer (company_id, kind, account_class_id);
create index customer_by_source on customer (company_id, kind, source_id);
create index customer_by_provider on customer (company_id, kind, service_provider_id);
create index customer_by_disposition on customer (company_id, kind, lead_disposition_id) where lead_disposition_id is not null;
create index customer_by_cancel on customer (company_id, kind, cancel_date) where cancel_date is not null;
create index connection_push_failed on connection_push (company_id, connection_id) where state = 'failed';
-- The spellings of a city under which a company has records, without reading the records.
create index customer_city_spelling on customer (company_id, (platform.fold(city)) text_pattern_ops, city);

/* What finds a sealed SSN: a digest of it under the installation's key, and of the company, so that equal ones of two
   companies look different. */
alter table customer add ssn_key bytea;
create index customer_ssn on customer (company_id, ssn_key) where ssn_key is not null;

-- How the company's records spell the cities that begin so, in any case: each spelling once.
create function platform.spellings_of_city(typed text, max_rows int) returns text[]
language plpgsql stable security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  folded text := platform.fold(trim(typed));
  city_fold text := '';
  spelling text;
  spellings text[] := '{}';
begin
  -- A skip scan: each turn finds the next city by the index, however many records are there.
  loop
    select platform.fold(c.city) into city_fold from customer c
    where c.company_id = company and platform.fold(c.city) ~>=~ folded and platform.fold(c.city) ~<~ (folded || chr(1114111))
      and platform.fold(c.city) ~>~ city_fold
    order by platform.fold(c.city) using ~<~ limit 1;
    exit when not found or cardinality(spellings) >= max_rows;
    spelling := '';
    loop
      select min(c.city) into spelling from customer c
      where c.company_id = company and platform.fold(c.city) = city_fold and c.city > spelling;
      exit when spelling is null;
      spellings := spellings || spelling;
    end loop;
  end loop;
  return spellings;
end $$;

/* The ids of the records that a list may start from, where PostgreSQL cannot tell how many a filter leaves: a city by its
   beginning, or values of the company's own fields. Null if they are more than `max_rows`; then the list is read in its
   order, and soon meets some. As the owner for the same reason as platform.find_customers; what the user may see, and
   the filters themselves, are conditions of the list. */
create function platform.few_customers(kinds text, city_begins text, wanted jsonb, max_rows int) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog set enable_seqscan = off as $$
declare
  company bigint := platform.company_id();
  spellings text[];
  ids bigint[];
  common int := 0;
begin
  if wanted is not null then
    -- What one in a hundred of the newest records holds is not rare, and its whole posting list not worth reading.
    select count(*) into common from (
      select x.custom from customer x where x.company_id = company order by x.id desc limit 1000) newest
    where newest.custom @> wanted;
  end if;
  if wanted is not null and common < 10 then
    select array_agg(c.id) into ids from (
      select x.id from customer x where x.company_id = company and x.custom @> wanted limit max_rows + 1) c;
    if coalesce(cardinality(ids), 0) <= max_rows then return coalesce(ids, '{}'); end if;
  end if;
  if city_begins is not null then
    spellings := platform.spellings_of_city(city_begins, 200);
    select array_agg(c.id) into ids from (
      select x.id from customer x where x.company_id = company and x.kind = kinds and x.city = any (spellings)
      limit max_rows + 1) c;
    if coalesce(cardinality(ids), 0) <= max_rows then return coalesce(ids, '{}'); end if;
  end if;
  return null;
end $$;

drop function platform.find_customers(text, int);
/* Records that a typed text names, best first: exactly (number, account number, phone, SSN), by the beginning of the
   account number, by the beginnings of names, then by any part of a name. Only what the current user may see, and by
   SSN only where the user may see that. `ssn_digests` are the typed SSN under each of the installation's keys.
   It runs as the owner, because under row security PostgreSQL may not use an index for LIKE and for arrays (neither
   is leakproof); company and locations are therefore conditions of every query here. */
create function platform.find_customers(typed text, max_rows int, ssn_digests bytea[] default null) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  customers_at bigint[] := coalesce(platform.granted_locations('customers.view'), '{}');
  leads_at bigint[] := coalesce(platform.granted_locations('leads.view'), '{}');
  ssn_at bigint[];
  plain text := upper(trim(typed));
  folded text := platform.fold(trim(regexp_replace(typed, '[[:space:],]+', ' ', 'g')));
  digits text := regexp_replace(typed, '\D', '', 'g');
  word text := split_part(folded, ' ', 1);
  -- empty, and so the beginning of every name, if there is one word only
  rest text := substr(folded, length(word) + 2);
  top constant text := chr(1114111);
  found bigint[] := '{}';
  more bigint[];
begin
  if company is null or folded = '' then return found; end if;
  -- +1 801 555 0123 and 801 555 0123 are one number; an extension is not part of it
  if length(digits) = 11 and digits like '1%' then digits := substr(digits, 2); end if;

  select coalesce(array_agg(c.id), '{}') into found from (
    select c.id from customer c
    where c.company_id = company and c.lookup_keys && array_remove(array[plain, digits], '')
      and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
    order by c.id::text = digits desc, c.id limit max_rows) c;

  if ssn_digests is not null and cardinality(found) < max_rows then
    ssn_at := coalesce(platform.granted_locations('confidential_ssn.yes'), '{}');
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company
        and c.ssn_key = any (array(select sha256(d || int8send(company)) from unnest(ssn_digests) d))
        and c.location_id = any (ssn_at)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      order by c.id limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows and plain ~ '[0-9]' then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and upper(c.account_number) ~>=~ plain and upper(c.account_number) ~<~ (plain || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and platform.fold(c.last_name) ~>=~ word and platform.fold(c.last_name) ~<~ (word || top)
        and platform.fold(c.first_name) ~>=~ rest and platform.fold(c.first_name) ~<~ (rest || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and platform.fold(c.first_name) ~>=~ word and platform.fold(c.first_name) ~<~ (word || top)
        and platform.fold(c.last_name) ~>=~ rest and platform.fold(c.last_name) ~<~ (rest || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows and length(folded) >= 3 and folded ~ '[[:alpha:]]' then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company
        and c.search_name like '%' || replace(replace(replace(folded, '\', '\\'), '%', '\%'), '_', '\_') || '%'
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;
  return found;
end $$;
revoke all on function platform.find_customers, platform.few_customers, platform.spellings_of_city from public;
grant execute on function platform.find_customers, platform.few_customers, platform.spellings_of_city to keyholder_app;

-- Filters, order and columns of a list under a name: its owner's, or shared with the company.
select platform.create_company_table('list_view');
alter table list_view
  add kind text not null check (kind in ('customer', 'lead')),
  add owner_id bigint not null,
  add name text not null check (length(name) between 1 and 60),
  add shared boolean not null default false,
  add search jsonb not null default '{}' check (jsonb_typeof(search) = 'object'),
  add columns text[] not null default '{}',
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add foreign key (company_id, owner_id) references user_account (company_id, id) on delete cascade;
create unique index list_view_name on list_view (company_id, owner_id, kind, platform.fold(name));
create index list_view_shared on list_view (company_id, kind) where shared;

-- How one user likes a list: the columns, and the view that it opens with.
select platform.create_company_table('list_preference');
alter table list_preference
  add user_id bigint not null,
  add kind text not null check (kind in ('customer', 'lead')),
  add columns text[],
  add default_view_id bigint,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, default_view_id) references list_view (company_id, id) on delete set null (default_view_id),
  add constraint list_preference_once unique (company_id, user_id, kind);

-- The records that a user opened last.
select platform.create_company_table('recent_record');
alter table recent_record
  add user_id bigint not null,
  add customer_id bigint not null,
  add opened_at timestamptz not null default now(),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add constraint recent_record_once unique (company_id, user_id, customer_id);
create index recent_record_of_user on recent_record (company_id, user_id, opened_at desc);

-- One change asked for many records, saved one by one by the job lists.bulk_edit.
select platform.create_company_table('bulk_edit');
alter table bulk_edit
  add user_id bigint not null,
  add kind text not null check (kind in ('customer', 'lead')),
  -- {fields: {…}, addTags: […], removeTags: […]}, of shared/contracts/lists.ts; never a confidential value.
  add change jsonb not null,
  add state text not null default 'running' check (state in ('running', 'done', 'canceled')),
  add total int not null,
  add created_at timestamptz not null,
  add finished_at timestamptz,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade;
create index bulk_edit_of_user on bulk_edit (company_id, user_id, id desc);

select platform.create_company_table('bulk_edit_item');
alter table bulk_edit_item
  add bulk_edit_id bigint not null,
  add customer_id bigint not null,
  add state text not null default 'waiting' check (state in ('waiting', 'changed', 'unchanged', 'refused')),
  -- Why it was refused, in the sentence that a save would have given.
  add reason text,
  add foreign key (company_id, bulk_edit_id) references bulk_edit (company_id, id) on delete cascade,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add constraint bulk_edit_item_once unique (company_id, bulk_edit_id, customer_id);
create index bulk_edit_item_state on bulk_edit_item (company_id, bulk_edit_id, state, id);
