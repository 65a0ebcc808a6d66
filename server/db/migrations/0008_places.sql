-- Changes: suggestions for addresses as one types.
-- Old code: unaffected.

create index customer_address on customer (company_id, (platform.fold(address_line1)) text_pattern_ops)
  where address_line1 is not null;
create index zip_place_city on platform.zip_place (state, (platform.fold(city)) text_pattern_ops);

/* Addresses on file that begin with what was typed, of records that the current user may see; each once, a street's
   own city and ZIP with it. As the owner for the same reason as platform.find_customers. */
create function platform.suggest_addresses(typed text, max_rows int)
returns table (address_line1 text, city text, state text, zip text, county text)
language plpgsql stable security definer set search_path = public, pg_catalog as $$
declare
  company bigint := platform.company_id();
  customers_at bigint[] := coalesce(platform.granted_locations('customers.view'), '{}');
  leads_at bigint[] := coalesce(platform.granted_locations('leads.view'), '{}');
  folded text := platform.fold(trim(typed));
begin
  if company is null or length(folded) < 3 then return; end if;
  return query
    select distinct on (platform.fold(c.address_line1), c.zip) c.address_line1, c.city, c.state, c.zip, c.county
    from (select x.address_line1, x.city, x.state, x.zip, x.county from customer x
      where x.company_id = company and x.address_line1 is not null
        and platform.fold(x.address_line1) ~>=~ folded and platform.fold(x.address_line1) ~<~ (folded || chr(1114111))
        and x.location_id = any (case x.kind when 'customer' then customers_at else leads_at end)
      limit 200) c
    order by platform.fold(c.address_line1), c.zip limit max_rows;
end $$;
revoke all on function platform.suggest_addresses from public;
grant execute on function platform.suggest_addresses to keyholder_app;
