/**
 * The work on one attempt (REL-002). That it is about to be sent is committed before the call; whoever finds it so without an answer (a
 * lost reply, a killed process) looks it up by its key before anything else. Only a processor that was asked three times over a
 * minute and a half, and knows nothing of the key, is sent it again, under the same key.
 */
import type { ChargeOrder, ProcessorAnswer, RefundOrder } from '#server/connectors/payment.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Database, Db } from '#server/db/database.ts'
import { asCompany, fromProvider } from '#server/jobs/company-work.ts'
import {
  listProcessors,
  mayCall,
  noteCall,
  type OpenProcessor,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import { noteAnswer, noteFailed, noteUnknown, type Noting } from './charges.outcomes.ts'
import * as queries from './charges.queries.ts'
import { queueNewsOf } from './charges.news.ts'
import { type ChargeSubjects, subjectOf } from './charges.subjects.ts'

/** A processor may need a moment before it knows its own transaction: so many looks that find none, this far apart, are believed. */
const looksMs = [2000, 20_000, 70_000]
/** Looks that could not be made: 4 s, 8 s, … up to five minutes, for some two hours. */
const lookAgainMs = (tries: number) => Math.min(300_000, 2000 * 2 ** tries)
const mostFailedLooks = 30
/** What certainly was not sent is tried again so soon, and then left to a person. */
const againMs = [60_000, 600_000, 3_600_000]

type Batch = {
  step: 'send' | 'find'
  row: queries.AttemptRow
  open: OpenProcessor
  call: () => Promise<ProcessorAnswer | null>
}
type Desk = { database: Database; desk: StationDesk; subjects: ChargeSubjects; now: () => Date }

export async function runAttempt({ database, desk, subjects, now }: Desk, companyId: number, id: number) {
  const tx = asCompany(database, companyId, fromProvider)
  const batch = await tx((db, history) => begin({ db, history, subjects, now: now() }, desk, companyId, id))
  if (!batch) return
  const noted = (
    error: ConnectorError | null,
    work: (noting: Noting, row: queries.AttemptRow) => Promise<void>,
  ) =>
    tx(async (db, history) => {
      const { row, open } = batch
      await noteCall(
        db,
        { kind: 'payment', id: row.payment_processor_id, connectionId: -row.id, error },
        now(),
      )
      await queries.addCalls(db, row.id, open.calls.map(withoutWords))
      const current = await queries.lockAttempt(db, row.id)
      // Settled by hand meanwhile: what is known stays.
      if (current?.state !== 'calling' && current?.state !== 'unknown') return
      await work({ db, history, subjects, now: now() }, current)
    })
  let answer: ProcessorAnswer | null
  try {
    answer = await batch.call()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error // of ours: the queue comes back, and looks it up
    return noted(error, (noting, row) => afterError(noting, batch, row, error))
  }
  await noted(null, async (noting, row) => {
    if (!answer) return afterNothing(noting, row)
    await noteAnswer(noting, row, answer)
    await queueNewsOf(noting.db, row.payment_processor_id, answer.transactionId)
  })
}

/** What is kept of a call: that it was made, and how it ended. Its words hold tokens and names. */
const withoutWords = ({ at, call, status, durationMs, error }: OpenProcessor['calls'][number]) => ({
  at,
  call,
  status,
  durationMs,
  error,
})

/** Decides what is to be done, and commits that a call is about to be made. */
async function begin(
  noting: Noting,
  desk: StationDesk,
  companyId: number,
  id: number,
): Promise<Batch | null> {
  const { db, now } = noting
  const row = await queries.lockAttempt(db, id)
  if (!row) return null
  const step =
    row.state === 'queued' ? 'send' : row.state === 'calling' || row.state === 'unknown' ? 'find' : null
  // A waiting look whose time has not come: another run was quicker.
  if (!step) return null
  const method = await queries.findMethod(db, row.billing_method_id)
  const processor = (await listProcessors(db)).find((one) => one.id === row.payment_processor_id)
  const end = async (failure: string) => {
    await noteFailed(noting, row, failure)
    return null
  }
  if (!method || !processor) return null
  if (step === 'send') {
    if (!processor.active) return end(`${processor.name} is inactive`)
    if (row.kind === 'charge' && method.archived_at && row.tries === 0)
      return end('The billing method was archived')
    if (row.kind === 'charge') {
      const owedCents = await readOwed(noting, row)
      if (owedCents === 0) return end('Nothing is owed any more')
      // Paid in part meanwhile. What may have been sent before keeps its amount: the key stands for it.
      if (owedCents < row.amount_cents && row.tries === 0) {
        row.amount_cents = owedCents
        await queries.updateAttempt(db, id, { amount_cents: owedCents })
      }
    }
    const until = await mayCall(db, { kind: 'payment', id: processor.id }, now)
    if (until) {
      await queries.addRunJob(db, id, until)
      return null
    }
    await queries.updateAttempt(db, id, {
      state: 'calling',
      called_at: now,
      tries: row.tries + 1,
      next_look_at: null,
    })
  }
  const open = desk.openPayment(companyId, processor)
  const charge = row.of_id === null ? row : await queries.lockAttempt(db, row.of_id)
  if (!charge) return null
  return {
    step,
    row: { ...row, tries: row.tries + (step === 'send' ? 1 : 0) },
    open,
    call: callOf(step, row, charge, method, open),
  }
}

/** A subject whose module is gone can say nothing: it was asked for when it was there. */
async function readOwed({ db, subjects }: Noting, row: queries.AttemptRow): Promise<number> {
  const subject = subjectOf(subjects, row.subject_kind)
  return subject ? ((await subject.due(db, row.subject_id))?.amountCents ?? 0) : row.amount_cents
}

function callOf(
  step: Batch['step'],
  row: queries.AttemptRow,
  charge: queries.AttemptRow,
  method: queries.MethodRow,
  { processor }: OpenProcessor,
): Batch['call'] {
  if (row.kind === 'charge') {
    const order: ChargeOrder = {
      key: row.key,
      amountCents: row.amount_cents,
      method: {
        customerRef: method.customer_ref,
        methodRef: method.method_ref,
        kind: method.kind,
        holderType: method.holder_type,
      },
      description: row.description,
      reference: {
        customerId: String(row.customer_id),
        billingMethodId: String(method.id),
        subject: `${row.subject_kind}:${row.subject_id}`,
      },
    }
    return () => (step === 'send' ? processor.charge(order) : processor.find(order))
  }
  if (row.kind === 'void')
    return () =>
      step === 'send'
        ? processor.void!(charge.transaction_id, method.kind)
        : processor.findVoid!(charge.transaction_id)
  const order: RefundOrder = {
    key: row.key,
    transactionId: charge.transaction_id,
    amountCents: row.amount_cents,
    kind: method.kind,
    refundedBeforeCents: charge.refunded_cents,
  }
  return () => (step === 'send' ? processor.refund(order) : processor.findRefund(order))
}

async function afterError(
  noting: Noting,
  { step }: Batch,
  row: queries.AttemptRow,
  error: ConnectorError,
): Promise<void> {
  const { db, now } = noting
  const reason = reasonOf(error).replace(/^The station/, 'The processor')
  const inMs = (ms: number) => new Date(now.getTime() + ms)
  if (step === 'send' && error.outcome === 'not_applied') {
    const waitMs = againMs[row.tries - 1]
    const mayPass = error.kind === 'unavailable' || error.kind === 'rate_limited'
    if (!mayPass || waitMs === undefined) return noteFailed(noting, row, reason)
    const next = inMs(error.retryAfterMs ?? waitMs)
    await queries.updateAttempt(db, row.id, {
      state: 'queued',
      failure: reason.slice(0, 300),
      next_look_at: next,
    })
    return queries.addRunJob(db, row.id, next)
  }
  if (step === 'send') {
    const next = inMs(looksMs[0]!)
    // Refused and yet unknown: it is taken for a duplicate, perhaps of itself.
    await queries.updateAttempt(db, row.id, {
      looks: 0,
      failed_looks: 0,
      duplicate: error.kind === 'rejected',
    })
    await noteUnknown(noting, row, reason, next)
    return queries.addRunJob(db, row.id, next)
  }
  const failedLooks = row.failed_looks + 1
  const next = failedLooks < mostFailedLooks ? inMs(lookAgainMs(failedLooks)) : null
  await queries.updateAttempt(db, row.id, { failed_looks: failedLooks })
  await noteUnknown(noting, row, reason, next)
  if (next) await queries.addRunJob(db, row.id, next)
}

/** The processor knows nothing of the key. */
async function afterNothing(noting: Noting, row: queries.AttemptRow): Promise<void> {
  const { db, now } = noting
  const looks = row.looks + 1
  await queries.updateAttempt(db, row.id, { looks })
  const waitMs = looksMs[looks]
  if (waitMs !== undefined) {
    const next = new Date(now.getTime() + waitMs)
    await noteUnknown(noting, row, row.failure ?? 'The answer was lost', next)
    return queries.addRunJob(db, row.id, next)
  }
  if (row.duplicate) return noteFailed(noting, row, `Nothing was charged: ${row.failure ?? 'the processor takes it for a duplicate'}`) // prettier-ignore
  if (row.tries > againMs.length)
    return noteFailed(noting, row, row.failure ?? 'The processor did not take it')
  // Certainly not made: sent again, under the same key.
  await queries.updateAttempt(db, row.id, { state: 'queued', looks: 0, failed_looks: 0, next_look_at: null })
  await queries.addRunJob(db, row.id)
}

/** Has the attempt looked at now, or sent now if it waits. */
export async function hurry(db: Db, row: queries.AttemptRow, now: Date): Promise<void> {
  await queries.updateAttempt(db, row.id, {
    next_look_at: row.state === 'unknown' ? now : null,
    failed_looks: 0,
  })
  await queries.addRunJob(db, row.id)
}
