/** /{company}/administration/e-doc-templates: the agreements that records are offered, in their order. */
import { ActionIcon, Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSignature, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type EdocTemplateRow, edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import classes from './edocs.module.css'
import type { TemplatesSearch } from './edocs-search.ts'
import { NewTemplateDialog } from './NewTemplateDialog.tsx'

export function TemplatesPage() {
  useTitle('E-doc templates')
  const { company } = useParams({ from: '/$company' })
  const search: TemplatesSearch = useSearch({ from: '/$company/administration/e-doc-templates' })
  const navigate = useNavigate()
  const { data, error, refetch } = useEndpointQuery(edocTemplates.list, {})
  const { invalidate } = useInvalidate()
  const sort = useEndpointMutation(edocTemplates.sort, {
    onSettled: () => void invalidate(edocTemplates.list),
    onError: toastFailed,
  })
  const go = (change: TemplatesSearch) =>
    void navigate({ to: '/$company/administration/e-doc-templates', params: { company }, search: { ...search, ...change }, replace: true }) // prettier-ignore
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const words = (search.find ?? '').trim().toLowerCase()
  const rows = data?.items.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(words),
  )
  const move = (row: EdocTemplateRow, by: -1 | 1) => {
    const ids = data!.items.map(({ id }) => id)
    const from = ids.indexOf(row.id)
    ids.splice(from, 1)
    ids.splice(from + by, 0, row.id)
    sort.mutate({ body: { ids } })
  }
  const add = data && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ new: true })}>
      New template
    </Button>
  )
  return (
    <Page>
      <PageHeader title="E-doc templates" note={data && String(data.items.length)} actions={add} />
      {data && !data.hasProvider && (
        <Notice
          tone="attention"
          title="No provider is active."
          action={
            <LinkButton
              to="/$company/administration/e-doc-providers"
              params={{ company }}
              size="compact-sm"
              variant="default"
            >
              Document providers
            </LinkButton>
          }
        >
          Nobody can send a template before built-in signing or DocuSign is added.
        </Notice>
      )}
      <div className={classes.find}>
        <SearchBox
          label="Find a template"
          placeholder="Find a template"
          value={search.find ?? ''}
          onChange={(find) => go({ find: find || undefined })}
        />
      </div>
      <Panel flush>
        <DataTable
          label="E-doc templates"
          columns={columns(company, words ? null : move, data?.items ?? [])}
          rows={rows}
          rowKey={(row) => row.id}
          isMuted={(row) => !row.active}
          skeletons={5}
          empty={
            <EmptyState
              icon={IconSignature}
              title={words ? 'No template fits' : 'No templates yet'}
              action={!words && add}
            >
              {words
                ? 'Look for another word.'
                : 'Upload the PDF of an agreement and place its fields: signatures, dates, and what the record fills in.'}
            </EmptyState>
          }
        />
      </Panel>
      {search.new && data && <NewTemplateDialog onClose={() => go({ new: undefined })} />}
    </Page>
  )
}

const columns = (
  company: string,
  move: ((row: EdocTemplateRow, by: -1 | 1) => void) | null,
  all: readonly EdocTemplateRow[],
): Column<EdocTemplateRow>[] => [
  {
    key: 'name',
    head: 'Template',
    maxWidth: 300,
    cell: (row) => (
      <Link
        to="/$company/administration/e-doc-templates/$edocTemplateId"
        params={{ company, edocTemplateId: row.id }}
      >
        {row.name}
      </Link>
    ),
  },
  {
    key: 'state',
    head: 'Status',
    cell: ({ active, fileName, fieldCount }) =>
      !fileName ? (
        <StatusDot tone="attention" label="No document yet" />
      ) : fieldCount === 0 ? (
        <StatusDot tone="attention" label="No fields yet" />
      ) : (
        <StatusDot tone={active ? 'good' : 'neutral'} label={active ? 'Active' : 'Inactive'} />
      ),
  },
  { key: 'pages', head: 'Pages', numeric: true, cell: ({ pageCount }) => pageCount || null },
  { key: 'fields', head: 'Fields', numeric: true, cell: ({ fieldCount }) => fieldCount || null },
  {
    key: 'documents',
    head: 'Documents',
    numeric: true,
    cell: ({ documents }) => documents.toLocaleString('en-US'),
  },
  { key: 'updated', head: 'Changed', cell: ({ updatedAt }) => <Time at={updatedAt} short /> },
  ...(move
    ? [
        {
          key: 'order',
          head: 'Order',
          hideHead: true,
          cell: (row: EdocTemplateRow) => (
            <span className={classes.order}>
              <ActionIcon
                variant="subtle"
                size={26}
                aria-label={`Move ${row.name} up`}
                disabled={all[0]?.id === row.id}
                onClick={() => move(row, -1)}
              >
                <IconArrowUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size={26}
                aria-label={`Move ${row.name} down`}
                disabled={all.at(-1)?.id === row.id}
                onClick={() => move(row, 1)}
              >
                <IconArrowDown size={14} aria-hidden />
              </ActionIcon>
            </span>
          ),
        },
      ]
    : []),
]
