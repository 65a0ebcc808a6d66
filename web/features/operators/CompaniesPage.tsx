/** The companies of the platform, and what the staff did last. */
import { Button, TextInput } from '@mantine/core'
import { IconBuilding, IconPlus, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { operators } from '#shared/contracts/operators.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { actName } from './act-names.ts'
import { NewCompanyDialog } from './NewCompanyDialog.tsx'
import classes from './operators.module.css'

type Row = Output<typeof operators.companies>['items'][number]
type Act = Output<typeof operators.acts>['items'][number]

const columns: Column<Row>[] = [
  {
    key: 'name',
    head: 'Company',
    maxWidth: 300,
    cell: (row) => (
      <Link to="/operator/$companyId" params={{ companyId: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { key: 'slug', head: 'Address', maxWidth: 180, cell: (row) => row.slug },
  { key: 'zone', head: 'Time zone', maxWidth: 180, cell: (row) => row.timeZone },
  { key: 'since', head: 'Since', cell: (row) => <Time at={row.createdAt} /> },
]

const actColumns: Column<Act>[] = [
  { key: 'at', head: 'When', cell: (row) => <Time at={row.at} /> },
  { key: 'who', head: 'Who', maxWidth: 160, cell: (row) => row.operator },
  { key: 'act', head: 'What', maxWidth: 240, cell: (row) => actName(row.act) },
  { key: 'company', head: 'Company', maxWidth: 200, cell: (row) => row.company },
  { key: 'reason', head: 'Why', maxWidth: 360, cell: (row) => row.reason },
]

const lastActs = 10

export function CompaniesPage() {
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState(false)
  const search = useDeferredValue(typed.trim())
  const { data, error, refetch } = useEndpointQuery(
    operators.companies,
    { query: { search } },
    { placeholderData: (before) => before },
  )
  const acts = useEndpointQuery(operators.acts, {}, { staleTime: 0 })
  return (
    <>
      <PageHeader
        title="Companies"
        note={data?.items.length}
        actions={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            New company
          </Button>
        }
      />
      <TextInput
        aria-label="Find a company"
        placeholder="Name or address"
        leftSection={<IconSearch size={16} aria-hidden />}
        className={classes.search}
        value={typed}
        maxLength={100}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel flush>
          <DataTable
            label="Companies"
            columns={columns}
            rows={data?.items}
            rowKey={(row) => row.id}
            skeletons={4}
            empty={
              <EmptyState icon={IconBuilding} title="No company of this name">
                Look for a part of its name or address.
              </EmptyState>
            }
          />
        </Panel>
      )}
      <Panel
        title="What the staff did last"
        actions={
          <Link to="/operator/log" search={{}}>
            The whole log
          </Link>
        }
        flush
      >
        <DataTable
          label="What the staff did last"
          columns={actColumns}
          rows={acts.data?.items.slice(0, lastActs)}
          rowKey={(row) => row.id}
          skeletons={4}
          empty={<EmptyState icon={IconBuilding} title="Nothing yet" />}
        />
      </Panel>
      {creating && <NewCompanyDialog onClose={() => setCreating(false)} />}
    </>
  )
}
