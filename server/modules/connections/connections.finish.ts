/** The second half of a link: claim the account at the station and confirm it here. Safe to run again at any point. */
import type { RemoteAccount } from '#server/connectors/contract.ts'
import type { Details } from '#server/connectors/station-parts.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import { findRecordRow, holdForProvided, saveProvided } from '../customers/customers.service.ts'
import {
  findMonitoringCompany,
  type MonitoringCompanyRow,
  type OpenStation,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import {
  contactsFor,
  differingFields,
  keptFields,
  type OurAccount,
  sameContacts,
} from './connections.account.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'
import { insertFirstZonePush, sendsZones } from './connections.zones.ts'
import { readOurAccount } from './connections.target.ts'
import { readReference } from './connections.reference.ts'

/** What a reserved link is to become. */
export type Plan = { mode: 'link' | 'shell'; externalId: string | null; details?: Details }

/** On whose behalf a link is finished: a request's, or the worker's. */
export type Finisher = {
  companyId: number
  connectionId: number
  now: Date
  tx<T>(work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T>
}

type Reserved = {
  row: queries.ConnectionRow
  company: MonitoringCompanyRow
  ours: OurAccount
  plan: Plan
  reference: string
}

/**
 * Finishes a reserved link. Does nothing if it is not `linking` any more.
 * @throws ConnectorError after noting it: a definite refusal ends the reservation, anything else leaves it to be
 * tried again.
 */
export async function finishLink(by: Finisher, desk: StationDesk): Promise<void> {
  const reserved = await by.tx((db) => readReserved(db, by))
  if (!reserved) return
  const open = desk.open(by.companyId, reserved.company)
  let account: RemoteAccount
  try {
    account = await claim(open, reserved)
  } catch (error) {
    await by.tx(async (db, history) => {
      await queries.insertCalls(db, reserved.row.customer_id, by.connectionId, open.calls)
      const current = await queries.lockConnection(db, by.connectionId)
      if (current?.state !== 'linking') return takeBack(db, reserved)
      if (error instanceof ConnectorError) await noteFailure(db, history, by, reserved, error)
    })
    throw error
  }
  const { customer_id: customerId } = reserved.row
  await by.tx(async (db, history) => {
    // The record before its connection, as every save locks them.
    await holdForProvided(db, customerId)
    const linked = await confirm(db, history, by, reserved, open, account)
    if (linked) await saveProvided(db, history, by.companyId, customerId, account.identifiers ?? {})
  })
}

async function readReserved(db: Db, { companyId, connectionId }: Finisher): Promise<Reserved | null> {
  const row = await queries.lockConnection(db, connectionId)
  if (row?.state !== 'linking' || !row.sealed_plan) return null
  const company = await findMonitoringCompany(db, row.monitoring_company_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!company || !record) return null
  return {
    row,
    company,
    ours: await readOurAccount(db, companyId, { id: row.customer_id, row: record }),
    plan: JSON.parse(unseal(row.sealed_plan, place(companyId, 'connection.sealed_plan'))) as Plan,
    reference: await readReference(db, row.customer_id),
  }
}

/** Looks first, then does only what is not done yet. */
async function claim(
  { station, manifest }: OpenStation,
  { row, ours, plan, reference }: Reserved,
): Promise<RemoteAccount> {
  const key = (step: string) => `${step}-${row.company_id}-${row.id}`
  let account = await station.account.lookup(row.account_number)
  if (!account) {
    if (plan.mode === 'link' || !station.account.create) {
      throw new ConnectorError('not_found', { call: 'Look up account', outcome: 'not_applied' })
    }
    const fields = Object.fromEntries(keptFields(manifest).map((name) => [name, ours.fields[name]]))
    account = await station.account.create({
      accountNumber: row.account_number,
      fields,
      details: plan.details,
      idempotencyKey: key('create'),
    })
  }
  if (account.linkedReference === reference || !station.account.link) return account
  return station.account.link(account, { reference, idempotencyKey: key('link') })
}

/** Unlinked while the station was being asked: what it noted after all is taken back, unless a new link stands on it. */
async function takeBack(db: Db, { row }: Reserved): Promise<void> {
  const active = await queries.findActive(db, row.customer_id)
  if (active?.account_number === row.account_number) return
  await outbox.insertPush(db, {
    connection_id: row.id,
    kind: 'release',
    fields: [],
    created_by: row.linked_by,
  })
  await outbox.addConnectionJob(db, 'connections.push', row.id)
}

async function confirm(
  db: Db,
  history: HistoryDraft,
  by: Finisher,
  reserved: Reserved,
  { manifest, calls }: OpenStation,
  account: RemoteAccount,
): Promise<boolean> {
  const { row, company, ours } = reserved
  await queries.insertCalls(db, row.customer_id, row.id, calls)
  const current = await queries.lockConnection(db, row.id)
  if (current?.state !== 'linking') return takeBack(db, reserved).then(() => false)
  await queries.updateConnection(db, row.id, {
    state: 'linked',
    external_id: account.externalId,
    last_revision: account.revision,
    linked_at: by.now,
    last_error: null,
    sealed_plan: null,
  })
  // Compared with what the record holds now: it may have been saved while the station was asked.
  const record = await findRecordRow(db, row.customer_id)
  const latest = record ? await readOurAccount(db, by.companyId, { id: row.customer_id, row: record }) : ours
  const fields = differingFields(manifest, latest, account)
  const people =
    manifest.capabilities.includes('contacts') &&
    !sameContacts(contactsFor(manifest, latest), account.contacts)
  if (fields.length)
    await outbox.insertPush(db, { connection_id: row.id, kind: 'fields', fields, created_by: row.linked_by })
  if (people)
    await outbox.insertPush(db, {
      connection_id: row.id,
      kind: 'contacts',
      fields: ['contacts'],
      created_by: row.linked_by,
    })
  const zones =
    sendsZones(manifest) && (await insertFirstZonePush(db, { ...row, state: 'linked' }, row.linked_by))
  if (fields.length || people) await outbox.addConnectionJob(db, 'connections.push', row.id)
  else if (!zones) await queries.updateConnection(db, row.id, { last_sync_at: by.now })
  history.add({
    event: 'connections.linked',
    entity: 'connection',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, accountNumber: row.account_number },
  })
  return true
}

const definite = new Set<ConnectorError['kind']>(['rejected', 'not_found', 'bad_credentials'])

/** A definite refusal ends the reservation; a failure before anything was sent does so too, as nothing waits there. */
async function noteFailure(
  db: Db,
  history: HistoryDraft,
  by: Finisher,
  { row, company }: Reserved,
  error: ConnectorError,
): Promise<void> {
  const reason = reasonOf(error)
  if (error.outcome === 'unknown' || !definite.has(error.kind)) {
    await queries.updateConnection(db, row.id, { last_error: `${error.call}: ${reason}` })
    return
  }
  await queries.updateConnection(db, row.id, {
    state: 'unlinked',
    unlinked_at: by.now,
    last_error: `${error.call}: ${reason}`,
    sealed_plan: null,
  })
  history.add({
    event: 'connections.link_failed',
    entity: 'connection',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, accountNumber: row.account_number, reason },
  })
}
