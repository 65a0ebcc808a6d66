/** Charges as people see to them: looking after lost answers, trying again, giving back. Below the imports stands what other modules use. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Charge, charges } from '#shared/contracts/charges.ts'
import { fail } from '#shared/errors.ts'
import type { Permission } from '#shared/permissions.ts'
import { chargeStateNames, type ChargeState } from '#shared/rules/charges.ts'
import { paymentByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { getReadable, getWritable } from '../customers/customers.service.ts'
import { deedsOf, toCharge } from './charges.answers.ts'
import { findShown, listOfCustomer, listOfSubject, type ShownRow } from './charges.list.ts'
import { noteAnswer, noteFailed, whatOf } from './charges.outcomes.ts'
import * as queries from './charges.queries.ts'
import { amountOf, nameOf, newKey } from './charges.queue.ts'
import { tryAgain } from './charges.retrying.ts'
import { hurry } from './charges.run.ts'
import type { ChargeSubjects } from './charges.subjects.ts'

export { type ChargeRequest, queueCharge } from './charges.queue.ts'
export type { ChargeOutcome, ChargeSubject, ChargeSubjects } from './charges.subjects.ts'
export { hasOpenAttempt } from './charges.queries.ts'

type Request<K extends keyof typeof charges> = Parsed<(typeof charges)[K]>

/** A customer's newest charges, for the page of its billing methods. */
export const listChargesOf = async (ctx: Ctx, db: Db, customerId: number, limit: number): Promise<Charge[]> =>
  (await listOfCustomer(db, customerId, limit)).map((row) => toCharge(ctx.actor, row))

/** The newest charges of one thing that is paid for, and what was given back of them. */
export const listChargesOfSubject = async (
  ctx: Ctx,
  db: Db,
  subject: { kind: string; id: string },
  limit: number,
): Promise<Charge[]> => (await listOfSubject(db, subject, limit)).map((row) => toCharge(ctx.actor, row))

const getShown = async (db: Db, chargeId: number): Promise<ShownRow> =>
  (await findShown(db, chargeId)) ?? fail('charges.not_found')

/** @throws charges.not_found; access.denied_here */
export async function readCharge(
  ctx: Ctx,
  db: Db,
  { params }: Request<'open'>,
): Promise<Output<typeof charges.open>> {
  const row = await getShown(db, params.chargeId)
  await getReadable(ctx, db, row.customer_id, 'payments.view')
  return toCharge(ctx.actor, row)
}

type Deed = keyof Charge['abilities']
const deedNames: Record<Deed, string> = {
  retry: 'trying it again',
  look: 'looking it up',
  settle: 'settling it',
  cancel: 'canceling it',
  refund: 'a refund',
  void: 'a void',
}

/** The charge, locked for a deed that it can still be. @throws charges.not_found, charges.not_now; access.denied_here */
async function lockFor(ctx: Ctx, db: Db, chargeId: number, deed: Deed) {
  const seen = await getShown(db, chargeId)
  const permission: Permission = 'payments.modify'
  // Money that moved is seen to although its record is archived.
  const record = await getReadable(ctx, db, seen.customer_id, permission)
  await getReadable(ctx, db, seen.customer_id, 'payments.view')
  if (deed === 'retry' && !record.archived) await getWritable(ctx, db, seen.customer_id, permission)
  const row = (await queries.lockAttempt(db, chargeId)) ?? fail('charges.not_found')
  const shown = await getShown(db, chargeId)
  if (!deedsOf(shown)[deed]) {
    if (deed === 'void' && !paymentByKey(shown.connector)?.manifest.voids)
      return fail('charges.no_voids', { processor: shown.processor })
    return fail('charges.not_now', {
      state: (
        shown.settlement?.replace('_', ' ') ?? chargeStateNames[row.state as ChargeState]
      ).toLowerCase(),
      deed: deedNames[deed],
    })
  }
  const method = await queries.findMethod(db, row.billing_method_id)
  return {
    row,
    method: method!,
    detail: { amount: amountOf(row.amount_cents), method: nameOf(method!), what: whatOf(row) },
  }
}

const shownNow = async (ctx: Ctx, db: Db, chargeId: number): Promise<Charge> =>
  toCharge(ctx.actor, await getShown(db, chargeId))

const fact = (row: queries.AttemptRow) => ({
  entity: 'charge_attempt' as const,
  entityId: row.id,
  customerId: row.customer_id,
})

/** @throws charges.not_now, charges.method_gone */
export const retryCharge =
  (subjects: ChargeSubjects) =>
  async (ctx: Ctx, db: Db, { params }: Request<'retry'>): Promise<Charge> => {
    const { row, detail } = await lockFor(ctx, db, params.chargeId, 'retry')
    if (row.state !== 'failed') {
      const id = await tryAgain(db, ctx.history, subjects, row, { userId: ctx.actor.userId, now: ctx.now })
      if (id === null) return fail('charges.not_now', { state: 'paid or under way', deed: deedNames.retry })
      return shownNow(ctx, db, id)
    }
    // Nothing was ever charged by it: the same attempt is sent again, under the same key.
    await queries.updateAttempt(db, row.id, { state: 'queued', tries: 0, looks: 0, failed_looks: 0, next_look_at: null, duplicate: false }) // prettier-ignore
    await queries.addRunJob(db, row.id)
    ctx.history.add({ ...fact(row), event: 'charges.retried', detail })
    return shownNow(ctx, db, row.id)
  }

/** @throws charges.not_now */
export async function lookAtCharge(ctx: Ctx, db: Db, { params }: Request<'look'>): Promise<Charge> {
  const { row } = await lockFor(ctx, db, params.chargeId, 'look')
  await hurry(db, row, ctx.now)
  return shownNow(ctx, db, row.id)
}

/** @throws charges.not_now */
export const settleCharge =
  (subjects: ChargeSubjects) =>
  async (ctx: Ctx, db: Db, { params, body }: Request<'settle'>): Promise<Charge> => {
    const { row, detail } = await lockFor(ctx, db, params.chargeId, 'settle')
    const noting = { db, history: ctx.history, subjects, now: ctx.now }
    ctx.history.add({
      ...fact(row),
      event: 'charges.settled_by_hand',
      detail: { ...detail, outcome: body.made ? 'the money moved' : 'nothing moved' },
      changes: [{ field: 'reason', old: null, new: body.note }],
    })
    if (!body.made) await noteFailed(noting, row, `The processor says that nothing was charged: ${body.note}`)
    else
      await noteAnswer(noting, row, {
        transactionId: body.transactionId,
        result: 'approved',
        amountCents: row.amount_cents,
        authCode: '',
        code: '',
        text: body.note,
        reason: null,
        settled: false,
      })
    return shownNow(ctx, db, row.id)
  }

/** @throws charges.not_now */
export async function cancelCharge(ctx: Ctx, db: Db, { params }: Request<'cancel'>): Promise<Charge> {
  const { row, detail } = await lockFor(ctx, db, params.chargeId, 'cancel')
  await queries.updateAttempt(db, row.id, row.state === 'queued' ? { state: 'canceled', next_look_at: null } : { next_retry_on: null }) // prettier-ignore
  ctx.history.add({
    ...fact(row),
    event: 'charges.canceled',
    detail: { ...detail, what: row.state === 'queued' ? detail.what : 'next try' },
  })
  return shownNow(ctx, db, row.id)
}

/** @throws charges.not_now, charges.too_much, charges.no_voids, charges.key_reused */
export const refundCharge = (ctx: Ctx, db: Db, { params, body }: Request<'refund'>): Promise<Charge> =>
  reverse(ctx, db, params.chargeId, 'refund', body)

/** @throws charges.not_now, charges.no_voids */
export const voidCharge = (ctx: Ctx, db: Db, { params }: Request<'void'>): Promise<Charge> =>
  reverse(ctx, db, params.chargeId, 'void', null)

async function reverse(
  ctx: Ctx,
  db: Db,
  chargeId: number,
  kind: 'refund' | 'void',
  body: { requestKey: string; amountCents: number } | null,
): Promise<Charge> {
  const before = body && (await queries.findByRequest(db, `refund:${body.requestKey}`))
  if (before) {
    if (before.of_id !== chargeId) return fail('charges.key_reused')
    await readCharge(ctx, db, { params: { chargeId } })
    ctx.history.nothingChanged()
    return shownNow(ctx, db, chargeId)
  }
  const { row, method, detail } = await lockFor(ctx, db, chargeId, kind)
  const most = row.amount_cents - row.refunded_cents
  const amountCents = body?.amountCents ?? most
  if (amountCents > most)
    return fail('charges.too_much', { most: amountOf(most) }, { errors: [{ path: 'amountCents', message: `At most ${amountOf(most)}` }] }) // prettier-ignore
  const key = newKey()
  const id = await queries.insertAttempt(db, {
    customer_id: row.customer_id,
    billing_method_id: method.id,
    payment_processor_id: row.payment_processor_id,
    kind,
    of_id: row.id,
    subject_kind: row.subject_kind,
    subject_id: row.subject_id,
    request_key: `${kind}:${body?.requestKey ?? key}`,
    key,
    amount_cents: amountCents,
    description: row.description,
    state: 'queued',
    requested_at: ctx.now,
    requested_by: ctx.actor.userId,
    due_on: row.due_on,
  })
  if (id === undefined) return fail('charges.one_is_open')
  await queries.addRunJob(db, id)
  ctx.history.add({
    ...fact(row),
    event: kind === 'refund' ? 'charges.refund_requested' : 'charges.void_requested',
    detail: { ...detail, amount: amountOf(amountCents) },
  })
  return shownNow(ctx, db, chargeId)
}
