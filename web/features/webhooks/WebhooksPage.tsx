/** /{company}/administration/webhooks: where the company's own programs are told what happens (TAB-025). */
import { Button } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Webhook, webhooks } from '#shared/contracts/webhooks.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { standingOf } from './webhook-words.ts'
import { WebhookDialog } from './WebhookDialog.tsx'

const columns: readonly Column<Webhook>[] = [
  { key: 'name', head: 'Name', maxWidth: 220, cell: ({ name }) => name },
  { key: 'url', head: 'Address', maxWidth: 320, cell: ({ url }) => url },
  { key: 'events', head: 'Events', numeric: true, cell: ({ topics }) => topics.length },
  { key: 'state', head: 'State', cell: (row) => <StatusDot {...standingOf(row)} /> },
  { key: 'waiting', head: 'Waiting', numeric: true, cell: ({ waiting }) => waiting },
  { key: 'failed', head: 'Failed', numeric: true, cell: ({ failed }) => failed },
  {
    key: 'last',
    head: 'Last delivered',
    cell: ({ lastDeliveredAt }) => (lastDeliveredAt ? <Time at={lastDeliveredAt} /> : 'Never'),
  },
]

export function WebhooksPage() {
  useTitle('Webhooks')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/webhooks' })
  const navigate = useNavigate()
  const may = useMay()
  const { data, error, refetch } = useEndpointQuery(webhooks.list, {}, { refetchInterval: 30_000 })
  const go = (adding: boolean) =>
    void navigate({
      to: '/$company/administration/webhooks',
      params: { company },
      search: { new: adding || undefined },
      replace: true,
    })
  const add = may('integrations.create') && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go(true)}>
      New webhook
    </Button>
  )
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Page>
      <PageHeader title="Webhooks" note={data && String(data.items.length)} actions={add} />
      <Panel flush>
        <DataTable
          label="Webhooks"
          columns={columns}
          rows={data?.items}
          rowKey={({ id }) => id}
          rowLink={({ id }) =>
            linkOptions({
              to: '/$company/administration/webhooks/$webhookId',
              params: { company, webhookId: id },
            })
          }
          isMuted={({ active }) => !active}
          skeletons={4}
          empty={
            <EmptyState icon={IconWebhook} title="No webhooks yet" action={add}>
              A webhook tells a program of yours what happens, as it happens: a customer created, an invoice
              paid, a connection failed.
            </EmptyState>
          }
        />
      </Panel>
      {search.new && may('integrations.create') && (
        <WebhookDialog
          onClose={() => go(false)}
          onMade={(id) =>
            void navigate({
              to: '/$company/administration/webhooks/$webhookId',
              params: { company, webhookId: id },
            })
          }
        />
      )}
    </Page>
  )
}
