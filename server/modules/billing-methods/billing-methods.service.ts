/** Billing methods of one customer (BIL-006): kept by the processor's token, replaced and archived, never with a number of ours. */
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  BillingMethodPage,
  billingMethods,
  NewBillingMethod,
} from '#shared/contracts/billing-methods.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import {
  authorizationChannels,
  authorizationText,
  maxBillingMethods,
  methodUses,
} from '#shared/rules/billing-methods.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { NewMethod, StoredMethod } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { listEntriesOf } from '../history/history.service.ts'
import { listProcessors, reasonOf, type StationDesk } from '../providers/providers.service.ts'
import { lockRecord, nameOf, offered, openRecord, readPage, usesOf } from './billing-methods.page.ts'
import * as queries from './billing-methods.queries.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

export { type GivenMethod, keepGiven, listCaptures } from './billing-methods.given.ts'
export { listMethods } from './billing-methods.queries.ts'
export type { BillingMethodUse, BillingMethodUses } from './billing-methods.uses.ts'

type Request<K extends keyof typeof billingMethods> = Parsed<(typeof billingMethods)[K]>

const refuse = (errors: FieldError[]) => fail('request.invalid', {}, { errors })
const usesText = (uses: readonly string[]) =>
  uses.map((use) => methodUses[use as keyof typeof methodUses]).join(', ') || null
const expires = (row: { exp_month: number | null; exp_year: number | null }) =>
  row.exp_month === null ? null : `${String(row.exp_month).padStart(2, '0')}/${row.exp_year}`

export function billingMethodService(desk: StationDesk, uses: BillingMethodUses) {
  const page = readPage(desk, uses)

  /** @throws customers.not_found, access.denied_here */
  async function read(ctx: Ctx, db: Db, { params }: Request<'ofCustomer'>): Promise<BillingMethodPage> {
    return page(ctx, db, await openRecord(ctx, db, params.customerId))
  }

  /**
   * Has the processor keep it, outside of any transaction, then notes it. Whatever arrives again under the same key finds it there.
   * @throws customers.…; billing_methods.leads, .no_processor, .too_many, .not_found, .refused; request.invalid
   */
  async function add(ctx: IoCtx, { params, body }: Request<'add'>): Promise<BillingMethodPage> {
    const begun = await ctx.tx(async (inner, db) => {
      const record = await lockRecord(inner, db, params.customerId, 'billing_information.modify')
      const rows = await queries.listMethods(db, record.id)
      if (rows.some((row) => row.request_key === body.requestKey)) {
        inner.history.nothingChanged()
        return { known: await page(inner, db, record), ready: null }
      }
      judge(inner, rows, body)
      const processor = offered(desk, inner.actor.company.id, await listProcessors(db)).find(
        ({ row, capture }) => row.id === body.processorId && capture.kinds.includes(body.kind),
      )
      if (!processor) return fail('billing_methods.no_processor')
      return { known: null, ready: { row: processor.row, order: orderOf(record, body) } }
    })
    if (begun.known) return begun.known
    const { row, order } = begun.ready!
    const { processor } = desk.openPayment(ctx.actor.company.id, row)
    let stored: StoredMethod
    try {
      stored = await processor.store(order)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      const reason = reasonOf(error).replace(/^The station/, 'The processor')
      return fail('billing_methods.refused', { processor: row.name, reason })
    }
    return ctx.tx(async (inner, db) => {
      const record = await lockRecord(inner, db, params.customerId, 'billing_information.modify')
      const rows = await queries.listMethods(db, record.id)
      // The same request, twice at once: stored under one key, it is one method at the processor, too.
      if (rows.some((row) => row.request_key === body.requestKey)) {
        inner.history.nothingChanged()
        return page(inner, db, record)
      }
      judge(inner, rows, body)
      await note(inner, db, record, rows, body, stored)
      return page(inner, db, record)
    })
  }

  function judge(ctx: Ctx, rows: readonly queries.ShownRow[], body: NewBillingMethod): void {
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

  async function note(
    ctx: Ctx,
    db: Db,
    record: Visible,
    rows: readonly queries.ShownRow[],
    body: NewBillingMethod,
    stored: StoredMethod,
  ): Promise<void> {
    const { company, userId } = ctx.actor
    const replaced = rows.find(({ id }) => id === body.replacesId)
    const isDefault = body.isDefault || replaced?.is_default === true || !rows.some((row) => row.is_default)
    if (isDefault) await queries.clearDefault(db, record.id)
    const authorizedOn = body.authorization.on ?? todayIn(company.timeZone, ctx.now)
    const row = {
      customer_id: record.id,
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
      authorization_text: authorizationText(company.name, stored.kind),
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
      customerId: record.id,
      detail: { method: nameOf(row) },
      changes: Object.entries(values)
        .filter(([, value]) => value)
        .map(([field, value]) => ({ field, old: null, new: value })),
    })
    if (!replaced) return
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
      customerId: record.id,
      detail: { method: nameOf(replaced) },
      changes: [{ field: 'active', old: 'Yes', new: `Replaced by ${nameOf(row)}` }],
    })
  }

  const rowOf = (rows: readonly queries.ShownRow[], id: number, version: number): queries.ShownRow => {
    const row = rows.find((one) => one.id === id) ?? fail('billing_methods.not_found')
    if (row.archived_at) fail('billing_methods.archived')
    if (row.version !== version) fail('billing_methods.stale')
    return row
  }

  /** @throws customers.…; billing_methods.not_found, .stale, .archived; request.invalid */
  async function save(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<BillingMethodPage> {
    const record = await lockRecord(ctx, db, params.customerId, 'billing_information.modify')
    const row = rowOf(await queries.listMethods(db, record.id), params.billingMethodId, body.version)
    if (row.is_default && !body.isDefault)
      return refuse([{ path: 'isDefault', message: 'Make another one the default instead' }])
    const changes: Change[] = [
      { field: 'nickname', old: row.nickname || null, new: body.nickname || null },
      { field: 'note', old: row.note || null, new: body.note || null },
      { field: 'uses', old: usesText(row.uses), new: usesText(body.uses) },
      { field: 'isDefault', old: row.is_default ? 'Yes' : 'No', new: body.isDefault ? 'Yes' : 'No' },
    ].filter((change) => change.old !== change.new)
    if (!changes.length) {
      ctx.history.nothingChanged()
      return page(ctx, db, record)
    }
    if (body.isDefault && !row.is_default) await queries.clearDefault(db, record.id)
    const { nickname, note: text, uses: chosen, isDefault } = body
    await queries.updateMethod(db, row.id, { nickname, note: text, uses: chosen, is_default: isDefault })
    ctx.history.add({
      event: 'billing_methods.saved',
      entity: 'billing_method',
      entityId: row.id,
      customerId: record.id,
      detail: { method: nameOf(row) },
      changes,
    })
    return page(ctx, db, record)
  }

  /** @throws customers.…; billing_methods.not_found, .stale, .archived, .in_use */
  async function remove(ctx: Ctx, db: Db, { params, body }: Request<'remove'>): Promise<BillingMethodPage> {
    const record = await lockRecord(ctx, db, params.customerId, 'billing_information.delete')
    const rows = await queries.listMethods(db, record.id)
    const row = rowOf(rows, params.billingMethodId, body.version)
    const chargedBy = (await usesOf(db, uses, [row])).get(row.id) ?? []
    if (chargedBy.length) fail('billing_methods.in_use', { uses: chargedBy.join(', ') })
    await queries.updateMethod(db, row.id, {
      archived_at: ctx.now,
      archived_by: ctx.actor.userId,
      is_default: false,
    })
    // Some method is the default one, as long as there is any.
    const next = row.is_default ? rows.find((one) => one.id !== row.id && !one.archived_at) : undefined
    if (next) await queries.updateMethod(db, next.id, { is_default: true })
    await queries.addForgetJob(db, row.id)
    ctx.history.add({
      event: 'billing_methods.removed',
      entity: 'billing_method',
      entityId: row.id,
      customerId: record.id,
      detail: { method: nameOf(row) },
      changes: [{ field: 'active', old: 'Yes', new: 'No' }],
    })
    return page(ctx, db, record)
  }

  /** @throws customers.not_found, access.denied_here; billing_methods.not_found */
  async function history(
    ctx: Ctx,
    db: Db,
    { params }: Request<'history'>,
  ): Promise<Output<typeof billingMethods.history>> {
    const record = await openRecord(ctx, db, params.customerId)
    const row = await queries.findMethodRow(db, params.billingMethodId)
    if (row?.customer_id !== record.id) return fail('billing_methods.not_found')
    const items = await listEntriesOf(ctx, db, record, { entity: 'billing_method', entityId: row.id })
    return { items, next: null }
  }

  return { read, add, save, remove, history }
}

/** What the processor is told of the holder: the form's name, and the record's address unless another was given. */
function orderOf(record: Visible, body: NewBillingMethod): NewMethod {
  const value = (name: 'addressLine1' | 'addressLine2' | 'city' | 'state' | 'zip' | 'email') =>
    String(record.row[name] ?? '')
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
