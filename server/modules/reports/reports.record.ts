/** The record's own fields as fields of reports: from the table of fields, so that form, lists and reports have the same. */
import { mask } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import { type CustomField } from '#shared/rules/custom-fields.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import {
  cardOf,
  columnOf,
  field,
  type FieldName,
  fieldNames,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { ReportFieldType } from '#shared/rules/reports.ts'
import {
  openSealed,
  permissionToSee,
  type RecordState,
  shownCustomValue,
} from '../customers/customers.service.ts'
import { type FieldDef, named } from './reports.fields.ts'

const sections = {
  personal: 'Personal information',
  sale: 'Sale information',
  installation: 'Installation and equipment',
  services: 'Services',
  lead: 'Lead information',
} as const

/** What the record pays a month. */
export const rateCents = `coalesce((select (v.data ->> 'totalCents')::bigint from catalogue_value v
  where v.company_id = c.company_id and v.id = c.mmr_id), 0)`

/** Days of the calendar as they are stored; PostgreSQL 15 has no way to ask whether a text is one. */
const isDay = (text: string) =>
  `${text} ~ '^(19|20|21)\\d\\d-((0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$'`

type Needs = FieldDef['needs']
const needsOf = (kinds: readonly RecordKind[], permission: Permission | null): Needs =>
  Object.fromEntries(kinds.map((kind) => [kind, permission ? [permission] : []]))

/**
 * @param kinds of the records that rows of the object belong to
 * @param prefix `record.` where the record is not the row itself
 */
export function recordFields(
  kinds: readonly RecordKind[],
  prefix: '' | 'record.',
  custom: readonly CustomField[],
  settings: { parentChild: boolean },
): FieldDef[] {
  const own = kinds.length === 1 && prefix === ''
  const section = (name: string) => (own ? name : `Record: ${name.toLowerCase()}`)
  const everybody = needsOf(kinds, null)
  const of = (
    key: string,
    label: string,
    type: ReportFieldType,
    sql: string,
    more: Partial<FieldDef> = {},
  ) => ({
    key: `${prefix}${key}`,
    label,
    section: section(sections.personal),
    type,
    sql,
    needs: everybody,
    ...more,
  })
  const customers = kinds.filter((kind) => kind === 'customer')
  const always: FieldDef[] = [
    of('number', 'Number', 'number', 'c.id', { names: true }),
    of('name', 'Name', 'text', `c.first_name || ' ' || c.last_name`),
    ...(kinds.length > 1
      ? [
          of('kind', 'Customer or lead', 'choice', 'c.kind', {
            options: [
              { value: 'customer', label: 'Customer' },
              { value: 'lead', label: 'Lead' },
            ],
          }),
        ]
      : []),
    of('createdAt', 'Record created', 'instant', 'c.created_at'),
    of('archived', 'Archived', 'checkbox', 'c.archived_at is not null'),
    of(
      'tags',
      'Tags',
      'text',
      `(select string_agg(t.name, ', ' order by t.sort, t.name) from customer_tag ct
        join tag t on t.company_id = ct.company_id and t.id = ct.tag_id
        where ct.company_id = c.company_id and ct.customer_id = c.id)`,
    ),
    // An office is the record's also where it is a lead: the form has it in another place.
    ...(kinds.includes('lead')
      ? [
          of('locationId', 'Office Location', 'ref', named.location('c.location_id'), {
            idSql: 'c.location_id',
            source: 'location',
          }),
        ]
      : []),
  ]
  if (customers.length)
    always.push(
      of('status', 'Status', 'choice', `case when c.kind = 'customer' then c.account_status end`, {
        section: section(sections.sale),
        needs: needsOf(customers, 'sale_information.view'),
        options: [
          { value: 'open', label: 'Open' },
          { value: 'sold', label: 'Sold' },
          { value: 'canceled', label: 'Canceled' },
        ],
      }),
      of('rateCents', 'Monthly rate', 'money', rateCents, {
        section: section(sections.sale),
        needs: needsOf(customers, 'sale_information.view'),
      }),
      of(
        'balanceCents',
        'Balance',
        'money',
        `(select b.balance_cents from customer_balance b where b.company_id = c.company_id and b.customer_id = c.id)`,
        { section: section(sections.sale), needs: needsOf(customers, 'billing_information.view') },
      ),
    )
  const known = new Set(always.map(({ key }) => key))
  const ours = fieldNames
    .filter((name) => kinds.some((kind) => hasField(name, kind)) && !known.has(`${prefix}${name}`))
    .filter((name) => name !== 'parentId' || settings.parentChild)
    .map((name) => ofName(name, kinds, prefix, section))
  return [...always, ...ours, ...custom.map((one) => ofCustom(one, kinds, prefix, section))]
}

function ofName(
  name: FieldName,
  kinds: readonly RecordKind[],
  prefix: string,
  section: (name: string) => string,
): FieldDef {
  const f = field(name)
  const column = `c.${columnOf(name)}`
  const having = kinds.filter((kind) => hasField(name, kind))
  const needs = Object.fromEntries(
    having.map((kind) => {
      const permission = permissionToSee(name, kind)
      return [kind, permission ? [permission] : []]
    }),
  ) as Needs
  const def: FieldDef = {
    key: `${prefix}${name}`,
    label: f.label,
    section: section(sections[cardOf(name, having[0]!)]),
    type: 'text',
    sql: column,
    needs,
    ...(f.confidential && { confidential: f.confidential }),
  }
  if (f.sealed)
    return {
      ...def,
      open: (actor, stored, locationId) => {
        if (typeof stored !== 'string') return null
        if (f.confidential && !actor.grants.has(f.confidential, locationId)) return mask
        return openSealed(actor.company.id, name, stored)
      },
    }
  switch (f.type) {
    case 'phone':
      return { ...def, type: 'phone' }
    case 'date':
      return { ...def, type: 'date' }
    case 'instant':
      return { ...def, type: 'instant' }
    case 'integer':
      return { ...def, type: 'number' }
    case 'customer':
      return { ...def, type: 'number', names: true }
    case 'checkbox':
      return { ...def, type: 'checkbox' }
    case 'choice':
      return { ...def, type: 'choice', options: f.options }
    case 'catalogue':
      return { ...def, type: 'ref', sql: named.value(column), idSql: column, source: f.catalogue }
    case 'user':
      return { ...def, type: 'ref', sql: named.user(column), idSql: column, source: 'user', isUser: true }
    case 'location':
    case 'monitoringCompany':
    case 'serviceProvider':
      return { ...def, type: 'ref', sql: named[f.type](column), idSql: column, source: f.type }
    default:
      return def
  }
}

/** The company's own fields; their values stand in one column, by the definitions' ids. */
function ofCustom(
  custom: CustomField,
  kinds: readonly RecordKind[],
  prefix: string,
  section: (name: string) => string,
): FieldDef {
  const id = Number(custom.id)
  const [value, text] = [`c.custom -> '${id}'`, `c.custom ->> '${id}'`]
  const having = custom.kind === 'both' ? kinds : kinds.filter((kind) => kind === custom.kind)
  const def: FieldDef = {
    key: `${prefix}custom.${id}`,
    label: custom.name,
    section: section('Fields of the company'),
    type: 'text',
    sql: text,
    needs: needsOf(having.length ? having : kinds, null),
  }
  if (custom.confidential)
    return {
      ...def,
      sql: value,
      confidential: 'confidential_custom_fields.yes',
      open: (actor, stored, locationId) => {
        if (stored === null || stored === undefined) return null
        const record = { locationId } as RecordState
        const plain = shownCustomValue(actor, record, { [id]: stored as never }, id)
        return plain === mask ? mask : customValueText(custom, plain, actor.company.currency)
      },
    }
  // A value is of its field's type; what an import left otherwise is none.
  const ofType = (type: string, sql: string) => `case when jsonb_typeof(${value}) = '${type}' then ${sql} end`
  switch (custom.type) {
    case 'number':
      return { ...def, type: 'number', sql: ofType('number', `(${text})::numeric`) }
    case 'currency':
      return { ...def, type: 'money', sql: ofType('number', `round((${text})::numeric)`) }
    case 'checkbox':
      return { ...def, type: 'checkbox', sql: `coalesce(${value} = 'true'::jsonb, false)` }
    case 'date':
      return {
        ...def,
        type: 'date',
        sql: `case when ${isDay(text)} then (${text})::date end`,
      }
    case 'phone':
      return { ...def, type: 'phone' }
    case 'select':
      return {
        ...def,
        type: 'choice',
        options: (custom.options ?? []).map((option) => ({ value: option.value, label: option.label })),
      }
    case 'multi_select':
      return {
        ...def,
        sql: `(select string_agg(coalesce(o.label, e.value), ', ' order by e.at)
          from jsonb_array_elements_text(case when jsonb_typeof(${value}) = 'array' then ${value} else '[]' end) with ordinality e (value, at)
          left join lateral (select d.option ->> 'label' as label from catalogue_value v,
            jsonb_array_elements(case when jsonb_typeof(v.data -> 'options') = 'array' then v.data -> 'options' else '[]' end) d (option)
            where v.company_id = c.company_id and v.id = ${id} and d.option ->> 'value' = e.value limit 1) o on true)`,
      }
    default:
      return def
  }
}
