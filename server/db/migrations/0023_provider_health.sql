-- Changes: how each provider answers lately, so that one that hangs is left alone for a while and holds up no other.
-- Old code: still runs; it calls a provider however it answers.

select platform.create_company_table('provider_health');
alter table provider_health
  add monitoring_company_id bigint,
  add service_provider_id bigint,
  -- Failures in a row that say nothing about an account (time-outs, refused connections, 5xx), and of which connections.
  add failures int not null default 0,
  add failing bigint[] not null default '{}',
  add last_error text,
  add last_failure_at timestamptz,
  -- Set while calls wait: since when, and when one call goes out to see.
  add open_since timestamptz,
  add probe_at timestamptz,
  add last_ok_at timestamptz,
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id) on delete cascade,
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade,
  add constraint provider_health_of_one check (num_nonnulls(monitoring_company_id, service_provider_id) = 1),
  add constraint provider_health_probe check ((open_since is null) = (probe_at is null)),
  add constraint provider_health_station unique (company_id, monitoring_company_id),
  add constraint provider_health_provider unique (company_id, service_provider_id);
