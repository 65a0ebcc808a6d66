/** /{company}/tickets: every ticket that one may see, and one's own. */
import { Button, SegmentedControl } from '@mantine/core'
import { IconTicket } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { notes, type TicketRow } from '#shared/contracts/notes.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { PagedTable, rowsOf } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { BulkBar } from './BulkBar.tsx'
import { ticketColumns } from './ticket-columns.tsx'
import { TicketFilters } from './TicketFilters.tsx'
import {
  cleared,
  filterOf,
  isFiltered,
  listQueryOf,
  sortedBy,
  sortOf,
  type TicketSearch,
  type TicketSort,
} from './ticket-search.ts'
import classes from './tickets.module.css'

const from = '/$company/tickets'
/** As many as one call changes. */
const mostSelected = 200

const countText = ({ count, more }: { count: number; more: boolean }) =>
  `${count.toLocaleString('en-US')}${more ? '+' : ''}`

/** The selected rows; what has left the list meanwhile is selected no more. */
function useSelection(rows: readonly TicketRow[] = []) {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set())
  const selected = rows.filter(({ id, modify }) => modify && ids.has(id))
  return {
    selected,
    has: (id: number) => ids.has(id),
    toggle: (id: number) =>
      setIds((now) => new Set(now.has(id) ? [...now].filter((x) => x !== id) : [...now, id])),
    clear: () => setIds(new Set()),
    all: () =>
      setIds(
        new Set(
          rows
            .filter(({ modify }) => modify)
            .slice(0, mostSelected)
            .map(({ id }) => id),
        ),
      ),
    canSelectAll: rows.some(({ id, modify }) => modify && !ids.has(id)) && selected.length < mostSelected,
  }
}

export function TicketsPage() {
  const { company } = useParams({ from: '/$company' })
  const given = useSearch({ from })
  const navigate = useNavigate({ from })
  const seesQueue = useMay()('tickets_page.view')
  // Without the right to the queue one still sees one's own.
  const search: TicketSearch = seesQueue ? given : { ...given, whose: 'mine' }
  const mine = search.whose === 'mine'
  const go = (next: TicketSearch) => void navigate({ search: next, replace: true })
  useTitle(mine ? 'My tickets' : 'Tickets')

  const pages = useInfiniteQuery({
    ...endpointPages(notes.tickets, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const { data: count } = useEndpointQuery(
    notes.countTickets,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  )
  const rows = rowsOf(pages)
  const selection = useSelection(rows)
  const { selected } = selection
  const holds = {
    open: selected.some(({ closedAt }) => closedAt === null),
    closed: selected.some(({ closedAt }) => closedAt !== null),
  }
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title={mine ? 'My tickets' : 'Tickets'}
          note={count && <span aria-live="polite">{countText(count)}</span>}
          actions={
            seesQueue && (
              <SegmentedControl
                size="xs"
                aria-label="Whose tickets"
                value={mine ? 'mine' : 'all'}
                onChange={(value) =>
                  go({ ...search, whose: value === 'mine' ? 'mine' : undefined, assigneeId: undefined })
                }
                data={[
                  { value: 'all', label: 'All tickets' },
                  { value: 'mine', label: 'My tickets' },
                ]}
              />
            )
          }
        />
        {selected.length > 0 ? (
          <div className={classes.bulkRow}>
            <BulkBar selected={selected.map(({ id }) => id)} holds={holds} onClear={selection.clear} />
            {selection.canSelectAll && (
              <Button size="xs" variant="subtle" onClick={selection.all}>
                Select all shown
              </Button>
            )}
          </div>
        ) : (
          <TicketFilters
            search={search}
            onChange={(change) => go({ ...search, ...change })}
            onClear={() => go(cleared(search))}
          />
        )}
      </div>
      <PagedTable
        pages={pages}
        label={mine ? 'My tickets' : 'Tickets'}
        scrollId="tickets"
        columns={ticketColumns(selection, mine)}
        frozen={3}
        rowKey={(row) => row.id}
        rowLink={(row) =>
          linkOptions({
            to: '/$company/customers/$customerId/notes',
            params: { company, customerId: row.customerId },
            search: { note: row.id },
          })
        }
        isMuted={(row) => row.closedAt !== null}
        sort={sortOf(search)}
        onSort={(key) => go(sortedBy(search, key as TicketSort))}
        empty={<NoTickets search={search} mine={mine} onClear={() => go(cleared(search))} />}
      />
    </div>
  )
}

function NoTickets({ search, mine, onClear }: { search: TicketSearch; mine: boolean; onClear: () => void }) {
  if (isFiltered(search))
    return (
      <EmptyState
        icon={IconTicket}
        title="No ticket fits these filters"
        action={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      />
    )
  return (
    <EmptyState icon={IconTicket} title={mine ? 'Nothing is assigned to you' : 'No open tickets'}>
      A ticket is opened on the customer’s record, under Notes & Tickets. It stands here until somebody closes
      it.
    </EmptyState>
  )
}
