/**
 * The outbox at work. One run sends what waits for one connection, as the record stands now: the wanted end, not the
 * steps, so that doing it again changes nothing. What is about to be sent is noted before the call; a run that finds
 * such a note without its end (a crash, a lost answer) looks at the account before it sends anything.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AccountField, RemoteAccount } from '#server/connectors/contract.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import { listZoneEquipment, type ZoneEquipment } from '../equipment/equipment.service.ts'
import {
  findMonitoringCompany,
  mayCall,
  type MonitoringCompanyRow,
  noteCall,
  type OpenStation,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import {
  contactsFor,
  keptFields,
  labelOf,
  labelsOf,
  type OurAccount,
  sameContacts,
  sameValue,
} from './connections.account.ts'
import { noteSent } from './connections.checks.ts'
import { finishLink } from './connections.finish.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'
import { readReference } from './connections.reference.ts'
import { judgeFailure } from './connections.retry.ts'
import { readOurAccount } from './connections.target.ts'
import { sendZones } from './connections.zones.ts'

const payload = z.object({ companyId: z.number(), connectionId: z.number() })

type Batch = {
  row: queries.ConnectionRow
  company: MonitoringCompanyRow
  pushes: outbox.PushRow[]
  ours: OurAccount
  zones: ZoneEquipment[]
  /** How far `send` came: what was sent before has arrived, whatever becomes of the rest. */
  reached: 'account' | 'zones'
  lookFirst: boolean
  key: string
  reference: string
}

export function connectionTasks(
  database: Database,
  desk: StationDesk,
  now: () => Date,
): Record<string, Task> {
  const push: Task = async (raw) => {
    const { companyId, connectionId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const batch = await tx((db) => begin(db, companyId, connectionId, now()))
    if (!batch) return
    const open = desk.open(companyId, batch.company)
    let revision: string | null
    try {
      revision = await send(open, batch)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error // of ours: the queue tries again, looking first
      await tx((db, history) => noteEnd(db, history, batch, open, error, now()))
      return
    }
    await tx((db, history) => noteSuccess(db, history, batch, open, revision, now()))
  }

  const finish: Task = async (raw) => {
    const { companyId, connectionId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    try {
      await finishLink({ companyId, connectionId, now: now(), tx }, desk)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      await tx(async (db) => {
        const row = await queries.lockConnection(db, connectionId)
        if (row?.state !== 'linking') return
        const verdict = judgeFailure(error, { attempts: 6, looked: true, chance: Math.random() })
        const waitMs = verdict.final ? 60_000 : verdict.waitMs
        await outbox.addConnectionJob(
          db,
          'connections.finish_link',
          connectionId,
          new Date(now().getTime() + waitMs),
        )
      })
    }
  }
  return {
    'connections.push': push,
    'connections.finish_link': finish,
  }
}

/** Takes what waits and notes that it is being sent. */
async function begin(db: Db, companyId: number, connectionId: number, now: Date): Promise<Batch | null> {
  const row = await queries.lockConnection(db, connectionId)
  if (!row || row.state === 'linking') return null
  const open = await outbox.listOpenPushes(db, connectionId)
  const pushes = open.filter((p) => (p.kind === 'release') === (row.state === 'unlinked'))
  const company = await findMonitoringCompany(db, row.monitoring_company_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!pushes.length || !company || !record) return null
  const waitUntil = await mayCall(db, { kind: 'monitoring', id: company.id }, now)
  if (waitUntil) {
    await postpone(db, connectionId, pushes, waitUntil)
    return null
  }
  const ours = await readOurAccount(db, companyId, { id: row.customer_id, row: record })
  const zones = pushes.some((p) => p.kind === 'zones') ? await listZoneEquipment(db, row.customer_id) : []
  const ids = pushes.map((p) => p.id)
  // The same for every try of the same values, another as soon as a value is another.
  const key = createHash('sha256')
    .update(JSON.stringify([companyId, connectionId, ids, ours, zones]))
    .digest('base64url')
  const lookFirst =
    pushes.some((p) => p.state === 'sending' || p.look_first) || !row.last_revision || !row.external_id
  await outbox.beginPushes(db, ids, key, now)
  return {
    row,
    company,
    pushes,
    ours,
    zones,
    reached: 'account',
    lookFirst,
    key,
    reference: await readReference(db, row.customer_id),
  }
}

/** The station is left alone for now: what waits says when it goes on, spread so that not all come at once. */
async function postpone(db: Db, connectionId: number, pushes: outbox.PushRow[], until: Date): Promise<void> {
  const next = new Date(until.getTime() + Math.random() * 5000)
  const waiting = pushes.filter((push) => push.state === 'waiting').map((push) => push.id)
  await outbox.updatePushes(db, waiting, { next_attempt_at: next })
  await outbox.addConnectionJob(db, 'connections.push', connectionId, next)
}

/** Sends the batch. Returns the account's revision afterwards; null if the answers did not tell. */
async function send({ station, manifest }: OpenStation, batch: Batch): Promise<string | null> {
  const { row, pushes, ours, key, lookFirst, reference } = batch
  const { account_number: accountNumber } = row
  const has = (kind: outbox.PushRow['kind']) => pushes.some((p) => p.kind === kind)
  let remote: RemoteAccount | null = null
  if (lookFirst) {
    remote = await station.account.lookup(accountNumber)
    if (!remote && has('release')) return null // nothing there that could hold our note
    if (!remote) throw new ConnectorError('not_found', { call: 'Look up account', outcome: 'not_applied' })
  }
  const ref = remote ?? { accountNumber, externalId: row.external_id! }
  if (has('release')) {
    if (!remote || remote.linkedReference === reference)
      await station.account.unlink?.(ref, { reference, idempotencyKey: `r-${key}` })
    return null
  }
  let revision = remote?.revision ?? row.last_revision
  const fields = fieldsToSend(batch, manifest, remote)
  if (Object.keys(fields).length) {
    const write = { fields, idempotencyKey: `f-${key}`, revision: revision ?? undefined }
    revision = (await station.account.update(ref, write)).revision
  }
  const contacts = contactsFor(manifest, ours)
  if (has('contacts') && station.contacts && !(remote && sameContacts(contacts, remote.contacts))) {
    await station.contacts.replace(ref, {
      contacts,
      idempotencyKey: `c-${key}`,
      revision: revision ?? undefined,
    })
    revision = null
  }
  const zonePushes = pushes.filter((p) => p.kind === 'zones')
  if (zonePushes.length) {
    batch.reached = 'zones'
    const named = [...new Set(zonePushes.flatMap((p) => p.fields))]
    await sendZones(station, manifest, ref, { fields: named, ours: batch.zones, key })
    // A station may count a zone as a change of the account.
    revision = null
  }
  return revision
}

/** What the pushes name, less what a look showed to be there already. */
function fieldsToSend(
  { pushes, ours }: Batch,
  manifest: OpenStation['manifest'],
  remote: RemoteAccount | null,
) {
  const named = new Set(pushes.filter((p) => p.kind === 'fields').flatMap((p) => p.fields))
  const names = keptFields(manifest).filter(
    (name) => named.has(name) && !(remote && sameValue(name, ours.fields[name], remote.fields[name] ?? '')),
  )
  return Object.fromEntries(names.map((name) => [name, ours.fields[name]])) as Partial<
    Record<AccountField, string>
  >
}

const labels = (pushes: outbox.PushRow[]): string =>
  labelsOf([...new Set(pushes.flatMap((p) => p.fields))]).join(', ')

async function noteSuccess(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  { calls }: OpenStation,
  revision: string | null,
  now: Date,
): Promise<void> {
  const { row, pushes, company } = batch
  const ids = pushes.map((p) => p.id)
  await noteCall(db, { kind: 'monitoring', id: company.id, connectionId: row.id, error: null }, now)
  await queries.insertCalls(db, row.customer_id, row.id, calls)
  await outbox.updatePushes(db, ids, {
    state: 'done',
    look_first: false,
    finished_at: now,
    next_attempt_at: null,
    error_kind: null,
    error_call: null,
    error_message: null,
    error_field: null,
  })
  await noteSent(
    db,
    'monitoring',
    row.id,
    pushes.flatMap((p) => p.fields),
  )
  await queries.updateConnection(db, row.id, {
    last_sync_at: now,
    last_error: null,
    last_revision: revision,
  })
  if (labels(pushes)) {
    history.add({
      event: 'connections.pushed',
      entity: 'connection',
      entityId: row.id,
      customerId: row.customer_id,
      detail: { company: company.name, accountNumber: row.account_number, fields: labels(pushes) },
    })
  }
}

/** What was sent before the failing call has arrived, and does not share its fate. */
async function noteEnd(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  open: OpenStation,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  const arrived = batch.reached === 'zones' ? batch.pushes.filter((p) => p.kind !== 'zones') : []
  if (!arrived.length) return noteFailure(db, history, batch, open, error, now)
  await noteSuccess(db, history, { ...batch, pushes: arrived }, open, null, now)
  const pushes = batch.pushes.filter((p) => p.kind === 'zones')
  await noteFailure(db, history, { ...batch, pushes }, { ...open, calls: [] }, error, now)
}

/** Sets the updates back to wait, or lets them fail for good, visibly. */
async function noteFailure(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  { calls }: OpenStation,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  const { row, pushes, company } = batch
  const reason = reasonOf(error)
  await noteCall(db, { kind: 'monitoring', id: company.id, connectionId: row.id, error }, now)
  await queries.insertCalls(db, row.customer_id, row.id, calls)
  const told = {
    error_kind: error.kind,
    error_call: error.call,
    error_message: reason,
    error_field: error.field,
  }
  const attempts = Math.max(...pushes.map((p) => p.attempts + 1))
  const verdict = judgeFailure(error, { attempts, looked: batch.lookFirst, chance: Math.random() })
  const ids = pushes.map((p) => p.id)
  if (!verdict.final) {
    const next = new Date(now.getTime() + verdict.waitMs)
    const lookFirst = verdict.lookFirst || batch.lookFirst
    await outbox.updatePushes(db, ids, {
      ...told,
      state: 'waiting',
      look_first: lookFirst,
      next_attempt_at: next,
    })
    await outbox.addConnectionJob(db, 'connections.push', row.id, next)
    return
  }
  const failed = await separateRefused(db, batch, error)
  // What failed before of the same is told once, by this one.
  const names = pushes.filter((p) => failed.includes(p.id)).flatMap((p) => p.fields)
  await outbox.cancelSuperseded(
    db,
    row.id,
    failed.length < pushes.length && error.field ? [error.field] : names,
  )
  await outbox.updatePushes(db, failed, {
    ...told,
    state: 'failed',
    finished_at: now,
    next_attempt_at: null,
  })
  await queries.updateConnection(db, row.id, { last_error: `${error.call}: ${reason}` })
  const fields = error.field ? labelOf(error.field) : labels(pushes)
  history.add({
    event: 'connections.push_failed',
    entity: 'connection',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, fields, reason },
  })
}

/**
 * The station refused one field: the others must not wait for it. They go on in an update of their own, and the
 * refused one alone fails. Returns the ids of the updates that fail.
 */
async function separateRefused(
  db: Db,
  { row, pushes, reached }: Batch,
  error: ConnectorError,
): Promise<number[]> {
  const kind = reached === 'zones' ? 'zones' : 'fields'
  const named = [...new Set(pushes.filter((p) => p.kind === kind).flatMap((p) => p.fields))]
  if (
    error.kind !== 'rejected' ||
    !error.field ||
    !named.includes(error.field) ||
    pushes.length + named.length <= 2
  ) {
    return failTogether(db, row, pushes)
  }
  const others = named.filter((name) => name !== error.field)
  const [first, ...rest] = pushes.filter((p) => p.kind === kind)
  const created_by = first!.created_by
  await outbox.updatePushes(db, [first!.id], { fields: [error.field] })
  await outbox.updatePushes(
    db,
    rest.map((p) => p.id),
    { state: 'canceled' },
  )
  if (others.length) await outbox.insertPush(db, { connection_id: row.id, kind, fields: others, created_by })
  await outbox.updatePushes(
    db,
    pushes.filter((p) => p.kind !== kind).map((p) => p.id),
    { state: 'waiting', look_first: true },
  )
  await outbox.addConnectionJob(db, 'connections.push', row.id)
  return [first!.id]
}

/** All of a refused batch fail but its zones: they had no turn yet, and go on by themselves. */
async function failTogether(
  db: Db,
  row: queries.ConnectionRow,
  pushes: readonly outbox.PushRow[],
): Promise<number[]> {
  const ids = (which: (push: outbox.PushRow) => boolean) => pushes.filter(which).map((p) => p.id)
  const others = ids((p) => p.kind !== 'zones')
  if (!others.length || others.length === pushes.length) return ids(() => true)
  await outbox.updatePushes(
    db,
    ids((p) => p.kind === 'zones'),
    { state: 'waiting', attempts: 0 },
  )
  await outbox.addConnectionJob(db, 'connections.push', row.id)
  return others
}
