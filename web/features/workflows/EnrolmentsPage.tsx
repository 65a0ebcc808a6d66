/** The record's Workflows tab: the runs through guided workflows, what is unfinished first (REC-032, TAB-004). */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconLock, IconPlus, IconTimelineEvent } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { type EnrolmentSummary, workflows } from '#shared/contracts/workflows.ts'
import {
  enrolmentStatuses,
  enrolmentStatusKeys,
  isUnfinished,
  workflowPurposes,
} from '#shared/rules/workflows.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useBegin, useOffered } from './use-workflows.ts'
import { statusTones } from './workflow-words.ts'
import classes from './workflows.module.css'
import type { RecordWorkflowsSearch } from './workflows-search.ts'

const from = '/$company/customers/$customerId/workflows'

const statusChoices = [
  { value: 'unfinished' as const, label: 'Unfinished' },
  ...enrolmentStatusKeys.map((value) => ({ value, label: enrolmentStatuses[value] })),
]

export function EnrolmentsPage() {
  const { customerId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(workflows.ofCustomer, { params: { customerId } })
  const record = useEndpointQuery(customers.open, { params: { customerId } }).data
  if (data && record) return <Enrolments list={data} record={record} />
  if (error instanceof Problem && error.status === 403)
    return (
      <EmptyState icon={IconLock} title="You may not see this record’s workflows">
        This needs the permission “Customer Workflows: View” at the location of this record.
      </EmptyState>
    )
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the workflows">
      <LinesSkeleton count={8} />
    </div>
  )
}

type Props = { list: Output<typeof workflows.ofCustomer>; record: Customer }

function Enrolments({ list, record }: Props) {
  const params = useParams({ from })
  const search: RecordWorkflowsSearch = useSearch({ from })
  const navigate = useNavigate()
  const go = (change: RecordWorkflowsSearch) =>
    void navigate({ to: from, params, search: { ...search, ...change }, replace: true })
  const { items, abilities } = list
  const rows = sorted(
    items.filter(({ status }) =>
      search.status === undefined
        ? true
        : search.status === 'unfinished'
          ? isUnfinished(status)
          : status === search.status,
    ),
    search,
  )
  const stalled = items.filter((item) => item.stalled)
  const add = abilities.create && (
    <StartMenu
      record={record}
      items={items}
      opened={search.new === true}
      onChange={(opened) => go({ new: opened || undefined })}
    />
  )
  return (
    <>
      {stalled.length > 0 && (
        <Notice tone="attention" title="Nobody has worked on this for days.">
          {stalled.map(({ name }) => `“${name}”`).join(', ')}: continue, or end what is no longer needed.
        </Notice>
      )}
      <Panel
        title="Workflows"
        note={items.length > 0 && <span className="tabular">{items.length}</span>}
        actions={items.length > 0 && add}
        flush
      >
        {items.length === 0 ? (
          <EmptyState icon={IconTimelineEvent} title="No workflows yet" action={add}>
            {abilities.create
              ? 'A workflow leads through a job step by step, with a script for each: a welcome call, onboarding, a yearly check.'
              : 'Guided steps that somebody begins for this record stand here.'}
          </EmptyState>
        ) : (
          <>
            <div className={classes.filters} role="group" aria-label="Filters">
              <FilterChip
                label="Status"
                choices={statusChoices}
                value={search.status}
                onChange={(status) => go({ status })}
              />
            </div>
            <DataTable
              label="Workflows"
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              frozen={1}
              rowLink={({ id }) => ({
                to: '/$company/customers/$customerId/workflows/$enrolmentId',
                params: { ...params, enrolmentId: id },
              })}
              isMuted={({ status }) => !isUnfinished(status)}
              sort={search.sort && { key: search.sort, direction: search.direction ?? 'asc' }}
              onSort={(key) => go(sortedBy(search, key as NonNullable<RecordWorkflowsSearch['sort']>))}
              empty={
                <EmptyState
                  icon={IconTimelineEvent}
                  title="No workflow fits"
                  action={
                    <Button variant="default" size="xs" onClick={() => go({ status: undefined })}>
                      Clear filters
                    </Button>
                  }
                />
              }
            />
          </>
        )}
      </Panel>
    </>
  )
}

const columns: Column<EnrolmentSummary>[] = [
  { key: 'name', head: 'Workflow', sortable: true, maxWidth: 260, cell: ({ name }) => name },
  {
    key: 'status',
    head: 'Status',
    cell: ({ status, stalled, reason }) => (
      <StatusDot
        tone={stalled ? 'attention' : statusTones[status]}
        label={stalled ? `${enrolmentStatuses[status]}, stalled` : enrolmentStatuses[status]}
        detail={reason ?? ''}
      />
    ),
  },
  {
    key: 'progress',
    head: 'Steps',
    numeric: true,
    cell: ({ finished, steps }) => `${finished} of ${steps}`,
  },
  { key: 'next', head: 'Next step', maxWidth: 200, cell: ({ current }) => current ?? '' },
  { key: 'purpose', head: 'For', cell: ({ purpose }) => workflowPurposes[purpose] },
  {
    key: 'started',
    head: 'Begun',
    sortable: true,
    cell: ({ startedAt, startedBy }) => (
      <>
        <Time at={startedAt} short /> · {startedBy}
      </>
    ),
  },
  {
    key: 'moved',
    head: 'Last worked on',
    sortable: true,
    cell: ({ movedAt }) => <Time at={movedAt} short />,
  },
  { key: 'id', head: 'ID', numeric: true, cell: ({ id }) => `#${id}` },
]

const keys = {
  name: ({ name }: EnrolmentSummary) => name.toLowerCase(),
  started: ({ startedAt }: EnrolmentSummary) => startedAt,
  moved: ({ movedAt }: EnrolmentSummary) => movedAt,
}

function sorted(items: EnrolmentSummary[], { sort, direction }: RecordWorkflowsSearch): EnrolmentSummary[] {
  if (!sort) return items
  const key = keys[sort]
  const up = items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id))
  return direction === 'desc' ? up.reverse() : up
}

/** A click on a column: up, then down, then the list's own order again. */
function sortedBy(
  search: RecordWorkflowsSearch,
  key: NonNullable<RecordWorkflowsSearch['sort']>,
): RecordWorkflowsSearch {
  if (search.sort !== key) return { sort: key, direction: undefined }
  return search.direction === 'desc'
    ? { sort: undefined, direction: undefined }
    : { sort: key, direction: 'desc' }
}

type StartProps = {
  record: Customer
  items: readonly EnrolmentSummary[]
  opened: boolean
  onChange: (opened: boolean) => void
}

/** The workflows that can be begun on this record, but for those that it is in the middle of. */
function StartMenu({ record, items, opened, onChange }: StartProps) {
  const offered = useOffered(true)
  const { begin, beginning } = useBegin(record.id)
  const converts = record.kind === 'lead' && record.abilities.actions.includes('convert')
  const choices = (offered ?? []).filter(
    ({ purpose }) => purpose === 'record' || (purpose === 'conversion' && converts),
  )
  const running = new Set(items.filter(({ status }) => isUnfinished(status)).map(({ name }) => name))
  return (
    <Menu position="bottom-end" width={300} opened={opened} onChange={onChange}>
      <Menu.Target>
        <Button
          size="xs"
          loading={beginning}
          leftSection={<IconPlus size={14} aria-hidden />}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Start workflow
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {choices.map(({ id, name, description }) => (
          <Menu.Item key={id} disabled={running.has(name)} onClick={() => begin(id)}>
            {name}
            <div className={classes.dim}>{running.has(name) ? 'Under way already' : description}</div>
          </Menu.Item>
        ))}
        {choices.length === 0 && (
          <Menu.Label>
            None is set up for {record.kind === 'lead' ? 'leads' : 'customers'} yet. An administrator does
            that under Administration, Workflows.
          </Menu.Label>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
