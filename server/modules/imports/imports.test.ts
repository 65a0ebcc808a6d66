import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { type ImportChoices, type ImportDetail, imports } from '#shared/contracts/imports.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { recurring } from '#shared/contracts/recurring.ts'
import type { ImportKind } from '#shared/rules/imports.ts'
import { tasks } from '#server/modules/index.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let user: User
/** Everywhere. */
let boss: User
let stranger: User

beforeAll(async () => {
  house = await openHouse()
  let foreign
  ;({ company, here, elsewhere, user, foreign } = await house.plant.neighbourhood({
    settings: { invoicePlus: true },
  }))
  boss = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
})
afterAll(() => house.close())

const upload = async (text: string | Buffer, kind: ImportKind = 'customer', by = boss) =>
  (await house.as(by).upload(imports.upload, { query: { kind, name: 'Old system.csv' } }, Buffer.from(text)))
    .body
const read = async (importId: number, by = boss): Promise<ImportDetail> =>
  (await house.as(by).call(imports.get, { params: { importId } })).body
const map = async (importId: number, change: Partial<ImportChoices> = {}, by = boss, saveAs = '') => {
  const { version, choices } = await read(importId, by)
  return house.as(by).call(imports.map, {
    params: { importId },
    body: { version, choices: { ...choices, ...change }, saveAs },
  })
}
const begin = async (what: 'check' | 'run', importId: number, by = boss) =>
  house
    .as(by)
    .call(imports[what], { params: { importId }, body: { version: (await read(importId, by)).version } })
/** The job, as the worker would have it; with what it asks for afterwards. */
const go = async (importId: number) => {
  const task = tasks(house.database, house.desk, house.clock.now)['imports.go']!
  for (;;) {
    await task({ companyId: company.id, importId })
    const { state } = await read(importId)
    if (state !== 'checking' && state !== 'running') return
  }
}
/** Uploads, maps, runs to the end. */
const bring = async (
  text: string | Buffer,
  change: Partial<ImportChoices> = {},
  kind: ImportKind = 'customer',
  by = boss,
) => {
  const { id } = await upload(text, kind, by)
  expect((await map(id, change, by)).outcome).toBe('200')
  expect((await begin('run', id, by)).outcome).toBe('200')
  await go(id)
  return read(id, by)
}
const refusals = async (importId: number) =>
  (await house.as(boss).call(imports.refusals, { params: { importId } })).body.items.map(
    ({ number, errors }) => [
      number,
      ...errors.map(({ column, message }) => (column ? `${column}: ${message}` : message)),
    ],
  )
const found = async (lastName: string) =>
  (
    await house.owner.query<Record<string, unknown> & { id: number }>(
      'select * from customer where company_id = $1 and last_name = $2 order by id',
      [company.id, lastName],
    )
  ).rows
const head = 'Legacy ID,First Name,Last Name,City,State,Phone,Account Type,Office,Email'
const row = (id: string, last: string, phone: number, more = '') =>
  `${id},Ann${id},${last},Provo,UT,(801) 555-${String(phone).padStart(4, '0')},Residential,${here.name},${more}`

describe('a file of customers', () => {
  it('[TAB-024] is mapped by its headings, checked without a trace, and run: each row once, with its history', async () => {
    const text = `${head}\r\n${row('A1', 'Imported', 1)}\r\n\r\n"A2","Bo ""B""","Imported",Provo,utah,8015550002,commercial,here,x@y.test\r\n${row('A3', 'Imported', 3, 'no address')}\r\n`
    const uploaded = await upload(text)
    expect(uploaded).toMatchObject({ state: 'new', total: 4, mine: true, fileName: 'Old system.csv' })
    const guessed = await read(uploaded.id)
    expect(guessed).toMatchObject({ mapped: false, delimiter: ',', encoding: 'utf-8' })
    expect(guessed.choices).toMatchObject({ matchBy: 'externalId', onMatch: 'skip' })
    expect(guessed.choices.columns).toEqual([
      ...['externalId', 'firstName', 'lastName', 'city', 'state'],
      ...['primaryPhone', 'accountType', 'locationId', 'email'],
    ])
    expect((await begin('run', uploaded.id)).outcome).toBe('409 imports.not_mapped')
    await map(uploaded.id)
    await begin('check', uploaded.id)
    await go(uploaded.id)
    const checked = await read(uploaded.id)
    expect(checked).toMatchObject({ state: 'checked', created: 2, refused: 1, position: 4 })
    expect(await found('Imported')).toHaveLength(0)
    expect(await refusals(uploaded.id)).toEqual([
      [4, 'Email: Enter an e-mail address, for example name@company.test'],
    ])
    await begin('run', uploaded.id)
    await go(uploaded.id)
    expect(await read(uploaded.id)).toMatchObject({ state: 'done', created: 2, refused: 1, skipped: 0 })
    const [one, two] = await found('Imported')
    expect(one).toMatchObject({
      primary_phone: '8015550001',
      location_id: here.id,
      account_type: 'residential',
    })
    expect(two).toMatchObject({
      first_name: 'Bo "B"',
      state: 'UT',
      account_type: 'commercial',
      email: 'x@y.test',
    })

    const opened = (await house.as(boss).call(customers.open, { params: { customerId: one!.id } })).body
    expect(opened.version).toBe(1)
    const entry = (await house.as(boss).call(history.ofCustomer, { params: { customerId: one!.id } })).body
      .items[0]!
    expect(entry).toMatchObject({ event: 'customers.created', source: 'import' })
    expect(entry.changes).toContainEqual(expect.objectContaining({ field: 'firstName' }))
    const told = (await house.as(boss).call(notifications.list, {})).body.items[0]!
    expect(told).toMatchObject({ kind: 'import_ended', dataImportId: uploaded.id, subject: 'Old system.csv' })
    // It has been run: nothing more is made of it.
    expect((await begin('run', uploaded.id)).outcome).toBe('409 imports.over')
    expect((await map(uploaded.id)).outcome).toBe('409 imports.over')
  })

  it('[TAB-024] twice the same changes nothing the second time; with “update” only what differs, and nothing of what is empty', async () => {
    const text = `${head}\n${row('B1', 'Twice', 11)}\n${row('B2', 'Twice', 12)}\n`
    expect(await bring(text)).toMatchObject({ created: 2 })
    expect(await bring(text)).toMatchObject({ created: 0, skipped: 2, refused: 0 })
    const before = await found('Twice')
    const changed = `${head}\n${row('B1', 'Twice', 11, 'new@mail.test')}\n${row('B2', 'Twice', 12)}\n`
    expect(await bring(changed, { onMatch: 'update' })).toMatchObject({ created: 0, updated: 1, skipped: 1 })
    const after = await found('Twice')
    expect(after.map(({ version }) => version)).toEqual([2, 1])
    expect(after[0]).toMatchObject({ email: 'new@mail.test', id: before[0]!.id })
    const { items } = (
      await house.as(boss).call(history.ofCustomer, { params: { customerId: after[0]!.id } })
    ).body
    expect(items[0]).toMatchObject({ event: 'customers.saved', source: 'import' })
    expect(items[0]!.changes).toHaveLength(1)
    // An empty cell clears only if it was chosen to.
    expect(await bring(text, { onMatch: 'update' })).toMatchObject({ updated: 0 })
    expect(await bring(text, { onMatch: 'update', blanks: 'clear' })).toMatchObject({ updated: 1 })
    expect((await found('Twice'))[0]!.email).toBeNull()
  })

  it('[TAB-024] goes on where it was killed, and no row is written twice or left out', async () => {
    const rows = Array.from({ length: 1250 }, (_, i) => row(`K${i}`, 'Killed', 2000 + i)).join('\n')
    const { id } = await upload(`${head}\n${rows}\n`)
    await map(id, { duplicates: 'allow' })
    await begin('run', id)
    const task = tasks(house.database, house.desk, house.clock.now)['imports.go']!
    // The database goes away in the middle of the second batch, and once more before the commit of the third.
    const kill = async (after: number) => {
      const running = task({ companyId: company.id, importId: id }).then(
        () => 'whole',
        () => 'killed',
      )
      for (;;) {
        const { position } = await read(id)
        if (position >= after) break
      }
      await house.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keyholder'
          and datname = current_database() and state <> 'idle' and query not like '%pg_terminate%'`,
      )
      return running
    }
    await kill(500)
    await kill(1000)
    // Two workers at once, as after a worker that was thought dead.
    await Promise.all([1, 2].map(() => task({ companyId: company.id, importId: id }).catch(() => {})))
    await go(id)
    expect(await read(id)).toMatchObject({ state: 'done', created: 1250, refused: 0, position: 1250 })
    expect(await found('Killed')).toHaveLength(1250)
    const {
      rows: [numbers],
    } = await house.owner.query<{ n: number; first: number; last: number }>(
      `select count(*)::int as n, min(number) as first, max(number) as last from import_row where import_id = $1`,
      [id],
    )
    expect(numbers).toEqual({ n: 1250, first: 1, last: 1250 })
    const { rows: broken } = await house.owner.query('select * from platform.verify_history($1)', [
      company.id,
    ])
    expect(broken).toEqual([])
  })

  it('[TAB-024] can be stopped, and goes on later from where it stopped', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => row(`S${i}`, 'Stopped', 4000 + i)).join('\n')
    const { id } = await upload(`${head}\n${rows}\n`)
    await map(id, { duplicates: 'allow' })
    await begin('run', id)
    const query = { once: 'true' } as const
    const live = await house.as(boss).call(imports.live, { params: { importId: id }, query })
    expect(live.text).toContain('"state":"running","position":0')
    expect((await house.as(boss).call(imports.cancel, { params: { importId: id } })).outcome).toBe('200')
    await go(id)
    expect(await found('Stopped')).toHaveLength(0)
    expect((await begin('check', id)).outcome).toBe('409 imports.over')
    expect((await begin('run', id)).outcome).toBe('200')
    await go(id)
    expect(await read(id)).toMatchObject({ state: 'done', created: 600 })
  })

  it('[TAB-024] hands the refused rows back with their reasons, ready to be mended and imported again', async () => {
    const note = 'He said ""no""'
    const text = `\ufeff${head},Custom note\n${row('E1', 'Mended', 21)},"${note}"\n${row('E2', 'Mended', 22, 'wrong')},"a\nb"\nE3,,Mended,Provo,ZZ,55,Residential,Nowhere,,\n`
    const done = await bring(text)
    expect(done).toMatchObject({ created: 1, refused: 2 })
    expect(done.missing).toEqual([{ target: 'locationId', value: 'Nowhere', count: 1 }])
    const file = (await house.as(boss).call(imports.errorFile, { params: { importId: done.id } })).text
    expect(file).toContain('Why it was refused')
    expect(file).toContain(
      'E2,AnnE2,Mended,Provo,UT,(801) 555-0022,Residential,Here,wrong,"a\nb","Email: Enter an e-mail',
    )
    expect(file).toContain('First Name: First Name is required')
    expect(file).toContain('Office: There is no Office Location “Nowhere”')
    expect(file).not.toContain('E1')
    const mended = file
      .replace(',wrong,', ',right@mail.test,')
      .replace('E3,,Mended,Provo,ZZ,55', 'E3,Cy,Mended,Provo,UT,8015550023')
      .replace('Nowhere', here.name)
    expect(await bring(mended)).toMatchObject({ created: 2, refused: 0, skipped: 0 })
    expect(await found('Mended')).toHaveLength(3)
  })

  it('[TAB-024] is judged by what its user may do where each row belongs, and by the rules of the form', async () => {
    const text = `${head}\n${row('P1', 'Judged', 31)}\n${row('P2', 'Judged', 32).replace(here.name, elsewhere.name)}\n`
    const own = await bring(text, {}, 'customer', user)
    expect(own).toMatchObject({ created: 1, refused: 1 })
    expect((await refusals(own.id))[0]![1]).toContain('at the location of this record')
    // Like somebody there is already, also within the file.
    const twins = `${head}\n${row('P3', 'Judged', 31)}\n${row('P4', 'Other', 33)}\n${row('P5', 'Other', 33)}\n`
    const alike = await bring(twins)
    expect(alike).toMatchObject({ created: 1, refused: 2 })
    expect(await refusals(alike.id)).toEqual([
      [1, expect.stringMatching(/^Looks like AnnP1 Judged \(#\d+\)$/)],
      [3, 'Looks like an earlier row of this file'],
    ])
  })

  it('[TAB-024] [SEC-003] keeps SSNs out of errors, History and logs, and shows them to nobody', async () => {
    const ssn = '900-45-1234'
    const text = `${head},SSN\n${row('X1', 'Secret', 41)},${ssn}\n${row('X2', 'Secret', 42)},900-45-12345\n`
    const { id } = await upload(text)
    expect((await read(id)).sample[0]!.at(-1)).toBe('***')
    await map(id)
    await begin('run', id)
    await go(id)
    expect(await refusals(id)).toEqual([[2, 'SSN: Enter nine digits']])
    const [kept] = await found('Secret')
    expect(String(kept!.ssn)).not.toContain('900451234')
    const written = await house.owner.query(
      `select (select coalesce(jsonb_agg(h), '[]')::text from history_entry h where h.company_id = $1)
        || (select jsonb_agg(r)::text from import_row r where r.company_id = $1)
        || (select jsonb_agg(i)::text from data_import i where i.company_id = $1) as text`,
      [company.id],
    )
    const everything = String(written.rows[0].text) + house.logs.join('\n')
    for (const secret of ['900-45-1234', '900451234', '900-45-12345'])
      expect(everything.includes(secret), secret).toBe(false)
  })

  it('[TAB-024] makes missing values of catalogues where that was chosen and may be done', async () => {
    const text = `${head},Account Class\n${row('M1', 'Maker', 51)},Gold\n${row('M2', 'Maker', 52)},gold\n`
    const refused = await bring(text)
    expect(refused).toMatchObject({ created: 0, refused: 2 })
    expect(refused.missing).toEqual([{ target: 'accountClassId', value: 'Gold', count: 2 }])
    const { id } = await upload(text)
    await map(id, { make: ['accountClassId'] })
    await begin('check', id)
    await go(id)
    expect(await read(id)).toMatchObject({ created: 2, refused: 0 })
    const classes = () =>
      house.owner.query(
        `select name from catalogue_value where company_id = $1 and catalogue = 'account_class'`,
        [company.id],
      )
    expect((await classes()).rows).toEqual([])
    await begin('run', id)
    await go(id)
    expect((await classes()).rows).toEqual([{ name: 'Gold' }])
    expect((await found('Maker')).every(({ account_class_id }) => account_class_id !== null)).toBe(true)
  })
})

describe('what belongs to customers', () => {
  it('[TAB-024] equipment and recurring invoices find their customers by number, account or external ID', async () => {
    await bring(`${head}\n${row('Q1', 'Owner', 61)}\n`)
    const customerId = (await found('Owner'))[0]!.id
    const item = await house.plant.value(company, 'equipment_item', {
      name: 'Door contact',
      data: { category: 'contact', partNumber: 'DC-1' },
    })
    const devices = `External ID,Part,Serial,Zone,Installed\nQ1,dc-1,SN1,001,1/31/2026\nQ1,Door Contact,SN2,1,\nnobody,DC-1,,,\nQ1,Laser,,,\n`
    const first = await bring(devices, {}, 'equipment')
    expect(first).toMatchObject({ created: 1, refused: 3 })
    expect(first.missing).toEqual([{ target: 'item', value: 'Laser', count: 1 }])
    const list = (await house.as(boss).call(equipment.list, { params: { customerId } })).body.items
    expect(list).toMatchObject([
      { item: { id: item.id }, serial: 'SN1', zone: '001', installedOn: '2026-01-31', status: 'installed' },
    ])
    expect(await bring(devices, {}, 'equipment')).toMatchObject({ created: 0, skipped: 1, refused: 3 })

    const invoiceItem = await house.plant.insert('invoice_item', company, {
      name: 'Monitoring',
      price_cents: 0,
    })
    const text = `customer number,name,starts on,frequency,item,amount\n#${customerId},Monthly,2/1/2026,1,monitoring,$44.99\n${customerId},Yearly,2/1/2026,x,Monitoring,5\n`
    const money = await bring(text, {}, 'recurring')
    expect(money).toMatchObject({ created: 1, refused: 1 })
    expect(await refusals(money.id)).toEqual([[2, 'frequency: Not a whole number in the chosen format']])
    const { items } = (await house.as(boss).call(recurring.ofCustomer, { params: { customerId } })).body
    expect(items).toMatchObject([
      {
        name: 'Monthly',
        everyMonths: 1,
        startOn: '2026-02-01',
        lines: [{ item: { id: invoiceItem }, priceCents: 4499 }],
      },
    ])
    expect(await bring(text, {}, 'recurring')).toMatchObject({ created: 0, skipped: 1 })
  })

  it('[TAB-024] leads come in as leads, at a location where their user may make them', async () => {
    await house.plant.value(company, 'lead_status', { name: 'Fresh' })
    await house.plant.value(company, 'source', {
      name: 'Fair',
      data: { sellsLeads: true, sellsCustomers: true },
    })
    const text =
      'First,Last,City,State,Phone,Status,Source,Callback Date\nLu,Leader,Provo,UT,8015550071,fresh,FAIR,2/3/2026 4:30 pm\n'
    expect(await bring(text, {}, 'lead', user)).toMatchObject({ created: 1, refused: 0 })
    const [lead] = await found('Leader')
    expect(lead).toMatchObject({ kind: 'lead', location_id: here.id })
    expect((lead!.callback_at as Date).toISOString()).toBe('2026-02-03T23:30:00.000Z')
  })
})

describe('an import', () => {
  it('[TAB-024] [SEC-001] is its company’s and its user’s: others see that there was one, and neither file nor values', async () => {
    const { id } = await upload(`${head}\n${row('Z1', 'Owned', 81)}\n`)
    const params = { importId: id }
    expect((await house.as(stranger).call(imports.get, { params })).outcome).toBe('404 imports.not_found')
    expect((await house.as(stranger).call(imports.errorFile, { params })).outcome).toBe(
      '404 imports.not_found',
    )
    const without = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'customers.create'], at: here }],
    })
    expect((await house.as(without).call(imports.list, {})).outcome).toBe('403 access.denied')
    const others = await read(id, user)
    expect(others).toMatchObject({ mine: false, sample: [], hasFile: false })
    expect((await house.as(user).call(imports.errorFile, { params })).outcome).toBe('409 imports.not_yours')
    expect((await begin('run', id, user)).outcome).toBe('409 imports.not_yours')
    expect((await house.as(boss).call(imports.remove, { params })).outcome).toBe('200')
    expect((await house.as(boss).call(imports.get, { params })).outcome).toBe('404 imports.not_found')
  })

  it('[TAB-024] keeps its mapping for the next file, wherever the columns stand in it', async () => {
    const { id } = await upload('Vorname,Nachname,Ort\nA,B,C\n')
    expect(
      (await map(id, { columns: ['firstName', 'lastName', 'city'] })).problem.errors.map(({ path }) => path),
    ).toContain('choices.fixed.state')
    const fixed = {
      state: 'UT',
      primaryPhone: '8015550100',
      accountType: 'Residential',
      locationId: here.name,
    }
    await map(id, { columns: ['firstName', 'lastName', 'city'], fixed }, boss, 'German')
    const next = await upload('Ort,Vorname,Nachname\nC,A,B\n')
    const { mappings } = await read(next.id)
    const { choices } = (
      await house.as(boss).call(imports.get, {
        params: { importId: next.id },
        query: { mapping: mappings.find(({ name }) => name === 'German')!.id },
      })
    ).body
    expect(choices).toMatchObject({ columns: ['city', 'firstName', 'lastName'], fixed })
    const twice = await map(next.id, { columns: ['city', 'city', null], fixed })
    expect(twice.problem.errors[0]).toMatchObject({ path: 'choices.columns.1' })
  })
})
