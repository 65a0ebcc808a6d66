/** Every filter of the lists: where it stands, what it offers, and how it reads once it holds. */
import type { Output } from '#shared/contract.ts'
import type { customers } from '#shared/contracts/customers.ts'
import { regions } from '#shared/regions.ts'
import { parseMoney } from '#shared/money.ts'
import { parsePhone } from '#shared/phone.ts'
import { type CustomField, type CustomValue, isOffered, toCustomField } from '#shared/rules/custom-fields.ts'
import { type CustomCondition, readCustomFilter, writeCustomFilter } from '#shared/rules/custom-filter.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import { customerFields, type FieldName, type UserRole } from '#shared/rules/customer-fields.ts'
import { formatDate } from '#shared/time.ts'
import type { ListSearch } from './list-search.ts'

export type Options = Output<typeof customers.options>
export type TagOption = { id: number; name: string }
export type Offers = { options: Options | undefined; tags: readonly TagOption[]; currency: string }
export type Choice = { value: string; label: string }
type Kind = 'customer' | 'lead'
type Name = keyof ListSearch

type Common = { label: string; only?: Kind }
export type FilterField = Common &
  (
    | { type: 'some'; name: Name; choices: (offers: Offers) => Choice[]; numbers: boolean }
    | { type: 'one'; name: Name; choices: readonly Choice[] }
    | { type: 'text'; name: Name; placeholder: string }
    | { type: 'states' }
    | { type: 'days'; from: Name; to: Name }
    | { type: 'tags' }
  )

type Named = { id: number; name: string; active: boolean }
const named = (list: readonly Named[] = []): Choice[] =>
  list.map(({ id, name, active }) => ({ value: String(id), label: active ? name : `${name} (inactive)` }))

/** A filter by a field that points to users, a catalogue and so on: its choices are those of the form. */
function some(name: Name & FieldName, only?: Kind): FilterField {
  const f = customerFields[name]
  const choices = ({ options }: Offers): Choice[] => {
    if (!options) return []
    switch (f.type) {
      case 'user':
        return named(options.users.filter(({ roles }) => roles.includes(f.role as UserRole)))
      case 'catalogue':
        return named(options.catalogues[f.catalogue])
      case 'location':
        return named(options.locations)
      case 'monitoringCompany':
        return named(options.monitoringCompanies)
      case 'serviceProvider':
        return named(options.serviceProviders)
      default:
        return []
    }
  }
  return { type: 'some', name, label: f.label, choices, numbers: true, ...(only && { only }) }
}

const statuses: Choice[] = [
  { value: 'open', label: 'Open' },
  { value: 'sold', label: 'Sold' },
  { value: 'canceled', label: 'Canceled' },
]
const one = (name: Name, label: string, choices: Record<string, string>, only?: Kind): FilterField => ({
  type: 'one',
  name,
  label,
  choices: Object.entries(choices).map(([value, label]) => ({ value, label })),
  ...(only && { only }),
})
const days = (label: string, from: Name, to: Name, only?: Kind): FilterField => ({
  type: 'days',
  label,
  from,
  to,
  ...(only && { only }),
})

export const filterSections: { title: string; fields: FilterField[] }[] = [
  {
    title: 'Record',
    fields: [
      {
        type: 'some',
        name: 'status',
        label: 'Status',
        only: 'customer',
        choices: () => statuses,
        numbers: false,
      },
      one('archive', 'Archive status', { active: 'Active only', archived: 'Archived only' }, 'customer'),
      one('mine', 'Assigned', { yes: 'My assigned leads' }, 'lead'),
      some('leadStatusId', 'lead'),
      some('leadDispositionId', 'lead'),
      one(
        'callback',
        'Callback',
        { due: 'Due now', today: 'Due by tonight', planned: 'Any planned', none: 'None planned' },
        'lead',
      ),
      { ...some('locationId', 'customer'), label: 'Location' },
      { type: 'tags', label: 'Tags' },
      some('accountClassId'),
      one(
        'accountType',
        'Account Type',
        { residential: 'Residential', commercial: 'Commercial' },
        'customer',
      ),
      some('sourceId'),
    ],
  },
  {
    title: 'Place',
    fields: [
      { type: 'text', name: 'city', label: 'City', placeholder: 'Begins with…' },
      { type: 'states', label: 'State' },
      { type: 'text', name: 'zip', label: 'Zip', placeholder: 'Begins with…' },
    ],
  },
  {
    title: 'People',
    fields: [
      some('soldById', 'customer'),
      some('leadRepId'),
      some('technicianId', 'customer'),
      some('callCenterRepId'),
    ],
  },
  {
    title: 'Monitoring',
    fields: [
      some('monitoringCompanyId', 'customer'),
      some('serviceProviderId', 'customer'),
      one(
        'connection',
        'Connection',
        { linked: 'Linked', not_linked: 'Not linked', failed: 'With failed updates' },
        'customer',
      ),
    ],
  },
  {
    title: 'Dates',
    fields: [
      days('Sale Date', 'saleFrom', 'saleTo', 'customer'),
      days('Install Date', 'installFrom', 'installTo', 'customer'),
      days('Cancel Date', 'cancelFrom', 'cancelTo', 'customer'),
      days('Created', 'createdFrom', 'createdTo'),
    ],
  },
]

/** The company's own fields, those that are no longer offered among them. */
export const customFieldsOf = (options: Options | undefined): CustomField[] =>
  (options?.catalogues['custom_field'] ?? []).flatMap((value) => toCustomField(value) ?? [])

/**
 * The company's own fields that can be filtered by: their values are few, or one types one whole. Sealed ones cannot, and
 * nobody types a text of several lines.
 */
export const customFilterFields = (options: Options | undefined, kind: Kind): CustomField[] =>
  customFieldsOf(options).filter(
    (f) => isOffered(f, kind) && !f.confidential && f.type !== 'textarea' && f.type !== 'url',
  )

/** What is typed as a condition: as the field stores it. Undefined for what is no value of its. */
export function conditionFrom(
  { id: fieldId, type }: CustomField,
  typed: string,
): CustomCondition | undefined {
  switch (type) {
    case 'checkbox':
      return { fieldId, ticked: true }
    case 'multi_select':
      return { fieldId, holds: typed }
    case 'number':
    case 'currency': {
      const equals = type === 'number' ? Number(typed.replaceAll(',', '')) : parseMoney(typed)
      return equals === null || Number.isNaN(equals) ? undefined : { fieldId, equals }
    }
    case 'phone': {
      const phone = parsePhone(typed)
      return phone === null ? undefined : { fieldId, is: phone }
    }
    default:
      return { fieldId, is: typed }
  }
}

/** What a condition asks for, as a value of the field. */
export const valueOfCondition = (condition: CustomCondition): CustomValue =>
  'ticked' in condition
    ? true
    : 'equals' in condition
      ? condition.equals
      : 'is' in condition
        ? condition.is
        : [condition.holds]

export const conditionOf = (search: ListSearch, fieldId: number): CustomCondition | undefined =>
  readCustomFilter(search.custom).find((c) => c.fieldId === fieldId)

/** The search with another condition on one of the company's own fields, or none. */
export const withCondition = (
  search: ListSearch,
  fieldId: number,
  next: CustomCondition | null,
): ListSearch => ({
  ...search,
  custom: writeCustomFilter([
    ...readCustomFilter(search.custom).filter((c) => c.fieldId !== fieldId),
    ...(next ? [next] : []),
  ]),
})

/** A filter that holds: what it says, and the search without it. */
export type HeldFilter = { key: string; label: string; words: string; without: ListSearch }

const listed = (words: string[]): string =>
  words.length > 2 ? `${words.slice(0, 2).join(', ')} and ${words.length - 2} more` : words.join(', ')

function wordsOf(
  field: FilterField,
  search: ListSearch,
  offers: Offers,
): { words: string; names: Name[] } | null {
  const said = (choices: readonly Choice[], values: readonly (string | number)[]) =>
    listed(values.map((value) => choices.find((c) => c.value === String(value))?.label ?? `#${value}`))
  switch (field.type) {
    case 'some': {
      const values = search[field.name] as (string | number)[] | undefined
      return values?.length ? { words: said(field.choices(offers), values), names: [field.name] } : null
    }
    case 'one': {
      const value = search[field.name] as string | undefined
      return value && value !== 'all' ? { words: said(field.choices, [value]), names: [field.name] } : null
    }
    case 'text': {
      const value = search[field.name] as string | undefined
      return value ? { words: `${value}…`, names: [field.name] } : null
    }
    case 'states':
      return search.state
        ? { words: search.state.toUpperCase().replaceAll(',', ', '), names: ['state'] }
        : null
    case 'tags': {
      if (!search.tagId?.length) return null
      const how = { any: '', all: 'all of ', none: 'none of ' }[search.tags ?? 'any']
      const choices = offers.tags.map(({ id, name }) => ({ value: String(id), label: name }))
      return { words: `${how}${said(choices, search.tagId)}`, names: ['tagId', 'tags'] }
    }
    case 'days': {
      const [from, to] = [search[field.from], search[field.to]] as (string | undefined)[]
      if (!from && !to) return null
      const words =
        from && to
          ? from === to
            ? formatDate(from)
            : `${formatDate(from)} – ${formatDate(to)}`
          : from
            ? `from ${formatDate(from)}`
            : `until ${formatDate(to!)}`
      return { words, names: [field.from, field.to] }
    }
  }
}

/** The filters that hold, in the drawer's order; not those that the bar above the list shows by themselves. */
export function heldFilters(
  kind: Kind,
  search: ListSearch,
  offers: Offers,
  shownElsewhere: readonly Name[],
): HeldFilter[] {
  const fields = filterSections
    .flatMap(({ fields }) => fields)
    .filter((field) => !field.only || field.only === kind)
    .filter((field) => !('name' in field && shownElsewhere.includes(field.name)))
  const held = fields.flatMap((field): HeldFilter[] => {
    const found = wordsOf(field, search, offers)
    if (!found) return []
    const without = { ...search }
    for (const name of found.names) delete without[name]
    return [{ key: field.label, label: field.label, words: found.words, without }]
  })
  const own = customFilterFields(offers.options, kind).flatMap((f): HeldFilter[] => {
    const condition = conditionOf(search, f.id)
    if (!condition) return []
    const words = customValueText(f, valueOfCondition(condition), offers.currency) ?? ''
    return [{ key: `custom ${f.id}`, label: f.name, words, without: withCondition(search, f.id, null) }]
  })
  return [...held, ...own]
}

export const stateChoices: Choice[] = regions.map(({ code, name }) => ({
  value: code,
  label: `${name} (${code})`,
}))
