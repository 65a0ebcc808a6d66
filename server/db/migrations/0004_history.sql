-- Changes: the company's history, append-only and chained.
-- Old code: unaffected.

/* One entry for one act. `changes` is [{field, old, new}, …]; sealed values stay sealed in it. `id` counts without
   gaps within the company, and `hash` covers the entry and the hash before it, so that an entry that is changed,
   removed or slipped in breaks the chain (npm run history:verify). */
select platform.create_company_table('history_entry', 'select');
alter table history_entry
  alter id drop identity,
  add at timestamptz not null,
  add user_id bigint,
  add user_name text not null,
  add source text not null check (source in ('web', 'api', 'job', 'integration', 'import', 'system')),
  add address text not null default '',
  add request_id text not null default '',
  add event text not null,
  add entity text not null,
  add entity_id bigint,
  add customer_id bigint, -- no foreign key: the fact outlives the record
  add changes jsonb not null default '[]',
  add detail jsonb not null default '{}',
  add hash bytea not null;
create index history_entry_by_customer on history_entry (company_id, customer_id, id desc);

-- The chain's end. Its row lock puts the company's entries in one order.
select platform.create_company_table('history_head', '');
alter table history_head add last_id bigint not null default 0, add hash bytea not null default '\x';

/* What an entry's hash covers, as bytes. Text that does not depend on the session's settings: the instant is in
   microseconds since 1970. */
create function platform.history_digest(previous bytea, e history_entry) returns bytea
language sql immutable parallel safe set search_path = public, pg_catalog as $$
  select sha256(previous || convert_to(jsonb_build_array(e.company_id, e.id,
    (extract(epoch from e.at) * 1000000)::bigint, e.user_id, e.user_name, e.source, e.address, e.request_id, e.event,
    e.entity, e.entity_id, e.customer_id, e.changes, e.detail)::text, 'UTF8'));
$$;

/* Appends entries in the order given. Called last in a transaction, since it holds the company's chain until the
   commit. Returns the last entry's id. */
create function platform.append_history(entries jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  who bigint := platform.user_id();
  who_name text;
  head history_head;
  item jsonb;
  e history_entry;
begin
  if company is null then raise exception 'history: no company is open'; end if;
  select u.first_name || ' ' || u.last_name into who_name from user_account u where u.company_id = company and u.id = who;
  insert into history_head (company_id, id) values (company, 1) on conflict do nothing;
  select * into head from history_head h where h.company_id = company and h.id = 1 for update;
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
  return head.last_id;
end $$;

create function platform.refuse_change() returns trigger language plpgsql as $$
begin raise exception '% is append-only', tg_table_name; end $$;
create trigger append_only before update or delete or truncate on history_entry
  for each statement execute function platform.refuse_change();

/* Recomputes one company's chain. No row: it holds. Otherwise the first entry that does not fit, and why. */
create function platform.verify_history(company bigint) returns table (entry_id bigint, problem text)
language plpgsql stable security definer set search_path = public, pg_catalog as $$
declare
  e history_entry;
  head history_head;
  expected bigint := 0;
  previous bytea := ''::bytea;
begin
  perform set_config('app.company_id', company::text, true);
  for e in select * from history_entry h where h.company_id = company order by h.id loop
    expected := expected + 1;
    if e.id <> expected then
      return query select expected, format('entry %s is missing', expected); return;
    end if;
    if e.hash is distinct from platform.history_digest(previous, e) then
      return query select e.id, format('entry %s was changed', e.id); return;
    end if;
    previous := e.hash;
  end loop;
  select * into head from history_head h where h.company_id = company and h.id = 1;
  if coalesce(head.last_id, 0) <> expected or coalesce(head.hash, ''::bytea) <> previous then
    return query select expected + 1, 'entries at the end are missing';
  end if;
end $$;

revoke all on function platform.history_digest, platform.append_history, platform.verify_history, platform.refuse_change from public;
grant execute on function platform.append_history to keyholder_app;
