/** /{company}/administration/webhooks/{id}: how it stands, and what became of its messages (TAB-025). */
import { Button, NativeSelect } from '@mantine/core'
import { IconPencil, IconSend } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import { type Webhook, type WebhookDelivery, webhooks } from '#shared/contracts/webhooks.ts'
import { disableAfterDays } from '#shared/rules/webhooks.ts'
import { endpointPages, useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox, StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { DeliveryDialog } from './DeliveryDialog.tsx'
import { SecretDialog } from './SecretDialog.tsx'
import { deliveryTones, standingOf, topicLabel } from './webhook-words.ts'
import { WebhookDialog } from './WebhookDialog.tsx'
import type { webhookSearch } from './webhooks-search.ts'
import classes from './webhooks.module.css'

type Search = z.output<typeof webhookSearch>

export function WebhookPage() {
  const { company, webhookId } = useParams({ from: '/$company/administration/webhooks/$webhookId' })
  const search = useSearch({ from: '/$company/administration/webhooks/$webhookId' })
  const navigate = useNavigate()
  const may = useMay()
  const { data, error, refetch } = useEndpointQuery(
    webhooks.get,
    { params: { webhookId } },
    { refetchInterval: 15_000 },
  )
  useTitle(data?.name ?? 'Webhook')
  const go = (change: Partial<Search>) =>
    void navigate({
      to: '/$company/administration/webhooks/$webhookId',
      params: { company, webhookId },
      search: { ...search, ...change },
      replace: true,
    })
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const mayModify = may('integrations.modify')
  return (
    <Page>
      <BackLink to="/$company/administration/webhooks" params={{ company }}>
        Webhooks
      </BackLink>
      <PageHeader
        title={data.name}
        note={<StatusBox {...standingOf(data)} />}
        actions={
          mayModify && (
            <>
              <span title={data.active ? 'Switch it off before you delete it' : undefined}>
                <Remove webhook={data} company={company} />
              </span>
              <Test webhook={data} />
              <Button
                size="sm"
                leftSection={<IconPencil size={15} aria-hidden />}
                onClick={() => go({ edit: true })}
              >
                Edit
              </Button>
            </>
          )
        }
      />
      <Trouble webhook={data} />
      <Panel title="Where and what" actions={mayModify && <Rotate webhook={data} />}>
        <dl className={classes.facts}>
          <dt>Address</dt>
          <dd>{data.url}</dd>
          <dt>Events</dt>
          <dd>{data.topics.map(topicLabel).join(', ')}</dd>
          <dt>Made</dt>
          <dd>
            <Time at={data.createdAt} />
          </dd>
          <dt>Last delivered</dt>
          <dd>{data.lastDeliveredAt ? <Time at={data.lastDeliveredAt} /> : 'Never'}</dd>
          {data.rotatingUntil && (
            <>
              <dt>Secret</dt>
              <dd>
                The one before signs as well until <Time at={data.rotatingUntil} exact />
              </dd>
            </>
          )}
        </dl>
      </Panel>
      <Deliveries company={company} webhookId={webhookId} state={search.state} onChange={go} />
      <Panel title="History">
        <EntityHistory endpoint={webhooks.history} input={{ params: { webhookId } }} empty="Nothing yet" />
      </Panel>
      {search.edit && mayModify && (
        <WebhookDialog key={data.version} webhook={data} onClose={() => go({ edit: undefined })} />
      )}
      {search.delivery !== undefined && (
        <DeliveryDialog
          webhookId={webhookId}
          deliveryId={search.delivery}
          mayRedeliver={mayModify && data.active}
          onClose={() => go({ delivery: undefined })}
        />
      )}
    </Page>
  )
}

function Trouble({ webhook }: { webhook: Webhook }) {
  if (!webhook.active && webhook.disabledReason)
    return (
      <Notice tone="bad" title="Keyholder switched it off.">
        The reason: {webhook.disabledReason}. What waits is delivered once it is switched on again.
      </Notice>
    )
  if (webhook.active && webhook.failingSince)
    return (
      <Notice tone="attention" title="Nothing is delivered.">
        Since <Time at={webhook.failingSince} />. Messages are tried again, and the webhook is switched off
        after {disableAfterDays} days.
      </Notice>
    )
  return null
}

const columns = (company: string, open: (row: WebhookDelivery) => void): Column<WebhookDelivery>[] => [
  {
    key: 'topic',
    head: 'Event',
    maxWidth: 260,
    cell: (row) => (
      <button type="button" className={classes.message} onClick={() => open(row)}>
        {topicLabel(row.topic)}
      </button>
    ),
  },
  {
    key: 'record',
    head: 'Record',
    cell: ({ customerId }) =>
      customerId && (
        <Link to="/$company/customers/$customerId" params={{ company, customerId }}>
          #{customerId}
        </Link>
      ),
  },
  { key: 'state', head: 'State', cell: ({ state }) => <StatusDot {...deliveryTones[state]} /> },
  { key: 'tries', head: 'Tries', numeric: true, cell: ({ attempts }) => attempts },
  { key: 'status', head: 'Answer', cell: ({ lastStatus, lastError }) => lastStatus ?? lastError ?? '' },
  { key: 'at', head: 'Happened', cell: ({ at }) => <Time at={at} /> },
]

function Deliveries({
  company,
  webhookId,
  state,
  onChange,
}: {
  company: string
  webhookId: number
  state: Search['state']
  onChange: (change: Partial<Search>) => void
}) {
  const pages = useInfiniteQuery({
    ...endpointPages(webhooks.deliveries, { params: { webhookId }, query: { state } }, 'before'),
    refetchInterval: 10_000,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  return (
    <Panel
      title="Message log"
      note="of the last 30 days"
      flush
      actions={
        <NativeSelect
          size="xs"
          aria-label="State"
          value={state ?? ''}
          data={[
            { value: '', label: 'All' },
            ...Object.entries(deliveryTones).map(([value, { label }]) => ({ value, label })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ state: (value || undefined) as Search['state'] })
          }
        />
      }
    >
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Message log"
          columns={columns(company, ({ id }) => onChange({ delivery: id }))}
          rows={rows}
          rowKey={({ id }) => id}
          skeletons={4}
          footer={rows && <MoreRows pages={pages} shown={rows.length} />}
          empty={
            <EmptyState title="No messages">
              {state ? 'None in this state.' : 'As soon as one of the chosen events happens, it stands here.'}
            </EmptyState>
          }
        />
      )}
    </Panel>
  )
}

function Test({ webhook }: { webhook: Webhook }) {
  const { invalidate } = useInvalidate()
  const test = useEndpointMutation(webhooks.test)
  return (
    <Button
      size="sm"
      variant="default"
      leftSection={<IconSend size={15} aria-hidden />}
      loading={test.isPending}
      onClick={() =>
        test.mutate(
          { params: { webhookId: webhook.id } },
          {
            onSuccess: ({ error, status, durationMs }) => {
              void invalidate(webhooks.deliveries)
              void invalidate(webhooks.get)
              void invalidate(webhooks.history)
              if (error) toastFailed(`The test did not arrive. ${error}`)
              else toastDone(`The test arrived: ${status} after ${durationMs} ms.`)
            },
            onError: (problem) => toastFailed(problem.detail),
          },
        )
      }
    >
      Test
    </Button>
  )
}

function Rotate({ webhook }: { webhook: Webhook }) {
  const { invalidate } = useInvalidate()
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useEndpointMutation(webhooks.rotate)
  return (
    <>
      <ConfirmButton
        label="New secret"
        size="xs"
        title="Make a new secret?"
        onConfirm={async () => {
          const made = await rotate.mutateAsync({
            params: { webhookId: webhook.id },
            body: { version: webhook.version },
          })
          setSecret(made.secret)
          void invalidate(webhooks.get)
          void invalidate(webhooks.history)
        }}
      >
        Both secrets sign every message for a day, so that your receiver can change over. After that the
        present one is worth nothing.
      </ConfirmButton>
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}

function Remove({ webhook, company }: { webhook: Webhook; company: string }) {
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const remove = useEndpointMutation(webhooks.remove)
  return (
    <ConfirmButton
      label="Delete"
      size="sm"
      danger
      disabled={webhook.active}
      title={`Delete ${webhook.name}?`}
      onConfirm={async () => {
        await remove.mutateAsync({ params: { webhookId: webhook.id } })
        void invalidate(webhooks.list)
        toastDone('The webhook was deleted.')
        void navigate({ to: '/$company/administration/webhooks', params: { company } })
      }}
    >
      Its messages go with it, also those that wait.
    </ConfirmButton>
  )
}
