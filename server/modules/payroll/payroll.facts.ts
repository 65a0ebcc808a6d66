/** What rules ask of one customer: its people, and the values of the variables. Read anew for each time that rules run. */
import { sql } from 'kysely'
import { companySettings } from '#shared/rules/company-settings.ts'
import {
  customVariable,
  type LookupTable,
  type Unit,
  type Variable,
  variablesOf,
} from '#shared/rules/payroll.ts'
import type { Around } from '#shared/rules/payroll-amounts.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import type { Db } from '#server/db/database.ts'
import { listCustomFields } from '../customers/customers.service.ts'
import { listTables } from './payroll.queries.ts'

export type People = {
  soldById: number | null
  leadRepId: number | null
  trainerId: number | null
  technicianId: number | null
  repManagerId: number | null
}
export type Facts = {
  customer: { id: number; name: string; locationId: number }
  people: People
  around: Around
  users: ReadonlyMap<number, { name: string; active: boolean }>
}

type FactRow = People & {
  id: number
  name: string
  locationId: number
  custom: Record<string, unknown>
  values: Record<string, string | number | null>
}

/** Fields that a rule may name: numbers, amounts and choices. What is confidential decides nobody’s pay. */
const unitOf = ({ type, confidential }: CustomField): Unit | null =>
  confidential
    ? null
    : type === 'currency'
      ? 'money'
      : type === 'number'
        ? 'number'
        : type === 'select'
          ? 'text'
          : null

export async function listVariables(
  db: Db,
): Promise<{ variables: readonly Variable[]; fields: readonly CustomField[] }> {
  const fields = (await listCustomFields(db)).filter((field) => unitOf(field) !== null)
  const variables = variablesOf(
    fields.map((field) => ({ id: field.id, label: field.name, unit: unitOf(field)! })),
  )
  return { variables, fields }
}

/** What rules of the open company rest on, the same for every customer. */
export async function readCompany(db: Db): Promise<{ currency: string; timeZone: string; plus: boolean }> {
  const { rows } = await sql<{ currency: string; timeZone: string; settings: unknown }>`
    select currency, time_zone as "timeZone", settings from platform.company where id = platform.company_id()`.execute(
    db,
  )
  const { currency, timeZone, settings } = rows[0]!
  return { currency, timeZone, plus: companySettings(settings).payablePlus }
}

/** @returns undefined if there is no such customer, or it is a lead */
export async function readFacts(db: Db, customerId: number): Promise<Facts | undefined> {
  const { rows } = await sql<FactRow>`
    select c.id, coalesce(nullif(c.business_name, ''), c.first_name || ' ' || c.last_name) as name, c.location_id as "locationId",
      c.sold_by_id as "soldById", c.lead_rep_id as "leadRepId", c.trainee_id as "trainerId", c.technician_id as "technicianId",
      (select u.reports_to_id from user_account u where u.company_id = c.company_id and u.id = c.sold_by_id) as "repManagerId", c.custom,
      json_build_object(
        'mmr', case when c.mmr_id is not null then platform.rate_cents(c.company_id, c.mmr_id) end,
        'contract_months', (select (v.data ->> 'months')::numeric from catalogue_value v where v.company_id = c.company_id and v.id = c.contract_term_id),
        'activation_fee', (select (v.data ->> 'amountCents')::bigint from catalogue_value v where v.company_id = c.company_id and v.id = c.activation_fee_id),
        'funding_amount', f.expected_cents, 'funding_received', f.received_cents, 'funding_multiple', f.multiple_hundredths / 100.0,
        'invoiced', i.invoiced, 'paid', i.paid,
        'equipment_count', e.count, 'equipment_charges', e.charges,
        'credit_score', c.credit_score, 'days_to_install', c.install_date - c.sale_date,
        'account_type', initcap(c.account_type),
        'account_class', (select v.name from catalogue_value v where v.company_id = c.company_id and v.id = c.account_class_id),
        'source', (select v.name from catalogue_value v where v.company_id = c.company_id and v.id = c.source_id),
        'monitoring_company', (select m.name from monitoring_company m where m.company_id = c.company_id and m.id = c.monitoring_company_id),
        'location', (select l.name from location l where l.company_id = c.company_id and l.id = c.location_id),
        'state', c.state) as values
    from customer c
    left join lateral (select x.expected_cents, x.received_cents, x.multiple_hundredths from funding x
      where x.company_id = c.company_id and x.customer_id = c.id
      order by x.outcome is not distinct from 'rejected' or x.outcome is not distinct from 'non_fundable', x.id desc limit 1) f on true
    cross join lateral (select coalesce(sum(x.total_cents), 0)::bigint as invoiced, coalesce(sum(x.paid_cents), 0)::bigint as paid from invoice x
      where x.company_id = c.company_id and x.customer_id = c.id and x.kind = 'invoice' and x.state = 'open') i
    cross join lateral (select count(*)::int as count, coalesce(sum(x.charge_cents), 0)::bigint as charges from equipment x
      where x.company_id = c.company_id and x.customer_id = c.id and x.status not in ('replaced', 'removed')) e
    where c.company_id = platform.company_id() and c.id = ${customerId} and c.kind = 'customer'`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  const [{ variables, fields }, tables, company] = [
    await listVariables(db),
    await listTables(db),
    await readCompany(db),
  ]
  const { id, name, locationId, custom, values, ...people } = row
  return {
    customer: { id, name, locationId },
    people,
    users: await listPeople(db),
    around: {
      variables,
      values: {
        ...values,
        ...Object.fromEntries(fields.map((field) => [customVariable(field.id), customOf(field, custom)])),
      },
      tables: new Map<number, LookupTable>(tables.map((table) => [table.id, table])),
      currency: company.currency,
      plus: company.plus,
    },
  }
}

/** A choice by its label, as people write it in a table. */
function customOf(field: CustomField, custom: Record<string, unknown>): string | number | null {
  const value = custom[String(field.id)] ?? null
  if (field.type !== 'select') return value as number | null
  return field.options?.find((option) => option.value === value)?.label ?? (value as string | null)
}

async function listPeople(db: Db): Promise<Facts['users']> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, first_name || ' ' || last_name as name, active from user_account where company_id = platform.company_id()`.execute(
    db,
  )
  return new Map(rows.map(({ id, name, active }) => [id, { name, active }]))
}
