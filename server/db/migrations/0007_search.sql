-- Changes: the search box.
-- Old code: unaffected.

/* Records that a typed text names, best first: exactly (number, account number, phone), by the beginning of the account
   number, by the beginnings of names, then by any part of a name. Only what the current user may see.
   It runs as the owner, because under row security PostgreSQL may not use an index for LIKE and for arrays (neither
   is leakproof); company and locations are therefore conditions of every query here. */
create function platform.find_customers(typed text, max_rows int) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  customers_at bigint[] := coalesce(platform.granted_locations('customers.view'), '{}');
  leads_at bigint[] := coalesce(platform.granted_locations('leads.view'), '{}');
  plain text := upper(trim(typed));
  folded text := platform.fold(trim(regexp_replace(typed, '[[:space:],]+', ' ', 'g')));
  digits text := regexp_replace(typed, '\D', '', 'g');
  word text := split_part(folded, ' ', 1);
  -- empty, and so the beginning of every name, if there is one word only
  rest text := substr(folded, length(word) + 2);
  top constant text := chr(1114111);
  found bigint[] := '{}';
  more bigint[];
begin
  if company is null or folded = '' then return found; end if;
  -- +1 801 555 0123 and 801 555 0123 are one number; an extension is not part of it
  if length(digits) = 11 and digits like '1%' then digits := substr(digits, 2); end if;

  select coalesce(array_agg(c.id), '{}') into found from (
    select c.id from customer c
    where c.company_id = company and c.lookup_keys && array_remove(array[plain, digits], '')
      and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
    order by c.id::text = digits desc, c.id limit max_rows) c;

  if cardinality(found) < max_rows and plain ~ '[0-9]' then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and upper(c.account_number) ~>=~ plain and upper(c.account_number) ~<~ (plain || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and platform.fold(c.last_name) ~>=~ word and platform.fold(c.last_name) ~<~ (word || top)
        and platform.fold(c.first_name) ~>=~ rest and platform.fold(c.first_name) ~<~ (rest || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company and platform.fold(c.first_name) ~>=~ word and platform.fold(c.first_name) ~<~ (word || top)
        and platform.fold(c.last_name) ~>=~ rest and platform.fold(c.last_name) ~<~ (rest || top)
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;

  if cardinality(found) < max_rows and length(folded) >= 3 and folded ~ '[[:alpha:]]' then
    select array_agg(c.id) into more from (
      select c.id from customer c
      where c.company_id = company
        and c.search_name like '%' || replace(replace(replace(folded, '\', '\\'), '%', '\%'), '_', '\_') || '%'
        and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
        and c.id <> all (found)
      limit max_rows - cardinality(found)) c;
    found := found || coalesce(more, '{}');
  end if;
  return found;
end $$;
revoke all on function platform.find_customers from public;
grant execute on function platform.find_customers to keyholder_app;
