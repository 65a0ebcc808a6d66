/** A customer's own doing to their billing methods, in a provider's app or the portal: no user of the company has a part in it. */
import { createHash } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import { type Expiry, expiryOf, type MethodKind } from '#shared/rules/billing-methods.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { CaptureForm, StoredMethod } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import { lockPayer } from '../ledger/ledger.service.ts'
import { listProcessors, reasonOf, type StationDesk } from '../providers/providers.service.ts'
import { type GivenMethod, judge, note, orderOf, type Who } from './billing-methods.keeping.ts'
import { nameOf, offered, usesOf } from './billing-methods.page.ts'
import * as queries from './billing-methods.queries.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

export type OwnMethod = {
  id: number
  kind: MethodKind
  name: string
  brand: string
  last4: string
  expMonth: number | null
  expYear: number | null
  expiry: Expiry
}
export type OwnCapture = Pick<CaptureForm, 'form' | 'script' | 'publicKey' | 'kinds'> & {
  processorId: number
}

const toOwn = (row: queries.ShownRow, today: string): OwnMethod => ({
  id: row.id,
  kind: row.kind as MethodKind,
  name: nameOf(row),
  brand: row.brand,
  last4: row.last4,
  expMonth: row.exp_month,
  expYear: row.exp_year,
  expiry: expiryOf({ expYear: row.exp_year, expMonth: row.exp_month }, today),
})

/** Where a new method can be kept: the default processor first. */
export const listCaptures = async (desk: StationDesk, db: Db, companyId: number) =>
  offered(desk, companyId, await listProcessors(db)).map(({ row, capture }) => ({
    id: row.id,
    name: row.name,
    capture,
  }))

/** What a customer may know of their own methods, and where a new one can be kept. */
export async function listForCustomer(
  db: Db,
  desk: StationDesk,
  { companyId, customerId, today }: { companyId: number; customerId: number; today: string },
): Promise<{ methods: OwnMethod[]; capture: OwnCapture[] }> {
  const rows = await queries.listMethods(db, customerId)
  return {
    methods: rows.filter((row) => !row.archived_at).map((row) => toOwn(row, today)),
    capture: (await listCaptures(desk, db, companyId)).map(({ id, capture }) => ({
      processorId: id,
      kinds: capture.kinds,
      form: capture.form,
      script: capture.script,
      publicKey: capture.publicKey,
    })),
  }
}

/** The processor finds what it keeps by this key: whatever a caller names, it is never that of another customer. */
const keyOf = (companyId: number, customerId: number, requestKey: string): string =>
  createHash('sha256').update(`${companyId}/${customerId}/${requestKey}`).digest('hex').slice(0, 36)

type Keeping = {
  desk: StationDesk
  uses: BillingMethodUses
  company: { id: number; name: string; timeZone: string }
  customerId: number
  now: Date
  /** Each call is one short transaction of the company. */
  tx<T>(work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T>
  /** The words that were agreed to, where they are not the usual ones. */
  agreedTo?: string
  /** Says what the processor's refusal means where it was given. */
  refuse?: (reason: string) => never
}

/**
 * Has the processor keep a new method, outside of any transaction, and notes it in the one in which `then` runs. Asked for again under the
 * same key, also after a kill in between, it is one method there and here.
 * @param given.replaces the method whose place it takes, where nothing else charges that one
 * @throws billing_methods.no_processor, .too_many, .refused; request.invalid; whatever `then` throws
 */
export async function keepForCustomer<T>(
  { desk, uses, company, customerId, now, tx, agreedTo, refuse }: Keeping,
  given: Omit<GivenMethod, 'replacesId'>,
  then: (db: Db, history: HistoryDraft, methodId: number) => Promise<T>,
): Promise<T> {
  const body: GivenMethod = { ...given, replacesId: null }
  const who = (history: HistoryDraft): Who => ({ actor: { company, userId: null }, now, history })
  const ready = await tx(async (db, history) => {
    const row = (await findRecordRow(db, customerId)) ?? fail('customers.not_found')
    const rows = await queries.listMethods(db, customerId)
    if (rows.some((one) => one.request_key === body.requestKey)) return null
    judge(who(history), rows, body)
    const found = offered(desk, company.id, await listProcessors(db)).find(
      (one) => one.row.id === body.processorId && one.capture.kinds.includes(body.kind),
    )
    const processor = (found ?? fail('billing_methods.no_processor')).row
    const key = keyOf(company.id, customerId, body.requestKey)
    return { row: processor, order: { ...orderOf(row, body), key } }
  })
  let stored: StoredMethod | null = null
  if (ready) {
    try {
      stored = await desk.openPayment(company.id, ready.row).processor.store(ready.order)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      const reason = reasonOf(error).replace(/^The station/, 'The processor')
      return refuse ? refuse(reason) : fail('billing_methods.refused', { processor: ready.row.name, reason })
    }
  }
  return tx(async (db, history) => {
    await lockPayer(db, customerId)
    const rows = await queries.listMethods(db, customerId)
    const known = rows.find((one) => one.request_key === body.requestKey)
    const methodId =
      known?.id ?? (await note(who(history), db, { customerId, rows, uses, agreedTo }, body, stored!))
    return then(db, history, methodId)
  })
}

/** Archives a method whose place another one has taken, if nothing charges it any more; the processor forgets it. */
export async function retireForCustomer(
  db: Db,
  history: HistoryDraft,
  uses: BillingMethodUses,
  { customerId, methodId, byId, now }: { customerId: number; methodId: number; byId: number; now: Date },
): Promise<void> {
  const rows = await queries.listMethods(db, customerId)
  const row = rows.find(({ id }) => id === methodId)
  const by = rows.find(({ id }) => id === byId)
  if (!row || !by || row.archived_at) return
  const open = row.openCharges > 0
  const chargedBy = (await usesOf(db, uses, [{ ...row, retrying: 0 }])).get(row.id) ?? []
  if (open || chargedBy.length) return
  if (row.is_default) {
    await queries.clearDefault(db, customerId)
    await queries.updateMethod(db, by.id, { is_default: true })
  }
  // What is to be tried again follows: the engine charges what has taken its place.
  await queries.updateMethod(db, row.id, { archived_at: now, is_default: false, replaced_by_id: by.id })
  history.add({
    event: 'billing_methods.replaced',
    entity: 'billing_method',
    entityId: row.id,
    customerId,
    detail: { method: nameOf(row) },
    changes: [{ field: 'active', old: 'Yes', new: `Replaced by ${nameOf(by)}` }],
  })
}
