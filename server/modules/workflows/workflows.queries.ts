/** The SQL of workflows as the company has set them up. */
import { sql, type SqlBool } from 'kysely'
import type { WorkflowValues } from '#shared/contracts/workflows.ts'
import type { WorkflowPurpose, WorkflowStep, WorkflowType } from '#shared/rules/workflows.ts'
import type { Db } from '#server/db/database.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export type WorkflowRow = {
  id: number
  version: number
  name: string
  description: string
  type: WorkflowType
  purpose: WorkflowPurpose
  active: boolean
  sort: number
  steps: WorkflowStep[]
  running: number
}

/** In their order, or the one of that id. */
async function selectWorkflows(db: Db, id: number | null): Promise<WorkflowRow[]> {
  const { rows } = await sql<WorkflowRow>`
    select w.id, w.version, w.name, w.description, w.type, w.purpose, w.active, w.sort, w.steps,
      (select count(*) from workflow_enrolment e where e.company_id = w.company_id and e.workflow_id = w.id
        and e.status in ('pending', 'in_progress')) as running
    from workflow w
    where w.company_id = platform.company_id() and (${id}::bigint is null or w.id = ${id}::bigint)
    order by w.sort, platform.fold(w.name), w.id`.execute(db)
  return rows
}

export const listWorkflows = (db: Db): Promise<WorkflowRow[]> => selectWorkflows(db, null)
export const findWorkflow = async (db: Db, id: number): Promise<WorkflowRow | undefined> =>
  (await selectWorkflows(db, id))[0]

/** Locked until the transaction ends. */
export async function lockWorkflow(db: Db, id: number): Promise<WorkflowRow | undefined> {
  await db.selectFrom('workflow').select('id').where(ours).where('id', '=', id).forUpdate().execute()
  return findWorkflow(db, id)
}

/** The workflow, held so that nobody deletes it before the transaction ends. */
export async function holdWorkflow(db: Db, id: number): Promise<WorkflowRow | undefined> {
  await db.selectFrom('workflow').select('id').where(ours).where('id', '=', id).forKeyShare().execute()
  return findWorkflow(db, id)
}

/** Holds the company's workflows' names, number and order until the transaction ends. */
export async function lockWorkflows(db: Db): Promise<WorkflowRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('workflows:' || platform.company_id(), 0))`.execute(
    db,
  )
  return listWorkflows(db)
}

/** A workflow for the same whose name is the same but for case and accents. */
export async function findByName(
  db: Db,
  purpose: WorkflowPurpose,
  name: string,
): Promise<{ id: number; name: string; active: boolean } | undefined> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, name, active from workflow
    where ${ours} and purpose = ${purpose} and platform.fold(name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

const columnsOf = ({ name, description, type, purpose, active, steps }: WorkflowValues) => ({
  name,
  description,
  type,
  purpose,
  active,
  steps: JSON.stringify(steps),
})

export async function insertWorkflow(db: Db, values: WorkflowValues, sort: number): Promise<number> {
  const { id } = await db
    .insertInto('workflow')
    .values({ ...columnsOf(values), sort })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateWorkflow(db: Db, id: number, values: WorkflowValues): Promise<void> {
  await db
    .updateTable('workflow')
    .set({ ...columnsOf(values), version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function deleteWorkflow(db: Db, id: number): Promise<void> {
  await db.deleteFrom('workflow').where(ours).where('id', '=', id).execute()
}

/** Gives the workflows their places; others' stay. */
export async function writeOrder(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update workflow w set sort = o.place::int
    from unnest(${[...ids]}::bigint[]) with ordinality o (id, place)
    where w.company_id = platform.company_id() and w.id = o.id and w.sort <> o.place`.execute(db)
}

/** Names of user-defined fields by their ids; those out of use, too. */
export async function listCustomNames(db: Db): Promise<Map<number, { name: string; active: boolean }>> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, name, active from catalogue_value where ${ours} and catalogue = 'custom_field' order by sort, name, id`.execute(
    db,
  )
  return new Map(rows.map(({ id, name, active }) => [id, { name, active }]))
}

/** Whether ADT monitors for the company: the condition of its workflows (NEW-014). */
export async function hasAdtCompany(db: Db): Promise<boolean> {
  const { rows } =
    await sql`select from monitoring_company where ${ours} and active and connector = 'adt' limit 1`.execute(
      db,
    )
  return rows.length > 0
}
