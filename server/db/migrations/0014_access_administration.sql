-- Changes: what administration keeps of users, permission groups, locations and the company itself; the last administrator.
-- Old code: still runs; it writes none of the new columns and tables, and no longer takes away the last administrator.

alter table user_account
  add version int not null default 1,
  add phone text check (phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  -- Set with a password that somebody else chose: the user signs in by choosing their own.
  add must_change_password boolean not null default false,
  add password_changed_at timestamptz not null default now();

alter table permission_group
  add version int not null default 1,
  -- Whether it is offered for users who do not have it yet.
  add assignable boolean not null default true;

alter table location
  add version int not null default 1,
  add address_line2 text,
  add phone text check (phone ~ '^[0-9]{10}(x[0-9]{1,6})?$'),
  add dealer_number_id bigint,
  add foreign key (company_id, dealer_number_id) references catalogue_value (company_id, id);

create index membership_by_group on membership (company_id, group_id);
create index user_account_by_name on user_account
  (company_id, (platform.fold(last_name || ', ' || first_name) collate "C"), id);

-- A sales rep's number, one per office.
select platform.create_company_table('representative_number');
alter table representative_number
  add user_id bigint not null,
  add location_id bigint not null,
  add number text not null check (length(number) between 1 and 40),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade,
  add constraint representative_number_once unique (company_id, user_id, location_id);

-- Who manages an office.
select platform.create_company_table('location_manager');
alter table location_manager
  add location_id bigint not null,
  add user_id bigint not null,
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add constraint location_manager_once unique (company_id, location_id, user_id);

-- The office that serves a ZIP code: a new record's location follows from it.
select platform.create_company_table('location_zip');
alter table location_zip
  add zip text not null check (zip ~ '^[0-9]{5}$'),
  add location_id bigint not null,
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade,
  add constraint location_zip_once unique (company_id, zip);
create index location_zip_by_location on location_zip (company_id, location_id);

-- A user's, a group's, a location's own history, and sign-ins.
create index history_entry_by_entity on history_entry (company_id, entity, entity_id, id desc) where customer_id is null;

/* Changes of who may do what come one after the other within a company, so that what is checked before one of them
   still holds when it is written. Held to the end of the transaction. */
create function platform.lock_access() returns void language sql volatile
  set search_path = public, pg_catalog as $$
  select pg_advisory_xact_lock(hashtextextended('access/' || platform.company_id(), 0));
$$;

/* Nobody takes the right to administer permissions from its last holder who can sign in. Runs before the commit, under
   the company's lock: of two who remove each other, the second is refused. */
create function platform.keep_administrator() returns trigger language plpgsql
  set search_path = public, pg_catalog as $$
begin
  if tg_table_name = 'membership' then
    -- A group that is gone or has lost the right was looked at by its own trigger.
    perform 1 from permission_group g where g.company_id = old.company_id and g.id = old.group_id
      and g.grants @> array['permission_groups.modify'];
    if not found then return null; end if;
  elsif tg_table_name = 'user_account' then
    perform 1 from membership m join permission_group g on g.company_id = m.company_id and g.id = m.group_id
      where m.company_id = old.company_id and m.user_id = old.id and g.grants @> array['permission_groups.modify'];
    if not found then return null; end if;
  elsif tg_op = 'UPDATE' then
    perform 1 from membership m where m.company_id = old.company_id and m.group_id = old.id;
    if not found then return null; end if;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('access/' || old.company_id, 0));
  perform 1 from platform.company c where c.id = old.company_id;
  if not found then return null; end if;
  perform 1 from user_account u
    join membership m on m.company_id = u.company_id and m.user_id = u.id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where u.company_id = old.company_id and u.active and u.can_log_in
      and g.grants @> array['permission_groups.modify'];
  if not found then
    raise exception 'somebody must remain who may change permission groups' using errcode = 'KH001';
  end if;
  return null;
end $$;
create constraint trigger keep_administrator after delete or update of user_id, group_id, location_id on membership
  deferrable initially deferred for each row execute function platform.keep_administrator();
create constraint trigger keep_administrator after update on user_account
  deferrable initially deferred for each row
  when (old.active and old.can_log_in and not (new.active and new.can_log_in))
  execute function platform.keep_administrator();
create constraint trigger keep_administrator after update on permission_group
  deferrable initially deferred for each row
  when (old.grants @> array['permission_groups.modify'] and not new.grants @> array['permission_groups.modify'])
  execute function platform.keep_administrator();
create constraint trigger keep_administrator_of_deleted after delete on permission_group
  deferrable initially deferred for each row
  when (old.grants @> array['permission_groups.modify'])
  execute function platform.keep_administrator();

alter table platform.company add version int not null default 1;
/* Saves the current company's own settings as of a version; null if somebody else has saved meanwhile. A function, as
   the app may only read the table, which holds every company. */
create function platform.save_company(seen_version int, new_name text, new_time_zone text, new_currency text,
  new_settings jsonb) returns int
language sql security definer set search_path = public, pg_catalog as $$
  update platform.company c set name = new_name, time_zone = new_time_zone, currency = new_currency,
    settings = new_settings, version = c.version + 1
  where c.id = platform.company_id() and c.version = seen_version
  returning c.version;
$$;
revoke all on function platform.save_company from public;
grant execute on function platform.save_company to keyholder_app;
revoke all on function platform.lock_access from public;
grant execute on function platform.lock_access to keyholder_app;
