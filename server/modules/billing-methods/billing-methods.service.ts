/** Billing methods of one customer (BIL-006): kept by the processor's token, replaced and archived, never with a number of ours. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { BillingMethodPage, billingMethods } from '#shared/contracts/billing-methods.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { StoredMethod } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { listEntriesOf } from '../history/history.service.ts'
import { listProcessors, reasonOf, type StationDesk } from '../providers/providers.service.ts'
import { judge, note, orderOf, usesText } from './billing-methods.keeping.ts'
import { lockRecord, nameOf, offered, openRecord, readPage, usesOf } from './billing-methods.page.ts'
import * as queries from './billing-methods.queries.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

export { listMethods } from './billing-methods.queries.ts'
export type { BillingMethodUse, BillingMethodUses } from './billing-methods.uses.ts'
export {
  keepForCustomer,
  listCaptures,
  listForCustomer,
  type OwnMethod,
  retireForCustomer,
} from './billing-methods.outside.ts'

type Request<K extends keyof typeof billingMethods> = Parsed<(typeof billingMethods)[K]>

const refuse = (errors: FieldError[]) => fail('request.invalid', {}, { errors })
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
      return { known: null, ready: { row: processor.row, order: orderOf(record.row, body) } }
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
      await note(inner, db, { customerId: record.id, rows, uses }, body, stored)
      return page(inner, db, record)
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
