/** The columns of both lists. */
import type { CustomerFilter, CustomerRow } from '#shared/contracts/customers.ts'
import { Chip } from '#web/ui/Chip.tsx'
import type { Column } from '#web/ui/DataTable.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import { StatusDot, StatusSquare } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './list.module.css'

const saleStates: Record<string, { label: string; tone: Tone }> = {
  open: { label: 'Open', tone: 'attention' },
  sold: { label: 'Sold', tone: 'good' },
  canceled: { label: 'Canceled', tone: 'bad' },
}

const placeOf = ({ city, state }: CustomerRow) => [city, state].filter(Boolean).join(', ')

const nameOf = (row: CustomerRow) => (
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

/**
 * @param withSeller whether the rows tell who sold: they do for whoever may see sale information.
 */
export function columnsOf(kind: CustomerFilter['kind'], withSeller: boolean): Column<CustomerRow>[] {
  const isCustomer = kind === 'customer'
  const sale: Column<CustomerRow>[] = [
    {
      key: 'sale',
      head: 'Sale date',
      sortable: true,
      cell: (row) => row.saleDate && <Day on={row.saleDate} />,
    },
    ...(withSeller
      ? [{ key: 'soldBy', head: 'Sold by', maxWidth: 160, cell: (row: CustomerRow) => row.soldBy }]
      : []),
  ]
  return [
    { key: 'number', head: '#', numeric: true, width: 84, sortable: true, cell: (row) => row.id },
    { key: 'name', head: 'Name', sortable: true, maxWidth: 340, cell: nameOf },
    ...(isCustomer
      ? [
          {
            key: 'account',
            head: 'Account',
            maxWidth: 140,
            cell: (row: CustomerRow) => <span className="tabular">{row.accountNumber}</span>,
          },
        ]
      : []),
    { key: 'phone', head: 'Phone', cell: (row) => <Phone value={row.primaryPhone} /> },
    { key: 'place', head: 'City', maxWidth: 180, cell: placeOf },
    { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
    {
      key: 'status',
      head: 'Status',
      maxWidth: 160,
      cell: ({ status }) =>
        isCustomer ? <StatusDot {...(saleStates[status] ?? { label: status, tone: 'neutral' })} /> : status,
    },
    ...(isCustomer ? sale : []),
    { key: 'created', head: 'Created', cell: (row) => <Time at={row.createdAt} short /> },
  ]
}
