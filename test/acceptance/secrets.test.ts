import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { columnsHolding, linesHolding } from './planted.ts'

/** Values that occur nowhere else, planted as people would enter them. */
const planted = {
  ssn: '900718236',
  changedSsn: '900718299',
  birthdate: '1961-04-17',
  abortCode: 'Tarragon-41',
  passcode: 'Lovage-8833',
  theirPasscode: 'Borage-7719',
  stationPassword: 'sandbox-demo',
  password: 'Chervil and 17 hyssops',
  newPassword: 'Angelica and 23 burnets',
  wrongPassword: 'Savory-not-the-one',
}

let house: House
let tokens: string[]
/** Everything that anybody without the confidential permissions was answered. */
let answers: string

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  const dealer = await Dealership.open(house)
  const { company } = dealer.here
  await house.plant.user({
    company,
    username: 'secretive',
    password: planted.password,
    holds: [{ grants: 'all' }],
  })
  const clerk = await house.plant.user({
    company,
    holds: [
      {
        grants: [
          'customers.view',
          'sale_information.view',
          'installation_information.view',
          'connections.modify',
          'emergency_contacts.view',
        ],
      },
    ],
  })

  const signIn = (password: string) =>
    house
      .anybody()
      .call(sessions.signIn, { body: { company: company.slug, username: 'secretive', password } })
  expect((await signIn(planted.wrongPassword)).status).toBe(401)
  const cookie = /keyholder_session=([^;]+)/.exec(
    String((await signIn(planted.password)).headers['set-cookie']),
  )![1]!
  const browser = { headers: { cookie: `keyholder_session=${cookie}`, 'sec-fetch-site': 'same-origin' } }
  const nobody = house.anybody()
  const made = await nobody.call(
    sessions.createToken,
    { body: { name: 'Export' } },
    { headers: { ...browser.headers, 'idempotency-key': 'secret-token-1' } },
  )
  tokens = [cookie, made.body.token, made.body.token.slice(4)]
  await nobody.call(
    sessions.changePassword,
    { body: { current: planted.wrongPassword, next: planted.newPassword } },
    browser,
  )
  await nobody.call(
    sessions.changePassword,
    { body: { current: planted.password, next: planted.newPassword } },
    browser,
  )

  await house.station.hold({
    accountNumber: 'SECRET-1',
    name: { first: 'Sec', last: 'Ret' },
    premises: { city: 'Provo', state: 'UT' },
    phones: { premises: '+18015550123' },
    contacts: [
      {
        first: 'Their',
        last: 'Contact',
        phone: '+18015550124',
        relation: 'X',
        passcode: planted.theirPasscode,
      },
    ],
  })
  const { ssn, birthdate, abortCode } = planted
  const created = await nobody.call(
    customers.create,
    {
      body: {
        kind: 'customer',
        fields: {
          ...{
            firstName: 'Sec',
            lastName: 'Ret',
            city: 'Provo',
            state: 'UT',
            primaryPhone: '8015550123',
            accountType: 'residential',
          },
          ...{
            locationId: dealer.here.id,
            monitoringCompanyId: dealer.monitor.id,
            accountNumber: 'SECRET-1',
            ssn,
            birthdate,
            abortCode,
          },
        },
      },
    },
    { headers: { ...browser.headers, 'idempotency-key': 'secret-create-1' } },
  )
  const record = { id: created.body.id, company, location: dealer.here }
  await house.plant.contact(record, { passcode: planted.passcode })
  expect((await dealer.link(record)).status).toBe(200)
  await dealer.save(record, { ssn: planted.changedSsn })
  await dealer.settled(record)
  await dealer.ask('sync', record)
  await house.station.fail({
    fault: 'rejected',
    times: 9,
    accountNumber: 'SECRET-1',
    match: { method: 'PATCH' },
  })
  await dealer.save(record, { abortCode: `${abortCode}b`, zip: '84601' })
  await dealer.settled(record)

  // Bodies that fail at every depth, as those are what tends to be logged.
  const params = { customerId: record.id }
  await nobody.call(customers.save, { params, body: { version: 1, fields: { ssn, abortCode } } }, browser)
  await nobody.call(
    customers.save,
    { params, body: { version: 9, fields: { ssn: `${ssn}0`, abortCode: abortCode.repeat(9) } } },
    browser,
  )
  await nobody.send(
    { method: 'POST', url: '/api/v1/session', payload: `{"password":"${planted.password}"` },
    { headers: { 'content-type': 'application/json' } },
  )
  await house.owner.query(`update customer set ssn = 'test.AAAA' where id = $1`, [record.id])
  expect((await dealer.house.as(dealer.user).call(customers.open, { params })).status).toBe(500)
  const { rows } = await house.owner.query<{ version: number }>(
    'select version from customer where id = $1',
    [record.id],
  )
  const breaking = { version: rows[0]!.version, fields: { ssn: planted.changedSsn, abortCode } }
  expect((await nobody.call(customers.save, { params, body: breaking }, browser)).status).toBe(500)
  await house.owner.query('update customer set ssn = null where id = $1', [record.id])

  const by = house.as(clerk)
  answers = (
    await Promise.all([
      by.call(customers.open, { params }),
      by.call(customers.list),
      by.call(customers.search, { query: { text: 'Sec' } }),
      by.call(history.ofCustomer, { params }),
      by.call(connections.hub, { params }),
      by.call(connections.monitoring, { params }),
      by.call(connections.calls, { params, query: { limit: 100 } }),
    ])
  )
    .map(({ status, text }) => `${status} ${text}`)
    .join('\n')
})
afterAll(() => house.close())

const everySecret = () => [...Object.values(planted), ...tokens]
const found = (haystack: string) => everySecret().filter((secret) => haystack.includes(secret))

describe('planted secrets', () => {
  it('[SEC-003] were really used: the station got what it is to get', async () => {
    expect(await house.station.account('SECRET-1')).toMatchObject({
      abortCode: planted.abortCode,
      contacts: [{ passcode: planted.passcode }],
    })
  })

  it('[SEC-003] stand in no column of the database, in no text, JSON or bytes', async () => {
    const { found, columns, characters } = await columnsHolding(house, everySecret())
    expect([columns > 150, characters > 10_000]).toEqual([true, true])
    expect(found).toEqual([])
  })

  it('[SEC-003] stand in no line of the log, at its finest level and with nothing redacted', () => {
    expect(house.logs.join('')).toContain('unforeseen error')
    expect(linesHolding(house, everySecret())).toEqual([])
  })

  it('[SEC-003][REC-006] stand in no answer to who may not see them', () => {
    expect(answers).not.toMatch(/^[345]/m)
    expect(answers).toContain('***')
    expect(answers).toContain('•••')
    expect(found(answers)).toEqual([])
  })
})
