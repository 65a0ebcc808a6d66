-- Changes: catalogues, monitoring companies and service providers, customers (and leads), their contacts.
-- Old code: unaffected.

-- Every catalogue of the company in one table; what else a value carries is `data`, checked by shared/rules/catalogues.ts.
select platform.create_company_table('catalogue_value');
alter table catalogue_value
  add catalogue text not null,
  add name text not null check (length(name) between 1 and 255),
  add active boolean not null default true,
  add sort int not null default 0,
  add data jsonb not null default '{}',
  add constraint catalogue_value_name unique (company_id, catalogue, name);

select platform.create_company_table('monitoring_company');
alter table monitoring_company
  add name text not null check (length(name) between 1 and 120),
  -- The connector's key (server/connectors/registry.ts); null for a station that Keyholder does not speak to.
  add connector text,
  add active boolean not null default true,
  add in_house boolean not null default false,
  add settings jsonb not null default '{}',
  -- The secret settings, sealed as one JSON text; never leaves the server.
  add sealed_secrets text,
  add version int not null default 1,
  add constraint monitoring_company_name unique (company_id, name);

select platform.create_company_table('service_provider');
alter table service_provider
  add name text not null check (length(name) between 1 and 120),
  add connector text,
  add active boolean not null default true,
  add constraint service_provider_name unique (company_id, name);

-- A lead or a customer: one table, one page. A lead becomes a customer by changing its kind; its id stays.
select platform.create_company_table('customer');
alter table customer
  add version int not null default 1,
  add kind text not null check (kind in ('customer', 'lead')),
  add location_id bigint not null,
  add archived_at timestamptz,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz not null default now(),
  add updated_by bigint,
  -- Personal Information
  add first_name text not null check (first_name <> ''),
  add last_name text not null check (last_name <> ''),
  add birthdate text, -- sealed
  add language_id bigint,
  add address_line1 text,
  add address_line2 text,
  add city text not null,
  add state text not null,
  add zip text,
  add county text,
  add cross_street text,
  add primary_phone text not null check (primary_phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add work_phone text check (work_phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add cell_phone text check (cell_phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add other_phone text check (other_phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add email text,
  add best_time_to_contact text,
  add ssn text, -- sealed
  add spouse text,
  add credit_score int,
  add credit_tracking_number text,
  add account_type text check (account_type in ('residential', 'commercial')),
  add account_class_id bigint,
  add business_name text,
  add business_contact text,
  -- Sale Information
  add sale_date date,
  add sold_by_id bigint,
  add trainee_id bigint,
  add lead_rep_id bigint,
  add call_center_rep_id bigint,
  add adt_number text,
  add adt_serial_man text,
  add account_number text,
  add mmr_id bigint,
  add mmr_ala_carte boolean not null default false,
  add monitoring_plan_id bigint,
  add is_canceled boolean not null default false,
  add cancel_date date,
  add cancel_reason_id bigint,
  add source_id bigint,
  add source_campaign_id bigint,
  add discount_affiliate_id bigint,
  add discount_member_number text,
  add monitoring_company_id bigint,
  add service_provider_id bigint,
  add adt_system_type_id bigint,
  add contract_term_id bigint,
  add activation_fee_id bigint,
  add warranty_term_id bigint,
  add dealer_number_id bigint,
  add collections_date date,
  add funding_status text check (funding_status in ('not_submitted', 'submitted', 'funded', 'rejected')),
  add funded_on date,
  add parent_id bigint,
  -- Installation & Equipment Information
  add install_date date,
  add technician_id bigint,
  add confirmation_number text,
  add receiver_number text,
  add installed boolean not null default false,
  add abort_code text, -- sealed
  add two_way_voice boolean not null default false,
  add cellular_backup boolean not null default false,
  add guard_response boolean not null default false,
  add maintenance boolean not null default false,
  add invoicing boolean not null default false,
  add aarp boolean not null default false,
  add tellular boolean not null default false,
  add pulse boolean not null default false,
  -- Lead Information
  add callback_at timestamptz,
  add lead_disposition_id bigint,
  add callcenter_comments text,
  add lead_status_id bigint,
  add lead_comments text,
  -- Derived, for lists and search
  add account_status text generated always as
    (case when is_canceled then 'canceled' when sale_date is not null then 'sold' else 'open' end) stored,
  -- The sale date as a list sorts it: records without one stand before all others.
  add sale_order date not null generated always as (coalesce(sale_date, '-infinity')) stored,
  add sort_name text collate "C" not null generated always as (platform.fold(last_name || ', ' || first_name)) stored,
  add search_name text not null generated always as
    (platform.fold(first_name || ' ' || last_name || coalesce(' ' || business_name, ''))) stored,
  -- What somebody types to name exactly this record: its number, its account number, its phones.
  add lookup_keys text[] not null generated always as (array_remove(array[
    id::text, upper(account_number), left(primary_phone, 10), left(work_phone, 10), left(cell_phone, 10),
    left(other_phone, 10), substr(primary_phone, 4, 7), substr(work_phone, 4, 7), substr(cell_phone, 4, 7),
    substr(other_phone, 4, 7)], null)) stored,
  add check (kind = 'lead' or account_type is not null),
  add check (not is_canceled or cancel_date is not null),
  add check (parent_id <> id);

do $$
declare c text;
begin
  foreach c in array array['language_id', 'account_class_id', 'mmr_id', 'monitoring_plan_id', 'cancel_reason_id',
    'source_id', 'source_campaign_id', 'discount_affiliate_id', 'adt_system_type_id', 'contract_term_id',
    'activation_fee_id', 'warranty_term_id', 'dealer_number_id', 'lead_disposition_id', 'lead_status_id'] loop
    execute format('alter table customer add foreign key (company_id, %I) references catalogue_value (company_id, id)', c);
  end loop;
  foreach c in array array['created_by', 'updated_by', 'sold_by_id', 'trainee_id', 'lead_rep_id', 'call_center_rep_id',
    'technician_id'] loop
    execute format('alter table customer add foreign key (company_id, %I) references user_account (company_id, id)', c);
  end loop;
end $$;
alter table customer
  add foreign key (company_id, location_id) references location (company_id, id),
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id),
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id),
  add foreign key (company_id, parent_id) references customer (company_id, id);

-- The list in each of its orders. What a list is filtered by is in the index, so that a page of the few that a filter
-- leaves is found without reading the others' rows.
create index customer_by_name on customer (company_id, kind, sort_name, id)
  include (location_id, account_status, archived_at, lead_status_id);
create index customer_by_number on customer (company_id, kind, id)
  include (location_id, account_status, archived_at, lead_status_id);
create index customer_by_sale on customer (company_id, kind, sale_order, id)
  include (location_id, account_status, archived_at, lead_status_id);
create index customer_first_name on customer
  (company_id, (platform.fold(first_name)) text_pattern_ops, (platform.fold(last_name)) text_pattern_ops);
create index customer_last_name on customer
  (company_id, (platform.fold(last_name)) text_pattern_ops, (platform.fold(first_name)) text_pattern_ops);
create index customer_account_number on customer (company_id, upper(account_number) text_pattern_ops);
create index customer_search on customer using gin (company_id, search_name gin_trgm_ops);
create index customer_lookup on customer using gin (company_id, lookup_keys);
create index customer_children on customer (company_id, parent_id) where parent_id is not null;
create index customer_by_monitor on customer (company_id, monitoring_company_id, account_number) where monitoring_company_id is not null;

-- Emergency contacts in calling order.
select platform.create_company_table('contact');
alter table contact
  add customer_id bigint not null,
  add calling_order int not null check (calling_order >= 1),
  add first_name text not null,
  add last_name text not null default '',
  add phone text check (phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add relation text not null default '',
  add passcode text, -- sealed
  add has_key boolean not null default false,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add constraint contact_order unique (company_id, customer_id, calling_order) deferrable initially deferred;
