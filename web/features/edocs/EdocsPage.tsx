/** The record’s E-Docs tab: what was drafted, is out for signature, was signed (TAB-012, REC-040). */
import { Button, NativeSelect } from '@mantine/core'
import { IconSignature, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { EdocList } from '#shared/contracts/edocs.ts'
import type { EdocRow } from '#shared/contracts/edoc-values.ts'
import { edocStatuses, type EdocStatus } from '#shared/rules/edocs.ts'
import { useMay } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './edocs.module.css'
import type { EdocsSearch } from './edocs-search.ts'
import { EdocState } from './EdocState.tsx'
import { NewEdocDialog } from './NewEdocDialog.tsx'
import { useCustomerParams, useEdocs } from './use-edocs.ts'

export function EdocsPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useEdocs(customerId)
  if (data) return <Documents key={customerId} list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the documents">
      <LinesSkeleton count={8} />
    </div>
  )
}

type SortKey = NonNullable<EdocsSearch['sort']>
const sortValues: Record<SortKey, (row: EdocRow) => string | number> = {
  id: (row) => row.id,
  created: (row) => row.createdAt,
  name: (row) => row.name.toLowerCase(),
  provider: (row) => row.provider.name.toLowerCase(),
  status: (row) => edocStatuses[row.status],
  finalized: (row) => row.finalizedAt ?? '',
}

function shown(
  items: readonly EdocRow[],
  { status, find = '', sort, direction = 'asc' }: EdocsSearch,
): EdocRow[] {
  const words = find.trim().toLowerCase()
  const rows = items
    .filter((row) => !status || row.status === status)
    .filter((row) =>
      `${row.name} ${row.signers.map(({ name }) => name).join(' ')}`.toLowerCase().includes(words),
    )
  if (!sort) return rows
  const value = sortValues[sort]
  const sign = direction === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : b.id - a.id))
}

function Documents({ list }: { list: EdocList }) {
  const params = useCustomerParams()
  const search: EdocsSearch = useSearch({ from: '/$company/customers/$customerId/e-docs' })
  const navigate = useNavigate()
  const go = (change: EdocsSearch) =>
    void navigate({ to: '/$company/customers/$customerId/e-docs', params, search: { ...search, ...change }, replace: true }) // prettier-ignore
  const { items, abilities, providers } = list
  const mayAdd = abilities.create && providers.length > 0
  const add = mayAdd && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go({ new: true })}>
      New document
    </Button>
  )
  const sort = search.sort && { key: search.sort, direction: search.direction ?? ('asc' as const) }
  return (
    <>
      <Panel
        title="Electronic documents"
        note={items.length || undefined}
        actions={items.length > 0 && add}
        flush
      >
        {abilities.create && providers.length === 0 && <NoProvider />}
        {items.length === 0 ? (
          <EmptyState icon={IconSignature} title="No documents" action={add}>
            {abilities.create
              ? 'Draft an agreement from a template or a PDF, send it by e-mail, or have it signed on your tablet.'
              : 'What is sent to this customer for signature stands here.'}
          </EmptyState>
        ) : (
          <>
            {items.length > 3 && (
              <div className={classes.filters} role="group" aria-label="Filters">
                <SearchBox
                  label="Find a document"
                  placeholder="Name or signer"
                  value={search.find ?? ''}
                  onChange={(find) => go({ find: find || undefined })}
                />
                <NativeSelect
                  aria-label="Status"
                  size="xs"
                  value={search.status ?? ''}
                  data={[
                    { value: '', label: 'Every status' },
                    ...Object.entries(edocStatuses).map(([value, label]) => ({ value, label })),
                  ]}
                  onChange={(event) =>
                    go({ status: (event.currentTarget.value || undefined) as EdocStatus | undefined })
                  }
                />
              </div>
            )}
            <DataTable
              label="Electronic documents"
              columns={columns(params)}
              rows={shown(items, search)}
              rowKey={(row) => row.id}
              isMuted={(row) => row.status === 'voided' || row.status === 'expired'}
              sort={sort}
              onSort={(key) =>
                go({
                  sort: key as SortKey,
                  direction: search.sort === key && search.direction !== 'desc' ? 'desc' : 'asc',
                })
              }
              empty={
                <EmptyState
                  icon={IconSignature}
                  title="No document fits"
                  action={
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => go({ find: undefined, status: undefined })}
                    >
                      Clear filters
                    </Button>
                  }
                />
              }
            />
          </>
        )}
      </Panel>
      {search.new && mayAdd && <NewEdocDialog list={list} onClose={() => go({ new: undefined })} />}
    </>
  )
}

function NoProvider() {
  const { company } = useCustomerParams()
  const may = useMay()
  return (
    <div className={classes.none}>
      <Notice
        tone="attention"
        title="No provider is active."
        action={
          may('document_providers.yes') && (
            <LinkButton
              to="/$company/administration/e-doc-providers"
              params={{ company }}
              size="compact-sm"
              variant="default"
            >
              Document providers
            </LinkButton>
          )
        }
      >
        Nothing can be sent until administration adds built-in signing or DocuSign.
      </Notice>
    </div>
  )
}

const columns = (params: { company: string; customerId: number }): Column<EdocRow>[] => [
  { key: 'id', head: 'ID', numeric: true, sortable: true, width: 64, cell: (row) => row.id },
  {
    key: 'name',
    head: 'Name',
    sortable: true,
    maxWidth: 280,
    cell: (row) => (
      <Link to="/$company/customers/$customerId/e-docs/$edocId" params={{ ...params, edocId: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { key: 'status', head: 'Status', sortable: true, cell: (row) => <EdocState doc={row} /> },
  {
    key: 'signers',
    head: 'Signers',
    maxWidth: 220,
    cell: ({ signers }) =>
      signers.map(({ name }) => name).join(', ') || <span className={classes.dim}>Nobody yet</span>,
  },
  { key: 'provider', head: 'Provider', sortable: true, maxWidth: 160, cell: (row) => row.provider.name },
  { key: 'created', head: 'Created', sortable: true, cell: (row) => <Time at={row.createdAt} short /> },
  {
    key: 'finalized',
    head: 'Finalized',
    sortable: true,
    cell: (row) => row.finalizedAt && <Time at={row.finalizedAt} short />,
  },
]
