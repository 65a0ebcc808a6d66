/** The SQL of the channels that carry messages. */
import { sql } from 'kysely'
import type { MessageChannel } from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'
import { ours } from './messages.queries.ts'

export type ChannelRow = {
  id: number
  channel: MessageChannel
  active: boolean
  settings: unknown
  sealed_secrets: string | null
  version: number
}
export type SenderRow = { locationId: number; address: string; name: string }

export async function findChannel(db: Db, channel: MessageChannel): Promise<ChannelRow | undefined> {
  return (await db
    .selectFrom('message_channel')
    .select(['id', 'channel', 'active', 'settings', 'sealed_secrets', 'version'])
    .where(ours)
    .where('channel', '=', channel)
    .executeTakeFirst()) as ChannelRow | undefined
}

/** Lets one attempt after the other begin, so that the channel's rate is counted right. */
export async function holdChannel(db: Db, channel: MessageChannel): Promise<ChannelRow | undefined> {
  await sql`select from message_channel where ${ours} and channel = ${channel} for no key update`.execute(db)
  return findChannel(db, channel)
}

export async function listSenders(db: Db, channel: MessageChannel): Promise<SenderRow[]> {
  const { rows } =
    await sql<SenderRow>`select s.location_id as "locationId", s.address, s.name from message_sender s
    join location l on l.company_id = s.company_id and l.id = s.location_id
    where s.company_id = platform.company_id() and s.channel = ${channel} order by platform.fold(l.name), l.id`.execute(
      db,
    )
  return rows
}

export async function findSender(
  db: Db,
  channel: MessageChannel,
  locationId: number,
): Promise<SenderRow | undefined> {
  return (await listSenders(db, channel)).find((row) => row.locationId === locationId)
}

export const listLocations = (db: Db): Promise<{ id: number; name: string }[]> =>
  db.selectFrom('location').select(['id', 'name']).where('active', '=', true).orderBy('name').execute()

/** @param version 0 where none was saved yet. @returns whether nobody else had saved since that version */
export async function putChannel(
  db: Db,
  channel: MessageChannel,
  version: number,
  values: { active: boolean; settings: string; sealed_secrets: string | null },
  senders: readonly SenderRow[],
): Promise<boolean> {
  const row =
    version === 0
      ? await db
          .insertInto('message_channel')
          .values({ ...values, channel })
          .onConflict((conflict) => conflict.columns(['company_id', 'channel']).doNothing())
          .returning('id')
          .executeTakeFirst()
      : await db
          .updateTable('message_channel')
          .set({ ...values, version: version + 1 })
          .where(ours)
          .where('channel', '=', channel)
          .where('version', '=', version)
          .returning('id')
          .executeTakeFirst()
  if (!row) return false
  await db.deleteFrom('message_sender').where(ours).where('channel', '=', channel).execute()
  if (senders.length)
    await db
      .insertInto('message_sender')
      .values(
        senders.map(({ locationId, address, name }) => ({ channel, location_id: locationId, address, name })),
      )
      .execute()
  return true
}
