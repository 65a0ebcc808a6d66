/** The second half of a link or a creation: do it at the provider and confirm it here. Safe to run again at any point. */
import { z } from 'zod'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { NewSubscriber, RemoteSubscriber } from '#server/connectors/interactive.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import {
  insertCalls,
  type OurAccount,
  readOurAccount,
  readReference,
} from '../connections/connections.service.ts'
import { findRecordRow, holdForProvided } from '../customers/customers.service.ts'
import {
  findServiceProvider,
  noteCall,
  type OpenProvider,
  reasonOf,
  type ServiceProviderRow,
  type StationDesk,
} from '../providers/providers.service.ts'
import { differing, fieldsOf, isOurs, keptBy, wordFor } from './interactive.account.ts'
import { nameOf } from './interactive.answers.ts'
import * as queries from './interactive.queries.ts'

const order = z.object({
  mode: z.enum(['link', 'create', 'commit']),
  login: z.string(),
  planCode: z.string(),
  addOnCodes: z.array(z.string()),
  deviceSerial: z.string(),
  panelCode: z.string(),
  centralStation: z
    .object({ accountNumber: z.string(), receiver: z.string(), forwarding: z.string() })
    .nullable(),
  details: z.record(z.string(), z.string()),
})
/** What a reserved account is to become. */
export type Order = z.output<typeof order>
export const orderWords = { link: 'link', create: 'create', commit: 'order' } as const
export const orderPlace = (companyId: number) => place(companyId, 'interactive_account.sealed_order')

/** On whose behalf an account is finished: a request's, or the worker's. */
export type Finisher = {
  companyId: number
  accountId: number
  now: Date
  tx<T>(work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T>
}

type Reserved = {
  row: queries.AccountRow
  provider: ServiceProviderRow
  ours: OurAccount
  wanted: Order
  reference: string
}

/**
 * Does nothing if the account is not `creating` any more. Every try carries the same key, and a connector without keys
 * looks before it creates.
 * @throws ConnectorError after noting it
 */
export async function finishAccount(by: Finisher, desk: StationDesk): Promise<void> {
  const reserved = await by.tx((db) => readReserved(db, by))
  if (!reserved) return
  const open = desk.openInteractive(by.companyId, reserved.provider)
  let subscriber: RemoteSubscriber
  try {
    subscriber = await make(open, reserved, by)
  } catch (error) {
    await by.tx(async (db, history) => {
      await insertCalls(db, reserved.row.customer_id, null, open.calls)
      if (error instanceof ConnectorError) await noteFailure(db, history, by, reserved, error)
    })
    throw error
  }
  await by.tx(async (db, history) => {
    // The record before its account, as every save locks them: one under way ends first, and is compared.
    await holdForProvided(db, reserved.row.customer_id)
    await confirm(db, history, by, reserved, open, subscriber)
  })
}

async function readReserved(db: Db, { companyId, accountId }: Finisher): Promise<Reserved | null> {
  const row = await queries.lockAccount(db, accountId)
  if (row?.state !== 'creating' || !row.sealed_order) return null
  const provider = await findServiceProvider(db, row.service_provider_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!provider || !record) return null
  return {
    row,
    provider,
    ours: await readOurAccount(db, companyId, { id: row.customer_id, row: record }),
    wanted: order.parse(JSON.parse(unseal(row.sealed_order, orderPlace(companyId)))),
    reference: await readReference(db, row.customer_id),
  }
}

async function make(open: OpenProvider, reserved: Reserved, by: Finisher): Promise<RemoteSubscriber> {
  const { row, wanted, ours, reference } = reserved
  const { subscribers } = open.provider
  const idempotencyKey = `${wanted.mode}-${by.companyId}-${row.id}`
  if (wanted.mode === 'link') {
    const ref = { externalId: row.external_id! }
    const theirs = await subscribers.read(ref)
    if (!theirs) throw new ConnectorError('not_found', { call: 'Read account', outcome: 'not_applied' })
    const noted = theirs.linkedReference !== null && isOurs(theirs.linkedReference, reference)
    if (!subscribers.link || noted) return theirs
    return subscribers.link(ref, { reference, idempotencyKey })
  }
  const { mode, ...asked } = wanted
  const subscriber: NewSubscriber = {
    ...asked,
    reference: `${reference}/${row.id}`,
    fields: fieldsOf(ours, keptBy(open.manifest)),
  }
  const create = mode === 'create' ? subscribers.create : subscribers.commit
  if (!create) throw new ConnectorError('rejected', { call: 'Create account', outcome: 'not_applied' })
  return create({ ...subscriber, idempotencyKey })
}

async function confirm(
  db: Db,
  history: HistoryDraft,
  by: Finisher,
  { row, provider, ours, wanted }: Reserved,
  { manifest, calls }: OpenProvider,
  subscriber: RemoteSubscriber,
): Promise<void> {
  await insertCalls(db, row.customer_id, null, calls)
  await noteCall(db, { kind: 'interactive', id: provider.id, connectionId: row.id, error: null }, by.now)
  const current = await queries.lockAccount(db, row.id)
  if (current?.state !== 'creating') return
  await queries.rememberAccount(db, row.id, subscriber, by.now)
  await queries.updateAccount(db, row.id, {
    state: 'linked',
    linked_at: by.now,
    last_sync_at: by.now,
    last_error: null,
    sealed_order: null,
  })
  // Compared with what the record holds now: it may have been saved while the provider was asked.
  const record = await findRecordRow(db, row.customer_id)
  const latest = record ? await readOurAccount(db, by.companyId, { id: row.customer_id, row: record }) : ours
  const fields = manifest.capabilities.includes('update') ? differing(manifest, latest, subscriber) : []
  if (fields.length) {
    await queries.addPending(db, row.id, fields)
    await queries.addAccountJob(db, 'interactive.push', row.id)
  }
  history.add({
    event: 'interactive.linked',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: row.customer_id,
    detail: {
      provider: provider.name,
      account: nameOf({
        login: subscriber.login,
        device_serial: subscriber.deviceSerial,
        external_id: subscriber.externalId,
      }),
      mode: wanted.mode,
    },
  })
}

const definite = new Set<ConnectorError['kind']>(['rejected', 'not_found', 'bad_credentials'])

/** A definite refusal ends the reservation; anything else leaves it to be tried again. */
async function noteFailure(
  db: Db,
  history: HistoryDraft,
  by: Finisher,
  { row, provider, wanted }: Reserved,
  error: ConnectorError,
): Promise<void> {
  await noteCall(db, { kind: 'interactive', id: provider.id, connectionId: row.id, error }, by.now)
  const current = await queries.lockAccount(db, row.id)
  if (current?.state !== 'creating') return
  const reason = reasonOf(error)
  const where = error.field ? `${wordFor(error.field)}: ` : ''
  const last_error = `${error.call}: ${where}${reason}`
  if (error.outcome === 'unknown' || !definite.has(error.kind)) {
    await queries.updateAccount(db, row.id, { last_error })
    return
  }
  await queries.updateAccount(db, row.id, {
    state: 'unlinked',
    unlinked_at: by.now,
    last_error,
    sealed_order: null,
  })
  history.add({
    event: 'interactive.link_failed',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { provider: provider.name, what: orderWords[wanted.mode], reason },
  })
}
