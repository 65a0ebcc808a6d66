/** Lookup tables of payroll rules, of the add-on Payable+ (TAB-009, ADM-007). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { payroll, PayrollTable, TableValues } from '#shared/contracts/payroll.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { readNumber } from '#shared/rules/payroll-fractions.ts'
import { maxTables } from '#shared/rules/payroll.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listVariables } from './payroll.facts.ts'
import * as queries from './payroll.queries.ts'
import { differences, toldTable } from './payroll.words.ts'

type Request<K extends keyof typeof payroll> = Parsed<(typeof payroll)[K]>
const requirePlus = (ctx: Ctx) => {
  if (!ctx.actor.company.settings.payablePlus) fail('payroll.add_on_off')
}
const get = async (db: Db, id: number): Promise<PayrollTable> =>
  (await queries.listTables(db, id))[0] ?? fail('payroll.not_found')

/** @throws payroll.add_on_off, .not_found */
export async function openTable(ctx: Ctx, db: Db, { params }: Request<'openTable'>): Promise<PayrollTable> {
  const table = await get(db, params.tableId)
  requirePlus(ctx)
  return table
}

async function judge(db: Db, values: TableValues, before: PayrollTable | null): Promise<void> {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) =>
    errors.push({ path: before ? `table.${path}` : path, message })
  const same = await queries.findByName(db, 'payroll_table', values.name)
  if (same && same !== before?.id) wrong('name', 'There is a lookup table of this name already')
  const known = new Map((await listVariables(db)).variables.map((one) => [one.name, one]))
  for (const [i, { variable, match }] of values.dimensions.entries()) {
    const unit = known.get(variable)?.unit
    if (!unit) wrong(`dimensions.${i}.variable`, 'Choose a field')
    else if ((unit === 'text') !== (match === 'text'))
      wrong(`dimensions.${i}.match`, unit === 'text' ? 'A text is matched exactly' : 'A number is no text')
  }
  for (const [i, { cells }] of values.rows.entries())
    for (const [j, cell] of cells.entries())
      if (
        cell?.trim() &&
        values.dimensions[j]?.match !== 'text' &&
        readNumber(cell.replace(/^\$/, '')) === null
      )
        wrong(`rows.${i}.cells.${j}`, 'Enter a number')
  if (errors.length) fail('request.invalid', {}, { errors })
}

/** @throws payroll.add_on_off, .too_many; request.invalid */
export async function createTable(ctx: Ctx, db: Db, { body }: Request<'createTable'>): Promise<PayrollTable> {
  requirePlus(ctx)
  await queries.lockRules(db)
  if ((await queries.listTables(db)).length >= maxTables)
    fail('payroll.too_many', { max: maxTables, what: 'lookup tables' })
  await judge(db, body, null)
  const id = await queries.insertTable(db, body)
  ctx.history.add({
    event: 'payroll.table_created',
    entity: 'payroll_table',
    entityId: id,
    detail: { name: body.name },
    changes: differences(null, toldTable(body, ctx.actor.company.currency)),
  })
  return get(db, id)
}

/** @throws payroll.add_on_off, .not_found, .stale; request.invalid */
export async function saveTable(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveTable'>,
): Promise<PayrollTable> {
  await queries.lockRules(db)
  const before = await get(db, params.tableId)
  requirePlus(ctx)
  if (before.version !== body.version) fail('payroll.stale')
  await judge(db, body.table, before)
  const { currency } = ctx.actor.company
  const changes = differences(toldTable(before, currency), toldTable(body.table, currency))
  if (!changes.length) ctx.history.nothingChanged()
  else {
    await queries.updateTable(db, before.id, body.table)
    ctx.history.add({
      event: 'payroll.table_saved',
      entity: 'payroll_table',
      entityId: before.id,
      detail: { name: body.table.name },
      changes,
    })
  }
  return get(db, before.id)
}

/** @throws payroll.add_on_off, .not_found, .table_in_use */
export async function removeTable(
  ctx: Ctx,
  db: Db,
  { params }: Request<'removeTable'>,
): Promise<Output<typeof payroll.removeTable>> {
  await queries.lockRules(db)
  const table = await get(db, params.tableId)
  requirePlus(ctx)
  if (table.usedBy.length) fail('payroll.table_in_use', { where: table.usedBy.join('; ') })
  await queries.deleteTable(db, table.id)
  ctx.history.add({
    event: 'payroll.table_deleted',
    entity: 'payroll_table',
    entityId: table.id,
    detail: { name: table.name },
    changes: differences(toldTable(table, ctx.actor.company.currency), null),
  })
  return {}
}
