/** The SQL of tags. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { RecordTag, TagValues } from '#shared/contracts/tags.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Tag } from '#server/db/types.ts'

export type TagRow = Selectable<Tag>
const ours = sql<SqlBool>`company_id = platform.company_id()`

/** In the order in which tags are offered. */
export const listStatement = (): Statement => ({
  name: 'tags.list',
  text: 'select * from tag where company_id = platform.company_id() order by sort, platform.fold(name), id',
  values: [],
})

export const usageStatement = (): Statement => ({
  name: 'tags.usage',
  text: 'select tag_id as id, count(*) as count from customer_tag where company_id = platform.company_id() group by tag_id',
  values: [],
})

export async function listTags(db: Db): Promise<TagRow[]> {
  const { rows } = await sql<TagRow>`
    select * from tag where company_id = platform.company_id() order by sort, platform.fold(name), id`.execute(
    db,
  )
  return rows
}

/** Holds the company's tags as they are: who adds or orders them comes before or after this transaction. */
export async function lockTags(db: Db): Promise<TagRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('tags:' || platform.company_id(), 0))`.execute(db)
  return listTags(db)
}

export async function lockTag(db: Db, id: number): Promise<TagRow | undefined> {
  return db.selectFrom('tag').selectAll().where(ours).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** A tag whose name is the same but for case and accents. */
export async function findByName(db: Db, name: string): Promise<TagRow | undefined> {
  return db
    .selectFrom('tag')
    .selectAll()
    .where(ours)
    .where(sql<SqlBool>`platform.fold(name) = platform.fold(${name})`)
    .executeTakeFirst()
}

export async function insertTag(db: Db, values: TagValues & { sort: number }): Promise<TagRow> {
  return db.insertInto('tag').values(values).returningAll().executeTakeFirstOrThrow()
}

export async function updateTag(db: Db, id: number, values: TagValues): Promise<TagRow> {
  return db
    .updateTable('tag')
    .set({ ...values, version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function writeOrder(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update tag t set sort = o.place from unnest(${ids}::bigint[]) with ordinality o (id, place)
    where t.company_id = platform.company_id() and t.id = o.id and t.sort <> o.place`.execute(db)
}

/** The tags of a record in the company's order; a retired tag stays on the records that carry it. */
export async function listOfRecord(db: Db, customerId: number): Promise<RecordTag[]> {
  const { rows } = await sql<RecordTag>`
    select t.id, t.name, t.colour, t.warning
    from customer_tag x join tag t on t.company_id = x.company_id and t.id = x.tag_id
    where x.company_id = platform.company_id() and x.customer_id = ${customerId}
    order by t.sort, platform.fold(t.name), t.id`.execute(db)
  return rows
}

export async function addTags(
  db: Db,
  customerId: number,
  ids: readonly number[],
  userId: number,
): Promise<void> {
  await sql`insert into customer_tag (customer_id, tag_id, added_by)
    select ${customerId}, id, ${userId} from unnest(${ids}::bigint[]) id
    on conflict on constraint customer_tag_once do nothing`.execute(db)
}

export async function removeTags(db: Db, customerId: number, ids: readonly number[]): Promise<void> {
  await sql`delete from customer_tag where company_id = platform.company_id() and customer_id = ${customerId}
    and tag_id = any (${ids}::bigint[])`.execute(db)
}
