/** /{company}/accounting/payables: everything that is owed because of records that one may see, and what it comes to. */
import { Button } from '@mantine/core'
import { IconCoins, IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { payables } from '#shared/contracts/payables.ts'
import { payableSources, payableStatuses, type PayableStatus } from '#shared/rules/payables.ts'
import { download } from '#web/api/download.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import {
  filterOf,
  isFiltered,
  listQueryOf,
  type PayablesSearch,
  sortedBy,
  sortOf,
} from './accounting-search.ts'
import { CompanyNav } from './CompanyNav.tsx'
import { payableTones } from './payable-marks.ts'
import { PayableBulkBar } from './PayableBulkBar.tsx'
import { type ListedPayable, useTicked } from './use-ticked.ts'
import classes from './accounting.module.css'

const PayRunDialog = lazy(async () => ({ default: (await import('./PayRunDialog.tsx')).PayRunDialog }))
const from = '/$company/accounting/payables'
const statuses = (Object.keys(payableStatuses) as PayableStatus[]).map((value) => ({
  value,
  label: payableStatuses[value],
}))

export function PayableListPage() {
  useTitle('Payables')
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  const search: PayablesSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: PayablesSearch) => void navigate({ search: next, replace: true })
  const filter = filterOf(search)
  const totals = useEndpointQuery(
    payables.totals,
    { query: filter },
    { placeholderData: (previous) => previous },
  ).data
  const options = useEndpointQuery(payables.options, {}).data
  const pages = useInfiniteQuery({
    ...endpointPages(payables.list, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const ticked = useTicked(rows, JSON.stringify(filter))
  const [paying, setPaying] = useState(false)
  const change = (next: PayablesSearch) => go({ ...search, ...next })
  const named = (list: { id: number; name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const mayModify = may('payables.modify')
  const some = ticked.everything || ticked.ids.length > 0
  const which = ticked.everything ? { filter, count: totals?.count } : { ids: [...ticked.ids] }
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          note={totals && <span aria-live="polite">{totals.count.toLocaleString('en-US')} payables</span>}
          actions={
            <span className={classes.actions}>
              <LinkButton size="xs" variant="default" to="/$company/accounting/pay-runs" params={{ company }}>
                Pay runs
              </LinkButton>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                onClick={() => void download(payables.exportCsv, { body: filter }).catch(toastFailed)}
              >
                Export
              </Button>
            </span>
          }
        />
        <CompanyNav />
        {totals && (
          <div className={classes.aging}>
            {(
              [
                ['Pending', totals.pendingCents, 'pending'],
                ['Requires review', totals.reviewCents, 'requires_review'],
                ['Approved, to pay', totals.approvedCents, 'approved'],
              ] as const
            ).map(([label, cents, status]) => (
              <button
                key={label}
                type="button"
                className={classes.bucket}
                data-on={search.status === status || undefined}
                aria-pressed={search.status === status}
                onClick={() => change({ status: search.status === status ? undefined : status })}
              >
                <span>{label}</span>
                <span>
                  <Money amountCents={cents} />
                </span>
              </button>
            ))}
            {(
              [
                ['Amount', totals.amountCents],
                ['Paid', totals.paidCents],
                ['Outstanding', totals.outstandingCents],
              ] as const
            ).map(([label, cents]) => (
              <div key={label} className={classes.bucket}>
                <span>{label}</span>
                <span>
                  <Money amountCents={cents} />
                </span>
              </div>
            ))}
          </div>
        )}
        {some ? (
          <PayableBulkBar
            ticked={ticked}
            which={which}
            found={totals?.count ?? 0}
            shown={rows?.length ?? 0}
            onPay={() => setPaying(true)}
          />
        ) : (
          <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
            <FilterChip
              label="Status"
              choices={statuses}
              value={search.status}
              onChange={(status) => change({ status })}
            />
            <FilterChip
              label="Payee"
              choices={named(options?.payees)}
              value={search.payeeUserId}
              onChange={(payeeUserId) => change({ payeeUserId })}
            />
            <FilterChip
              label="Function"
              choices={named(options?.functions)}
              value={search.functionId}
              onChange={(functionId) => change({ functionId })}
            />
            <FilterChip
              label="Location"
              choices={named(options?.locations)}
              value={search.locationId}
              onChange={(locationId) => change({ locationId })}
            />
            <DayFilter
              className={classes.day}
              label="Earned from"
              labelWidth={92}
              value={search.earnedFrom}
              onChange={(earnedFrom) => change({ earnedFrom })}
            />
            <DayFilter
              className={classes.day}
              label="Earned to"
              labelWidth={76}
              value={search.earnedTo}
              onChange={(earnedTo) => change({ earnedTo })}
            />
            {isFiltered(search) && (
              <Button
                variant="subtle"
                size="xs"
                onClick={() => go({ sort: search.sort, direction: search.direction })}
              >
                Clear filters
              </Button>
            )}
          </div>
        )}
      </div>
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Payables"
          scrollId="payables"
          columns={columns}
          frozen={2}
          rows={rows}
          busy={pages.isPlaceholderData}
          rowKey={(row) => row.id}
          isMuted={({ status }) => status === 'denied'}
          rowLink={(row) =>
            linkOptions({
              to: '/$company/customers/$customerId/accounting/payables',
              params: { company, customerId: row.customer.id },
            })
          }
          selection={mayModify ? ticked.selection : undefined}
          sort={sortOf(search)}
          onSort={(key) => go(sortedBy(search, key))}
          empty={
            <EmptyState
              icon={IconCoins}
              title={isFiltered(search) ? 'No payable fits these filters' : 'Nothing is owed yet'}
            >
              Payables are made by payroll functions, or by hand on a customer’s record under Accounting.
            </EmptyState>
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
      <Suspense fallback={null}>
        {paying && (
          <PayRunDialog
            which={which}
            rows={ticked.everything ? null : ticked.rows}
            today={options?.today ?? ''}
            onClose={() => setPaying(false)}
            onDone={ticked.clear}
          />
        )}
      </Suspense>
    </div>
  )
}

const columns: Column<ListedPayable>[] = [
  { key: 'number', head: '#', numeric: true, width: 70, sortable: true, cell: (row) => row.id },
  { key: 'customer', head: 'Customer', maxWidth: 200, sortable: true, cell: (row) => row.customer.name },
  { key: 'payee', head: 'Payee', maxWidth: 180, cell: (row) => row.payee.name },
  { key: 'function', head: 'Job function', maxWidth: 180, cell: (row) => row.function?.name ?? (row.source === 'hand' ? payableSources.hand : '') },
  { key: 'status', head: 'Status', cell: (row) => <StatusBox tone={payableTones[row.status]} label={payableStatuses[row.status]} /> },
  { key: 'amount', head: 'Amount', numeric: true, sortable: true, cell: (row) => <Money amountCents={row.amountCents} /> },
  { key: 'paid', head: 'Paid', numeric: true, cell: (row) => row.paidCents !== 0 && <Money amountCents={row.paidCents} /> },
  { key: 'outstanding', head: 'Outstanding', numeric: true, cell: (row) => row.outstandingCents !== 0 && <Money amountCents={row.outstandingCents} /> },
  { key: 'earned', head: 'Earned', sortable: true, cell: (row) => <Day on={row.earnedOn} /> },
  { key: 'paidOn', head: 'Paid on', cell: (row) => row.paidOn && <Day on={row.paidOn} /> },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
] // prettier-ignore
