/** The heaviest records that a dealer has: big parents with years of notes. Made once in a bench company, in SQL. */
import type pg from 'pg'
import { customPlace } from '#server/modules/customers/customers.custom.ts'
import { place, seal } from '#server/platform/encryption.ts'
import type { Company } from './company.ts'

/** Of each record. */
const amounts = { notes: 200, openTickets: 12, subCustomers: 20, contacts: 10, tags: 8 }
const records = 20
/** By this tag they are found again. */
const mark = 'Heavy record'

/** Their ids; makes them of the company's last customers if there are none yet. */
export async function heavyRecords({ owner, id, userId }: Company): Promise<number[]> {
  const found = await listMarked(owner, id)
  if (found.length) return found
  await owner.query('begin')
  try {
    const ids = await makeParents(owner, id)
    await addTags(owner, id, ids)
    await addNotes(owner, id, userId, ids)
    await addContacts(owner, id, ids)
    await fillCustom(owner, id, ids)
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
  await owner.query('vacuum (analyze) customer, contact, customer_tag, note')
  return listMarked(owner, id)
}

async function listMarked(owner: pg.Client, companyId: number): Promise<number[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select ct.customer_id as id from tag t join customer_tag ct on ct.company_id = t.company_id and ct.tag_id = t.id
     where t.company_id = $1 and t.name = $2 order by 1`,
    [companyId, mark],
  )
  return rows.map(({ id }) => Number(id))
}

/** Customers that have no family yet get one: of so many alone in the world, each first one is the parent of the next. */
async function makeParents(owner: pg.Client, companyId: number): Promise<number[]> {
  const size = amounts.subCustomers + 1
  const { rows } = await owner.query<{ id: string }>(
    `select c.id from customer c where c.company_id = $1 and c.kind = 'customer' and c.parent_id is null
       and c.archived_at is null and not exists (select from customer s where s.company_id = c.company_id and s.parent_id = c.id)
     order by c.id desc limit $2`,
    [companyId, records * size],
  )
  if (rows.length < records * size)
    throw new Error(`Heavy records need ${records * size} customers of their own`)
  const ids = rows.map(({ id }) => Number(id))
  const parents = ids.filter((_, i) => i % size === 0)
  await owner.query(
    `update customer c set parent_id = p.parent from unnest($2::bigint[], $3::bigint[]) p (id, parent)
     where c.company_id = $1 and c.id = p.id and p.id <> p.parent`,
    [companyId, ids, ids.map((_, i) => parents[Math.floor(i / size)])],
  )
  return parents
}

async function addTags(owner: pg.Client, companyId: number, ids: number[]): Promise<void> {
  await owner.query(
    `insert into tag (company_id, name) select $1, n from unnest(array[$2] || array(
       select 'Measured ' || i from generate_series(2, $3::int) i)) n`,
    [companyId, mark, amounts.tags],
  )
  await owner.query(
    `insert into customer_tag (company_id, customer_id, tag_id) select $1, c, t.id from unnest($2::bigint[]) c, tag t
     where t.company_id = $1 and (t.name = $3 or t.name like 'Measured %') on conflict do nothing`,
    [companyId, ids, mark],
  )
}

async function addNotes(owner: pg.Client, companyId: number, userId: number, ids: number[]): Promise<void> {
  await owner.query(
    `insert into note (company_id, customer_id, subject, body, is_ticket, assignee_id, due_on, priority, created_at, created_by)
     select $1, c, 'Call number ' || i, repeat('What was said, and what was agreed on. ', 8), i <= $4,
       case when i <= $4 then $3::bigint end, case when i <= $4 then current_date + i end, case when i <= $4 then 'low' end,
       now() - i * interval '5 days', $3
     from unnest($2::bigint[]) c, generate_series(1, $5::int) i`,
    [companyId, ids, userId, amounts.openTickets, amounts.notes],
  )
}

async function addContacts(owner: pg.Client, companyId: number, ids: number[]): Promise<void> {
  await owner.query(
    `insert into contact (company_id, customer_id, calling_order, first_name, last_name, phone, relation, passcode)
     select $1, c, i, 'Contact', 'Number ' || i, '8015550' || (100 + i), 'Neighbor', $4
     from unnest($2::bigint[]) c, generate_series(1, $3::int) i
     where i > (select count(*) from contact x where x.company_id = $1 and x.customer_id = c)`,
    [companyId, ids, amounts.contacts, seal('Measure', place(companyId, 'contact.passcode'))],
  )
}

/** Something in every user-defined field; what is confidential is opened at each look, as it is in life. */
async function fillCustom(owner: pg.Client, companyId: number, ids: number[]): Promise<void> {
  const { rows } = await owner.query<{ id: string; data: Definition }>(
    `select id, data from catalogue_value where company_id = $1 and catalogue = 'custom_field' and active`,
    [companyId],
  )
  const values = rows.map(({ id, data }): [string, unknown] => {
    const value = valueOf(data)
    const aad = customPlace(companyId, id)
    return [id, data.confidential ? { sealed: seal(JSON.stringify(value), aad) } : value]
  })
  await owner.query('update customer set custom = $3 where company_id = $1 and id = any ($2::bigint[])', [
    companyId,
    ids,
    JSON.stringify(Object.fromEntries(values)),
  ])
}

type Definition = { type: string; confidential?: boolean; options?: { value: string }[] }
function valueOf({ type, options = [] }: Definition): unknown {
  const [first] = options.map(({ value }) => value)
  const values: Record<string, unknown> = {
    ...{
      number: 5,
      currency: 2500,
      date: '2026-01-15',
      checkbox: true,
      select: first,
      multi_select: [first],
    },
    ...{ phone: '8015550199', email: 'measured@home.test', url: 'https://permits.city.test/alarm/1' },
  }
  return values[type] ?? '4471#'
}
