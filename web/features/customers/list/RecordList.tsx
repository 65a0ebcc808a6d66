/** The list of customers and that of leads: they differ in words, columns and filters. */
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus, IconSearch, IconUserSearch, IconUsersPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { customers, type CustomerRow } from '#shared/contracts/customers.ts'
import type { ListView } from '#shared/contracts/lists.ts'
import { wholeSsn } from '#shared/rules/lists.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { BulkBar } from './BulkBar.tsx'
import { ColumnPicker } from './ColumnPicker.tsx'
import { columnsToAsk, knownColumns, ownFieldsOf, tableColumns } from './columns.tsx'
import { ExportButton } from './ExportButton.tsx'
import { Filters, useOffers } from './Filters.tsx'
import {
  cleared,
  filterOf,
  isFiltered,
  isSort,
  listQueryOf,
  type ListSearch,
  sortedBy,
  sortOf,
} from './list-search.ts'
import classes from './list.module.css'
import { RecordCards } from './RecordCards.tsx'
import { Recents } from './Recents.tsx'
import { NewCustomerLink } from '#web/features/workflows/NewCustomerLink.tsx'
import { useSelection } from './use-selection.ts'
import { useSetup } from './use-setup.ts'
import { Views } from './Views.tsx'

type Kind = 'customer' | 'lead'

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
  kind: Kind
  search: ListSearch
  /** Puts filters and order into the address. */
  onSearch: (search: ListSearch, how?: { replace: boolean }) => void
}

/** Nothing there yet, nothing that the filters let through, or nothing searched for. */
function NoRows({
  kind,
  search,
  idle,
  onClear,
}: {
  kind: Kind
  search: ListSearch
  idle: boolean
  onClear: () => void
}) {
  const { one } = words[kind]
  if (idle) {
    return (
      <EmptyState icon={IconSearch} title={`Search for ${one}s`}>
        Your company’s lists show rows once you search or filter.
      </EmptyState>
    )
  }
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

function NewButton({ kind }: { kind: Kind }) {
  const may = useMay()
  const { company } = useParams({ from: '/$company' })
  const { one, to, permission } = words[kind]
  if (!may(permission)) return null
  if (kind === 'customer') return <NewCustomerLink company={company} />
  return (
    <LinkButton to={to} params={{ company }} leftSection={<IconPlus size={16} />}>
      New {one}
    </LinkButton>
  )
}

const countText = ({ count, more }: { count: number; more: boolean }) =>
  `${count.toLocaleString('en-US')}${more ? '+' : ''}`

/** An address without filters opens with the view that the user chose for that; once, so that Clear clears. */
function useDefaultView(view: ListView | undefined, isBare: boolean, open: (view: ListView) => void): void {
  const settled = useRef(!isBare)
  useEffect(() => {
    if (settled.current || !view) return
    settled.current = true
    open(view)
  })
}

/**
 * Filters as the address has them, but for a social security number in the search box: an address is kept in the
 * browser's history and sent around.
 */
function useDiscreetSearch({ search: inAddress, onSearch: toAddress }: Pick<Props, 'search' | 'onSearch'>) {
  const [ssn, setSsn] = useState<string>()
  const search: ListSearch = ssn === undefined ? inAddress : { ...inAddress, search: ssn }
  const onSearch: Props['onSearch'] = (next, how) => {
    const typed = next.search && wholeSsn.test(next.search) ? next.search : undefined
    setSsn(typed)
    toAddress(typed === undefined ? next : { ...next, search: undefined }, how)
  }
  return { search, onSearch }
}

export function RecordList({ kind, ...address }: Props) {
  const { search, onSearch } = useDiscreetSearch(address)
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const may = useMay()
  const isPhone = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false })
  const { title, one, to, permission } = words[kind]
  const { setup, error: setupError, shown: chosenColumns, widths, choose, resize, show } = useSetup(kind)
  const [viewId, setViewId] = useState<number | null>(null)
  const offers = useOffers()

  const own = useMemo(() => ownFieldsOf(offers.options), [offers.options])
  const shown = knownColumns(chosenColumns, offers.options, own)
  const columns = columnsToAsk(kind, shown)
  const query = listQueryOf(kind, search, { order: setup?.order, columns })
  const idle = setup?.searchFirst === true && !isFiltered(search)
  const enabled = setup !== undefined && !idle
  const pages = useInfiniteQuery({
    ...endpointPages(customers.list, { query }, 'after'),
    placeholderData: keepPreviousData,
    enabled,
  })
  const filter = filterOf(kind, search)
  const { data: count } = useEndpointQuery(
    customers.count,
    { query: filter },
    { placeholderData: (previous) => previous, enabled },
  )
  const rows = idle ? [] : pages.data?.pages.flatMap(({ items }) => items)
  const chosen = useSelection(rows, JSON.stringify([kind, filter]))

  const clear = () => {
    setViewId(null)
    onSearch(cleared(search))
  }
  const openView = (view: ListView) => {
    setViewId(view.id)
    show(view)
    onSearch(view.search as ListSearch, { replace: true })
  }
  useDefaultView(
    setup?.views.find(({ id }) => id === setup.defaultViewId),
    Object.keys(search).length === 0,
    openView,
  )
  useTitle(title)
  useHotkeys(
    may(permission)
      ? [{ keys: 'n', does: `New ${one}`, run: () => void navigate({ to, params: { company } }) }]
      : [],
  )

  const list = {
    label: title,
    scrollId: `${kind}-list`,
    rows,
    rowLink: (row: CustomerRow) =>
      linkOptions({ to: '/$company/customers/$customerId', params: { company, customerId: row.id } }),
    empty: <NoRows kind={kind} search={search} idle={idle} onClear={clear} />,
    footer: <MoreRows pages={pages} shown={rows?.length ?? 0} />,
  }
  const error = setupError ?? pages.error
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title={title}
          note={!idle && count && <span aria-live="polite">{countText(count)}</span>}
          actions={
            <>
              {setup && (
                <Views
                  {...{ kind, setup, search, columns: shown, widths }}
                  current={setup.views.find(({ id }) => id === viewId)}
                  onChoose={openView}
                />
              )}
              <ColumnPicker kind={kind} shown={shown} own={own} onChange={choose} />
              <ExportButton kind={kind} query={{ ...query, columns: shown.join(',') }} />
              <NewButton kind={kind} />
            </>
          }
        />
        <Recents />
        <Filters kind={kind} search={search} onChange={onSearch} onClear={clear} />
      </div>
      <BulkBar {...{ kind, search, chosen, count, offers }} shown={rows?.length ?? 0} />
      {error && !rows ? (
        <ErrorState error={error} onRetry={() => void pages.refetch()} />
      ) : isPhone ? (
        <RecordCards kind={kind} {...list} />
      ) : (
        <DataTable
          {...list}
          columns={tableColumns(kind, shown, { options: offers.options, own, currency: offers.currency })}
          widths={widths}
          onResize={resize}
          frozen={2}
          selection={chosen.table}
          busy={pages.isPlaceholderData && !idle}
          rowKey={(row) => row.id}
          isMuted={(row) => row.archived}
          sort={sortOf(search, setup?.order)}
          onSort={(key) => isSort(key) && onSearch(sortedBy(search, key, setup?.order))}
        />
      )}
    </div>
  )
}
