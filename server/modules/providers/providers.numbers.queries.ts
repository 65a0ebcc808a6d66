/** The SQL of account-number blocks, and of what is free in them. */
import { sql } from 'kysely'
import type { NumberRange } from '#shared/rules/account-numbers.ts'
import type { Db } from '#server/db/database.ts'

export type BlockRow = NumberRange & {
  id: number
  version: number
  receiver_number: string | null
  two_way: boolean
  active: boolean
}

const blockColumns = sql.raw(
  'b.id, b.version, b.prefix, b.digits, b.first_number as first, b.last_number as last, b.receiver_number, b.two_way, b.active',
)

/**
 * Every number at the monitoring company that is not free, taken apart as blocks are: those of customers, archived ones
 * too, those of accounts that were ever linked (the station may still hold them), and those that were issued.
 */
const taken = (monitoringCompanyId: number) => sql`
  select distinct left(a, length(a) - length(d)) as prefix, length(d) as digits, d::bigint as n from (
    select a, substring(a from '[0-9]{1,12}$') as d from (
      select upper(account_number) as a from customer
        where company_id = platform.company_id() and monitoring_company_id = ${monitoringCompanyId} and account_number is not null
      union all select upper(account_number) from connection
        where company_id = platform.company_id() and monitoring_company_id = ${monitoringCompanyId}
      union all select account_number from account_number_issue
        where company_id = platform.company_id() and monitoring_company_id = ${monitoringCompanyId}) every_number
  ) apart where d is not null`

export type ShownBlock = BlockRow & { used: number; issued: number }

/** The blocks, those that issue first, with how many of their numbers are not free. */
export async function listBlocks(db: Db, monitoringCompanyId: number): Promise<ShownBlock[]> {
  const { rows } = await sql<ShownBlock>`
    with taken as (${taken(monitoringCompanyId)})
    select ${blockColumns},
      (select count(*) from taken t where t.prefix = b.prefix and t.digits = b.digits
        and t.n between b.first_number and b.last_number)::int as used,
      (select count(*) from account_number_issue i where i.company_id = b.company_id
        and i.monitoring_company_id = b.monitoring_company_id and i.block_id = b.id)::int as issued
    from account_number_block b
    where b.company_id = platform.company_id() and b.monitoring_company_id = ${monitoringCompanyId}
    order by b.active desc, b.id`.execute(db)
  return rows
}

/**
 * The blocks that issue, locked to the end of the transaction: whoever else issues a number of this monitoring company
 * waits, and then sees what was issued here. A block of the wanted kind comes first.
 */
export async function lockIssuing(db: Db, monitoringCompanyId: number, twoWay: boolean): Promise<BlockRow[]> {
  const { rows } = await sql<BlockRow>`
    select ${blockColumns} from account_number_block b
    where b.company_id = platform.company_id() and b.monitoring_company_id = ${monitoringCompanyId} and b.active
    order by b.id for update`.execute(db)
  return inOrder(rows, twoWay)
}

/** The same without the lock. */
export async function listIssuing(db: Db, monitoringCompanyId: number, twoWay: boolean): Promise<BlockRow[]> {
  const { rows } = await sql<BlockRow>`
    select ${blockColumns} from account_number_block b
    where b.company_id = platform.company_id() and b.monitoring_company_id = ${monitoringCompanyId} and b.active
    order by b.id`.execute(db)
  return inOrder(rows, twoWay)
}

const inOrder = (rows: BlockRow[], twoWay: boolean): BlockRow[] =>
  rows.toSorted((a, b) => Number(b.two_way === twoWay) - Number(a.two_way === twoWay))

/** The lowest free number of a block; null if there is none. */
export async function findFree(db: Db, monitoringCompanyId: number, block: BlockRow): Promise<number | null> {
  const { rows } = await sql<{ n: number | null }>`
    with taken as (${taken(monitoringCompanyId)}),
      used as (select n from taken where prefix = ${block.prefix} and digits = ${block.digits}
        and n between ${block.first} and ${block.last})
    select min(n) as n from (
      select ${block.first}::bigint as n where not exists (select from used where n = ${block.first})
      union all
      select u.n + 1 from used u where u.n < ${block.last} and not exists (select from used v where v.n = u.n + 1)
    ) free`.execute(db)
  return rows[0]!.n
}

export async function countBlocks(db: Db, monitoringCompanyId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from account_number_block
    where company_id = platform.company_id() and monitoring_company_id = ${monitoringCompanyId}`.execute(db)
  return rows[0]!.n
}

export async function findOverlap(
  db: Db,
  monitoringCompanyId: number,
  range: NumberRange,
): Promise<BlockRow | undefined> {
  const { rows } = await sql<BlockRow>`
    select ${blockColumns} from account_number_block b
    where b.company_id = platform.company_id() and b.monitoring_company_id = ${monitoringCompanyId} and b.active
      and b.prefix = ${range.prefix} and b.digits = ${range.digits}
      and b.first_number <= ${range.last} and b.last_number >= ${range.first} order by b.id limit 1`.execute(
    db,
  )
  return rows[0]
}

export async function insertBlock(
  db: Db,
  monitoringCompanyId: number,
  userId: number,
  range: NumberRange,
  { receiverNumber, twoWay }: { receiverNumber: string | null; twoWay: boolean },
): Promise<number> {
  const row = await db
    .insertInto('account_number_block')
    .values({
      monitoring_company_id: monitoringCompanyId,
      prefix: range.prefix,
      digits: range.digits,
      first_number: range.first,
      last_number: range.last,
      receiver_number: receiverNumber,
      two_way: twoWay,
      created_by: userId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function lockBlock(
  db: Db,
  monitoringCompanyId: number,
  blockId: number,
): Promise<BlockRow | undefined> {
  const { rows } = await sql<BlockRow>`
    select ${blockColumns} from account_number_block b
    where b.company_id = platform.company_id() and b.monitoring_company_id = ${monitoringCompanyId} and b.id = ${blockId}
    for update`.execute(db)
  return rows[0]
}

export async function updateBlock(
  db: Db,
  blockId: number,
  values: { receiver_number: string | null; two_way: boolean; active: boolean },
): Promise<void> {
  await db
    .updateTable('account_number_block')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('id', '=', blockId)
    .execute()
}

export async function insertIssue(
  db: Db,
  values: {
    monitoring_company_id: number
    block_id: number
    account_number: string
    customer_id: number
    issued_by: number
  },
): Promise<number> {
  const row = await db
    .insertInto('account_number_issue')
    .values(values)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Names of a few who may add blocks, for the sentence that says whom to ask. */
export async function listKeepers(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct u.first_name || ' ' || u.last_name as name from membership m
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    join user_account u on u.company_id = m.company_id and u.id = m.user_id
    where m.company_id = platform.company_id() and g.grants @> array['monitoring_companies.yes'] and u.active and u.can_log_in
    order by 1 limit 3`.execute(db)
  return rows.map(({ name }) => name)
}
