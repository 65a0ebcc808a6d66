/** Fundings of one record. Every change is made under the record's lock, and the record's own field follows in the same transaction. */
import { randomUUID } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { Funding, FundingFields, fundings } from '#shared/contracts/funding.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import {
  type FundingEntryKind,
  fundingEntryKinds,
  fundingOutcomes,
  fundingProgresses,
  isRefused,
  maxFundings,
  recordFunding,
} from '#shared/rules/funding.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, setDecided, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { type Account, lockPayer, post } from '../ledger/ledger.service.ts'
import { changesOf, fieldsOf, toFunding } from './funding.answers.ts'
import * as queries from './funding.queries.ts'
import type { FundingDbRow } from './funding.queries.ts'

type Request<K extends keyof typeof fundings> = Parsed<(typeof fundings)[K]>
const todayOf = (ctx: Ctx) => todayIn(ctx.actor.company.timeZone, ctx.now)
const refuse = (path: string, message: string) => fail('request.invalid', {}, { errors: [{ path, message }] })

const may = (ctx: Ctx, record: Visible) => {
  const writable = !record.archived && record.kind === 'customer'
  const has = (level: 'create' | 'modify' | 'delete') =>
    writable && ctx.actor.grants.has(`funding_details.${level}`, record.locationId)
  return { create: has('create'), modify: has('modify'), delete: has('delete') }
}

/** @throws customers.not_found, access.denied_here */
export async function readFundings(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof fundings.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'funding_details.view')
  const rows = await queries.listFundings(db, record.id)
  const choices = await queries.listChoices(db)
  const abilities = may(ctx, record)
  return {
    items: rows.map((row) => toFunding(row, abilities)),
    rateCents: await queries.findRate(db, record.id),
    funders: choices
      .filter(({ catalogue }) => catalogue === 'funder')
      .map(({ id, name, active, data }) => ({
        id,
        name,
        active,
        multipleHundredths: Math.round((data.multiple ?? 0) * 100),
        holdbackPpm: Math.round((data.holdback ?? 0) * 10_000),
        chargeBackMonths: data.chargeBackMonths ?? 0,
      })),
    reasons: choices
      .filter(({ catalogue }) => catalogue === 'funder_reason')
      .map(({ id, name, active }) => ({ id, name, active })),
    today: todayOf(ctx),
    abilities: { create: abilities.create && rows.length < maxFundings },
    readOnlyReason: record.kind === 'lead' ? 'lead' : record.archived ? 'archived' : null,
  }
}

async function lock(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete',
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `funding_details.${level}`)
  requireAt(ctx.actor, 'funding_details.view', record.locationId)
  if (record.kind !== 'customer') return fail('funding.leads')
  await lockPayer(db, record.id)
  return record
}

const get = async (db: Db, customerId: number, id: number): Promise<FundingDbRow> =>
  (await queries.listFundings(db, customerId, id))[0] ?? fail('funding.not_found')

const answer = async (ctx: Ctx, db: Db, record: Visible, id: number): Promise<Funding> =>
  toFunding(await get(db, record.id, id), may(ctx, record))

const fact = (row: { id: number; customerId: number }) => ({
  entity: 'funding' as const,
  entityId: row.id,
  customerId: row.customerId,
})

/** The catalogue's names; what is chosen anew must be active. @throws request.invalid */
async function namesOf(db: Db, fields: FundingFields, before: FundingFields | null) {
  const choices = await queries.listChoices(db)
  const check = (field: 'funderId' | 'reasonId', catalogue: 'funder' | 'funder_reason', word: string) => {
    const chosen = fields[field]
    if (chosen === null || chosen === before?.[field]) return
    if (!choices.some((one) => one.id === chosen && one.catalogue === catalogue && one.active))
      refuse(field, `Choose a ${word}`)
  }
  check('funderId', 'funder', 'funder')
  check('reasonId', 'funder_reason', 'reason')
  return new Map(choices.map(({ id, name }) => [id, name]))
}

/** The record's Funding Status and Funded Date say what its fundings do. */
async function follow(ctx: Ctx, db: Db, customerId: number): Promise<void> {
  const decided = recordFunding(await queries.listFundings(db, customerId))
  await setDecided(ctx, db, customerId, decided)
}

/** @throws customers.…; funding.leads, .too_many; request.invalid */
export async function createFunding(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<Funding> {
  const record = await lock(ctx, db, params.customerId, 'create')
  if ((await queries.listFundings(db, record.id)).length >= maxFundings) fail('funding.too_many', { max: maxFundings })
  const names = await namesOf(db, body, null)
  const id = await queries.insertFunding(db, record.id, body, ctx.now, ctx.actor.userId)
  ctx.history.add({
    ...fact({ id, customerId: record.id }),
    event: 'funding.created',
    detail: { funder: names.get(body.funderId) ?? '' },
    changes: changesOf(null, body, names, ctx.actor.company.currency),
  })
  await follow(ctx, db, record.id)
  return answer(ctx, db, record, id)
} // prettier-ignore

/** @throws customers.…; funding.not_found, .stale; request.invalid */
export async function saveFunding(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Funding> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await get(db, record.id, params.fundingId)
  if (row.version !== body.version) fail('funding.stale')
  const before = fieldsOf(row)
  const names = await namesOf(db, body.fields, before)
  const changes = changesOf(before, body.fields, names, ctx.actor.company.currency)
  if (!changes.length) ctx.history.nothingChanged()
  else {
    await queries.updateFunding(db, row.id, { fields: body.fields, at: ctx.now, by: ctx.actor.userId })
    ctx.history.add({ ...fact(row), event: 'funding.saved', detail: { funder: row.funderName }, changes })
  }
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; funding.not_found, .stale, .money_came; request.invalid */
export async function setFundingState(ctx: Ctx, db: Db, { params, body }: Request<'setState'>): Promise<Funding> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await get(db, record.id, params.fundingId)
  if (row.version !== body.version) fail('funding.stale')
  const today = todayOf(ctx)
  if (body.on > today) refuse('on', 'Not in the future')
  // What a funder paid for, it did not refuse.
  if (isRefused(body.outcome) && row.receivedCents + row.heldCents > 0) fail('funding.money_came')
  const left = ['pending', 'ready'].includes(row.progress)
  const goes = !['pending', 'ready'].includes(body.progress)
  const columns = {
    progress: body.progress,
    outcome: body.outcome,
    outcome_reason: body.outcome === null ? '' : body.outcomeReason,
    submitted_on: goes ? (left || row.submittedOn === null ? body.on : row.submittedOn) : null,
    decided_on: body.outcome === null ? null : body.outcome === row.outcome ? row.decidedOn : body.on,
    funded_on: body.outcome === null || isRefused(body.outcome) ? firstPayout(row) : (row.fundedOn ?? body.on),
  }
  const shown = (progress: keyof typeof fundingProgresses, outcome: keyof typeof fundingOutcomes | null) => ({
    progress: fundingProgresses[progress],
    outcome: outcome && fundingOutcomes[outcome],
  })
  const [old, now] = [shown(row.progress, row.outcome), shown(body.progress, body.outcome)]
  const changes = [
    { field: 'progress', old: old.progress, new: now.progress },
    { field: 'outcome', old: old.outcome, new: now.outcome },
    { field: 'outcomeReason', old: row.outcomeReason || null, new: columns.outcome_reason || null },
    { field: 'submittedOn', old: dayOf(row.submittedOn), new: dayOf(columns.submitted_on) },
    { field: 'decidedOn', old: dayOf(row.decidedOn), new: dayOf(columns.decided_on) },
    { field: 'fundedOn', old: dayOf(row.fundedOn), new: dayOf(columns.funded_on) },
  ].filter((change) => change.old !== change.new)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  await queries.updateFunding(db, row.id, { columns, at: ctx.now, by: ctx.actor.userId })
  ctx.history.add({
    ...fact(row),
    event: 'funding.state_set',
    detail: { funder: row.funderName, state: [now.progress, now.outcome].filter(Boolean).join(', ').toLowerCase() },
    changes,
  })
  await follow(ctx, db, record.id)
  return answer(ctx, db, record, row.id)
} // prettier-ignore

const dayOf = (on: string | null) => (on === null ? null : formatDate(on))
/** The day of the first money that stands. */
const firstPayout = (row: FundingDbRow): string | null =>
  row.entries
    .filter((entry) => entry.kind === 'payout' && !entry.reversed)
    .map(({ on }) => on)
    .sort()[0] ?? null

const moves: Record<FundingEntryKind, { debit: Account; credit: Account }> = {
  payout: { debit: 'cash', credit: 'contracts_sold' },
  holdback: { debit: 'funder_holdback', credit: 'cash' },
  holdback_release: { debit: 'cash', credit: 'funder_holdback' },
  charge_back: { debit: 'contracts_sold', credit: 'cash' },
}

type Entry = { kind: FundingEntryKind; amountCents: number; on: string; reason: string }
/** Notes the entry and its posting, and what the funding itself says after it. */
async function book(
  ctx: Ctx,
  db: Db,
  row: FundingDbRow,
  entry: Entry & { ofId: number | null; requestKey: string },
): Promise<void> {
  const { kind, amountCents, on, reason, ofId, requestKey } = entry
  const { userId: by } = ctx.actor
  await queries.insertEntry(db, {
    fundingId: row.id,
    kind: ofId === null ? kind : 'reversal',
    amountCents,
    on,
    reason,
    ofId,
    requestKey,
    at: ctx.now,
    by,
  })
  const { debit, credit } = moves[kind]
  await post(db, {
    customerId: row.customerId,
    aboutId: row.customerId,
    kind: 'funding',
    on,
    at: ctx.now,
    by,
    fundingId: row.id,
    memo: reason,
    moves: [ofId === null ? { debit, credit, amountCents } : { debit: credit, credit: debit, amountCents }],
  })
  const after = await get(db, row.customerId, row.id)
  await queries.updateFunding(db, row.id, {
    columns: { funded_on: firstPayout(after) },
    at: ctx.now,
    by,
  })
  await follow(ctx, db, row.customerId)
}

/** @throws customers.…; funding.not_found, .key_reused, .refused, .not_held, .not_received; request.invalid */
export async function addEntry(ctx: Ctx, db: Db, { params, body }: Request<'addEntry'>): Promise<Funding> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await get(db, record.id, params.fundingId)
  const known = await queries.findEntryOf(db, body.requestKey)
  if (known) {
    if (known.fundingId !== row.id || known.amountCents !== body.amountCents || known.kind !== body.kind)
      fail('funding.key_reused')
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  if (body.on > todayOf(ctx)) refuse('on', 'Not in the future')
  if (isRefused(row.outcome) && body.kind === 'payout') fail('funding.refused')
  const money = (cents: number) => formatCents(cents, ctx.actor.company.currency)
  if (body.kind === 'holdback_release' && body.amountCents > row.heldCents)
    fail('funding.not_held', { held: money(row.heldCents) })
  if ((body.kind === 'holdback' || body.kind === 'charge_back') && body.amountCents > row.receivedCents)
    fail('funding.not_received', { received: money(Math.max(0, row.receivedCents)) })
  await book(ctx, db, row, { ...body, ofId: null })
  ctx.history.add({
    ...fact(row),
    event: 'funding.entry_added',
    detail: { what: fundingEntryKinds[body.kind], amount: money(body.amountCents), funder: row.funderName },
    changes: [
      {
        field: 'entry',
        old: null,
        new: [fundingEntryKinds[body.kind], money(body.amountCents), formatDate(body.on), body.reason]
          .filter(Boolean)
          .join(', '),
      },
    ],
  })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; funding.not_found, .no_entry, .reversed, .not_held */
export async function reverseEntry(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'reverseEntry'>,
): Promise<Funding> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await get(db, record.id, params.fundingId)
  const entry = row.entries.find(({ id }) => id === params.entryId)
  if (!entry || entry.kind === 'reversal') return fail('funding.no_entry')
  if (entry.reversed) fail('funding.reversed')
  const money = formatCents(entry.amountCents, ctx.actor.company.currency)
  // Of a holdback that was paid out since, the payout is reversed first.
  if (entry.kind === 'holdback' && entry.amountCents > row.heldCents)
    fail('funding.not_held', { held: formatCents(row.heldCents, ctx.actor.company.currency) })
  await book(ctx, db, row, {
    kind: entry.kind,
    amountCents: entry.amountCents,
    on: todayOf(ctx),
    reason: body.reason,
    ofId: entry.id,
    requestKey: randomUUID(),
  })
  ctx.history.add({
    ...fact(row),
    event: 'funding.entry_reversed',
    detail: { what: fundingEntryKinds[entry.kind], amount: money, funder: row.funderName },
    changes: [
      { field: 'entry', old: `${fundingEntryKinds[entry.kind]}, ${money}`, new: `Reversed: ${body.reason}` },
    ],
  })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; funding.not_found, .has_money */
export async function removeFunding(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof fundings.remove>> {
  const record = await lock(ctx, db, params.customerId, 'delete')
  const row = await get(db, record.id, params.fundingId)
  if (row.entries.length) fail('funding.has_money')
  await queries.deleteFunding(db, row.id)
  ctx.history.add({ ...fact(row), event: 'funding.deleted', detail: { funder: row.funderName } })
  await follow(ctx, db, record.id)
  return {}
}

/** @throws customers.not_found, access.denied_here; funding.not_found */
export async function listFundingHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof fundings.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'funding_details.view')
  const row = await get(db, record.id, params.fundingId)
  return listPageOf(ctx, db, record, { entity: 'funding', entityId: row.id }, query)
}
