-- Changes: equipment at a customer, and packages of catalogue items that are added to one at once.
-- Old code: still runs; it knows of no equipment, and its forms would list the items among the other catalogues.

/* One row a device, never a quantity, so that each has its own serial number, zone and warranty. Items and wire types are
   values of the catalogues `equipment_item` and `equipment_wire_type`. */
select platform.create_company_table('equipment');
alter table equipment
  add customer_id bigint not null,
  add item_id bigint not null,
  -- Serial number, MAC address, IMEI: whatever tells this device from others of its kind.
  add serial text check (length(serial) between 1 and 64),
  -- As the station writes it: 001.
  add zone text check (zone ~ '^[0-9A-Z]{1,8}$'),
  add zone_name text check (length(zone_name) between 1 and 60),
  add wire_type_id bigint,
  -- Where on the premises it hangs.
  add place text check (length(place) between 1 and 60),
  -- The partition of the panel.
  add area int not null default 1 check (area between 1 and 99),
  add status text not null check (status in ('planned', 'ordered', 'installed', 'faulty', 'replaced', 'removed')),
  add installed_on date,
  add warranty_until date,
  add note text not null default '' check (length(note) <= 500),
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add check (warranty_until >= installed_on),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, item_id) references catalogue_value (company_id, id),
  add foreign key (company_id, wire_type_id) references catalogue_value (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id);
-- Answers the count in the record's tab by itself.
create index equipment_of_customer on equipment (company_id, customer_id, status);
create index equipment_of_item on equipment (company_id, item_id);
create index equipment_of_wire_type on equipment (company_id, wire_type_id) where wire_type_id is not null;
-- Two devices never signal as one zone, and 1 is 001. What is no longer there claims none.
create unique index equipment_zone on equipment (company_id, customer_id, (regexp_replace(zone, '^0+(?=.)', '')))
  where zone is not null and status not in ('replaced', 'removed');

select platform.create_company_table('equipment_package');
alter table equipment_package
  add name text not null check (length(name) between 1 and 120),
  add description text not null default '' check (length(description) <= 500),
  add active boolean not null default true,
  add version int not null default 1,
  add created_at timestamptz not null default now();
create unique index equipment_package_name on equipment_package (company_id, platform.fold(name));

select platform.create_company_table('equipment_package_line');
alter table equipment_package_line
  add package_id bigint not null,
  -- From 1, in the order of the package.
  add line int not null check (line > 0),
  add item_id bigint not null,
  add quantity int not null check (quantity between 1 and 99),
  -- Null: the item's own.
  add wire_type_id bigint,
  -- What is charged for each; null: the item's price.
  add charge_cents bigint check (charge_cents >= 0),
  add foreign key (company_id, package_id) references equipment_package (company_id, id) on delete cascade,
  add foreign key (company_id, item_id) references catalogue_value (company_id, id),
  add foreign key (company_id, wire_type_id) references catalogue_value (company_id, id),
  add constraint equipment_package_line_once unique (company_id, package_id, line);
create index equipment_package_line_of_item on equipment_package_line (company_id, item_id);
create index equipment_package_line_of_wire_type on equipment_package_line (company_id, wire_type_id)
  where wire_type_id is not null;
