/** Cells that both tables of the audit trail have. */
import { Link } from '@tanstack/react-router'
import type { ConfidentialRead, DeniedAttempt } from '#shared/contracts/audit.ts'
import { Chip } from '#web/ui/Chip.tsx'
import type { Column } from '#web/ui/DataTable.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './audit.module.css'

type Row = DeniedAttempt | ConfidentialRead

export const atColumn: Column<Row> = { key: 'at', head: 'When', cell: ({ at }) => <Time at={at} /> }

export const userColumn: Column<Row> = {
  key: 'user',
  head: 'Who',
  maxWidth: 230,
  cell: ({ user, staff }) => (staff ? `${staff} (Keyholder staff) as ${user.name}` : user.name),
}

export const recordColumn = (company: string, only: (customerId: number) => void): Column<Row> => ({
  key: 'record',
  head: 'Record',
  maxWidth: 220,
  cell: ({ customer }) =>
    customer &&
    (customer.name === null ? (
      <button
        type="button"
        className={classes.plainButton}
        title="Deleted, or at a location that you do not see. Shows only this record’s rows."
        onClick={() => only(customer.id)}
      >
        #{customer.id}
      </button>
    ) : (
      <Link to="/$company/customers/$customerId" params={{ company, customerId: customer.id }}>
        {customer.name}
      </Link>
    )),
})

export const whatColumn: Column<Row> = {
  key: 'what',
  head: 'What',
  maxWidth: 280,
  cell: ({ summary, operation }) => <span title={`${summary} (${operation})`}>{summary}</span>,
}

export const fromColumn: Column<Row> = {
  key: 'from',
  head: 'From',
  maxWidth: 150,
  cell: ({ address, source }) => (
    <>
      {address} {source === 'api' && <Chip>API</Chip>}
    </>
  ),
}
