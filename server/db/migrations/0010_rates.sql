-- Changes: a user's manager; monthly rates say totalCents and their line items, lead statuses showsLeadRep, sources always what they sell.
-- Old code: still runs; it shows a rate by its name and a lead's Lead Rep only where one is stored.

alter table user_account
  add reports_to_id bigint,
  add foreign key (company_id, reports_to_id) references user_account (company_id, id) on delete set null (reports_to_id),
  add check (reports_to_id <> id);
create index user_account_reports on user_account (company_id, reports_to_id) where reports_to_id is not null;

-- The values of all companies at once: without `force` the owner is not held to the rows of one.
alter table catalogue_value no force row level security;
update catalogue_value
  set data = data - 'amountCents' || jsonb_build_object('totalCents', data -> 'amountCents', 'items', '{}'::jsonb)
  where catalogue = 'mmr' and data ? 'amountCents';
update catalogue_value set data = data - 'leadRep' || jsonb_build_object('showsLeadRep', data -> 'leadRep')
  where catalogue = 'lead_status' and data ? 'leadRep';
-- A source that did not say was offered everywhere.
update catalogue_value set data = '{"sellsLeads": true, "sellsCustomers": true}'::jsonb || data
  where catalogue = 'source' and not (data ? 'sellsLeads' and data ? 'sellsCustomers');
alter table catalogue_value force row level security;
