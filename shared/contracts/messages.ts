/** Messages by SMS and e-mail: a record's thread, writing one, and the company's list (TAB-013). */
import { z } from 'zod'
import { endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  maxAttachments,
  maxBody,
  messageCategories,
  type MessageCategory,
  messageChannels,
  type MessageChannel,
  messageStates,
  type MessageState,
  optOutScopes,
  type OptOutScope,
  optOutSources,
  type OptOutSource,
} from '../rules/messages.ts'

export const keysOf = <K extends string>(words: Record<K, unknown>) => Object.keys(words) as [K, ...K[]]
export const channel = z.enum(keysOf<MessageChannel>(messageChannels), 'Choose SMS or e-mail')
export const category = z.enum(keysOf<MessageCategory>(messageCategories), 'Choose what it is')
const state = z.enum(keysOf<MessageState>(messageStates))
const named = z.object({ id, name: z.string() })

export const message = z
  .object({
    id,
    version: z.number().int(),
    direction: z.enum(['in', 'out']),
    channel,
    category,
    state,
    /** Why it is as it is, in a sentence; mostly empty. */
    reason: z.string(),
    subject: z.string(),
    body: z.string(),
    ourAddress: z.string(),
    theirAddress: z.string(),
    theirName: z.string(),
    template: z.string().nullable(),
    segments: z.number().int(),
    attempts: z.number().int(),
    /** When it may leave, while it waits for that. */
    sendAfter: instant.nullable(),
    sentAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    /** When somebody read it, or saw to it that it failed. */
    seenAt: instant.nullable(),
    seenBy: z.string().nullable(),
    createdAt: instant,
    /** Who sent it; null: the system, or whoever wrote to us. */
    createdBy: z.string().nullable(),
    attachments: z.array(z.object({ fileId: id.nullable(), name: z.string(), sizeBytes: z.number().int() })),
  })
  .meta({ id: 'Message' })
export type Message = z.output<typeof message>

const optOut = z
  .object({
    id,
    channel,
    scope: z.enum(keysOf<OptOutScope>(optOutScopes)),
    source: z.enum(keysOf<OptOutSource>(optOutSources)),
    /** null: whatever the record's addresses are. */
    address: z.string().nullable(),
    note: z.string(),
    at: instant,
    by: z.string().nullable(),
    /** Whether a user may lift it; STOP is taken back by a START alone. */
    liftable: z.boolean(),
  })
  .meta({ id: 'MessageOptOut' })
export type MessageOptOut = z.output<typeof optOut>

const thread = z
  .object({
    /** Newest first. */
    items: z.array(message),
    next: id.nullable(),
    optOuts: z.array(optOut),
    abilities: z.object({ create: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
    /** Messages that came in and nobody has marked as read. */
    unread: z.number().int(),
  })
  .meta({ id: 'MessageThread' })
export type MessageThread = z.output<typeof thread>

const recipient = z.object({
  channel,
  /** As it is sent to: `+18015550123`, or an e-mail address. */
  address: z.string(),
  name: z.string(),
  /** "Cell phone", or a contact's relation. */
  label: z.string(),
  /** What is held back, if anything. */
  optedOut: z.enum(keysOf<OptOutScope>(optOutScopes)).nullable(),
})
export type Recipient = z.output<typeof recipient>

const composing = z
  .object({
    recipients: z.array(recipient),
    templates: z.array(named.extend({ channel, category, subject: z.string(), body: z.string() })),
    files: z.array(named.extend({ sizeBytes: z.number().int() })),
    /** What each merge field is for this record, by name; what is empty is left out. */
    values: z.record(z.string(), z.string()),
    channels: z.record(
      channel,
      z.object({
        /** Whether it can send; else why not. */
        ready: z.boolean(),
        why: z.string(),
        /** What the recipient sees as sender. */
        from: z.string(),
        /** When marketing leaves, if it is quiet now. */
        quietUntil: instant.nullable(),
        /** Whether an e-mail can carry a link to unsubscribe, or a reply finds its way back. */
        marketing: z.boolean(),
        replies: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'MessageComposing' })
export type Composing = z.output<typeof composing>

const body = withoutCard(longText(maxBody)).refine((s) => s !== '', 'Write something')
const newMessage = z.strictObject({
  channel,
  /** One of the record's or its contacts'. */
  to: text(254).min(1, 'Choose to whom'),
  category: category.default('transactional'),
  templateId: id.nullable().default(null),
  subject: withoutCard(text(200)).default(''),
  body,
  fileIds: z.array(id).max(maxAttachments, `At most ${maxAttachments} attachments`).default([]),
  /** Sent again under the same key it is the same message. */
  dedupeKey: z
    .string()
    .regex(/^[\w:.-]{8,100}$/)
    .optional(),
})

const ofCustomer = z.object({ customerId: id })
const ofMessage = ofCustomer.extend({ messageId: id })
const atVersion = z.strictObject({ version: z.number().int().positive() })

/** What the company's list shows: `attention` is all that somebody has to see to. */
export const messageShows = ['attention', 'unread', 'failed', 'unassigned', 'waiting', 'all'] as const
const filter = z.object({
  show: z.enum(messageShows).default('attention'),
  channel: channel.optional(),
  category: category.optional(),
  direction: z.enum(['in', 'out']).optional(),
  locationId: id.optional(),
})
export type MessageFilter = z.output<typeof filter>
const listQuery = filter.extend({
  /** The last row of the page before. */
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type MessageQuery = z.output<typeof listQuery>

const row = message.extend({
  customer: named.nullable(),
  location: z.string().nullable(),
})
export type MessageRow = z.output<typeof row>

export const messages = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/messages',
    access: 'messages.view',
    summary: 'A record’s messages, newest first, and who wants none',
    params: ofCustomer,
    query: z.object({
      channel: channel.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: thread,
  }),
  compose: endpoint({
    method: 'GET',
    path: '/customers/:customerId/message-choices',
    access: 'messages.create',
    summary:
      'To whom one may write, with which templates, files and merge fields, and which channels can send',
    params: ofCustomer,
    response: composing,
  }),
  send: endpoint({
    method: 'POST',
    path: '/customers/:customerId/messages',
    access: 'messages.create',
    summary: 'Queue a message to one of the record’s addresses; it is sent at most once',
    params: ofCustomer,
    body: newMessage,
    response: message,
    history: { event: 'messages.queued' },
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/customers/:customerId/messages/:messageId/cancel',
    access: 'messages.create',
    summary: 'Take a message back that waits to be sent',
    params: ofMessage,
    body: atVersion,
    response: message,
    history: { event: 'messages.canceled' },
  }),
  retry: endpoint({
    method: 'POST',
    path: '/customers/:customerId/messages/:messageId/retry',
    access: 'messages.create',
    summary: 'Send a message again that failed; one of unknown outcome may then arrive twice',
    params: ofMessage,
    body: atVersion,
    response: message,
    history: { event: 'messages.retried' },
  }),
  settle: endpoint({
    method: 'POST',
    path: '/customers/:customerId/messages/:messageId/settle',
    access: 'messages.create',
    summary: 'Say of a message of unknown outcome that it arrived, or of one that failed that it is seen to',
    params: ofMessage,
    body: z.strictObject({ version: z.number().int().positive(), as: z.enum(['arrived', 'seen']) }),
    response: message,
    history: { event: 'messages.settled' },
  }),
  read: endpoint({
    method: 'POST',
    path: '/customers/:customerId/messages/read',
    access: 'messages.create',
    summary: 'Mark what came in as read, up to a message',
    params: ofCustomer,
    body: z.strictObject({ upTo: id }),
    response: z.object({ read: z.number().int() }),
    history: { none: 'Each message keeps who read it, and when' },
  }),
  setOptOut: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/message-opt-outs/:channel',
    access: 'messages.create',
    summary: 'Note that a record wants no messages, or no marketing, by a channel; null takes that back',
    params: ofCustomer.extend({ channel }),
    body: z.strictObject({
      scope: z.enum(keysOf<OptOutScope>(optOutScopes)).nullable(),
      note: withoutCard(text(500)).default(''),
    }),
    response: z.object({ optOuts: z.array(optOut) }),
    history: { event: 'messages.opt_out_changed' },
  }),
  liftOptOut: endpoint({
    method: 'POST',
    path: '/customers/:customerId/message-opt-outs/:optOutId/lift',
    access: 'messages.create',
    summary:
      'Take an unsubscription back because the customer asked for it; STOP is taken back by START alone',
    params: ofCustomer.extend({ optOutId: id }),
    response: z.object({ optOuts: z.array(optOut) }),
    history: { event: 'messages.opt_out_changed' },
  }),
  list: endpoint({
    method: 'GET',
    path: '/messages',
    access: 'messages.view',
    summary: 'A page of the company’s messages, by keyset, newest first',
    query: listQuery,
    response: z.object({ items: z.array(row), next: id.nullable() }),
  }),
  counts: endpoint({
    method: 'GET',
    path: '/messages/counts',
    access: 'messages.view',
    summary: 'How many messages wait for somebody: unread, failed, of nobody known, and how many to be sent',
    response: z.object({
      unread: z.number().int(),
      failed: z.number().int(),
      unassigned: z.number().int(),
      waiting: z.number().int(),
      /** Where the current user sees messages. */
      locations: z.array(named),
    }),
  }),
  candidates: endpoint({
    method: 'GET',
    path: '/messages/:incomingId/candidates',
    access: 'messages.create',
    summary: 'Whose number or e-mail address a message came from that belongs to no record yet',
    params: z.object({ incomingId: id }),
    response: z.object({
      items: z.array(named.extend({ kind: z.enum(['customer', 'lead']), city: z.string(), why: z.string() })),
    }),
  }),
  assign: endpoint({
    method: 'POST',
    path: '/messages/:incomingId/assign',
    access: 'messages.create',
    summary: 'Put a message that came in, and all others of the same sender, on a record',
    params: z.object({ incomingId: id }),
    body: z.strictObject({ customerId: id }),
    response: z.object({ assigned: z.number().int() }),
    history: { event: 'messages.assigned' },
  }),
  dismiss: endpoint({
    method: 'POST',
    path: '/messages/:incomingId/dismiss',
    access: 'messages.create',
    summary: 'Mark a message that belongs to no record as seen',
    params: z.object({ incomingId: id }),
    response: nothing,
    history: { none: 'The message keeps who saw it, and when' },
  }),
}
