/** The SQL of recurring invoices. */
import { sql } from 'kysely'
import type { NewRecurringLine } from '#shared/contracts/recurring.ts'
import type { methodName } from '#shared/rules/billing-methods.ts'
import type { RecurringState } from '#shared/rules/recurring.ts'
import type { Db } from '#server/db/database.ts'

/** What one fills in, by the names that the contract has for it; the lines stand apart. */
export type RecurringValues = {
  name: string
  everyMonths: number
  saleOn: string
  startOn: string
  anchorOn: string
  endOn: string | null
  maxCount: number | null
  daysBefore: number
  termId: number | null
  billParent: boolean
  taxExempt: boolean
  increasePpm: number
  poNumber: string
  notes: string
  internalNotes: string
  billingMethodId: number | null
}
const columnOf: Record<keyof RecurringValues, string> = {
  name: 'name', everyMonths: 'every_months', saleOn: 'sale_on', startOn: 'start_on', anchorOn: 'anchor_on', endOn: 'end_on', maxCount: 'max_count',
  daysBefore: 'days_before', termId: 'term_id', billParent: 'bill_parent', taxExempt: 'tax_exempt', increasePpm: 'increase_ppm',
  poNumber: 'po_number', notes: 'notes', internalNotes: 'internal_notes', billingMethodId: 'billing_method_id',
} // prettier-ignore
export const valueNames = Object.keys(columnOf) as (keyof RecurringValues)[]

export type RecurringLineRow = {
  id: number
  itemId: number
  itemName: string
  description: string
  quantityHundredths: number
  priceCents: number
  followsRate: boolean
  taxable: boolean
}
export type RecurringDbRow = RecurringValues & {
  id: number
  customerId: number
  version: number
  state: RecurringState
  nextIndex: number
  nextOn: string
  createOn: string
  termName: string | null
  method: Parameters<typeof methodName>[0] | null
  createdAt: Date
  createdByName: string | null
  updatedAt: Date | null
  updatedByName: string | null
  /** The record's monthly rate now. */
  rateCents: number
  made: number
  lines: RecurringLineRow[]
}

const user = (column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = r.company_id and u.id = r.${column})`
const columns =
  sql.raw(`r.id, r.customer_id as "customerId", r.version, r.state, r.next_index as "nextIndex", r.next_on as "nextOn",
  r.create_on as "createOn", ${valueNames.map((name) => `r.${columnOf[name]} as "${name}"`).join(', ')},
  (select v.name from catalogue_value v where v.company_id = r.company_id and v.id = r.term_id) as "termName",
  (select json_build_object('kind', b.kind, 'brand', b.brand, 'last4', b.last4, 'accountType', b.account_type)
    from billing_method b where b.company_id = r.company_id and b.id = r.billing_method_id) as method,
  r.created_at as "createdAt", ${user('created_by')} as "createdByName", r.updated_at as "updatedAt", ${user('updated_by')} as "updatedByName",
  coalesce((select (v.data->>'totalCents')::bigint from customer c join catalogue_value v on v.company_id = c.company_id and v.id = c.mmr_id
    where c.company_id = r.company_id and c.id = r.customer_id), 0) as "rateCents",
  (select count(*)::int from invoice i where i.company_id = r.company_id and i.recurring_id = r.id) as made,
  coalesce((select json_agg(json_build_object('id', l.id, 'itemId', l.item_id, 'itemName', t.name, 'description', l.description,
      'quantityHundredths', l.quantity_hundredths, 'priceCents', l.price_cents, 'followsRate', l.follows_rate, 'taxable', l.taxable) order by l.position, l.id)
    from recurring_line l join invoice_item t on t.company_id = l.company_id and t.id = l.item_id
    where l.company_id = r.company_id and l.recurring_id = r.id), '[]') as lines`)

export async function listRecurring(db: Db, customerId: number): Promise<RecurringDbRow[]> {
  const { rows } = await sql<RecurringDbRow>`select ${columns} from recurring_invoice r
    where r.company_id = platform.company_id() and r.customer_id = ${customerId} order by r.state = 'active' desc, r.id desc`.execute(
    db,
  )
  return rows
}

/** @param lock against the billing run, too: it passes over a locked one and comes back */
export async function findRecurring(
  db: Db,
  customerId: number,
  id: number,
  lock = false,
): Promise<RecurringDbRow | undefined> {
  if (lock)
    await sql`select from recurring_invoice where company_id = platform.company_id() and customer_id = ${customerId} and id = ${id}
      for update`.execute(db)
  const { rows } = await sql<RecurringDbRow>`select ${columns} from recurring_invoice r
    where r.company_id = platform.company_id() and r.customer_id = ${customerId} and r.id = ${id}`.execute(db)
  return rows[0]
}

const columnsOf = (values: Partial<RecurringValues>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [columnOf[name as keyof RecurringValues], value]),
  )

export async function insertRecurring(
  db: Db,
  customerId: number,
  values: RecurringValues,
  more: { at: Date; by: number | null },
): Promise<number> {
  const row = {
    ...columnsOf(values),
    customer_id: customerId,
    next_on: values.startOn,
    created_at: more.at,
    created_by: more.by,
  }
  const { id } = await db
    .insertInto('recurring_invoice')
    .values(row as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id as unknown as number
}

export async function updateRecurring(
  db: Db,
  id: number,
  values: Partial<RecurringValues>,
  more: Record<string, unknown>,
): Promise<void> {
  await db
    .updateTable('recurring_invoice')
    .set({ ...columnsOf(values), ...more, version: sql`version + 1` } as never)
    .where('id', '=', id as never)
    .execute()
}

export async function replaceLines(
  db: Db,
  recurringId: number,
  lines: readonly NewRecurringLine[],
): Promise<void> {
  await sql`delete from recurring_line where company_id = platform.company_id() and recurring_id = ${recurringId}`.execute(
    db,
  )
  await sql`insert into recurring_line (recurring_id, position, item_id, description, quantity_hundredths, price_cents, follows_rate, taxable)
    select ${recurringId}, x.n - 1, (x.line->>'itemId')::bigint, x.line->>'description', (x.line->>'quantityHundredths')::int,
      (x.line->>'priceCents')::bigint, (x.line->>'followsRate')::boolean, (x.line->>'taxable')::boolean
    from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) with ordinality x(line, n)`.execute(db)
}

export async function deleteRecurring(db: Db, id: number): Promise<void> {
  await db
    .deleteFrom('recurring_invoice')
    .where('id', '=', id as never)
    .execute()
}
