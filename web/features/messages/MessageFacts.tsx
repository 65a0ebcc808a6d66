/** What stands of a message in a thread and in the list: its state, its channel, its addresses. */
import { VisuallyHidden } from '@mantine/core'
import { IconMail, IconMessage } from '@tabler/icons-react'
import { formatPhone } from '#shared/phone.ts'
import {
  type MessageChannel,
  messageChannels,
  type MessageState,
  messageStates,
} from '#shared/rules/messages.ts'
import { StatusDot } from '#web/ui/Status.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './messages.module.css'

const tones: Record<MessageState, Tone> = {
  queued: 'info',
  sending: 'info',
  sent: 'neutral',
  delivered: 'good',
  failed: 'bad',
  bounced: 'bad',
  opted_out: 'attention',
  unknown: 'attention',
  canceled: 'neutral',
  received: 'info',
}

export const MessageStateMark = ({ state, reason = '' }: { state: MessageState; reason?: string }) => (
  <StatusDot tone={tones[state]} label={messageStates[state]} detail={reason} />
)

const icons = { sms: IconMessage, email: IconMail }

export function ChannelMark({ channel }: { channel: MessageChannel }) {
  const Icon = icons[channel]
  return (
    <span className={classes.channel} title={messageChannels[channel]}>
      <Icon size={15} aria-hidden />
      <VisuallyHidden>{messageChannels[channel]}</VisuallyHidden>
    </span>
  )
}

/** `+18015550123` as people read it. */
export const shownAddress = (address: string): string =>
  /^\+1\d{10}$/.test(address) ? formatPhone(address.slice(2)) : address
