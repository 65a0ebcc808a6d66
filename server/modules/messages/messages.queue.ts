/**
 * Queues messages. `queueMessage` is what other modules call, in the transaction of whatever they tell of: reminders of
 * appointments, invoices, confirmations. What the message says is fixed here; whether and when it leaves is decided by the
 * worker (messages.sending.ts).
 */
import { randomBytes } from 'node:crypto'
import { merge, segmentsOf } from '#shared/rules/message-text.ts'
import {
  holdsBack,
  type MessageCategory,
  messageChannels,
  type MessageChannel,
  type MessageState,
} from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { findFacts, mergeValuesOf, type Person, recordPeople, shownAddress } from './messages.people.ts'
import * as queries from './messages.queries.ts'
import { findTemplate } from './messages.templates.queries.ts'

export const newToken = (): string => randomBytes(24).toString('base64url')

export type MessageOrder = {
  customerId: number
  channel: MessageChannel
  category: MessageCategory
  /** The same order under the same key is the same message: `appointment 7 reminder`. */
  dedupeKey: string
  /** Whom; left out: the record's own cell phone or e-mail address. */
  to?: Pick<Person, 'address' | 'name'>
  /** Merge fields beyond the record's own: `{ arrival: '9:00 AM' }`. */
  values?: Record<string, string>
  now: Date
  by?: { id: number; name: string } | null
  attachments?: Parameters<typeof queries.insertAttachments>[2]
} & ({ templateId: number } | { subject?: string; text: string })

export type Queued = { messageId: number; state: MessageState; reason: string }

/**
 * Queues one message to a record, with its history, in the caller's transaction. What cannot be sent (no address, an
 * opt-out) is kept as a message that says so, so that nobody believes that it left.
 * @returns null if the record or the template is not there, or the record is archived
 */
export async function queueMessage(
  db: Db,
  history: HistoryDraft,
  order: MessageOrder,
): Promise<Queued | null> {
  const { customerId, channel, category, now } = order
  const facts = await findFacts(db, customerId)
  if (!facts || facts.archived) return null
  const template = 'templateId' in order ? await findTemplate(db, order.templateId) : null
  if (template === undefined || (template && template.channel !== channel)) return null
  const words = template
    ? { subject: template.subject, body: template.body }
    : { subject: ('subject' in order && order.subject) || '', body: 'text' in order ? order.text : '' }
  const values = { ...mergeValuesOf(facts, order.by?.name ?? '', now), ...order.values }
  const to = order.to ?? recordPeople(facts).find((person) => person.channel === channel)
  const held = to ? await findHold(db, customerId, channel, category, to.address) : null
  return insertOutgoing(db, history, {
    customerId,
    channel,
    category,
    to: to ?? { address: '', name: `${facts.firstName} ${facts.lastName}` },
    subject: oneLine(merge(words.subject, values)),
    body: merge(words.body, values).trim(),
    templateId: template?.id ?? null,
    dedupeKey: order.dedupeKey,
    by: order.by?.id ?? null,
    now,
    ...(order.attachments && { attachments: order.attachments }),
    ...(!to
      ? {
          state: 'failed' as const,
          reason:
            channel === 'sms'
              ? 'The record has no phone number that takes text messages'
              : 'The record has no e-mail address',
        }
      : held
        ? { state: 'opted_out' as const, reason: held }
        : { state: 'queued' as const, reason: '' }),
  })
}

/** Line breaks in a subject would end the header that it stands in. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 200)

/** Why a message of this category may not go there; null if it may. */
export async function findHold(
  db: Db,
  customerId: number,
  channel: MessageChannel,
  category: MessageCategory,
  address: string,
): Promise<string | null> {
  const found = (await queries.listOptOuts(db, customerId, [address])).find(
    (row) => row.channel === channel && holdsBack(row.scope, category),
  )
  if (!found) return null
  if (found.source === 'word') return `${shownAddress(address)} texted STOP`
  if (found.source === 'provider') return `The provider blocks ${shownAddress(address)}`
  if (found.source === 'link') return `${address} unsubscribed by the link in an e-mail`
  return `${found.by ?? 'Somebody'} noted: ${found.scope === 'all' ? 'no messages' : 'no marketing'} by ${messageChannels[channel]}`
}

type Outgoing = {
  customerId: number
  channel: MessageChannel
  category: MessageCategory
  to: Pick<Person, 'address' | 'name'>
  subject: string
  body: string
  templateId: number | null
  dedupeKey: string | null
  by: number | null
  now: Date
  state: 'queued' | 'opted_out' | 'failed'
  reason: string
  attachments?: Parameters<typeof queries.insertAttachments>[2]
}

/** Writes a message that is to leave, its attachments, its history and its job. Under a known key: the one that is there. */
export async function insertOutgoing(db: Db, history: HistoryDraft, out: Outgoing): Promise<Queued> {
  const { channel, to, state, reason } = out
  const id = await queries.insertMessage(db, {
    customer_id: out.customerId,
    direction: 'out',
    channel,
    category: out.category,
    state,
    reason,
    subject: channel === 'email' ? out.subject : '',
    body: out.body.slice(0, 10_000),
    their_address: to.address,
    their_name: to.name,
    template_id: out.templateId,
    token: newToken(),
    dedupe_key: out.dedupeKey,
    segments: channel === 'sms' ? segmentsOf(out.body).count : 0,
    created_at: out.now,
    created_by: out.by,
  })
  if (id === null) {
    const known = (await queries.findByDedupeKey(db, out.dedupeKey!))!
    return { messageId: known.id, state: known.state, reason: known.reason }
  }
  await queries.insertAttachments(db, id, out.attachments ?? [])
  if (state === 'queued') await queries.addSendJob(db, channel, id, null)
  history.add({
    event: 'messages.queued',
    entity: 'message',
    entityId: id,
    customerId: out.customerId,
    detail: { channel: messageChannels[channel], to: to.name || shownAddress(to.address) },
    changes: [
      { field: 'To', old: null, new: shownAddress(to.address) },
      ...(out.subject && channel === 'email' ? [{ field: 'Subject', old: null, new: out.subject }] : []),
      { field: 'Message', old: null, new: out.body },
      ...(reason ? [{ field: 'Held back', old: null, new: reason }] : []),
    ],
  })
  return { messageId: id, state, reason }
}
