-- Changes: a request no longer reads its user's permissions and company anew; it reads a stamp, and asks for them when
-- the stamp is another than that of what it knows.
-- Old code: still runs; it calls open_request, which a later migration drops.

/* Another one whenever what platform.who_acts tells of anybody in this company may have changed. Random rather than
   counted: after a restore from a backup no number of the lost time comes again with another meaning. */
alter table platform.company add column access_stamp uuid not null default gen_random_uuid();

create function platform.stamp_company() returns trigger language plpgsql as $$
begin
  new.access_stamp := gen_random_uuid();
  return new;
end $$;
create trigger stamp_company before update on platform.company for each row execute function platform.stamp_company();

/* The company's row is written by the trigger above; the transaction that changes who may do what holds it until its
   end, so that stamps change one after another. */
create function platform.stamp_access() returns trigger
language plpgsql security definer set search_path = public, pg_catalog as $$
begin
  if tg_op <> 'INSERT' then
    update platform.company set access_stamp = default where id = old.company_id;
  end if;
  if tg_op = 'INSERT' or tg_op = 'UPDATE' and new.company_id <> old.company_id then
    update platform.company set access_stamp = default where id = new.company_id;
  end if;
  return null;
end $$;
create trigger stamp_access after insert or update or delete on membership
  for each row execute function platform.stamp_access();
create trigger stamp_access after update or delete on permission_group
  for each row execute function platform.stamp_access();
create trigger stamp_access after update on user_account for each row
  when ((old.active, old.can_log_in, old.first_name, old.last_name, old.username)
    is distinct from (new.active, new.can_log_in, new.first_name, new.last_name, new.username))
  execute function platform.stamp_access();

/* Opens a request: finds the session, makes its company and user those of the transaction, and returns both with the
   company's stamp. No row: the token is unknown, expired or idle too long. Whether its user may still sign in is said
   by platform.who_acts, and by the stamp for who is known. */
create function platform.enter(token bytea)
returns table (company_id bigint, user_id bigint, session_id bigint, session_kind text, last_used_at timestamptz,
  access_stamp uuid)
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  s platform.session;
  opened text;
begin
  select * into s from platform.session x
  where x.token_hash = token and x.expires_at > now()
    and (x.kind = 'api' or x.last_used_at > now() - interval '12 hours');
  if not found then return; end if;
  -- Assignments, which cost less than a query of their own.
  opened := set_config('app.company_id', s.company_id::text, true);
  opened := set_config('app.user_id', s.user_id::text, true);
  return query
    select s.company_id, s.user_id, s.id, s.kind, s.last_used_at, c.access_stamp
    from platform.company c where c.id = s.company_id;
end $$;

/* Who acts in the open request. No row: the user may no longer sign in. `grants` is JSON text
   [[location id or null, [permission, …]], …]. One statement, so that stamp and answer are of one moment. */
create function platform.who_acts()
returns table (access_stamp uuid, company_id bigint, company_slug text, company_name text, time_zone text,
  currency text, settings jsonb, user_id bigint, user_name text, username text, grants text)
language sql stable security definer set search_path = public, pg_catalog as $$
  select c.access_stamp, c.id, c.slug, c.name, c.time_zone, c.currency, c.settings,
    u.id, u.first_name || ' ' || u.last_name, u.username,
    (select coalesce(json_agg(json_build_array(m.location_id, g.grants) order by m.id)::text, '[]')
     from membership m join permission_group g on g.company_id = m.company_id and g.id = m.group_id
     where m.company_id = u.company_id and m.user_id = u.id)
  from platform.company c
  join user_account u on u.company_id = c.id and u.id = platform.user_id()
  where c.id = platform.company_id() and u.active and u.can_log_in;
$$;
grant execute on function platform.enter, platform.who_acts to keyholder_app;
revoke execute on function platform.enter, platform.who_acts, platform.stamp_access from public;
