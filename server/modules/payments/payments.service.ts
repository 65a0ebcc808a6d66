/** Payments of one record, entered by hand (BIL-005). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Payment, PaymentRow, payments } from '#shared/contracts/payments.ts'
import { fail } from '#shared/errors.ts'
import { handMethods } from '#shared/rules/payments.ts'
import { paymentMakers } from '#shared/rules/portal.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { applyPayment, type MoneyTx, recordPayment, reversePayment } from './payments.posting.ts'
import * as queries from './payments.queries.ts'
import type { PaymentDbRow } from './payments.queries.ts'

export {
  type MoneyTx,
  type NewPayment,
  recordPayment,
  type Reversal,
  reversePayment,
} from './payments.posting.ts'

export { listOpen, sumUnapplied } from './payments.queries.ts'

type Request<K extends keyof typeof payments> = Parsed<(typeof payments)[K]>

const todayOf = (ctx: Ctx) => todayIn(ctx.actor.company.timeZone, ctx.now)
const txOf = (ctx: Ctx, db: Db): MoneyTx => ({
  db,
  history: ctx.history,
  now: ctx.now,
  today: todayOf(ctx),
  currency: ctx.actor.company.currency,
  by: ctx.actor.userId,
})

export const toPaymentRow = (row: Omit<PaymentDbRow, 'applications' | 'reversals'>): PaymentRow => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  method: row.method,
  origin: row.origin,
  status: row.status,
  customer: { id: row.customerId, name: row.customerName },
  location: row.location,
  paidOn: row.paidOn,
  reference: row.reference,
  amountCents: row.amountCents,
  unappliedCents: row.unappliedCents,
  reversedCents: row.reversedCents,
  app: row.app,
})

const byHand = (row: PaymentDbRow) =>
  row.method === null || (handMethods as readonly string[]).includes(row.method)

async function answer(ctx: Ctx, db: Db, record: Visible, paymentId: number): Promise<Payment> {
  const row = (await queries.findPayment(db, record.id, paymentId)) ?? fail('payments.not_found')
  const modify = !record.archived && ctx.actor.grants.has('payments.modify', record.locationId)
  return {
    ...toPaymentRow(row),
    note: row.note,
    applications: row.applications.map(
      ({ invoiceId, number, customerId, customer, amountCents, at, released }) => ({
        invoice: { id: invoiceId, number, customerId, customer },
        amountCents,
        at: new Date(at).toISOString(),
        released,
      }),
    ),
    reversals: row.reversals.map((reversal) => ({ ...reversal, by: reversal.by ?? 'System' })),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? paymentMakers[row.origin] ?? 'System',
    abilities: {
      apply: modify && row.unappliedCents > 0,
      reverse: modify && byHand(row) && row.reversedCents < row.amountCents,
    },
  }
}

/** @throws customers.not_found, access.denied_here */
export async function listPaymentChoices(
  ctx: Ctx,
  db: Db,
  { params }: Request<'choices'>,
): Promise<Output<typeof payments.choices>> {
  const record = await getReadable(ctx, db, params.customerId, 'payments.view')
  const rows = await queries.listOpen(db, record.id)
  return {
    today: todayOf(ctx),
    invoices: rows.map(({ customerId, customerName, ...row }) => ({
      ...row,
      customer: { id: customerId, name: customerName },
    })),
    parent: await queries.findParent(db, record.id),
    creditCents: await queries.sumUnapplied(db, record.id),
  }
}

/** @throws customers.not_found, access.denied_here; payments.not_found */
export async function readPayment(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<Payment> {
  return answer(ctx, db, await getReadable(ctx, db, params.customerId, 'payments.view'), params.paymentId)
}

async function lock(ctx: Ctx, db: Db, customerId: number, level: 'create' | 'modify'): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `payments.${level}`)
  requireAt(ctx.actor, 'payments.view', record.locationId)
  return record
}

/** @throws customers.…; payments.leads, .not_open, .key_reused; request.invalid */
export async function createPayment(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<Payment> {
  const record = await lock(ctx, db, params.customerId, 'create')
  if (record.kind === 'lead') fail('payments.leads')
  // Credit is the invoices' business: who gives it could as well lower one.
  if (body.kind === 'credit_memo') requireAt(ctx.actor, 'invoices.create', record.locationId)
  if (body.paidOn > todayOf(ctx))
    fail('request.invalid', {}, { errors: [{ path: 'paidOn', message: 'Not in the future' }] })
  const { id, isNew } = await recordPayment(txOf(ctx, db), { ...body, customerId: record.id })
  if (!isNew) ctx.history.nothingChanged()
  return answer(ctx, db, record, id)
}

/** @throws customers.…; payments.not_found, .nothing_left, .not_open; request.invalid */
export async function applyToInvoices(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'apply'>,
): Promise<Payment> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  await applyPayment(txOf(ctx, db), record.id, params.paymentId, body.apply)
  return answer(ctx, db, record, params.paymentId)
}

/** @throws customers.…; payments.not_found, .by_processor, .reversed, .too_much, .written_off */
export async function undoPayment(ctx: Ctx, db: Db, { params, body }: Request<'reverse'>): Promise<Payment> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = (await queries.findPayment(db, record.id, params.paymentId)) ?? fail('payments.not_found')
  if (!byHand(row)) fail('payments.by_processor')
  await reversePayment(txOf(ctx, db), {
    customerId: record.id,
    paymentId: row.id,
    kind: body.kind,
    amountCents: body.kind === 'refund' ? body.amountCents : null,
    note: body.note,
    on: todayOf(ctx),
  })
  return answer(ctx, db, record, row.id)
}
