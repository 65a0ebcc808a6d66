/**
 * Where the values of a catalogue are used. Columns of other tables are listed here; a test asks PostgreSQL for every
 * foreign key to catalogue_value and fails if one of them is missing. Counts are of the whole company, whatever
 * locations the asker may see: who deletes or retires a value must know of every record that has it.
 */
import { type RawBuilder, sql } from 'kysely'
import type { CatalogueUse } from '#shared/contracts/catalogues.ts'
import { plural } from '#shared/rules/catalogue-definition.ts'
import { catalogueDefinitions, type CatalogueKey, catalogueKeys } from '#shared/rules/catalogues.ts'
import { columnOf, customerFields } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'

type Column = { table: string; column: string; catalogue: CatalogueKey; what: string }

/** Foreign keys to values. A customer's or lead's own follow from its fields. */
export const usingColumns: readonly Column[] = [
  ...Object.entries(customerFields).flatMap(([name, f]) =>
    f.type === 'catalogue'
      ? [{ table: 'customer', column: columnOf(name), catalogue: f.catalogue, what: 'record' }]
      : [],
  ),
  { table: 'contact', column: 'language_id', catalogue: 'language', what: 'contact' },
  { table: 'location', column: 'dealer_number_id', catalogue: 'dealer_number', what: 'office' },
  { table: 'precheck', column: 'dealer_number_id', catalogue: 'dealer_number', what: 'PreCheck' },
  { table: 'equipment', column: 'item_id', catalogue: 'equipment_item', what: 'device' },
  { table: 'equipment', column: 'wire_type_id', catalogue: 'equipment_wire_type', what: 'device' },
  { table: 'equipment_package_line', column: 'item_id', catalogue: 'equipment_item', what: 'package line' },
  {
    table: 'equipment_package_line',
    column: 'wire_type_id',
    catalogue: 'equipment_wire_type',
    what: 'package line',
  },
  { table: 'order_template_rate', column: 'mmr_id', catalogue: 'mmr', what: 'order template' },
  { table: 'file', column: 'category_id', catalogue: 'file_category', what: 'file' },
  { table: 'risk', column: 'reason_id', catalogue: 'at_risk_reason', what: 'at-risk entry' },
  { table: 'risk', column: 'cause_id', catalogue: 'at_risk_cause', what: 'at-risk entry' },
  { table: 'risk', column: 'level_id', catalogue: 'at_risk_level', what: 'at-risk entry' },
  { table: 'risk', column: 'resolution_id', catalogue: 'at_risk_resolution', what: 'at-risk entry' },
  { table: 'risk', column: 'credit_reason_id', catalogue: 'at_risk_credit_reason', what: 'at-risk entry' },
  { table: 'work_order', column: 'type_id', catalogue: 'work_order_type', what: 'work order' },
  {
    table: 'work_order',
    column: 'cancel_reason_id',
    catalogue: 'work_order_cancel_reason',
    what: 'work order',
  },
  { table: 'work_order_line', column: 'service_id', catalogue: 'tech_service', what: 'work order line' },
  { table: 'work_order_line', column: 'item_id', catalogue: 'equipment_item', what: 'work order line' },
  { table: 'invoice', column: 'term_id', catalogue: 'payment_term', what: 'invoice' },
  { table: 'funding', column: 'funder_id', catalogue: 'funder', what: 'funding' },
  { table: 'funding', column: 'reason_id', catalogue: 'funder_reason', what: 'funding' },
  {
    table: 'payroll_function',
    column: 'custom_field_id',
    catalogue: 'custom_field',
    what: 'payroll function',
  },
  { table: 'recurring_invoice', column: 'term_id', catalogue: 'payment_term', what: 'recurring invoice' },
  { table: 'appointment', column: 'subtype_id', catalogue: 'appointment_subtype', what: 'appointment' },
  {
    table: 'appointment',
    column: 'cancel_reason_id',
    catalogue: 'appointment_cancel_reason',
    what: 'appointment',
  },
  { table: 'note', column: 'type_id', catalogue: 'note_type', what: 'note' },
  { table: 'note', column: 'reason_id', catalogue: 'communication_reason', what: 'note' },
  { table: 'note', column: 'disposition_id', catalogue: 'communication_disposition', what: 'note' },
]

/** What new records begin with, by the settings of the company (shared/rules/company-settings.ts). */
const defaults: Partial<Record<CatalogueKey, string>> = {
  account_class: 'accountClassId',
  language: 'languageId',
  source: 'sourceId',
  lead_status: 'leadStatusId',
}

/** Statements that give a row `(id, what)` for each use of a value of the catalogue. */
function usesOf(key: CatalogueKey): RawBuilder<unknown>[] {
  const uses = usingColumns
    .filter(({ catalogue }) => catalogue === key)
    .map(({ table, column, what }) => {
      const [from, id] = [sql.table(table), sql.ref(column)]
      return what === 'record'
        ? sql`select ${id} as id, kind as what from ${from} where ${id} is not null`
        : sql`select ${id} as id, ${what}::text as what from ${from} where ${id} is not null`
    })
  for (const other of catalogueKeys) {
    for (const [name, f] of Object.entries(catalogueDefinitions[other].fields)) {
      if (f.type === 'reference' && f.to === key)
        uses.push(sql`select (data ->> ${name}::text)::bigint as id, ${other}::text as what from catalogue_value
          where catalogue = ${other} and data ->> ${name}::text is not null`)
      if (f.type === 'amounts' && f.of === key)
        uses.push(sql`select k::bigint as id, ${other}::text as what from catalogue_value, jsonb_object_keys(data -> ${name}::text) k
          where catalogue = ${other} and jsonb_typeof(data -> ${name}::text) = 'object'`)
    }
  }
  if (key === 'custom_field')
    uses.push(sql`select k::bigint as id, kind as what from customer, jsonb_object_keys(custom) k`)
  const setting = defaults[key]
  if (setting)
    uses.push(sql`select (settings -> 'defaults' ->> ${setting}::text)::bigint as id, 'default' as what from platform.company
      where id = platform.company_id()`)
  return uses
}

const words: Record<string, string> = {
  office: 'office',
  default: 'default of new records',
}
const label = (what: string, count: number): string => {
  const one = catalogueDefinitions[what as CatalogueKey]?.one ?? words[what] ?? what
  return count === 1 || what === 'default' ? one : plural(one)
}

/** How often each value of the catalogue is used, by its id; values that nothing uses are missing. */
export async function countUses(
  db: Db,
  key: CatalogueKey,
  valueId: number | null = null,
): Promise<Map<number, CatalogueUse[]>> {
  const uses = usesOf(key)
  const found = new Map<number, CatalogueUse[]>()
  if (!uses.length) return found
  const { rows } = await sql<{ id: number; what: string; count: number }>`
    select id, what, count(*)::int as count from (${sql.join(uses, sql` union all `)}) used
    where id is not null and (${valueId}::bigint is null or id = ${valueId}::bigint)
    group by id, what order by id, count(*) desc, what`.execute(db)
  for (const { id, what, count } of rows)
    found.set(id, [...(found.get(id) ?? []), { what, label: label(what, count), count }])
  return found
}

/** `12 customers and 1 lead`. */
export const usesText = (uses: readonly CatalogueUse[]): string =>
  new Intl.ListFormat('en-US').format(
    uses.map(({ label, count }) => `${count.toLocaleString('en-US')} ${label}`),
  )
