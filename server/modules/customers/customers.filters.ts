/**
 * What a list's filter means in SQL. Row security lets PostgreSQL use an index only for conditions that cannot leak
 * (equality and ranges of columns); what needs more is asked of a function that runs as the owner.
 */
import type { ListFilter } from '#shared/contracts/customer-list.ts'
import type { Permission } from '#shared/permissions.ts'
import { customContains } from '#shared/rules/custom-filter.ts'
import { columnOf, type FieldName } from '#shared/rules/customer-fields.ts'
import { grantedHere, type Values } from '#server/db/conditions.ts'
import { permissionToSee, viewPermission } from './customers.access.ts'
import { ssnDigests } from './customers.ssn.ts'

/** Filters of ids by the fields whose columns they ask. */
const idFilters = [
  'locationId', 'soldById', 'leadRepId', 'technicianId', 'callCenterRepId', 'monitoringCompanyId', 'serviceProviderId',
  'accountClassId', 'sourceId', 'leadStatusId', 'leadDispositionId',
] as const satisfies (keyof ListFilter & FieldName)[] // prettier-ignore

const dateFilters = [
  ['saleDate', 'saleFrom', 'saleTo', 'sale_order'],
  ['installDate', 'installFrom', 'installTo', 'install_date'],
  ['cancelDate', 'cancelFrom', 'cancelTo', 'cancel_date'],
] as const satisfies [FieldName, keyof ListFilter, keyof ListFilter, string][]

const companyZone = '(select time_zone from platform.company where id = platform.company_id())'
const startOf = (day: string) => `(${day}::timestamp at time zone ${companyZone})`
const endOfToday = `(select (date_trunc('day', now() at time zone ${companyZone}) + interval '1 day') at time zone ${companyZone})`

const oneOf = (column: string, list: readonly (string | number)[], type: string, values: Values): string =>
  list.length === 1
    ? `${column} = ${values.add(list[0], type)}`
    : `${column} = any (${values.add(list, `${type}[]`)})`

/**
 * The conditions on `customer c`, all of which must hold. A filter by a field that the user may not see finds nothing:
 * it counts only at locations where they may see its card.
 */
export function conditionsOf(f: ListFilter, values: Values): string[] {
  const seen = new Set<Permission>([viewPermission(f.kind)])
  const must = (...names: FieldName[]) => {
    for (const name of names) {
      const permission = permissionToSee(name, f.kind)
      if (permission) seen.add(permission)
    }
  }
  const found = [`c.company_id = platform.company_id()`, `c.kind = ${values.add(f.kind, 'text')}`]

  for (const name of idFilters) {
    const ids = f[name]
    if (!ids) continue
    must(name)
    found.push(oneOf(`c.${columnOf(name)}`, ids, 'bigint', values))
  }
  for (const [name, from, to, column] of dateFilters) {
    if (!f[from] && !f[to]) continue
    must(name)
    // The sale's column holds -infinity for none, which is no date before anything.
    found.push(`c.${column} >= ${values.add(f[from] ?? '1900-01-01', 'date')}`)
    if (f[to]) found.push(`c.${column} <= ${values.add(f[to], 'date')}`)
  }
  if (f.status) found.push(oneOf('c.account_status', f.status, 'text', values))
  if (f.archive === 'active') found.push('c.archived_at is null')
  if (f.archive === 'archived') found.push('c.archived_at is not null')
  if (f.createdFrom) found.push(`c.created_at >= ${startOf(values.add(f.createdFrom, 'date'))}`)
  if (f.createdTo) found.push(`c.created_at < ${startOf(`(${values.add(f.createdTo, 'date')} + 1)`)}`)
  if (f.accountType) found.push(`c.account_type = ${values.add(f.accountType, 'text')}`)
  if (f.mine) found.push('c.lead_rep_id = platform.user_id()')
  found.push(...textConditions(f, values), ...callbackConditions(f), ...tagConditions(f, values))
  if (f.connection) found.push(connectionConditions[f.connection])
  return [...found, ...[...seen].map(grantedHere)]
}

function textConditions(f: ListFilter, values: Values): string[] {
  const found: string[] = []
  if (f.name) {
    const from = `platform.fold(${values.add(f.name, 'text')})`
    found.push(`c.sort_name >= ${from} and c.sort_name < ${from} || chr(1114111)`)
  }
  if (f.search) {
    const digests = values.add(ssnDigests(f.search), 'bytea[]')
    found.push(
      `c.id = any ((select platform.find_customers(${values.add(f.search, 'text')}, 500, ${digests}))::bigint[])`,
    )
  }
  if (f.city) {
    const spellings = `(select platform.spellings_of_city(${values.add(f.city, 'text')}, 200))::text[]`
    // Not by an index: see gatesOf.
    found.push(`(c.city = any (${spellings})) is true`)
  }
  if (f.state) found.push(oneOf('c.state', f.state.toUpperCase().split(','), 'text', values))
  if (f.zip) {
    const from = values.add(f.zip.toUpperCase(), 'text')
    found.push(`c.zip collate "C" >= ${from} and c.zip collate "C" < ${from} || chr(1114111)`)
  }
  return found
}

const callbackConditions = ({ callback }: ListFilter): string[] =>
  callback
    ? [
        {
          due: 'c.callback_at <= now()',
          today: `c.callback_at < ${endOfToday}`,
          planned: 'c.callback_at is not null',
          none: 'c.callback_at is null',
        }[callback],
      ]
    : []

function tagConditions({ tagId, tags }: ListFilter, values: Values): string[] {
  if (!tagId) return []
  const carries = (ids: readonly number[]) =>
    `exists (select from customer_tag t where t.company_id = c.company_id and t.customer_id = c.id
      and ${oneOf('t.tag_id', ids, 'bigint', values)})`
  if (tags === 'all') return tagId.map((id) => carries([id]))
  return [tags === 'none' ? `not ${carries(tagId)}` : carries(tagId)]
}

const linked = `exists (select from connection k where k.company_id = c.company_id and k.customer_id = c.id and k.state = 'linked')`
const connectionConditions = {
  linked,
  not_linked: `not ${linked}`,
  failed: `c.id in (select k.customer_id from connection_push p
    join connection k on k.company_id = p.company_id and k.id = p.connection_id and k.state <> 'unlinked'
    where p.company_id = platform.company_id() and p.state = 'failed')`,
} as const

/** From so many records on the list is read in its order instead of from them. */
const fewIds = 5_000

/**
 * PostgreSQL cannot tell beforehand how many records have a city or values of the company's own fields. Such a filter
 * comes with two further conditions of which one holds: few records fit, and are known by their ids, or so many that
 * reading in the list's order soon meets some. `with_` goes before the query. Null: there is no such filter.
 */
export function gatesOf(f: ListFilter, values: Values): { with_: string; gates: string[] } | null {
  const wanted = customContains(f.custom)
  if (!wanted && !f.city) return null
  const city = values.add(f.city ?? null, 'text')
  const contained = values.add(wanted && JSON.stringify(wanted), 'jsonb')
  const holds = wanted ? ` and c.custom @> ${contained}` : ''
  return {
    with_: `with few as materialized (
      select platform.few_customers(${values.add(f.kind, 'text')}, ${city}, ${contained}, ${fewIds}) as ids) `,
    gates: [
      `(select ids is not null from few) and c.id = any ((select ids from few)::bigint[])${holds}`,
      `(select ids is null from few)${holds}`,
    ],
  }
}
