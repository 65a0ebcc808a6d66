/** Payables of one record: what is owed because of it, by the rules or by hand. Every change is made under the record's lock. */
import { randomUUID } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { Generated, Payable, PayableFields, payables } from '#shared/contracts/payables.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import {
  isPayable,
  maxPayables,
  maySet,
  payableStatuses,
  type SettableStatus,
} from '#shared/rules/payables.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { draftPayables, type Drafted, readFacts } from '../payroll/payroll.service.ts'
import { changesOf, fact, linesOpen, stateChanges, toPayable } from './payables.answers.ts'
import { freeOriginal, judge, makePayables } from './payables.generating.ts'
import * as queries from './payables.queries.ts'
import type { PayableDbRow } from './payables.queries.ts'

type Request<K extends keyof typeof payables> = Parsed<(typeof payables)[K]>
export const todayOf = (ctx: Pick<Ctx, 'actor' | 'now'>) => todayIn(ctx.actor.company.timeZone, ctx.now)
const refuse = (path: string, message: string) => fail('request.invalid', {}, { errors: [{ path, message }] })
const money = (ctx: Ctx, cents: number) => formatCents(cents, ctx.actor.company.currency)

const may = (ctx: Ctx, record: Visible) => ({
  modify: !record.archived && record.kind === 'customer' && ctx.actor.grants.has('payables.modify', record.locationId),
  // The values that rules reckon with are the sale's.
  sees: ctx.actor.grants.has('sale_information.view', record.locationId),
}) // prettier-ignore

/** What the rules did, without the values that the reader may not see. */
const seen = (ctx: Ctx, record: Visible, told: readonly Generated[]): Generated[] =>
  told.map((one) => (may(ctx, record).sees || one.result === 'exists' ? one : { ...one, why: '' }))

/** @throws customers.not_found, access.denied_here */
export async function readPayables(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof payables.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'payables.view')
  const abilities = may(ctx, record)
  const rows = await queries.listPayables(db, record.id)
  const functions = abilities.modify ? await queries.listFunctions(db) : []
  return {
    items: rows.map((row) => toPayable(row, abilities)),
    functions: functions.map(({ payeeBy, ...one }) => ({ ...one, needsUser: payeeBy === 'chosen' })),
    users: abilities.modify ? await queries.listUsers(db) : [],
    events: (await queries.listEvents(db, record.id)).map(({ id, event, on, at, handledAt, outcome }) => ({
      id,
      event,
      on,
      at: at.toISOString(),
      waiting: handledAt === null,
      outcome: seen(ctx, record, outcome),
    })),
    today: todayOf(ctx),
    abilities: { create: abilities.modify && rows.length < maxPayables },
    readOnlyReason: record.kind === 'lead' ? 'lead' : record.archived ? 'archived' : null,
  }
}

async function lock(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, 'payables.modify')
  requireAt(ctx.actor, 'payables.view', record.locationId)
  return record.kind === 'customer' ? record : fail('payables.leads')
}
const get = async (db: Db, customerId: number, id: number): Promise<PayableDbRow> =>
  (await queries.listPayables(db, customerId, id))[0] ?? fail('payables.not_found')
const answer = async (ctx: Ctx, db: Db, record: Visible, id: number): Promise<Payable> =>
  toPayable(await get(db, record.id, id), may(ctx, record))

/** The names of what is chosen; what is chosen anew must be active. @throws request.invalid */
async function judgeFields(ctx: Ctx, db: Db, fields: PayableFields, before: PayableDbRow | null, path = '') {
  const choose = (field: string, id: number | null, had: number | null, choices: { id: number; name: string; active: boolean }[]) => {
    if (id === null) return null
    const found = choices.find((one) => one.id === id)
    if (!found || (!found.active && id !== had)) refuse(`${path}${field}`, 'Choose one from the list')
    return found!.name
  }
  const functionName = choose('functionId', fields.functionId, before?.functionId ?? null, await queries.listFunctions(db))
  const user = choose('payeeUserId', fields.payeeUserId, before?.payeeUserId ?? null, await queries.listUsers(db))
  if (fields.earnedOn > todayOf(ctx)) refuse(`${path}earnedOn`, 'Not in the future')
  return { functionName, payee: user ?? fields.payeeName! }
} // prettier-ignore

/** @throws customers.…; payables.leads, .too_many; request.invalid */
export async function createPayable(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<Payable> {
  const record = await lock(ctx, db, params.customerId)
  if ((await queries.listPayables(db, record.id)).length >= maxPayables) fail('payables.too_many', { max: maxPayables })
  const names = await judgeFields(ctx, db, body, null)
  if (!body.lines.length) refuse('lines', 'Enter what it is for')
  const id = (await queries.insertPayable(db, {
    customerId: record.id,
    functionId: body.functionId,
    levelId: null,
    levelName: '',
    payeeUserId: body.payeeUserId,
    payeeName: body.payeeName,
    source: 'hand',
    status: 'pending',
    statusReason: '',
    earnedOn: body.earnedOn,
    noteToPayee: body.noteToPayee,
    notes: body.notes,
    ofId: null,
    cause: null,
    at: ctx.now,
    by: ctx.actor.userId,
  }))!
  await queries.writeLines(db, id, body.lines.map((line) => ({ ...line, rowId: null, adjustment: false, reckoning: '' })))
  const total = body.lines.reduce((sum, { amountCents }) => sum + amountCents, 0)
  ctx.history.add({
    ...fact({ id, customerId: record.id }),
    event: 'payables.created',
    detail: { payee: names.payee, amount: money(ctx, total) },
    changes: changesOf(null, { ...body, ...names }, ctx.actor.company.currency),
  })
  return answer(ctx, db, record, id)
} // prettier-ignore

/** @throws customers.…; payables.leads; request.invalid */
async function draft(ctx: Ctx, db: Db, record: Visible, functionId: number, userId: number | null): Promise<Drafted> {
  const of = (await queries.listFunctions(db)).find(({ id, active }) => id === functionId && active)
  if (!of) return refuse('functionId', 'Choose a function from the list')
  if (of.payeeBy === 'chosen' && !(await queries.listUsers(db)).some(({ id, active }) => id === userId && active))
    return refuse('userId', 'Choose who is paid')
  const facts = (await readFacts(db, record.id)) ?? fail('payables.leads')
  return draftPayables(db, facts, functionId, of.payeeBy === 'chosen' ? userId : null)
} // prettier-ignore

/** @throws customers.not_found, access.denied_here; payables.leads; request.invalid */
export async function proposePayables(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'proposal'>,
): Promise<Output<typeof payables.proposal>> {
  const record = await getReadable(ctx, db, params.customerId, 'payables.modify')
  requireAt(ctx.actor, 'payables.view', record.locationId)
  const drafted = await draft(ctx, db, record, query.functionId, query.userId ?? null)
  return { items: seen(ctx, record, await judge(db, record.id, drafted)) }
}

/** @throws customers.…; payables.leads; request.invalid */
export async function generatePayables(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'generate'>,
): Promise<Output<typeof payables.generate>> {
  const record = await lock(ctx, db, params.customerId)
  const { now, history, actor } = ctx
  const items = await makePayables(
    { db, history, customerId: record.id, source: 'function', why: 'by hand', on: todayOf(ctx), now, by: actor.userId, currency: actor.company.currency },
    await draft(ctx, db, record, body.functionId, body.userId),
  )
  if (!history.complete) history.nothingChanged()
  return { items: seen(ctx, record, items) }
} // prettier-ignore

/** @throws customers.…; payables.not_found, .stale, .closed, .below_paid, .again; request.invalid */
export async function savePayable(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Payable> {
  const record = await lock(ctx, db, params.customerId)
  const row = await get(db, record.id, params.payableId)
  if (row.version !== body.version) fail('payables.stale')
  const names = await judgeFields(ctx, db, body.fields, row, 'fields.')
  const kept = row.lines.filter(({ rowId, reckoning }) => rowId !== null || reckoning !== '')
  const { fields } = body
  const lines = [...kept, ...fields.lines]
  const changes = changesOf(row, { ...fields, ...names, lines }, ctx.actor.company.currency)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  const word = payableStatuses[row.status].toLowerCase()
  if (!linesOpen(row) && changes.some(({ field }) => field !== 'noteToPayee' && field !== 'notes'))
    fail('payables.closed', { status: row.source === 'charge_back' ? 'a charge back' : word })
  // Whom something was paid to stays whom it is owed to.
  if (row.payments.length && changes.some(({ field }) => field === 'payee')) fail('payables.closed', { status: word })
  if (!lines.length) refuse('fields.lines', 'Enter what it is for')
  const total = lines.reduce((sum, { amountCents }) => sum + amountCents, 0)
  if (row.paidCents !== 0 && (Math.sign(total) !== Math.sign(row.paidCents) || Math.abs(total) < Math.abs(row.paidCents)))
    fail('payables.below_paid', { paid: money(ctx, row.paidCents) })
  const of = { customerId: record.id, functionId: fields.functionId, payeeUserId: fields.payeeUserId, payeeName: fields.payeeName }
  const byRule = row.source !== 'hand'
  if (byRule && fields.functionId !== row.functionId) refuse('fields.functionId', 'The rule’s own function stays')
  if (byRule && row.status !== 'denied' && !row.chargedBack && row.source !== 'charge_back' && (await queries.findActive(db, of, row.id))) fail('payables.again')
  if (changes.some(({ field }) => field === 'lines')) {
    await queries.writeLines(db, row.id, fields.lines.map((line) => ({ ...line, rowId: null, adjustment: byRule, reckoning: '' })))
    if (row.paidCents !== 0 && total === row.paidCents)
      await queries.updatePayable(db, row.id, { status: 'paid_in_full', paid_on: row.payments[0]!.on }, ctx.now, ctx.actor.userId)
  }
  const columns = {
    function_id: fields.functionId,
    payee_user_id: fields.payeeUserId,
    payee_name: fields.payeeName,
    earned_on: fields.earnedOn,
    note_to_payee: fields.noteToPayee,
    notes: fields.notes,
  }
  await queries.updatePayable(db, row.id, columns, ctx.now, ctx.actor.userId)
  ctx.history.add({ ...fact(row), event: 'payables.saved', detail: { payee: names.payee }, changes })
  return answer(ctx, db, record, row.id)
} // prettier-ignore

/**
 * Sets what a person decides of a payable. Used for one, under its record's lock, and for many, under the company's.
 * @throws payables.status_refused, .again
 */
export async function applyStatus(ctx: Ctx, db: Db, row: PayableDbRow, next: SettableStatus, reason: string): Promise<void> {
  if (!maySet(row, next))
    fail('payables.status_refused', { status: payableStatuses[row.status].toLowerCase(), paid: money(ctx, row.paidCents), next: payableStatuses[next] })
  const { userId: by } = ctx.actor
  if (row.status === 'denied') {
    // It counts again: not beside another that took its place.
    const of = { customerId: row.customerId, functionId: row.functionId, payeeUserId: row.payeeUserId, payeeName: row.payeeUserId === null ? row.payee : null }
    const isBack = row.ofId !== null
    const other = isBack ? await queries.findActiveChargeBack(db, row.ofId!) : row.source === 'hand' ? undefined : await queries.findActive(db, of, row.id)
    if (other !== undefined) fail('payables.again')
    if (isBack) await queries.updatePayable(db, row.ofId!, { charged_back: true }, ctx.now, by)
  }
  const status = next === 'approved' && row.paidCents !== 0 ? 'partially_paid' : next
  const columns = {
    status,
    status_reason: next === 'denied' || next === 'requires_review' ? reason : '',
    approved_on: next === 'approved' ? todayOf(ctx) : null,
    // Somebody has decided: what a cancelation held is no longer its to let go.
    ...(row.source !== 'charge_back' && { cause: null }),
  }
  await queries.updatePayable(db, row.id, columns, ctx.now, by)
  if (next === 'denied' && row.ofId !== null) await freeOriginal(db, row.customerId, row.ofId, ctx.now, by)
  ctx.history.add({
    ...fact(row),
    event: 'payables.status_set',
    detail: { payee: row.payee, status: payableStatuses[status].toLowerCase() },
    changes: stateChanges(row, { status, statusReason: columns.status_reason }),
  })
} // prettier-ignore

/** @throws customers.…; payables.not_found, .stale, .status_refused, .again */
export async function setPayableStatus(ctx: Ctx, db: Db, { params, body }: Request<'setStatus'>): Promise<Payable> {
  const record = await lock(ctx, db, params.customerId)
  const row = await get(db, record.id, params.payableId)
  if (row.version !== body.version) fail('payables.stale')
  if (row.status === body.status && row.statusReason === body.reason) ctx.history.nothingChanged()
  else await applyStatus(ctx, db, row, body.status, body.reason)
  return answer(ctx, db, record, row.id)
} // prettier-ignore

/** @throws customers.…; payables.not_found, .key_reused, .not_approved, .too_much; request.invalid */
export async function payPayable(ctx: Ctx, db: Db, { params, body }: Request<'pay'>): Promise<Payable> {
  const record = await lock(ctx, db, params.customerId)
  const row = await get(db, record.id, params.payableId)
  const known = await queries.findPaymentOf(db, row.id, body.requestKey)
  if (known) {
    if (known.amountCents !== body.amountCents) fail('payables.key_reused')
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  if (body.on > todayOf(ctx)) refuse('on', 'Not in the future')
  if (!isPayable(row)) fail('payables.not_approved')
  const left = row.amountCents - row.paidCents
  if (Math.sign(body.amountCents) !== Math.sign(left) || Math.abs(body.amountCents) > Math.abs(left))
    fail('payables.too_much', { left: money(ctx, left) })
  const { amountCents, on, reference, notes, requestKey } = body
  await queries.insertPayment(db, { payableId: row.id, amountCents, on, reference, notes, ofId: null, requestKey, at: ctx.now, by: ctx.actor.userId })
  ctx.history.add({
    ...fact(row),
    event: 'payables.paid',
    detail: { payee: row.payee, amount: money(ctx, amountCents) },
    changes: [{ field: 'payment', old: null, new: [money(ctx, amountCents), formatDate(on), reference, notes].filter(Boolean).join(', ') }],
  })
  return answer(ctx, db, record, row.id)
} // prettier-ignore

/** @throws customers.…; payables.not_found, .no_payment, .reversed, .taken_back */
export async function reversePayment(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'reversePayment'>,
): Promise<Payable> {
  const record = await lock(ctx, db, params.customerId)
  const row = await get(db, record.id, params.payableId)
  const payment = row.payments.find(({ id }) => id === params.payablePaymentId)
  if (!payment || payment.ofId !== null) return fail('payables.no_payment')
  if (payment.reversed) fail('payables.reversed')
  if (row.chargedBack && (await queries.findActiveChargeBack(db, row.id))) fail('payables.taken_back')
  await queries.insertPayment(db, {
    payableId: row.id,
    amountCents: -payment.amountCents,
    on: todayOf(ctx),
    reference: '',
    notes: body.reason,
    ofId: payment.id,
    requestKey: randomUUID(),
    at: ctx.now,
    by: ctx.actor.userId,
  })
  const amount = money(ctx, payment.amountCents)
  ctx.history.add({
    ...fact(row),
    event: 'payables.payment_reversed',
    detail: { payee: row.payee, amount },
    changes: [{ field: 'payment', old: amount, new: `Reversed: ${body.reason}` }],
  })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.not_found, access.denied_here; payables.not_found */
export async function listPayableHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof payables.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'payables.view')
  const row = await get(db, record.id, params.payableId)
  return listPageOf(ctx, db, record, { entity: 'payable', entityId: row.id }, query)
}
