-- Changes: appointments, time off, time slots, coverage areas and calendar feeds; news of appointments; a technician's time is held by one constraint.
-- Old code: still runs; its bell leaves out what users are told of appointments.

/* ZIP codes that some technicians serve. An entry is a ZIP code or the beginning of one (`840`), as shared/rules/appointments.ts
   compares them. */
select platform.create_company_table('coverage_area');
alter table coverage_area
  add name text not null check (length(name) between 1 and 80),
  add zips text[] not null default '{}',
  add active boolean not null default true,
  add version int not null default 1,
  add constraint coverage_area_name unique (company_id, name);

select platform.create_company_table('coverage_area_user');
alter table coverage_area_user
  add area_id bigint not null,
  add user_id bigint not null,
  add foreign key (company_id, area_id) references coverage_area (company_id, id) on delete cascade,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add constraint coverage_area_user_once unique (company_id, area_id, user_id);
create index coverage_area_user_by_user on coverage_area_user (company_id, user_id);

-- A window of a weekday in which an office offers visits. Times are the clock's in the company's zone, so that they hold over daylight saving.
select platform.create_company_table('time_slot');
alter table time_slot
  add location_id bigint not null,
  -- 0 is Sunday.
  add weekday smallint not null check (weekday between 0 and 6),
  add starts_at text not null check (starts_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  add ends_at text not null check (ends_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  -- Visits at once; null: as many as there are free technicians.
  add capacity int check (capacity between 1 and 999),
  -- Null: any address of the office.
  add area_id bigint,
  add active boolean not null default true,
  add version int not null default 1,
  add check (ends_at > starts_at),
  add foreign key (company_id, location_id) references location (company_id, id) on delete cascade,
  add foreign key (company_id, area_id) references coverage_area (company_id, id);
create index time_slot_of_location on time_slot (company_id, location_id, weekday, starts_at);
create index time_slot_of_area on time_slot (company_id, area_id) where area_id is not null;

select platform.create_company_table('appointment');
alter table appointment
  add customer_id bigint not null,
  add version int not null default 1,
  add type text not null check (type in ('install', 'service', 'removal', 'sale')),
  add subtype_id bigint,
  -- Who goes there; null: not assigned yet.
  add user_id bigint,
  add during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)
    and lower(during) is not null and upper(during) is not null),
  add slot_id bigint,
  add status text not null default 'scheduled' check (status in ('scheduled', 'on_the_way', 'on_site', 'complete', 'cancelled')),
  -- When the customer confirmed the time.
  add confirmed_at timestamptz,
  add on_the_way_at timestamptz,
  add on_site_at timestamptz,
  add completed_at timestamptz,
  add cancelled_at timestamptz,
  add cancel_reason_id bigint,
  add cancel_note text not null default '' check (length(cancel_note) <= 500),
  add notes text not null default '' check (length(notes) <= 4000),
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  add check ((status = 'cancelled') = (cancelled_at is not null)),
  add check (status = 'cancelled' or (cancel_reason_id is null and cancel_note = '')),
  add check ((status = 'complete') = (completed_at is not null)),
  -- Nobody is on the way, or has been there, whom nobody sent.
  add check (user_id is not null or status in ('scheduled', 'cancelled')),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, subtype_id) references catalogue_value (company_id, id),
  add foreign key (company_id, cancel_reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, user_id) references user_account (company_id, id),
  add foreign key (company_id, slot_id) references time_slot (company_id, id) on delete set null (slot_id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id);
create index appointment_of_customer on appointment (company_id, customer_id, id);
-- What the record's tab counts.
create index appointment_open on appointment (company_id, customer_id) where status in ('scheduled', 'on_the_way', 'on_site');
-- The calendar: who is where in these days, and what nobody has been sent to.
create index appointment_during on appointment using gist (company_id, during);
create index appointment_of_user on appointment (company_id, user_id, lower(during));
create index appointment_of_slot on appointment (company_id, slot_id, lower(during)) where slot_id is not null;

-- Hours in which a user cannot be booked. Of a series, each day is a row of its own.
select platform.create_company_table('time_off');
alter table time_off
  add user_id bigint not null,
  add during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)
    and lower(during) is not null and upper(during) is not null),
  add series uuid,
  add reason text not null check (length(reason) between 1 and 80),
  add notes text not null default '' check (length(notes) <= 1000),
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, created_by) references user_account (company_id, id);
create index time_off_of_user on time_off (company_id, user_id, lower(during));
create index time_off_series on time_off (company_id, series) where series is not null;

/* Whose time is taken, and by what: written by the triggers below and by nothing else, so that no path of the product,
   no import and no hand can put two things into the same hour of one user. */
select platform.create_company_table('booking');
alter table booking
  add user_id bigint not null,
  add during tstzrange not null,
  add appointment_id bigint,
  add time_off_id bigint,
  add check (num_nonnulls(appointment_id, time_off_id) = 1),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, appointment_id) references appointment (company_id, id) on delete cascade,
  add foreign key (company_id, time_off_id) references time_off (company_id, id) on delete cascade,
  add constraint booking_overlap exclude using gist (company_id with =, user_id with =, during with &&);
create unique index booking_of_appointment on booking (company_id, appointment_id) where appointment_id is not null;
create unique index booking_of_time_off on booking (company_id, time_off_id) where time_off_id is not null;

/* Two writers of one user's time wait for each other at the user's row, in the order of ids: without it each would wait
   in the constraint for the other (PostgreSQL calls that a deadlock and ends one without saying what is in the way). */
create function platform.book_time() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  takes boolean;
begin
  perform from user_account u where u.company_id = new.company_id
    and u.id in (new.user_id, case when tg_op = 'UPDATE' then old.user_id end) order by u.id for no key update;
  if tg_table_name = 'appointment' then
    takes := new.user_id is not null and new.status <> 'cancelled';
    delete from booking b where b.company_id = new.company_id and b.appointment_id = new.id;
    if takes then
      insert into booking (company_id, user_id, during, appointment_id) values (new.company_id, new.user_id, new.during, new.id);
    end if;
  else
    delete from booking b where b.company_id = new.company_id and b.time_off_id = new.id;
    insert into booking (company_id, user_id, during, time_off_id) values (new.company_id, new.user_id, new.during, new.id);
  end if;
  return null;
end $$;
-- A status has no column of the trigger's own to look at: cancelling frees the time, restoring takes it.
create trigger appointment_books after insert or update of user_id, during, status on appointment
  for each row execute function platform.book_time();
create trigger time_off_books after insert or update of user_id, during on time_off
  for each row execute function platform.book_time();

-- The secret address by which a user's own calendar program reads their schedule; only its SHA-256 is kept.
select platform.create_company_table('calendar_feed');
alter table calendar_feed
  add user_id bigint not null,
  add token_hash bytea not null,
  add created_at timestamptz not null default now(),
  add last_read_at timestamptz,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add constraint calendar_feed_of_user unique (company_id, user_id);
create unique index calendar_feed_token on calendar_feed (company_id, token_hash);

-- News is of a note, of an at-risk entry, of an appointment, or of a run that compared accounts with their providers.
alter table notification
  add appointment_id bigint,
  add foreign key (company_id, appointment_id) references appointment (company_id, id) on delete cascade,
  drop constraint notification_kind_check,
  add constraint notification_kind_check check (kind in ('mention', 'ticket_assigned', 'ticket_due', 'risk_assigned', 'risk_due',
    'connection_health', 'appointment_assigned', 'appointment_changed', 'appointment_cancelled', 'appointment_soon')),
  drop constraint notification_about,
  add constraint notification_about check (num_nonnulls(note_id, risk_id, reconciliation_id, appointment_id) = 1
    and (kind like 'risk%') = (risk_id is not null) and (kind = 'connection_health') = (reconciliation_id is not null)
    and (kind like 'appointment%') = (appointment_id is not null)
    and (reconciliation_id is null) = (customer_id is not null));
create index notification_of_appointment on notification (company_id, appointment_id) where appointment_id is not null;
