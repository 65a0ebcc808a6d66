/**
 * Reports that are sent by the calendar. A period's run, the next period and the job that sends are written in one
 * transaction, and a period has one run; of each mail the attempt is committed before the mail server is spoken to. So a
 * worker that dies anywhere sends nothing twice: what it left half done is `unknown`, and a person sees it.
 *
 * It runs as its owner, with what the owner may see at that time. Where that is less than the report asks for it stops,
 * and says why.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { fail, KeyholderError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { nextScheduleAt, rowsMailed } from '#shared/rules/reports.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import { findActor } from '#server/db/acting.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Database, Db } from '#server/db/database.ts'
import { asCompany, type CompanyTx, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { mailUser, type Surroundings } from '../messages/messages.service.ts'
import * as queries from './reports.queries.ts'
import type { ReportRow } from './reports.queries.ts'
import { csvOf, requireFits } from './reports.running.ts'
import { requireMailable } from './reports.service.ts'

const ofReport = z.object({ companyId: z.number(), reportId: z.number() })
const ofRun = z.object({ companyId: z.number(), runId: z.number() })

const mostAttempts = 6
const againMs = 5 * 60_000
const mostBytes = 10_000_000
/** What the owner may not do any more, or the report names no more: waiting does not mend it. */
const endsSchedule = new Set([
  'reports.object_denied',
  'reports.field_denied',
  'reports.confidential_mail',
  'request.invalid',
  'access.denied',
  'access.signed_out',
])

type Paper = { actor: Actor; rows: number; csv: string; day: string }

export function reportTasks(
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
): Record<string, Task> {
  return {
    'reports.due': async (raw) => {
      const { companyId, reportId } = ofReport.parse(raw)
      await asCompany(
        database,
        companyId,
        fromJob,
      )(async (db) => {
        const report = await queries.lockReport(db, reportId)
        if (!report?.schedule || !report.nextAt) return
        if (report.nextAt > now()) return void (await queries.addDueJob(db, reportId, report.nextAt))
        const runId = await queries.insertRun(db, reportId, report.nextAt, report.schedule.userIds, now())
        if (runId !== undefined) await queries.addSendJob(db, runId)
        // Periods that passed while nobody was there are not made up for: the newest tells what they would have told.
        const next = nextScheduleAt(report.schedule, await zoneOf(db), now())
        await queries.setNext(db, reportId, next)
        await queries.addDueJob(db, reportId, next)
      })
    },
    'reports.send': async (raw) => {
      const { companyId, runId } = ofRun.parse(raw)
      const tx = asCompany(database, companyId, fromJob)
      const report = await begin(tx, runId, now())
      if (!report) return
      const paper = await write(database, companyId, report, runId, tx, now())
      if (paper) await deliver(tx, surroundings, companyId, runId, report, paper, now)
    },
  }
}

async function zoneOf(db: Db): Promise<string> {
  const { rows } = await sql<{
    zone: string
  }>`select time_zone as zone from platform.company where id = platform.company_id()`.execute(db)
  return rows[0]!.zone
}

/** @returns the report, if the run is still under way */
async function begin(tx: CompanyTx, runId: number, now: Date): Promise<ReportRow | null> {
  return tx(async (db) => {
    const run = await queries.lockRun(db, runId)
    if (run?.state !== 'running') return null
    for (const { id, state } of await queries.listDeliveries(db, runId))
      if (state === 'sending')
        await queries.moveDelivery(
          db, id, 'sending', 'unknown', 'The worker that sent it ended before it could note what became of it', now,
        ) // prettier-ignore
    return (await queries.findReport(db, run.reportId)) ?? null
  })
}

/** The file, as the owner sees it now; null: it cannot be made, and the run says why. */
async function write(
  database: Database,
  companyId: number,
  report: ReportRow,
  runId: number,
  tx: CompanyTx,
  now: Date,
): Promise<Paper | null> {
  const asOwner = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    database.transaction({ of: 'company', companyId, userId: report.ownerId }, fromJob, (db) => work(db))
  try {
    const { actor, compiled, rows } = await asOwner(async (db) => {
      const actor = (await findActor(db)) ?? fail('access.signed_out')
      if (!actor.grants.anywhere.has('reports.view'))
        fail('access.denied', { permission: permissionLabel('reports.view') })
      const compiled = await requireMailable({ actor, now }, db, report.definition)
      return { actor, compiled, rows: await requireFits(db, compiled, rowsMailed) }
    })
    const zone = actor.company.timeZone
    let csv = ''
    for await (const chunk of csvOf(asOwner, compiled, zone)) {
      csv += chunk
      if (csv.length > mostBytes) fail('reports.too_many_rows', { max: rowsMailed.toLocaleString('en-US') })
    }
    return { actor, rows, csv, day: todayIn(zone, now) }
  } catch (error) {
    if (!(error instanceof KeyholderError)) throw error
    const { code, message } = error
    const said = code === 'access.signed_out' ? `${report.ownerName} can no longer sign in` : message || code
    await tx(async (db, history) => {
      await queries.endRun(db, runId, 'failed', null, said, now)
      if (!endsSchedule.has(code)) return
      await queries.stopSchedule(db, report.id, said)
      history.add({
        event: 'reports.stopped',
        entity: 'saved_report',
        entityId: report.id,
        detail: { name: report.name, reason: said },
        changes: [],
      })
    })
    return null
  }
}

async function deliver(
  tx: CompanyTx,
  surroundings: Surroundings,
  companyId: number,
  runId: number,
  report: ReportRow,
  { actor, rows, csv, day }: Paper,
  now: () => Date,
): Promise<void> {
  await tx((db) => queries.setRows(db, runId, rows))
  let later = false
  for (const one of await tx((db) => queries.listDeliveries(db, runId))) {
    if (one.state !== 'queued') continue
    const { email } = one
    if (email === null) {
      const reason = `${one.name} does not sign in any more, or has no e-mail address`
      await tx((db) => queries.moveDelivery(db, one.id, 'queued', 'failed', reason, now()))
      continue
    }
    if (!(await tx((db) => queries.moveDelivery(db, one.id, 'queued', 'sending', '', now())))) continue
    const outcome = await mailUser(tx, surroundings, companyId, {
      key: `report delivery ${one.id}`,
      to: { name: one.name, address: email },
      subject: `${report.name}, ${formatDate(day)}`,
      text: textOf(report, rows, actor, day),
      attachment: { fileName: `${fileName(report.name)} ${day}.csv`, contentType: 'text/csv', content: csv },
    })
    const again = outcome.kind === 'again' && one.attempts + 1 < mostAttempts
    later ||= again
    const state = outcome.kind === 'again' ? (again ? 'queued' : 'failed') : outcome.kind
    const reason = outcome.kind === 'sent' ? '' : outcome.reason
    await tx((db) => queries.moveDelivery(db, one.id, 'sending', state, reason, now()))
  }
  await tx(async (db, history) => {
    if (later) return void (await queries.addSendJob(db, runId, new Date(now().getTime() + againMs)))
    const states = (await queries.listDeliveries(db, runId)).map(({ state }) => state)
    // Whoever has one of them in hand ends the run.
    if (states.some((state) => state === 'queued' || state === 'sending')) return
    const arrived = states.some((state) => state === 'sent' || state === 'unknown')
    const [outcome, reason] = arrived ? (['done', ''] as const) : (['failed', 'It reached nobody'] as const)
    if ((await queries.endRun(db, runId, outcome, rows, reason, now())) && arrived)
      history.add({
        event: 'reports.sent',
        entity: 'saved_report',
        entityId: report.id,
        detail: { name: report.name, rows },
        changes: [],
      })
  })
}

const fileName = (name: string) => name.replace(/[^\w. -]/g, '_').slice(0, 80)

const textOf = (report: ReportRow, rows: number, actor: Actor, day: string): string =>
  [
    `“${report.name}” of ${actor.company.name}, ${formatDate(day)}: ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}, in the file attached.`,
    ...(report.description ? ['', report.description] : []),
    '',
    `${report.ownerName} has this report sent. It shows what ${report.ownerName} may see; handle it as such.`,
  ].join('\n')
