/** /{company}/administration/history: what happened at the company, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { history } from '#shared/contracts/history.ts'
import { endpointPages } from '#web/api/queries.ts'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { companyEvents } from './event-names.ts'
import { HistoryEntryRow } from './HistoryEntryRow.tsx'
import { HistoryFilters } from './HistoryFilters.tsx'
import { HistoryList, nothingSet } from './HistoryList.tsx'
import type { CompanyHistorySearch } from './history-search.ts'

const from = '/$company/administration/history'
const pageSize = 50

const subjects = [
  { value: 'records', label: 'Customers and leads' },
  { value: 'company', label: 'Users, settings, sign-ins' },
] as const

export function CompanyHistoryPage() {
  const { company } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const filter = (change: Partial<CompanyHistorySearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const pages = useInfiniteQuery(
    endpointPages(history.ofCompany, { query: { ...search, limit: pageSize } }, 'before'),
  )
  const filtered = Object.values(search).some((value) => value !== undefined)
  useTitle('History')
  return (
    <Page>
      <PageHeader title="History" note="Everything that was done, by whom; nobody can change it" />
      <Panel
        title="Entries"
        actions={
          <HistoryFilters
            search={search}
            filter={filter}
            users={pages.data?.pages[0]?.users ?? []}
            events={companyEvents}
          >
            <FilterChip
              label="About"
              choices={subjects}
              value={search.about}
              onChange={(about) => filter({ about })}
              anyLabel="Everything"
            />
          </HistoryFilters>
        }
        flush
      >
        <HistoryList
          pages={pages}
          empty="Every change at the company will stand here."
          onShowAll={filtered ? () => filter(nothingSet) : null}
          row={(entry) => (
            <HistoryEntryRow
              entry={entry}
              record={entry.customer ? { company, customerId: entry.customer.id } : undefined}
              name={entry.customer?.name}
              key={entry.id}
            />
          )}
        />
      </Panel>
    </Page>
  )
}
