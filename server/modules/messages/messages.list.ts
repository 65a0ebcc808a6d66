/** The company's messages: pages of them, how many wait for somebody, and those that belong to nobody yet. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { MessageFilter, MessageQuery, messages, MessageRow } from '#shared/contracts/messages.ts'
import { fail } from '#shared/errors.ts'
import { messageChannels } from '#shared/rules/messages.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getWritable } from '../customers/customers.service.ts'
import { toMessage } from './messages.answers.ts'
import { listMatches, type Match, shownAddress } from './messages.people.ts'
import * as queries from './messages.queries.ts'
import { messageColumns, type MessageDbRow } from './messages.queries.ts'

type Request<K extends keyof typeof messages> = Parsed<(typeof messages)[K]>

const at = (column: string, permission: string) =>
  `${column} = any ((select platform.granted_locations('${permission}'))::bigint[])`

/**
 * A message is seen by who sees its record and the messages there. One that belongs to nobody yet is seen at the location
 * whose number it came to; if that is no one location's, by who sees messages at every location.
 */
const visible = `case when m.customer_id is not null then
    (select ${at('c.location_id', 'messages.view')} and case c.kind when 'customer' then ${at('c.location_id', 'customers.view')}
      else ${at('c.location_id', 'leads.view')} end
     from customer c where c.company_id = m.company_id and c.id = m.customer_id)
  when m.location_id is not null then ${at('m.location_id', 'messages.view')}
  else (select not exists (select from location l where l.company_id = platform.company_id() and l.active
    and l.id <> all (coalesce((select platform.granted_locations('messages.view'))::bigint[], '{}')))) end`

const shows: Record<MessageFilter['show'], string> = {
  attention: `m.seen_at is null and m.state in ('failed', 'bounced', 'unknown', 'received')`,
  unread: `m.seen_at is null and m.state = 'received'`,
  failed: `m.seen_at is null and m.state in ('failed', 'bounced', 'unknown')`,
  unassigned: `m.customer_id is null and m.seen_at is null and m.state in ('failed', 'bounced', 'unknown', 'received')`,
  waiting: `m.state in ('queued', 'sending')`,
  all: 'true',
}

/** One page, newest first, and one row more to tell whether there is another. */
export function listStatement(f: MessageQuery): Statement {
  const values: unknown[] = []
  const conditions = ['m.company_id = platform.company_id()', shows[f.show], visible]
  const add = (text: string, value: unknown) => {
    values.push(value)
    conditions.push(text.replace('?', `$${values.length}`))
  }
  if (f.channel) add('m.channel = ?', f.channel)
  if (f.category) add('m.category = ?', f.category)
  if (f.direction) add('m.direction = ?', f.direction)
  if (f.locationId)
    add(
      `coalesce((select c.location_id from customer c where c.company_id = m.company_id and c.id = m.customer_id), m.location_id) = ?::bigint`,
      f.locationId,
    )
  if (f.before) add('m.id < ?::bigint', f.before)
  values.push(f.limit + 1)
  const text = `select ${messageColumns}, c.id as "recordId", c.first_name || ' ' || c.last_name as "recordName", l.name as "locationName"
    from (select m.company_id, m.id from message m where ${conditions.join(' and ')}
      order by m.id desc limit $${values.length}) page
    join message m on m.company_id = page.company_id and m.id = page.id
    left join customer c on c.company_id = m.company_id and c.id = m.customer_id
    left join location l on l.company_id = m.company_id and l.id = coalesce(c.location_id, m.location_id)
    order by m.id desc`
  return compile.named('messages.list', text, values)
}

export type ListRow = MessageDbRow & {
  recordId: number | null
  recordName: string
  locationName: string | null
}
export const toListRow = (row: ListRow): MessageRow => ({
  ...toMessage(row),
  customer: row.recordId === null ? null : { id: row.recordId, name: row.recordName },
  location: row.locationName,
})

/** Counts stop at a thousand: more nobody works off in a day. */
const most = 1000
const count = (show: MessageFilter['show']): Statement => ({
  name: `messages.count.${show}`,
  text: `select count(*)::int as n from (select from message m
    where m.company_id = platform.company_id() and ${shows[show]} and ${visible} limit ${most}) found`,
  values: [],
})
export const countStatements = (): Statement[] => [
  count('unread'),
  count('failed'),
  count('unassigned'),
  count('waiting'),
  {
    name: 'messages.locations',
    text: `select id, name from location where id = any ((select platform.granted_locations('messages.view'))::bigint[]) and active
      order by name, id`,
    values: [],
  },
]

/** A message that belongs to nobody yet, held, where the user may write. @throws messages.not_found, messages.belongs */
async function holdUnassigned(ctx: Ctx, db: Db, messageId: number): Promise<MessageDbRow> {
  const message = await queries.lockMessage(db, messageId)
  if (!message) return fail('messages.not_found')
  if (message.customerId !== null) {
    // Who may not see the record learns nothing of its messages.
    await getWritable(ctx, db, message.customerId, 'messages.create')
    return fail('messages.belongs')
  }
  if (message.locationId !== null) requireAt(ctx.actor, 'messages.create', message.locationId)
  else if (!(await seesEverywhere(db)))
    fail('access.denied', { permission: 'Messages: View (every location)' })
  return message
}

async function seesEverywhere(db: Db): Promise<boolean> {
  const { rows } = await db.executeQuery<{ all: boolean }>(
    compile.raw(
      `select not exists (select from location l where l.company_id = platform.company_id() and l.active
         and l.id <> all (coalesce(platform.granted_locations('messages.create'), '{}'))) as all`,
      [],
    ),
  )
  return rows[0]!.all
}

const maySee = (ctx: Ctx, match: Match) =>
  ctx.actor.grants.has('messages.create', match.locationId) &&
  ctx.actor.grants.has(match.kind === 'customer' ? 'customers.view' : 'leads.view', match.locationId)

/** @throws messages.not_found, messages.belongs, access.denied_here */
export async function listCandidates(
  ctx: Ctx,
  db: Db,
  { params }: Request<'candidates'>,
): Promise<Output<typeof messages.candidates>> {
  const message = await holdUnassigned(ctx, db, params.incomingId)
  const matches = await listMatches(db, message.channel, message.theirAddress)
  return {
    items: matches
      .filter((match) => maySee(ctx, match))
      .map(({ id, name, kind, city, why }) => ({ id, name, kind, city, why })),
  }
}

/** @throws messages.not_found, messages.belongs; customers.…, access.denied_here */
export async function assignMessage(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'assign'>,
): Promise<Output<typeof messages.assign>> {
  const message = await holdUnassigned(ctx, db, params.incomingId)
  const record = await getWritable(ctx, db, body.customerId, 'messages.create')
  const { rows } = await db.executeQuery<{ id: number }>(
    compile.raw(
      `update message set customer_id = $1, location_id = null, version = version + 1
       where company_id = platform.company_id() and customer_id is null and channel = $2 and their_address = $3
         and (location_id is not distinct from $4::bigint) returning id`,
      [record.id, message.channel, message.theirAddress, message.locationId],
    ),
  )
  ctx.history.add({
    event: 'messages.assigned',
    entity: 'message',
    entityId: message.id,
    customerId: record.id,
    detail: { count: rows.length, from: shownAddress(message.theirAddress) },
    changes: [{ field: messageChannels[message.channel], old: null, new: message.body }],
  })
  return { assigned: rows.length }
}

/** @throws messages.not_found, messages.belongs, access.denied_here */
export async function dismissMessage(
  ctx: Ctx,
  db: Db,
  { params }: Request<'dismiss'>,
): Promise<Output<typeof messages.dismiss>> {
  const message = await holdUnassigned(ctx, db, params.incomingId)
  await queries.updateMessage(db, message.id, { seen_at: ctx.now, seen_by: ctx.actor.userId })
  return {}
}
