/** The rows that were refused, each with its reasons by column. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Output } from '#shared/contract.ts'
import { imports } from '#shared/contracts/imports.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { number } from './import-words.ts'
import classes from './imports.module.css'

type Row = Output<typeof imports.refusals>['items'][number]

const columns: readonly Column<Row>[] = [
  // As a spreadsheet counts, in which the headings are the first row.
  { key: 'row', head: 'Row', width: 90, numeric: true, cell: (row) => number(row.number + 1) },
  {
    key: 'reasons',
    head: 'Why',
    cell: ({ errors }) => (
      <span className={classes.reason}>
        {errors.map(({ column, message }, i) => (
          <span key={i}>
            {i > 0 && '; '}
            {column && <strong>{column}: </strong>}
            {message}
          </span>
        ))}
      </span>
    ),
  },
]

export function Refusals({ importId }: { importId: number }) {
  const pages = useInfiniteQuery(endpointPages(imports.refusals, { params: { importId } }, 'after'))
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <DataTable
      label="Refused rows and reasons"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.number}
      skeletons={4}
      footer={rows && <MoreRows pages={pages} shown={rows.length} />}
    />
  )
}
