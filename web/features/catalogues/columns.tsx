/** The columns of a catalogue’s list: the hand to drag by, the name, its fields, where it is used, whether it is active. */
import { Switch, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconGripVertical } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { filterQuery } from '#shared/contracts/customer-list.ts'
import { type Amount, type CatalogueField, isThere, valueText } from '#shared/rules/catalogue-fields.ts'
import { storedData } from '#shared/rules/catalogue-data.ts'
import { type CatalogueKey } from '#shared/rules/catalogues.ts'
import { customerFields } from '#shared/rules/customer-fields.ts'
import { breakdownFlaws } from '#shared/rules/mmr-breakdown.ts'
import { formatCents } from '#shared/money.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import classes from './catalogues.module.css'
import type { Order } from './use-order.ts'
import type { Catalogue, Value } from './use-catalogue.ts'

type Options = {
  catalogue: Catalogue
  company: string
  /** Rates are shown by their line items. */
  breakout: boolean
  /** Absent where nothing can be sorted: while one searches, among inactive values. */
  order: Order | null
  onActive: (value: Value, active: boolean) => void
}

const numericTypes = new Set(['money', 'whole', 'decimal'])

export function columnsOf(options: Options): Column<Value>[] {
  const { catalogue, order, breakout } = options
  const fields = Object.entries(catalogue.definition.fields).filter(([, f]) => f.inList !== false)
  return [
    ...(order ? [handColumn(order)] : []),
    nameColumn(options),
    ...fields.flatMap(([name, f]) => {
      if (f.type !== 'amounts') return [fieldColumn(catalogue, name, f)]
      return breakout ? amountColumns(catalogue, name) : []
    }),
    usageColumn(options),
    activeColumn(options),
  ]
}

const handColumn = (order: Order): Column<Value> => ({
  key: 'hand',
  head: 'Move',
  hideHead: true,
  width: 40,
  cell: (value) => (
    <button
      type="button"
      className={classes.hand}
      data-dragged={order.draggedId === value.id || undefined}
      aria-label={`Move ${value.name}`}
      aria-description="Drag it, or press the arrow keys up and down"
      title="Drag to sort, or use the arrow keys"
      onPointerDown={(event) => order.startDrag(event, value.id)}
      onKeyDown={(event) => order.onKeyDown(event, value.id)}
    >
      <IconGripVertical size={15} aria-hidden />
    </button>
  ),
})

const nameColumn = ({ catalogue, breakout }: Options): Column<Value> => ({
  key: 'name',
  head: catalogue.definition.nameLabel ?? 'Name',
  maxWidth: 320,
  cell: (value) => {
    const flaws = catalogue.key === 'mmr' && breakout ? flawsOf(catalogue, value) : []
    if (!flaws.length) return <span className={classes.name}>{value.name}</span>
    const why = `${flaws.join(', ')}. It stays where it is and is not offered anew.`
    return (
      <span className={classes.marked}>
        <span className={classes.name}>{value.name}</span>
        <Tooltip label={why} multiline maw={300}>
          <span className={classes.flaw}>
            <IconAlertTriangle size={12} aria-hidden />
            Old breakdown
          </span>
        </Tooltip>
      </span>
    )
  },
})

/** In what a rate’s breakdown differs from the company’s line items (REC-105). */
const flawsOf = ({ references }: Catalogue, value: Value): string[] =>
  breakdownFlaws(storedData('mmr', value.data), references.items ?? [])

const fieldColumn = ({ texts }: Catalogue, name: string, f: CatalogueField): Column<Value> => ({
  key: name,
  head: f.label,
  numeric: numericTypes.has(f.type),
  maxWidth: 260,
  cell({ data }) {
    if (!isThere(f, data)) return null
    const text = valueText(f, data[name] ?? null, texts)
    if (f.type === 'check') return data[name] ? 'Yes' : <span className={classes.no}>No</span>
    return text ?? <span className={classes.no}>–</span>
  },
})

/** One column for each line item that is in use. */
const amountColumns = ({ references, texts }: Catalogue, name: string): Column<Value>[] =>
  (references[name] ?? [])
    .filter((item) => item.active)
    .map((item) => ({
      key: `item ${item.id}`,
      head: item.name,
      numeric: true,
      cell({ data }) {
        const amount = (data[name] as readonly Amount[]).find(({ id }) => id === item.id)
        return amount ? (
          formatCents(amount.amountCents, texts.currency)
        ) : (
          <span className={classes.no}>–</span>
        )
      },
    }))

/** Which filter of which list shows the records that have a value of the catalogue. */
function filterFor(key: CatalogueKey, what: string): { kind: 'customer' | 'lead'; name: string } | null {
  if (what !== 'customer' && what !== 'lead') return null
  const name = Object.entries(customerFields).find(
    ([, f]) => f.type === 'catalogue' && f.catalogue === key,
  )?.[0]
  return name && name in filterQuery.shape ? { kind: what, name } : null
}

const usageColumn = ({ catalogue: { key }, company }: Options): Column<Value> => ({
  key: 'usage',
  head: 'Used by',
  cell: ({ id, usage }) =>
    usage.length === 0 ? (
      <span className={classes.no}>Nothing</span>
    ) : (
      <span className={classes.uses}>
        {usage.map(({ what, label, count }) => {
          const text = `${count.toLocaleString('en-US')} ${label}`
          const filter = filterFor(key, what)
          return filter ? (
            <Link
              key={what}
              to={filter.kind === 'lead' ? '/$company/leads' : '/$company/customers'}
              params={{ company }}
              search={{ [filter.name]: id }}
            >
              {text}
            </Link>
          ) : (
            <span key={what}>{text}</span>
          )
        })}
      </span>
    ),
})

const activeColumn = ({ catalogue: { abilities }, onActive }: Options): Column<Value> => ({
  key: 'active',
  head: 'Active',
  width: 76,
  cell: (value) => (
    <Switch
      size="xs"
      aria-label={`Active: ${value.name}`}
      checked={value.active}
      disabled={!abilities.modify}
      onChange={(event) => onActive(value, event.currentTarget.checked)}
    />
  ),
})
