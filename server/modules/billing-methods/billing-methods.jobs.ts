/** The jobs of billing methods: telling of cards that end, and having a processor forget what was removed. */
import { z } from 'zod'
import { expiresOn, expiryWarningDays } from '#shared/rules/billing-methods.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { listProcessors, type StationDesk } from '../providers/providers.service.ts'
import * as queries from './billing-methods.queries.ts'

const ofCompany = z.object({ companyId: z.number() })
const ofMethod = z.object({ companyId: z.number(), billingMethodId: z.number() })

/** How many days before its end a card is warned of that ends on this day: 60, 30, 0 once it is over; null: not yet. */
export function warningOf(last: string, today: string): number | null {
  if (last < today) return 0
  const due = [...expiryWarningDays].reverse().find((days) => last <= addDays(today, days))
  return due ?? null
}

export function billingMethodTasks(
  database: Database,
  desk: StationDesk,
  now: () => Date,
): Record<string, Task> {
  return {
    'billing_methods.expiry': async (raw) => {
      const { companyId } = ofCompany.parse(raw)
      await asCompany(
        database,
        companyId,
        fromJob,
      )(async (db) => {
        if (await queries.hasActiveCards(db)) await queries.addExpiryJob(db, now())
        const today = todayIn(await queries.readTimeZone(db), now())
        const horizon = addDays(today, expiryWarningDays[0])
        const [year, month] = horizon.split('-').map(Number) as [number, number]
        for (const { id, customerId, expYear, expMonth, warnedDays } of await queries.listExpiring(
          db,
          year,
          month,
        )) {
          const days = warningOf(expiresOn(expYear, expMonth), today)
          if (days === null || (warnedDays !== null && warnedDays <= days)) continue
          await queries.noteWarned(db, id, days)
          const userIds = await queries.listTold(db, customerId)
          await notify(db, { kind: 'billing_method_expiring', userIds, byUserId: null, at: now(), customerId, billingMethodId: id }) // prettier-ignore
        }
      })
    },
    'billing_methods.forget': async (raw) => {
      const { companyId, billingMethodId } = ofMethod.parse(raw)
      const tx = asCompany(database, companyId, fromJob)
      const found = await tx(async (db) => {
        const row = await queries.findMethodRow(db, billingMethodId)
        const processor = (await listProcessors(db)).find(({ id }) => id === row?.payment_processor_id)
        return row?.archived_at && processor ? { row, open: desk.openPayment(companyId, processor) } : null
      })
      if (!found) return
      const { row, open } = found
      // A ConnectorError makes the queue come back; to forget what is forgotten is no error.
      await open.processor.remove({ customerRef: row.customer_ref, methodRef: row.method_ref })
    },
  }
}
