import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { formatInstant } from '#shared/time.ts'
import { audit, type DeniedAttempt } from '#shared/contracts/audit.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { AuditFilters, useAuditSearch } from './AuditFilters.tsx'
import { atColumn, fromColumn, recordColumn, userColumn, whatColumn } from './audit-cells.tsx'
import { nothingSet } from './audit-search.ts'

/** What was refused for want of a permission; an hour's repetitions are one row. */
export function DenialsTable() {
  const { company } = useParams({ from: '/$company/administration/audit' })
  const { timeZone } = useLocale()
  const { search, filter, filtered } = useAuditSearch()
  const { userId, customerId, from, to } = search
  const pages = useInfiniteQuery(
    endpointPages(audit.denials, { query: { userId, customerId, from, to } }, 'before'),
  )
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const first = pages.data?.pages[0]
  const columns: Column<DeniedAttempt>[] = [
    atColumn,
    userColumn,
    whatColumn,
    recordColumn(company, (id) => filter({ customerId: id })),
    {
      key: 'permission',
      head: 'Missing permission',
      maxWidth: 240,
      cell: (row) => row.permission || row.code,
    },
    {
      key: 'times',
      head: 'Times',
      numeric: true,
      cell: ({ times, lastAt }) =>
        times === 1 ? (
          '1'
        ) : (
          <span title={`The last of them ${formatInstant(lastAt, timeZone)}`}>
            {times.toLocaleString('en-US')}
          </span>
        ),
    },
    fromColumn,
  ]
  return (
    <Panel
      title="Denied attempts"
      note={first && `kept for ${first.keptDays} days`}
      actions={
        <AuditFilters
          what="denials"
          users={first?.users ?? []}
          mayExport={(first?.abilities.export ?? false) && (rows?.length ?? 0) > 0}
        />
      }
      flush
    >
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Denied attempts"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          skeletons={8}
          empty={
            filtered ? (
              <EmptyState
                icon={IconLock}
                title="No attempt fits the filter"
                action={
                  <Button variant="default" onClick={() => filter(nothingSet)}>
                    Show everything
                  </Button>
                }
              />
            ) : (
              <EmptyState icon={IconLock} title="Nobody was refused anything">
                Whoever tries what their permissions do not allow will stand here.
              </EmptyState>
            )
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
    </Panel>
  )
}
