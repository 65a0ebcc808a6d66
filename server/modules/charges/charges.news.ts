/**
 * What processors tell of earlier charges: by signed webhooks at once, and once a night when they are asked. It is kept first, each event
 * once, and applied by a job, together with what it means to what was charged.
 */
import { sql } from 'kysely'
import { dayMs } from '#shared/time.ts'
import type { ProcessorNews } from '#server/connectors/payment.ts'
import type { Database, Db } from '#server/db/database.ts'
import { asCompany, fromProvider } from '#server/jobs/company-work.ts'
import {
  noteChargedBack,
  noteRefunded,
  noteReturned,
  noteSettled,
  noteVoided,
  type Noting,
} from './charges.outcomes.ts'
import * as queries from './charges.queries.ts'
import type { ChargeSubjects } from './charges.subjects.ts'

type NewsRow = {
  id: number
  processorId: number
  transactionId: string
  kind: ProcessorNews['kind']
  code: string
  message: string
  amountCents: number | null
  receivedAt: Date
}

/** News of a charge that is not here are those of another system's with the same merchant account; but ours may still come. */
const keptOpenMs = 3 * dayMs
const atOnce = 100

/** Keeps what is new. @returns how many were */
export async function keepNews(
  db: Db,
  processorId: number,
  news: readonly ProcessorNews[],
  now: Date,
): Promise<number> {
  let taken = 0
  for (const one of news) {
    const { rows } = await sql`
      insert into processor_news (payment_processor_id, event_id, transaction_id, kind, code, message, amount_cents, received_at)
      values (${processorId}, ${one.eventId.slice(0, 200)}, ${one.transactionId.slice(0, 120)}, ${one.kind}, ${one.code.slice(0, 20)},
        ${one.text.slice(0, 300)}, ${one.amountCents}, ${now})
      on conflict (company_id, payment_processor_id, event_id) do nothing returning id`.execute(db)
    taken += rows.length
  }
  if (taken) await addNewsJob(db, processorId)
  return taken
}

const addNewsJob = async (db: Db, processorId: number): Promise<void> => {
  await sql`select platform.add_job('charges.news', ${JSON.stringify({ processorId })}::jsonb, ${`charges.news:${processorId}`},
    ${`charges.news:${processorId}`}, null)`.execute(db)
}

/** News may be quicker than the answer that they are about. */
export async function queueNewsOf(db: Db, processorId: number, transactionId: string): Promise<void> {
  const { rows } = await sql`select from processor_news where company_id = platform.company_id()
    and payment_processor_id = ${processorId} and transaction_id = ${transactionId} and applied_at is null`.execute(
    db,
  )
  if (rows.length) await addNewsJob(db, processorId)
}

/** Applies what was kept, oldest first, each in a transaction of its own. */
export async function applyNews(
  { database, subjects, now }: { database: Database; subjects: ChargeSubjects; now: () => Date },
  companyId: number,
  processorId: number,
): Promise<void> {
  const tx = asCompany(database, companyId, fromProvider)
  for (let after = 0; ;) {
    const ids = await tx(async (db) => {
      const { rows } = await sql<{
        id: number
      }>`select id from processor_news where company_id = platform.company_id()
        and payment_processor_id = ${processorId} and applied_at is null and id > ${after} order by id limit ${atOnce}`.execute(
        db,
      )
      return rows.map(({ id }) => id)
    })
    for (const id of ids) await tx((db, history) => applyOne({ db, history, subjects, now: now() }, id))
    if (ids.length < atOnce) return
    after = ids.at(-1)!
  }
}

async function applyOne(noting: Noting, id: number): Promise<void> {
  const { db, now } = noting
  const { rows } = await sql<NewsRow>`
    select id, payment_processor_id as "processorId", transaction_id as "transactionId", kind, code, message,
      amount_cents as "amountCents", received_at as "receivedAt" from processor_news
    where company_id = platform.company_id() and id = ${id} and applied_at is null for update`.execute(db)
  const news = rows[0]
  if (!news) return
  const charge = await queries.lockByTransaction(db, news.processorId, news.transactionId)
  const isOld = now.getTime() - news.receivedAt.getTime() > keptOpenMs
  if (!charge ? !isOld : !(await apply(noting, charge, news))) return
  await sql`update processor_news set applied_at = ${now} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}

/** @returns false if it has to wait for something that is under way */
async function apply(noting: Noting, charge: queries.AttemptRow, news: NewsRow): Promise<boolean> {
  if (charge.state !== 'approved') return charge.state !== 'calling' && charge.state !== 'unknown'
  switch (news.kind) {
    case 'settled':
      await noteSettled(noting, charge)
      return true
    case 'returned':
      await noteReturned(noting, charge, news.code, news.message)
      return true
    case 'charged_back':
      await noteChargedBack(noting, charge, {
        code: news.code,
        text: news.message,
        amountCents: news.amountCents,
      })
      return true
    case 'voided':
    case 'refunded': {
      // Of ours, perhaps: its own answer comes first.
      if (await queries.hasOpenReversal(noting.db, charge.id)) return false
      if (news.kind === 'voided') await noteVoided(noting, charge)
      // What is told is the sum: what we gave back ourselves is in it.
      else await noteRefunded(noting, charge, (news.amountCents ?? charge.amount_cents) - charge.refunded_cents, charge.transaction_id) // prettier-ignore
      return true
    }
  }
}
