/** The SQL of order templates. */
import { sql, type SqlBool } from 'kysely'
import type { OrderTemplateValues } from '#shared/contracts/order-templates.ts'
import type { Db } from '#server/db/database.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export type TemplateRate = { id: number; name: string; active: boolean; data: { totalCents?: number } }
export type TemplateRow = {
  id: number
  version: number
  name: string
  description: string
  active: boolean
  sort: number
  rates: TemplateRate[]
  packages: { id: number; name: string; active: boolean }[]
}

/** In their order, or the one of that id. */
async function selectTemplates(db: Db, id: number | null): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select t.id, t.version, t.name, t.description, t.active, t.sort,
      coalesce((select json_agg(json_build_object('id', v.id, 'name', v.name, 'active', v.active, 'data', v.data) order by r.line)
        from order_template_rate r join catalogue_value v on v.company_id = r.company_id and v.id = r.mmr_id
        where r.company_id = t.company_id and r.template_id = t.id), '[]') as rates,
      coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name, 'active', p.active) order by o.line)
        from order_template_package o join equipment_package p on p.company_id = o.company_id and p.id = o.package_id
        where o.company_id = t.company_id and o.template_id = t.id), '[]') as packages
    from order_template t
    where t.company_id = platform.company_id() and (${id}::bigint is null or t.id = ${id}::bigint)
    order by t.sort, platform.fold(t.name), t.id`.execute(db)
  return rows
}

export const listTemplates = (db: Db): Promise<TemplateRow[]> => selectTemplates(db, null)
export const findTemplate = async (db: Db, id: number): Promise<TemplateRow | undefined> =>
  (await selectTemplates(db, id))[0]

/** A template whose name is the same but for case and accents. */
export async function findTemplateByName(
  db: Db,
  name: string,
): Promise<{ id: number; name: string; active: boolean } | undefined> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, name, active from order_template where ${ours} and platform.fold(name) = platform.fold(${name})`.execute(
    db,
  )
  return rows[0]
}

/** Whether any template is in use. */
export async function hasTemplates(db: Db): Promise<boolean> {
  const { rows } = await sql`select from order_template where ${ours} and active limit 1`.execute(db)
  return rows.length > 0
}

/** Locked until the transaction ends. */
export async function lockTemplate(db: Db, id: number): Promise<TemplateRow | undefined> {
  await db.selectFrom('order_template').select('id').where(ours).where('id', '=', id).forUpdate().execute()
  return findTemplate(db, id)
}

/** Holds the company's templates' names, number and order until the transaction ends. */
export async function lockTemplates(db: Db): Promise<TemplateRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('order_templates:' || platform.company_id(), 0))`.execute(
    db,
  )
  return listTemplates(db)
}

const headOf = ({ name, description, active }: OrderTemplateValues) => ({ name, description, active })

export async function insertTemplate(db: Db, values: OrderTemplateValues, sort: number): Promise<number> {
  const { id } = await db
    .insertInto('order_template')
    .values({ ...headOf(values), sort })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertChoices(db, id, values)
  return id
}

export async function updateTemplate(db: Db, id: number, values: OrderTemplateValues): Promise<void> {
  await db
    .updateTable('order_template')
    .set({ ...headOf(values), version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
  await db.deleteFrom('order_template_rate').where(ours).where('template_id', '=', id).execute()
  await db.deleteFrom('order_template_package').where(ours).where('template_id', '=', id).execute()
  await insertChoices(db, id, values)
}

async function insertChoices(
  db: Db,
  id: number,
  { rateIds, packageIds }: OrderTemplateValues,
): Promise<void> {
  if (rateIds.length)
    await db
      .insertInto('order_template_rate')
      .values(rateIds.map((mmrId, at) => ({ template_id: id, line: at + 1, mmr_id: mmrId })))
      .execute()
  if (packageIds.length)
    await db
      .insertInto('order_template_package')
      .values(packageIds.map((packageId, at) => ({ template_id: id, line: at + 1, package_id: packageId })))
      .execute()
}

export async function deleteTemplate(db: Db, id: number): Promise<void> {
  await db.deleteFrom('order_template').where(ours).where('id', '=', id).execute()
}

/** Gives the templates their places; others' stay. */
export async function writeOrder(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update order_template t set sort = o.place::int
    from unnest(${[...ids]}::bigint[]) with ordinality o (id, place)
    where t.company_id = platform.company_id() and t.id = o.id and t.sort <> o.place`.execute(db)
}

export type RateRow = { id: number; name: string; active: boolean }

/** The company's rates in the catalogue's order, held so that nobody deletes one before the transaction ends. */
export async function holdRates(db: Db): Promise<RateRow[]> {
  const { rows } = await sql<RateRow>`select id, name, active from catalogue_value
    where ${ours} and catalogue = 'mmr' order by sort, name, id for key share`.execute(db)
  return rows
}

/** Active users who sell. */
export async function listSellers(db: Db): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, first_name || ' ' || last_name as name from user_account
    where ${ours} and active and roles @> '{sales_rep}' order by 2, 1`.execute(db)
  return rows
}
