import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { audit, type ConfidentialRead } from '#shared/contracts/audit.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { AuditFilters, useAuditSearch } from './AuditFilters.tsx'
import { atColumn, fromColumn, recordColumn, userColumn, whatColumn } from './audit-cells.tsx'
import { nothingSet } from './audit-search.ts'

/** Who was shown which confidential values; an hour's repetitions are one row. */
export function ReadsTable() {
  const { company } = useParams({ from: '/$company/administration/audit' })
  const { search, filter, filtered } = useAuditSearch()
  const { show: _, ...query } = search
  const pages = useInfiniteQuery(endpointPages(audit.reads, { query }, 'before'))
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const first = pages.data?.pages[0]
  const columns: Column<ConfidentialRead>[] = [
    atColumn,
    userColumn,
    recordColumn(company, (id) => filter({ customerId: id })),
    {
      key: 'fields',
      head: 'Fields',
      maxWidth: 300,
      cell: ({ fields }) => {
        const words = fields.map(({ label }) => label).join(', ')
        return <span title={words}>{words}</span>
      },
    },
    whatColumn,
    fromColumn,
  ]
  return (
    <Panel
      title="Confidential values"
      note={first && `kept for ${first.keptDays} days`}
      actions={
        <AuditFilters
          what="reads"
          users={first?.users ?? []}
          mayExport={(first?.abilities.export ?? false) && (rows?.length ?? 0) > 0}
        >
          <FilterChip
            label="Field"
            choices={(first?.fields ?? []).map(({ key, label }) => ({ value: key, label }))}
            value={search.field}
            onChange={(field) => filter({ field })}
            anyLabel="All of them"
          />
        </AuditFilters>
      }
      flush
    >
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Reads of confidential values"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          skeletons={8}
          empty={
            filtered ? (
              <EmptyState
                icon={IconEye}
                title="Nothing fits the filter"
                action={
                  <Button variant="default" onClick={() => filter(nothingSet)}>
                    Show everything
                  </Button>
                }
              />
            ) : (
              <EmptyState icon={IconEye} title="Nobody was shown anything confidential">
                Whoever sees an SSN, a passcode or another confidential value unmasked will stand here.
              </EmptyState>
            )
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
    </Panel>
  )
}
