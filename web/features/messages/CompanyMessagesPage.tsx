/** /{company}/messages: what came in unread, what failed, what belongs to nobody yet, and all the rest. */
import { Button } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type MessageRow, messages } from '#shared/contracts/messages.ts'
import { messageCategories, messageChannels } from '#shared/rules/messages.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AssignDialog } from './AssignDialog.tsx'
import { ChannelMark, MessageStateMark, shownAddress } from './MessageFacts.tsx'
import type { MessageSearch } from './messages-search.ts'
import classes from './messages.module.css'

const from = '/$company/messages'
const choices = <K extends string>(words: Record<K, string>) =>
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }))

export function CompanyMessagesPage() {
  useTitle('Messages')
  const { company } = useParams({ from: '/$company' })
  const search: MessageSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: MessageSearch) => void navigate({ search: next, replace: true })
  const set = (change: MessageSearch) => go({ ...search, ...change })
  const [assigned, setAssigned] = useState<MessageRow | null>(null)
  const pages = useInfiniteQuery({
    ...endpointPages(messages.list, { query: search }, 'before'),
    placeholderData: keepPreviousData,
  })
  const { data: counts } = useEndpointQuery(messages.counts, {}, { refetchInterval: 30_000 })
  const count = (label: string, n: number | undefined) =>
    n ? `${label} (${n >= 1000 ? '1000+' : n})` : label
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader title="Messages" />
        <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
          <FilterChip
            label="Show"
            choices={[
              { value: 'unread' as const, label: count('Unread', counts?.unread) },
              { value: 'failed' as const, label: count('Failed', counts?.failed) },
              { value: 'unassigned' as const, label: count('From nobody known', counts?.unassigned) },
              { value: 'waiting' as const, label: count('Waiting to be sent', counts?.waiting) },
              { value: 'all' as const, label: 'All' },
            ]}
            value={search.show === 'attention' ? undefined : search.show}
            onChange={(show) => set({ show })}
            anyLabel="What needs somebody"
          />
          <FilterChip
            label="Channel"
            choices={choices(messageChannels)}
            value={search.channel}
            onChange={(channel) => set({ channel })}
          />
          <FilterChip
            label="Direction"
            choices={[
              { value: 'in' as const, label: 'Received' },
              { value: 'out' as const, label: 'Sent' },
            ]}
            value={search.direction}
            onChange={(direction) => set({ direction })}
          />
          <FilterChip
            label="Category"
            choices={choices(messageCategories)}
            value={search.category}
            onChange={(category) => set({ category })}
          />
          <FilterChip
            label="Location"
            choices={(counts?.locations ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={search.locationId}
            onChange={(locationId) => set({ locationId })}
          />
          {isFiltered && (
            <Button variant="subtle" size="xs" onClick={() => go({})}>
              Clear filters
            </Button>
          )}
        </div>
      </div>
      <PagedTable
        pages={pages}
        label="Messages"
        scrollId="messages"
        columns={columns(setAssigned)}
        rowKey={(row) => row.id}
        rowLink={(row) =>
          row.customer
            ? linkOptions({
                to: '/$company/customers/$customerId/messages',
                params: { company, customerId: row.customer.id },
              })
            : linkOptions({ to: '/$company/messages', params: { company }, search })
        }
        empty={
          <EmptyState
            icon={IconMessages}
            title={isFiltered ? 'No message fits these filters' : 'Nothing waits for anybody'}
          >
            {isFiltered
              ? 'Choose other filters.'
              : 'What customers write, and what could not be delivered, stands here until somebody has seen to it.'}
          </EmptyState>
        }
      />
      {assigned && <AssignDialog message={assigned} onClose={() => setAssigned(null)} />}
    </div>
  )
}

const columns = (assign: (row: MessageRow) => void): Column<MessageRow>[] => [
  {
    key: 'customer',
    head: 'Customer',
    maxWidth: 200,
    cell: (row) => row.customer?.name ?? shownAddress(row.theirAddress),
  },
  { key: 'channel', head: 'Channel', cell: (row) => <ChannelMark channel={row.channel} /> },
  {
    key: 'state',
    head: 'State',
    cell: (row) => <MessageStateMark state={row.state} reason={row.reason} />,
  },
  {
    key: 'message',
    head: 'Message',
    maxWidth: 380,
    cell: (row) => (row.subject ? `${row.subject}: ${row.body}` : row.body),
  },
  { key: 'reason', head: 'Reason', maxWidth: 260, cell: (row) => row.reason },
  { key: 'at', head: 'When', cell: (row) => <Time at={row.createdAt} short /> },
  {
    key: 'by',
    head: 'Sent by',
    maxWidth: 140,
    cell: (row) => (row.direction === 'in' ? '' : (row.createdBy ?? 'System')),
  },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
  {
    key: 'assign',
    head: 'Assign',
    hideHead: true,
    cell: (row) =>
      row.customer === null && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={(event) => {
            event.preventDefault()
            event.stopPropagation()
            assign(row)
          }}
        >
          Choose customer
        </Button>
      ),
  },
]
