/** /{company}/administration/message-templates: what is written again and again. */
import { Button } from '@mantine/core'
import { IconPlus, IconTemplate } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { messageSetup, type MessageTemplate } from '#shared/contracts/message-setup.ts'
import { messageCategories, messageChannels, templateKinds } from '#shared/rules/messages.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { TemplateSearch } from './messages-search.ts'
import classes from './messages.module.css'
import { TemplateDialog } from './TemplateDialog.tsx'

export function TemplatesPage() {
  useTitle('Message templates')
  const { company } = useParams({ from: '/$company' })
  const search: TemplateSearch = useSearch({ from: '/$company/administration/message-templates' })
  const navigate = useNavigate()
  const { data, error, refetch } = useEndpointQuery(messageSetup.templates, {})
  const go = (change: TemplateSearch) =>
    void navigate({
      to: '/$company/administration/message-templates',
      params: { company },
      search: { ...search, ...change },
      replace: true,
    })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const words = (search.find ?? '').toLowerCase()
  const rows = data?.templates.filter(({ name, subject, body }) =>
    `${name} ${subject} ${body}`.toLowerCase().includes(words),
  )
  const edited = data?.templates.find(({ id }) => id === search.template)
  const add = data?.abilities.create && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ new: true })}>
      New template
    </Button>
  )
  return (
    <Page>
      <PageHeader title="Message templates" note={data && String(data.templates.length)} actions={add} />
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
          label="Message templates"
          columns={columns((row) => go({ template: row.id }))}
          rows={rows}
          rowKey={(row) => row.id}
          isMuted={(row) => !row.active}
          skeletons={6}
          empty={
            <EmptyState
              icon={IconTemplate}
              title={words ? 'No template fits' : 'No templates yet'}
              action={!words && add}
            >
              {words
                ? 'Look for another word.'
                : 'A template is a message with merge fields, such as the customer’s first name, that are filled when it is sent.'}
            </EmptyState>
          }
        />
      </Panel>
      {((search.new && data?.abilities.create) || edited) && (
        <TemplateDialog
          key={edited?.id ?? 'new'}
          template={edited}
          mayModify={data!.abilities.modify}
          mayDelete={data!.abilities.delete}
          onClose={() => go({ new: undefined, template: undefined })}
        />
      )}
    </Page>
  )
}

const columns = (open: (row: MessageTemplate) => void): Column<MessageTemplate>[] => [
  {
    key: 'name',
    head: 'Template',
    maxWidth: 240,
    cell: (row) => (
      <button
        type="button"
        className={classes.name}
        aria-label={`Open ${row.name}`}
        onClick={() => open(row)}
      >
        {row.name}
      </button>
    ),
  },
  { key: 'channel', head: 'Channel', cell: ({ channel }) => messageChannels[channel] },
  { key: 'category', head: 'Category', cell: ({ category }) => messageCategories[category] },
  { key: 'for', head: 'For', cell: ({ kind = 'both' }) => templateKinds[kind] },
  {
    key: 'text',
    head: 'Message',
    maxWidth: 380,
    cell: ({ subject, body }) => (subject ? `${subject}: ${body}` : body),
  },
  { key: 'used', head: 'Sent', numeric: true, cell: ({ messages: sent }) => sent.toLocaleString('en-US') },
  {
    key: 'status',
    head: 'Status',
    cell: ({ active }) => (
      <StatusDot tone={active ? 'good' : 'neutral'} label={active ? 'Active' : 'Inactive'} />
    ),
  },
]
