-- Changes: jobs from within a transaction, the queue role's rights, idempotency keys.
-- Old code: unaffected.

/* Enqueues a job in the current transaction. The company is always that of the transaction. `queue` orders: jobs of
   one queue run one after another. `key` deduplicates: a waiting job of the same key is replaced. Both are the company's
   own. Queues share 256 lanes, as the worker locks every free lane whenever it looks for a job: with a lane for each
   account of a large company it would do nothing else (graphile-worker's getJobs, strategy 2). */
create function platform.add_job(task text, payload jsonb, queue text default null, key text default null,
  run_at timestamptz default null) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare company bigint := platform.company_id();
begin
  if company is null then raise exception 'add_job: no company is open'; end if;
  perform graphile_worker.add_job(task,
    payload := (payload || jsonb_build_object('companyId', company))::json,
    queue_name := 'lane ' || (hashtextextended(company || ':' || queue, 0) & 255), run_at := run_at,
    job_key := company || ':' || key, max_attempts := 25);
end $$;
revoke all on function platform.add_job from public;
grant execute on function platform.add_job to keyholder_app;

-- graphile-worker turns row security on in its tables; the queue role is given the rows, and nothing else.
grant usage on schema graphile_worker to keyholder_queue;
grant select, insert, update, delete on all tables in schema graphile_worker to keyholder_queue;
grant usage, select on all sequences in schema graphile_worker to keyholder_queue;
grant execute on all functions in schema graphile_worker to keyholder_queue;
do $$
declare t text;
begin
  for t in select c.relname from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace
    and c.relkind = 'r' and c.relrowsecurity loop
    execute format('create policy keyholder_queue on graphile_worker.%I to keyholder_queue using (true) with check (true)', t);
  end loop;
end $$;

-- The answer to a request that may be repeated (Idempotency-Key header); kept for a day.
select platform.create_company_table('idempotency_key');
alter table idempotency_key
  add user_id bigint not null,
  add key text not null,
  add request_digest text not null,
  add status int, -- null while the request runs
  add sealed_answer text, -- an answer may hold what its reader alone may see
  add created_at timestamptz not null default now(),
  add foreign key (company_id, user_id) references user_account (company_id, id) on delete cascade,
  add constraint idempotency_key_once unique (company_id, user_id, key);
create index idempotency_key_age on idempotency_key (company_id, created_at);
