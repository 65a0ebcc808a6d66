-- Changes: the company's stamp changes with the names that its records show, so that a process may keep them.
-- Old code: still runs; it asks anew who acts when somebody renames a tag.

/* What customers.directory.ts reads. Once a statement where many rows come or go at once; row by row for changes, which
   are few and mostly of other columns. */
create function platform.stamp_directory() returns trigger
language plpgsql security definer set search_path = public, pg_catalog as $$
begin
  update platform.company set access_stamp = default where id in (select x.company_id from changed x);
  return null;
end $$;
revoke all on function platform.stamp_directory() from public;

do $$
declare
  tables constant jsonb := '{
    "location": "old.name is distinct from new.name",
    "monitoring_company": "(old.name, old.connector) is distinct from (new.name, new.connector)",
    "service_provider": "old.connector is distinct from new.connector",
    "tag": "(old.name, old.colour, old.warning, old.sort) is distinct from (new.name, new.colour, new.warning, new.sort)",
    "catalogue_value": "old.data is distinct from new.data",
    "status_setup": "old.categories is distinct from new.categories",
    "user_account": null
  }';
  name text;
  changes text;
begin
  for name, changes in select * from jsonb_each_text(tables) loop
    execute format('create trigger stamp_directory_insert after insert on %I referencing new table as changed
      for each statement execute function platform.stamp_directory()', name);
    execute format('create trigger stamp_directory_delete after delete on %I referencing old table as changed
      for each statement execute function platform.stamp_directory()', name);
    -- Names of users have had one since 0044_access_stamp.sql.
    if changes is not null then
      execute format('create trigger stamp_directory after update on %I for each row when (%s)
        execute function platform.stamp_access()', name, changes);
    end if;
  end loop;
end $$;
