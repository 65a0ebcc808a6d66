-- Changes: interactive-services providers have a connector's settings; blocks of account numbers, and the numbers that were issued; names are unique whatever the case.
-- Old code: still runs; it issues no numbers, and reads no settings of interactive-services providers.

create extension if not exists btree_gist;

alter table service_provider
  add settings jsonb not null default '{}',
  -- The secret settings, sealed as one JSON text; never leaves the server.
  add sealed_secrets text,
  add version int not null default 1;

-- What accounts at the station are made from, where it works with templates: [{code, name, active}].
alter table monitoring_company
  add templates jsonb not null default '[]' check (jsonb_typeof(templates) = 'array');

-- The rows of all companies at once: without `force` the owner is not held to the rows of one.
alter table monitoring_company no force row level security;
alter table service_provider no force row level security;
alter table monitoring_company drop constraint monitoring_company_name;
alter table service_provider drop constraint service_provider_name;
-- Of names that differed in case only the first stays as it is.
update monitoring_company m set name = left(m.name, 100) || ' (' || m.id || ')'
  where exists (select from monitoring_company o where o.company_id = m.company_id and o.id < m.id
    and platform.fold(o.name) = platform.fold(m.name));
update service_provider p set name = left(p.name, 100) || ' (' || p.id || ')'
  where exists (select from service_provider o where o.company_id = p.company_id and o.id < p.id
    and platform.fold(o.name) = platform.fold(p.name));
alter table monitoring_company force row level security;
alter table service_provider force row level security;
create unique index monitoring_company_name on monitoring_company (company_id, platform.fold(name));
create unique index service_provider_name on service_provider (company_id, platform.fold(name));

/* Account numbers that a station gave the dealer to issue: NX0001 to NX0999 is the prefix NX, four digits, 1 to 999. The
   prefix never ends in a digit, so that a number belongs to one prefix and width only (shared/rules/account-numbers.ts). */
select platform.create_company_table('account_number_block', 'select, insert, update');
alter table account_number_block
  add monitoring_company_id bigint not null,
  add prefix text not null check (prefix ~ '^([A-Z0-9-]{0,19}[A-Z-])?$'),
  add digits int not null check (digits between 1 and 12),
  add first_number bigint not null check (first_number >= 0),
  add last_number bigint not null,
  add receiver_number text check (length(receiver_number) between 1 and 40),
  add two_way boolean not null default false,
  add active boolean not null default true,
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add created_by bigint,
  add check (last_number >= first_number and last_number < power(10::numeric, digits)),
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id),
  add foreign key (company_id, created_by) references user_account (company_id, id),
  -- No number lies in two blocks that issue.
  add constraint account_number_block_overlap exclude using gist (company_id with =, monitoring_company_id with =,
    prefix with =, digits with =, int8range(first_number, last_number, '[]') with &&) where (active);
create index account_number_block_of_company on account_number_block (company_id, monitoring_company_id);

/* A station takes a block back for good: whatever asks, an inactive one stays inactive, and no block changes its numbers. */
create function platform.keep_block() returns trigger language plpgsql as $$
begin
  if new.active and not old.active then
    raise exception 'A block that was made inactive stays so' using errcode = '23514', constraint = 'account_number_block_stays_inactive';
  end if;
  if (new.monitoring_company_id, new.prefix, new.digits, new.first_number, new.last_number)
    is distinct from (old.monitoring_company_id, old.prefix, old.digits, old.first_number, old.last_number) then
    raise exception 'The numbers of a block do not change' using errcode = '23514', constraint = 'account_number_block_numbers';
  end if;
  return new;
end $$;
revoke all on function platform.keep_block from public;
create trigger keep_block before update on account_number_block for each row execute function platform.keep_block();

-- Every number that was issued, for good: also when the customer is gone.
select platform.create_company_table('account_number_issue', 'select, insert');
alter table account_number_issue
  add monitoring_company_id bigint not null,
  add block_id bigint not null,
  add account_number text not null,
  add customer_id bigint,
  add issued_at timestamptz not null default now(),
  add issued_by bigint,
  add constraint account_number_issue_once unique (company_id, monitoring_company_id, account_number),
  add foreign key (company_id, monitoring_company_id) references monitoring_company (company_id, id),
  add foreign key (company_id, block_id) references account_number_block (company_id, id),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete set null (customer_id),
  add foreign key (company_id, issued_by) references user_account (company_id, id);
create index account_number_issue_of_customer on account_number_issue (company_id, customer_id) where customer_id is not null;
