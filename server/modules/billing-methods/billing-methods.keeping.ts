/** Keeping a billing method, whoever brings it: a user of the company, or the customer by themselves. */
import type { NewBillingMethod } from '#shared/contracts/billing-methods.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import {
  type AuthorizationChannel,
  authorizationChannels,
  authorizationText,
  maxBillingMethods,
  methodUses,
} from '#shared/rules/billing-methods.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { NewMethod, StoredMethod } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { Visible } from '../customers/customers.service.ts'
import { nameOf } from './billing-methods.page.ts'
import * as queries from './billing-methods.queries.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

/** As a form gives it, or as the customer agreed to by themselves. */
export type GivenMethod = Omit<NewBillingMethod, 'authorization'> & {
  authorization: Omit<NewBillingMethod['authorization'], 'channel'> & { channel: AuthorizationChannel }
}

/** On whose behalf. `userId` null: the customer. */
export type Who = {
  actor: { company: { name: string; timeZone: string }; userId: number | null }
  now: Date
  history: HistoryDraft
}
type Place = {
  customerId: number
  rows: readonly queries.ShownRow[]
  uses: BillingMethodUses
  /** The words that were agreed to, where they are not the usual ones. */
  agreedTo?: string | undefined
}

const refuse = (errors: FieldError[]) => fail('request.invalid', {}, { errors })
export const usesText = (uses: readonly string[]): string | null =>
  uses.map((use) => methodUses[use as keyof typeof methodUses]).join(', ') || null
const expires = (row: { exp_month: number | null; exp_year: number | null }) =>
  row.exp_month === null ? null : `${String(row.exp_month).padStart(2, '0')}/${row.exp_year}`

/** @throws billing_methods.too_many, .not_found, .archived; request.invalid */
export function judge(ctx: Who, rows: readonly queries.ShownRow[], body: GivenMethod): void {
  if (rows.length >= maxBillingMethods) fail('billing_methods.too_many', { max: maxBillingMethods })
  const replaced = body.replacesId === null ? null : rows.find(({ id }) => id === body.replacesId)
  if (replaced === undefined) fail('billing_methods.not_found')
  if (replaced?.archived_at) fail('billing_methods.archived')
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  if ((body.authorization.on ?? today) > today)
    refuse([{ path: 'authorization.on', message: 'Not after today' }])
  if (!body.holder.company && !(body.holder.firstName && body.holder.lastName))
    refuse([{ path: 'holder.lastName', message: 'Enter the holder’s first and last name, or a company' }])
}

/** Notes what the processor keeps, and the place of another one that it takes. @returns its number */
export async function note(
  ctx: Who,
  db: Db,
  { customerId, rows, uses, agreedTo }: Place,
  body: GivenMethod,
  stored: StoredMethod,
): Promise<number> {
  const { company, userId } = ctx.actor
  const replaced = rows.find(({ id }) => id === body.replacesId)
  const isDefault = body.isDefault || replaced?.is_default === true || !rows.some((row) => row.is_default)
  if (isDefault) await queries.clearDefault(db, customerId)
  const authorizedOn = body.authorization.on ?? todayIn(company.timeZone, ctx.now)
  const row = {
    customer_id: customerId,
    payment_processor_id: body.processorId,
    kind: stored.kind,
    request_key: body.requestKey,
    customer_ref: stored.customerRef,
    method_ref: stored.methodRef,
    brand: stored.brand,
    last4: stored.last4,
    exp_month: stored.expMonth,
    exp_year: stored.expYear,
    account_type: stored.accountType,
    holder_type: stored.holderType,
    holder_name: body.holder.company || `${body.holder.firstName} ${body.holder.lastName}`.trim(),
    address: body.address && (JSON.stringify(body.address) as never),
    nickname: body.nickname,
    note: body.note,
    uses: body.uses,
    is_default: isDefault,
    authorization_text: agreedTo ?? authorizationText(company.name, stored.kind),
    authorized_by: body.authorization.by,
    authorized_on: authorizedOn,
    authorized_by_way: body.authorization.channel,
    created_at: ctx.now,
    created_by: userId,
  }
  const id = await queries.insertMethod(db, row)
  if (stored.kind === 'card') await queries.addExpiryJob(db, ctx.now)
  const values: Record<string, string | null> = {
    holder: row.holder_name,
    expires: expires(row),
    isDefault: isDefault ? 'Yes' : null,
    nickname: body.nickname,
    uses: usesText(body.uses),
    authorization: `${authorizationChannels[body.authorization.channel]}, ${formatDate(authorizedOn)}`,
    authorizedBy: body.authorization.by,
  }
  ctx.history.add({
    event: 'billing_methods.added',
    entity: 'billing_method',
    entityId: id,
    customerId,
    detail: { method: nameOf(row) },
    changes: Object.entries(values)
      .filter(([, value]) => value)
      .map(([field, value]) => ({ field, old: null, new: value })),
  })
  if (!replaced) return id
  for (const use of uses) await use.move(db, replaced.id, id)
  await queries.updateMethod(db, replaced.id, {
    archived_at: ctx.now,
    archived_by: userId,
    is_default: false,
    replaced_by_id: id,
  })
  ctx.history.add({
    event: 'billing_methods.replaced',
    entity: 'billing_method',
    entityId: replaced.id,
    customerId,
    detail: { method: nameOf(replaced) },
    changes: [{ field: 'active', old: 'Yes', new: `Replaced by ${nameOf(row)}` }],
  })
  return id
}

/** What the processor is told of the holder: the form's name, and the record's address unless another was given. */
export function orderOf(row: Visible['row'], body: GivenMethod): NewMethod {
  const value = (name: 'addressLine1' | 'addressLine2' | 'city' | 'state' | 'zip' | 'email') =>
    String(row[name] ?? '')
  const own = {
    line1: value('addressLine1'),
    line2: value('addressLine2'),
    city: value('city'),
    state: value('state'),
    zip: value('zip'),
  }
  return {
    key: body.requestKey,
    kind: body.kind,
    token: body.token,
    holder: { ...body.holder, email: value('email') },
    address: body.address ?? own,
  }
}
