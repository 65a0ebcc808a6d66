-- Changes: the order of names tells the sale's date too, so that a month of sales is read in it without the records.
-- Old code: still runs, and lists are quicker for it.
-- Outside a transaction
create index concurrently if not exists customer_by_name_with_sale on customer (company_id, kind, sort_name, id)
  include (location_id, account_status, archived_at, lead_status_id, sale_order);
drop index concurrently if exists customer_by_name;
