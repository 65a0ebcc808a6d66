/** The SQL of payroll rules. What a customer says to them is read in payroll.facts.ts. */
import { sql, type SqlBool } from 'kysely'
import type { FunctionValues, LevelValues, RowValues, TableValues } from '#shared/contracts/payroll.ts'
import type {
  AmountSource,
  Condition,
  Dimension,
  PayeeMethod,
  PayrollEvent,
  PayTo,
  TableRow,
} from '#shared/rules/payroll.ts'
import type { Db } from '#server/db/database.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export type RoleRow = { id: number; version: number; name: string; description: string; active: boolean }
export type RoleWithFunctions = RoleRow & {
  functions: {
    id: number
    name: string
    active: boolean
    event: PayrollEvent
    payeeBy: PayeeMethod
    levels: number
    rows: number
    users: number
  }[]
}

export async function listRoles(db: Db): Promise<RoleWithFunctions[]> {
  const { rows } = await sql<RoleWithFunctions>`
    select r.id, r.version, r.name, r.description, r.active,
      coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'active', f.active, 'event', f.event, 'payeeBy', f.payee_by,
          'levels', (select count(*) from payroll_level l where l.company_id = f.company_id and l.function_id = f.id),
          'rows', (select count(*) from payroll_row x join payroll_level l on l.company_id = x.company_id and l.id = x.level_id
            where l.company_id = f.company_id and l.function_id = f.id),
          'users', (select count(*) from payroll_assignment a where a.company_id = f.company_id and a.function_id = f.id))
          order by platform.fold(f.name), f.id)
        from payroll_function f where f.company_id = r.company_id and f.role_id = r.id), '[]') as functions
    from payroll_role r where r.company_id = platform.company_id() order by platform.fold(r.name), r.id`.execute(
    db,
  )
  return rows
}

/** Locks the rules of the company: they change one after the other, and are few. */
export async function lockRules(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('payroll ' || platform.company_id(), 0))`.execute(
    db,
  )
}

export async function findRole(db: Db, id: number): Promise<RoleRow | undefined> {
  const { rows } = await sql<RoleRow>`select id, version, name, description, active from payroll_role
    where ${ours} and id = ${id}`.execute(db)
  return rows[0]
}
export async function insertRole(
  db: Db,
  v: { name: string; description: string; active: boolean },
): Promise<number> {
  const row = await db
    .insertInto('payroll_role')
    .values(v as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
export async function updateRole(
  db: Db,
  id: number,
  v: { name: string; description: string; active: boolean },
): Promise<void> {
  await db
    .updateTable('payroll_role')
    .set({ ...v, version: sql<number>`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}
export async function deleteRole(db: Db, id: number): Promise<void> {
  await db.deleteFrom('payroll_role').where(ours).where('id', '=', id).execute()
}

/** Whose name is the same but for case and accents. @param within of functions their role, of levels their function */
export async function findByName(
  db: Db,
  table: 'payroll_role' | 'payroll_table' | 'payroll_function' | 'payroll_level',
  name: string,
  within?: number,
): Promise<number | undefined> {
  const column = {
    payroll_function: 'role_id',
    payroll_level: 'function_id',
    payroll_role: null,
    payroll_table: null,
  }[table]
  const { rows } = await sql<{
    id: number
  }>`select id from ${sql.table(table)} where ${ours} and platform.fold(name) = platform.fold(${name})
    and ${column ? sql`${sql.ref(column)} = ${within}` : sql`true`}`.execute(db)
  return rows[0]?.id
}

export type FunctionRow = Omit<FunctionValues, 'customValue'> & {
  id: number
  version: number
  roleId: number
  roleName: string
  roleActive: boolean
  customValue: FunctionValues['customValue']
  used: boolean
}
export async function findFunction(db: Db, id: number): Promise<FunctionRow | undefined> {
  const { rows } = await sql<FunctionRow>`
    select f.id, f.version, f.role_id as "roleId", r.name as "roleName", r.active as "roleActive", f.name, f.description, f.active,
      f.payee_by as "payeeBy", f.event, f.tag_ids as "tagIds", f.custom_field_id as "customFieldId", f.custom_value as "customValue",
      f.charge_back_days as "chargeBackDays",
      exists (select from payable p where p.company_id = f.company_id and p.function_id = f.id) as used
    from payroll_function f join payroll_role r on r.company_id = f.company_id and r.id = f.role_id
    where f.company_id = platform.company_id() and f.id = ${id}`.execute(db)
  const row = rows[0]
  return row && { ...row, tagIds: row.tagIds.map(Number) }
}
const functionColumns = (v: FunctionValues) => ({
  name: v.name,
  description: v.description,
  active: v.active,
  payee_by: v.payeeBy,
  event: v.event,
  tag_ids: sql`${v.tagIds}::bigint[]`,
  custom_field_id: v.customFieldId,
  custom_value: v.customValue === null ? null : sql`${JSON.stringify(v.customValue)}::jsonb`,
  charge_back_days: v.chargeBackDays,
})
export async function insertFunction(db: Db, roleId: number, v: FunctionValues): Promise<number> {
  const row = await db
    .insertInto('payroll_function')
    .values({ role_id: roleId, ...functionColumns(v) } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
export async function updateFunction(db: Db, id: number, v: FunctionValues): Promise<void> {
  await db
    .updateTable('payroll_function')
    .set({ ...functionColumns(v), version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}
export async function deleteFunction(db: Db, id: number): Promise<void> {
  await db.deleteFrom('payroll_function').where(ours).where('id', '=', id).execute()
}

export type RowRow = {
  id: number
  name: string
  description: string
  active: boolean
  payTo: PayTo
  userId: number | null
  outsideName: string | null
  source: AmountSource
  amountCents: number | null
  variable: string | null
  factorPpm: number | null
  tableId: number | null
  expression: string | null
  conditions: Condition[]
  note: string
}
export type LevelRow = {
  id: number
  version: number
  functionId: number
  name: string
  description: string
  active: boolean
  isDefault: boolean
  rows: RowRow[]
  users: { id: number; name: string }[]
}
/** Of a function, by name; or the one of that id. */
export async function listLevels(db: Db, of: { functionId: number } | { id: number }): Promise<LevelRow[]> {
  const { rows } = await sql<LevelRow>`
    select l.id, l.version, l.function_id as "functionId", l.name, l.description, l.active, l.is_default as "isDefault",
      coalesce((select json_agg(json_build_object('id', x.id, 'name', x.name, 'description', x.description, 'active', x.active,
          'payTo', x.pay_to, 'userId', x.user_id, 'outsideName', x.outside_name, 'source', x.source, 'amountCents', x.amount_cents,
          'variable', x.variable, 'factorPpm', x.factor_ppm, 'tableId', x.table_id, 'expression', x.expression,
          'conditions', x.conditions, 'note', x.note) order by x.sort, x.id)
        from payroll_row x where x.company_id = l.company_id and x.level_id = l.id), '[]') as rows,
      coalesce((select json_agg(json_build_object('id', u.id, 'name', u.first_name || ' ' || u.last_name) order by u.first_name, u.last_name, u.id)
        from payroll_assignment a join user_account u on u.company_id = a.company_id and u.id = a.user_id
        where a.company_id = l.company_id and a.function_id = l.function_id and a.level_id = l.id), '[]') as users
    from payroll_level l where l.company_id = platform.company_id()
      and ${'id' in of ? sql`l.id = ${of.id}` : sql`l.function_id = ${of.functionId}`}
    order by platform.fold(l.name), l.id`.execute(db)
  return rows
}
export async function insertLevel(db: Db, functionId: number, v: LevelValues): Promise<number> {
  const row = await db
    .insertInto('payroll_level')
    .values({
      function_id: functionId,
      name: v.name,
      description: v.description,
      active: v.active,
      is_default: v.isDefault,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeRows(db, row.id, v.rows)
  return row.id
}
export async function updateLevel(db: Db, id: number, v: LevelValues): Promise<void> {
  await db
    .updateTable('payroll_level')
    .set({
      name: v.name,
      description: v.description,
      active: v.active,
      is_default: v.isDefault,
      version: sql<number>`version + 1`,
    })
    .where(ours)
    .where('id', '=', id)
    .execute()
  await sql`delete from payroll_row where ${ours} and level_id = ${id}`.execute(db)
  await writeRows(db, id, v.rows)
}
/** Takes the default from the function's other levels. */
export async function clearDefault(db: Db, functionId: number): Promise<void> {
  await sql`update payroll_level set is_default = false where ${ours} and function_id = ${functionId} and is_default`.execute(
    db,
  )
}
async function writeRows(db: Db, levelId: number, rows: readonly RowValues[]): Promise<void> {
  for (const [i, row] of rows.entries())
    await db
      .insertInto('payroll_row')
      .values({
        level_id: levelId,
        sort: (i + 1) * 10,
        name: row.name,
        description: row.description,
        active: row.active,
        pay_to: row.payTo,
        user_id: row.userId,
        outside_name: row.outsideName,
        source: row.source,
        amount_cents: row.amountCents,
        variable: row.variable,
        factor_ppm: row.factorPpm,
        table_id: row.tableId,
        expression: row.expression,
        conditions: sql`${JSON.stringify(row.conditions)}::jsonb`,
        note: row.note,
      } as never)
      .execute()
}
export async function deleteLevel(db: Db, id: number): Promise<void> {
  await db.deleteFrom('payroll_level').where(ours).where('id', '=', id).execute()
}

export type TableDbRow = {
  id: number
  version: number
  name: string
  description: string
  active: boolean
  dimensions: Dimension[]
  rows: TableRow[]
  usedBy: string[]
}
export async function listTables(db: Db, id?: number): Promise<TableDbRow[]> {
  const { rows } = await sql<TableDbRow>`
    select t.id, t.version, t.name, t.description, t.active, t.dimensions, t.rows,
      coalesce((select json_agg(distinct f.name || ', ' || l.name) from payroll_row x
        join payroll_level l on l.company_id = x.company_id and l.id = x.level_id
        join payroll_function f on f.company_id = l.company_id and f.id = l.function_id
        where x.company_id = t.company_id and x.table_id = t.id), '[]') as "usedBy"
    from payroll_table t where t.company_id = platform.company_id() and (${id ?? null}::bigint is null or t.id = ${id ?? null}::bigint)
    order by platform.fold(t.name), t.id`.execute(db)
  return rows
}
const tableColumns = (v: TableValues) => ({
  name: v.name,
  description: v.description,
  active: v.active,
  dimensions: sql`${JSON.stringify(v.dimensions)}::jsonb`,
  rows: sql`${JSON.stringify(v.rows)}::jsonb`,
})
export async function insertTable(db: Db, v: TableValues): Promise<number> {
  const row = await db
    .insertInto('payroll_table')
    .values(tableColumns(v) as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
export async function updateTable(db: Db, id: number, v: TableValues): Promise<void> {
  await db
    .updateTable('payroll_table')
    .set({ ...tableColumns(v), version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}
export async function deleteTable(db: Db, id: number): Promise<void> {
  await db.deleteFrom('payroll_table').where(ours).where('id', '=', id).execute()
}

export type Named = { id: number; name: string; active: boolean }
export async function listUsers(db: Db): Promise<Named[]> {
  const { rows } =
    await sql<Named>`select id, first_name || ' ' || last_name as name, active from user_account
    where ${ours} order by first_name, last_name, id`.execute(db)
  return rows
}
export async function listTags(db: Db): Promise<Named[]> {
  const { rows } =
    await sql<Named>`select id, name, active from tag where ${ours} order by sort, platform.fold(name), id`.execute(
      db,
    )
  return rows
}

export async function findProfile(db: Db, userId: number): Promise<{ version: number; identifier: string }> {
  const { rows } = await sql<{
    version: number
    identifier: string
  }>`select version, identifier from payroll_profile
    where ${ours} and user_id = ${userId} for update`.execute(db)
  return rows[0] ?? { version: 0, identifier: '' }
}
export async function writeProfile(db: Db, userId: number, identifier: string): Promise<void> {
  await sql`insert into payroll_profile (user_id, identifier) values (${userId}, ${identifier})
    on conflict on constraint payroll_profile_once do update set identifier = excluded.identifier, version = payroll_profile.version + 1`.execute(
    db,
  )
}
export type LevelChoice = {
  roleId: number
  role: string
  roleActive: boolean
  functionId: number
  function: string
  functionActive: boolean
  levels: { id: number; name: string; active: boolean; isDefault: boolean }[]
  levelId: number | null
}
/** Every function that pays staff, with its levels, and which of them the user has. */
export async function listChoicesOf(db: Db, userId: number): Promise<LevelChoice[]> {
  const { rows } = await sql<LevelChoice>`
    select r.id as "roleId", r.name as role, r.active as "roleActive", f.id as "functionId", f.name as function, f.active as "functionActive",
      coalesce((select json_agg(json_build_object('id', l.id, 'name', l.name, 'active', l.active, 'isDefault', l.is_default)
        order by platform.fold(l.name), l.id) from payroll_level l where l.company_id = f.company_id and l.function_id = f.id), '[]') as levels,
      (select a.level_id from payroll_assignment a where a.company_id = f.company_id and a.function_id = f.id and a.user_id = ${userId}) as "levelId"
    from payroll_role r join payroll_function f on f.company_id = r.company_id and f.role_id = r.id
    where r.company_id = platform.company_id() and f.payee_by <> 'nobody' order by platform.fold(r.name), r.id, platform.fold(f.name), f.id`.execute(
    db,
  )
  return rows
}
export async function writeAssignments(db: Db, userId: number, levelIds: readonly number[]): Promise<void> {
  await sql`delete from payroll_assignment where ${ours} and user_id = ${userId}`.execute(db)
  await sql`insert into payroll_assignment (user_id, function_id, level_id)
    select ${userId}, l.function_id, l.id from payroll_level l where l.company_id = platform.company_id() and l.id = any (${[...levelIds]}::bigint[])`.execute(
    db,
  )
}
