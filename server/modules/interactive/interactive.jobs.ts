/**
 * The outbox of accounts at interactive-services providers. One run brings one account to what the record holds now; it
 * looks before it writes, so that an answer that was lost, or a worker that died, costs nothing but the look.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { RemoteSubscriber } from '#server/connectors/interactive.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import {
  insertCalls,
  judgeFailure,
  noteSent,
  type OurAccount,
  readOurAccount,
  readReference,
  sameValue,
} from '../connections/connections.service.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import {
  findServiceProvider,
  mayCall,
  noteCall,
  type OpenProvider,
  reasonOf,
  type ServiceProviderRow,
  type StationDesk,
} from '../providers/providers.service.ts'
import { fieldsOf, isOurs, keptBy, wordFor } from './interactive.account.ts'
import { nameOf } from './interactive.answers.ts'
import { finishAccount } from './interactive.finish.ts'
import * as queries from './interactive.queries.ts'

const payload = z.object({ companyId: z.number(), accountId: z.number() })

type Batch = {
  row: queries.AccountRow
  provider: ServiceProviderRow
  ours: OurAccount
  reference: string
}

export function interactiveTasks(
  database: Database,
  desk: StationDesk,
  now: () => Date,
): Record<string, Task> {
  const push: Task = async (raw) => {
    const { companyId, accountId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const batch = await tx((db) => begin(db, companyId, accountId, now()))
    if (!batch) return
    const open = desk.openInteractive(companyId, batch.provider)
    let stands: RemoteSubscriber | null
    try {
      stands = await send(open, batch)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error // of ours: the queue tries again
      await tx((db, history) => noteFailure(db, history, batch, open, error, now()))
      return
    }
    await tx((db, history) => noteSuccess(db, history, batch, open, stands, now()))
  }

  const finish: Task = async (raw) => {
    const { companyId, accountId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    try {
      await finishAccount({ companyId, accountId, now: now(), tx }, desk)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      await tx(async (db) => {
        const row = await queries.lockAccount(db, accountId)
        if (row?.state !== 'creating') return
        const verdict = judgeFailure(error, { attempts: 6, looked: true, chance: Math.random() })
        const waitMs = verdict.final ? 60_000 : verdict.waitMs
        await queries.addAccountJob(db, 'interactive.finish', accountId, new Date(now().getTime() + waitMs))
      })
    }
  }
  return { 'interactive.push': push, 'interactive.finish': finish }
}

/** Takes what waits and notes that it is being sent. */
async function begin(db: Db, companyId: number, accountId: number, now: Date): Promise<Batch | null> {
  const row = await queries.lockAccount(db, accountId)
  if (!row || row.state === 'creating' || row.external_id === null) return null
  if (row.push_state !== 'waiting' && row.push_state !== 'sending') return null
  const provider = await findServiceProvider(db, row.service_provider_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!provider || !record) return null
  const until = await mayCall(db, { kind: 'interactive', id: provider.id }, now)
  if (until) {
    const next = new Date(until.getTime() + Math.random() * 5000)
    await queries.updateAccount(db, row.id, { next_attempt_at: next })
    await queries.addAccountJob(db, 'interactive.push', row.id, next)
    return null
  }
  await queries.updateAccount(db, row.id, {
    push_state: 'sending',
    attempts: row.attempts + 1,
    next_attempt_at: null,
  })
  return {
    row: { ...row, attempts: row.attempts + 1 },
    provider,
    ours: await readOurAccount(db, companyId, { id: row.customer_id, row: record }),
    reference: await readReference(db, row.customer_id),
  }
}

/** Returns how the account stands afterwards; null if the provider has none that could hold our note. */
async function send({ provider, manifest }: OpenProvider, batch: Batch): Promise<RemoteSubscriber | null> {
  const { row, ours, reference } = batch
  const ref = { externalId: row.external_id! }
  const { subscribers } = provider
  const stands = await subscribers.read(ref)
  if (row.state === 'unlinked') {
    const noted = stands?.linkedReference ?? null
    if (noted !== null && isOurs(noted, reference))
      await subscribers.unlink?.(ref, { reference: noted, idempotencyKey: keyOf(batch, 'release') })
    return null
  }
  if (!stands) throw new ConnectorError('not_found', { call: 'Read account', outcome: 'not_applied' })
  const names = keptBy(manifest).filter(
    (name) => row.pending.includes(name) && !sameValue(name, ours.fields[name], stands.fields[name] ?? ''),
  )
  if (!names.length || !subscribers.update) return stands
  const fields = fieldsOf(ours, names)
  return subscribers.update(ref, { fields, idempotencyKey: keyOf(batch, JSON.stringify(fields)) })
}

/** The same for every try of the same values, another as soon as a value is another. */
const keyOf = ({ row }: Batch, what: string): string =>
  createHash('sha256')
    .update(JSON.stringify([row.company_id, row.id, row.push_serial, what]))
    .digest('base64url')

const labels = (row: queries.AccountRow): string => row.pending.map(wordFor).join(', ')

async function noteSuccess(
  db: Db,
  history: HistoryDraft,
  { row, provider }: Batch,
  { calls }: OpenProvider,
  stands: RemoteSubscriber | null,
  now: Date,
): Promise<void> {
  await noteCall(db, { kind: 'interactive', id: provider.id, connectionId: row.id, error: null }, now)
  await insertCalls(db, row.customer_id, null, calls)
  const current = await queries.lockAccount(db, row.id)
  if (!current) return
  if (stands) await queries.rememberAccount(db, row.id, stands, now)
  await noteSent(db, 'interactive', row.id, row.pending)
  const more = current.push_serial !== row.push_serial
  await queries.updateAccount(db, row.id, {
    ...(more ? { push_state: 'waiting' } : { push_state: 'idle', pending: [], waiting_since: null }),
    attempts: 0,
    next_attempt_at: null,
    error_kind: null,
    error_message: null,
    last_error: null,
    last_sync_at: now,
  })
  if (more) await queries.addAccountJob(db, 'interactive.push', row.id)
  if (row.state !== 'linked' || !row.pending.length) return
  history.add({
    event: 'interactive.pushed',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { provider: provider.name, account: nameOf(row), fields: labels(row) },
  })
}

/** Lets it wait, or fail for good, visibly. */
async function noteFailure(
  db: Db,
  history: HistoryDraft,
  { row, provider }: Batch,
  { calls }: OpenProvider,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  await noteCall(db, { kind: 'interactive', id: provider.id, connectionId: row.id, error }, now)
  await insertCalls(db, row.customer_id, null, calls)
  const current = await queries.lockAccount(db, row.id)
  if (!current) return
  const named = error.field ? `${wordFor(error.field)}: ` : ''
  const told = { error_kind: error.kind, error_message: `${named}${reasonOf(error)}` }
  const verdict = judgeFailure(error, { attempts: row.attempts, looked: true, chance: Math.random() })
  const more = current.push_serial !== row.push_serial
  if (!verdict.final || more) {
    const next = more ? now : new Date(now.getTime() + (verdict.final ? 0 : verdict.waitMs))
    await queries.updateAccount(db, row.id, { ...told, push_state: 'waiting', next_attempt_at: next })
    await queries.addAccountJob(db, 'interactive.push', row.id, next)
    return
  }
  await queries.updateAccount(db, row.id, {
    ...told,
    push_state: 'failed',
    failed_at: now,
    waiting_since: null,
    next_attempt_at: null,
  })
  history.add({
    event: 'interactive.push_failed',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { provider: provider.name, fields: labels(row), reason: reasonOf(error) },
  })
}
