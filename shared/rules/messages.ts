/** What messages follow on both sides: channels, states, categories, who may be written to, and when. */

export const messageChannels = { sms: 'SMS', email: 'Email' } as const
export type MessageChannel = keyof typeof messageChannels

/** Marketing wants a way out, quiet hours and no word against it; what belongs to the service goes on. */
export const messageCategories = {
  transactional: 'Service',
  marketing: 'Marketing',
} as const
export type MessageCategory = keyof typeof messageCategories

export const messageStates = {
  queued: 'Queued',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  failed: 'Failed',
  bounced: 'Bounced',
  opted_out: 'Opted out',
  unknown: 'Outcome unknown',
  canceled: 'Canceled',
  received: 'Received',
} as const
export type MessageState = keyof typeof messageStates

/** Somebody has to look at what ended so. */
export const troubledStates = ['failed', 'bounced', 'unknown'] as const satisfies readonly MessageState[]
export const isTrouble = (state: MessageState): boolean =>
  (troubledStates as readonly MessageState[]).includes(state)
/** May be queued once more by a person; one of unknown outcome may then arrive twice, and the page says so. */
export const mayRetry = (state: MessageState): boolean => isTrouble(state) || state === 'canceled'

/** What a template is for. */
export const templateKinds = { both: 'Customers and leads', customer: 'Customers', lead: 'Leads' } as const
export type TemplateKind = keyof typeof templateKinds

/** Who wants no messages: nothing at all, or nothing but what belongs to the service. */
export const optOutScopes = { all: 'No messages', marketing: 'No marketing' } as const
export type OptOutScope = keyof typeof optOutScopes
export const optOutSources = {
  word: 'texted STOP',
  link: 'unsubscribed by the link',
  provider: 'the provider blocks the number',
  user: 'noted by',
} as const
export type OptOutSource = keyof typeof optOutSources

/** Whether an opt-out of this scope holds back a message of this category. */
export const holdsBack = (scope: OptOutScope, category: MessageCategory): boolean =>
  scope === 'all' || category === 'marketing'

export const maxTemplates = 500
export const maxBody = 10_000
/** Twilio takes no longer text (error 21617). */
export const maxSmsBody = 1600
export const maxAttachments = 10
/** All attachments of one e-mail together: what most mailboxes take. */
export const maxAttachmentBytes = 20 * 1_048_576

/** The words that carriers have everybody honour (CTIA, Messaging Principles 5.1.3; Twilio, "Opt-out keywords"). */
const words = {
  stop: [
    'stop',
    'stopall',
    'stop all',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    'revoke',
    'optout',
    'opt out',
  ],
  start: ['start', 'yes', 'unstop'],
  help: ['help', 'info'],
} as const
export type OptOutWord = keyof typeof words

/** What a text message asks for that is nothing but one of the words; null for any other. */
export function optOutWord(text: string): OptOutWord | null {
  const said = text
    .trim()
    .replace(/^["'“”‘’]+|["'“”‘’.!]+$/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()
  for (const [word, forms] of Object.entries(words))
    if ((forms as readonly string[]).includes(said)) return word as OptOutWord
  return null
}

/** Minutes after midnight of `21:30`. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * Minutes until the quiet hours end, `0` outside of them. They may go over midnight; from and to alike mean none.
 * @param now `HH:MM` in the company's zone.
 */
export function quietMinutes(from: string, to: string, now: string): number {
  const [begin, end, at] = [minutesOf(from), minutesOf(to), minutesOf(now)]
  if (begin === end) return 0
  const inside = begin < end ? at >= begin && at < end : at >= begin || at < end
  return inside ? (end - at + 1440) % 1440 : 0
}
