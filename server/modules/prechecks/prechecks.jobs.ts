/**
 * The asking itself, by the outbox's rules: what is about to be asked is noted before the call, a repeat of the same
 * question has the same key, so that an answer that was lost is had by asking again, and once the station has told the
 * check's id it is only looked at. Retries follow from the kind of the failure.
 */
import { z } from 'zod'
import { field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { PreCheck, PreCheckQuestion } from '#server/connectors/station-parts.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromProvider } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { insertCalls, judgeFailure } from '../connections/connections.service.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import {
  findMonitoringCompany,
  mayCall,
  type MonitoringCompanyRow,
  noteCall,
  type OpenStation,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import * as queries from './prechecks.queries.ts'
import { type Chosen, digestOf, readQuestion } from './prechecks.question.ts'

const payload = z.object({ companyId: z.number(), preCheckId: z.number() })

/** 1, 1, 2, 4 … seconds between looks, at most five minutes. */
const pollMs = (polls: number) => Math.min(300_000, 1000 * 2 ** Math.max(0, polls - 1))
/** Some three hours; then the station is taken to have forgotten it. */
const mostPolls = 40

type Batch = {
  row: queries.PreCheckRow
  company: MonitoringCompanyRow
  question: PreCheckQuestion
  key: string
}

export function preCheckTasks(database: Database, desk: StationDesk, now: () => Date): Record<string, Task> {
  const run: Task = async (raw) => {
    const { companyId, preCheckId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromProvider)
    const batch = await tx((db) => begin(db, companyId, preCheckId, now()))
    if (!batch) return
    const open = desk.open(companyId, batch.company)
    let check: PreCheck
    try {
      check = await askStation(open, batch)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error // of ours: the queue tries again, with the same key
      await tx((db, history) => noteFailure(db, history, batch, open, error, now()))
      return
    }
    await tx((db, history) => noteAnswer(db, history, batch, open, check, now()))
  }
  return { 'prechecks.run': run }
}

/** Reads what is to be asked and notes what it is asked with. */
async function begin(db: Db, companyId: number, id: number, now: Date): Promise<Batch | null> {
  const row = await queries.lockPreCheck(db, id)
  if (row?.state !== 'running') return null
  const company = await findMonitoringCompany(db, row.monitoring_company_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!company || !record) return null
  const until = await mayCall(db, { kind: 'monitoring', id: company.id }, now)
  if (until) {
    const next = new Date(until.getTime() + Math.random() * 5000)
    await queries.updatePreCheck(db, id, { next_attempt_at: next })
    await queries.addRunJob(db, id, next)
    return null
  }
  const dealerNumberId =
    record.kind === 'lead' ? row.dealer_number_id : (record.dealerNumberId as number | null)
  const chosen: Chosen = { monitoringCompanyId: company.id, dealerNumberId }
  const question = await readQuestion(db, companyId, { row: record }, chosen)
  const digest = digestOf(companyId, company.id, question)
  if (digest !== row.asked_with && !row.remote_id)
    await queries.updatePreCheck(db, id, { asked_with: digest })
  // The same for every try of the same question in this run; the digest is keyed, so that it tells nothing.
  const key = `pc-${id}-${row.run}-${digest}`.slice(0, 64)
  return { row, company, question, key }
}

async function askStation(
  { station, manifest }: OpenStation,
  { row, question, key }: Batch,
): Promise<PreCheck> {
  if (!station.preChecks)
    throw new ConnectorError('rejected', {
      call: 'Run PreCheck',
      outcome: 'not_applied',
      reason: `${manifest.name} makes no PreChecks`,
      field: 'monitoringCompanyId',
    })
  return row.remote_id === null
    ? station.preChecks.start({ ...question, idempotencyKey: key })
    : station.preChecks.read(row.remote_id)
}

/** Whether this run is still the one that counts; held to the end of the transaction. */
async function isCurrent(db: Db, { row }: Batch): Promise<boolean> {
  const now = await queries.lockPreCheck(db, row.id)
  return now?.run === row.run && now.state === 'running'
}

/** Of the breaker's accounts a check is one of its own: below zero, where no connection is. */
const accountOf = ({ row }: Batch) => -row.id

/** Should a station repeat what it was told, it is not kept. */
function withoutSecrets(sentence: string, { ssn, birthdate }: PreCheckQuestion): string {
  const written = ssn.replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
  return [ssn, written, birthdate]
    .filter(Boolean)
    .reduce((text, secret) => text.replaceAll(secret, '***'), sentence)
    .slice(0, 300)
}

async function noteAnswer(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  { calls }: OpenStation,
  check: PreCheck,
  now: Date,
): Promise<void> {
  const { row, company, question } = batch
  await noteCall(db, { kind: 'monitoring', id: company.id, connectionId: accountOf(batch), error: null }, now)
  await insertCalls(db, row.customer_id, null, calls)
  if (!(await isCurrent(db, batch))) return
  if (check.state === 'running' && row.polls < mostPolls) {
    const next = new Date(now.getTime() + pollMs(row.polls))
    await queries.updatePreCheck(db, row.id, {
      remote_id: check.id,
      polls: row.polls + 1,
      attempts: 0,
      next_attempt_at: null,
    })
    await queries.addRunJob(db, row.id, next)
    return
  }
  if (check.state === 'running' || check.state === 'none')
    return fail(db, history, batch, 'It has not answered the check that it began.', now)
  await queries.updatePreCheck(db, row.id, {
    state: check.state,
    remote_id: check.id,
    report: check.report.slice(0, 50).map((sentence) => withoutSecrets(sentence, question)),
    answered_at: now,
    next_attempt_at: null,
  })
  history.add({
    event: 'prechecks.answered',
    entity: 'precheck',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, state: words[check.state] },
  })
}

const words = { review: 'ADT reviews the customer', approved: 'approved', error: 'error, see its report' }

async function noteFailure(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  { calls }: OpenStation,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  const { row, company, question } = batch
  await noteCall(db, { kind: 'monitoring', id: company.id, connectionId: accountOf(batch), error }, now)
  await insertCalls(db, row.customer_id, null, calls)
  if (!(await isCurrent(db, batch))) return
  const attempts = row.attempts + 1
  const verdict = judgeFailure(error, { attempts, looked: true, chance: Math.random() })
  const reason = withoutSecrets(reasonOf(error), question)
  if (verdict.final) {
    const label = (fieldNames as readonly string[]).includes(error.field ?? '')
      ? `${field(error.field as FieldName).label}: `
      : ''
    return fail(db, history, batch, `${label}${reason}`, now)
  }
  const next = new Date(now.getTime() + verdict.waitMs)
  await queries.updatePreCheck(db, row.id, { attempts, next_attempt_at: next })
  await queries.addRunJob(db, row.id, next)
}

async function fail(
  db: Db,
  history: HistoryDraft,
  { row, company }: Batch,
  reason: string,
  now: Date,
): Promise<void> {
  await queries.updatePreCheck(db, row.id, {
    state: 'error',
    failure: reason,
    answered_at: now,
    next_attempt_at: null,
  })
  history.add({
    event: 'prechecks.failed',
    entity: 'precheck',
    entityId: row.id,
    customerId: row.customer_id,
    detail: { company: company.name, reason },
  })
}
