/** A look at one linked account after news that it was changed there: what differs is told, and nothing is changed. */
import { z } from 'zod'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { RemoteAccount } from '#server/connectors/contract.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft, Origin } from '#server/db/history-draft.ts'
import type { Task } from '#server/jobs/task.ts'
import { findRecordRow, holdForProvided, saveProvided } from '../customers/customers.service.ts'
import {
  findMonitoringCompany,
  mayCall,
  type MonitoringCompanyRow,
  noteCall,
  type OpenStation,
  type StationDesk,
} from '../providers/providers.service.ts'
import { contactsFor, differingFields, labelsOf, sameContacts } from './connections.account.ts'
import * as queries from './connections.queries.ts'
import { judgeFailure } from './connections.retry.ts'
import { readOurAccount } from './connections.target.ts'

const payload = z.object({ companyId: z.number(), connectionId: z.number() })
const origin: Origin = { source: 'integration', address: '', requestId: '' }
/** A failed look is tried again after the time of a push's third failure; the next news asks anew anyway. */
const attempts = 3

/** Has the account that is linked by this number looked at; false if none is. */
export async function queueLook(
  db: Db,
  monitoringCompanyId: number,
  accountNumber: string,
): Promise<boolean> {
  const connection = await queries.findLinkedAccount(db, monitoringCompanyId, accountNumber)
  if (!connection) return false
  await queries.addConnectionJob(db, 'connections.look', connection.id)
  return true
}

type Looked = { row: queries.ConnectionRow; company: MonitoringCompanyRow }

export function lookTask(database: Database, desk: StationDesk, now: () => Date): Task {
  return async (raw) => {
    const { companyId, connectionId } = payload.parse(raw)
    const tx = <T>(work: (db: Db, history: HistoryDraft) => Promise<T>) =>
      database.transaction({ of: 'company', companyId, userId: null }, origin, (db, _actor, history) =>
        work(db, history),
      )
    const looked = await tx((db) => begin(db, connectionId, now()))
    if (!looked) return
    const { row, company } = looked
    const open = desk.open(companyId, company)
    const end = (db: Db, error: ConnectorError | null) =>
      noteCall(db, { kind: 'monitoring', id: company.id, connectionId, error }, now())
    let account: RemoteAccount | null
    try {
      account = await open.station.account.lookup(row.account_number)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      await tx(async (db) => {
        await end(db, error)
        await queries.insertCalls(db, row.customer_id, connectionId, open.calls)
        const verdict = judgeFailure(error, { attempts, looked: true, chance: Math.random() })
        if (verdict.final) return
        const at = new Date(now().getTime() + verdict.waitMs)
        await queries.addConnectionJob(db, 'connections.look', connectionId, at)
      })
      return
    }
    await tx(async (db, history) => {
      // The record before its connection, as every save locks them.
      await holdForProvided(db, row.customer_id)
      await end(db, null)
      await queries.insertCalls(db, row.customer_id, connectionId, open.calls)
      await noteDrift(db, history, companyId, looked, open, account, now())
    })
  }
}

async function begin(db: Db, connectionId: number, now: Date): Promise<Looked | null> {
  const row = await queries.lockConnection(db, connectionId)
  const company = row && (await findMonitoringCompany(db, row.monitoring_company_id))
  if (row?.state !== 'linked' || !company) return null
  const until = await mayCall(db, { kind: 'monitoring', id: company.id }, now)
  if (!until) return { row, company }
  await queries.addConnectionJob(db, 'connections.look', connectionId, until)
  return null
}

async function noteDrift(
  db: Db,
  history: HistoryDraft,
  companyId: number,
  { row, company }: Looked,
  { manifest }: OpenStation,
  account: RemoteAccount | null,
  now: Date,
): Promise<void> {
  const current = await queries.lockConnection(db, row.id)
  const record = await findRecordRow(db, row.customer_id)
  if (current?.state !== 'linked' || !record) return
  let drift = ['Account']
  if (account) {
    const ours = await readOurAccount(db, companyId, { id: row.customer_id, row: record })
    const contacts =
      manifest.capabilities.includes('contacts') &&
      !sameContacts(contactsFor(manifest, ours), account.contacts)
    const leaving = new Set((await queries.listOpenPushes(db, row.id)).flatMap((push) => push.fields))
    // What is on its way there is ours to differ.
    drift = [...differingFields(manifest, ours, account), ...(contacts ? ['contacts'] : [])].filter(
      (name) => !leaving.has(name),
    )
  }
  await queries.updateConnection(db, row.id, { drift, looked_at: now })
  if (account) await saveProvided(db, history, companyId, row.customer_id, account.identifiers ?? {})
  if (!drift.some((name) => !current.drift.includes(name))) return
  history.add({
    event: 'connections.drift_found',
    entity: 'connection',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, fields: labelsOf(drift).join(', ') },
  })
}
