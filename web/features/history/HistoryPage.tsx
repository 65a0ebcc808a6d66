/** What happened to a record, newest first: who, when, from where, and every field's old and new value. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { history } from '#shared/contracts/history.ts'
import { endpointPages } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { recordEvents } from './event-names.ts'
import { HistoryEntryRow } from './HistoryEntryRow.tsx'
import { HistoryFilters } from './HistoryFilters.tsx'
import { HistoryList, nothingSet } from './HistoryList.tsx'
import type { HistorySearch } from './history-search.ts'

const from = '/$company/customers/$customerId/history'
const pageSize = 50

export function HistoryPage() {
  const { company, customerId } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const filter = (change: Partial<HistorySearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const pages = useInfiniteQuery(
    endpointPages(
      history.ofCustomer,
      { params: { customerId }, query: { ...search, limit: pageSize } },
      'before',
    ),
  )
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <Panel
      title="History"
      actions={
        <HistoryFilters
          search={search}
          filter={filter}
          users={pages.data?.pages[0]?.users ?? []}
          events={recordEvents}
        />
      }
      flush
    >
      <HistoryList
        pages={pages}
        empty="Every change of this record will stand here."
        onShowAll={filtered ? () => filter(nothingSet) : null}
        row={(entry) => <HistoryEntryRow entry={entry} record={{ company, customerId }} key={entry.id} />}
      />
    </Panel>
  )
}
