/** The record's Messages tab: what was sent and received, newest first, and writing a new one (TAB-013). */
import { Button } from '@mantine/core'
import { IconMessages, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Message, messages, type MessageThread } from '#shared/contracts/messages.ts'
import { messageChannels } from '#shared/rules/messages.ts'
import { endpointPages, useEndpointMutation } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import { ComposeDialog } from './ComposeDialog.tsx'
import { MessageItem } from './MessageItem.tsx'
import type { ThreadSearch } from './messages-search.ts'
import classes from './messages.module.css'
import { OptOuts } from './OptOuts.tsx'
import { useCustomerParams, useRefresh } from './use-messages.ts'

/** While something is on its way its state is asked for. */
const watchMs = 3000
/** Carriers mostly say within so long that a text message arrived. */
const deliveryMs = 120_000

const isUnderWay = ({ state, channel, sentAt }: Message): boolean =>
  ['queued', 'sending', 'unknown'].includes(state) ||
  (state === 'sent' && channel === 'sms' && Date.now() - Date.parse(sentAt ?? '') < deliveryMs)

export function MessagesPage() {
  const { customerId } = useCustomerParams()
  const search: ThreadSearch = useSearch({ from: '/$company/customers/$customerId/messages' })
  const input = { params: { customerId }, query: search.channel ? { channel: search.channel } : {} }
  const pages = useInfiniteQuery({
    ...endpointPages(messages.ofCustomer, input, 'before'),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? watchMs : false,
  })
  if (pages.data) return <Thread pages={pages} list={pages.data.pages} />
  if (pages.error) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <div role="status" aria-label="Loading the messages">
      <LinesSkeleton count={8} />
    </div>
  )
}

type Props = { pages: Parameters<typeof MoreRows>[0]['pages']; list: MessageThread[] }

function Thread({ pages, list }: Props) {
  const params = useCustomerParams()
  const search: ThreadSearch = useSearch({ from: '/$company/customers/$customerId/messages' })
  const navigate = useNavigate()
  const refresh = useRefresh()
  const read = useEndpointMutation(messages.read)
  const go = (next: ThreadSearch) =>
    void navigate({ to: '/$company/customers/$customerId/messages', params, search: next, replace: true })
  const { abilities, optOuts, unread } = list[0]!
  const items = list.flatMap((page) => page.items)
  const write = abilities.create && (
    <Button
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => go({ ...search, new: true })}
    >
      New message
    </Button>
  )
  const markRead = abilities.create && unread > 0 && items[0] && (
    <Button
      size="xs"
      variant="default"
      loading={read.isPending}
      onClick={() =>
        read.mutate(
          { params: { customerId: params.customerId }, body: { upTo: items[0]!.id } },
          { onSuccess: () => refresh(params.customerId), onError: toastFailed },
        )
      }
    >
      Mark {unread} read
    </Button>
  )
  return (
    <div className={classes.tab}>
      <Panel
        title="Sent and received"
        actions={
          <>
            <FilterChip
              label="Channel"
              choices={Object.entries(messageChannels).map(([value, label]) => ({
                value: value as keyof typeof messageChannels,
                label,
              }))}
              value={search.channel}
              onChange={(channel) => go({ ...search, channel })}
              anyLabel="SMS and email"
            />
            {markRead}
            {write}
          </>
        }
      >
        {items.length === 0 ? (
          <EmptyState icon={IconMessages} title={search.channel ? 'No such messages' : 'No messages yet'}>
            {abilities.create
              ? 'Write a text message or an e-mail; what the customer answers stands here, too.'
              : 'What is sent to this record, and what comes back, stands here.'}
          </EmptyState>
        ) : (
          <>
            <ol className={classes.thread} aria-label="Messages, newest first">
              {items.map((message) => (
                <MessageItem key={message.id} message={message} mayAct={abilities.create} />
              ))}
            </ol>
            <MoreRows pages={pages} shown={items.length} />
          </>
        )}
      </Panel>
      <OptOuts optOuts={optOuts} mayChange={abilities.create} />
      {search.new && abilities.create && (
        <ComposeDialog customerId={params.customerId} onClose={() => go({ ...search, new: undefined })} />
      )}
    </div>
  )
}
