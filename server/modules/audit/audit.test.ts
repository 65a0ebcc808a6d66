/** The audit trail: what is noted of refusals and of confidential values, what a killed process leaves, and how it is read. */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '#shared/contracts/audit.ts'
import { companies } from '#shared/contracts/companies.ts'
import { contacts } from '#shared/contracts/contacts.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { lists } from '#shared/contracts/lists.ts'
import { type Permission, permissions } from '#shared/permissions.ts'
import { AuditTrail } from '#server/http/audit-trail.ts'
import { auditTasks } from './audit.jobs.ts'
import { callAs, everyOperation, plantTarget } from '#test/architecture/every-endpoint.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let owner: User
/** Works here, sees nothing confidential, and no files. */
let clerk: User
let record: CustomerRow

const secrets = {
  ssn: '900826417',
  birthdate: '1957-08-23',
  abortCode: 'Hyssop-5512',
  confirmationNumber: 'CONF-61782',
  receiverNumber: 'RCVR-50093',
  passcode: 'Lovage-2217',
  custom: 'Costmary-9931',
}
let customId: number

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere } = await house.plant.neighbourhood())
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  const hidden = (p: Permission) => /^(confidential_|files|emergency_contacts|global_settings)/.test(p)
  clerk = await house.plant.user({
    company,
    holds: [{ grants: permissions.filter((p) => !hidden(p)), at: here }],
  })
  const data = { type: 'text', kind: 'both', confidential: true }
  customId = (await house.plant.value(company, 'custom_field', { name: 'Gate code', data })).id
  record = await plantSecrets(await house.plant.customer({ location: here }))
  await house.audit.flush()
  await house.owner.query('delete from confidential_read')
})
afterAll(() => house.close())

async function plantSecrets(customer: CustomerRow): Promise<CustomerRow> {
  const params = { customerId: customer.id }
  const { passcode, custom, ...fields } = secrets
  const { version } = (await house.as(owner).call(customers.open, { params })).body
  const body = { version, fields, custom: { [customId]: custom } }
  const saved = await house.as(owner).call(customers.save, { params, body })
  expect(saved.status, saved.text).toBe(200)
  await house.as(owner).call(contacts.create, {
    params,
    body: { firstName: 'Carol', phones: [{ number: '8015550123', type: 'cell' }], passcode },
  })
  return customer
}

type ReadRow = { user_id: number; customer_id: number | null; operation: string; fields: string[] }
const reads = async () => {
  await house.audit.flush()
  return (
    await house.owner.query<ReadRow>(
      'select user_id, customer_id, operation, fields from confidential_read where company_id = $1 order by id',
      [company.id],
    )
  ).rows
}
const denials = async (by: User = owner, query: object = {}) => {
  await house.audit.flush()
  return (await house.as(by).call(audit.denials, { query })).body
}
const open = (by: User, of: CustomerRow = record) =>
  house.as(by).call(customers.open, { params: { customerId: of.id } })

describe('reads of confidential values', () => {
  it('[ADM-013] who opens a record is noted with the fields that were shown unmasked, once an hour; who sees masks is not', async () => {
    for (let i = 0; i < 3; i++) await open(owner)
    await open(clerk)
    const all = [
      'abortCode',
      'birthdate',
      'confirmationNumber',
      `custom.${customId}`,
      'receiverNumber',
      'ssn',
    ]
    expect(await reads()).toEqual([
      { user_id: owner.id, customer_id: record.id, operation: 'customers.open', fields: all.sort() },
    ])
    // Nothing confidential stands there: nothing is noted.
    await open(owner, await house.plant.customer({ location: here }))
    expect(await reads()).toHaveLength(1)
    // Another process in the same hour adds nothing.
    const other = new AuditTrail(`${house.filesFolder}-other`, house.database, pino({ level: 'silent' }))
    const { rows } = await house.owner.query<{ n: number }>(
      'select count(*)::int as n from confidential_read',
    )
    await other.flush()
    await other.end()
    expect(rows[0]!.n).toBe(1)
  })

  it('[ADM-013] [SEC-003] every endpoint whose answer holds one has it noted, whichever it is', async () => {
    const target = await plantTarget(house, here)
    await plantSecrets(target.customer)
    await house.audit.flush()
    const holding: string[] = []
    const missing: string[] = []
    for (const operation of everyOperation(house).filter(({ endpoint }) => endpoint.method === 'GET')) {
      if (operation.endpoint.access === 'public' || operation.endpoint.live) continue
      const { status, text } = await callAs(house, owner, operation, target)
      const shown = Object.values(secrets).filter((secret) => text.includes(secret))
      if (status !== 200 || !shown.length) continue
      holding.push(operation.id)
      await house.audit.flush()
      const { rows } = await house.owner.query('select from confidential_read where operation = $1', [
        operation.id,
      ])
      if (!rows.length) missing.push(`${operation.id}: ${shown.join()}`)
    }
    expect(missing).toEqual([])
    expect(holding).toEqual(
      expect.arrayContaining(['customers.open', 'contacts.list', 'history.ofCustomer', 'history.ofCompany']),
    )
  }, 120_000)

  it('[ADM-013] lists, exports and conflicts of a save are noted record by record', async () => {
    const has = async (operation: string, field: string) =>
      (await reads()).some(
        (row) => row.operation === operation && row.customer_id === record.id && row.fields.includes(field),
      )
    const columns = 'birthdate,confirmationNumber'
    await house.as(owner).call(customers.list, { query: { kind: 'customer', columns } })
    expect(await has('customers.list', 'birthdate')).toBe(true)
    const exported = await house
      .as(owner)
      .call(lists.exportCsv, { params: { kind: 'customer' }, body: { columns } as never })
    expect(exported.text).toContain(secrets.confirmationNumber)
    expect(await has('lists.exportCsv', 'confirmationNumber')).toBe(true)
    // What somebody else has saved meanwhile stands in the refusal.
    const shared = await house.plant.customer({ location: here })
    const other = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    const save = (by: User, abortCode: string) =>
      house.as(by).call(customers.save, {
        params: { customerId: shared.id },
        body: { version: 1, fields: { abortCode } },
      })
    expect((await save(other, 'Savory-3310')).status).toBe(200)
    const stale = await save(owner, 'Other-1')
    expect([stale.outcome, stale.text.includes('Savory-3310')]).toEqual(['409 customers.stale', true])
    expect((await reads()).filter((row) => row.customer_id === shared.id)).toEqual([
      { user_id: other.id, customer_id: shared.id, operation: 'customers.save', fields: ['abortCode'] },
      { user_id: owner.id, customer_id: shared.id, operation: 'customers.save', fields: ['abortCode'] },
    ])
  })

  it('[ADM-013] what a killed process had answered is in its file, and written by whoever starts next', async () => {
    const folder = `${house.filesFolder}-killed`
    mkdirSync(folder, { recursive: true })
    const trail = new AuditTrail(folder, house.database, pino({ level: 'silent' }))
    const seen = await house.plant.customer({ location: here })
    const actor = {
      ...{ userId: owner.id, operator: null, company: { id: company.id } },
      sight: { take: () => [{ customerIds: [seen.id], fields: ['ssn'] }], note: () => {} },
    }
    const asked = {
      operation: 'customers.open',
      customerId: seen.id,
      origin: { source: 'web', address: '192.0.2.7', requestId: 'r' } as const,
    }
    trail.shown(actor as never, asked)
    const [file] = readdirSync(folder)
    expect(readFileSync(path.join(folder, file!), 'utf8')).toContain('"fields":["ssn"]')
    expect(readFileSync(path.join(folder, file!), 'utf8')).not.toContain(secrets.ssn)
    // The process is gone before it wrote: its file stays, with a line that was cut off.
    const left = path.join(folder, '999999-1-1.jsonl')
    writeFileSync(left, `${readFileSync(path.join(folder, file!), 'utf8')}{"is":"read","comp`)
    utimesSync(left, new Date(), new Date(Date.now() - 120_000))
    const next = new AuditTrail(folder, house.database, pino({ level: 'silent' }))
    await next.start()
    expect((await reads()).filter(({ customer_id }) => customer_id === seen.id)).toEqual([
      { user_id: owner.id, customer_id: seen.id, operation: 'customers.open', fields: ['ssn'] },
    ])
    expect(readdirSync(folder)).not.toContain('999999-1-1.jsonl')
    // Written by both, it is still one.
    await trail.end()
    expect((await reads()).filter(({ customer_id }) => customer_id === seen.id)).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('denied attempts', () => {
  it('[ADM-013] are noted with user, operation, record and permission; a loop is one row that counts', async () => {
    const params = { customerId: record.id }
    for (let i = 0; i < 5; i++)
      expect((await house.as(clerk).call(contacts.list, { params })).outcome).toBe('403 access.denied')
    await house.audit.flush()
    await house.as(clerk).call(contacts.list, { params })
    const away = await house.plant.customer({ location: elsewhere })
    expect((await open(clerk, away)).outcome).toBe('403 access.denied_here')
    const { items } = await denials(owner, { userId: clerk.id })
    expect(items).toHaveLength(2)
    expect(items[1]).toMatchObject({
      ...{ user: { id: clerk.id }, operation: 'contacts.list', code: 'access.denied', times: 6 },
      ...{ permission: 'Emergency Contacts: View', source: 'web', customer: { id: record.id } },
    })
    expect(items[0]).toMatchObject({ operation: 'customers.open', times: 1, customer: { id: away.id } })
    // Another company's record is not there: nothing was refused.
    const foreign = await house.plant.customer({})
    expect((await open(clerk, foreign)).status).toBe(404)
    expect((await denials(owner, { userId: clerk.id })).items).toHaveLength(2)
  })

  it('[ADM-013] of who tries record after record fill no disk', async () => {
    const line = (n: number) => ({
      ...{ at: new Date().toISOString(), userId: clerk.id, staff: '', customerId: 1_000_000 + n },
      ...{ operation: 'customers.open', code: 'access.denied_here', permission: 'Customers: View' },
      ...{ times: 1, source: 'api', address: '' },
    })
    const many = JSON.stringify(Array.from({ length: 1000 }, (_, n) => line(n)))
    for (let i = 0; i < 3; i++)
      await house.database.transaction(
        { of: 'company', companyId: company.id, userId: null },
        { source: 'system', address: '', requestId: '' },
        async (db) => {
          const { sql } = await import('kysely')
          await sql`select platform.note_audit('[]'::jsonb, ${many}::jsonb)`.execute(db)
        },
      )
    const { rows } = await house.owner.query<{ n: number; times: number }>(
      `select count(*)::int as n, sum(times)::int as times from denied_attempt where company_id = $1 and user_id = $2 and customer_id is distinct from $3`,
      [company.id, clerk.id, record.id],
    )
    expect(rows[0]!.n).toBeLessThanOrEqual(203)
    expect(rows[0]!.times).toBeGreaterThanOrEqual(3000)
  })
})

describe('the page', () => {
  it('[ADM-013] is filtered, goes on where it ended, and names no record that one may not see', async () => {
    await house.owner.query('delete from denied_attempt')
    const add = (n: number, at: string, customerId: number | null) =>
      house.owner.query(
        `insert into denied_attempt (company_id, at, last_at, hour, user_id, customer_id, operation, code, permission, times, source)
         values ($1, $2, $2, date_trunc('hour', $2::timestamptz), $3, $4, 'files.list', 'access.denied', $5, 1, 'web')`,
        [company.id, at, clerk.id, customerId, `P${n}`],
      )
    const away = await house.plant.customer({ location: elsewhere })
    await add(1, '2026-03-01T06:59:00Z', null) // the last minute of February in Denver
    await add(2, '2026-03-01T07:00:00Z', record.id)
    await add(3, '2026-03-02T12:00:00Z', away.id)
    await add(4, '2026-03-03T12:00:00Z', 999_999)
    const list = async (query: object, by = owner) =>
      (await denials(by, query)).items.map(({ permission }) => permission)
    expect(await list({})).toEqual(['P4', 'P3', 'P2', 'P1'])
    expect(await list({ from: '2026-03-01', to: '2026-03-02' })).toEqual(['P3', 'P2'])
    expect(await list({ customerId: record.id })).toEqual(['P2'])
    const first = await denials(owner, { limit: 3 })
    expect(first.next).toBe(first.items[2]!.id)
    expect(await list({ limit: 3, before: first.next })).toEqual(['P1'])
    const local = await house.plant.user({
      company,
      holds: [{ grants: ['global_settings.yes', 'customers.view'], at: here }],
    })
    const { items, abilities } = await denials(local)
    expect(items.map(({ customer }) => customer && customer.name !== null)).toEqual([
      false,
      false,
      true,
      null,
    ])
    expect(abilities.export).toBe(false)
    const take = (by: User) =>
      house.as(by).call(audit.exportCsv, { params: { what: 'denials' }, body: { from: '2026-03-02' } })
    expect((await take(local)).outcome).toBe('403 access.denied')
    const csv = (await take(owner)).text
    expect(csv.trim().split('\r\n')).toHaveLength(3)
    expect(csv).toContain('"P4"')
    const taken = (await house.as(owner).call(history.ofCompany, { query: { event: 'audit.exported' } })).body
    expect(taken.items[0]!.summary).toBe('Took the audit trail out as a file: Denied attempts')
    expect((await house.as(clerk).call(audit.denials, {})).outcome).toBe('403 access.denied')
    const seen = (await house.as(owner).call(audit.reads, { query: { field: 'passcode' } })).body
    expect(seen.items.length).toBeGreaterThan(0)
    for (const item of seen.items) expect(item.fields.map(({ label }) => label)).toContain('Passcode')
    expect(seen.fields).toContainEqual({ key: `custom.${customId}`, label: 'Gate code' })
  })

  it('[ADM-013] what is older than the company keeps it is erased, and the app itself can change nothing', async () => {
    const { version, name, timeZone, settings } = (await house.as(owner).call(companies.open)).body
    const body = {
      version,
      name,
      timeZone,
      currency: 'USD' as const,
      settings: { ...settings, auditDays: 30 },
    }
    expect((await house.as(owner).call(companies.save, { body })).status).toBe(200)
    await auditTasks(house.database, () => new Date('2026-04-01T12:00:00Z'))['audit.sweep']!({
      companyId: company.id,
    })
    const { items } = await denials()
    expect(items.map(({ permission }) => permission)).toEqual(expect.arrayContaining(['P4']))
    expect(items.map(({ permission }) => permission)).not.toContain('P1')
    await eventually(async () => {
      const { rows } = await house.owner.query<{ n: number }>(
        `select count(*)::int as n from graphile_worker._private_jobs where key like $1`,
        [`${company.id}:audit.sweep %`],
      )
      expect(rows[0]!.n).toBeGreaterThan(0)
    })
    await expect(house.database.pool.query('delete from denied_attempt')).rejects.toThrow('permission denied')
    await expect(house.database.pool.query(`update confidential_read set fields = '{}'`)).rejects.toThrow(
      'permission denied',
    )
  })
})
