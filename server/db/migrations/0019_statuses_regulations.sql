-- Changes: a company's own status boxes; jurisdictions with what they demand, a customer's alarm permits and inspections.
-- Old code: still runs; it draws the usual status boxes and knows of no regulation.

/* One row of a company that has set anything; without one the usual boxes hold (shared/rules/statuses.ts, which also says
   what `categories` is made of). It is one document: order, values and rules are saved and seen as a whole. `needs` names
   what the rules ask for beyond the columns that every list reads, so that a list looks up nothing that nobody asks for. */
select platform.create_company_table('status_setup');
alter table status_setup
  add version int not null default 1,
  add categories jsonb not null check (jsonb_typeof(categories) = 'array'),
  add needs text[] not null default '{}',
  add updated_at timestamptz not null default now(),
  add constraint status_setup_once unique (company_id);

/* Who makes rules for an address, and which. A demand that is null is not spoken of: the next wider jurisdiction decides. */
select platform.create_company_table('jurisdiction');
alter table jurisdiction
  add name text not null check (length(name) between 1 and 120),
  add kind text not null check (kind in ('zips', 'city', 'county', 'state')),
  add state text not null check (state ~ '^[A-Z]{2}$'),
  -- The name of the city or of the county.
  add place text check (length(place) between 1 and 120),
  add zips text[] not null default '{}',
  add permit_required boolean,
  add permit_fee_cents bigint check (permit_fee_cents >= 0),
  -- How long a permit holds; null: for good.
  add permit_months int check (permit_months between 1 and 120),
  -- 0: none is demanded.
  add inspection_months int check (inspection_months between 0 and 120),
  add registration_fee_cents bigint check (registration_fee_cents >= 0),
  -- The licence that the dealer holds there.
  add license_number text check (length(license_number) between 1 and 60),
  add license_expires_on date,
  add notes text not null default '' check (length(notes) <= 2000),
  add active boolean not null default true,
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add check ((kind in ('city', 'county')) = (place is not null)),
  add check ((kind = 'zips') = (cardinality(zips) > 0)),
  add check (license_expires_on is null or license_number is not null);
create unique index jurisdiction_name on jurisdiction (company_id, platform.fold(name));
create index jurisdiction_of_state on jurisdiction (company_id, state) where active;

select platform.create_company_table('alarm_permit');
alter table alarm_permit
  add customer_id bigint not null,
  add jurisdiction_id bigint not null,
  add number text not null check (length(number) between 1 and 60),
  add issued_on date,
  add expires_on date,
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add check (expires_on >= issued_on),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, jurisdiction_id) references jurisdiction (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index alarm_permit_of_customer on alarm_permit (company_id, customer_id);
create index alarm_permit_expiring on alarm_permit (company_id, expires_on, id) where expires_on is not null;
create index alarm_permit_of_jurisdiction on alarm_permit (company_id, jurisdiction_id);

select platform.create_company_table('inspection');
alter table inspection
  add customer_id bigint not null,
  add jurisdiction_id bigint not null,
  add done_on date not null,
  add passed boolean not null,
  add note text not null default '' check (length(note) <= 300),
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, jurisdiction_id) references jurisdiction (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index inspection_of_customer on inspection (company_id, customer_id, done_on);
create index inspection_of_jurisdiction on inspection (company_id, jurisdiction_id);
