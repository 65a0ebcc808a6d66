import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { type BulkEdit, lists } from '#shared/contracts/lists.ts'
import { tags } from '#shared/contracts/tags.ts'
import { permissions } from '#shared/permissions.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: CustomerRow
let forbidden: CustomerRow
let user: User

beforeAll(async () => {
  house = await openHouse({ worker: true })
  ;({ company, here, elsewhere, foreign, forbidden, user } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

const customer = (lastName: string, fields = {}, row = {}) =>
  house.plant.customer({ location: here, fields: { firstName: 'Lisa', lastName, ...fields }, row })
const params = { kind: 'customer' as const }

describe('views and columns', () => {
  type View = Omit<Input<typeof lists.createView>['body'], 'search'> & { search?: object }
  const create = (view: View, by = user) =>
    house.as(by).call(lists.createView, { params, body: { search: {}, ...view } })
  const setup = async (by: User = user) => (await house.as(by).call(lists.setup, { params })).body

  it('[TAB-001] a view keeps filters, order and columns under a name, for its owner alone until it is shared', async () => {
    const colleague = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    const search = { status: ['canceled'], state: 'UT', sort: 'sale', direction: 'desc' } as const
    const { body: view } = await create({ name: 'Lost in Utah', search, columns: ['email', 'tags'] })
    expect(view).toMatchObject({
      search,
      columns: ['email', 'tags'],
      mine: true,
      shared: false,
      owner: user.name,
    })
    expect((await setup()).views.map(({ name }) => name)).toEqual(['Lost in Utah'])
    expect((await setup(colleague)).views).toEqual([])

    const share = (version: number, shared: boolean) =>
      house.as(user).call(lists.updateView, { params: { viewId: view.id }, body: { version, shared } })
    expect((await share(1, true)).body.shared).toBe(true)
    expect((await setup(colleague)).views).toMatchObject([{ name: 'Lost in Utah', mine: false }])
    expect((await setup(stranger)).views).toEqual([])
    const theirs = { params: { viewId: view.id }, body: { version: 2, name: 'Taken over' } }
    expect((await house.as(colleague).call(lists.updateView, theirs)).outcome).toBe(
      '404 lists.view_not_found',
    )

    // Who opens the list with it opens it without once it is the owner's alone again.
    const choose = { params, body: { viewId: view.id } }
    await house.as(colleague).call(lists.chooseDefault, choose)
    await house.as(user).call(lists.chooseDefault, choose)
    expect((await setup(colleague)).defaultViewId).toBe(view.id)
    expect((await share(1, false)).outcome).toBe('409 lists.view_stale')
    await share(2, false)
    expect([(await setup(colleague)).defaultViewId, (await setup()).defaultViewId]).toEqual([null, view.id])
    expect((await house.as(stranger).call(lists.chooseDefault, choose)).outcome).toBe(
      '404 lists.view_not_found',
    )
    await house.as(user).call(lists.removeView, { params: { viewId: view.id } })
    expect(await setup()).toMatchObject({ views: [], defaultViewId: null })
  })

  it('[TAB-001] sharing needs Administration Page; a name is taken once; unknown columns are refused', async () => {
    const plain = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await setup(plain)).mayShare).toBe(false)
    expect((await create({ name: 'All', shared: true }, plain)).outcome).toBe('403 access.denied')
    expect((await create({ name: 'Mine' }, plain)).status).toBe(200)
    expect((await create({ name: 'MINE' }, plain)).problem.errors).toMatchObject([{ path: 'name' }])
    expect((await create({ name: 'Mine' })).status).toBe(200)
    expect((await create({ name: 'Odd', columns: ['password'] })).problem.errors[0]?.path).toBe('columns.0')
  })

  it('[TAB-001] columns are kept for each user and list', async () => {
    const keep = (columns: string[] | null) =>
      house.as(user).call(lists.keepColumns, { params, body: { columns } })
    await keep(['tags', 'email', 'tags'])
    expect((await setup()).columns).toEqual(['tags', 'email'])
    expect((await house.as(user).call(lists.setup, { params: { kind: 'lead' } })).body.columns).toBeNull()
    await keep(null)
    expect((await setup()).columns).toBeNull()
  })
})

describe('recently opened records', () => {
  const recents = async (by: User) =>
    (await house.as(by).call(lists.recents)).body.items.map(({ name }) => name.split(' ')[1])
  const open = (by: User, { id }: CustomerRow) =>
    house.as(by).call(lists.noteOpened, { params: { customerId: id } })

  it('[TAB-001] are the last twenty of each user, latest first, and only what they may still view', async () => {
    const reader = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: ['customers.view'], at: elsewhere },
      ],
    })
    await open(reader, forbidden)
    const made: CustomerRow[] = []
    for (let i = 0; i < 21; i++) made.push(await customer(`Recent${i}`))
    for (const one of made.slice(1)) await open(reader, one)
    await open(reader, made[5]!)
    const shown = await recents(reader)
    expect([shown.length, shown[0], shown[1], shown.at(-1)]).toEqual([20, 'Recent5', 'Recent20', 'Recent1'])
    expect(await recents(user)).toEqual([])

    await open(reader, forbidden)
    expect((await recents(reader))[0]).toBe('Forbidden')
    await house.owner.query('delete from membership where user_id = $1 and location_id = $2', [
      reader.id,
      elsewhere.id,
    ])
    expect(await recents(reader)).not.toContain('Forbidden')
    expect((await open(reader, forbidden)).outcome).toBe('403 access.denied_here')
    expect((await open(reader, foreign)).outcome).toBe('404 customers.not_found')
  })
})

describe('bulk edits', () => {
  const start = (body: Input<typeof lists.startBulk>['body'], by = user) =>
    house.as(by).call(lists.startBulk, { body })
  const finished = (edit: BulkEdit, by = user) =>
    eventually(async () => {
      const { body } = await house.as(by).call(lists.bulkEdit, { params: { bulkEditId: edit.id } })
      expect(body.state).not.toBe('running')
      return body
    })
  const read = async ({ id }: CustomerRow) =>
    (await house.as(user).call(customers.open, { params: { customerId: id } })).body

  it('[TAB-001] saves each record by the rules of a save, with its history, and tells what was refused and why', async () => {
    const [rep, station] = [
      await house.plant.user({ company, roles: ['sales_rep'] }),
      await house.plant.monitor(company),
    ]
    const free = await customer('Bulka')
    const same = await customer('Bulkb', { soldById: rep.id, monitoringCompanyId: station.id })
    const archived = await customer('Bulkc', {}, { archived_at: new Date() })
    const linked = await customer('Bulkd', { accountNumber: 'L-9' })
    await house.plant.connection(linked, station, { accountNumber: 'L-9' })
    const fields = { soldById: rep.id, monitoringCompanyId: station.id }
    const { body: started } = await start({
      kind: 'customer',
      select: { filter: { name: 'Bulk' } },
      change: { fields },
    })
    expect(started).toMatchObject({ total: 4, state: 'running' })
    const done = await finished(started)
    expect(done).toMatchObject({ state: 'done', changed: 1, unchanged: 1, refused: 2 })
    expect(done.refusals).toMatchObject([
      { customerId: archived.id, reason: expect.stringContaining('archived') },
      { customerId: linked.id, reason: 'Monitored By: Locked while linked: unlink on Connections first' },
    ])
    expect((await read(free)).fields).toMatchObject(fields)
    expect((await read(linked)).fields.soldById).toBeNull()
    expect((await read(same)).version).toBe(1)
    const { body: log } = await house.as(user).call(history.ofCustomer, { params: { customerId: free.id } })
    expect(log.items[0]).toMatchObject({ event: 'customers.saved', source: 'job', user: user.name })
  })

  it('[TAB-001] does what the user may do at each record’s location by then, not more', async () => {
    const both = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view', 'customers.modify', 'contact_information.modify'], at: here },
        { grants: ['customers.view'], at: elsewhere },
      ],
    })
    const mine = await customer('Ownone')
    const accountClass = await house.plant.value(company, 'account_class')
    const select = { ids: [mine.id, forbidden.id] }
    const change = { fields: { accountClassId: accountClass.id } }
    const { body: started } = await start({ kind: 'customer', select, change }, both)
    expect(await finished(started, both)).toMatchObject({
      changed: 1,
      refusals: [{ customerId: forbidden.id, reason: expect.stringContaining('Customers: Modify') }],
    })
    expect((await house.as(user).call(lists.bulkEdit, { params: { bulkEditId: started.id } })).outcome).toBe(
      '404 lists.bulk_not_found',
    )
  })

  it('[TAB-003] adds and takes away tags', async () => {
    const tag = async (name: string) => (await house.as(user).call(tags.create, { body: { name } })).body.id
    const [vip, old] = [await tag('Bulk VIP'), await tag('Bulk old')]
    const made = [await customer('Taggeda'), await customer('Taggedb')]
    await house.plant.insert('customer_tag', company, { customer_id: made[0]!.id, tag_id: old })
    const { body: started } = await start({
      kind: 'customer',
      select: { ids: made.map(({ id }) => id) },
      change: { addTags: [vip], removeTags: [old] },
    })
    expect(await finished(started)).toMatchObject({ changed: 2, refused: 0 })
    const { body } = await house.as(user).call(customers.list, { query: { name: 'Tagged', columns: 'tags' } })
    expect(body.items.map((row) => row.tags?.map(({ name }) => name))).toEqual([['Bulk VIP'], ['Bulk VIP']])
  })

  it('[TAB-001] refuses what it will not begin: fields that are not for many, records that one may not view, none, too many', async () => {
    const change = { fields: { accountType: 'commercial' as const } }
    const one = await customer('Bulkless')
    const begin = (select: Input<typeof lists.startBulk>['body']['select'], given: object = change) =>
      start({ kind: 'customer', select, change: given })
    expect((await begin({ ids: [one.id] }, { fields: { ssn: '912345678' } })).problem.errors).toMatchObject([
      { path: 'change.fields.ssn' },
    ])
    expect((await begin({ ids: [one.id] }, {})).problem.errors[0]?.path).toBe('change')
    expect((await begin({ ids: [one.id, forbidden.id, foreign.id] })).problem.errors).toMatchObject([
      { path: 'select.ids', message: expect.stringMatching(/^2 of the records/) },
    ])
    expect((await begin({ filter: { name: 'Nobodyhere' } })).outcome).toBe('422 lists.nothing_selected')
    await house.owner.query(
      `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type)
       select $1, 'customer', $2, 'M', 'Crowd', 'Ely', 'NV', '7755550100', 'residential' from generate_series(1, 5001)`,
      [company.id, here.id],
    )
    expect((await begin({ filter: { name: 'Crowd' } })).outcome).toBe('422 lists.bulk_too_many')
  })

  it('[TAB-001] a canceled one stops where it is', async () => {
    const ids = (
      await house.owner.query<{ id: number }>(
        `select id::int from customer where company_id = $1 and last_name = 'Crowd' order by id limit 4000`,
        [company.id],
      )
    ).rows.map(({ id }) => id)
    const change = { fields: { accountType: 'commercial' as const } }
    const { body: started } = await start({ kind: 'customer', select: { ids }, change })
    const at = { params: { bulkEditId: started.id } }
    const { body: stopped } = await house.as(user).call(lists.cancelBulk, at)
    expect(stopped.state).toBe('canceled')
    expect(stopped.changed).toBeLessThan(4000)
    await eventually(async () => {
      const jobs = await house.owner.query(
        `select from graphile_worker.jobs where task_identifier = 'lists.bulk_edit'`,
      )
      expect(jobs.rowCount).toBe(0)
    })
    expect((await house.as(user).call(lists.bulkEdit, at)).body.changed - stopped.changed).toBeLessThan(2)
  })
})

describe('the export', () => {
  const csv = (body: Input<typeof lists.exportCsv>['body'], by = user) =>
    house.as(by).send<string>({ method: 'POST', url: '/api/v1/lists/customer/export', payload: body })
  const linesOf = (text: string) => text.replace('\ufeff', '').trimEnd().split('\r\n')

  it('[TAB-001][REC-006] is the list with its columns, masked alike, safe for a spreadsheet, and noted in history', async () => {
    const accountClass = await house.plant.value(company, 'account_class', { name: 'Gold "A", B' })
    const made = await customer('Exporta', {
      ssn: '912345678',
      email: '=HYPERLINK("x")@mail.test',
      accountClassId: accountClass.id,
      installed: true,
      saleDate: '2026-02-03',
    })
    const columns = 'accountClassId,ssn,email,installed,saleDate,primaryPhone'
    const reply = await csv({ name: 'Exporta', columns })
    expect(reply.headers['content-type']).toContain('text/csv')
    expect(reply.headers['content-disposition']).toMatch(
      /^attachment; filename="customers \d{4}-\d\d-\d\d\.csv"$/,
    )
    expect(reply.text.startsWith('\ufeff"ID","Name","Account Class","SSN"')).toBe(true)
    expect(linesOf(reply.text)[1]).toBe(
      `"${made.id}","Lisa Exporta","Gold ""A"", B","912345678","'=HYPERLINK(""x"")@mail.test","Yes","2026-02-03","(801) 555-0100"`,
    )
    const grants = permissions.filter((p) => !p.startsWith('confidential') && p !== 'sale_information.view')
    const reader = await house.plant.user({ company, holds: [{ grants, at: here }] })
    expect(linesOf((await csv({ name: 'Exporta', columns }, reader)).text)[1]).toContain(
      `"Gold ""A"", B","***","'=HYPERLINK(""x"")@mail.test","Yes","","(801)`,
    )
    const { rows } = await house.owner.query(
      `select detail from history_entry where company_id = $1 and event = 'lists.exported' and user_id = $2`,
      [company.id, reader.id],
    )
    expect(rows).toMatchObject([
      { detail: { what: 'customers', filters: 'name', columns: columns.replaceAll(',', ', ') } },
    ])
  })

  it('[REC-001][TAB-001] goes through pages without a gap, and holds nothing that one may not view', async () => {
    const lines = linesOf((await csv({ columns: 'city', sort: 'number' })).text)
    const { rows } = await house.owner.query<{ n: number }>(
      `select count(*)::int as n from customer where company_id = $1 and location_id = $2 and kind = 'customer'`,
      [company.id, here.id],
    )
    expect(new Set(lines).size).toBe(rows[0]!.n + 1)
    expect(rows[0]!.n).toBeGreaterThan(1000)
    expect(lines.join()).not.toMatch(/Forbidden|Foreign/)
    const powerless = await house.plant.user({ company })
    expect((await csv({}, powerless)).outcome).toBe('403 access.denied')
  })
})
