/** Columns of a record's equipment. */
import type { Equipment } from '#shared/contracts/equipment.ts'
import { equipmentCategories, equipmentStatuses } from '#shared/rules/equipment.ts'
import { formatDate } from '#shared/time.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { nameOf, statusTones } from './equipment-words.ts'
import classes from './equipment.module.css'

type Means = {
  /** null: the reader may change nothing. */
  edit: ((row: Equipment) => void) | null
  /** Whether any device belongs to another area than the first. */
  areas: boolean
}

export const equipmentColumns = ({ edit, areas }: Means): Column<Equipment>[] => [
  {
    key: 'zone',
    head: 'Zone',
    width: 74,
    sortable: true,
    cell: ({ zone }) => zone && <span className={`${classes.zone} tabular`}>{zone}</span>,
  },
  {
    key: 'name',
    head: 'Name',
    sortable: true,
    maxWidth: 220,
    cell: (row) =>
      edit ? (
        <button
          type="button"
          className={classes.name}
          aria-label={`Edit ${row.zone ? `zone ${row.zone}, ` : ''}${nameOf(row)}`}
          title={row.note || undefined}
          onClick={() => edit(row)}
        >
          {nameOf(row)}
        </button>
      ) : (
        <span title={row.note || undefined}>{nameOf(row)}</span>
      ),
  },
  {
    key: 'item',
    head: 'Item',
    sortable: true,
    maxWidth: 260,
    cell: ({ item }) => (
      <>
        {item.name} {item.partNumber && <span className={classes.dim}>{item.partNumber}</span>}
      </>
    ),
  },
  {
    key: 'category',
    head: 'Category',
    sortable: true,
    cell: ({ item }) => equipmentCategories[item.category].label,
  },
  { key: 'wireType', head: 'Wire type', sortable: true, cell: ({ wireType }) => wireType?.name },
  { key: 'place', head: 'Place', maxWidth: 160, cell: ({ place }) => place },
  ...(areas
    ? [{ key: 'area', head: 'Area', numeric: true, cell: ({ area }) => area } satisfies Column<Equipment>]
    : []),
  {
    key: 'status',
    head: 'Status',
    sortable: true,
    cell: ({ status }) => <StatusDot tone={statusTones[status]} label={equipmentStatuses[status]} />,
  },
  {
    key: 'serial',
    head: 'Serial / MAC',
    maxWidth: 170,
    cell: ({ serial }) => serial && <span className="tabular">{serial}</span>,
  },
  {
    key: 'installedOn',
    head: 'Installed',
    sortable: true,
    cell: ({ installedOn }) => installedOn && formatDate(installedOn),
  },
  {
    key: 'warrantyUntil',
    head: 'Warranty',
    sortable: true,
    cell: ({ warrantyUntil, warrantyEnded }) =>
      warrantyUntil && (
        <span className={warrantyEnded ? classes.dim : undefined}>
          {warrantyEnded ? `Ended ${formatDate(warrantyUntil)}` : formatDate(warrantyUntil)}
        </span>
      ),
  },
]
