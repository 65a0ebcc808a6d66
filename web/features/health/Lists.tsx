/** The lists behind what needs attention; which one, and of which provider, stands in the address. */
import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Endpoint, Input } from '#shared/contract.ts'
import { type CheckedAccount, health, type HealthSummary, type OpenPush } from '#shared/contracts/health.ts'
import { findings } from '#shared/rules/health.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable, type Selection } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { accountColumns, moneyColumns, pushColumns, strayColumns } from './health-columns.tsx'
import { type HealthList, type HealthSearch, ofProvider, pageSize } from './health-search.ts'
import { findingWords } from './health-words.ts'
import classes from './health.module.css'
import { useChosen } from './use-chosen.ts'
import { useLook, useRetry, useRetryAll } from './use-health.ts'

type Props = {
  company: string
  summary: HealthSummary
  search: HealthSearch
  onSearch: (next: HealthSearch) => void
}

export function Lists(props: Props) {
  const { search, onSearch } = props
  const labels: Record<HealthList, string> = {
    accounts: 'Found at the providers',
    failed: 'Failed updates',
    late: 'Late updates',
    billed: 'Billed, not monitored',
    monitored: 'Monitored, not billed',
    strays: 'Nobody’s accounts',
  }
  const content: Record<HealthList, () => ReactNode> = {
    accounts: () => <Accounts {...props} />,
    failed: () => <Pushes {...props} state="failed" key="failed" />,
    late: () => <Pushes {...props} state="late" key="late" />,
    billed: () => <MoneyList {...props} list="billed" key="billed" />,
    monitored: () => <MoneyList {...props} list="monitored" key="monitored" />,
    strays: () => <Strays {...props} />,
  }
  return (
    <PageTabs
      value={search.list ?? 'accounts'}
      onChange={(list) => onSearch({ ...ofProvider(search), ...(list !== 'accounts' && { list }) })}
      tabs={(Object.keys(labels) as HealthList[]).map((value) => ({
        value,
        label: labels[value],
        content: content[value],
      }))}
    />
  )
}

/** The pages of a list, read as far as one has scrolled. */
function usePages<R>(endpoint: Endpoint, query: object) {
  const pages = useInfiniteQuery({
    ...endpointPages(endpoint, { query: { ...query, limit: pageSize } } as Input<Endpoint>, 'after'),
    placeholderData: keepPreviousData,
  })
  return { pages, rows: pages.data?.pages.flatMap((page) => (page as unknown as { items: R[] }).items) }
}

type TableProps<R> = {
  label: string
  columns: readonly Column<R>[]
  of: ReturnType<typeof usePages<R>>
  rowKey: (row: R) => string
  rowLink?: (row: R) => LinkProps
  selection?: Selection<R>
  good: string
}

function Table<R>({ label, of: { pages, rows }, good, ...table }: TableProps<R>) {
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <DataTable
      label={label}
      {...table}
      rows={rows}
      busy={pages.isPlaceholderData}
      skeletons={6}
      empty={
        <EmptyState icon={IconCircleCheck} title="Nothing here">
          {good}
        </EmptyState>
      }
      footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
    />
  )
}

/** The provider's filter, whatever else the list filters by, and what can be done with its rows. */
function Filters({ summary, search, onSearch, children }: Props & { children?: ReactNode }) {
  const key = ({ kind, id }: { kind: string; id: number }) => `${kind}.${id}`
  const chosen = search.providerKind && search.providerId && `${search.providerKind}.${search.providerId}`
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip
        label="Provider"
        choices={summary.providers.map((provider) => ({ value: key(provider), label: provider.name }))}
        value={chosen || undefined}
        onChange={(value) => {
          const provider = summary.providers.find((one) => key(one) === value)
          const { providerKind: _, providerId: __, ...rest } = search
          onSearch({ ...rest, ...(provider && { providerKind: provider.kind, providerId: provider.id }) })
        }}
      />
      {children}
    </div>
  )
}

const accountKey = ({ kind, id }: CheckedAccount | OpenPush) => `${kind}.${id}`

const toAccount =
  (company: string) =>
  ({ kind, customerId }: CheckedAccount | OpenPush): LinkProps =>
    kind === 'monitoring'
      ? linkOptions({
          to: '/$company/customers/$customerId/connections/monitoring',
          params: { company, customerId },
        })
      : linkOptions({
          to: '/$company/customers/$customerId/connections/isp',
          params: { company, customerId },
        })

function Accounts(props: Props) {
  const { company, search, onSearch } = props
  const of = usePages<CheckedAccount>(health.accounts, { ...ofProvider(search), finding: search.finding })
  const chosen = useChosen(of.rows ?? [])
  const look = useLook()
  return (
    <>
      <Filters {...props}>
        <FilterChip
          label="Found"
          choices={[...findings, 'unreachable' as const].map((value) => ({
            value,
            label: findingWords[value].label,
          }))}
          value={search.finding}
          onChange={(finding) => {
            const { finding: _, ...rest } = search
            onSearch({ ...rest, ...(finding && { finding }) })
          }}
        />
        <div className={classes.right}>
          <Button
            size="xs"
            variant="default"
            disabled={chosen.items.length === 0}
            title={chosen.items.length === 0 ? 'Select accounts first' : undefined}
            loading={look.isPending}
            onClick={() => {
              look.run(chosen.items)
              chosen.clear()
            }}
          >
            Look again{chosen.items.length > 0 && ` at ${chosen.items.length}`}
          </Button>
        </div>
      </Filters>
      <Table
        label="Found at the providers"
        columns={accountColumns}
        of={of}
        rowKey={accountKey}
        rowLink={toAccount(company)}
        selection={chosen.table}
        good="Every account that was looked at is as the record says."
      />
    </>
  )
}

function Pushes(props: Props & { state: 'failed' | 'late' }) {
  const { company, search, state } = props
  const of = usePages<OpenPush>(health.pushes, { ...ofProvider(search), state })
  const chosen = useChosen((of.rows ?? []).filter(({ mayRetry }) => mayRetry))
  const retry = useRetry()
  const retryAll = useRetryAll()
  const some = chosen.items.length > 0
  return (
    <>
      <Filters {...props}>
        {state === 'failed' && (of.rows?.length ?? 0) > 0 && (
          <div className={classes.right}>
            <Button
              size="xs"
              variant={some ? 'filled' : 'default'}
              loading={retry.isPending || retryAll.isPending}
              onClick={() => {
                if (some) retry.run({ items: chosen.items })
                else retryAll.run(search)
                chosen.clear()
              }}
            >
              {some ? `Retry ${chosen.items.length}` : 'Retry all'}
            </Button>
          </div>
        )}
      </Filters>
      <Table
        label={state === 'failed' ? 'Failed updates' : 'Late updates'}
        columns={pushColumns(state)}
        of={of}
        rowKey={accountKey}
        rowLink={toAccount(company)}
        {...(state === 'failed' && { selection: chosen.table })}
        good={
          state === 'failed'
            ? 'Every saved change was taken by its provider.'
            : 'No saved change waits for longer than 15 minutes.'
        }
      />
    </>
  )
}

function MoneyList(props: Props & { list: 'billed' | 'monitored' }) {
  const { company, search, list } = props
  const of = usePages<Parameters<ReturnType<typeof moneyColumns>[number]['cell']>[0]>(health.money, {
    ...ofProvider(search),
    list,
  })
  return (
    <>
      <Filters {...props} />
      <Table
        label={list === 'billed' ? 'Billed, not monitored' : 'Monitored, not billed'}
        columns={moneyColumns(list)}
        of={of}
        rowKey={({ customerId }) => String(customerId)}
        rowLink={({ customerId }) =>
          linkOptions({ to: '/$company/customers/$customerId/connections', params: { company, customerId } })
        }
        good={
          list === 'billed'
            ? 'Everybody who pays a monthly rate is linked and in service.'
            : 'Nobody is monitored for nothing.'
        }
      />
    </>
  )
}

function Strays(props: Props) {
  const of = usePages<Parameters<(typeof strayColumns)[number]['cell']>[0]>(
    health.strays,
    ofProvider(props.search),
  )
  return (
    <>
      <Filters {...props} />
      <Table
        label="Accounts that no customer holds"
        columns={strayColumns}
        of={of}
        rowKey={({ id }) => String(id)}
        good="Every account that a provider lists as yours belongs to a customer here. Some providers have no list to ask for."
      />
    </>
  )
}
