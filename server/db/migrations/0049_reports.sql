-- Changes: what every account pays a month as it came, changed and went; saved reports, their schedules and what was sent of them.
-- Old code: still runs; triggers keep the movements while it does.

/* Recurring monthly revenue as it moves: one row for an account that came, pays more or less, or went. The balance of a day is
   the sum of all changes up to it. Where and whose the account is follows the record, so that a sum of one office or one
   representative is of the accounts that are theirs now. */
select platform.create_company_table('rmr_movement');
alter table rmr_movement
  add customer_id bigint not null,
  add kind text not null check (kind in ('new', 'returned', 'increase', 'decrease', 'lost')),
  add moved_on date not null,
  add before_cents bigint not null check (before_cents >= 0),
  add after_cents bigint not null check (after_cents >= 0),
  add change_cents bigint not null generated always as (after_cents - before_cents) stored,
  -- Accounts that came or went: a first rate of an account that had none is new revenue, but no new account.
  add accounts smallint not null check (accounts between -1 and 1),
  add location_id bigint not null,
  add sold_by_id bigint,
  add cancel_reason_id bigint,
  add noted_at timestamptz not null default now(),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade;
create index rmr_movement_of_customer on rmr_movement (company_id, customer_id, id);
create index rmr_movement_by_day on rmr_movement (company_id, moved_on) include (kind, change_cents, accounts, location_id);
create index rmr_movement_lost on rmr_movement (company_id, moved_on) where accounts < 0;

create function platform.rate_cents(company bigint, mmr bigint) returns bigint language sql stable
set search_path = public, pg_catalog as $$
  select coalesce((select (v.data ->> 'totalCents')::bigint from catalogue_value v where v.company_id = company and v.id = mmr), 0)
$$;

/* The movements of those of these customers that have none yet: they came on their sale date, and went on their cancel date if
   they are canceled. */
create function platform.note_rmr(company bigint, ids bigint[]) returns void language plpgsql
set search_path = public, pg_catalog as $$
declare zone text := (select p.time_zone from platform.company p where p.id = company);
begin
  with started as (
    select c.company_id, c.id, c.location_id, c.sold_by_id, c.cancel_reason_id, least(now(), c.created_at) as at,
      platform.rate_cents(company, c.mmr_id) as cents, c.is_canceled or c.archived_at is not null as gone,
      coalesce(c.sale_date, (c.created_at at time zone zone)::date) as came_on,
      coalesce(case when c.is_canceled then c.cancel_date end, (c.archived_at at time zone zone)::date, (now() at time zone zone)::date) as went_on
    from unnest(ids) given (id) join customer c on c.company_id = company and c.id = given.id
    where c.kind = 'customer' and not exists (select from rmr_movement m where m.company_id = company and m.customer_id = c.id))
  insert into rmr_movement (company_id, customer_id, kind, moved_on, before_cents, after_cents, accounts, location_id, sold_by_id,
    cancel_reason_id, noted_at)
  select x.company_id, x.id, x.kind, x.moved_on, x.before_cents, x.after_cents, x.accounts, x.location_id, x.sold_by_id, x.reason, x.at
  from (
    select s.*, 'new' as kind, s.came_on as moved_on, 0 as before_cents, s.cents as after_cents, 1 as accounts, null::bigint as reason from started s
    union all
    select s.*, 'lost', greatest(s.came_on, s.went_on), s.cents, 0, -1, s.cancel_reason_id from started s where s.gone) x
  order by x.id, x.accounts desc;
end $$;

create function platform.note_new_rmr() returns trigger language plpgsql set search_path = public, pg_catalog as $$
begin
  perform platform.note_rmr(n.company_id, array_agg(n.id)) from new_rows n where n.kind = 'customer' group by n.company_id;
  return null;
end $$;
create trigger rmr_noted after insert on customer referencing new table as new_rows
  for each statement execute function platform.note_new_rmr();

/* What the rate of a customer became: folded into a movement that was noted on the same day, so that who corrects a rate, or
   enters it a moment after the record, has not raised it. */
create function platform.move_rmr(company bigint, customer bigint, cents bigint, today date, zone text) returns void language plpgsql
set search_path = public, pg_catalog as $$
declare last rmr_movement;
begin
  select m.* into last from rmr_movement m where m.company_id = company and m.customer_id = customer order by m.id desc limit 1;
  if last.id is null or last.kind = 'lost' or last.after_cents = cents then return; end if;
  if (last.noted_at at time zone zone)::date = today then
    if last.accounts = 0 and last.before_cents = cents then
      delete from rmr_movement m where m.company_id = company and m.id = last.id;
    else
      update rmr_movement m set after_cents = cents, kind = case
          when m.accounts = 1 then m.kind when m.before_cents = 0 then 'new' when cents > m.before_cents then 'increase' else 'decrease' end
        where m.company_id = company and m.id = last.id;
    end if;
  else
    insert into rmr_movement (company_id, customer_id, kind, moved_on, before_cents, after_cents, accounts, location_id, sold_by_id)
    values (company, customer, case when last.after_cents = 0 then 'new' when cents > last.after_cents then 'increase' else 'decrease' end,
      today, last.after_cents, cents, 0, last.location_id, last.sold_by_id);
  end if;
end $$;

create function platform.keep_rmr() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare
  was boolean := old.kind = 'customer' and not old.is_canceled and old.archived_at is null;
  stays boolean := new.kind = 'customer' and not new.is_canceled and new.archived_at is null;
  zone text := (select p.time_zone from platform.company p where p.id = new.company_id);
  today date := (now() at time zone zone)::date;
  last rmr_movement;
begin
  if new.location_id is distinct from old.location_id or new.sold_by_id is distinct from old.sold_by_id then
    update rmr_movement m set location_id = new.location_id, sold_by_id = new.sold_by_id
      where m.company_id = new.company_id and m.customer_id = new.id;
  end if;
  select m.* into last from rmr_movement m where m.company_id = new.company_id and m.customer_id = new.id order by m.id desc limit 1;
  if stays and last.id is null then
    perform platform.note_rmr(new.company_id, array[new.id]);
    return null;
  end if;
  if stays and not was then
    if last.kind = 'lost' and (last.noted_at at time zone zone)::date = today then
      -- Taken back on the same day: it never went.
      delete from rmr_movement m where m.company_id = new.company_id and m.id = last.id;
    elsif last.kind = 'lost' then
      insert into rmr_movement (company_id, customer_id, kind, moved_on, before_cents, after_cents, accounts, location_id, sold_by_id)
      values (new.company_id, new.id, 'returned', today, 0, platform.rate_cents(new.company_id, new.mmr_id), 1, new.location_id, new.sold_by_id);
    end if;
  elsif was and not stays then
    if last.id is not null then
      insert into rmr_movement (company_id, customer_id, kind, moved_on, before_cents, after_cents, accounts, location_id, sold_by_id, cancel_reason_id)
      values (new.company_id, new.id, 'lost', greatest(last.moved_on, coalesce(case when new.is_canceled then new.cancel_date end, today)),
        last.after_cents, 0, -1, new.location_id, new.sold_by_id, new.cancel_reason_id);
    end if;
    return null;
  elsif not stays and last.kind = 'lost' then
    update rmr_movement m set cancel_reason_id = new.cancel_reason_id,
        moved_on = greatest(coalesce(case when new.is_canceled then new.cancel_date end, m.moved_on),
          (select max(b.moved_on) from rmr_movement b where b.company_id = m.company_id and b.customer_id = m.customer_id and b.id < m.id))
      where m.company_id = new.company_id and m.id = last.id;
    return null;
  end if;
  if not stays then return null; end if;
  if new.sale_date is distinct from old.sale_date and new.sale_date is not null then
    update rmr_movement m set moved_on = new.sale_date
      where m.company_id = new.company_id and m.customer_id = new.id and m.kind = 'new' and m.accounts = 1;
  end if;
  perform platform.move_rmr(new.company_id, new.id, platform.rate_cents(new.company_id, new.mmr_id), today, zone);
  return null;
end $$;
create trigger rmr_kept after update on customer for each row when (
  (old.kind, old.is_canceled, old.archived_at, old.cancel_date, old.cancel_reason_id, old.mmr_id, old.sale_date, old.location_id, old.sold_by_id)
  is distinct from
  (new.kind, new.is_canceled, new.archived_at, new.cancel_date, new.cancel_reason_id, new.mmr_id, new.sale_date, new.location_id, new.sold_by_id))
  execute function platform.keep_rmr();

-- A rate that costs something else from now on changes what all of its customers pay.
create function platform.keep_rmr_of_rate() returns trigger language plpgsql set search_path = public, pg_catalog as $$
declare zone text := (select p.time_zone from platform.company p where p.id = new.company_id);
begin
  perform platform.move_rmr(c.company_id, c.id, coalesce((new.data ->> 'totalCents')::bigint, 0), (now() at time zone zone)::date, zone)
    from customer c where c.company_id = new.company_id and c.mmr_id = new.id and c.kind = 'customer'
      and not c.is_canceled and c.archived_at is null;
  return null;
end $$;
create trigger rmr_of_rate after update on catalogue_value for each row
  when (new.catalogue = 'mmr' and old.data ->> 'totalCents' is distinct from new.data ->> 'totalCents')
  execute function platform.keep_rmr_of_rate();

revoke all on function platform.rate_cents, platform.note_rmr, platform.note_new_rmr, platform.move_rmr, platform.keep_rmr,
  platform.keep_rmr_of_rate from public;
grant execute on function platform.rate_cents, platform.note_rmr, platform.move_rmr to keyholder_app;

alter table customer no force row level security;
alter table catalogue_value no force row level security;
alter table rmr_movement no force row level security;
select platform.note_rmr(c.company_id, array_agg(c.id)) from customer c group by c.company_id;
alter table customer force row level security;
alter table catalogue_value force row level security;
alter table rmr_movement force row level security;

-- Sums of what is unpaid are read from the index alone.
drop index invoice_unpaid;
create index invoice_unpaid on invoice (company_id, due_on, id) include (open_cents, customer_id, payer_id, invoice_on)
  where kind = 'invoice' and state = 'open' and paid_cents < total_cents;
-- What an invoice left open on an earlier day is what it leaves open now, less what was posted since.
create index ledger_posting_by_day on ledger_posting (company_id, posted_on) where invoice_id is not null;

/* Row security lets an index be used only by conditions that cannot leak: whether two ranges overlap is none of them, when one
   begins is. An appointment lasts a day at most. */
alter table appointment add column starts_at timestamptz generated always as (lower(during)) stored;
create index appointment_by_start on appointment (company_id, starts_at, id);

select platform.create_company_table('saved_report');
alter table saved_report
  add version int not null default 1,
  add name text not null check (length(name) between 1 and 120),
  add description text not null default '' check (length(description) <= 500),
  -- As shared/contracts/reports.ts has it; judged again by whoever runs it.
  add definition jsonb not null,
  add shared boolean not null default false,
  add owner_id bigint not null,
  add schedule jsonb,
  -- When it runs next by itself. Null: it has no schedule, or was stopped.
  add next_at timestamptz,
  add stopped_reason text check (length(stopped_reason) <= 500),
  add created_at timestamptz not null default now(),
  add updated_at timestamptz not null default now(),
  add check (schedule is not null or (next_at is null and stopped_reason is null)),
  add check (next_at is null or stopped_reason is null),
  add foreign key (company_id, owner_id) references user_account (company_id, id);
create unique index saved_report_name on saved_report (company_id, owner_id, lower(name));

-- One period of a schedule, once, on however many workers.
select platform.create_company_table('report_run');
alter table report_run
  add report_id bigint not null,
  add due_at timestamptz not null,
  add state text not null default 'running' check (state in ('running', 'done', 'failed')),
  add row_count int,
  add reason text not null default '' check (length(reason) <= 500),
  add started_at timestamptz not null,
  add finished_at timestamptz,
  add constraint report_run_of_period unique (company_id, report_id, due_at),
  add foreign key (company_id, report_id) references saved_report (company_id, id) on delete cascade;
create index report_run_of_report on report_run (company_id, report_id, id);

/* One e-mail of a run. `sending` is committed before the mail server is spoken to: who finds it so does not know whether it left,
   and does not send it again. */
select platform.create_company_table('report_delivery');
alter table report_delivery
  add run_id bigint not null,
  add user_id bigint not null,
  add state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown')),
  add attempts int not null default 0,
  add reason text not null default '' check (length(reason) <= 500),
  add settled_at timestamptz,
  add constraint report_delivery_of_user unique (company_id, run_id, user_id),
  add foreign key (company_id, run_id) references report_run (company_id, id) on delete cascade,
  add foreign key (company_id, user_id) references user_account (company_id, id);
