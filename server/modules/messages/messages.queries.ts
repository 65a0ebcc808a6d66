/** The SQL of messages. That of the company's list is in messages.list.ts, of channels and templates in theirs. */
import { sql, type SqlBool } from 'kysely'
import type {
  MessageCategory,
  MessageChannel,
  MessageState,
  OptOutScope,
  OptOutSource,
} from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'

/** Stated, not left to row-level security alone: with it the planner uses the indexes that lead with the company. */
export const ours = sql<SqlBool>`company_id = platform.company_id()`

export type AttachmentRow = { fileId: number | null; name: string; sizeBytes: number }
export type MessageDbRow = {
  id: number
  customerId: number | null
  locationId: number | null
  version: number
  direction: 'in' | 'out'
  channel: MessageChannel
  category: MessageCategory
  state: MessageState
  reason: string
  subject: string
  body: string
  ourAddress: string
  theirAddress: string
  theirName: string
  template: string | null
  token: string
  providerId: string | null
  segments: number
  attempts: number
  looks: number
  sendAfter: Date | null
  attemptedAt: Date | null
  sentAt: Date | null
  deliveredAt: Date | null
  seenAt: Date | null
  seenBy: string | null
  createdAt: Date
  createdBy: string | null
  attachments: AttachmentRow[]
}

const userName = (column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = m.company_id and u.id = m.${column})`

/** Columns of `message m`, by the row's names. */
export const messageColumns = `m.id, m.customer_id as "customerId", m.location_id as "locationId", m.version, m.direction,
  m.channel, m.category, m.state, m.reason, m.subject, m.body, m.our_address as "ourAddress",
  m.their_address as "theirAddress", m.their_name as "theirName", m.token, m.provider_id as "providerId", m.segments,
  m.attempts, m.looks, m.send_after as "sendAfter", m.attempted_at as "attemptedAt", m.sent_at as "sentAt",
  m.delivered_at as "deliveredAt", m.seen_at as "seenAt", ${userName('seen_by')} as "seenBy",
  m.created_at as "createdAt", ${userName('created_by')} as "createdBy",
  (select t.name from message_template t where t.company_id = m.company_id and t.id = m.template_id) as template,
  coalesce((select json_agg(json_build_object('fileId', a.file_id, 'name', a.name, 'sizeBytes', a.size_bytes) order by a.id)
    from message_attachment a where a.company_id = m.company_id and a.message_id = m.id), '[]') as attachments`
const columns = sql.raw(messageColumns)

/** Newest first, and one more to tell whether there is another. */
export async function listThread(
  db: Db,
  customerId: number,
  {
    channel,
    before,
    limit,
  }: { channel?: MessageChannel | undefined; before?: number | undefined; limit: number },
): Promise<MessageDbRow[]> {
  const { rows } = await sql<MessageDbRow>`select ${columns} from message m
    where m.company_id = platform.company_id() and m.customer_id = ${customerId}
      and (${channel ?? null}::text is null or m.channel = ${channel ?? null}::text)
      and (${before ?? null}::bigint is null or m.id < ${before ?? null}::bigint)
    order by m.id desc limit ${limit + 1}`.execute(db)
  return rows
}

export async function findMessage(db: Db, id: number): Promise<MessageDbRow | undefined> {
  const { rows } = await sql<MessageDbRow>`select ${columns} from message m
    where m.company_id = platform.company_id() and m.id = ${id}`.execute(db)
  return rows[0]
}

/** The message, held until the transaction ends. */
export async function lockMessage(db: Db, id: number): Promise<MessageDbRow | undefined> {
  await sql`select from message where ${ours} and id = ${id} for no key update`.execute(db)
  return findMessage(db, id)
}

export async function lockByToken(db: Db, token: string): Promise<MessageDbRow | undefined> {
  const { rows } = await sql<{ id: number }>`select id from message where ${ours} and token = ${token}
    for no key update`.execute(db)
  return rows[0] && findMessage(db, rows[0].id)
}

export async function findByProviderId(
  db: Db,
  channel: MessageChannel,
  providerId: string,
): Promise<{ id: number } | undefined> {
  const { rows } = await sql<{ id: number }>`select id from message
    where ${ours} and channel = ${channel} and provider_id = ${providerId}`.execute(db)
  return rows[0]
}

/** Those of these that messages of ours have already. */
export async function listKnownProviderIds(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select provider_id as id from message
    where ${ours} and channel = 'sms' and provider_id = any (${[...ids]})`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

export type NewMessage = {
  customer_id: number | null
  location_id?: number | null
  direction: 'in' | 'out'
  channel: MessageChannel
  category: MessageCategory
  state: MessageState
  reason?: string
  subject: string
  body: string
  our_address?: string
  their_address: string
  their_name: string
  template_id?: number | null
  token: string
  dedupe_key?: string | null
  provider_id?: string | null
  segments?: number
  created_at: Date
  created_by: number | null
}

/** @returns null if a message of the same dedupe key, or of the same id at the provider, is there already */
export async function insertMessage(db: Db, values: NewMessage): Promise<number | null> {
  const row = await db
    .insertInto('message')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

export async function findByDedupeKey(db: Db, key: string): Promise<MessageDbRow | undefined> {
  const { rows } = await sql<MessageDbRow>`select ${columns} from message m
    where m.company_id = platform.company_id() and m.dedupe_key = ${key}`.execute(db)
  return rows[0]
}

type MessageUpdate = Partial<{
  customer_id: number
  location_id: number | null
  state: MessageState
  reason: string
  our_address: string
  provider_id: string | null
  attempts: number
  looks: number
  send_after: Date | null
  attempted_at: Date | null
  sent_at: Date | null
  delivered_at: Date | null
  seen_at: Date | null
  seen_by: number | null
}>

/** Changes a message and raises its version. */
export async function updateMessage(db: Db, id: number, values: MessageUpdate): Promise<void> {
  await db
    .updateTable('message')
    .set({ ...values, version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export type StoredAttachment = { name: string; content_type: string; size_bytes: number; storage_key: string }

export async function insertAttachments(
  db: Db,
  messageId: number,
  rows: readonly (StoredAttachment & { file_id: number })[],
): Promise<void> {
  if (!rows.length) return
  await db
    .insertInto('message_attachment')
    .values(rows.map((row) => ({ ...row, message_id: messageId })))
    .execute()
}

export const listAttachments = (db: Db, messageId: number): Promise<StoredAttachment[]> =>
  db
    .selectFrom('message_attachment')
    .select(['name', 'content_type', 'size_bytes', 'storage_key'])
    .where(ours)
    .where('message_id', '=', messageId)
    .orderBy('id')
    .execute()

/** Marks what came in as read. @returns how many messages that were */
export async function markRead(
  db: Db,
  customerId: number,
  upTo: number,
  seen: { at: Date; by: number },
): Promise<number> {
  const result = await db
    .updateTable('message')
    .set({ seen_at: seen.at, seen_by: seen.by })
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('direction', '=', 'in')
    .where('seen_at', 'is', null)
    .where('id', '<=', upTo)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

export async function countUnread(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from message
    where ${ours} and customer_id = ${customerId} and seen_at is null and state = 'received'`.execute(db)
  return rows[0]!.n
}

/** Has the worker send it; at once, or at a time. A later call replaces this one. */
export async function addSendJob(
  db: Db,
  channel: MessageChannel,
  messageId: number,
  at: Date | null,
): Promise<void> {
  await sql`select platform.add_job('messages.send', ${JSON.stringify({ messageId })}::jsonb, ${`messages ${channel}`},
    ${`messages.send ${messageId}`}, ${at})`.execute(db)
}

/** Has the worker ask the provider what became of it. */
export async function addLookJob(db: Db, messageId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('messages.look', ${JSON.stringify({ messageId })}::jsonb, null,
    ${`messages.look ${messageId}`}, ${at})`.execute(db)
}

/** Messages of a channel that were begun since an instant: what its rate counts. */
export async function countAttempts(db: Db, channel: MessageChannel, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from message
    where ${ours} and channel = ${channel} and attempted_at > ${since}`.execute(db)
  return rows[0]!.n
}

export type OptOutRow = {
  id: number
  channel: MessageChannel
  scope: OptOutScope
  source: OptOutSource
  address: string | null
  customer_id: number | null
  note: string
  at: Date
  by: string | null
}

/** What holds for a record or any of these addresses now, the strictest first. */
export async function listOptOuts(
  db: Db,
  customerId: number | null,
  addresses: readonly string[],
): Promise<OptOutRow[]> {
  const { rows } = await sql<OptOutRow>`
    select o.id, o.channel, o.scope, o.source, o.address, o.customer_id, o.note, o.at,
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = o.company_id and u.id = o.by_user_id) as by
    from message_opt_out o where o.company_id = platform.company_id() and o.lifted_at is null
      and (o.customer_id = ${customerId} or o.address = any (${[...addresses]}))
    order by o.scope = 'all' desc, o.id`.execute(db)
  return rows
}

export type NewOptOut = {
  channel: MessageChannel
  scope: OptOutScope
  source: OptOutSource
  address?: string
  customer_id?: number
  note?: string
  at: Date
  by_user_id?: number | null
}

/** Notes an opt-out; one that stands is made stricter, never laxer. @returns whether anything changed */
export async function putAddressOptOut(db: Db, values: NewOptOut & { address: string }): Promise<boolean> {
  const { rows } = await sql`
    insert into message_opt_out (channel, scope, source, address, at)
    values (${values.channel}, ${values.scope}, ${values.source}, ${values.address}, ${values.at})
    on conflict (company_id, channel, address) where address is not null and lifted_at is null
    do update set scope = 'all', source = excluded.source, at = excluded.at
      where message_opt_out.scope = 'marketing' and excluded.scope = 'all'
    returning id`.execute(db)
  return rows.length > 0
}

export async function insertOptOut(db: Db, values: NewOptOut): Promise<void> {
  await db.insertInto('message_opt_out').values(values).execute()
}

/** @returns whether it stood */
export async function liftOptOut(db: Db, id: number, at: Date, by: number | null): Promise<boolean> {
  const row = await db
    .updateTable('message_opt_out')
    .set({ lifted_at: at, lifted_by: by })
    .where(ours)
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What an address said itself is taken back by it. @returns whether anything stood */
export async function liftAddress(
  db: Db,
  channel: MessageChannel,
  address: string,
  at: Date,
): Promise<boolean> {
  const rows = await db
    .updateTable('message_opt_out')
    .set({ lifted_at: at })
    .where(ours)
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('lifted_at', 'is', null)
    .returning('id')
    .execute()
  return rows.length > 0
}
