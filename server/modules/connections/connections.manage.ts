/**
 * Asking a station about a linked account (CON-050 to 055). Every call leaves from outside any transaction and is written
 * to the call log; a call that failed says which one it was, and a change whose answer was lost is looked up before
 * anything is said.
 */
import { randomUUID } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import type { Finding } from '#shared/rules/health.ts'
import type { HistoryEvent } from '#shared/history-events.ts'
import type { AccountRef, Capability, Manifest, Station } from '#server/connectors/contract.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import {
  failAsProvider,
  findMonitoringCompany,
  type MonitoringCompanyRow,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import { settleFindings } from './connections.checks.ts'
import * as queries from './connections.queries.ts'
import { readTarget, readTargetToChange } from './connections.target.ts'

/** A linked account, before its station is asked. */
export type Linked = {
  customer: Visible
  company: MonitoringCompanyRow
  connection: queries.ConnectionRow
  ref: AccountRef
}

/** The same with its station open. */
export type Account = Linked & {
  manifest: Manifest
  station: Station
  /** The same for every try of this request's change. */
  idempotencyKey: string
}

/** @throws customers.…; connections.not_linked, connections.link_running */
export async function readLinked(ctx: Ctx, db: Db, customerId: number, need: Need): Promise<Linked> {
  const read = need === 'change' ? readTargetToChange : readTarget
  const { customer, active } = await read(ctx, db, customerId)
  if (active?.state === 'linking') fail('connections.link_running')
  const company = active && (await findMonitoringCompany(db, active.monitoring_company_id))
  if (!company || active.external_id === null) return fail('connections.not_linked')
  const ref = { accountNumber: active.account_number, externalId: active.external_id }
  return { customer, company, connection: active, ref }
}
type Need = 'read' | 'change'

/** What a change leaves in History. */
export type Told = {
  event: HistoryEvent
  detail?: Record<string, string | number>
  changes?: Change[]
  /** What an earlier look had found, and is put right by it. */
  settles?: readonly Finding[]
}

/**
 * Asks the station something, and notes the calls.
 * @param quiet leaves calls that succeeded out of the log: for what is asked every other second
 * @throws connections.provider_… with the call's name
 */
export async function askStation<T>(
  ctx: IoCtx,
  desk: StationDesk,
  customerId: number,
  work: (account: Account) => Promise<T>,
  { quiet = false } = {},
): Promise<T> {
  return converse(ctx, desk, customerId, { need: 'read', quiet, work })
}

/**
 * Changes something at the station. `tell` is written to History with the calls, once the station has confirmed; null
 * from it says that nothing changed.
 */
export async function changeAtStation<T>(
  ctx: IoCtx,
  desk: StationDesk,
  customerId: number,
  work: (account: Account) => Promise<T>,
  tell: (answer: T, account: Account) => Told | null,
): Promise<T> {
  return converse(ctx, desk, customerId, { need: 'change', quiet: false, work, tell })
}

type Conversation<T> = {
  need: Need
  quiet: boolean
  work: (account: Account) => Promise<T>
  tell?: (answer: T, account: Account) => Told | null
}

async function converse<T>(
  ctx: IoCtx,
  desk: StationDesk,
  customerId: number,
  { need, quiet, work, tell }: Conversation<T>,
): Promise<T> {
  const linked = await ctx.tx((inner, db) => readLinked(inner, db, customerId, need))
  const { company, connection } = linked
  const open = desk.open(ctx.actor.company.id, company)
  const account = { ...linked, manifest: open.manifest, station: open.station, idempotencyKey: randomUUID() }
  let answer: T
  try {
    answer = await work(account)
  } catch (error) {
    await ctx.tx((_inner, db) => queries.insertCalls(db, customerId, connection.id, open.calls))
    return failAsProvider(error, company.name)
  }
  const told = tell?.(answer, account)
  const calls = quiet ? open.calls.filter(({ error }) => error !== null) : open.calls
  if (!calls.length && tell === undefined) return answer
  await ctx.tx(async (inner, db) => {
    await queries.insertCalls(db, customerId, connection.id, calls)
    if (told === null) inner.history.nothingChanged()
    if (!told) return
    // Whatever the station counts as a change of the account: the next push looks before it writes.
    await queries.updateConnection(db, connection.id, { last_revision: null })
    const { settles, ...entry } = told
    if (settles) await settleFindings(db, 'monitoring', connection.id, settles)
    inner.history.add({ ...entry, entity: 'connection', entityId: connection.id, customerId })
  })
  return answer
}

/** @throws connections.unsupported unless the connector claims it and its station has it */
export function requirePart<P>(
  { manifest, company }: Account,
  capability: Capability,
  part: P | undefined,
): NonNullable<P> {
  if (!part || !manifest.capabilities.includes(capability))
    return fail('connections.unsupported', { company: company.name })
  return part
}

/**
 * Does a change. Where the answer was lost it looks whether the change is there, so that nothing half-done is shown as
 * done, nor anything done as failed.
 * @param look what the station holds now, if the change shows in it; undefined if it does not
 * @throws connections.not_done, connections.outcome_unknown
 */
export async function settle<T>(
  { company }: Account,
  write: () => Promise<T>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.outcome !== 'unknown') throw error
    const values = { company: company.name, call: error.call, reason: sentence(reasonOf(error)) }
    const found = await look().catch((failure: unknown) => {
      if (failure instanceof ConnectorError) return fail('connections.outcome_unknown', values)
      throw failure
    })
    return found === undefined ? fail('connections.not_done', values) : found
  }
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)

/** Refuses a value at its field. @throws request.invalid */
export const refuseAt = (path: string, message: string): never =>
  fail('request.invalid', {}, { errors: [{ path, message }] })
