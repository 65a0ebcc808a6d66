/** What invoices charge: the company's list of items (BIL-001). */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { InvoiceItem } from '#shared/contracts/invoice-values.ts'
import type { invoiceItems } from '#shared/contracts/invoices.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { mmrItemId } from '#shared/rules/invoices.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'

type Request<K extends keyof typeof invoiceItems> = Parsed<(typeof invoiceItems)[K]>
type Values = Pick<InvoiceItem, 'name' | 'description' | 'priceCents' | 'taxable' | 'category' | 'active'>

async function listRows(db: Db, id: number | null, lock = false): Promise<InvoiceItem[]> {
  const { rows } = await sql<Omit<InvoiceItem, 'builtIn'>>`
    select t.id, t.name, t.description, t.price_cents as "priceCents", t.taxable, t.category, t.active, t.version,
      (select count(*)::int from (select from invoice_line l where l.company_id = t.company_id and l.item_id = t.id limit 1000) x)
      + (select count(*)::int from recurring_line l where l.company_id = t.company_id and l.item_id = t.id) as uses
    from invoice_item t where t.company_id = platform.company_id() and (${id}::bigint is null or t.id = ${id}::bigint)
    order by lower(t.name), t.id ${lock ? sql`for update` : sql``}`.execute(db)
  return rows.map((row) => ({ ...row, builtIn: row.id === mmrItemId }))
}

export async function listInvoiceItems(ctx: Ctx, db: Db): Promise<Output<typeof invoiceItems.list>> {
  return {
    items: await listRows(db, null),
    abilities: { modify: ctx.actor.grants.anywhere.has('global_settings.yes') },
  }
}

const labels = {
  name: 'Name',
  description: 'Description',
  priceCents: 'Price',
  taxable: 'Taxable',
  category: 'Accounting category',
  active: 'Active',
} as const

function changesOf({ actor }: Ctx, before: Values | null, after: Values | null): Change[] {
  const read = (values: Values | null, key: keyof Values) => {
    const value = values?.[key] ?? null
    if (value === null || value === '') return null
    if (key === 'priceCents') return formatCents(value as number, actor.company.currency)
    return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)
  }
  return (Object.keys(labels) as (keyof Values)[])
    .map((key) => ({ field: labels[key], old: read(before, key), new: read(after, key) }))
    .filter((change) => change.old !== change.new)
}

const columnsOf = ({ name, description, priceCents, taxable, category, active }: Values) => ({
  name, description, price_cents: priceCents, taxable, category, active,
}) // prettier-ignore

/** The database's index on names decides; of two who take one at the same time the second is told so. */
async function requireFree(db: Db, name: string, but: number | null): Promise<void> {
  const { rows } =
    await sql`select from invoice_item where company_id = platform.company_id() and lower(name) = lower(${name})
    and id is distinct from ${but}::bigint`.execute(db)
  if (rows.length)
    fail(
      'request.invalid',
      {},
      {
        errors: [
          { path: but === null ? 'name' : 'fields.name', message: 'There is an item of this name already' },
        ],
      },
    )
}

/** @throws request.invalid */
export async function createInvoiceItem(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<InvoiceItem> {
  await sql`select pg_advisory_xact_lock(hashtextextended('invoice_item ' || platform.company_id(), 0))`.execute(
    db,
  )
  await requireFree(db, body.name, null)
  const { id } = await db
    .insertInto('invoice_item')
    .values(columnsOf(body) as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  ctx.history.add({
    event: 'invoices.item_created',
    entity: 'invoice_item',
    entityId: id as unknown as number,
    detail: { name: body.name },
    changes: changesOf(ctx, null, body),
  })
  return (await listRows(db, id as unknown as number))[0]!
}

/** @throws invoices.item_not_found, .item_stale, .item_built_in; request.invalid */
export async function saveInvoiceItem(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'save'>,
): Promise<InvoiceItem> {
  await sql`select pg_advisory_xact_lock(hashtextextended('invoice_item ' || platform.company_id(), 0))`.execute(
    db,
  )
  const row = (await listRows(db, params.itemId, true))[0] ?? fail('invoices.item_not_found')
  if (row.version !== body.version) fail('invoices.item_stale', { name: row.name })
  const after: Values = { ...row, ...body.fields }
  if (row.builtIn && !after.active) fail('invoices.item_built_in')
  if (after.name.toLowerCase() !== row.name.toLowerCase()) await requireFree(db, after.name, row.id)
  const changes = changesOf(ctx, row, after)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return row
  }
  await db
    .updateTable('invoice_item')
    .set({ ...columnsOf(after), version: sql`version + 1` } as never)
    .where('id', '=', row.id as never)
    .execute()
  ctx.history.add({
    event: 'invoices.item_saved',
    entity: 'invoice_item',
    entityId: row.id,
    detail: { name: after.name },
    changes,
  })
  return (await listRows(db, row.id))[0]!
}

/** @throws invoices.item_not_found, .item_built_in, .item_in_use */
export async function removeInvoiceItem(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Record<string, never>> {
  const row = (await listRows(db, params.itemId, true))[0] ?? fail('invoices.item_not_found')
  if (row.builtIn) fail('invoices.item_built_in')
  if (row.uses > 0) fail('invoices.item_in_use', { name: row.name })
  await db
    .deleteFrom('invoice_item')
    .where('id', '=', row.id as never)
    .execute()
  ctx.history.add({
    event: 'invoices.item_deleted',
    entity: 'invoice_item',
    entityId: row.id,
    detail: { name: row.name },
    changes: changesOf(ctx, row, null),
  })
  return {}
}
