-- Changes: indexes of 0056 on tables that may be large: SSNs without a digest, the ledger by day and by time.
-- Old code: still runs.
-- Outside a transaction
-- What is left to do, and empty once it is done.
create index concurrently if not exists customer_without_ssn_key on customer (company_id, id) where ssn is not null and ssn_key is null;
-- What counts for a period, and what came since.
create index concurrently if not exists ledger_posting_by_date on ledger_posting (company_id, posted_on, id);
create index concurrently if not exists ledger_posting_by_time on ledger_posting (company_id, posted_at);
