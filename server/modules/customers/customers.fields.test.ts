import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow
let lead: SaveFields
let customer: SaveFields

const person = {
  firstName: 'Nora',
  lastName: 'Field',
  city: 'Provo',
  state: 'UT',
  primaryPhone: '(801) 555-0123',
}

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
  const sourceId = (await house.plant.value(company, 'source')).id
  const leadStatusId = (await house.plant.value(company, 'lead_status')).id
  lead = { ...person, sourceId, leadStatusId }
  customer = { ...person, accountType: 'residential', locationId: here.id }
})
afterAll(() => house.close())

const create = (kind: 'customer' | 'lead', fields: SaveFields, by: User = user) =>
  house.as(by).call(customers.create, { body: { kind, fields } })
const without = (fields: SaveFields, name: string): SaveFields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
/** The message at the field, or `saved`. */
const verdict = async (kind: 'customer' | 'lead', fields: SaveFields, name: FieldName) => {
  const reply = await create(kind, { ...(kind === 'lead' ? lead : customer), ...fields })
  if (reply.status === 200) return 'saved'
  return reply.problem.errors.find(({ path }) => path.endsWith(`fields.${name}`))?.message ?? reply.text
}

describe('required fields', () => {
  it('[REC-070][REC-071][REC-075][REC-077] a lead needs source, names, city, state, phone and status', async () => {
    expect((await create('lead', lead)).body.kind).toBe('lead')
    for (const name of Object.keys(lead)) {
      const refused = await create('lead', without(lead, name))
      expect([name, refused.problem.errors.map(({ path }) => path)]).toEqual([name, [`fields.${name}`]])
    }
  })

  it('[REC-070][REC-080] a customer needs office location and account type besides, and no source', async () => {
    expect((await create('customer', customer)).body.fields.sourceId).toBeNull()
    for (const name of Object.keys(customer)) {
      const refused = await create('customer', without(customer, name))
      expect([name, refused.problem.errors.map(({ path }) => path)]).toEqual([name, [`fields.${name}`]])
    }
  })

  it('[REC-071] blanks are no name, and a required field may not be emptied later', async () => {
    expect(await verdict('customer', { firstName: '   ' }, 'firstName')).toBe('First Name is required')
    const { id, version } = (await create('customer', customer)).body
    const emptied = await house.as(user).call(customers.save, {
      params: { customerId: id },
      body: { version, fields: { lastName: '' } },
    })
    expect(emptied.problem.errors).toEqual([{ path: 'fields.lastName', message: 'Last Name is required' }])
  })

  it('[REC-070] a lead has no customer’s fields, and a customer none of a lead’s', async () => {
    expect(await verdict('lead', { saleDate: '2026-01-01' }, 'saleDate')).toBe('A lead has no Sale Date')
    expect(await verdict('lead', { locationId: here.id }, 'locationId')).toBe('A lead has no Office Location')
    expect(await verdict('customer', { leadComments: 'x' }, 'leadComments')).toBe(
      'A customer has no Lead Comments',
    )
  })
})

describe('values', () => {
  it('[REC-076] a ZIP fits the state’s country; 22 is refused', async () => {
    expect(await verdict('customer', { zip: '22' }, 'zip')).toBe('Enter a US ZIP as 12345 or 12345-6789')
    expect(await verdict('customer', { zip: '84601-1234' }, 'zip')).toBe('saved')
    expect(await verdict('customer', { state: 'ON', zip: '84601' }, 'zip')).toBe(
      'Enter a Canadian postal code as A1A 1A1',
    )
    expect(await verdict('customer', { state: 'ON', zip: 'k1a0b1' }, 'zip')).toBe('saved')
    expect(await verdict('customer', { zip: null }, 'zip')).toBe('saved')
  })

  it('[REC-076] a changed state is judged against the ZIP that stays', async () => {
    const { id, version } = (await create('customer', { ...customer, zip: '84601' })).body
    const refused = await house.as(user).call(customers.save, {
      params: { customerId: id },
      body: { version, fields: { state: 'ON' } },
    })
    expect(refused.problem.errors.map(({ path }) => path)).toEqual(['fields.zip'])
  })

  it('[REC-077] phones are kept as digits, however they are written, and nothing else is a phone', async () => {
    const { fields } = (
      await create('customer', {
        ...customer,
        primaryPhone: '+1 801-555-0123 ext 4',
        cellPhone: '801.555.0199',
      })
    ).body
    expect([fields.primaryPhone, fields.cellPhone]).toEqual(['8015550123x4', '8015550199'])
    expect(await verdict('customer', { workPhone: '555-0123' }, 'workPhone')).toMatch(/ten-digit/)
    expect(await verdict('customer', { email: 'no at sign' }, 'email')).toMatch(/e-mail/)
  })

  it('[REC-079] a credit score lies between 300 and 850', async () => {
    expect(await verdict('customer', { creditScore: 299 }, 'creditScore')).toBe('At least 300')
    expect(await verdict('customer', { creditScore: 851 }, 'creditScore')).toBe('At most 850')
    expect(await verdict('customer', { creditScore: 700 }, 'creditScore')).toBe('saved')
  })

  it('[REC-070][REC-080] a catalogue’s value must be the company’s own, of that catalogue, and in use', async () => {
    const good = await house.plant.value(company, 'account_class')
    const wrongKind = await house.plant.value(company, 'language')
    const retired = await house.plant.value(company, 'account_class', { active: false })
    const foreigners = await house.plant.value(foreign.company, 'account_class')
    expect(await verdict('customer', { accountClassId: good.id }, 'accountClassId')).toBe('saved')
    expect(await verdict('customer', { accountClassId: wrongKind.id }, 'accountClassId')).toBe(
      'There is no such value',
    )
    expect(await verdict('customer', { accountClassId: foreigners.id }, 'accountClassId')).toBe(
      'There is no such value',
    )
    expect(await verdict('customer', { accountClassId: retired.id }, 'accountClassId')).toBe(
      'This value is no longer in use',
    )
  })

  it('[REC-080] a retired value stays on the record that has it, through saves of other fields', async () => {
    const retired = await house.plant.value(company, 'account_class', { active: false })
    const record = await house.plant.customer({ location: here, fields: { accountClassId: retired.id } })
    const params = { customerId: record.id }
    const saved = await house.as(user).call(customers.save, {
      params,
      body: { version: 1, fields: { spouse: 'Lee', accountClassId: retired.id } },
    })
    expect(saved.body.fields.accountClassId).toBe(retired.id)
  })

  it('[REC-070] a campaign belongs to the chosen source', async () => {
    const source = await house.plant.value(company, 'source')
    const own = await house.plant.value(company, 'source_campaign', { data: { sourceId: source.id } })
    const others = await house.plant.value(company, 'source_campaign', { data: { sourceId: lead.sourceId } })
    const chosen = (id: number) =>
      verdict('lead', { sourceId: source.id, sourceCampaignId: id }, 'sourceCampaignId')
    expect(await chosen(own.id)).toBe('saved')
    expect(await chosen(others.id)).toBe('This campaign belongs to another source')
  })

  it('[REC-100] a canceled account needs its date and reason', async () => {
    const cancelReasonId = (await house.plant.value(company, 'cancel_reason')).id
    expect(await verdict('customer', { isCanceled: true, cancelReasonId }, 'cancelDate')).toBe(
      'Enter the date of the cancelation',
    )
    expect(await verdict('customer', { isCanceled: true, cancelDate: '2026-02-01' }, 'cancelReasonId')).toBe(
      'Choose why the account was canceled',
    )
    expect(
      await verdict('customer', { isCanceled: true, cancelDate: '2026-02-01', cancelReasonId }, 'cancelDate'),
    ).toBe('saved')
  })

  it('[REC-100][REC-101] what is read-only cannot be set, not even at the creation', async () => {
    for (const fields of [
      { fundingStatus: 'funded' },
      { fundedOn: '2026-01-01' },
      { callCenterRepId: user.id },
    ]) {
      expect((await create('customer', { ...customer, ...fields } as SaveFields)).outcome).toBe(
        '422 request.invalid',
      )
    }
  })

  it('[SEC-003] a card’s number is refused in every text field, spaced or not, and an account’s number is not', async () => {
    expect(
      await verdict('customer', { bestTimeToContact: 'card 4111 1111 1111 1111' }, 'bestTimeToContact'),
    ).toMatch(/card number/)
    expect(await verdict('lead', { leadComments: 'pays with\n5555-5555-5555-4444' }, 'leadComments')).toMatch(
      /card number/,
    )
    expect(await verdict('customer', { accountNumber: '4111111111111111' }, 'accountNumber')).toMatch(
      /card number/,
    )
    expect(await verdict('customer', { accountNumber: '4111111111111112' }, 'accountNumber')).toBe('saved')
  })

  it('an unknown field is refused by name, and a date that is none', async () => {
    const reply = await create('customer', { ...customer, shoeSize: 44 } as SaveFields)
    expect(reply.outcome).toBe('422 request.invalid')
    expect(reply.text).toContain('shoeSize')
    expect(await verdict('customer', { saleDate: '2026-02-30' }, 'saleDate')).not.toBe('saved')
  })
})

describe('a lead', () => {
  it('[REC-130] shows and takes its Lead Rep from a lead administrator only', async () => {
    const rep = await house.plant.user({ company, roles: ['lead_rep'] })
    const record = await house.plant.lead({ location: here, fields: { leadRepId: rep.id } })
    const open = async (by: User) =>
      (await house.as(by).call(customers.open, { params: { customerId: record.id } })).body
    const clerk = await house.plant.user({
      company,
      holds: [{ grants: ['leads.view', 'leads.modify'], at: here }],
    })
    expect((await open(user)).fields.leadRepId).toBe(rep.id)
    expect((await open(clerk)).fields).not.toHaveProperty('leadRepId')
    const save = (by: User) =>
      house.as(by).call(customers.save, {
        params: { customerId: record.id },
        body: { version: 1, fields: { leadRepId: null } },
      })
    expect((await save(clerk)).outcome).toBe('403 access.denied_here')
    expect((await save(user)).body.fields.leadRepId).toBeNull()
  })

  it('[REC-070][REC-130] belongs to the first location where its creator may create leads', async () => {
    const second = await house.plant.location({ company })
    const creator = await house.plant.user({
      company,
      holds: [
        { grants: ['leads.view', 'leads.create', 'leads.modify', 'contact_information.modify'], at: second },
      ],
    })
    const { id } = (await create('lead', lead, creator)).body
    const { rows } = await house.owner.query<{ location_id: number }>(
      'select location_id::int from customer where id = $1',
      [id],
    )
    expect(rows[0]!.location_id).toBe(second.id)
  })
})

describe('SSN and birthdate', () => {
  const clerk = () =>
    house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'customers.modify', 'contact_information.modify'], at: here }],
    })
  const save = async (by: User, { id }: CustomerRow, version: number, fields: SaveFields) =>
    house.as(by).call(customers.save, { params: { customerId: id }, body: { version, fields } })

  it('[REC-078] who may modify contact information enters an SSN where none is; only a holder changes it', async () => {
    const record = await house.plant.customer({ location: here })
    const by = await clerk()
    expect((await save(by, record, 1, { ssn: '900-12-3456' })).body.fields.ssn).toBe('***')
    expect((await save(by, record, 2, { ssn: '900-12-9999' })).problem.detail).toContain('Confidential: SSN')
    expect((await save(by, record, 2, { ssn: null })).outcome).toBe('403 access.denied_here')
    expect((await save(user, record, 2, { ssn: '900-12-9999' })).body.fields.ssn).toBe('900129999')
    expect(await verdict('customer', { ssn: '12345' }, 'ssn')).toBe('Enter nine digits')
  })

  it('[REC-072][REC-078] both are encrypted at rest, and one company’s value does not open in another', async () => {
    const record = await house.plant.customer({ location: here })
    await save(user, record, 1, { ssn: '900123456', birthdate: '1980-02-03' })
    const stored = (await house.owner.query('select ssn, birthdate from customer where id = $1', [record.id]))
      .rows[0]
    expect(JSON.stringify(stored)).not.toMatch(/900123456|1980/)
    await house.owner.query('update customer set ssn = $2 where id = $1', [foreign.id, stored.ssn])
    const reader = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    const moved = await house.as(reader).call(customers.open, { params: { customerId: foreign.id } })
    expect(moved.outcome).toBe('500 server.failed')
    expect(moved.text).not.toContain('900123456')
  })

  it('[REC-082] without Contact Information: Modify the card is shown, and none of its fields can be changed', async () => {
    const by = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'customers.modify'], at: here }],
    })
    const record = await house.plant.customer({ location: here, fields: { ssn: null } })
    const opened = (await house.as(by).call(customers.open, { params: { customerId: record.id } })).body
    expect(opened.fields.firstName).toBe('Nell')
    expect(opened.abilities.modify).toEqual([])
    const personal = fieldNames.slice(
      fieldNames.indexOf('firstName'),
      fieldNames.indexOf('businessContact') + 1,
    )
    for (const name of personal) expect(opened.fields).toHaveProperty(name)
    for (const fields of [
      { spouse: 'X' },
      { ssn: '900123456' },
      { locationId: here.id, email: 'a@b.test' },
    ]) {
      expect((await save(by, record, 1, fields)).outcome).toBe('403 access.denied_here')
    }
  })
})
