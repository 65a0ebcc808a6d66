/**
 * Whatever three people do to one record, one after another and over each other: what is accepted is there, what is
 * refused leaves no trace, and history tells the record's whole life, forwards and backwards.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Conflict, customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { tags } from '#shared/contracts/tags.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { type Act, anyLife, type Life, Model, staff, type Who } from './edit-model.ts'
import { FullCompany } from './full-record.ts'

let house: House
let full: FullCompany
let users: Record<Who, Awaited<ReturnType<FullCompany['user']>>>
let tagIds: number[]

beforeAll(async () => {
  house = await openHouse()
  full = await FullCompany.open(house)
  users = {
    owner: full.owner,
    clerk: await full.user(staff.clerk),
    rep: await full.user(staff.rep),
  }
  tagIds = [
    await house.plant.tag(full.company, { name: 'Anise' }),
    await house.plant.tag(full.company, { name: 'Basil' }),
  ]
})
afterAll(() => house.close())

type Entry = { id: number; event: string; detail: { kind?: string; version?: number }; changes: Change[] }
type Change = { field: string; old: unknown; new: unknown }

const entriesOf = async (id: number): Promise<Entry[]> =>
  (
    await house.owner.query<Entry>(
      'select id, event, detail, changes from history_entry where customer_id = $1 order by id',
      [id],
    )
  ).rows
/** Everything that is kept about the record. */
const traceOf = async (id: number): Promise<string> =>
  (
    await house.owner.query<{ trace: string }>(
      `select to_jsonb(c)::text || coalesce((select string_agg(t.tag_id::text, ' ') from customer_tag t where t.customer_id = c.id), '')
         || (select count(*) from history_entry h where h.customer_id = c.id) as trace
       from customer c where id = $1`,
      [id],
    )
  ).rows[0]!.trace

/** Carries out one act as the API takes it, on top of the version that its author read. */
async function carryOut(act: Act, id: number, model: Model): Promise<{ status: number; text: string }> {
  const by = house.as(users[act.who])
  const params = { customerId: id }
  if (act.does === 'tag')
    return by.call(tags.apply, {
      params,
      body: { add: act.add.map((i) => tagIds[i]!), remove: act.remove.map((i) => tagIds[i]!) },
    })
  if (act.does === 'archive') return by.call(customersLifecycle.archive, { params })
  if (act.does === 'unarchive') return by.call(customersLifecycle.unarchive, { params, body: {} })
  const version = Math.max(1, model.version - act.behind)
  if (act.does === 'convert')
    return by.call(customersLifecycle.convert, {
      params,
      body: { version, fields: { locationId: full.here.id, accountType: 'residential' } },
    })
  return by.call(customers.save, { params, body: { version, ...model.written(act, full) } })
}

/** What the record is to those who may see everything, as the model has it. */
async function stateOf(id: number, model: Model) {
  const record = await full.open({ id, company: full.company, location: full.here }, full.owner)
  return {
    kind: record.kind,
    version: record.version,
    archived: record.header.archivedAt !== null,
    fields: Object.fromEntries(model.names.map((name) => [name, record.fields[name] ?? null])),
    custom: record.custom,
    tags: record.tags.map(({ id: tag }) => tagIds.indexOf(tag)).toSorted(),
  }
}

/** Whoever is told of a conflict saves the same again over what somebody else saved. */
const insisting = (act: Act): Act[] =>
  act.does === 'save' && act.behind > 0 ? [act, { ...act, behind: 0 }] : [act]

/** Both sides of a conflict: what the refusal tells is what stands, or is masked. */
function expectConflict(text: string, model: Model): void {
  const { conflict } = JSON.parse(text) as { conflict: Conflict }
  expect(conflict.version).toBe(model.version)
  const { fields, custom } = model.state(full)
  const stands: Record<string, unknown> = {
    ...fields,
    ...Object.fromEntries(Object.entries(custom).map(([id, value]) => [`custom.${id}`, value])),
  }
  for (const { field, theirs } of conflict.fields)
    if (theirs !== '***' && (field in fields || field.startsWith('custom.')))
      expect([field, theirs]).toEqual([field, stands[field] ?? null])
}

async function live({ kind, acts }: Life): Promise<void> {
  const model = new Model(kind)
  const made = await house.as(full.owner).call(customers.create, {
    body: { kind, fields: model.firstFields(full), custom: {} },
  })
  const { id } = made.body
  const moments: { entryId: number; then: ReturnType<Model['readable']> }[] = []
  const note = async () =>
    moments.push({ entryId: (await entriesOf(id)).at(-1)!.id, then: model.readable(full) })
  await note()
  for (const act of acts.flatMap(insisting)) {
    const before = await traceOf(id)
    const verdict = model.judge(act)
    const { status, text } = await carryOut(act, id, model)
    expect([act, status === 200, status === 200 ? '' : text]).toEqual([
      act,
      verdict !== 'refused',
      verdict === 'refused' ? text : '',
    ])
    if (text.includes('customers.stale')) expectConflict(text, model)
    if (verdict === 'done') model.take(act)
    if (verdict === 'done') await note()
    else expect([act, await traceOf(id)]).toEqual([act, before])
    expect([act, await stateOf(id, model)]).toEqual([act, model.state(full)])
  }
  await expectHistory(id, model, moments.length)
  for (const { entryId, then } of moments) {
    const asOf = await house
      .as(full.owner)
      .call(history.asOf, { params: { customerId: id }, query: { entryId } })
    const told = new Map(asOf.body.fields.map((f) => [f.field, f.then]))
    const read = Object.fromEntries(Object.keys(then.texts).map((field) => [field, told.get(field) ?? null]))
    expect([entryId, asOf.body.kind, read]).toEqual([entryId, then.kind, then.texts])
  }
}

/** One entry for each act that did something, none for another, and together they are the record. */
async function expectHistory(id: number, model: Model, acts: number): Promise<void> {
  const entries = await entriesOf(id)
  expect(entries).toHaveLength(acts)
  const versions = entries.flatMap(({ detail }) => detail.version ?? [])
  expect(versions).toEqual(Array.from({ length: model.version }, (_, i) => i + 1))

  const items = (
    await house.as(full.owner).call(history.ofCustomer, { params: { customerId: id }, query: { limit: 200 } })
  ).body.items.toReversed()
  const texts: Record<string, string | null> = {}
  let kind = ''
  let archived = false
  for (const [i, { event, changes }] of items.entries()) {
    for (const { field, old, new: now } of changes) {
      // What an entry says was there is what the entries before it left.
      expect([event, field, old ?? 'No']).toEqual([event, field, texts[field] ?? 'No'])
      texts[field] = now
    }
    if (event === 'customers.created') kind = entries[i]!.detail.kind!
    if (event === 'customers.converted') kind = 'customer'
    if (event === 'customers.archived') archived = true
    if (event === 'customers.unarchived') archived = false
  }
  const end = model.readable(full, true)
  const replayed = Object.fromEntries(Object.keys(end.texts).map((field) => [field, texts[field] ?? null]))
  expect([kind, archived, model.tagText(texts['tags'] ?? '')]).toEqual([end.kind, model.archived, end.tags])
  // A box that was never ticked was never written.
  const written = (all: typeof replayed) =>
    Object.fromEntries(Object.entries(all).map(([field, text]) => [field, text === 'No' ? null : text]))
  expect(written(replayed)).toEqual(written(end.texts))
}

describe('a lead that has become a customer', () => {
  it('[REC-190][TAB-017] can still be read as the lead it was, by who may see leads', async () => {
    const record = await full.record('lead')
    const params = { customerId: record.id }
    const [created] = await entriesOf(record.id)
    const version = (await full.open(record, full.owner)).version
    const asLead = { locationId: full.here.id }
    const reply = await house
      .as(full.owner)
      .call(customersLifecycle.convert, { params, body: { version, fields: asLead } })
    expect(reply.status).toBe(200)
    const leadOnly = ['callbackAt', 'leadDispositionId', 'callcenterComments', 'leadStatusId', 'leadComments']
    const told = async (by = full.owner) => {
      const query = { entryId: created!.id }
      const then = (await house.as(by).call(history.asOf, { params, query })).body.fields
      const [entry] = (await house.as(by).call(history.ofCustomer, { params })).body.items.slice(-1)
      const given = (list: { field: string }[]) =>
        list.map(({ field }) => field).filter((f) => leadOnly.includes(f))
      return [given(then.filter((f) => f.then !== null)).toSorted(), given(entry!.changes).toSorted()]
    }
    expect(await told()).toEqual([leadOnly.toSorted(), leadOnly.toSorted()])
    expect(await told(await full.user(['customers.view']))).toEqual([[], []])
  })
})

describe('any sequence of edits by three people', () => {
  it('[REC-002][REC-006][REC-110][REC-141][REC-190][REC-200][TAB-003][TAB-017] loses nothing that was accepted, keeps nothing that was refused, and is told by history', async () => {
    await fc.assert(fc.asyncProperty(anyLife, live), { numRuns: 25, endOnFailure: true })
  }, 60_000)
})
