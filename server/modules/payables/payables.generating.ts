/**
 * From what happened to a record to its payables: made by the rules, and taken back when the customer leaves within the time
 * that the function says. Everything of one record runs under its lock; what is made twice all the same, the database refuses.
 */
import type { Generated } from '#shared/contracts/payables.ts'
import { formatCents } from '#shared/money.ts'
import { payableEvents, payableStatuses } from '#shared/rules/payables.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import {
  type Draft,
  type Drafted,
  draftPayables,
  readCompany,
  readFacts,
} from '../payroll/payroll.service.ts'
import { changesOf, fact, stateChanges } from './payables.answers.ts'
import * as queries from './payables.queries.ts'
import type { EventRow, Recoverable } from './payables.queries.ts'

type Making = {
  db: Db
  history: HistoryDraft
  customerId: number
  source: 'event' | 'function'
  /** What had it made, as people read it. */
  why: string
  on: string
  now: Date
  by: number | null
  currency: string
}

const payeeOf = ({ payee }: Draft) => ({
  payeeUserId: payee.userId,
  payeeName: payee.userId === null ? payee.name : null,
})

/** What a draft would become, without making it. */
export async function judge(db: Db, customerId: number, drafted: Drafted): Promise<Generated[]> {
  const told: Generated[] = drafted.nothing.map(({ functionName, payee, result, why }) => ({
    function: functionName, payee, result, payableId: null, amountCents: null, why,
  })) // prettier-ignore
  for (const draft of drafted.drafts) {
    const id = await queries.findActive(db, { customerId, functionId: draft.functionId, ...payeeOf(draft) })
    const result = id !== undefined ? 'exists' : draft.review ? 'review' : 'made'
    told.push({
      function: draft.functionName,
      payee: draft.payee.name,
      result,
      payableId: id ?? null,
      amountCents: draft.amountCents,
      why: id !== undefined ? `Payable #${id} is active` : (draft.review ?? draft.lines.map(({ name, reckoning }) => `${name}: ${reckoning}`).join('; ')),
    }) // prettier-ignore
  }
  return told
}

/** Makes what was drafted, unless it is there already. The record is locked. */
export async function makePayables(making: Making, drafted: Drafted): Promise<Generated[]> {
  const { db, history, customerId, source, why, on, now, by, currency } = making
  const told = await judge(db, customerId, { ...drafted, drafts: [] })
  for (const draft of drafted.drafts) {
    const about = { function: draft.functionName, payee: draft.payee.name, amountCents: draft.amountCents }
    const known = await queries.findActive(db, {
      customerId,
      functionId: draft.functionId,
      ...payeeOf(draft),
    })
    const id = known
      ? undefined
      : await queries.insertPayable(db, {
          customerId,
          functionId: draft.functionId,
          levelId: draft.levelId,
          levelName: draft.levelName,
          ...payeeOf(draft),
          source,
          status: draft.review ? 'requires_review' : 'pending',
          statusReason: draft.review ?? '',
          earnedOn: on,
          noteToPayee: draft.note,
          notes: '',
          ofId: null,
          cause: null,
          at: now,
          by,
        })
    if (id === undefined) {
      told.push({
        ...about,
        result: 'exists',
        payableId: known ?? null,
        why: known ? `Payable #${known} is active` : 'There is one already',
      })
      continue
    }
    await queries.writeLines(
      db,
      id,
      draft.lines.map((line) => ({ ...line, adjustment: false })),
    )
    history.add({
      ...fact({ id, customerId }),
      event: 'payables.generated',
      detail: {
        function: draft.functionName,
        payee: draft.payee.name,
        amount: formatCents(draft.amountCents, currency),
        why,
      },
      changes: changesOf(
        null,
        {
          functionName: draft.functionName,
          payee: draft.payee.name,
          earnedOn: on,
          noteToPayee: draft.note,
          notes: '',
          lines: draft.lines,
        },
        currency,
      ),
    })
    const reckoned = draft.lines.map(({ name, reckoning }) => `${name}: ${reckoning}`).join('; ')
    told.push({
      ...about,
      result: draft.review ? 'review' : 'made',
      payableId: id,
      why: draft.review ?? reckoned,
    })
  }
  return told
}

/** Works off what happened to a record and has not been looked at. @returns how many events */
export async function workEvents(
  db: Db,
  history: HistoryDraft,
  customerId: number,
  now: Date,
): Promise<number> {
  const events = await queries.lockEvents(db, customerId)
  if (!events.length) return 0
  const company = await readCompany(db)
  const today = todayIn(company.timeZone, now)
  for (const event of events) {
    const on = event.on > today ? today : event.on
    const outcome = await workEvent(
      {
        db,
        history,
        customerId,
        source: 'event',
        why: payableEvents[event.event].toLowerCase(),
        on,
        now,
        by: null,
        currency: company.currency,
      },
      event,
      company.plus,
    )
    await queries.settleEvent(db, event.id, outcome, now)
  }
  return events.length
}

async function workEvent(making: Making, event: EventRow, plus: boolean): Promise<Generated[]> {
  const { db, customerId } = making
  if (event.event === 'canceled') return takeBack(making, 'canceled')
  if (event.event === 'funding_charged_back') return takeBack(making, 'funding_charged_back')
  if (event.event === 'reinstated') return restore(making)
  // The add-on was switched off since.
  const facts = plus ? await readFacts(db, customerId) : undefined
  if (!facts) return []
  const told: Generated[] = []
  for (const functionId of event.functionIds)
    told.push(...(await makePayables(making, await draftPayables(db, facts, functionId, null))))
  return told
}

const left = { canceled: 'Canceled', funding_charged_back: 'Funding charged back' } as const

/** What was paid is to come back; what was not is held until somebody has looked at it. */
async function takeBack(making: Making, cause: keyof typeof left): Promise<Generated[]> {
  const { db, customerId, on, now } = making
  const told: Generated[] = []
  for (const row of await queries.listRecoverable(db, customerId, on, cause === 'funding_charged_back')) {
    const reason = `${left[cause]} on ${formatDate(on)}, ${row.days} ${row.days === 1 ? 'day' : 'days'} after it was earned (within ${row.chargeBackDays})`
    if (row.paidCents > 0) told.push(await chargeBack(making, row, cause, reason))
    if (row.status !== 'paid_in_full' && row.status !== 'requires_review') {
      await queries.updatePayable(
        db,
        row.id,
        { status: 'requires_review', status_reason: reason, approved_on: null, cause },
        now,
        null,
      )
      making.history.add({
        ...fact(row),
        event: 'payables.held',
        detail: { payee: row.payee },
        changes: stateChanges(
          { status: row.status, statusReason: '' },
          { status: 'requires_review', statusReason: reason },
        ),
      })
      told.push({
        function: row.functionName ?? '',
        payee: row.payee,
        result: 'held',
        payableId: row.id,
        amountCents: row.amountCents - row.paidCents,
        why: reason,
      })
    }
  }
  return told
}

async function chargeBack(
  making: Making,
  row: Recoverable,
  cause: keyof typeof left,
  reason: string,
): Promise<Generated> {
  const { db, history, customerId, now, on, currency } = making
  const about = {
    function: row.functionName ?? '',
    payee: row.payee,
    amountCents: -row.paidCents,
    why: reason,
  }
  const id = await queries.insertPayable(db, {
    customerId,
    functionId: row.functionId,
    levelId: null,
    levelName: row.level,
    payeeUserId: row.payeeUserId,
    payeeName: row.payeeName,
    source: 'charge_back',
    status: 'pending',
    statusReason: '',
    earnedOn: on,
    noteToPayee: `${left[cause]} on ${formatDate(on)}: what was paid is taken back.`,
    notes: reason,
    ofId: row.id,
    cause,
    at: now,
    by: null,
  })
  // Taken back already.
  if (id === undefined) return { ...about, result: 'exists', payableId: null }
  await queries.writeLines(db, id, [
    {
      rowId: null,
      adjustment: false,
      name: `Charge back of #${row.id}`,
      description: '',
      amountCents: -row.paidCents,
      reckoning: reason,
    },
  ])
  await queries.updatePayable(db, row.id, { charged_back: true }, now, null)
  history.add({
    ...fact({ id, customerId }),
    event: 'payables.charged_back',
    detail: { number: row.id, payee: row.payee, amount: formatCents(row.paidCents, currency) },
    changes: [{ field: 'statusReason', old: null, new: reason }],
  })
  return { ...about, result: 'charged_back', payableId: id }
}

/** The cancelation was taken back: what it held goes on, and what it took back and nobody has settled is not. */
async function restore({ db, history, customerId, now }: Making): Promise<Generated[]> {
  const told: Generated[] = []
  for (const row of await queries.listCaused(db, customerId)) {
    const isBack = row.source === 'charge_back'
    const next = isBack
      ? { status: 'denied' as const, statusReason: 'The cancelation was taken back' }
      : { status: 'pending' as const, statusReason: '' }
    await queries.updatePayable(
      db,
      row.id,
      {
        status: next.status,
        status_reason: next.statusReason,
        approved_on: null,
        ...(!isBack && { cause: null }),
      },
      now,
      null,
    )
    if (row.ofId !== null) await freeOriginal(db, customerId, row.ofId, now, null)
    history.add({
      ...fact(row),
      event: 'payables.status_set',
      detail: { payee: row.payee, status: payableStatuses[next.status].toLowerCase() },
      changes: stateChanges(row, next),
    })
    told.push({
      function: row.functionName ?? '',
      payee: row.payee,
      result: 'restored',
      payableId: row.id,
      amountCents: row.amountCents,
      why: 'The cancelation was taken back',
    })
  }
  return told
}

/** What a charge back no longer takes back is active again, unless another one took its place. */
export async function freeOriginal(
  db: Db,
  customerId: number,
  ofId: number,
  now: Date,
  by: number | null,
): Promise<void> {
  const [original] = await queries.listPayables(db, customerId, ofId)
  if (!original?.chargedBack) return
  const other = await queries.findActive(
    db,
    {
      customerId,
      functionId: original.functionId,
      payeeUserId: original.payeeUserId,
      payeeName: original.payeeUserId === null ? original.payee : null,
    },
    original.id,
  )
  if (other === undefined) await queries.updatePayable(db, ofId, { charged_back: false }, now, by)
}
