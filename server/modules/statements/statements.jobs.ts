/** The run's work, in batches that any worker may take up: first the statements, then their e-mails. */
import { z } from 'zod'
import { KeyholderError } from '#shared/errors.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, type CompanyTx, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { queueSweep } from '../files/files.service.ts'
import { statementsPdf } from './statements.pdf.ts'
import * as queries from './statements.queries.ts'
import { makeStatement, paperOf, queueStatementMail, withPdf } from './statements.service.ts'

const ofRun = z.object({ companyId: z.number(), runId: z.number() })
const batchSize = 20
/** A job ends after this long and goes on as another, so that a server that stops need not wait, and others have a turn. */
const perJobMs = 10_000

export function statementTasks(database: Database, now: () => Date): Record<string, Task> {
  return {
    'statements.run': async (raw) => {
      const { companyId, runId } = ofRun.parse(raw)
      const tx = asCompany(database, companyId, fromJob)
      const until = performance.now() + perJobMs
      for (;;) {
        const [run] = await tx((db) => queries.listRuns(db, { id: runId, limit: 1 }))
        if (run?.state !== 'running') return
        const worked =
          (await makeSome(tx, run, now())) || (run.byEmail && (await sendOne(tx, companyId, run, now())))
        if (!worked) {
          await tx(async (db, history) => {
            const held =
              (await queries.countIn(db, runId, 'waiting')) +
              (run.byEmail ? await queries.countIn(db, runId, 'made') : 0)
            // Another worker holds the rest, and ends the run.
            if (held > 0 || !(await queries.setRunState(db, runId, 'done', now()))) return
            history.add({
              event: 'statements.run_finished',
              entity: 'statement_run',
              entityId: runId,
              detail: { made: run.made, sent: run.sent },
            })
          })
          return
        }
        if (performance.now() > until) return void (await tx((db) => queries.addRunJob(db, runId)))
      }
    },
  }
}

/** @returns whether there was anything to do */
const makeSome = (tx: CompanyTx, run: queries.RunRow, now: Date): Promise<boolean> =>
  tx(async (db, history) => {
    const targets = await queries.lockTargets(db, run.id, 'waiting', batchSize)
    const { currency } = await queries.getCompany(db)
    for (const { id, customerId } of targets) {
      try {
        const made = await makeStatement(db, history, { customerId, from: run.from, to: run.to, by: null, now, currency })
        await queries.setTarget(db, id, made.isNew ? 'made' : 'skipped', made.id)
      } catch (error) {
        // Refused before anything was written: one account that is too long holds up no other.
        if (!(error instanceof KeyholderError) || error.code !== 'statements.too_long') throw error
        await queries.setTarget(db, id, 'too_long', null)
      }
    }
    return targets.length > 0
  }) // prettier-ignore

/** @returns whether there was anything to do */
async function sendOne(tx: CompanyTx, companyId: number, run: queries.RunRow, now: Date): Promise<boolean> {
  const found = await tx(async (db) => {
    const [target] = await queries.lockTargets(db, run.id, 'made', 1)
    if (!target) return null
    const row = await queries.findStatement(db, target.customerId, target.statementId!)
    // Without an address it is printed; what somebody put aside is not sent.
    if (!target.email || !row || row.archivedAt) {
      await queries.setTarget(db, target.id, 'not_sent', target.statementId!)
      return { none: true } as const
    }
    await queueSweep(db, now)
    return { target, row, company: await queries.getCompany(db) }
  })
  if (!found) return false
  if ('none' in found) return true
  const { target, row, company } = found
  await withPdf(companyId, await statementsPdf(company, [paperOf(row)]), (pdf) =>
    tx(async (db, history) => {
      // Somebody else was quicker: its bytes are the ones that count.
      const mine = (await queries.lockTarget(db, target.id))?.state === 'made'
      if (!mine) throw new Error(`Statement ${row.number} was sent by another worker`)
      await queueStatementMail(db, history, company, row, {
        message: '',
        pdf,
        key: `statement ${row.id}`,
        now,
        by: null,
      })
      await queries.setTarget(db, target.id, 'sent', row.id)
    }),
  )
  return true
}
