/** Charging a record's billing methods now, and what is to be seen of it (BIL-005). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { autopay } from '#shared/contracts/autopay.ts'
import type { Charge } from '#shared/contracts/charges.ts'
import { fail } from '#shared/errors.ts'
import { subjectUuid } from '#shared/rules/charge-subjects.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { listChargesOf, listChargesOfSubject, queueCharge, readCharge } from '../charges/charges.service.ts'
import { getReadable, getWritable } from '../customers/customers.service.ts'
import * as queries from './autopay.queries.ts'

export { recordCharge } from './autopay.money.ts'
export { addAutopayJob, insertPaymentCharge, listMethods } from './autopay.queries.ts'
export { undone } from './autopay.subjects.ts'

type Request<K extends keyof typeof autopay> = Parsed<(typeof autopay)[K]>
const newest = 10

/** @throws customers.not_found, access.denied_here */
export async function listChargeMethods(
  ctx: Ctx,
  db: Db,
  { params }: Request<'methods'>,
): Promise<Output<typeof autopay.methods>> {
  const record = await getReadable(ctx, db, params.customerId, 'payments.view')
  const rows = await queries.listMethods(db, record.id)
  return {
    items: rows
      .filter(({ locationId }) => ctx.actor.grants.has('payments.view', locationId))
      .map(({ id, name, kind, isDefault, customerId }) => ({
        id, name, kind, isDefault, ofParent: customerId !== record.id,
      })), // prettier-ignore
  }
}

/** @throws customers.not_found, access.denied_here */
export async function listRecordCharges(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'ofCustomer'>,
): Promise<Output<typeof autopay.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'payments.view')
  if (query.invoiceId !== undefined) {
    const own = await queries.isInvoiceOf(db, record.id, query.invoiceId)
    const subject = { kind: 'invoice', id: subjectUuid(query.invoiceId) }
    return { items: own ? await listChargesOfSubject(ctx, db, subject, newest) : [] }
  }
  if (query.paymentId !== undefined) {
    const mark = await queries.findReference(db, record.id, query.paymentId)
    const chargeId = Number(/^charge:(\d+)$/.exec(mark ?? '')?.[1] ?? 0)
    return { items: chargeId ? [await readCharge(ctx, db, { params: { chargeId } })] : [] }
  }
  return { items: await listChargesOf(ctx, db, record.id, newest) }
}

/**
 * Has a method charged: of one invoice under that invoice, so that nothing else charges it meanwhile; else on account.
 * @throws customers.…; payments.leads, .not_open, .key_reused; charges.one_is_open; request.invalid
 */
export async function chargeMethodNow(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'charge'>,
): Promise<Charge> {
  const record = await getWritable(ctx, db, params.customerId, 'payments.create')
  requireAt(ctx.actor, 'payments.view', record.locationId)
  if (record.kind === 'lead') fail('payments.leads')
  const requestKey = `payment:${body.requestKey}`
  const known = async () => {
    const row = await queries.findRequest(db, requestKey)
    if (!row) return null
    const same =
      row.customerId === record.id &&
      row.billingMethodId === body.billingMethodId &&
      row.amountCents === body.amountCents
    if (!same) fail('payments.key_reused')
    ctx.history.nothingChanged()
    return readCharge(ctx, db, { params: { chargeId: row.id } })
  }
  const before = await known()
  if (before) return before
  const method = (await queries.listMethods(db, record.id)).find(
    (one) => one.id === body.billingMethodId && one.customerId === record.id,
  )
  if (!method)
    fail('request.invalid', {}, { errors: [{ path: 'billingMethodId', message: 'Choose a billing method' }] })
  const { amountCents, apply } = body
  const parts = typeof apply === 'string' ? [] : apply
  if (parts.reduce((sum, part) => sum + part.amountCents, 0) > amountCents)
    fail('request.invalid', {}, { errors: [{ path: 'apply', message: 'More is applied than is charged' }] })
  const open = []
  for (const part of [...parts].sort((a, b) => a.invoiceId - b.invoiceId)) {
    const invoice = await queries.lockOpen(db, part.invoiceId)
    if (invoice?.payerId !== record.id || invoice.openCents < part.amountCents) fail('payments.not_open')
    open.push(invoice)
  }
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const one = open.length === 1 && parts[0]!.amountCents === amountCents ? open[0] : undefined
  const orderId = one
    ? null
    : await queries.insertPaymentCharge(db, { customerId: record.id, amountCents, apply, requestKey, askedOn: today }) // prettier-ignore
  // The same request, twice at once: the other one's charge is there by now.
  if (orderId === undefined) return (await known()) ?? fail('charges.one_is_open')
  const { attemptId } = await queueCharge(db, ctx.history, {
    customerId: record.id,
    billingMethodId: body.billingMethodId,
    subject: one
      ? { kind: 'invoice', id: subjectUuid(one.id) }
      : { kind: 'payment', id: subjectUuid(orderId!) },
    requestKey,
    amountCents,
    description: open.length
      ? `Invoice ${open.map(({ number }) => number).join(', ')}`
      : 'Payment on account',
    dueOn: today,
    autoRetry: false,
    byUserId: ctx.actor.userId,
    now: ctx.now,
  })
  return readCharge(ctx, db, { params: { chargeId: attemptId } })
}
