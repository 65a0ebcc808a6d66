/**
 * Every field of a record before everybody who may see or change it, or may not: what each answer shows of it, and
 * whether a save writes it. What is expected comes from field-table.ts, which knows the specification alone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Conflict,
  type Customer,
  customers,
  type SaveCustom,
  type SaveFields,
} from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { lists } from '#shared/contracts/lists.ts'
import { type Permission, permissions } from '#shared/permissions.ts'
import { customFieldTypes } from '#shared/rules/custom-fields.ts'
import { fieldNames, hasField } from '#shared/rules/customer-fields.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { type Kind, mayView, shows, type Standing, told, writes } from './field-table.ts'
import { FullCompany } from './full-record.ts'

let house: House
let full: FullCompany

beforeAll(async () => {
  house = await openHouse()
  full = await FullCompany.open(house)
})
afterAll(() => house.close())

const but = (...without: string[]): Permission[] =>
  permissions.filter((p) => !without.some((begin) => p.startsWith(begin)))
const secrets = permissions.filter((p) => p.startsWith('confidential_'))
const viewOnly: Permission[] = ['customers.view', 'leads.view', 'customers.modify', 'leads.modify']

type Case = Standing & { who: string }
const cases: Case[] = [
  { who: 'nobody in particular', holds: [] },
  { who: 'who may only view', holds: ['customers.view', 'leads.view'] },
  { who: 'who may view the record and its cards', holds: permissions.filter((p) => p.endsWith('.view')) },
  { who: 'who sees everything and may modify nothing', holds: but('customers.modify', 'leads.modify') },
  { who: 'who may modify but has no card', holds: viewOnly },
  { who: 'who lacks Contact Information: Modify', holds: but('contact_information.modify') },
  { who: 'who lacks Sale Information: Modify', holds: but('sale_information.modify') },
  { who: 'who lacks Installation Information: Modify', holds: but('installation_information.modify') },
  { who: 'who may modify the Sale card without seeing it', holds: but('sale_information.view') },
  {
    who: 'who may modify the Installation card without seeing it',
    holds: but('installation_information.view'),
  },
  { who: 'who lacks every confidential permission', holds: but('confidential_', 'lead_admin') },
  { who: 'who lacks all of them but one', holds: but(...secrets.filter((p) => !p.includes('abort_code'))) },
  { who: 'who may do everything', holds: permissions },
  { who: 'who may do everything, of an archived record', holds: permissions, archived: true },
  { who: 'who may do everything, of a linked record', holds: permissions, linked: true },
]
const table = cases.flatMap((c) =>
  (['customer', 'lead'] as const)
    .filter((kind) => kind === 'customer' || !(c.archived || c.linked))
    .map((kind) => ({ kind, ...c })),
)

/** Everything that the database keeps of the record, and how much history. */
const kept = async ({ id }: CustomerRow): Promise<string> =>
  (
    await house.owner.query<{ kept: string }>(
      `select to_jsonb(c)::text || (select count(*) from history_entry where customer_id = c.id) as kept from customer c where id = $1`,
      [id],
    )
  ).rows[0]!.kept

async function recordFor(kind: Kind, { archived, linked }: Standing): Promise<CustomerRow> {
  const record = await full.record(kind)
  if (linked) {
    const monitor = { id: full.values['monitoringCompanyId']![0] as number, company: full.company, name: '' }
    await house.plant.connection(record, monitor, { accountNumber: `LINK-${record.id}` })
  }
  if (archived) await house.owner.query('update customer set archived_at = now() where id = $1', [record.id])
  return record
}

const namesOf = (kind: Kind) => Object.keys(told[kind])
const expected = (kind: Kind, standing: Standing, names: readonly string[] = fieldNames) =>
  Object.fromEntries(names.map((name) => [name, shows(kind, name, standing)]))

/** How a value of an answer reads: gone, masked, or there. */
const seen = (value: unknown) => (value === undefined ? 'absent' : value === '***' ? 'masked' : 'value')
const seenIn = (values: Record<string, unknown>, names: readonly string[] = fieldNames) =>
  Object.fromEntries(names.map((name) => [name, seen(values[name])]))

const save = async (
  by: User,
  record: CustomerRow,
  body: { fields?: SaveFields; custom?: SaveCustom },
  version?: number,
) => {
  const { rows } = await house.owner.query<{ version: number }>(
    'select version from customer where id = $1',
    [record.id],
  )
  return house.as(by).call(customers.save, {
    params: { customerId: record.id },
    body: { fields: {}, version: version ?? rows[0]!.version, ...body },
  })
}

/** The export's columns of the record, by field. */
async function exported(by: User, kind: Kind, record: CustomerRow, names: readonly string[]) {
  const reply = await house.as(by).call(lists.exportCsv, {
    params: { kind },
    body: { search: String(record.id), columns: names.join(',') },
  })
  const lines = reply.text.split('\r\n').map((line) => line.slice(1, -1).split('","'))
  const line = lines.find(([id]) => id === String(record.id))
  expect(line, reply.text).toHaveLength(names.length + 2)
  const cells = Object.fromEntries(names.map((name, i) => [name, line![i + 2] || undefined]))
  return { cells, text: reply.text }
}

describe.each(table)('$kind, $who', ({ kind, ...standing }) => {
  let user: User
  let record: CustomerRow
  let texts: string[]
  const halves = () => [fieldNames.slice(0, 40), fieldNames.slice(40)]
  const params = () => ({ customerId: record.id })

  beforeAll(async () => {
    user = await full.user(standing.holds)
    record = await recordFor(kind, standing)
  })

  it('[REC-001][REC-005][REC-006][REC-070][REC-100][REC-101][REC-110][REC-120][REC-121][REC-130] reads what is theirs, in each answer', async () => {
    const by = house.as(user)
    const opened = await by.call(customers.open, { params: params() })
    const log = await by.call(history.ofCustomer, { params: params() })
    const asOf = await by.call(history.asOf, { params: params() })
    if (!mayView(kind, standing)) {
      for (const { status, text } of [opened, log, asOf])
        expect([status, text.includes('Held')]).toEqual([403, false])
      return
    }
    texts = [opened.text, log.text, asOf.text]
    expect(seenIn(opened.body.fields)).toEqual(expected(kind, standing))
    const secret = standing.holds.includes('confidential_custom_fields.yes') ? 'value' : 'masked'
    const own = {
      ...Object.fromEntries(Object.keys(customFieldTypes).map((type) => [type, 'value'])),
      confidential: secret,
    }
    const ownOf = (values: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(full.custom).map(([type, id]) => [type, seen(values[id])]))
    expect(ownOf(opened.body.custom)).toEqual(own)

    const created = log.body.items.find(({ event }) => event === 'customers.created')!
    const given = fieldNames.filter((name) => told[kind][name] && !told[kind][name]!.readOnly)
    const noted = Object.fromEntries(created.changes.map((change) => [change.field, change.new ?? undefined]))
    expect(seenIn(noted, given)).toEqual(expected(kind, standing, given))
    expect(
      ownOf(Object.fromEntries(Object.values(full.custom).map((id) => [id, noted[`custom.${id}`]]))),
    ).toEqual(own)
    const now = Object.fromEntries(asOf.body.fields.map((f) => [f.field, f.now ?? undefined]))
    expect(seenIn(now)).toEqual(expected(kind, standing))
    const { header } = opened.body
    const cards = kind === 'customer' ? standing.holds : []
    expect([header.sale !== undefined, header.install !== undefined]).toEqual([
      cards.includes('sale_information.view'),
      cards.includes('installation_information.view'),
    ])
  })

  it('[REC-001][REC-005][REC-006][TAB-001] finds what is theirs in lists, searches and the file', async () => {
    const by = house.as(user)
    const search = await by.call(customers.search, { query: { text: String(record.id) } })
    if (!mayView(kind, standing)) {
      expect([search.status, search.text.includes('Held')]).toEqual([403, false])
      const list = await by.call(customers.list, { query: { kind, search: String(record.id) } })
      expect([list.status, list.text.includes('Held')]).toEqual([403, false])
      return
    }
    texts.push(search.text)
    for (const names of halves()) {
      const list = await by.call(customers.list, {
        query: { kind, search: String(record.id), columns: names.join(',') },
      })
      const row = list.body.items.find(({ id }) => id === record.id)!
      expect(seenIn(row.fields, names)).toEqual(expected(kind, standing, names))
      const { cells, text } = await exported(user, kind, record, names)
      expect(seenIn(cells, names)).toEqual(expected(kind, standing, names))
      texts.push(list.text, text)
    }
    // Whatever is masked or absent stands nowhere else in an answer either.
    for (const name of namesOf(kind)) {
      const [held] = full.values[name]!
      if (shows(kind, name, standing) === 'value' || !/^Held|^9005|^1961/.test(String(held))) continue
      expect([name, texts.filter((t) => t.includes(String(held)))]).toEqual([name, []])
    }
  })

  it('[REC-002][REC-005][REC-008][REC-082][REC-102][REC-200] writes what is theirs, and nothing of the rest', async () => {
    const before = await kept(record)
    const names = [...fieldNames]
    const allowed = names.filter((name) => writes(kind, name, standing))
    const written: string[] = []
    for (const name of names.filter((n) => !allowed.includes(n))) {
      // Also the value that the record has: a right guess of what one may not see is no better than a wrong one.
      const unseen = shows(kind, name, standing) !== 'value' && hasField(name, kind)
      for (const which of unseen ? ([0, 1] as const) : ([1] as const)) {
        const reply = await save(user, record, { fields: full.fieldsOf([name], which) })
        if (reply.status === 200) written.push(`${name} ${which}`)
        else if (standing.archived && told[kind][name] && !told[kind][name].readOnly)
          expect([name, reply.outcome]).toEqual([name, '409 customers.archived'])
        else expect([name, [403, 409, 422].includes(reply.status)]).toEqual([name, true])
      }
    }
    expect(written).toEqual([])
    expect(await kept(record)).toBe(before)

    const editor = standing.holds.includes(`${kind}s.modify` as Permission)
    const opened = mayView(kind, standing) ? await full.open(record, user) : undefined
    expect(opened?.abilities.modify.toSorted() ?? []).toEqual(allowed.toSorted())
    expect(opened?.abilities.custom ?? false).toBe(editor && !standing.archived)
    if (!editor || !opened || standing.archived) return
    const conflict = await staleSave(opened)
    const saved = await save(user, record, { fields: full.fieldsOf(allowed, 1) })
    expect(saved.status, saved.text).toBe(200)
    const after = await full.open(record, full.owner)
    for (const name of namesOf(kind)) {
      const which = allowed.includes(name as never) ? 1 : 0
      expect([name, after.fields[name as never]]).toEqual([name, full.values[name]![which]])
    }
    expect(conflict).toBeDefined()
  })

  it('[REC-110][REC-006] writes the company’s own fields, but for the confidential ones that are masked', async () => {
    const mayModify = writes(kind, kind === 'lead' ? 'leadComments' : 'firstName', {
      ...standing,
      holds: [...standing.holds, 'contact_information.modify'],
    })
    for (const [type, id] of Object.entries(full.custom)) {
      const allowed =
        mayModify && (type !== 'confidential' || standing.holds.includes('confidential_custom_fields.yes'))
      const before = await kept(record)
      const reply = await save(user, record, { custom: { [id]: full.customOf(type, 1) } as SaveCustom })
      expect([type, reply.status === 200]).toEqual([type, allowed])
      expect([type, (await kept(record)) !== before]).toEqual([type, allowed])
    }
  })

  /** What the refusal of a stale save tells of what somebody else saved: no more than the record itself. */
  async function staleSave({ version }: Customer) {
    const open = fieldNames.filter(
      (name) => told[kind][name] && writes(kind, name, { holds: permissions, linked: standing.linked }),
    )
    const others = open.filter((name) => name !== 'locationId')
    expect((await save(full.owner, record, { fields: full.fieldsOf(others, 1) })).status).toBe(200)
    const reply = await save(user, record, { fields: full.fieldsOf(['firstName'], 0) }, version)
    expect(reply.outcome).toBe('409 customers.stale')
    const { fields } = (reply.problem as unknown as { conflict: Conflict }).conflict
    const theirs = Object.fromEntries(fields.map(({ field, theirs }) => [field, theirs]))
    expect(seenIn(theirs, others)).toEqual(expected(kind, standing, others))
    expect((await save(full.owner, record, { fields: full.fieldsOf(others, 0) })).status).toBe(200)
    return fields
  }
})

describe('from elsewhere', () => {
  it.each(['customer', 'lead'] as const)(
    '[REC-001][REC-007] a %s shows nothing and takes nothing, whatever one may do at other locations or in another company',
    async (kind) => {
      const record = await full.record(kind)
      const before = await kept(record)
      const there = await house.plant.user({
        company: full.company,
        holds: [{ grants: 'all', at: full.elsewhere }],
      })
      const code = [
        [there, '403 access.denied_here'],
        [full.foreigner, '404 customers.not_found'],
      ] as const
      for (const [user, outcome] of code) {
        const by = house.as(user)
        const params = { customerId: record.id }
        for (const reply of [
          await by.call(customers.open, { params }),
          await by.call(history.ofCustomer, { params }),
          await by.call(history.asOf, { params }),
        ])
          expect([reply.outcome, reply.text.includes('Held')]).toEqual([outcome, false])
        for (const name of namesOf(kind).filter((n) => !told[kind][n]!.readOnly))
          expect((await save(user, record, { fields: full.fieldsOf([name], 1) })).outcome).toBe(outcome)
        for (const [type, id] of Object.entries(full.custom))
          expect((await save(user, record, { custom: { [id]: full.customOf(type, 1) } })).outcome).toBe(
            outcome,
          )
        const found = await by.call(customers.search, { query: { text: String(record.id) } })
        const listed = await by.call(customers.list, { query: { kind, search: String(record.id) } })
        expect([...found.body.items, ...listed.body.items].map(({ id }) => id)).not.toContain(record.id)
      }
      expect(await kept(record)).toBe(before)
    },
  )
})

describe('how the company and the record stand', () => {
  it('[REC-100][REC-160] without parent billing there is no parent, and a fixed Lead Rep nobody changes', async () => {
    const standing: Standing = { holds: permissions, noFamilies: true, leadRepFixed: true }
    const record = await full.record('customer')
    await house.owner.query('update platform.company set settings = $2 where id = $1', [
      full.company.id,
      { parentChild: false, lockLeadRep: true },
    ])
    try {
      const opened = await full.open(record, full.owner)
      expect(seenIn(opened.fields)).toEqual(expected('customer', standing))
      expect(opened.abilities.modify.toSorted()).toEqual(
        fieldNames.filter((name) => writes('customer', name, standing)).toSorted(),
      )
      const before = await kept(record)
      for (const name of ['parentId', 'leadRepId'])
        expect((await save(full.owner, record, { fields: full.fieldsOf([name], 1) })).status).toBe(422)
      expect(await kept(record)).toBe(before)
    } finally {
      await house.owner.query('update platform.company set settings = $2 where id = $1', [
        full.company.id,
        { parentChild: true },
      ])
    }
  })

  it('[REC-102] the refusal of a linked record’s fields names the account that stands in the way', async () => {
    const record = await recordFor('customer', { holds: [], linked: true })
    for (const name of ['monitoringCompanyId', 'accountNumber']) {
      const reply = await save(full.owner, record, { fields: full.fieldsOf([name], 1) })
      expect(reply.outcome).toBe('409 customers.monitoring_locked')
      expect(reply.problem.detail).toContain(`LINK-${record.id}`)
      expect(reply.problem.errors.map(({ path }) => path)).toEqual([`fields.${name}`])
    }
  })

  it('[REC-006][REC-078] an empty SSN may be entered without its permission; the other four stay masked even when empty', async () => {
    const clerk = await full.user(but('confidential_'))
    const record = await house.plant.customer({ location: full.here })
    const { fields } = await full.open(record, clerk)
    const { birthdate, confirmationNumber, receiverNumber, abortCode } = fields
    expect([fields.ssn, birthdate, confirmationNumber, receiverNumber, abortCode]).toEqual([
      null,
      ...['***', '***', '***', '***'],
    ])
    const before = await kept(record)
    for (const name of ['birthdate', 'confirmationNumber', 'receiverNumber', 'abortCode'])
      expect((await save(clerk, record, { fields: full.fieldsOf([name], 1) })).status).toBe(403)
    expect(await kept(record)).toBe(before)
    expect((await save(clerk, record, { fields: full.fieldsOf(['ssn'], 0) })).body.fields.ssn).toBe('***')
    expect((await full.open(record, full.owner)).fields.ssn).toBe(full.values['ssn']![0])
  })

  it('[REC-070] the table that these tests go by knows every field, of each kind', () => {
    for (const kind of ['customer', 'lead'] as const)
      expect(namesOf(kind).toSorted()).toEqual(fieldNames.filter((name) => hasField(name, kind)).toSorted())
  })
})
