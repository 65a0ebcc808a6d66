-- Changes: lists of the records of one status, by name, and of one state's, by city, are read off an index.
-- Old code: unaffected.

-- For a page of one location's canceled accounts 13,000 entries of a million were walked through. The location is no key
-- of this index: PostgreSQL then took it for a way from the locations to all their customers.
create index customer_by_status on customer (company_id, kind, account_status, sort_name, id)
  include (location_id, archived_at, lead_status_id);
-- Takes the place of the index by state alone: what that answered begins the same way.
create index customer_by_state_and_city on customer (company_id, kind, state, city, sort_name, id);
drop index customer_by_state;
