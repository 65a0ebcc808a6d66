-- Changes: what a contact carries beside name and phone, a customer's agencies, the company's tags.
-- Old code: still runs; it writes none of the new columns and tables.

-- A list's version: whoever orders the contacts says which list they saw. Every change of the list or of an agency counts.
alter table customer add contacts_version int not null default 1;

alter table contact
  add phone_type text check (phone_type in ('cell', 'home', 'work', 'other')),
  add phone2 text check (phone2 ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add phone2_type text check (phone2_type in ('cell', 'home', 'work', 'other')),
  add phone3 text check (phone3 ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add phone3_type text check (phone3_type in ('cell', 'home', 'work', 'other')),
  add email text,
  add language_id bigint,
  add enhanced_verification boolean not null default false,
  -- What the station lets the person do: 'full', or 'contact' for being called only.
  add authority text not null default 'contact' check (authority in ('full', 'contact')),
  -- From and to which day the person is to be called, both included, in the company's calendar.
  add starts_on date,
  add expires_on date,
  add version int not null default 1,
  add check (phone2 is null or phone is not null),
  add check (phone3 is null or phone2 is not null),
  add check (expires_on >= starts_on),
  add foreign key (company_id, language_id) references catalogue_value (company_id, id);

-- Who is sent to the customer's address: at most one of each kind.
select platform.create_company_table('agency');
alter table agency
  add customer_id bigint not null,
  add kind text not null check (kind in ('police', 'fire', 'medical', 'guard', 'electrical')),
  add name text not null check (length(name) between 1 and 120),
  add phone text check (phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add permit_number text,
  add permit_expires_on date,
  add response_fee_cents bigint check (response_fee_cents >= 0),
  add version int not null default 1,
  add check (response_fee_cents is null or kind = 'guard'),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add constraint agency_kind unique (company_id, customer_id, kind);

select platform.create_company_table('tag');
alter table tag
  add name text not null check (length(name) between 1 and 60),
  add colour text not null default 'gray' check (colour in
    ('gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink')),
  -- A heading in the list of tags; empty for none.
  add category text not null default '',
  -- What stands in the warnings of a record that carries the tag; null if it warns of nothing.
  add warning text check (length(warning) between 1 and 300),
  add active boolean not null default true,
  add sort int not null default 0,
  add version int not null default 1,
  add created_at timestamptz not null default now();
create unique index tag_name on tag (company_id, platform.fold(name));

select platform.create_company_table('customer_tag');
alter table customer_tag
  add customer_id bigint not null,
  add tag_id bigint not null,
  add added_at timestamptz not null default now(),
  add added_by bigint,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, tag_id) references tag (company_id, id) on delete cascade,
  add foreign key (company_id, added_by) references user_account (company_id, id),
  add constraint customer_tag_once unique (company_id, customer_id, tag_id);
create index customer_tag_by_tag on customer_tag (company_id, tag_id, customer_id);
