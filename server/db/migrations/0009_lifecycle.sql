-- Changes: keys hold the two levels of parents; possible duplicates of a new record are found by indexes.
-- Old code: unaffected.

/* Two levels of parents (REC-162): a sub-customer refers to a customer that has no parent, and the reference is
   checked again whenever either side changes, under the locks that foreign keys take. So no two transactions can
   build a third level between them. */
alter table customer
  add may_be_parent boolean not null generated always as (kind = 'customer' and parent_id is null) stored,
  add parent_may_be_one boolean generated always as (case when parent_id is not null then true end) stored;
alter table customer
  add constraint customer_may_be_parent unique (company_id, id, may_be_parent),
  add constraint customer_two_levels foreign key (company_id, parent_id, parent_may_be_one)
    references customer (company_id, id, may_be_parent),
  drop constraint customer_company_id_parent_id_fkey;

/* An address line as it is compared: without case, accents, punctuation and spaces, without the kind of street, which
   people leave out or shorten, and with short directions. "12 North Main Street" and "12 n. Main St" are one. */
create function platform.address_key(line text) returns text language sql immutable parallel safe
  return replace(regexp_replace(regexp_replace(regexp_replace(platform.fold(line),
    '[^a-z0-9]+', ' ', 'g'),
    '\m(street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|circle|cir|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|way)\M', '', 'g'),
    '\m([nsew])(orth|outh|ast|est)\M', '\1', 'g'), ' ', '');

create index customer_like_email on customer (company_id, lower(email)) where email is not null;
create index customer_like_address on customer (company_id, platform.address_key(address_line1), left(zip, 5))
  where address_line1 is not null;
create index customer_like_business on customer (company_id, platform.fold(business_name)) where business_name is not null;

/* Records that somebody new may be already, best first, with what is the same (shared/rules/duplicate-rules.ts). Only
   what the current user may see. Runs as the owner for the reason that platform.find_customers gives; company and
   locations are therefore conditions of every query here. A phone is ten digits, without extension. */
create function platform.find_duplicates(rules text[], first text, last text, business text, town text, postal text,
  phones text[], mail text, line text, max_rows int)
returns table (id bigint, reasons text[])
language plpgsql stable security definer set search_path = public, pg_catalog as $$
#variable_conflict use_column
declare
  company bigint := platform.company_id();
  customers_at bigint[] := coalesce(platform.granted_locations('customers.view'), '{}');
  leads_at bigint[] := coalesce(platform.granted_locations('leads.view'), '{}');
  each_at_most constant int := 50;
begin
  if company is null then return; end if;
  return query
    with hit as (
      (select c.id, 'phone' as reason, 4 as weight from customer c
       where 'phone' = any (rules) and cardinality(phones) > 0 and c.company_id = company and c.lookup_keys && phones
         -- a lookup key may also be a number or an account number
         and array[left(c.primary_phone, 10), left(c.work_phone, 10), left(c.cell_phone, 10), left(c.other_phone, 10)] && phones
         and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
       limit each_at_most)
      union all
      (select c.id, 'email', 3 from customer c
       where 'email' = any (rules) and c.company_id = company and c.email is not null and lower(c.email) = lower(mail)
         and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
       limit each_at_most)
      union all
      (select c.id, 'address', 2 from customer c
       where 'address' = any (rules) and c.company_id = company and c.address_line1 is not null
         and platform.address_key(c.address_line1) = nullif(platform.address_key(line), '')
         and (left(c.zip, 5) = left(postal, 5) or postal is null and platform.fold(c.city) = platform.fold(town))
         and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
       limit each_at_most)
      union all
      (select c.id, 'name', 1 from customer c
       where 'name' = any (rules) and c.company_id = company
         and platform.fold(c.last_name) = platform.fold(last) and platform.fold(c.first_name) = platform.fold(first)
         and (platform.fold(c.city) = platform.fold(town) or left(c.zip, 5) = left(postal, 5))
         and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
       limit each_at_most)
      union
      (select c.id, 'name', 1 from customer c
       where 'name' = any (rules) and c.company_id = company and c.business_name is not null
         and platform.fold(c.business_name) = platform.fold(business)
         and (platform.fold(c.city) = platform.fold(town) or left(c.zip, 5) = left(postal, 5))
         and c.location_id = any (case c.kind when 'customer' then customers_at else leads_at end)
       limit each_at_most))
    select h.id, array_agg(h.reason order by h.weight desc)
    from hit h join customer c on c.company_id = company and c.id = h.id
    group by h.id, c.archived_at
    order by sum(h.weight) desc, c.archived_at is not null, h.id desc
    limit max_rows;
end $$;
revoke all on function platform.address_key, platform.find_duplicates from public;
grant execute on function platform.address_key, platform.find_duplicates to keyholder_app;
