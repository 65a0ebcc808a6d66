/** How each provider stands, and how many of its accounts. */
import { Link } from '@tanstack/react-router'
import type { HealthSummary, ProviderHealth } from '#shared/contracts/health.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import type { HealthSearch } from './health-search.ts'
import { standing } from './health-words.ts'
import classes from './health.module.css'

export function Providers({ company, summary }: { company: string; summary: HealthSummary }) {
  /** A count that leads to its list. */
  const count = (
    key: string,
    head: string,
    of: (provider: ProviderHealth) => number,
    search: HealthSearch,
  ): Column<ProviderHealth> => ({
    key,
    head,
    numeric: true,
    cell: (row) =>
      of(row) === 0 ? (
        <span className={classes.none}>0</span>
      ) : (
        <Link
          to="/$company/connection-health"
          params={{ company }}
          search={{ ...search, providerKind: row.kind, providerId: row.id }}
          hash="list"
          aria-label={`${head} at ${row.name}: ${of(row)}`}
        >
          {of(row).toLocaleString('en-US')}
        </Link>
      ),
  })
  const columns: Column<ProviderHealth>[] = [
    { key: 'name', head: 'Provider', maxWidth: 220, cell: (row) => row.name },
    { key: 'state', head: 'State', cell: (row) => <StatusDot {...standing(row)} /> },
    { key: 'linked', head: 'Linked', numeric: true, cell: (row) => row.linked.toLocaleString('en-US') },
    count('missing', 'Missing', ({ missing }) => missing, { finding: 'missing' }),
    count('out', 'Out of service', ({ outOfService }) => outOfService, { finding: 'out_of_service' }),
    count('taken', 'Taken', ({ taken }) => taken, { finding: 'taken' }),
    count('drift', 'Differ', ({ drifting }) => drifting, { finding: 'drift' }),
    count('failed', 'Failed', ({ failed }) => failed, { list: 'failed' }),
    {
      key: 'waiting',
      head: 'On their way',
      numeric: true,
      cell: (row) => row.waiting.toLocaleString('en-US'),
    },
    {
      key: 'unchecked',
      head: 'Never looked at',
      numeric: true,
      cell: (row) => row.unchecked.toLocaleString('en-US'),
    },
    {
      key: 'oldest',
      head: 'Oldest look',
      cell: ({ oldestCheckAt }) => oldestCheckAt && <Time at={oldestCheckAt} short />,
    },
  ]
  return (
    <Panel title="Providers" flush>
      <DataTable
        label="Providers"
        columns={columns}
        rows={summary.providers}
        rowKey={({ kind, id }) => `${kind}.${id}`}
        empty={
          <EmptyState title="No account is linked yet">
            Link customers under Connections on their records: how each provider stands then shows here.
          </EmptyState>
        }
      />
    </Panel>
  )
}
