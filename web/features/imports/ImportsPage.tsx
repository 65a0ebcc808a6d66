/** /{company}/administration/imports: what was brought in from files, and how far it is (TAB-024). */
import { Button, NativeSelect } from '@mantine/core'
import { IconFileImport, IconUpload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'
import { type DataImport, imports } from '#shared/contracts/imports.ts'
import { importKinds, importStates } from '#shared/rules/imports.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { isBusy, number, stateTones } from './import-words.ts'
import type { importsSearch } from './imports-search.ts'
import { UploadDialog } from './UploadDialog.tsx'
import classes from './imports.module.css'

type Search = z.output<typeof importsSearch>

const columns: readonly Column<DataImport>[] = [
  { key: 'file', head: 'File', maxWidth: 280, cell: ({ fileName }) => fileName },
  { key: 'kind', head: 'Contents', cell: ({ kind }) => importKinds[kind] },
  {
    key: 'state',
    head: 'State',
    cell: (row) => (
      <StatusDot
        tone={stateTones[row.state]}
        label={
          isBusy(row) && row.total > 0
            ? `${importStates[row.state]}, ${Math.floor((100 * row.position) / row.total)}%`
            : importStates[row.state]
        }
      />
    ),
  },
  { key: 'rows', head: 'Rows', numeric: true, cell: ({ total }) => number(total) },
  { key: 'created', head: 'Created', numeric: true, cell: (row) => written(row, row.created) },
  { key: 'updated', head: 'Updated', numeric: true, cell: (row) => written(row, row.updated) },
  { key: 'refused', head: 'Refused', numeric: true, cell: (row) => written(row, row.refused) },
  { key: 'by', head: 'By', maxWidth: 160, cell: ({ by }) => by },
  { key: 'at', head: 'Uploaded', cell: ({ createdAt }) => <Time at={createdAt} /> },
]

/** What a check has counted is nothing that was written. */
const written = ({ state }: DataImport, count: number) =>
  state === 'new' || state === 'checking' || state === 'checked' ? '' : number(count)

export function ImportsPage() {
  useTitle('Import')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/imports' })
  const navigate = useNavigate()
  const { kind, state } = search
  const pages = useInfiniteQuery({
    ...endpointPages(imports.list, { query: { kind, state } }, 'before'),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isBusy)) ? 3000 : false,
  })
  const go = (change: Partial<Search>) =>
    void navigate({
      to: '/$company/administration/imports',
      params: { company },
      search: { ...search, ...change },
      replace: true,
    })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const filtered = kind !== undefined || state !== undefined
  const add = (
    <Button size="sm" leftSection={<IconUpload size={15} aria-hidden />} onClick={() => go({ new: true })}>
      Import a file
    </Button>
  )
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <Page>
      <PageHeader title="Import" actions={add} />
      <div className={classes.filters}>
        <NativeSelect
          aria-label="Contents"
          value={kind ?? ''}
          data={[{ value: '', label: 'Everything' }, ...optionsOf(importKinds)]}
          onChange={({ currentTarget: { value } }) => go({ kind: (value || undefined) as Search['kind'] })}
        />
        <NativeSelect
          aria-label="State"
          value={state ?? ''}
          data={[{ value: '', label: 'In any state' }, ...optionsOf(importStates)]}
          onChange={({ currentTarget: { value } }) => go({ state: (value || undefined) as Search['state'] })}
        />
      </div>
      <Panel flush>
        <DataTable
          label="Imports"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowLink={({ id }) =>
            linkOptions({
              to: '/$company/administration/imports/$importId',
              params: { company, importId: id },
            })
          }
          skeletons={6}
          footer={rows && <MoreRows pages={pages} shown={rows.length} />}
          empty={
            <EmptyState
              icon={IconFileImport}
              title={filtered ? 'No import fits' : 'Nothing has been imported yet'}
              action={!filtered && add}
            >
              {filtered
                ? 'Choose another kind or state.'
                : 'Take a CSV file of customers, leads, equipment or recurring invoices, say what its columns mean, and have it checked before anything is written.'}
            </EmptyState>
          }
        />
      </Panel>
      {search.new && (
        <UploadDialog company={company} first={kind ?? 'customer'} onClose={() => go({ new: undefined })} />
      )}
    </Page>
  )
}

const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
