/** One message of a record's thread, with what a person may decide about it. */
import { Button } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { type Message, messages } from '#shared/contracts/messages.ts'
import { isTrouble, mayRetry, messageChannels } from '#shared/rules/messages.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { ChannelMark, MessageStateMark, shownAddress } from './MessageFacts.tsx'
import classes from './messages.module.css'
import { useCustomerParams, useRefresh } from './use-messages.ts'

export function MessageItem({ message: m, mayAct }: { message: Message; mayAct: boolean }) {
  const who = m.direction === 'in' ? m.theirName || shownAddress(m.theirAddress) : (m.createdBy ?? 'System')
  const address = shownAddress(m.theirAddress)
  return (
    <li
      className={classes.message}
      data-direction={m.direction}
      data-new={m.direction === 'in' && !m.seenAt ? true : undefined}
    >
      <header className={classes.line}>
        <ChannelMark channel={m.channel} />
        <strong>{who}</strong>
        <span className={classes.dim}>
          {m.direction === 'in' ? `from ${address}` : `to ${m.theirName ? `${m.theirName}, ` : ''}${address}`}
        </span>
        <span className={classes.when}>
          <MessageStateMark state={m.state} />
          <Time at={m.createdAt} />
        </span>
      </header>
      {m.subject && <p className={classes.subject}>{m.subject}</p>}
      <p className={classes.body}>{m.body}</p>
      {m.attachments.length > 0 && (
        <ul className={classes.files} aria-label="Attachments">
          {m.attachments.map(({ name }, at) => (
            <li key={at}>
              <IconPaperclip size={13} aria-hidden /> {name}
            </li>
          ))}
        </ul>
      )}
      <Facts message={m} />
      {mayAct && <Acts message={m} />}
    </li>
  )
}

function Facts({ message: m }: { message: Message }) {
  const facts = [
    m.template && `Template: ${m.template}`,
    m.category === 'marketing' && 'Marketing',
    m.segments > 1 && `${m.segments} segments`,
    m.attempts > 1 && `${m.attempts} tries`,
    m.direction === 'out' && m.ourAddress && `from ${shownAddress(m.ourAddress)}`,
  ].filter(Boolean)
  return (
    <>
      {m.reason && (
        <p className={classes.reason} data-bad={isTrouble(m.state) || undefined}>
          {m.reason}
          {m.sendAfter && (
            <>
              {'; leaves '}
              <Time at={m.sendAfter} exact />
            </>
          )}
        </p>
      )}
      {(facts.length > 0 || m.deliveredAt || m.seenBy) && (
        <p className={classes.dim}>
          {facts.join(' · ')}
          {m.deliveredAt && (
            <>
              {facts.length > 0 && ' · '}delivered <Time at={m.deliveredAt} />
            </>
          )}
          {m.seenBy && m.seenAt && (
            <>
              {(facts.length > 0 || m.deliveredAt) && ' · '}
              {m.direction === 'in' ? 'read by' : 'seen to by'} {m.seenBy}
            </>
          )}
        </p>
      )}
    </>
  )
}

function Acts({ message: m }: { message: Message }) {
  const { customerId } = useCustomerParams()
  const refresh = useRefresh()
  const cancel = useEndpointMutation(messages.cancel)
  const retry = useEndpointMutation(messages.retry)
  const settle = useEndpointMutation(messages.settle)
  const params = { customerId, messageId: m.id }
  const done = (words: string) => ({
    onSuccess: () => {
      refresh(customerId)
      toastDone(words)
    },
    onError: (error: Error) => {
      refresh(customerId)
      toastFailed(error)
    },
  })
  const again = () => retry.mutate({ params, body: { version: m.version } }, done('Queued once more.'))
  const open = isTrouble(m.state) && !m.seenAt
  if (m.direction === 'in' || (m.state !== 'queued' && !mayRetry(m.state))) return null
  return (
    <div className={classes.acts}>
      {m.state === 'queued' && (
        <Button
          size="compact-xs"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params, body: { version: m.version } }, done('Taken back.'))}
        >
          Take back
        </Button>
      )}
      {m.state === 'unknown' ? (
        <>
          <Button
            size="compact-xs"
            variant="default"
            loading={settle.isPending}
            onClick={() =>
              settle.mutate({ params, body: { version: m.version, as: 'arrived' } }, done('Marked as sent.'))
            }
          >
            It arrived
          </Button>
          <ConfirmButton
            size="compact-xs"
            variant="default"
            label="Send again"
            title="Send it again?"
            confirmLabel="Send again"
            onConfirm={async () => {
              await retry.mutateAsync({ params, body: { version: m.version } })
              refresh(customerId)
              toastDone('Queued once more.')
            }}
          >
            Nobody can say whether this {messageChannels[m.channel] === 'SMS' ? 'text message' : 'e-mail'}{' '}
            left. If it did, it arrives twice.
          </ConfirmButton>
        </>
      ) : (
        mayRetry(m.state) &&
        m.theirAddress && (
          <Button size="compact-xs" variant="default" loading={retry.isPending} onClick={again}>
            Retry
          </Button>
        )
      )}
      {open && m.state !== 'unknown' && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={settle.isPending}
          onClick={() =>
            settle.mutate({ params, body: { version: m.version, as: 'seen' } }, done('Marked as seen to.'))
          }
        >
          Mark as seen to
        </Button>
      )}
    </div>
  )
}
