-- Changes: news that a provider of interactive services sends.
-- Old code: still runs; it takes no such news.

/* As station_callback: for a day, so that the same is taken once, and not too many in a minute. */
select platform.create_company_table('service_provider_callback');
alter table service_provider_callback
  add service_provider_id bigint not null,
  add event_id text not null,
  add account_number text not null,
  add received_at timestamptz not null,
  add constraint service_provider_callback_once unique (company_id, service_provider_id, event_id),
  add foreign key (company_id, service_provider_id) references service_provider (company_id, id) on delete cascade;
create index service_provider_callback_recent on service_provider_callback (company_id, service_provider_id, received_at);
