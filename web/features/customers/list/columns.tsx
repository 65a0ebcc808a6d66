/** The columns of both lists: number and name, and those that the user chose among all fields of the record. */
import { extraColumns, isListColumn, type ListColumn } from '#shared/contracts/customer-list.ts'
import { type CustomerRow, mask } from '#shared/contracts/customers.ts'
import { type CustomField, customKey, isCustomKey, isOffered } from '#shared/rules/custom-fields.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import {
  cards,
  cardOf,
  customerFields,
  field,
  type FieldName,
  fieldNames,
  hasField,
} from '#shared/rules/customer-fields.ts'
import { Chip } from '#web/ui/Chip.tsx'
import type { Column } from '#web/ui/DataTable.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import { StatusDot, StatusSquare } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import { customFieldsOf, type Options } from './filter-fields.ts'
import type { SortKey } from './list-search.ts'
import classes from './list.module.css'

type Kind = 'customer' | 'lead'
/** The company's own fields by the names of their columns. */
export type OwnFields = ReadonlyMap<string, CustomField>

export const ownFieldsOf = (options: Options | undefined): OwnFields =>
  new Map(customFieldsOf(options).map((field) => [customKey(field.id), field]))

/** What a list shows until one chooses. */
const defaults: Record<Kind, readonly ListColumn[]> = {
  customer: [
    'accountNumber',
    'primaryPhone',
    'city',
    'locationId',
    'status',
    'saleDate',
    'soldById',
    'tags',
    'createdAt',
  ],
  lead: ['primaryPhone', 'city', 'status', 'callbackAt', 'leadRepId', 'tags', 'createdAt'],
}

/** Columns whose values every row carries. */
const carried: ReadonlySet<string> = new Set<ListColumn>([
  'status',
  'createdAt',
  'accountNumber',
  'primaryPhone',
  'city',
  'saleDate',
])
const carriedByCustomers: ReadonlySet<string> = new Set<ListColumn>(['locationId', 'soldById'])

/** The columns shown: those chosen that this list has, or the usual ones. */
export const shownColumns = (kind: Kind, chosen: readonly string[] | null): ListColumn[] =>
  (chosen ?? defaults[kind]).filter(
    (name): name is ListColumn => isListColumn(name) && isColumnOf(kind, name),
  )

const isColumnOf = (kind: Kind, name: ListColumn): boolean =>
  !(name in customerFields) || hasField(name as FieldName, kind)

/** Without columns of fields that the company has no more. */
export const knownColumns = (
  columns: readonly ListColumn[],
  options: Options | undefined,
  own: OwnFields,
): ListColumn[] => columns.filter((name) => !options || !isCustomKey(name) || own.has(name))

/** What the rows must be asked for beside what they carry anyway; undefined for nothing. */
export const columnsToAsk = (kind: Kind, columns: readonly ListColumn[]): string | undefined =>
  columns
    .filter((name) => !carried.has(name) && !(kind === 'customer' && carriedByCustomers.has(name)))
    .join(',') || undefined

const extraHeads = { status: 'Status', createdAt: 'Created', tags: 'Tags' } as const
const shortHeads: Partial<Record<ListColumn, string>> = {
  accountNumber: 'Account',
  primaryPhone: 'Phone',
  locationId: 'Location',
  saleDate: 'Sale date',
  soldById: 'Sold by',
  callbackAt: 'Callback',
}
export const headOf = (name: ListColumn, own: OwnFields): string =>
  isCustomKey(name)
    ? (own.get(name)?.name ?? '')
    : (shortHeads[name] ?? extraHeads[name as keyof typeof extraHeads] ?? field(name as FieldName).label)

export const ownFieldsTitle = 'Own fields'

const cardTitles = {
  personal: 'Personal',
  sale: 'Sale',
  installation: 'Installation & equipment',
  services: 'Services',
  lead: 'Lead',
} as const

/** All columns that the list can show, by card. */
export const columnGroups = (kind: Kind, own: OwnFields): { title: string; columns: ListColumn[] }[] => [
  { title: 'Record', columns: [...extraColumns] },
  ...cards
    .map((card) => ({
      title: cardTitles[card],
      columns: fieldNames.filter(
        (name) =>
          name !== 'firstName' && name !== 'lastName' && hasField(name, kind) && cardOf(name, kind) === card,
      ) as ListColumn[],
    }))
    .filter(({ columns }) => columns.length > 0),
  ...(own.size > 0
    ? [
        {
          title: ownFieldsTitle,
          columns: [...own].flatMap(([name, f]) => (isOffered(f, kind) ? [name as ListColumn] : [])),
        },
      ]
    : []),
]

const sortsOf: Partial<Record<ListColumn, SortKey>> = {
  saleDate: 'sale',
  city: 'city',
  createdAt: 'created',
  installDate: 'install',
  accountNumber: 'account',
  callbackAt: 'callback',
}

const saleStates: Record<string, { label: string; tone: Tone }> = {
  open: { label: 'Open', tone: 'attention' },
  sold: { label: 'Sold', tone: 'good' },
  canceled: { label: 'Canceled', tone: 'bad' },
}

export const nameOf = (row: CustomerRow) => (
  <span className={classes.name}>
    <span className={classes.nameWords}>
      {row.name}
      {row.businessName && <span className={classes.business}> · {row.businessName}</span>}
    </span>
    {row.archived && <Chip>Archived</Chip>}
    {row.statuses.length > 0 && (
      <span className={classes.squares}>
        {row.statuses.map(({ category, label, tone, detail }) => (
          <StatusSquare key={category} tone={tone} label={label} detail={detail} />
        ))}
      </span>
    )}
  </span>
)

export const statusOf = (kind: Kind, { status }: CustomerRow) =>
  kind === 'customer' ? <StatusDot {...(saleStates[status] ?? { label: status, tone: 'neutral' })} /> : status

const tagsShown = 2

function tagsOf({ tags = [] }: CustomerRow) {
  const more = tags.length - tagsShown
  return (
    <span className={classes.tags} title={tags.map(({ name }) => name).join(', ')}>
      {tags.slice(0, tagsShown).map(({ id, name, colour }) => (
        <span key={id} className={classes.tag} data-colour={colour}>
          {name}
        </span>
      ))}
      {more > 0 && <span className={classes.moreTags}>+{more}</span>}
    </span>
  )
}

/** The name that an id of this field stands for. */
function nameIn(options: Options | undefined, name: FieldName, id: unknown): string {
  const f = field(name)
  const among =
    f.type === 'user'
      ? options?.users
      : f.type === 'catalogue'
        ? options?.catalogues[f.catalogue]
        : f.type === 'location'
          ? options?.locations
          : f.type === 'monitoringCompany'
            ? options?.monitoringCompanies
            : f.type === 'serviceProvider'
              ? options?.serviceProviders
              : undefined
  return among?.find((option) => option.id === id)?.name ?? (options ? `#${String(id)}` : '')
}

function valueOf(name: FieldName, row: CustomerRow, options: Options | undefined) {
  const value = row.fields[name]
  if (value === undefined || value === null || value === '') return null
  if (value === mask) return <span title="Hidden from you">{mask}</span>
  const f = field(name)
  switch (f.type) {
    case 'phone':
      return <Phone value={String(value)} />
    case 'date':
      return <Day on={String(value)} />
    case 'instant':
      return <Time at={String(value)} short />
    case 'checkbox':
      return value ? 'Yes' : 'No'
    case 'choice':
      return f.options.find((option) => option.value === value)?.label ?? String(value)
    case 'ssn':
      return <span className="tabular">{String(value).replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')}</span>
    case 'user':
    case 'catalogue':
    case 'location':
    case 'monitoringCompany':
    case 'serviceProvider':
      return nameIn(options, name, value)
    case 'customer':
      return `#${String(value)}`
    default:
      return String(value)
  }
}

function ownValueOf(f: CustomField, { custom }: CustomerRow, currency: string) {
  const value = custom?.[f.id]
  if (value === undefined || value === null) return null
  if (value === mask) return <span title="Hidden from you">{mask}</span>
  if (f.type === 'phone') return <Phone value={String(value)} />
  return customValueText(f, value, currency)
}

function cellOf(
  kind: Kind,
  name: ListColumn,
  { options, own, currency }: Words,
): Column<CustomerRow>['cell'] {
  const f = own.get(name)
  if (f) return (row) => ownValueOf(f, row, currency)
  switch (name) {
    case 'status':
      return (row) => statusOf(kind, row)
    case 'createdAt':
      return (row) => <Time at={row.createdAt} short />
    case 'tags':
      return tagsOf
    case 'accountNumber':
      return (row) => <span className="tabular">{row.accountNumber}</span>
    case 'primaryPhone':
      return (row) => <Phone value={row.primaryPhone} />
    case 'city':
      return ({ city, state }) => [city, state].filter(Boolean).join(', ')
    case 'saleDate':
      return (row) => row.saleDate && <Day on={row.saleDate} />
    case 'locationId':
      return (row) => row.location
    case 'soldById':
      return (row) => row.soldBy
    default:
      return (row) => (isCustomKey(name) ? null : valueOf(name, row, options))
  }
}

/** What the cells are written with. */
type Words = { options: Options | undefined; own: OwnFields; currency: string }

/** The table's columns: number, name, and those that are shown. The lists are ordered by none of the company's own fields. */
export function tableColumns(kind: Kind, shown: readonly ListColumn[], words: Words): Column<CustomerRow>[] {
  return [
    { key: 'number', head: '#', numeric: true, width: 76, sortable: true, cell: (row) => row.id },
    { key: 'name', head: 'Name', sortable: true, maxWidth: 320, cell: nameOf },
    ...shown.map((name): Column<CustomerRow> => {
      const sortBy = sortsOf[name]
      return {
        key: name,
        head: headOf(name, words.own),
        ...(sortBy && { sortable: true, sortBy }),
        numeric: ['number', 'currency'].includes(words.own.get(name)?.type ?? ''),
        maxWidth: name === 'tags' ? 260 : 180,
        cell: cellOf(kind, name, words),
      }
    }),
  ]
}
