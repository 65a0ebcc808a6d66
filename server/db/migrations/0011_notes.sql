-- Changes: notes and tickets of records, who is named in them, and what users are told of.
-- Old code: unaffected.

/* The date that it is in the company's own zone: what a due date is compared with. In plpgsql for the reason that
   platform.granted_locations gives. */
create function platform.today() returns date language plpgsql stable parallel safe
  set search_path = public, pg_catalog as $$
begin
  return (select (now() at time zone c.time_zone)::date from platform.company c where c.id = platform.company_id());
end $$;

/* A note of a record. A ticket is a note that somebody has to see to: it has an assignee, and is open until it is
   closed. The one becomes the other by is_ticket alone. */
select platform.create_company_table('note');
alter table note
  add customer_id bigint not null,
  add version int not null default 1,
  add subject text not null check (length(subject) between 1 and 255),
  add body text not null default '' check (length(body) <= 10000),
  add type_id bigint,
  add reason_id bigint,
  add disposition_id bigint,
  add is_ticket boolean not null default false,
  add assignee_id bigint,
  add due_on date,
  add priority text check (priority in ('high', 'medium', 'low')),
  add closed_at timestamptz,
  add closed_by bigint,
  -- The note that this one follows up.
  add follow_up_of bigint,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add updated_at timestamptz,
  add updated_by bigint,
  -- How the queue sorts: tickets without a due date or a priority stand behind all others.
  add due_order date not null generated always as (coalesce(due_on, 'infinity')) stored,
  add priority_order smallint not null generated always as
    (case priority when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end) stored,
  add check (is_ticket = (assignee_id is not null)),
  add check (is_ticket or (due_on is null and priority is null and closed_at is null and closed_by is null)),
  add check (follow_up_of <> id),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, type_id) references catalogue_value (company_id, id),
  add foreign key (company_id, reason_id) references catalogue_value (company_id, id),
  add foreign key (company_id, disposition_id) references catalogue_value (company_id, id),
  add foreign key (company_id, assignee_id) references user_account (company_id, id),
  add foreign key (company_id, closed_by) references user_account (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  add foreign key (company_id, updated_by) references user_account (company_id, id),
  add foreign key (company_id, follow_up_of) references note (company_id, id) on delete set null (follow_up_of);
create index note_of_customer on note (company_id, customer_id, id);
create index note_follow_up on note (company_id, follow_up_of) where follow_up_of is not null;
-- What a record's tab counts, and whether it warns.
create index note_open_of_customer on note (company_id, customer_id) include (due_on, priority)
  where is_ticket and closed_at is null;
-- The queue in each of its orders: mostly of the open ones, which stay few while the closed ones grow for years.
create index ticket_by_number on note (company_id, id) where is_ticket;
create index ticket_by_due on note (company_id, due_order, id) where is_ticket;
create index ticket_by_priority on note (company_id, priority_order, id) where is_ticket;
create index open_ticket_by_number on note (company_id, id) where is_ticket and closed_at is null;
create index open_ticket_by_due on note (company_id, due_order, id) where is_ticket and closed_at is null;
create index open_ticket_by_priority on note (company_id, priority_order, id) where is_ticket and closed_at is null;
create index ticket_of_assignee on note (company_id, assignee_id, id) where is_ticket;
create index open_ticket_of_assignee on note (company_id, assignee_id, due_order, id) where is_ticket and closed_at is null;

-- Users whom a note's text names by @username.
select platform.create_company_table('note_mention');
alter table note_mention
  add note_id bigint not null,
  add user_id bigint not null,
  add foreign key (company_id, note_id) references note (company_id, id) on delete cascade,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add constraint note_mention_once unique (company_id, note_id, user_id);

/* What one user is told of, by the bell. What it is about is read from the note itself, so that nothing outlives its
   deletion or a change of rights. */
select platform.create_company_table('notification');
alter table notification
  add user_id bigint not null,
  add kind text not null check (kind in ('mention', 'ticket_assigned', 'ticket_due')),
  add note_id bigint not null,
  add customer_id bigint not null,
  add at timestamptz not null default now(),
  add by_user_id bigint,
  add read_at timestamptz,
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add foreign key (company_id, note_id) references note (company_id, id) on delete cascade,
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, by_user_id) references user_account (company_id, id);
create index notification_of_user on notification (company_id, user_id, id);
create index notification_unread on notification (company_id, user_id) where read_at is null;
create index notification_of_note on notification (company_id, note_id);
create index notification_of_customer on notification (company_id, customer_id);

revoke all on function platform.today from public;
grant execute on function platform.today to keyholder_app;
