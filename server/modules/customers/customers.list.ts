/** The SQL of the lists and of the search: pages by keyset, in any of the orders. */
import {
  columnsOf,
  type CustomerFilter,
  type CustomerSort,
  type ListFilter,
} from '#shared/contracts/customer-list.ts'
import { customContains } from '#shared/rules/custom-filter.ts'
import { customIdOf } from '#shared/rules/custom-fields.ts'
import { columnOf, customerFields, type FieldName } from '#shared/rules/customer-fields.ts'
import { compile } from '#server/db/compile.ts'
import { Values } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { conditionsOf, gatedOf, gatesOf } from './customers.filters.ts'
import type { StoredCustom } from './customers.custom.ts'
import { ssnDigests } from './customers.ssn.ts'
import { statusColumns } from './customers.statuses.ts'

export type ListRow = {
  id: number
  kind: 'customer' | 'lead'
  location_id: number
  first_name: string
  last_name: string
  business_name: string | null
  account_number: string | null
  primary_phone: string
  city: string
  state: string
  account_status: string
  sale_date: string | null
  install_date: string | null
  installed: boolean
  is_canceled: boolean
  funding_status: string | null
  cancel_date: string | null
  account_type: string | null
  account_class_id: number | null
  monitoring_company_id: number | null
  /** By the company's calendar. */
  today: string
  /** What the company's own status boxes rest on; null where none asks for it. */
  status_custom: StoredCustom | null
  status_term: number | null
  status_tags: number[] | null
  status_overdue: boolean | null
  created_at: Date
  archived_at: Date | null
  location_name: string
  sold_by_name: string | null
  monitor_name: string | null
  monitor_connector: string | null
  connection_state: 'linking' | 'linked' | null
  failed_pushes: number
  lead_status: string | null
  has_ssn: boolean
  /** The row's place in the list's order, without its id. */
  position: (string | null)[]
  tags?: { id: number; name: string; colour: string }[] | null
  /** The values that were asked for of the company's own fields; null for none of them. */
  own?: StoredCustom | null
  /** Stored values of the further fields: `field_email`. */
  [field: `field_${string}`]: unknown
}

/** Where the page before ended: its last row's values in the order's columns, and its id. */
export type Position = { keys: (string | null)[]; id: number }

type Order = { columns: readonly [column: string, type: string][]; nullable?: true }

/** Ids come last in each. Records without a value of a nullable one stand at the end, in either direction. */
export const orders: Record<CustomerSort, Order> = {
  name: { columns: [['sort_name', 'text']] },
  number: { columns: [] },
  sale: { columns: [['sale_order', 'date']] },
  city: { columns: [['city', 'text'], ['sort_name', 'text']] }, // prettier-ignore
  created: { columns: [['created_at', 'timestamptz']] },
  install: { columns: [['install_date', 'date']], nullable: true },
  account: { columns: [['account_number', 'text']], nullable: true },
  callback: { columns: [['callback_at', 'timestamptz']], nullable: true },
}

type Branch = { conditions: string[]; order: string }

/**
 * The stretches of the order that lie beyond `position`, one after another: with a nullable column first the records
 * that have a value, then those without. Each is one range of one index.
 */
function branchesOf(
  { sort, direction }: CustomerFilter,
  position: Position | null,
  values: Values,
): Branch[] {
  const { columns, nullable } = orders[sort]
  const beyond = direction === 'desc' ? '<' : '>'
  const by = (names: readonly string[]) => names.map((name) => `c.${name} ${direction}`).join(', ')
  const names = columns.map(([name]) => name)
  const order = by([...names, 'id'])
  const id = position && values.add(position.id, 'bigint')
  const after = (keys: (string | null)[]): string => {
    if (!names.length) return `c.id ${beyond} ${id}`
    const marks = columns.map(([, type], i) => values.add(keys[i] ?? null, type))
    return `(${names.map((name) => `c.${name}`).join(', ')}, c.id) ${beyond} (${[...marks, id].join(', ')})`
  }
  if (!nullable) return [{ conditions: position ? [after(position.keys)] : [], order }]

  const column = `c.${names[0]}`
  const valueless: Branch = { conditions: [`${column} is null`], order: by(['id']) }
  if (position && position.keys[0] == null)
    return [{ ...valueless, conditions: [...valueless.conditions, `c.id ${beyond} ${id}`] }]
  const valued: Branch = {
    conditions: [`${column} is not null`, ...(position ? [after(position.keys)] : [])],
    order,
  }
  return [valued, valueless]
}

/** The keys of one page's rows as `select company_id, id`, with what must stand before the whole query. */
function pageOf(
  f: CustomerFilter,
  position: Position | null,
  values: Values,
): { with_: string; text: string } {
  const limit = values.add(f.limit + 1, 'bigint')
  if (f.city && f.sort === 'name' && !customContains(f.custom))
    return { with_: '', text: pageOfCity(f, position, values, limit) }
  const gated = gatedOf(f)
  const conditions = conditionsOf(f, values, gated)
  const branches = branchesOf(f, position, values)
  const looked = gatesOf(f, values, gated)
  const parts = (looked?.gates ?? [null]).flatMap((gate) =>
    branches.map(
      (branch) => `(select c.company_id, c.id from customer c
        where ${[...conditions, ...(gate ? [gate] : []), ...branch.conditions].join(' and ')}
        order by ${branch.order} limit ${limit})`,
    ),
  )
  const text =
    parts.length === 1 ? parts[0]! : `select * from (${parts.join(' union all ')}) p limit ${limit}`
  return { with_: looked?.with_ ?? '', text }
}

/** In the order of names each spelling of a city is one range of one index: a page is merged from their beginnings. */
function pageOfCity(f: CustomerFilter, position: Position | null, values: Values, limit: string): string {
  const spellings = `(select platform.spellings_of_city(${values.add(f.city, 'text')}, 200))::text[]`
  const [{ conditions, order }] = branchesOf(f, position, values) as [Branch]
  const all = [...conditionsOf({ ...f, city: undefined }, values), 'c.city = s.city', ...conditions]
  return `select c.company_id, c.id from unnest(${spellings}) s(city) cross join lateral (
    select c.company_id, c.id, c.sort_name from customer c where ${all.join(' and ')} order by ${order} limit ${limit}) c
    order by ${order} limit ${limit}`
}

const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`

const tagsOfRow = `(select json_agg(json_build_object('id', t.id, 'name', t.name, 'colour', t.colour)) from (
  select t.id, t.name, t.colour from customer_tag ct join tag t on t.company_id = ct.company_id and t.id = ct.tag_id
  where ct.company_id = c.company_id and ct.customer_id = c.id order by t.sort, t.name limit 6) t) as tags`

const ownOfRow = (ids: string): string =>
  `(select jsonb_object_agg(o.key, o.value) from jsonb_each(c.custom) o where o.key = any (${ids})) as own`

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: CustomerFilter, position: Position | null): Statement {
  const values = new Values()
  const { with_, text: page } = pageOf(f, position, values)
  const { columns, nullable } = orders[f.sort]
  const order = [...columns.map(([name]) => name), 'id']
    .map((name) => `c.${name} ${f.direction}${nullable ? ' nulls last' : ''}`)
    .join(', ')
  const own = customAsked(f)
  const more = [
    ...fieldsAsked(f)
      .toSorted()
      .map((name) => `, c.${columnOf(name)} as "field_${name}"`),
    ...(columnsOf(f.columns).includes('tags') ? [`, ${tagsOfRow}`] : []),
    ...(own.length ? [`, ${ownOfRow(values.add(own.map(String), 'text[]'))}`] : []),
  ].join('')
  const text = `${with_}
    select c.id, c.kind, c.location_id, c.first_name, c.last_name, c.business_name, c.account_number, c.primary_phone,
      c.city, c.state, c.account_status, c.sale_date, c.install_date, c.installed, c.is_canceled, c.funding_status,
      c.created_at, c.archived_at, l.name as location_name, ${fullName('sr')} as sold_by_name, mc.name as monitor_name,
      mc.connector as monitor_connector, k.state as connection_state, c.ssn is not null as has_ssn,
      coalesce((select count(*) from connection_push p where p.company_id = k.company_id and p.connection_id = k.id
        and p.state = 'failed'), 0) as failed_pushes,
      ls.name as lead_status, ${statusColumns}, array[${columns.map(([name]) => `c.${name}::text`).join(', ')}]::text[] as position${more}
    from (${page}) page
    join customer c on c.company_id = page.company_id and c.id = page.id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    left join user_account sr on sr.company_id = c.company_id and sr.id = c.sold_by_id
    left join monitoring_company mc on mc.company_id = c.company_id and mc.id = c.monitoring_company_id
    left join connection k on k.company_id = c.company_id and k.customer_id = c.id and k.state <> 'unlinked'
    left join catalogue_value ls on ls.company_id = c.company_id and ls.id = c.lead_status_id
    order by ${order}`
  return compile.named('customers.list', text, values.list)
}

/** Counts up to `limit`, so that a count costs no more on a million customers than on ten thousand. */
export function countStatement(f: ListFilter, limit: number): Statement {
  const values = new Values()
  const { with_, text } = keysOf(f, limit, values)
  return compile.named('customers.count', `${with_}select count(*) as n from (${text}) found`, values.list)
}

/** The ids of the first `limit` records that the filter finds, in no order. */
export function idsStatement(f: ListFilter, limit: number): Statement {
  const values = new Values()
  const { with_, text } = keysOf(f, limit, values)
  return compile.named('customers.ids', `${with_}select id from (${text}) found`, values.list)
}

function keysOf(f: ListFilter, limit: number, values: Values): { with_: string; text: string } {
  const conditions = conditionsOf(f, values)
  const gated = gatesOf(f, values)
  const most = values.add(limit, 'bigint')
  const parts = (gated?.gates ?? [null]).map(
    (gate) =>
      `(select c.id from customer c where ${[...conditions, ...(gate ? [gate] : [])].join(' and ')} limit ${most})`,
  )
  const text = parts.length === 1 ? parts[0]! : `select * from (${parts.join(' union all ')}) p limit ${most}`
  return { with_: gated?.with_ ?? '', text }
}

export const searchStatement = (text: string, limit: number): Statement => ({
  name: 'customers.search',
  text: `select c.id, c.kind, c.location_id, c.first_name, c.last_name, c.business_name, c.account_number, c.primary_phone, c.city, c.state,
      c.archived_at
    from unnest(platform.find_customers($1, $2, $3)) with ordinality f (id, rank)
    join customer c on c.company_id = platform.company_id() and c.id = f.id
    order by f.rank`,
  values: [text, limit, ssnDigests(text)],
})

export type SearchRow = {
  id: number
  kind: 'customer' | 'lead'
  location_id: number
  first_name: string
  last_name: string
  business_name: string | null
  account_number: string | null
  primary_phone: string
  city: string
  state: string
  archived_at: Date | null
}

/** The company's own fields that the rows carry. */
export const customAsked = (f: Pick<CustomerFilter, 'columns'>): number[] =>
  columnsOf(f.columns).flatMap((name) => customIdOf(name) ?? [])

/** The further fields that the rows carry. */
export const fieldsAsked = (f: CustomerFilter): FieldName[] =>
  columnsOf(f.columns).filter((name): name is FieldName => name in customerFields)
