/**
 * The asking itself. A hard inquiry is made once: that it is about to be made is committed before the call, and whoever finds
 * it so without an answer (a lost reply, a killed process) looks it up at the bureau and never makes it again. Where the
 * bureau cannot be asked for it, a person has to. What certainly was not made fails at once, as somebody is waiting:
 * nothing is asked hours later that nobody expects any more.
 */
import { z } from 'zod'
import { companySettings } from '#shared/rules/company-settings.ts'
import { creditOutcomes } from '#shared/rules/credit.ts'
import { dayMs } from '#shared/time.ts'
import { creditByKey } from '#server/connectors/registry.ts'
import type { CreditAnswer, CreditSubject } from '#server/connectors/credit.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { Fact, HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob, fromProvider } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import {
  findCreditBureau,
  mayCall,
  noteCall,
  type OpenBureau,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import { maskReport } from './credit.masking.ts'
import * as queries from './credit.queries.ts'
import { missingFields, openOrder, sealReport, subjectOf } from './credit.subject.ts'

const payload = z.object({ companyId: z.number(), creditCheckId: z.number() })
const ofCompany = z.object({ companyId: z.number() })

/** A bureau may need a moment before it knows its own inquiry: so many looks that find none, this far apart, are believed. */
const looksMs = [2000, 15_000, 60_000]
/** Looks that could not be made: 4 s, 8 s, … up to five minutes, for some two hours. */
const lookAgainMs = (tries: number) => Math.min(300_000, 2000 * 2 ** tries)
const mostLooks = 30
const mostReportTries = 6

type Batch = {
  step: 'inquire' | 'find' | 'report'
  row: queries.CreditCheckRow
  bureauName: string
  open: OpenBureau
  subject: CreditSubject
  extras: Record<string, string | boolean>
}

export function creditTasks(database: Database, desk: StationDesk, now: () => Date): Record<string, Task> {
  const run: Task = async (raw) => {
    const { companyId, creditCheckId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromProvider)
    const batch = await tx((db, history) => begin(db, history, desk, companyId, creditCheckId, now()))
    if (!batch) return
    const noted = <T>(work: (db: Db, history: HistoryDraft) => Promise<T>, error: ConnectorError | null) =>
      tx(async (db, history) => {
        const health = {
          kind: 'credit',
          id: batch.row.credit_bureau_id,
          connectionId: -batch.row.id,
        } as const
        await noteCall(db, { ...health, error }, now())
        await queries.addCalls(db, batch.row.id, batch.open.calls.map(withoutWords))
        return work(db, history)
      })
    try {
      if (batch.step === 'report') {
        const text = await batch.open.bureau.fetchReport!(batch.row.transaction_id)
        await noted((db) => keepReport(db, companyId, batch, text, now()), null)
        return
      }
      const answer = await askBureau(batch)
      await noted((db, history) => noteAnswer(db, history, companyId, batch, answer, now()), null)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error // of ours: the queue comes back, and looks the inquiry up
      await noted((db, history) => noteFailure(db, history, batch, error, now()), error)
    }
  }
  /** Erases reports that were kept long enough, and comes back tomorrow while there are any. */
  const purge: Task = async (raw) => {
    const { companyId } = ofCompany.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    for (let gone = 500; gone === 500;)
      gone = await tx(async (db, history) => {
        const days = await readReportDays(db)
        const purged = await queries.purgeReports(db, new Date(now().getTime() - days * dayMs))
        for (const { id, customerId, bureau } of purged)
          history.add({
            event: 'credit.report_purged',
            entity: 'credit_check',
            entityId: id,
            customerId,
            detail: { bureau, days },
          })
        if (purged.length < 500 && (await queries.hasReports(db))) await queries.addPurgeJob(db, now())
        return purged.length
      })
  }
  return { 'credit.run': run, 'credit.purge': purge }
}

async function readReportDays(db: Db): Promise<number> {
  return companySettings(await queries.readSettings(db)).creditReportDays
}

/** What is kept of a call: that it was made, and how it ended. Its words hold the consumer's file. */
const withoutWords = ({ at, call, status, durationMs, error }: OpenBureau['calls'][number]) => ({
  at,
  call,
  status,
  durationMs,
  error,
})

/** Decides what is to be done, and commits that an inquiry is about to be made. */
async function begin(
  db: Db,
  history: HistoryDraft,
  desk: StationDesk,
  companyId: number,
  id: number,
  now: Date,
): Promise<Batch | null> {
  const row = await queries.lockCheck(db, id)
  if (!row) return null
  const step =
    row.state === 'running' && row.called_at === null
      ? 'inquire'
      : row.state === 'running' || row.state === 'unknown'
        ? 'find'
        : row.state === 'answered' && row.report_state === 'wanted'
          ? 'report'
          : null
  if (!step) return null
  const bureau = await findCreditBureau(db, row.credit_bureau_id)
  const record = await findRecordRow(db, row.customer_id)
  if (!bureau || !record) return null
  const end = async (failure: string) => {
    await failCheck(db, history, row, bureau.name, failure)
    return null
  }
  if (!bureau.connector || !creditByKey(bureau.connector))
    return step === 'inquire' ? end('The bureau is not reached by Keyholder any more') : null
  const { manifest } = creditByKey(bureau.connector)!
  const open = desk.openCredit(companyId, bureau)
  const order =
    row.sealed_order === null ? { previous: null, extras: {} } : openOrder(companyId, row.sealed_order)
  const batch = { step, row, bureauName: bureau.name, open, extras: order.extras } as const
  const subject = subjectOf(companyId, record, order.previous)
  if (step === 'inquire') {
    if (await mayCall(db, { kind: 'credit', id: bureau.id }, now))
      return end('The bureau has not answered for a while. Nothing was asked: try again in a few minutes')
    const missing = missingFields(record, manifest)
    if (missing.length) return end(`The record lacks ${missing.map(({ label }) => label).join(', ')}`)
    await queries.updateCheck(db, id, { called_at: now })
  }
  if (step === 'find' && !open.bureau.find) {
    await loseAnswer(
      db,
      history,
      row,
      bureau.name,
      'We were interrupted before the bureau’s answer came',
      null,
    )
    return null
  }
  return { ...batch, subject }
}

const askBureau = ({ step, row, open, subject, extras }: Batch): Promise<CreditAnswer | null> =>
  step === 'inquire'
    ? open.bureau.inquire({
        requestKey: keyOf(row),
        subject,
        purpose: row.purpose as never,
        extras,
      })
    : open.bureau.find!(keyOf(row))

/** What the bureau knows the inquiry by: ours in every company, and guessed by nobody. */
const keyOf = (row: queries.CreditCheckRow) => row.request_key!

async function isCurrent(db: Db, { row }: Batch): Promise<boolean> {
  const state = (await queries.lockCheck(db, row.id))?.state
  return state === 'running' || state === 'unknown'
}

/** Should a bureau repeat what it was told, it is not kept. */
const clean = (texts: readonly string[], subject: CreditSubject) =>
  texts.map((text) => maskReport(text, subject).slice(0, 300)).slice(0, 20)

async function noteAnswer(
  db: Db,
  history: HistoryDraft,
  companyId: number,
  batch: Batch,
  answer: CreditAnswer | null,
  now: Date,
): Promise<void> {
  const { row, bureauName, subject, open } = batch
  if (!(await isCurrent(db, batch))) return
  if (answer === null) {
    const looks = row.looks + 1
    if (looks < looksMs.length) return waitForLook(db, history, batch, looks, null, now)
    const none = 'The bureau has no inquiry of ours: none was made'
    return failCheck(db, history, row, bureauName, none)
  }
  const apart = answer.report === 'apart' && open.bureau.fetchReport !== undefined
  const text = typeof answer.report === 'object' ? answer.report?.text : undefined
  await queries.updateCheck(db, row.id, {
    state: 'answered',
    outcome: answer.outcome,
    score: answer.score,
    source: answer.source.slice(0, 80),
    transaction_id: answer.transactionId,
    tracking_number: answer.trackingNumber,
    alerts: clean(answer.alerts, subject),
    factors: clean(answer.factors, subject),
    answered_at: now,
    failure: null,
    next_look_at: null,
    sealed_order: null,
    report_tries: 0,
    report_state: apart ? 'wanted' : text === undefined ? 'none' : 'stored',
    sealed_report: text === undefined ? null : sealReport(companyId, maskReport(text, subject)),
  })
  if (apart) await queries.addRunJob(db, row.id)
  if (text !== undefined) await queries.addPurgeJob(db, now)
  history.add({
    ...factOf(row),
    event: 'credit.answered',
    detail: { bureau: bureauName, outcome: creditOutcomes[answer.outcome] },
    changes: [
      { field: 'outcome', old: null, new: creditOutcomes[answer.outcome] },
      { field: 'score', old: null, new: answer.score },
      { field: 'transactionId', old: null, new: answer.transactionId },
    ].filter((change) => change.new !== null && change.new !== ''),
  })
}

async function keepReport(db: Db, companyId: number, { row, subject }: Batch, text: string, now: Date) {
  const state = (await queries.lockCheck(db, row.id))?.report_state
  if (state !== 'wanted') return
  await queries.updateCheck(db, row.id, {
    report_state: 'stored',
    sealed_report: sealReport(companyId, maskReport(text, subject)),
  })
  await queries.addPurgeJob(db, now)
}

async function noteFailure(
  db: Db,
  history: HistoryDraft,
  batch: Batch,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  const { step, row, bureauName, subject, open } = batch
  const reason = clean([reasonOf(error).replace(/^The station/, 'The bureau')], subject)[0]!
  if (step === 'report') {
    const tries = row.report_tries + 1
    await queries.updateCheck(db, row.id, { report_tries: tries })
    if (tries < mostReportTries)
      await queries.addRunJob(db, row.id, new Date(now.getTime() + lookAgainMs(tries)))
    return
  }
  if (!(await isCurrent(db, batch))) return
  if (step === 'inquire' && error.outcome === 'not_applied')
    return failCheck(db, history, row, bureauName, reason)
  if (!open.bureau.find) return loseAnswer(db, history, row, bureauName, reason, null)
  await waitForLook(db, history, batch, row.looks, reason, now)
}

/** The inquiry may have been made: it is looked up in a while. @param reason null: nothing went wrong, it was not found yet */
async function waitForLook(
  db: Db,
  history: HistoryDraft,
  { step, row, bureauName }: Batch,
  looks: number,
  reason: string | null,
  now: Date,
): Promise<void> {
  const failed = step === 'find' && reason !== null ? row.report_tries + 1 : row.report_tries
  const ms = failed ? lookAgainMs(failed) : looksMs[looks]!
  const next = failed < mostLooks ? new Date(now.getTime() + ms) : null
  await loseAnswer(db, history, row, bureauName, reason ?? row.failure, next)
  await queries.updateCheck(db, row.id, { looks, report_tries: failed })
  if (next) await queries.addRunJob(db, row.id, next)
}

const factOf = (row: queries.CreditCheckRow): Pick<Fact, 'entity' | 'entityId' | 'customerId'> => ({
  entity: 'credit_check',
  entityId: row.id,
  customerId: row.customer_id,
})

/** @param next when the bureau is looked into; null if a person must ask it. */
async function loseAnswer(
  db: Db,
  history: HistoryDraft,
  row: queries.CreditCheckRow,
  bureau: string,
  failure: string | null,
  next: Date | null,
): Promise<void> {
  await queries.updateCheck(db, row.id, { state: 'unknown', failure, next_look_at: next })
  if (row.state === 'running') history.add({ ...factOf(row), event: 'credit.unknown', detail: { bureau } })
}

async function failCheck(
  db: Db,
  history: HistoryDraft,
  row: queries.CreditCheckRow,
  bureau: string,
  reason: string,
): Promise<void> {
  await queries.updateCheck(db, row.id, {
    state: 'failed',
    failure: reason,
    next_look_at: null,
    sealed_order: null,
  })
  history.add({ ...factOf(row), event: 'credit.failed', detail: { bureau, reason } })
}
