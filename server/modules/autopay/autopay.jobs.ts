/** Auto Pay: has invoices that are due charged to the billing method that they name (BIL-005). */
import { z } from 'zod'
import { KeyholderError } from '#shared/errors.ts'
import { subjectUuid } from '#shared/rules/charge-subjects.ts'
import { maxChargeCents } from '#shared/rules/charges.ts'
import { todayIn } from '#shared/time.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { queueCharge } from '../charges/charges.service.ts'
import * as queries from './autopay.queries.ts'

const ofCompany = z.object({ companyId: z.number() })
/** As many as one transaction holds. */
const batchSize = 100

export function autopayTasks(database: Database, now: () => Date): Record<string, Task> {
  return {
    'autopay.run': async (raw) => {
      const tx = asCompany(database, ofCompany.parse(raw).companyId, fromJob)
      for (let after = 0; ;) {
        const batch = await tx((db, history) => askForDue(db, history, after, now()))
        if (batch.length < batchSize) return
        after = batch.at(-1)!.id
      }
    },
  }
}

/**
 * Asks for the charges of one batch. Under the invoice's own key each is asked for once, however often the job runs, and by however many;
 * further tries of a declined one are the engine's, by the company's schedule.
 */
async function askForDue(db: Db, history: HistoryDraft, after: number, now: Date) {
  const today = todayIn((await queries.getCompany(db)).timeZone, now)
  const due = await queries.lockDue(db, { today, after, most: batchSize })
  for (const invoice of due) {
    try {
      await queueCharge(db, history, {
        customerId: invoice.payerId,
        billingMethodId: invoice.billingMethodId,
        subject: { kind: 'invoice', id: subjectUuid(invoice.id) },
        requestKey: `autopay:${invoice.id}`,
        amountCents: Math.min(invoice.openCents, maxChargeCents),
        description: `Invoice ${invoice.number}`,
        // Of one that was made late the schedule counts from its first try.
        dueOn: today,
        autoRetry: true,
        byUserId: null,
        now,
      })
    } catch (error) {
      if (!(error instanceof KeyholderError)) throw error
      // Being charged by a person: looked at again the next night.
      if (error.code === 'charges.one_is_open') continue
      // Without its method nothing charges it: it is left to a person, who finds it among the overdue ones.
      if (error.code !== 'charges.method_gone') throw error
    }
    await queries.noteAsked(db, invoice.id, now)
  }
  return due
}
