-- Changes: order templates with their rates and packages, what a device was charged and who sold it, guided workflows, and records' runs through them.
-- Old code: still runs; it neither offers workflows nor reads what a device was charged.

-- What a device is charged, and by whom it was sold; null: the item's price, nobody in particular.
alter table equipment
  add charge_cents bigint check (charge_cents >= 0),
  add sold_by_id bigint,
  add foreign key (company_id, sold_by_id) references user_account (company_id, id);

/* What is sold together: monthly rates to choose one of, and packages of equipment. */
select platform.create_company_table('order_template');
alter table order_template
  add name text not null check (length(name) between 1 and 120),
  add description text not null default '' check (length(description) <= 500),
  add active boolean not null default true,
  -- Its place in the list.
  add sort int not null default 0,
  add version int not null default 1,
  add created_at timestamptz not null default now();
create unique index order_template_name on order_template (company_id, platform.fold(name));

select platform.create_company_table('order_template_rate');
alter table order_template_rate
  add template_id bigint not null,
  -- From 1, in the order of the template.
  add line int not null check (line > 0),
  add mmr_id bigint not null,
  add foreign key (company_id, template_id) references order_template (company_id, id) on delete cascade,
  add foreign key (company_id, mmr_id) references catalogue_value (company_id, id),
  add constraint order_template_rate_once unique (company_id, template_id, mmr_id);
create index order_template_rate_of_mmr on order_template_rate (company_id, mmr_id);

select platform.create_company_table('order_template_package');
alter table order_template_package
  add template_id bigint not null,
  add line int not null check (line > 0),
  add package_id bigint not null,
  add foreign key (company_id, template_id) references order_template (company_id, id) on delete cascade,
  add foreign key (company_id, package_id) references equipment_package (company_id, id) on delete cascade,
  add constraint order_template_package_once unique (company_id, template_id, package_id);
create index order_template_package_of_package on order_template_package (company_id, package_id);

/* A guided flow as the company has set it up. `steps`: [{kind, title, instructions, fields: [{name, required}]}], in their
   order; shared/rules/workflows.ts says what they may be. */
select platform.create_company_table('workflow');
alter table workflow
  add name text not null check (length(name) between 1 and 120),
  add description text not null default '' check (length(description) <= 500),
  add type text not null check (type in ('standard', 'single_page', 'simple_sales', 'smart_sales', 'adt')),
  add purpose text not null check (purpose in ('creation', 'conversion', 'record')),
  add active boolean not null default true,
  add sort int not null default 0,
  add steps jsonb not null check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 1 and 20),
  add version int not null default 1,
  add created_at timestamptz not null default now(),
  add check (purpose <> 'record' or type = 'standard');
create unique index workflow_name on workflow (company_id, purpose, platform.fold(name));

/* One record's run through one workflow, with the name and the steps as they were when it began. */
select platform.create_company_table('workflow_enrolment');
alter table workflow_enrolment
  add customer_id bigint not null,
  -- Null: the workflow was deleted since.
  add workflow_id bigint,
  add name text not null check (length(name) between 1 and 120),
  add type text not null check (type in ('standard', 'single_page', 'simple_sales', 'smart_sales', 'adt')),
  add purpose text not null check (purpose in ('creation', 'conversion', 'record')),
  add status text not null default 'pending' check (status in ('pending', 'in_progress', 'completed', 'failed', 'canceled')),
  -- Why it ended without having been completed.
  add reason text check (length(reason) between 1 and 500),
  add started_at timestamptz not null default now(),
  -- Null: it was brought over.
  add started_by bigint,
  -- When somebody last did something in it.
  add moved_at timestamptz not null default now(),
  add ended_at timestamptz,
  add ended_by bigint,
  add check ((status in ('pending', 'in_progress')) = (ended_at is null)),
  add check (status in ('failed', 'canceled') or reason is null),
  add foreign key (company_id, customer_id) references customer (company_id, id) on delete cascade,
  add foreign key (company_id, workflow_id) references workflow (company_id, id) on delete set null (workflow_id),
  add foreign key (company_id, started_by) references user_account (company_id, id),
  add foreign key (company_id, ended_by) references user_account (company_id, id);
-- The record's list; also what its tab counts.
create index workflow_enrolment_of_customer on workflow_enrolment (company_id, customer_id, id);
-- Nobody is in the middle of the same workflow twice.
create unique index workflow_enrolment_open on workflow_enrolment (company_id, customer_id, workflow_id)
  where status in ('pending', 'in_progress');
create index workflow_enrolment_of_workflow on workflow_enrolment (company_id, workflow_id) where workflow_id is not null;

select platform.create_company_table('workflow_step');
alter table workflow_step
  add enrolment_id bigint not null,
  -- From 1, in the order of the workflow.
  add position int not null check (position > 0),
  add kind text not null check (kind in ('information', 'fields', 'qualify', 'order', 'equipment', 'contacts', 'payment',
    'work_order', 'schedule', 'script', 'review', 'next_step')),
  add title text not null check (length(title) between 1 and 120),
  add instructions text not null default '' check (length(instructions) <= 4000),
  add fields jsonb not null default '[]' check (jsonb_typeof(fields) = 'array'),
  add state text not null default 'open' check (state in ('open', 'done', 'skipped')),
  add finished_at timestamptz,
  add finished_by bigint,
  add check ((state = 'open') = (finished_at is null)),
  add foreign key (company_id, enrolment_id) references workflow_enrolment (company_id, id) on delete cascade,
  add foreign key (company_id, finished_by) references user_account (company_id, id),
  add constraint workflow_step_once unique (company_id, enrolment_id, position);
