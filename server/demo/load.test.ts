import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountFields } from '#server/connectors/contract.ts'
import { providerFetch } from '#server/connectors/http.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import {
  contactsFor,
  differingFields,
  sameContacts,
  type OurAccount,
} from '#server/modules/connections/connections.account.ts'
import { readZips } from '#server/platform/zip-data.ts'
import { sealedPlace } from '#server/modules/customers/customers.answers.ts'
import { referenceOf } from '#server/modules/connections/connections.reference.ts'
import { unseal, useEncryptionKeys } from '#server/platform/encryption.ts'
import { verifyPassword } from '#server/platform/passwords.ts'
import { startSandboxes } from '#sandboxes/all.ts'
import { field, fieldNames, columnOf } from '#shared/rules/customer-fields.ts'
import { openFileStore } from '#test/helpers/file-store.ts'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { acme, demoPassword } from './acme.ts'
import { acmeStories, loadDemo } from './load.ts'
import { makePeople } from './people.ts'
import { settingOf } from './record.ts'
import { standingOf, standings, type Standing } from './station-accounts.ts'
import { openStations } from './station-life.ts'
import { story } from './story.ts'

const now = new Date('2026-03-03T18:00:00Z')
const customers = 600
const lines: string[] = []
const nobody = 'http://127.0.0.1:9'

let ownerUrl: string
let client: pg.Client
let files: Awaited<ReturnType<typeof openFileStore>>
let sandboxes: Awaited<ReturnType<typeof startSandboxes>>
/** The text of a single value. */
const one = async (text: string, ...values: unknown[]): Promise<string> =>
  String(Object.values((await client.query<Record<string, unknown>>(text, values)).rows[0] ?? {})[0])
const companyId = async (slug: string) =>
  Number(await one('select id from platform.company where slug = $1', slug))
const load = (url: string, sandboxUrl: string) =>
  loadDemo(url, { sandboxUrl, customers, now, onProgress: (line) => lines.push(line) })

beforeAll(async () => {
  useEncryptionKeys(`t:${Buffer.alloc(32, 7).toString('base64')}`)
  files = await openFileStore()
  sandboxes = await startSandboxes()
  ownerUrl = (await freshDatabase()).ownerUrl
  client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await load(ownerUrl, sandboxes.url)
})
afterAll(async () => {
  await client.end()
  await sandboxes.close()
  await files.close()
})

describe('the demo companies', () => {
  it('have the records that were asked for, each with people to call and an entry in History', async () => {
    const acme = await companyId('acme')
    expect(await one(`select count(*) from customer where company_id = $1 and kind = 'customer'`, acme)).toBe(
      '600',
    )
    expect(await one(`select count(*) from customer where company_id = $1 and kind = 'lead'`, acme)).toBe(
      '60',
    )
    const lonely = `select count(*) from customer c where c.company_id = $1 and not exists
      (select from history_entry h where h.company_id = c.company_id and h.customer_id = c.id)`
    expect(await one(lonely, acme)).toBe('0')
    const perCustomer = `select count(*) from (select from contact where company_id = $1 and customer_id >= 1101
      group by customer_id having count(*) not between 2 and 3) x`
    expect(await one(perCustomer, acme)).toBe('0')
  })

  it('have a History whose chain holds', async () => {
    for (const slug of ['acme', 'birch']) {
      const { rows } = await client.query('select * from platform.verify_history($1)', [
        await companyId(slug),
      ])
      expect(rows).toEqual([])
    }
  })

  it('are spread as a dealer’s customers are', async () => {
    const share = async (condition: string) =>
      Number(
        await one(
          `select avg(coalesce(${condition}, false)::int) from customer where company_id = $1 and kind = 'customer'`,
          await companyId('acme'),
        ),
      )
    expect(await share('is_canceled')).toBeCloseTo(0.08, 1)
    expect(await share('not installed')).toBeCloseTo(0.05, 1)
    expect(await share(`account_type = 'commercial'`)).toBeCloseTo(0.12, 1)
    expect(await share('archived_at is not null')).toBeCloseTo(0.04, 1)
    expect(await share('monitoring_company_id = 1')).toBeCloseTo(0.3, 1)
    expect(await share('parent_id is not null')).toBeGreaterThan(0)
  })

  it('lie where their location is, in ZIPs that exist', async () => {
    const astray = `select count(*) from customer c join location l on l.company_id = c.company_id and l.id = c.location_id
      where c.state <> l.state or not exists (select from platform.zip_place z where z.zip = c.zip and z.state = c.state)`
    expect(await one(astray)).toBe('0')
  })

  it('hold nobody’s telephone number, e-mail address or social security number', async () => {
    const phones = `select count(*) from (
      select unnest(array[primary_phone, work_phone, cell_phone, other_phone]) as phone from customer
      union all select phone from contact) x where phone is not null and substr(phone, 4, 3) <> '555'`
    expect(await one(phones)).toBe('0')
    expect(await one(`select count(*) from customer where email not like '%.test'`)).toBe('0')
    expect(await one(`select count(*) from user_account where email not like '%.test'`)).toBe('0')
    const { rows } = await client.query<{ company_id: string; ssn: string }>(
      'select company_id, ssn from customer where ssn is not null',
    )
    expect(rows.length).toBeGreaterThan(100)
    for (const row of rows)
      expect(unseal(row.ssn, sealedPlace(Number(row.company_id), 'ssn'))).toMatch(/^9\d{8}$/)
  })

  it('have dates that have been', async () => {
    const ahead = `select count(*) from customer where greatest(created_at, archived_at) > $1
      or greatest(sale_date, install_date, cancel_date, funded_on, collections_date) > $1::date or install_date < sale_date`
    expect(await one(ahead, now)).toBe('0')
  })

  it('have a station’s account number once', async () => {
    const twice = `select count(*) from (select from customer where account_number is not null
      group by company_id, monitoring_company_id, account_number having count(*) > 1) x`
    expect(await one(twice)).toBe('0')
  })

  it('let each named user in with the demo password, and nobody else', async () => {
    const { rows } = await client.query<{
      slug: string
      username: string
      password_hash: string | null
      can_log_in: boolean
    }>(
      `select c.slug, u.username, u.password_hash, u.can_log_in from user_account u join platform.company c on c.id = u.company_id`,
    )
    const named = rows.filter((row) => row.can_log_in).map((row) => `${row.slug}/${row.username}`)
    expect(named.toSorted()).toEqual([
      'acme/billing', 'acme/manager', 'acme/owner', 'acme/sales', 'acme/tech', 'acme/viewer', 'birch/owner',
    ]) // prettier-ignore
    for (const row of rows) expect(await verifyPassword(demoPassword, row.password_hash)).toBe(row.can_log_in)
  })

  it('go on counting behind the loaded ids', async () => {
    const highest = Number(await one('select max(id) from customer'))
    expect(Number(await one(`select nextval(pg_get_serial_sequence('customer', 'id'))`))).toBeGreaterThan(
      highest,
    )
  })

  it('share record numbers, and no word of Birch is in Acme', async () => {
    const [acme, birch] = [await companyId('acme'), await companyId('birch')]
    const shared = `select count(*) from customer a join customer b on b.id = a.id and b.company_id = $2 where a.company_id = $1`
    expect(Number(await one(shared, acme, birch))).toBeGreaterThan(100)
    const person = `select count(*) from customer a join customer b on b.company_id = $2 and b.first_name = a.first_name
      and b.last_name = a.last_name and b.address_line1 = a.address_line1 where a.company_id = $1`
    expect(await one(person, acme, birch)).toBe('0')
    expect(
      await one(`select count(*) from customer where company_id = $1 and state in ('WA', 'OR')`, acme),
    ).toBe('0')
    expect(
      await one(`select count(*) from user_account where company_id = $1 and email like '%birch%'`, acme),
    ).toBe('0')
  })

  it('name the story records by the numbers that the tests use', async () => {
    const { rows } = await client.query<{
      id: string
      last_name: string
      account_number: string | null
      kind: string
    }>(
      'select id, last_name, account_number, kind from customer where company_id = $1 and id <= 1018 order by id',
      [await companyId('acme')],
    )
    expect(rows.map(({ id }) => Number(id))).toEqual(Object.values(story))
    expect(rows[0]).toMatchObject({ last_name: 'Whitfield', account_number: 'DM1001' })
    expect(rows.at(-1)).toMatchObject({ last_name: 'Falk', kind: 'lead' })
  })
})

describe('the station’s side', () => {
  type Account = {
    accountNumber: string
    serial: string
    name: { last: string }
    contacts: unknown[]
    link: { reference: string } | null
  }
  const held = async (): Promise<Map<string, Account>> => {
    const lists = await Promise.all(
      Object.keys(openStations).map(async (key) => {
        const reply = await fetch(`${sandboxes.url}/${key}/_control/accounts`)
        return ((await reply.json()) as { accounts: Account[] }).accounts
      }),
    )
    return new Map(lists.flat().map((account) => [account.accountNumber, account]))
  }

  it('[CON-035] knows as ours what we know as linked, under the same serial', async () => {
    const accounts = await held()
    const { rows } = await client.query<{
      company_id: string
      customer_id: string
      account_number: string
      external_id: string
    }>(`select * from connection where state = 'linked' order by customer_id`)
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) {
      expect(accounts.get(row.account_number)).toMatchObject({
        serial: row.external_id,
        link: { reference: referenceOf('acme', Number(row.customer_id)) },
      })
    }
    const ours = [...accounts.values()].filter(({ link }) => link?.reference.startsWith('keyholder:'))
    expect(ours).toHaveLength(rows.length)
    expect(await one(`select count(*) from history_entry where event = 'connections.linked'`)).toBe(
      String(rows.length),
    )
  })

  it('[CON-032] lacks some accounts, [CON-033] differs in some, and has linked one elsewhere', async () => {
    const accounts = await held()
    expect(accounts.has('DM1003')).toBe(false)
    expect(accounts.get('DM1001')).toMatchObject({ name: { last: 'HARGROVE' }, link: null })
    expect(accounts.get('DM1001')?.contacts).toHaveLength(2)
    expect(accounts.get('DM1004')?.link?.reference).toMatch(/^other-crm:/)
    for (const number of ['DM1002', 'DM1005-WDRA', 'DM1006', 'DM1007-WREJ', 'DM1008-F503'])
      expect(accounts.has(number)).toBe(true)
  })

  it('[CON-033] means the same as ours where it is to, and differs where it is to', async () => {
    const setting = settingOf(acme, await readZips(), now)
    const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }
    const open = (key: string) => {
      const { manifest, open: openStation } = connectorByKey(key)!
      const fetch = providerFetch({
        connector: key,
        credentials: `demo ${key}`,
        timeoutMs: 10_000,
        callsPerSecond: 250,
        allowPrivate: true,
        secrets: [],
      })
      return { manifest, station: openStation({ ...login, baseUrl: `${sandboxes.url}/${key}` }, fetch) }
    }
    const opened = new Map(Object.keys(openStations).map((key) => [key, open(key)]))
    const metStations = new Set<string>()
    const expected: Partial<Record<Standing, string[]>> = {
      equal: [],
      linked: [],
      elsewhere: [],
      oldPhone: ['primaryPhone'],
      maidenName: ['lastName'],
      wrongZip: ['zip'],
      missingContact: ['contacts'],
      severalDiffer: ['lastName', 'zip', 'primaryPhone', 'contacts'],
    }
    const met = new Set<Standing>()
    const written = acmeStories(setting)
    const writtenCustomers = written.filter(({ kind }) => kind === 'customer').length
    const people = makePeople(setting, {
      customers: customers - writtenCustomers,
      leads: 60 - (written.length - writtenCustomers),
    })
    for (const record of [...written, ...people]) {
      const standing = standingOf(setting, record)
      if (!standing || record.id === story.stationDown) continue
      const key = setting.stations.find(({ id }) => id === record.fields.monitoringCompanyId)!.connector!
      const { manifest, station } = opened.get(key)!
      metStations.add(key)
      const theirs = await station.account.lookup(String(record.fields.accountNumber))
      const ours = {
        fields: Object.fromEntries(accountFields.map((name) => [name, String(record.fields[name] ?? '')])),
        contacts: record.contacts.map((contact, index) => ({ order: index + 1, ...contact })),
      } as OurAccount
      met.add(standing)
      if (!theirs) expect(`${record.id} ${standing}`).toBe(`${record.id} absent`)
      else {
        const differing: string[] = differingFields(manifest, ours, theirs)
        if (!sameContacts(contactsFor(manifest, ours), theirs.contacts)) differing.push('contacts')
        expect([record.id, differing.toSorted()]).toEqual([record.id, expected[standing]?.toSorted()])
      }
    }
    expect([...met].toSorted()).toEqual(standings.toSorted())
    expect([...metStations].toSorted()).toEqual(Object.keys(openStations).toSorted())
  })

  it('is left alone by a second load', async () => {
    const before = [
      await one('select count(*) from customer'),
      await one('select count(*) from connection'),
      (await held()).size,
    ]
    await load(ownerUrl, sandboxes.url)
    expect([
      await one('select count(*) from customer'),
      await one('select count(*) from connection'),
      (await held()).size,
    ]).toEqual(before)
  })
})

describe('a second installation', () => {
  it('gets the same data, also when the sandbox answers only later', async () => {
    const second = (await freshDatabase()).ownerUrl
    await load(second, nobody)
    expect(lines.at(-1)).toContain(`${nobody} does not answer`)
    const other = new pg.Client({ connectionString: second })
    await other.connect()
    try {
      const sealed = new Set(fieldNames.filter((name) => field(name).sealed))
      const plain = fieldNames
        .filter((name) => !sealed.has(name))
        .map(columnOf)
        .join(', ')
      const texts = [
        `select md5(string_agg(x::text, '' order by x.company_id, x.id)) from (select company_id, id, kind, created_at, archived_at, ${plain},
           ssn is null, birthdate is null, abort_code is null, address_status, address_verified_as from customer) x`,
        `select md5(string_agg(x::text, '' order by x.company_id, x.id)) from (select company_id, id, customer_id, calling_order, first_name,
           last_name, phone, relation, has_key, passcode is null from contact) x`,
        `select md5(string_agg(x::text, '' order by x.company_id, x.id)) from (select company_id, id, catalogue, name, data from catalogue_value) x`,
      ]
      for (const text of texts) {
        const { rows } = await other.query<{ md5: string }>(text)
        expect(rows[0]?.md5).toBe(await one(text))
      }
      expect((await other.query('select from connection')).rowCount).toBe(0)
      await load(second, sandboxes.url)
      const { rows } = await other.query<{ count: string }>('select count(*) from connection')
      expect(rows[0]?.count).toBe(await one('select count(*) from connection'))
    } finally {
      await other.end()
    }
  })
})
