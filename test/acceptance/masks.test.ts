/**
 * Secrets that people plant through the API, followed through everything that is done with a record. secrets.test.ts
 * does the same for signing in and for the central station.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts } from '#shared/contracts/contacts.ts'
import { connections } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { lists } from '#shared/contracts/lists.ts'
import { type Permission, permissions } from '#shared/permissions.ts'
import { fieldNames } from '#shared/rules/customer-fields.ts'
import type { Reply } from '#test/helpers/caller.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { FullCompany } from './full-record.ts'
import { columnsHolding, linesHolding } from './planted.ts'

/** Encrypted at rest, and so in the clear nowhere in the database. */
const sealed = {
  ssn: '900826417',
  nextSsn: '900826418',
  birthdate: '1957-08-23',
  nextBirthdate: '1957-08-24',
  abortCode: 'Hyssop-5512',
  nextAbortCode: 'Hyssop-6623',
  custom: 'Costmary-9931',
  nextCustom: 'Costmary-8842',
  passcode: 'Lovage-2217',
  nextPasscode: 'Lovage-3328',
}
/** Masked, and kept as they are. */
const masked = {
  confirmationNumber: 'CONF-61782',
  receiverNumber: 'RCVR-50093',
}
/** Only ever sent in requests that are refused, where it has no business. */
const misplaced = {
  password: 'Tansy and 31 rues',
  token: 'khp_5Xq8mPz0Misplaced7Ld2',
  query: 'Wormwood-4471',
}
const everySecret = [...Object.values(sealed), ...Object.values(masked), ...Object.values(misplaced)]

let house: House
let full: FullCompany
let clerk: User
let record: CustomerRow
let copyId: number
/** What the clerk was answered, and what nobody in particular was. */
let answers: string[]
let refusals: string[]

beforeAll(async () => {
  house = await openHouse({ worker: true })
  full = await FullCompany.open(house)
  const unseen = (p: Permission) => p.startsWith('confidential_') || p.startsWith('emergency_contacts')
  clerk = await full.user(permissions.filter((p) => !unseen(p)))
  await plant()
  await useByClerk()
  await sendAmiss()
  await breakOff()
})
afterAll(() => house.close())

/** The owner's part: a record with every secret, changed, saved over, copied, searched, listed and taken out. */
async function plant(): Promise<void> {
  const by = house.as(full.owner)
  const custom = full.custom['confidential']!
  const required = 'locationId firstName lastName city state primaryPhone accountType'.split(' ')
  const { ssn, birthdate, abortCode } = sealed
  const created = await by.call(
    customers.create,
    {
      body: {
        kind: 'customer',
        fields: { ...full.fieldsOf(required, 0), ssn, birthdate, abortCode, ...masked },
        custom: { [custom]: sealed.custom },
      },
    },
    { headers: { 'idempotency-key': 'masks-create' } },
  )
  record = { id: created.body.id, company: full.company, location: full.here }
  const params = { customerId: record.id }
  const person = { firstName: 'Carol', phones: [{ number: '8015550123', type: 'cell' as const }] }
  const list = await by.call(contacts.create, { params, body: { ...person, passcode: sealed.passcode } })
  const contactId = list.body.contacts[0]!.id
  const changed = { ...person, passcode: sealed.nextPasscode }
  const contactAt = { ...params, contactId }
  expect(
    (await by.call(contacts.update, { params: contactAt, body: { version: 1, contact: changed } })).status,
  ).toBe(200)
  const save = (version: number) =>
    by.call(
      customers.save,
      {
        params,
        body: {
          version,
          fields: { ssn: sealed.nextSsn, birthdate: sealed.nextBirthdate, abortCode: sealed.nextAbortCode },
          custom: { [custom]: sealed.nextCustom },
        },
      },
      { headers: { 'idempotency-key': `masks-save-${version}` } },
    )
  expect((await save(1)).status).toBe(200)
  expect((await save(1)).text).toBe((await save(1)).text)
  expect(
    (await by.call(customers.save, { params, body: { version: 1, fields: { abortCode } } })).status,
  ).toBe(409)
  const copy = await by.call(customersLifecycle.duplicate, {
    params,
    body: {
      ...{ firstName: 'Copied', lastName: 'Record', fields: ['ssn', 'birthdate'], custom: true },
      parts: ['contacts'],
    },
  })
  expect(copy.status, copy.text).toBe(200)
  copyId = copy.body.id
  const searches = [sealed.nextSsn, '900-82-6418', sealed.abortCode]
  for (const text of searches) await by.call(customers.search, { query: { text } })
  for (const search of searches) {
    const filter = { kind: 'customer' as const, search }
    await by.call(customers.list, { query: filter })
    await by.call(customers.count, { query: filter })
    await by.call(lists.exportCsv, {
      params: { kind: 'customer' },
      body: { search, columns: 'ssn,abortCode' },
    })
  }
  const found = await by.call(customers.search, { query: { text: sealed.nextSsn } })
  expect(found.body.items.map(({ id }) => id).toSorted()).toEqual([record.id, copyId].toSorted())
  const view = { name: 'Somebody', columns: [] }
  const kind = { kind: 'customer' as const }
  const kept = await by.call(lists.createView, { params: kind, body: { ...view, search: {} } })
  for (const search of [sealed.nextSsn, '900-82-6418', ' 900 82 6418 ']) {
    const body = { ...view, name: 'Else', search: { search } }
    expect((await by.call(lists.createView, { params: kind, body })).status).toBe(422)
    const refused = await by.call(lists.updateView, {
      params: { viewId: kept.body.id },
      body: { version: 1, search: { search } },
    })
    expect(refused.outcome).toBe('422 lists.view_keeps_no_ssn')
  }
  await by.call(customers.list, { query: { custom: `${custom}:${sealed.nextCustom}` } })
  const bulk = await by.call(lists.startBulk, {
    body: {
      kind: 'customer',
      select: { filter: { search: sealed.nextSsn } },
      change: { fields: { accountType: 'commercial' } },
    },
  })
  expect(bulk.body.total).toBe(2)
  await eventually(async () => {
    const { body } = await by.call(lists.bulkEdit, { params: { bulkEditId: bulk.body.id } })
    expect([body.state, body.changed]).toEqual(['done', 2])
  })
}

/** The clerk's part: whoever lacks the confidential permissions reads and does whatever there is to. */
async function useByClerk(): Promise<void> {
  const by = house.as(clerk)
  const replies: Reply<unknown>[] = []
  const half = Math.ceil(fieldNames.length / 2)
  const columns = [fieldNames.slice(0, half), fieldNames.slice(half)].map((names) => names.join(','))
  for (const customerId of [record.id, copyId]) {
    const params = { customerId }
    const log = await by.call(history.ofCustomer, { params, query: { limit: 200 } })
    const moments = log.body.items.map(({ id: entryId }) => ({ entryId }))
    replies.push(log, await by.call(customers.open, { params }))
    for (const query of [{}, ...moments]) replies.push(await by.call(history.asOf, { params, query }))
    replies.push(
      await by.call(connections.hub, { params }),
      await by.call(connections.monitoring, { params }),
      await by.call(customersLifecycle.archivePreview, { params }),
      await by.call(customersLifecycle.duplicatePreview, { params }),
    )
    const { version } = (await by.call(customers.open, { params })).body
    replies.push(
      await by.call(customers.save, { params, body: { version: 1, fields: { spouse: 'Stale' } } }),
      await by.call(customers.save, { params, body: { version, fields: { spouse: 'Pat' } } }),
      await by.call(contacts.list, { params }),
      await by.call(customersLifecycle.duplicate, {
        params,
        body: { firstName: 'By', lastName: 'Clerk', fields: [], custom: true, parts: [] },
      }),
      await by.call(customersLifecycle.archive, { params }),
      await by.call(customersLifecycle.unarchive, { params, body: {} }),
    )
  }
  for (const kind of ['customer', 'lead'] as const)
    for (const shown of columns) {
      replies.push(await by.call(customers.list, { query: { kind, columns: shown, limit: 200 } }))
      replies.push(await by.call(lists.exportCsv, { params: { kind }, body: { columns: shown } }))
    }
  replies.push(
    await by.call(customers.search, { query: { text: 'Heldmatrix' } }),
    await by.call(customersLifecycle.findDuplicates, {
      query: { firstName: 'Held firstName', lastName: 'Heldmatrix', city: 'Held city' },
    }),
    await by.call(lists.recents),
    await by.call(customers.options),
  )
  answers = replies.map(({ status, text }) => `${status} ${text}`)
}

/** Requests that are refused, with secrets wherever one can put them; by somebody signed in, and by nobody. */
async function sendAmiss(): Promise<void> {
  const { ssn, abortCode, custom } = sealed
  const at = `/api/v1/customers/${record.id}`
  const inQuery = new URLSearchParams({ ...misplaced, ssn, abortCode }).toString()
  const requests = [
    {
      method: 'PATCH',
      url: at,
      payload: { version: 'one', fields: { ssn, abortCode: abortCode.repeat(9) } },
    },
    {
      method: 'PATCH',
      url: at,
      payload: { version: 1, fields: { ssn: `${ssn}0` }, custom: { [full.custom['number']!]: custom } },
    },
    { method: 'PATCH', url: `${at}?${inQuery}`, payload: { version: 1, fields: {}, ...misplaced } },
    {
      method: 'POST',
      url: '/api/v1/customers',
      payload: { kind: ssn, fields: { ssn, birthdate: abortCode } },
    },
    {
      method: 'POST',
      url: '/api/v1/lists/bulk-edits',
      payload: { kind: 'customer', select: { ids: [record.id] }, change: { fields: { ssn, abortCode } } },
    },
    { method: 'GET', url: `/api/v1/customers?${inQuery}&limit=none` },
    { method: 'GET', url: `/api/v1/customers/search?text=${ssn}&limit=${misplaced.query}` },
    { method: 'GET', url: `/api/v1/nowhere/${misplaced.query}?${inQuery}` },
    { method: 'GET', url: `/${full.company.slug}/customers?search=${ssn}&token=${misplaced.token}` },
    {
      method: 'POST',
      url: '/api/v1/session',
      payload: { company: full.company.slug, username: misplaced.query, password: misplaced.password },
    },
    {
      method: 'POST',
      url: `${at}/contacts`,
      payload: { firstName: '', phones: [], passcode: sealed.passcode },
    },
    { method: 'DELETE', url: `${at}?${inQuery}`, payload: { reason: misplaced.query } },
  ] as const
  const signedIn = house.as(await full.user(['customers.view', 'customers.modify']))
  refusals = []
  for (const request of requests) {
    const replies = [
      await signedIn.send(request),
      await house.anybody().send(request, { headers: { authorization: `Bearer ${misplaced.token}` } }),
    ]
    for (const { status, text } of replies) if (status >= 400) refusals.push(`${status} ${text}`)
  }
}

/** A value that cannot be opened fails requests halfway, with everything that they had in hand. */
async function breakOff(): Promise<void> {
  const { ssn, abortCode } = sealed
  const params = { customerId: copyId }
  const by = house.as(full.owner)
  const { version } = (await by.call(customers.open, { params })).body
  const kept = await house.owner.query('select birthdate from customer where id = $1', [copyId])
  await house.owner.query(`update customer set birthdate = 'test.AAAA' where id = $1`, [copyId])
  const broken = [
    await by.call(customers.open, { params }),
    await by.call(customers.list, { query: { search: sealed.nextSsn, columns: 'ssn,birthdate' } }),
    await by.call(customers.save, { params, body: { version, fields: { ssn, abortCode } } }),
  ]
  expect(broken.map(({ status }) => status)).toEqual([500, 500, 500])
  for (const { status, text } of broken) refusals.push(`${status} ${text}`)
  await house.owner.query('update customer set birthdate = $2 where id = $1', [
    copyId,
    (kept.rows[0] as { birthdate: string }).birthdate,
  ])
}

const held = (text: string) => everySecret.filter((secret) => text.includes(secret))

describe('secrets planted through the API', () => {
  it('[SEC-003] are there for who may see them: what follows is no empty search', async () => {
    const opened = await full.open(record, full.owner)
    expect(opened.fields).toMatchObject({ ssn: sealed.nextSsn, abortCode: sealed.nextAbortCode, ...masked })
    expect(Object.values(opened.custom)).toContain(sealed.nextCustom)
    const copy = await full.open({ ...record, id: copyId }, full.owner)
    expect(copy.fields).toMatchObject({ ssn: sealed.nextSsn, birthdate: sealed.nextBirthdate })
    const list = await house.as(full.owner).call(contacts.list, { params: { customerId: copyId } })
    expect(list.body.contacts[0]!.passcode).toBe(sealed.nextPasscode)
    const log = await house.as(full.owner).call(history.ofCustomer, { params: { customerId: record.id } })
    for (const text of [sealed.abortCode, sealed.custom, sealed.passcode]) expect(log.text).toContain(text)
    expect(refusals.length).toBeGreaterThan(20)
  })

  it('[SEC-003] stand in the clear in no column of any table', async () => {
    const { found, columns, characters } = await columnsHolding(house, [
      ...Object.values(sealed),
      ...Object.values(misplaced),
    ])
    expect([columns > 150, characters > 10_000]).toEqual([true, true])
    expect(found).toEqual([])
  })

  it('[SEC-003] stand in no line of the log, also of requests that were refused', () => {
    expect(house.logs.filter((line) => line.includes('unforeseen error'))).toHaveLength(3)
    expect(linesHolding(house, everySecret)).toEqual([])
  })

  it('[SEC-003][REC-006] stand in no answer to who may not see them: page, list, file, history, conflict, copy', () => {
    expect(answers.filter((answer) => answer.startsWith('200')).length).toBeGreaterThan(25)
    expect(answers.filter((answer) => answer.startsWith('5'))).toEqual([])
    expect(answers.filter((answer) => answer.includes('***')).length).toBeGreaterThan(10)
    for (const answer of answers)
      expect([answer.slice(0, 80), held(answer)]).toEqual([answer.slice(0, 80), []])
  })

  it('[SEC-003] are not sent back by a refusal', () => {
    expect(refusals.filter((refusal) => refusal.startsWith('5'))).toHaveLength(3)
    for (const refusal of refusals)
      expect([refusal.slice(0, 80), held(refusal)]).toEqual([refusal.slice(0, 80), []])
  })
})
