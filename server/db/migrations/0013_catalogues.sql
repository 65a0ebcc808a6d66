-- Changes: catalogue values have versions; their names are unique whatever the case, a campaign's within its source, a dealer number within its station.
-- Old code: still runs; it writes no catalogue values.

alter table catalogue_value add version int not null default 1;

-- The values of all companies at once: without `force` the owner is not held to the rows of one.
alter table catalogue_value no force row level security;
alter table catalogue_value drop constraint catalogue_value_name;
-- Of names that differed in case only the first stays as it is.
update catalogue_value v set name = left(v.name, 230) || ' (' || v.id || ')'
  where exists (select from catalogue_value o where o.company_id = v.company_id and o.catalogue = v.catalogue
    and lower(o.name) = lower(v.name) and o.id < v.id);
alter table catalogue_value force row level security;

-- What names are unique within is `uniqueWithin` in shared/rules/catalogues.ts.
create unique index catalogue_value_name on catalogue_value
  (company_id, catalogue, coalesce(data ->> 'sourceId', data ->> 'monitoringCompanyId', ''), lower(name));
