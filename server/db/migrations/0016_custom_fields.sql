-- Changes: a customer keeps the values of the company's user-defined fields, by the id of their definition.
-- Old code: unaffected.

/* Definitions are values of the catalogue `custom_field` (shared/rules/custom-fields.ts says what each type keeps: text,
   numbers, cents, true, lists of option values; a confidential one is sealed text). A field without a value has no key. */
alter table customer
  add custom jsonb not null default '{}' check (jsonb_typeof(custom) = 'object');

-- Filters ask `custom @> '{"12": "north"}'`; a list holds what it contains: `custom @> '{"12": ["north"]}'`.
create index customer_custom on customer using gin (company_id, custom jsonb_path_ops);
