/**
 * What a customer does in a provider's app that moves money or says whence: giving a method (ADB-006, ADB-007), paying once (ADB-009).
 * Whatever is asked for again under its key is done once (ADB-012): also at the same time, and after a kill between any two steps.
 */
import type { Parsed } from '#shared/contract.ts'
import type {
  AppAttempt,
  appBilling,
  AppBillingSummary,
  NewAppMethod,
} from '#shared/contracts/app-billing.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { subjectUuid } from '#shared/rules/charge-subjects.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import {
  type BillingMethodUses,
  keepForCustomer,
  listForCustomer,
  retireForCustomer,
} from '../billing-methods/billing-methods.service.ts'
import { queueCharge } from '../charges/charges.service.ts'
import { lockPayer } from '../ledger/ledger.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { summaryOf, toAttempt } from './app-billing.account.ts'
import { type AccountStanding, type Door, getStanding, openDoor } from './app-billing.door.ts'
import * as queries from './app-billing.queries.ts'
import { appPaymentKind } from './app-billing.subjects.ts'

type Request<K extends keyof typeof appBilling> = Parsed<(typeof appBilling)[K]>
type Standing = Extract<AccountStanding, { configured: true }>
type Desk = { desk: StationDesk; uses: BillingMethodUses }
type Chosen = Request<'pay'>['body']['method']

/** Runs `work` with the chosen method, in the transaction in which a new one is noted. */
async function withMethod<T>(
  { desk, uses }: Desk,
  door: Door,
  standing: Standing,
  { requestKey, method }: { requestKey: string; method: Chosen },
  work: (db: Db, history: HistoryDraft, methodId: number) => Promise<T>,
): Promise<T> {
  const { customerId } = standing
  const { company, now, tx } = door
  if ('methodId' in method)
    return tx(async (db, history) => {
      await lockPayer(db, customerId)
      const { methods } = await listForCustomer(db, desk, {
        companyId: company.id,
        customerId,
        today: door.today,
      })
      if (!methods.some(({ id }) => id === method.methodId)) return fail('app_billing.method_not_found')
      return work(db, history, method.methodId)
    })
  return keepForCustomer(
    { desk, uses, company, customerId, now, tx },
    { ...bodyOf(method.new, standing.login), requestKey },
    work,
  )
}

/** Marked as what the customer agreed to by themselves; for the monthly monitoring. */
function bodyOf({ authorized: _, ...given }: NewAppMethod, login: string) {
  const { firstName, lastName, company } = given.holder
  return {
    ...given,
    nickname: '',
    note: '',
    uses: ['monitoring' as const],
    isDefault: false,
    authorization: {
      given: true as const,
      by: company || `${firstName} ${lastName}`.trim() || login,
      channel: 'online' as const,
    },
  }
}

/**
 * @throws app_billing.refused, .replayed, .not_configured, .method_not_found; billing_methods.no_processor, .refused, .too_many; request.invalid
 */
export const changeAutoPay =
  ({ desk, uses }: Desk) =>
  async (ctx: PublicCtx, { params, body }: Request<'changeMethod'>): Promise<AppBillingSummary> => {
    const door = await openDoor(ctx, params)
    const standing = await door.tx((db) => getStanding(db, door))
    return withMethod({ desk, uses }, door, standing, body, async (db, history, methodId) => {
      const { customerId, recurring } = await getStanding(db, door)
      const before = recurring.billingMethodId
      if (before !== methodId) {
        await queries.setRecurringMethod(db, { recurringId: recurring.id, methodId, at: door.now })
        await queries.setInvoicesMethod(db, {
          recurringId: recurring.id,
          customerId,
          methodId,
          today: door.today,
        })
        const { methods } = await listForCustomer(db, desk, {
          companyId: door.company.id,
          customerId,
          today: door.today,
        })
        const nameOf = (id: number | null) => methods.find((one) => one.id === id)?.name ?? null
        history.add({
          event: 'app_billing.method_set',
          entity: 'recurring_invoice',
          entityId: recurring.id,
          customerId,
          detail: { method: nameOf(methodId) ?? '', provider: door.provider },
          changes: [{ field: 'billingMethodId', old: nameOf(before), new: nameOf(methodId) }],
        })
        if (before !== null && 'new' in body.method)
          await retireForCustomer(db, history, uses, {
            customerId,
            methodId: before,
            byId: methodId,
            now: door.now,
          })
      }
      return summaryOf(db, door, desk)
    })
  }

/** What was asked for under this key before. @throws app_billing.key_reused if it was something else */
async function findBefore(
  db: Db,
  { customerId }: Standing,
  { requestKey, amountCents }: { requestKey: string; amountCents: number },
): Promise<AppAttempt | null> {
  const row = await queries.findAttempt(db, requestKey)
  if (!row) return null
  if (row.customerId !== customerId || row.amountCents !== amountCents) return fail('app_billing.key_reused')
  return toAttempt(row)
}

/** What is owed, held, if this much of it can be paid now. @throws app_billing.nothing_due, .too_much, .payment_open */
async function requirePayable(db: Db, door: Door, standing: Standing, amountCents: number): Promise<void> {
  const owed = await queries.listOwed(
    db,
    { customerId: standing.customerId, recurringId: standing.recurring.id },
    true,
  )
  const dueCents = owed.reduce((sum, { openCents }) => sum + openCents, 0)
  if (dueCents === 0) fail('app_billing.nothing_due')
  if (amountCents > dueCents) {
    const most = formatCents(dueCents, door.company.currency)
    fail('app_billing.too_much', { most }, { errors: [{ path: 'amountCents', message: `At most ${most}` }] })
  }
  const ids = owed.map(({ id }) => id)
  if (await queries.hasOpenCharge(db, standing.customerId, ids)) fail('app_billing.payment_open')
}

/**
 * @throws app_billing.refused, .replayed, .not_configured, .key_reused, .nothing_due, .too_much, .payment_open, .method_not_found;
 * billing_methods.no_processor, .refused, .too_many; request.invalid
 */
export const payOnce =
  (desk: Desk) =>
  async (ctx: PublicCtx, { params, body }: Request<'pay'>): Promise<AppAttempt> => {
    const door = await openDoor(ctx, params)
    const { requestKey, amountCents } = body
    const begun = await door.tx(async (db) => {
      const standing = await getStanding(db, door)
      // One after another: the same request at the same time finds the first one's, and is not taken for a second payment.
      await lockPayer(db, standing.customerId)
      const before = await findBefore(db, standing, body)
      // Before the processor is asked to keep anything: it would keep it for nothing.
      if (!before) await requirePayable(db, door, standing, amountCents)
      return { standing, before }
    })
    if (begun.before) return begun.before
    return withMethod(desk, door, begun.standing, body, async (db, history, methodId) => {
      const standing = await getStanding(db, door)
      const { customerId, recurring } = standing
      await lockPayer(db, customerId)
      // The same request at the same time: the other one's is there by now.
      const before = await findBefore(db, standing, body)
      if (before) return before
      await requirePayable(db, door, standing, amountCents)
      const id = await queries.insertAppPayment(db, {
        customerId,
        serviceProviderId: door.serviceProviderId,
        recurringId: recurring.id,
        billingMethodId: methodId,
        externalId: door.externalId,
        requestKey,
        amountCents,
        askedOn: door.today,
        askedAt: door.now,
      })
      await queueCharge(db, history, {
        customerId,
        billingMethodId: methodId,
        subject: { kind: appPaymentKind, id: subjectUuid(id) },
        requestKey: `app:${requestKey}`,
        amountCents,
        description: `${recurring.name || 'Monitoring'}, paid in the ${door.provider} app`,
        dueOn: door.today,
        autoRetry: false,
        byUserId: null,
        now: door.now,
      })
      const row = (await queries.findAttempt(db, requestKey))!
      history.add({
        event: 'app_billing.payment_asked',
        entity: 'recurring_invoice',
        entityId: recurring.id,
        customerId,
        detail: {
          amount: formatCents(amountCents, door.company.currency),
          method: toAttempt(row).method,
          provider: door.provider,
        },
      })
      return toAttempt(row)
    })
  }
