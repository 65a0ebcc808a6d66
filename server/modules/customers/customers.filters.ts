/**
 * What a list's filter means in SQL. Row security lets PostgreSQL use an index only for conditions that cannot leak
 * (equality and ranges of columns); what needs more is asked of a function that runs as the owner.
 */
import type { CustomerFilter, CustomerSort, ListFilter } from '#shared/contracts/customer-list.ts'
import type { Permission } from '#shared/permissions.ts'
import { customContains } from '#shared/rules/custom-filter.ts'
import { columnOf, type FieldName } from '#shared/rules/customer-fields.ts'
import { grantedHere, Values } from '#server/db/conditions.ts'
import { permissionToSee, viewPermission } from './customers.access.ts'
import { ssnDigests } from './customers.ssn.ts'

/** Too few values, or in every order's index, so that they are never looked for alone. */
const commonIdFilters = ['locationId', 'leadStatusId'] as const satisfies (keyof ListFilter & FieldName)[]

const dateFilters = {
  sale: ['saleDate', 'saleFrom', 'saleTo', 'sale_order'],
  install: ['installDate', 'installFrom', 'installTo', 'install_date'],
  cancel: ['cancelDate', 'cancelFrom', 'cancelTo', 'cancel_date'],
} as const satisfies Record<string, [FieldName, keyof ListFilter, keyof ListFilter, string]>
type DateFilter = keyof typeof dateFilters

const companyZone = '(select time_zone from platform.company where id = platform.company_id())'
const startOf = (day: string) => `(${day}::timestamp at time zone ${companyZone})`
const endOfToday = `(select (date_trunc('day', now() at time zone ${companyZone}) + interval '1 day') at time zone ${companyZone})`

const oneOf = (column: string, list: readonly (string | number)[], type: string, values: Values): string =>
  list.length === 1
    ? `${column} = ${values.add(list[0], type)}`
    : `${column} = any (${values.add(list, `${type}[]`)})`

/**
 * Filters that may leave few records of many: the orders in which an index gives those records, and the field that the
 * filter tells of. Each has an index.
 */
const selective = {
  soldById: { served: ['name'], field: 'soldById' },
  leadRepId: { served: ['name'], field: 'leadRepId' },
  technicianId: { served: ['name'], field: 'technicianId' },
  callCenterRepId: { served: ['name'], field: 'callCenterRepId' },
  monitoringCompanyId: { served: [], field: 'monitoringCompanyId' },
  serviceProviderId: { served: [], field: 'serviceProviderId' },
  accountClassId: { served: [], field: 'accountClassId' },
  sourceId: { served: [], field: 'sourceId' },
  leadDispositionId: { served: [], field: 'leadDispositionId' },
  sale: { served: ['sale'], field: 'saleDate' },
  install: { served: ['install'], field: 'installDate' },
  cancel: { served: [], field: 'cancelDate' },
  created: { served: ['created'], field: null },
  state: { served: ['city'], field: null },
  zip: { served: [], field: null },
} as const satisfies Record<string, { served: CustomerSort[]; field: FieldName | null }>
type Selective = keyof typeof selective
const selectives = Object.keys(selective) as Selective[]

/** The condition of one of them; null: it is not asked for. */
function selectiveCondition(name: Selective, f: ListFilter, values: Values): string | null {
  switch (name) {
    case 'sale':
    case 'install':
    case 'cancel':
      return dateCondition(name, f, values)
    case 'created':
      return createdCondition(f, values)
    case 'state':
      return f.state ? oneOf('c.state', f.state.toUpperCase().split(','), 'text', values) : null
    case 'zip': {
      const from = f.zip && values.add(f.zip.toUpperCase(), 'text')
      return from ? `c.zip collate "C" >= ${from} and c.zip collate "C" < ${from} || chr(1114111)` : null
    }
    default:
      return f[name] ? oneOf(`c.${columnOf(name)}`, f[name], 'bigint', values) : null
  }
}

/**
 * Those of the filter that no index answers in its order: `gatesOf` looks how many records they leave, and the list's
 * own conditions must not be read by their indexes, as a plan that is made for all values would.
 */
export const gatedOf = (f: CustomerFilter): ReadonlySet<Selective> =>
  new Set(
    selectives.filter(
      (name) =>
        selectiveCondition(name, f, new Values()) &&
        !(selective[name].served as readonly CustomerSort[]).includes(f.sort),
    ),
  )

/**
 * The conditions on `customer c`, all of which must hold. A filter by a field that the user may not see finds nothing:
 * it counts only at locations where they may see its card.
 */
export function conditionsOf(
  f: ListFilter,
  values: Values,
  gated: ReadonlySet<Selective> = new Set(),
): string[] {
  const seen = new Set<Permission>([viewPermission(f.kind)])
  const must = (name: FieldName | null) => {
    const permission = name && permissionToSee(name, f.kind)
    if (permission) seen.add(permission)
  }
  const found = [`c.company_id = platform.company_id()`, `c.kind = ${values.add(f.kind, 'text')}`]

  for (const name of commonIdFilters) {
    const ids = f[name]
    if (!ids) continue
    must(name)
    found.push(oneOf(`c.${columnOf(name)}`, ids, 'bigint', values))
  }
  for (const name of selectives) {
    const condition = selectiveCondition(name, f, values)
    if (!condition) continue
    must(selective[name].field)
    found.push(gated.has(name) ? `(${condition}) is true` : condition)
  }
  if (f.status) found.push(oneOf('c.account_status', f.status, 'text', values))
  if (f.archive === 'active') found.push('c.archived_at is null')
  if (f.archive === 'archived') found.push('c.archived_at is not null')
  if (f.accountType) found.push(`c.account_type = ${values.add(f.accountType, 'text')}`)
  if (f.mine) found.push('c.lead_rep_id = platform.user_id()')
  found.push(...textConditions(f, values), ...callbackConditions(f), ...tagConditions(f, values))
  if (f.connection) found.push(connectionConditions[f.connection])
  return [...found, ...[...seen].map(grantedHere)]
}

function dateCondition(name: DateFilter, f: ListFilter, values: Values): string | null {
  const [, from, to, column] = dateFilters[name]
  if (!f[from] && !f[to]) return null
  return [
    // The sale's column holds -infinity for none, which is no date before anything.
    `c.${column} >= ${values.add(f[from] ?? '1900-01-01', 'date')}`,
    ...(f[to] ? [`c.${column} <= ${values.add(f[to], 'date')}`] : []),
  ].join(' and ')
}

function createdCondition({ createdFrom, createdTo }: ListFilter, values: Values): string | null {
  const found = [
    ...(createdFrom ? [`c.created_at >= ${startOf(values.add(createdFrom, 'date'))}`] : []),
    ...(createdTo ? [`c.created_at < ${startOf(`(${values.add(createdTo, 'date')} + 1)`)}`] : []),
  ]
  return found.join(' and ') || null
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
/** More sales than these are met soon enough in the order of names, which an index alone tells. */
const fewSales = 1_500

/**
 * From a plan that is made for all values PostgreSQL cannot tell how many records a filter leaves, and of a city, of tags
 * and of values of the company's own fields it cannot tell it at all. Such a filter comes with two further conditions of
 * which one holds: few records fit, and are known by their ids, or so many that reading in the list's order soon meets
 * some. `with_` goes before the query. Null: there is no such filter.
 */
export function gatesOf(
  f: ListFilter,
  values: Values,
  gated: ReadonlySet<Selective> = new Set(),
): { with_: string; gates: string[] } | null {
  const wanted = customContains(f.custom)
  const contained = wanted && values.add(JSON.stringify(wanted), 'jsonb')
  // The first that finds few decides; the next ones are not asked then.
  const looks = [
    ...[...gated].map((name) => fewOfSelective([name], f, values)),
    ...(wanted || f.city ? [fewOfCity(f, contained, values)] : []),
    ...(f.tagId && f.tags !== 'none' ? [fewOfTags(f.tagId, f.tags === 'all', values)] : []),
    // Of two that each leave many, such as a month and a state, few may fit both.
    ...(gated.size > 1 ? [fewOfSelective([...gated], f, values)] : []),
  ]
  if (!looks.length) return null
  const holds = contained ? ` and c.custom @> ${contained}` : ''
  return {
    with_: `with few as materialized (select coalesce(${looks.join(', ')}) as ids) `,
    gates: [
      `(select ids is not null from few) and c.id = any ((select ids from few)::bigint[])${holds}`,
      `(select ids is null from few)${holds}`,
    ],
  }
}

const fewOfCity = (f: ListFilter, contained: string | null, values: Values) =>
  `platform.few_customers(${values.add(f.kind, 'text')}, ${values.add(f.city ?? null, 'text')}, ${contained ?? 'null'}, ${fewIds})`

/** All their ids, or null beyond `most`: `from` selects `id`. */
const fewOf = (from: string, most: number) =>
  `(select case when count(*) <= ${most} then coalesce(array_agg(s.id), '{}') end from (${from} limit ${most + 1}) s)`

/** Of several tags that must all be there the rarest is looked at. */
function fewOfTags(ids: readonly number[], all: boolean, values: Values): string {
  const tags = values.add(ids, 'bigint[]')
  const carriers = (tag: string) =>
    `select t.customer_id as id from customer_tag t where t.company_id = platform.company_id() and t.tag_id = ${tag}`
  if (!all || ids.length === 1) return fewOf(carriers(`any (${tags})`), fewIds)
  const rarest = `(select u.tag from unnest(${tags}) u(tag) order by (select count(*) from (
    ${carriers('u.tag')} limit ${fewIds + 1}) n) limit 1)`
  return fewOf(carriers(rarest), fewIds)
}

function fewOfSelective(names: readonly Selective[], f: ListFilter, values: Values): string {
  const conditions = names.map((name) => selectiveCondition(name, f, values)).join(' and ')
  return fewOf(
    `select c.id from customer c where c.company_id = platform.company_id() and c.kind = ${values.add(f.kind, 'text')}
      and ${conditions}`,
    names.length === 1 && names[0] === 'sale' ? fewSales : fewIds,
  )
}
