/**
 * A method that the customer gives without anybody of the company: in the Payment Portal. Kept as staff would keep it, by the
 * processor's token; what charges other methods stays with them.
 */
import { fail } from '#shared/errors.ts'
import { maxBillingMethods, type MethodKind } from '#shared/rules/billing-methods.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { NewMethod, StoredMethod } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { CompanyTx } from '#server/jobs/company-work.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import { listProcessors, reasonOf, type StationDesk } from '../providers/providers.service.ts'
import { nameOf, offered } from './billing-methods.page.ts'
import * as queries from './billing-methods.queries.ts'

export type GivenMethod = {
  /** Whatever is sent twice under it is one method. */
  requestKey: string
  processorId: number
  kind: MethodKind
  token: string
  holder: { firstName: string; lastName: string; company: string }
  address: NewMethod['address'] | null
  /** The words that were agreed to. */
  authorizationText: string
}

/** Where a new method can be kept: the default processor first. */
export const listCaptures = async (desk: StationDesk, db: Db, companyId: number) =>
  offered(desk, companyId, await listProcessors(db)).map(({ row, capture }) => ({
    id: row.id,
    name: row.name,
    capture,
  }))

/**
 * Has the processor keep it, outside of any transaction, and notes it.
 * @returns the method's number, or why the processor did not take it
 * @throws billing_methods.too_many, .no_processor
 */
export async function keepGiven(
  desk: StationDesk,
  tx: CompanyTx,
  of: { companyId: number; customerId: number; today: string; now: Date },
  given: GivenMethod,
): Promise<{ id: number } | { refused: string }> {
  const known = (rows: readonly queries.ShownRow[]) =>
    rows.find((row) => row.request_key === given.requestKey && !row.archived_at)
  const begun = await tx(async (db) => {
    await queries.lockMethods(db, of.customerId)
    const rows = await queries.listMethods(db, of.customerId)
    const before = known(rows)
    if (before) return { id: before.id }
    if (rows.length >= maxBillingMethods) fail('billing_methods.too_many', { max: maxBillingMethods })
    const processor = offered(desk, of.companyId, await listProcessors(db)).find(
      ({ row, capture }) => row.id === given.processorId && capture.kinds.includes(given.kind),
    )
    const record = await findRecordRow(db, of.customerId)
    if (!processor || !record) return fail('billing_methods.no_processor')
    const value = (name: string) => String((record as Record<string, unknown>)[name] ?? '')
    const own = {
      line1: value('addressLine1'),
      line2: value('addressLine2'),
      city: value('city'),
      state: value('state'),
      zip: value('zip'),
    }
    const order: NewMethod = {
      key: given.requestKey,
      kind: given.kind,
      token: given.token,
      holder: { ...given.holder, email: value('email') },
      address: given.address ?? own,
    }
    return { row: processor.row, order }
  })
  if ('id' in begun) return { id: begun.id! }
  let stored: StoredMethod
  try {
    stored = await desk.openPayment(of.companyId, begun.row).processor.store(begun.order)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return { refused: reasonOf(error).replace(/^The station/, 'The processor') }
  }
  return tx(async (db, history) => {
    await queries.lockMethods(db, of.customerId)
    const rows = await queries.listMethods(db, of.customerId)
    const before = known(rows)
    if (before) return { id: before.id }
    const row = {
      customer_id: of.customerId,
      payment_processor_id: given.processorId,
      kind: stored.kind,
      request_key: given.requestKey,
      customer_ref: stored.customerRef,
      method_ref: stored.methodRef,
      brand: stored.brand,
      last4: stored.last4,
      exp_month: stored.expMonth,
      exp_year: stored.expYear,
      account_type: stored.accountType,
      holder_type: stored.holderType,
      holder_name: given.holder.company || `${given.holder.firstName} ${given.holder.lastName}`.trim(),
      address: given.address && (JSON.stringify(given.address) as never),
      uses: [],
      // Some method is the default one, as long as there is any.
      is_default: !rows.some((one) => one.is_default),
      authorization_text: given.authorizationText,
      authorized_by: (given.holder.company || `${given.holder.firstName} ${given.holder.lastName}`).slice(
        0,
        120,
      ),
      authorized_on: of.today,
      authorized_by_way: 'online',
      created_at: of.now,
      created_by: null,
    }
    const id = await queries.insertMethod(db, row)
    if (stored.kind === 'card') await queries.addExpiryJob(db, of.now)
    history.add({
      event: 'billing_methods.added',
      entity: 'billing_method',
      entityId: id,
      customerId: of.customerId,
      detail: { method: nameOf(row) },
      changes: [
        { field: 'holder', old: null, new: row.holder_name },
        { field: 'authorization', old: null, new: 'In the Payment Portal' },
      ],
    })
    return { id }
  })
}
