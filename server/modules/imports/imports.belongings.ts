/** Rows of what belongs to a customer: equipment and recurring invoices, each added by the verb that the form uses. */
import { sql } from 'kysely'
import { equipment } from '#shared/contracts/equipment.ts'
import { newRecurring } from '#shared/contracts/recurring.ts'
import { equipmentStatusOptions, nameKey, readChoice, readCustomerNumber } from '#shared/rules/imports.ts'
import type { ImportChoices } from '#shared/contracts/imports.ts'
import type { FieldError } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { refusalOf } from '../customers/customers.service.ts'
import { addEquipment, listItemNames } from '../equipment/equipment.service.ts'
import { listItems, listTerms } from '../invoices/invoices.service.ts'
import { createRecurring } from '../recurring/recurring.service.ts'
import * as queries from './imports.queries.ts'
import type { Done, Row } from './imports.records.ts'
import { type CellError, Cells, type Texts, type Unknown } from './imports.values.ts'

type Named = { id: number; name: string; active: boolean; partNumber?: string | null }
type Choice = { items: readonly Named[]; wireTypes: readonly Named[]; terms: readonly Named[] }
type Batch = { kind: 'equipment' | 'recurring'; choices: ImportChoices; rows: readonly Row[] }

/** @returns what became of each row, in their order */
export async function importBelongings(ctx: Ctx, db: Db, batch: Batch): Promise<Done[]> {
  const choice: Choice =
    batch.kind === 'equipment'
      ? { ...(await listItemNames(db)), terms: [] }
      : { items: await listItems(db), wireTypes: [], terms: await listTerms(db) }
  const find = await customersOf(db, batch.rows)
  const done: Done[] = []
  for (const row of batch.rows) {
    const cells = new Cells(row.texts, batch.choices)
    const unknown: Unknown[] = []
    const customer = find(row.texts)
    if (typeof customer !== 'number') cells.refuse(customer.target, customer.message)
    const named = { ...choice, cells, unknown }
    const add = batch.kind === 'equipment' ? deviceOf(named) : recurringOf(named)
    const refused = (errors: CellError[]): Done => ({
      ...{ number: row.number, outcome: 'refused' as const, customerId: null, errors, unknown },
    })
    if (cells.errors.length || typeof customer !== 'number') {
      done.push(refused(cells.errors))
      continue
    }
    if (batch.choices.onMatch === 'skip' && (await isThere(db, batch.kind, customer, cells))) {
      done.push({ number: row.number, outcome: 'skipped', customerId: customer, errors: [] })
      continue
    }
    const before = ctx.history.entries.length
    await sql`savepoint row`.execute(db)
    try {
      const errors = await add(ctx, db, customer)
      if (errors.length) done.push(refused(errors))
      else done.push({ number: row.number, outcome: 'created', customerId: customer, errors: [] })
      await sql`release savepoint row`.execute(db)
    } catch (error) {
      const errors = refusalOf(error)
      if (!errors) throw error
      await sql`rollback to savepoint row`.execute(db)
      ctx.history.entries.length = before
      done.push(refused(toTargets(errors)))
    }
  }
  return done
}

const refs = ['customerNumber', 'externalId', 'accountNumber'] as const

/** Finds whose a row is: by the first of the keys that it has. */
async function customersOf(db: Db, rows: readonly Row[]): Promise<(texts: Texts) => number | CellError> {
  const keyOf = (by: (typeof refs)[number], texts: Texts) => {
    const text = texts.get(by)
    if (!text) return null
    if (by === 'customerNumber') return readCustomerNumber(text)?.toString() ?? '0'
    return by === 'accountNumber' ? text.toUpperCase() : text
  }
  const found = new Map<string, number[]>()
  for (const by of refs) {
    const keys = new Set(rows.flatMap(({ texts }) => keyOf(by, texts) ?? []))
    for (const { key, id } of await queries.listMatches(db, by, [...keys]))
      found.set(`${by} ${key}`, [...(found.get(`${by} ${key}`) ?? []), id])
  }
  return (texts) => {
    const by = refs.find((name) => texts.get(name))
    if (!by) return { target: 'customerNumber', message: 'Nothing says whose it is' }
    const ids = found.get(`${by} ${keyOf(by, texts)}`) ?? []
    if (ids.length === 1) return ids[0]!
    return { target: by, message: ids.length ? 'Several records have it' : 'There is no such record' }
  }
}

/** The same device, by its serial number, or the same recurring invoice, by its name and start. */
async function isThere(db: Db, kind: Batch['kind'], customerId: number, cells: Cells): Promise<boolean> {
  const serial = cells.text('serial')
  if (kind === 'equipment') {
    if (!serial) return false
    const { rows } = await sql`select from equipment where company_id = platform.company_id()
      and customer_id = ${customerId} and upper(serial) = upper(${serial}) limit 1`.execute(db)
    return rows.length > 0
  }
  const { rows } = await sql`select from recurring_invoice where company_id = platform.company_id()
    and customer_id = ${customerId} and lower(name) = lower(${cells.text('name') ?? ''})
    and start_on = ${cells.date('startOn') ?? null}::date limit 1`.execute(db)
  return rows.length > 0
}

type Given = Choice & { cells: Cells; unknown: Unknown[] }
type Add = (ctx: Ctx, db: Db, customerId: number) => Promise<CellError[]>

function idOf({ cells, unknown }: Given, target: string, rows: readonly Named[], label: string) {
  const text = cells.text(target)
  if (text === undefined) return undefined
  const fits = rows.filter(
    ({ name, partNumber }) =>
      nameKey(name) === nameKey(text) || (!!partNumber && nameKey(partNumber) === nameKey(text)),
  )
  const found = fits.find(({ active }) => active) ?? fits[0]
  if (found) return found.id
  unknown.push({ target, value: text.slice(0, 120) })
  return cells.refuse(target, `There is no ${label} “${text.slice(0, 120)}”`)
}

function deviceOf(given: Given): Add {
  const { cells } = given
  const itemId = idOf(given, 'item', given.items, 'item')
  const wireTypeId = idOf(given, 'wireType', given.wireTypes, 'wire type')
  const status = cells.text('status')
  const known = status === undefined ? undefined : readChoice(status, equipmentStatusOptions)
  if (known === null) cells.refuse('status', 'Not a status of equipment')
  const values = without({
    itemId,
    wireTypeId,
    status: known ?? 'installed',
    serial: cells.text('serial'),
    zone: cells.text('zone'),
    zoneName: cells.text('zoneName'),
    place: cells.text('place'),
    area: cells.integer('area'),
    installedOn: cells.date('installedOn'),
    warrantyUntil: cells.date('warrantyUntil'),
    note: cells.text('note'),
  })
  return async (ctx, db, customerId) => {
    const body = equipment.create.body.safeParse(values)
    if (!body.success) return toTargets(issuesOf(body.error.issues))
    await addEquipment(ctx, db, { params: { customerId }, body: body.data })
    return []
  }
}

function recurringOf(given: Given): Add {
  const { cells } = given
  const itemId = idOf(given, 'item', given.items, 'invoice item')
  const priceCents = cells.money('price')
  const line = without({
    itemId,
    priceCents,
    quantityHundredths: cells.hundredths('quantity') ?? 100,
    description: cells.text('description'),
    taxable: cells.checkbox('taxable'),
  })
  const values = without({
    name: cells.text('name'),
    startOn: cells.date('startOn'),
    everyMonths: cells.integer('everyMonths'),
    anchorOn: cells.date('anchorOn'),
    endOn: cells.date('endOn'),
    daysBefore: cells.integer('daysBefore'),
    termId: idOf(given, 'term', given.terms, 'terms'),
    taxExempt: cells.checkbox('taxExempt'),
    poNumber: cells.text('poNumber'),
    notes: cells.text('notes'),
    lines: [line],
  })
  return async (ctx, db, customerId) => {
    const body = newRecurring.safeParse(values)
    if (!body.success) return toTargets(issuesOf(body.error.issues))
    await createRecurring(ctx, db, { params: { customerId }, body: body.data })
    return []
  }
}

const without = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const issuesOf = (issues: readonly { path: PropertyKey[]; message: string }[]): FieldError[] =>
  issues.map(({ path, message }) => ({ path: path.join('.'), message }))

const renamed: Record<string, string> = {
  itemId: 'item',
  wireTypeId: 'wireType',
  termId: 'term',
  priceCents: 'price',
  quantityHundredths: 'quantity',
}

/** Paths of the forms as columns of the file: `lines.0.priceCents` → `price`. */
const toTargets = (errors: readonly FieldError[]): CellError[] =>
  errors.map(({ path, message }) => {
    const name = path.replace(/^lines\.\d+\./, '')
    return { target: renamed[name] ?? name, message }
  })
