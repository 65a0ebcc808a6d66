/** Recurring invoices of one record (BIL-003). Making invoices of them is the billing run's: server/modules/billing. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { NewRecurringLine, recurring, RecurringInvoice } from '#shared/contracts/recurring.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import { amountOf, mmrItemId } from '#shared/rules/invoices.ts'
import { quantityText } from '#shared/rules/work-orders.ts'
import {
  frequencyText,
  hasPeriod,
  maxRecurring,
  periodOf,
  periodStart,
  priceIn,
  recurringLabels,
  recurringStates,
} from '#shared/rules/recurring.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { listMethods } from '../autopay/autopay.service.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { findMoney, listItems, listTerms } from '../invoices/invoices.service.ts'
import * as queries from './recurring.queries.ts'
import { type RecurringDbRow, type RecurringValues, valueNames } from './recurring.queries.ts'

export { recurringPart } from './recurring.part.ts'

type Request<K extends keyof typeof recurring> = Parsed<(typeof recurring)[K]>

function toRecurring({ actor }: Ctx, record: Visible, row: RecurringDbRow): RecurringInvoice {
  const may = (level: 'modify' | 'delete') =>
    !record.archived &&
    actor.company.settings.invoicePlus &&
    actor.grants.has(`invoices.${level}`, record.locationId)
  const active = row.state === 'active'
  const next = periodOf(row, row.nextIndex)
  const nextCents = row.lines.reduce((sum, line) => {
    const priceCents = line.followsRate
      ? priceIn({ ...next, years: 0 }, row.rateCents, 0)
      : priceIn(next, line.priceCents, row.increasePpm)
    return sum + amountOf({ quantityHundredths: line.quantityHundredths, priceCents })
  }, 0)
  return {
    ...(Object.fromEntries(
      valueNames
        .filter((name) => name !== 'termId' && name !== 'billingMethodId')
        .map((name) => [name, row[name]]),
    ) as Omit<RecurringValues, 'termId' | 'billingMethodId'>),
    id: row.id,
    customerId: row.customerId,
    version: row.version,
    state: row.state,
    made: row.made,
    nextOn: active ? row.nextOn : null,
    createOn: active ? row.createOn : null,
    nextCents: active ? nextCents : null,
    term: row.termId === null ? null : { id: row.termId, name: row.termName ?? '' },
    billingMethod:
      row.billingMethodId === null || !row.method
        ? null
        : { id: row.billingMethodId, name: methodName(row.method) },
    lines: row.lines.map(({ itemId, itemName, ...line }) => ({
      ...line,
      item: { id: itemId, name: itemName },
    })),
    hasRateLine: row.lines.some(({ itemId }) => itemId === mmrItemId),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
    abilities: { modify: may('modify') && row.state !== 'finished', delete: may('delete') && row.made === 0 },
  }
}

/** @throws customers.not_found, access.denied_here */
export async function readRecurringOf(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof recurring.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
  return {
    items: (await queries.listRecurring(db, record.id)).map((row) => toRecurring(ctx, record, row)),
    parent: (await findMoney(db, record.id)).parent,
    abilities: {
      create:
        !record.archived &&
        record.kind === 'customer' &&
        ctx.actor.grants.has('invoices.create', record.locationId),
    },
  }
}

const getRow = async (db: Db, customerId: number, id: number, locked = false): Promise<RecurringDbRow> =>
  (await queries.findRecurring(db, customerId, id, locked)) ?? fail('recurring.not_found')
const answer = async (ctx: Ctx, db: Db, record: Visible, id: number) =>
  toRecurring(ctx, record, await getRow(db, record.id, id))

/** @throws customers.not_found, access.denied_here; recurring.not_found */
export async function readRecurring(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<RecurringInvoice> {
  return answer(ctx, db, await getReadable(ctx, db, params.customerId, 'invoices.view'), params.recurringId)
}

/** @throws customers.not_found, access.denied_here; recurring.not_found */
export async function listRecurringHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof recurring.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
  const row = await getRow(db, record.id, params.recurringId)
  return listPageOf(ctx, db, record, { entity: 'recurring_invoice', entityId: row.id }, query)
}

async function lock(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete',
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `invoices.${level}`)
  requireAt(ctx.actor, 'invoices.view', record.locationId)
  if (!ctx.actor.company.settings.invoicePlus) fail('recurring.add_on_off')
  if (record.kind === 'lead') fail('invoices.leads_quote')
  return record
}

async function check(
  ctx: Ctx,
  db: Db,
  record: Visible,
  before: RecurringDbRow | null,
  after: RecurringValues,
  lines: readonly NewRecurringLine[],
  at = '',
) {
  const errors: FieldError[] = []
  const refuse = (path: string, message: string) => errors.push({ path: `${at}${path}`, message })
  const items = new Map((await listItems(db)).map((item) => [item.id, item]))
  const terms = new Map((await listTerms(db)).map((term) => [term.id, term]))
  const had = new Set(before?.lines.map(({ itemId }) => itemId))
  for (const [index, { itemId }] of lines.entries())
    if (!items.has(itemId)) refuse(`lines.${index}.itemId`, 'Choose an item from the list')
    else if (!items.get(itemId)!.active && !had.has(itemId))
      refuse(`lines.${index}.itemId`, 'This item is no longer in use')
  if (after.termId !== null && after.termId !== before?.termId && !terms.get(after.termId)?.active)
    refuse('termId', 'Choose terms from the list')
  if (after.anchorOn < after.startOn) refuse('anchorOn', 'Not before the start')
  else if (after.anchorOn > periodStart({ ...after, anchorOn: after.startOn }, 1))
    refuse('anchorOn', 'At most one period after the start')
  if (after.endOn !== null && after.endOn < after.startOn) refuse('endOn', 'Not before the start')
  if (after.billParent && !before?.billParent && !(await findMoney(db, record.id)).parent)
    refuse('billParent', 'This customer has no parent')
  // Whoever owes the invoices is charged for them.
  const methods = await listMethods(db, record.id)
  const method = methods.find(({ id }) => id === after.billingMethodId)
  if (after.billingMethodId !== null && after.billingMethodId !== before?.billingMethodId)
    if (!method || !ctx.actor.grants.has('payments.view', method.locationId))
      refuse('billingMethodId', 'Choose a billing method from the list')
  if (method && (method.customerId !== record.id) !== after.billParent)
    refuse(
      'billingMethodId',
      after.billParent ? 'Choose a method of the parent, who is billed' : 'Choose a method of this customer',
    )
  // What was billed stays billed: the calendar no longer moves.
  if (before && before.nextIndex > 0)
    for (const field of ['everyMonths', 'startOn', 'anchorOn'] as const)
      if (before[field] !== after[field])
        refuse(field, 'Fixed since its first invoice. Stop this one, and begin another')
  if (errors.length) fail('request.invalid', {}, { errors })
  const { currency } = ctx.actor.company
  const price = (line: NewRecurringLine) =>
    line.followsRate ? 'the monthly rate' : formatCents(line.priceCents, currency)
  const text = (list: readonly NewRecurringLine[]) =>
    list
      .map(
        (line) =>
          `${quantityText(line.quantityHundredths)} × ${[items.get(line.itemId)?.name, line.description].filter(Boolean).join(': ')}, ${price(line)}${line.taxable ? ', taxable' : ''}`,
      )
      .join('\n') || null
  const read = (values: RecurringValues | null, field: keyof RecurringValues): string | null => {
    const value = values?.[field] ?? null
    if (value === null || value === '' || value === false) return null
    if (value === true) return 'Yes'
    if (field === 'everyMonths') return frequencyText(value as number)
    if (field === 'billingMethodId')
      return (
        methods.find(({ id }) => id === value)?.name ??
        (before?.method ? methodName(before.method) : `#${value}`)
      )
    if (field === 'termId') return terms.get(value as number)?.name ?? `#${value}`
    if (field === 'increasePpm') return value === 0 ? null : `${(value as number) / 10_000}%`
    if (field.endsWith('On')) return formatDate(String(value))
    return String(value)
  }
  const changes: Change[] = [
    ...valueNames.map((field) => ({
      field: field as string,
      old: read(before, field),
      new: read(after, field),
    })),
    { field: 'lines', old: before ? text(before.lines) : null, new: text(lines) },
  ].filter((change) => change.old !== change.new && change.field in recurringLabels)
  return changes
}

function tell(
  ctx: Ctx,
  event: 'created' | 'saved' | 'state_set' | 'deleted',
  row: Pick<RecurringDbRow, 'id' | 'customerId' | 'name'>,
  changes: Change[],
  more = {},
) {
  ctx.history.add({
    event: `recurring.${event}`, entity: 'recurring_invoice', entityId: row.id, customerId: row.customerId,
    detail: { id: row.id, ...more }, changes,
  }) // prettier-ignore
}

/** @throws customers.…; recurring.add_on_off, .too_many; invoices.leads_quote; request.invalid */
export async function createRecurring(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'create'>,
): Promise<RecurringInvoice> {
  const { lines, anchorOn, billParent, ...given } = body
  const record = await lock(ctx, db, params.customerId, 'create')
  if ((await queries.listRecurring(db, record.id)).length >= maxRecurring)
    fail('recurring.too_many', { max: maxRecurring })
  const { parent } = await findMoney(db, record.id)
  const values: RecurringValues = {
    ...given,
    saleOn: given.saleOn ?? todayIn(ctx.actor.company.timeZone, ctx.now),
    anchorOn: anchorOn ?? given.startOn,
    billParent: billParent ?? parent !== null,
  }
  const changes = await check(ctx, db, record, null, values, lines)
  const id = await queries.insertRecurring(db, record.id, values, { at: ctx.now, by: ctx.actor.userId })
  await queries.replaceLines(db, id, lines)
  tell(ctx, 'created', { id, customerId: record.id, name: values.name }, changes)
  return answer(ctx, db, record, id)
}

async function hold(ctx: Ctx, db: Db, params: Request<'get'>['params'], version: number | null) {
  const record = await lock(ctx, db, params.customerId, version === null ? 'delete' : 'modify')
  const row = await getRow(db, record.id, params.recurringId, true)
  if (version !== null && row.version !== version) {
    const who = row.updatedByName ?? 'Somebody else'
    const conflict = {
      recurring: toRecurring(ctx, record, row),
      changedBy: who,
      changedAt: (row.updatedAt ?? row.createdAt).toISOString(),
    }
    fail('recurring.stale', { who }, { extra: { conflict } })
  }
  return { record, row }
}

/** @throws customers.…; recurring.not_found, .stale with what is stored now, .finished, .add_on_off; request.invalid */
export async function saveRecurring(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'save'>,
): Promise<RecurringInvoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.state === 'finished') fail('recurring.finished')
  const { lines, anchorOn, ...fields } = body.fields
  const before = Object.fromEntries(valueNames.map((name) => [name, row[name]])) as RecurringValues
  const startOn = fields.startOn ?? before.startOn
  const anchor =
    anchorOn === undefined
      ? before.anchorOn === before.startOn
        ? startOn
        : before.anchorOn
      : (anchorOn ?? startOn)
  const after: RecurringValues = { ...before, ...fields, anchorOn: anchor }
  const changes = await check(ctx, db, record, row, after, lines ?? row.lines, 'fields.')
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  const over = !hasPeriod(after, row.nextIndex)
  await queries.updateRecurring(db, row.id, after, {
    next_on: periodStart(after, row.nextIndex),
    ...(over && { state: 'finished' }),
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  })
  if (lines) await queries.replaceLines(db, row.id, lines)
  tell(
    ctx,
    'saved',
    row,
    over
      ? [...changes, { field: 'state', old: recurringStates[row.state], new: recurringStates.finished }]
      : changes,
  )
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; recurring.not_found, .stale, .finished, .add_on_off */
export async function setRecurringState(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'setState'>,
): Promise<RecurringInvoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.state === 'finished') fail('recurring.finished')
  if (row.state === body.state) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  let index = row.nextIndex
  // Whole periods that began while it was stopped; the calendar itself stays.
  if (body.state === 'active' && body.skipMissed)
    while (hasPeriod(row, index) && periodStart(row, index) < today) index += 1
  const state = body.state === 'active' && !hasPeriod(row, index) ? 'finished' : body.state
  // A method that was removed while nothing used it charges nothing: the page shows that it is gone.
  const isGone =
    state === 'active' &&
    row.billingMethodId !== null &&
    !(await listMethods(db, record.id)).some(({ id }) => id === row.billingMethodId)
  await queries.updateRecurring(db, row.id, isGone ? { billingMethodId: null } : {}, {
    state, next_index: index, next_on: periodStart(row, index), stopped_at: body.state === 'stopped' ? ctx.now : null,
    updated_at: ctx.now, updated_by: ctx.actor.userId,
  }) // prettier-ignore
  tell(
    ctx,
    'state_set',
    row,
    [
      { field: 'state', old: recurringStates[row.state], new: recurringStates[state] },
      ...(isGone ? [{ field: 'billingMethodId', old: row.method && methodName(row.method), new: null }] : []),
    ],
    { state: recurringStates[state].toLowerCase() },
  )
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; recurring.not_found, .has_invoices, .add_on_off */
export async function removeRecurring(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Record<string, never>> {
  const { row } = await hold(ctx, db, params, null)
  if (row.made > 0) fail('recurring.has_invoices')
  await queries.deleteRecurring(db, row.id)
  tell(ctx, 'deleted', row, row.name ? [{ field: 'name', old: row.name, new: null }] : [])
  return {}
}
