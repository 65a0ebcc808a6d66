/** Rows as answers. */
import type { Message, MessageOptOut } from '#shared/contracts/messages.ts'
import type { MessageDbRow, OptOutRow } from './messages.queries.ts'

const instant = (at: Date | null) => (at ? new Date(at).toISOString() : null)

export const toMessage = (row: MessageDbRow): Message => ({
  id: row.id,
  version: row.version,
  direction: row.direction,
  channel: row.channel,
  category: row.category,
  state: row.state,
  reason: row.reason,
  subject: row.subject,
  body: row.body,
  ourAddress: row.ourAddress,
  theirAddress: row.theirAddress,
  theirName: row.theirName,
  template: row.template,
  segments: row.segments,
  attempts: row.attempts,
  sendAfter: row.state === 'queued' ? instant(row.sendAfter) : null,
  sentAt: instant(row.sentAt),
  deliveredAt: instant(row.deliveredAt),
  seenAt: instant(row.seenAt),
  seenBy: row.seenBy,
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  attachments: row.attachments,
})

export const toOptOut = (row: OptOutRow): MessageOptOut => ({
  id: row.id,
  channel: row.channel,
  scope: row.scope,
  source: row.source,
  address: row.address,
  note: row.note,
  at: row.at.toISOString(),
  by: row.by,
  liftable: row.source === 'user' || row.source === 'link',
})
