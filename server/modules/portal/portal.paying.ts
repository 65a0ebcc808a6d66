/**
 * Paying in the portal. What is charged is what the page showed, or nothing: the sum comes along and is compared under the payer's
 * lock. The charge itself is the engine's (charges): one key, one attempt, and what was lost is looked up.
 */
import type { Parsed } from '#shared/contract.ts'
import type { portal, PortalOutcome } from '#shared/contracts/portal.ts'
import { fail, KeyholderError } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import { subjectUuid } from '#shared/rules/charge-subjects.ts'
import type { DeclineReason } from '#shared/rules/charges.ts'
import { maskedEmail } from '#shared/rules/edocs.ts'
import { oldestFirst, type Part } from '#shared/rules/payments.ts'
import {
  declineWords,
  newMethodsPerHour,
  onlineAuthorizationText,
  paysPerHour,
} from '#shared/rules/portal.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { insertPaymentCharge, listMethods } from '../autopay/autopay.service.ts'
import { keepForCustomer } from '../billing-methods/billing-methods.service.ts'
import { queueCharge } from '../charges/charges.service.ts'
import { lockPayer } from '../ledger/ledger.service.ts'
import { findFacts } from '../messages/messages.service.ts'
import { listOpen } from '../payments/payments.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { underWayOf } from './portal.account.ts'
import * as queries from './portal.queries.ts'
import { companyTx, findSession, inSession, type Session } from './portal.session.ts'

type Request<K extends keyof typeof portal> = Parsed<(typeof portal)[K]>
type Pay = Request<'pay'>
const hourMs = 3_600_000

const markOf = (requestKey: string) => `portal:${requestKey}`

function stateOf({ state, settlement }: queries.PaymentRow): PortalOutcome['state'] {
  if (settlement === 'returned' || settlement === 'charged_back' || settlement === 'voided') return 'returned'
  if (state === 'approved') return 'paid'
  if (state === 'declined' || state === 'unknown') return state
  return state === 'queued' || state === 'calling' ? 'working' : 'failed'
}

const failedWords =
  'The payment could not be made, and nothing was charged. Try again in a few minutes, or call us.'

async function outcomeOf(db: Db, row: queries.PaymentRow): Promise<PortalOutcome> {
  const facts = await findFacts(db, row.customerId)
  const state = stateOf(row)
  return {
    state,
    amountCents: row.amountCents,
    method: methodName(row),
    at: row.at.toISOString(),
    reason:
      state === 'declined'
        ? declineWords[(row.reason ?? 'other') as DeclineReason]
        : state === 'failed'
          ? failedWords
          : null,
    number: row.number,
    transactionId: row.transactionId,
    parts: row.applied,
    creditCents: row.unappliedCents,
    receiptTo: facts?.email ? maskedEmail(facts.email) : null,
  }
}

/** What is to be paid, of what is open now. @throws portal.nothing_open, .changed, .under_way */
async function partsOf(db: Db, { company, customerId }: Session, { what, amountCents }: Pay['body']): Promise<Part[]> {
  const open = await listOpen(db, customerId, true)
  const underWay = await underWayOf(db, customerId)
  if (underWay === 'all') fail('portal.under_way')
  const chosen = 'invoiceIds' in what ? open.filter(({ id }) => what.invoiceIds.includes(id)) : open
  if (!chosen.length) fail('portal.nothing_open')
  const now = chosen.reduce((sum, { openCents }) => sum + openCents, 0)
  const parts =
    'invoiceIds' in what
      ? chosen.map(({ id, openCents }) => ({ invoiceId: id, amountCents: openCents }))
      : oldestFirst(amountCents, chosen)
  // Less of the oldest ones is fine; more than is open, or other than what was shown, is somebody's mistake.
  if ('invoiceIds' in what ? now !== amountCents : now < amountCents)
    fail('portal.changed', { now: formatCents(now, company.currency) })
  if (parts.some(({ invoiceId }) => underWay.has(invoiceId))) fail('portal.under_way')
  return parts
} // prettier-ignore

/** @throws portal.too_many */
async function refuseTooMany(db: Db, customerId: number, now: Date, isNewMethod: boolean): Promise<void> {
  const tried = await queries.countTries(db, customerId, new Date(now.getTime() - hourMs))
  if (tried.pays >= paysPerHour || (isNewMethod && tried.methods >= newMethodsPerHour))
    fail('portal.too_many', {}, { retryAfterSeconds: 3600 })
}

async function known(db: Db, customerId: number, { requestKey, amountCents }: Pay['body']) {
  const row = await queries.findPayment(db, requestKey)
  if (row && (row.customerId !== customerId || row.amountCents !== amountCents)) fail('portal.key_reused')
  return row
}

/**
 * @throws portal.no_such_link, .signed_out, .nothing_open, .changed, .under_way, .no_method, .method_refused, .too_many, .key_reused
 */
export async function pay(ctx: PublicCtx, desk: StationDesk, { params, body }: Pay): Promise<PortalOutcome> {
  const tx = companyTx(ctx, params.companyId)
  const { method } = body
  // Before a new method is kept: what cannot be paid leaves none behind.
  const begun = await tx(async (db) => {
    const session = await findSession(db, ctx.visitor, ctx.now)
    await lockPayer(db, session.customerId)
    const before = await known(db, session.customerId, body)
    if (before) return { outcome: await outcomeOf(db, before) }
    await refuseTooMany(db, session.customerId, ctx.now, 'token' in method)
    await partsOf(db, session, body)
    return { session }
  })
  if ('outcome' in begun) return begun.outcome!
  const { company, customerId } = begun.session
  if (!('token' in method))
    return tx((db, history) => charge(ctx, db, history, body, method.billingMethodId))
  const { processorId, kind, token, holder, address } = method
  const by = (holder.company || `${holder.firstName} ${holder.lastName}`.trim()).slice(0, 120)
  return keepForCustomer<PortalOutcome>(
    {
      ...{ desk, uses: [], company, customerId, now: ctx.now, tx },
      agreedTo: onlineAuthorizationText(company.name, kind),
      refuse: (reason) => fail('portal.method_refused', { reason }),
    },
    {
      ...{ requestKey: body.requestKey, processorId, kind, token, holder, address },
      ...{ nickname: '', note: '', uses: [], isDefault: false },
      authorization: { given: true, by, channel: 'online' },
    },
    (db, history, billingMethodId) => charge(ctx, db, history, body, billingMethodId),
  ).catch((error: unknown) => {
    if (error instanceof KeyholderError && error.code.startsWith('billing_methods.'))
      return fail('portal.no_method')
    throw error
  })
} // prettier-ignore

async function charge(
  ctx: PublicCtx,
  db: Db,
  history: HistoryDraft,
  body: Pay['body'],
  billingMethodId: number,
): Promise<PortalOutcome> {
  const session = await findSession(db, ctx.visitor, ctx.now)
  const { company, customerId, link } = session
  await lockPayer(db, customerId)
  const before = await known(db, customerId, body)
  if (before) return outcomeOf(db, before)
  const parts = await partsOf(db, session, body)
  const method = (await listMethods(db, customerId)).find(
    (one) => one.id === billingMethodId && one.customerId === customerId,
  )
  if (!method) return fail('portal.no_method')
  const { requestKey, amountCents } = body
  const today = todayIn(company.timeZone, ctx.now)
  const numbers = (await listOpen(db, customerId))
    .filter(({ id }) => parts.some(({ invoiceId }) => invoiceId === id))
    .map(({ number }) => number)
  // Of one invoice it is that invoice's charge: nothing else charges it meanwhile.
  const orderId =
    parts.length === 1
      ? null
      : await insertPaymentCharge(db, { customerId, amountCents, apply: parts, requestKey: markOf(requestKey), askedOn: today }) // prettier-ignore
  if (orderId === undefined) return fail('portal.under_way')
  const { attemptId } = await queueCharge(db, history, {
    customerId,
    billingMethodId,
    subject:
      orderId === null
        ? { kind: 'invoice', id: subjectUuid(parts[0]!.invoiceId) }
        : { kind: 'payment', id: subjectUuid(orderId) },
    requestKey: markOf(requestKey),
    amountCents,
    description: `Invoice ${numbers.join(', ')}`,
    dueOn: today,
    // Somebody looks at the answer: whether it is tried again is the customer's to say.
    autoRetry: false,
    byUserId: null,
    now: ctx.now,
  })
  await queries.insertPayment(db, { customerId, linkId: link.id, requestKey, attemptId, parts, at: ctx.now })
  history.add({
    event: 'portal.paid',
    entity: 'portal_link',
    entityId: link.id,
    customerId,
    detail: { amount: formatCents(amountCents, company.currency), method: method.name },
  })
  return outcomeOf(db, (await queries.findPayment(db, requestKey))!)
}

/** @throws portal.no_such_link, .signed_out, .no_payment */
export const readOutcome = (ctx: PublicCtx, { params }: Request<'outcome'>): Promise<PortalOutcome> =>
  inSession(ctx, params.companyId, async (db, { customerId }) => {
    const row = await queries.findPayment(db, params.requestKey)
    return row?.customerId === customerId ? outcomeOf(db, row) : fail('portal.no_payment')
  })
