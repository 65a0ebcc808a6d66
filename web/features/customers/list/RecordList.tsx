/** The list of customers and that of leads: they differ in words, columns and filters. */
import { Button } from '@mantine/core'
import { IconPlus, IconUserSearch, IconUsersPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams } from '@tanstack/react-router'
import { type CustomerFilter, customers } from '#shared/contracts/customers.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { columnsOf } from './columns.tsx'
import { Filters } from './Filters.tsx'
import {
  cleared,
  filterOf,
  isFiltered,
  listQueryOf,
  type ListSearch,
  sortedBy,
  type SortKey,
  sortOf,
} from './list-search.ts'
import classes from './list.module.css'

const words = {
  customer: {
    title: 'Customers',
    one: 'customer',
    to: '/$company/customers/new',
    permission: 'customers.create',
  },
  lead: { title: 'Leads', one: 'lead', to: '/$company/leads/new', permission: 'leads.create' },
} as const

type Props = {
  kind: CustomerFilter['kind']
  search: ListSearch
  /** Puts filters and order into the address. */
  onSearch: (search: ListSearch, how?: { replace: boolean }) => void
}

/** Nothing there yet, or nothing that the filters let through. */
function NoRows({ kind, search, onClear }: { kind: Props['kind']; search: ListSearch; onClear: () => void }) {
  const { one } = words[kind]
  if (isFiltered(search)) {
    return (
      <EmptyState
        icon={IconUserSearch}
        title={`No ${one} fits these filters`}
        action={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      >
        Take a filter off, or search all customers and leads with the box at the top.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={IconUsersPlus} title={`No ${one}s yet`} action={<NewButton kind={kind} />}>
      {kind === 'lead'
        ? 'People you are talking to stand here until they buy.'
        : 'Sold accounts stand here, one record each.'}
    </EmptyState>
  )
}

function NewButton({ kind }: { kind: Props['kind'] }) {
  const may = useMay()
  const { company } = useParams({ from: '/$company' })
  const { one, to, permission } = words[kind]
  if (!may(permission)) return null
  return (
    <LinkButton to={to} params={{ company }} leftSection={<IconPlus size={16} />}>
      New {one}
    </LinkButton>
  )
}

function useRows(kind: Props['kind'], search: ListSearch) {
  const pages = useInfiniteQuery({
    ...endpointPages(customers.list, { query: listQueryOf(kind, search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const count = useEndpointQuery(
    customers.count,
    { query: filterOf(kind, search) },
    { placeholderData: (previous) => previous },
  )
  return { pages, count: count.data, rows: pages.data?.pages.flatMap(({ items }) => items) }
}

const countText = ({ count, more }: { count: number; more: boolean }) =>
  `${count.toLocaleString('en-US')}${more ? '+' : ''}`

export function RecordList({ kind, search, onSearch }: Props) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const may = useMay()
  const { title, one, to, permission } = words[kind]
  const { pages, rows, count } = useRows(kind, search)
  const clear = () => onSearch(cleared(search))
  useTitle(title)
  useHotkeys(
    may(permission)
      ? [{ keys: 'n', does: `New ${one}`, run: () => void navigate({ to, params: { company } }) }]
      : [],
  )

  const withSeller = rows?.some(({ soldBy }) => soldBy !== undefined) ?? false
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title={title}
          note={count && <span aria-live="polite">{countText(count)}</span>}
          actions={<NewButton kind={kind} />}
        />
        <Filters
          kind={kind}
          search={search}
          onChange={(change) =>
            onSearch(
              { ...search, ...change },
              { replace: change.name !== undefined || change.search !== undefined },
            )
          }
          onClear={clear}
        />
      </div>
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label={title}
          scrollId={`${kind}-list`}
          columns={columnsOf(kind, withSeller)}
          frozen={2}
          rows={rows}
          busy={pages.isPlaceholderData}
          rowKey={(row) => row.id}
          rowLink={(row) =>
            linkOptions({ to: '/$company/customers/$customerId', params: { company, customerId: row.id } })
          }
          isMuted={(row) => row.archived}
          sort={sortOf(search)}
          onSort={(key) => onSearch(sortedBy(search, key as SortKey))}
          empty={<NoRows kind={kind} search={search} onClear={clear} />}
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
    </div>
  )
}
