/** /{company}/permits: alarm permits that have expired or do so soon, first what is due first (TAB-021). */
import { SegmentedControl } from '@mantine/core'
import { IconCertificate } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { regulations } from '#shared/contracts/regulations.ts'
import { permitHorizons } from '#shared/rules/regulations.ts'
import { formatDate } from '#shared/time.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'

type Row = Output<typeof regulations.expiring>['items'][number]

export function PermitsPage() {
  useTitle('Expiring permits')
  const { company } = useParams({ from: '/$company' })
  const { days = 60 } = useSearch({ from: '/$company/permits' })
  const navigate = useNavigate({ from: '/$company/permits' })
  const pages = useInfiniteQuery(endpointPages(regulations.expiring, { query: { days } }, 'after'))
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  if (pages.error && !rows)
    return <ErrorState isPage error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <Page>
      <PageHeader
        title="Expiring permits"
        note="Of active customers; a renewed permit is left out"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Expires within"
            data={permitHorizons.map((value) => ({ value: String(value), label: `${value} days` }))}
            value={String(days)}
            onChange={(next) =>
              void navigate({
                search: { days: Number(next) as (typeof permitHorizons)[number] },
                replace: true,
              })
            }
          />
        }
      />
      <Panel flush>
        <DataTable
          label="Expiring permits"
          columns={columns(company)}
          rows={rows}
          rowKey={(row) => row.id}
          skeletons={8}
          empty={
            <EmptyState icon={IconCertificate} title={`No permit expires within ${days} days`}>
              Permits are entered on the customer’s record, below its header.
            </EmptyState>
          }
        />
        <MoreRows pages={pages} shown={rows?.length ?? 0} />
      </Panel>
    </Page>
  )
}

const columns = (company: string): Column<Row>[] => [
  {
    key: 'customer',
    head: 'Customer',
    maxWidth: 260,
    cell: ({ customerId, customer }) => (
      <Link to="/$company/customers/$customerId" params={{ company, customerId }}>
        #{customerId} {customer}
      </Link>
    ),
  },
  {
    key: 'expires',
    head: 'Expires',
    cell: ({ expiresOn, expired }) => (
      <StatusDot
        tone={expired ? 'bad' : 'attention'}
        label={`${expired ? 'Expired' : 'Expires'} ${formatDate(expiresOn)}`}
      />
    ),
  },
  { key: 'city', head: 'City', cell: ({ city, state }) => [city, state].filter(Boolean).join(', ') },
  { key: 'jurisdiction', head: 'Jurisdiction', maxWidth: 220, cell: (row) => row.jurisdiction },
  { key: 'number', head: 'Permit', cell: (row) => row.number },
]
