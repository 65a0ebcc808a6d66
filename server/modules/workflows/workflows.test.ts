import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workflows } from '#shared/contracts/workflows.ts'
import type { Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let gate: number

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user } = await house.plant.neighbourhood())
  gate = (
    await house.plant.value(here.company, 'custom_field', {
      name: 'Gate code',
      data: { type: 'text', on: 'both', required: false },
    })
  ).id
})
afterAll(() => house.close())

const as = (by: User = user) => house.as(by)
const step = (kind: string, given: object = {}) => ({
  kind,
  title: '',
  instructions: '',
  fields: [],
  ...given,
})
const standard = (name: string, given: object = {}) => ({
  name,
  type: 'standard' as const,
  purpose: 'creation' as const,
  steps: [step('information'), step('contacts')] as never,
  ...given,
})
const create = (body: object, by = user) => as(by).call(workflows.create, { body: body as never })
const kinds = (type: string) =>
  ({
    simple_sales: 'information qualify order equipment contacts payment review',
    adt: 'information qualify order payment work_order schedule next_step',
  })
    [type]!.split(' ')
    .map((kind) => step(kind))
const faults = (reply: { problem: { errors: { path: string }[] } }) =>
  [...new Set(reply.problem.errors.map(({ path }) => path))].sort()

describe('a workflow', () => {
  it('[NEW-018] [ADM-009] is set up by type and steps, kept in order, changed as of a version and deleted', async () => {
    const made = (await create(standard('Door to door', { description: 'For the summer' }))).body
    expect(made).toMatchObject({ type: 'standard', active: true, hindrance: null, running: 0 })
    expect((await create(standard('DOOR to door'))).problem.errors).toEqual([
      { path: 'name', message: 'There is a workflow “Door to door” already' },
    ])
    // The same name for another purpose is another menu's.
    const lead = (await create(standard('Door to door', { purpose: 'conversion' }))).body
    const order = { ids: [lead.id, made.id] }
    expect((await as().call(workflows.sort, { body: order })).body.workflows.map(({ id }) => id)).toEqual([
      lead.id,
      made.id,
    ])
    expect((await as().call(workflows.sort, { body: { ids: [made.id] } })).outcome).toBe(
      '409 workflows.list_stale',
    )
    const save = (version: number) =>
      as().call(workflows.save, {
        params: { workflowId: lead.id },
        body: { version, workflow: standard('Renamed', { purpose: 'conversion', active: false }) },
      })
    expect((await save(1)).body).toMatchObject({ version: 2, name: 'Renamed', active: false })
    expect((await save(1)).outcome).toBe('409 workflows.stale')
    const told = await as().call(workflows.history, { params: { workflowId: lead.id } })
    expect(told.body.items[0]).toMatchObject({ event: 'workflows.saved' })
    expect(told.body.items[0]!.changes.map(({ label }) => label)).toEqual(['Name', 'Active'])
    expect((await as().call(workflows.remove, { params: { workflowId: lead.id } })).outcome).toBe('200')
  })

  it('[NEW-010] [NEW-011] [NEW-012] [NEW-014] has the steps of its type and fields that can be asked for', async () => {
    const rejected = async (given: object) => faults(await create(standard('Odd', given)))
    expect(await rejected({ steps: [step('contacts')] })).toEqual(['steps'])
    expect(await rejected({ steps: [step('information'), step('contacts'), step('contacts')] })).toEqual([
      'steps.2.kind',
    ])
    expect(await rejected({ purpose: 'record' })).toEqual(['steps.0.kind'])
    expect(await rejected({ type: 'simple_sales' })).toEqual(['steps'])
    expect(
      await rejected({ type: 'simple_sales', purpose: 'record', steps: kinds('simple_sales') }),
    ).toContain('purpose')
    const fields = (name: string) => [
      step('information'),
      step('fields', { fields: [{ name, required: true }] }),
    ]
    expect(await rejected({ steps: fields('callCenterRepId') })).toEqual(['steps.1.fields'])
    expect(await rejected({ steps: fields('custom.999999') })).toEqual(['steps.1.fields'])
    expect(await rejected({ steps: [step('information'), step('fields')] })).toEqual(['steps.1.fields'])
    expect(await rejected({ steps: [step('information'), step('script')] })).toEqual([
      'steps.1.instructions',
      'steps.1.title',
    ])
    expect(await rejected({ steps: [step('information', { instructions: 'Hello {{nobody}}' })] })).toEqual([
      'steps.0.instructions',
    ])
    // Single Page needs custom fields for its top; ADT an active monitoring company of that brand.
    const single = (given: object) => ({ type: 'single_page', steps: [step('information', given)] })
    expect(await rejected(single({}))).toEqual(['steps.0.fields'])
    expect(await rejected({ type: 'adt', steps: kinds('adt') })).toEqual(['type'])
    const top = { fields: [{ name: `custom.${gate}`, required: true }] }
    expect((await create(standard('One page', single(top)))).outcome).toBe('200')
    const adtId = await house.plant.insert('monitoring_company', here.company, {
      name: 'ADT',
      active: true,
      connector: 'adt',
    })
    const adt = (await create(standard('ADT sale', { type: 'adt', steps: kinds('adt') }))).body
    const offered = async () =>
      (await as().call(workflows.offered, {})).body.items.map(({ name, steps }) => [name, steps.length])
    expect(await offered()).toEqual(
      expect.arrayContaining([
        ['One page', 1],
        ['ADT sale', 7],
      ]),
    )
    const { items } = (await as().call(workflows.offered, {})).body
    expect(items.find(({ id }) => id === adt.id)!.steps[3]).toEqual({
      kind: 'payment',
      title: 'Payment Method',
    })
    // Neither is offered any more once what it rests on is gone, and administration says why.
    await house.owner.query('update monitoring_company set active = false where id = $1', [adtId])
    await house.owner.query('update catalogue_value set active = false where id = $1', [gate])
    expect((await offered()).map(([name]) => name)).not.toEqual(
      expect.arrayContaining(['One page', 'ADT sale']),
    )
    const all = (await as().call(workflows.list, {})).body.workflows
    expect(all.find(({ id }) => id === adt.id)!.hindrance).toBe('No active monitoring company is ADT')
  })

  it('[ADM-009] is opened by Workflows: View and changed by Workflows: Modify', async () => {
    const viewer = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['workflows.view'], at: here }],
    })
    expect((await as(viewer).call(workflows.list, {})).body.abilities).toEqual({ modify: false })
    expect((await create(standard('Not theirs'), viewer)).outcome).toBe('403 access.denied')
    expect((await as(viewer).call(workflows.offered, {})).outcome).toBe('403 access.denied')
  })
})
