import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts } from '#shared/contracts/contacts.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { type Enrolment, workflows } from '#shared/contracts/workflows.ts'
import type { Permission } from '#shared/permissions.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let foreign: CustomerRow
let gate: number

beforeAll(async () => {
  house = await openHouse()
  ;({ here, elsewhere, user, foreign } = await house.plant.neighbourhood())
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
const newWorkflow = async (name: string, given: object) =>
  (await as().call(workflows.create, { body: { name, type: 'standard', ...given } as never })).body.id
const person = {
  firstName: 'Gail',
  lastName: 'Guided',
  city: 'Orem',
  state: 'UT',
  primaryPhone: '8015550155',
  accountType: 'residential',
}
const make = (workflowId: number, body: object = {}, by = user) =>
  as(by).call(workflows.createCustomer, {
    params: { workflowId },
    body: { fields: { ...person, locationId: here.id }, ...body },
  })
const of = (run: { customerId: number; enrolment: { id: number } }) => ({
  customerId: run.customerId,
  enrolmentId: run.enrolment.id,
})
const open = (run: Parameters<typeof of>[0], by = user) => as(by).call(workflows.open, { params: of(run) })
const next = (enrolment: Enrolment) => enrolment.stepList.find(({ state }) => state === 'open')!
/** Does, or skips, the step that comes next. */
const go = async (run: Parameters<typeof of>[0], outcome: 'done' | 'skipped', by = user) => {
  const { id } = next((await open(run, by)).body)
  return as(by).call(workflows.finishStep, { params: { ...of(run), stepId: id }, body: { outcome } })
}
const enrol = (customer: CustomerRow, workflowId: number, by = user) =>
  as(by).call(workflows.enrol, { params: { customerId: customer.id }, body: { workflowId } })
const record = async (customerId: number, by = user) =>
  (await as(by).call(customers.open, { params: { customerId } })).body
const tab = async (customerId: number, by = user) =>
  (await record(customerId, by)).tabs.find(({ key }) => key === 'workflows')
const rep = (...grants: Permission[]) =>
  house.plant.user({
    company: here.company,
    holds: [{ grants: ['customers.view', 'customers.create', ...grants], at: here }],
  })

describe('a creation workflow', () => {
  it('[NEW-016] makes the customer in its first step, and goes on from the same step for who began it', async () => {
    const id = await newWorkflow('Guided', {
      purpose: 'creation',
      steps: [
        step('information', { fields: [{ name: `custom.${gate}`, required: true }] }),
        step('contacts'),
        step('fields', { title: 'Sale', fields: [{ name: 'saleDate', required: true }] }),
        step('review'),
      ],
    })
    const seller = await rep('emergency_contacts.view', 'emergency_contacts.create')
    const refused = await make(id, {}, seller)
    expect(refused.problem.errors).toEqual([
      { path: `custom.${gate}`, message: 'Gate code is needed in this step' },
    ])
    const { rows } = await house.owner.query(`select from customer where last_name = 'Guided'`)
    expect(rows).toEqual([])

    const run = (await make(id, { custom: { [gate]: '4711' } }, seller)).body
    expect(run.enrolment).toMatchObject({ status: 'in_progress', finished: 1, steps: 4, current: 'Contacts' })
    expect(run.enrolment.stepList[0]).toMatchObject({ state: 'done', finishedBy: seller.name })
    // Closed and opened again, by the notice on the record: the same step. It is nobody else's.
    expect((await record(run.customerId, seller)).workflow).toEqual({ id: run.enrolment.id, name: 'Guided' })
    expect((await open(run, seller)).body.current).toBe('Contacts')
    const other = await rep()
    expect((await record(run.customerId, other)).workflow).toBeNull()
    expect((await open(run, other)).outcome).toBe('403 access.denied_here')
    expect((await as(other).call(workflows.end, {
      params: of(run),
      body: { status: 'canceled', reason: 'Not mine' },
    })).outcome).toBe('403 access.denied_here') // prettier-ignore

    // A step validates before the next; a later one does not overtake it.
    expect((await go(run, 'done', seller)).outcome).toBe('409 workflows.nothing_there')
    const later = run.enrolment.stepList[3]!
    const early = await as(seller).call(workflows.finishStep, {
      params: { ...of(run), stepId: later.id },
      body: { outcome: 'done' },
    })
    expect(early.outcome).toBe('409 workflows.not_yet')
    const added = await as(seller).call(contacts.create, {
      params: { customerId: run.customerId },
      body: {
        firstName: 'Cora',
        lastName: 'Caller',
        phones: [{ number: '8015550177', type: 'cell' }],
      } as never,
    })
    expect(added.outcome).toBe('200')
    expect((await go(run, 'done', seller)).body.current).toBe('Sale')

    // The seller may not fill the fields in: the step says so, and may be skipped. Who may, may not skip it.
    expect(next((await open(run, seller)).body)).toMatchObject({
      blocked: expect.stringContaining('Customers: Modify'),
      maySkip: true,
    })
    expect((await go(run, 'skipped')).outcome).toBe('409 workflows.no_skipping')
    const empty = await go(run, 'done')
    expect(empty.problem.errors.map(({ path }) => path)).toEqual(['fields.saleDate'])
    await as().call(customers.save, {
      params: { customerId: run.customerId },
      body: { version: (await record(run.customerId)).version, fields: { saleDate: '2026-03-02' } },
    })
    expect((await go(run, 'done')).body.current).toBe('Review')
    expect((await go(run, 'done', seller)).body).toMatchObject({ status: 'completed', finished: 4 })
    expect((await record(run.customerId, seller)).workflow).toBeNull()
    expect((await tab(run.customerId))!.count).toBe(1)
    const { items } = (
      await as().call(history.ofCustomer, { params: { customerId: run.customerId }, query: { limit: 50 } })
    ).body
    const events = items.map(({ event }) => event)
    expect(events).toEqual(
      expect.arrayContaining(['workflows.enrolled', 'workflows.advanced', 'workflows.completed']),
    )
    expect(items.find(({ event }) => event === 'workflows.advanced')!.summary).toBe(
      'Workflow “Guided”: Review done',
    )
  })

  it('[NEW-011] [NEW-012] [NEW-015] [NEW-017] keeps the steps of its type, says why one cannot be done, and ends with the last', async () => {
    const single = await newWorkflow('One page', {
      purpose: 'creation',
      type: 'single_page',
      steps: [step('information', { fields: [{ name: `custom.${gate}`, required: false }] })],
    })
    expect((await make(single)).body.enrolment).toMatchObject({ status: 'completed', steps: 1 })

    const kinds = ['information', 'qualify', 'order', 'equipment', 'contacts', 'payment', 'review']
    const sales = await newWorkflow('Sale', {
      purpose: 'creation',
      type: 'simple_sales',
      steps: kinds.map((kind) => step(kind)),
    })
    const seller = await rep()
    const run = (await make(sales, {}, seller)).body
    // Credit cannot be run here: there is no Qualify. All else stays, with the reason.
    expect(run.enrolment.stepList.map(({ title, blocked }) => [title, blocked])).toEqual([
      ['Information', null],
      ['Order', expect.stringContaining('No order templates are set up')],
      ['Equipment', expect.stringContaining('Equipment: View')],
      ['Contacts', expect.stringContaining('Emergency Contacts: View')],
      ['Payment Information', expect.stringContaining('No payment processor is configured')],
      ['Review', null],
    ])
    for (let left = 4; left > 0; left--)
      expect((await go(run, 'skipped', seller)).body.status).toBe('in_progress')
    expect((await go(run, 'done', seller)).body.status).toBe('completed')
    const over = await as(seller).call(workflows.end, {
      params: of(run),
      body: { status: 'failed', reason: 'Too late' },
    })
    expect(over.outcome).toBe('409 workflows.over')
    // Outside of the location, and of the company, nobody begins it.
    const there = { fields: { ...person, locationId: elsewhere.id } }
    expect((await make(sales, there, seller)).outcome).toBe('403 access.denied_here')
  })
})

describe('a conversion workflow', () => {
  it('[REC-191] saves what was entered, converts the lead, and keeps to the rules of both', async () => {
    const id = await newWorkflow('Intake', {
      purpose: 'conversion',
      steps: [
        step('information', { fields: [{ name: `custom.${gate}`, required: true }] }),
        step('next_step'),
      ],
    })
    const lead = await house.plant.lead({ location: here, fields: { accountType: null } })
    const customer = await house.plant.customer({ location: here })
    expect((await enrol(customer, id)).outcome).toBe('409 customers.not_a_lead')
    const enrolment = (await enrol(lead, id)).body
    const run = { customerId: lead.id, enrolment }
    expect(enrolment).toMatchObject({ status: 'pending', current: 'Information' })
    expect((await enrol(lead, id)).outcome).toBe('409 workflows.enrolled_already')
    expect((await go(run, 'skipped')).outcome).toBe('409 workflows.no_skipping')
    expect((await go(run, 'done')).outcome).toBe('409 workflows.lead_first')

    const convert = (fields: object, given: object = {}) =>
      as().call(workflows.convert, {
        params: of(run),
        body: { version: 1, fields: { locationId: here.id, ...fields }, ...given },
      })
    // Nothing of a refused one stays: neither the new name nor the conversion.
    const refused = await convert({ firstName: 'Nora', accountType: 'residential' })
    expect(refused.problem.errors.map(({ path }) => path)).toEqual([`custom.${gate}`])
    expect(await record(lead.id)).toMatchObject({ kind: 'lead', version: 1 })
    const done = (
      await convert(
        { firstName: 'Nora', accountType: 'residential', saleDate: '2026-03-02' },
        { custom: { [gate]: '22' } },
      )
    ).body
    expect(done.customer).toMatchObject({
      id: lead.id,
      kind: 'customer',
      custom: { [gate]: '22' },
      fields: expect.objectContaining({ firstName: 'Nora', saleDate: '2026-03-02' }),
    })
    expect(done.enrolment.current).toBe('Next Step')
    expect((await convert({ firstName: 'Twice' })).outcome).toBe('409 customers.not_a_lead')
    expect((await go(run, 'done')).body.status).toBe('completed')
  })
})

describe('a record’s workflows', () => {
  it('[TAB-004] [REC-032] are begun, worked on by several, failed or canceled, and warn when nobody moves them', async () => {
    const id = await newWorkflow('Welcome call', {
      purpose: 'record',
      steps: [step('script', { title: 'Call', instructions: 'Is this {{first_name}}?' }), step('contacts')],
    })
    const customer = await house.plant.customer({ location: here, fields: { firstName: 'Wanda' } })
    const agent = await house.plant.user({
      company: here.company,
      holds: [
        { grants: ['customers.view', 'customer_workflows.view', 'customer_workflows.create'], at: here },
      ],
    })
    expect(await tab(customer.id)).toMatchObject({ count: 0, alert: false })
    const first = { customerId: customer.id, enrolment: (await enrol(customer, id)).body }
    expect(first.enrolment.stepList[0]!.instructions).toBe('Is this Wanda?')
    expect((await go(first, 'done', agent)).body.stepList[0]).toMatchObject({
      state: 'done',
      finishedBy: agent.name,
    })
    await house.owner.query(
      `update workflow_enrolment set moved_at = now() - interval '4 days' where customer_id = $1`,
      [customer.id],
    )
    expect(await tab(customer.id)).toMatchObject({ count: 1, alert: true })
    const end = (status: 'failed' | 'canceled', run = first) =>
      as(agent).call(workflows.end, { params: of(run), body: { status, reason: 'No answer' } })
    expect((await end('failed')).body).toMatchObject({
      status: 'failed',
      reason: 'No answer',
      endedBy: agent.name,
      mayWork: false,
    })
    const second = { customerId: customer.id, enrolment: (await enrol(customer, id, agent)).body }
    const list = (by = user) => as(by).call(workflows.ofCustomer, { params: { customerId: customer.id } })
    expect((await list()).body.items.map(({ status }) => status)).toEqual(['pending', 'failed'])
    expect((await as().call(workflows.remove, { params: { workflowId: id } })).outcome).toBe(
      '409 workflows.in_use',
    )
    // The tab is there for everybody; what is in it is not.
    const reader = await rep()
    expect(await tab(customer.id, reader)).toEqual({ key: 'workflows', alert: false })
    expect((await list(reader)).outcome).toBe('403 access.denied')
    expect((await enrol(customer, id, reader)).outcome).toBe('403 access.denied')
    expect((await enrol(foreign, id)).outcome).toBe('404 customers.not_found')

    // Archiving cancels what is unfinished, and says so before.
    const preview = await as().call(customersLifecycle.archivePreview, {
      params: { customerId: customer.id },
    })
    expect(JSON.stringify(preview.body)).toContain('unfinished workflow')
    await as().call(customersLifecycle.archive, {
      params: { customerId: customer.id },
      body: {},
    } as never)
    expect((await open(second)).body).toMatchObject({
      status: 'canceled',
      reason: 'The customer was archived',
    })
    expect((await enrol(customer, id)).outcome).toBe('409 customers.archived')
    // What is over stays when its workflow is deleted.
    expect((await as().call(workflows.remove, { params: { workflowId: id } })).outcome).toBe('200')
    expect((await list()).body.items).toHaveLength(2)
  })
})
