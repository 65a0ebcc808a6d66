/** The SQL of records' runs through workflows. */
import { sql, type SqlBool } from 'kysely'
import type {
  EnrolmentStatus,
  StepField,
  StepKind,
  StepState,
  WorkflowPurpose,
  WorkflowType,
} from '#shared/rules/workflows.ts'
import type { Db } from '#server/db/database.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export type StepRow = {
  id: number
  kind: StepKind
  title: string
  instructions: string
  fields: StepField[]
  state: StepState
  finishedAt: string | null
  finishedBy: string | null
}

export type EnrolmentRow = {
  id: number
  customerId: number
  workflowId: number | null
  name: string
  type: WorkflowType
  purpose: WorkflowPurpose
  status: EnrolmentStatus
  reason: string | null
  startedAt: Date
  startedById: number | null
  startedBy: string | null
  movedAt: Date
  endedAt: Date | null
  endedBy: string | null
  steps: StepRow[]
}

const userName = (column: string) =>
  sql.raw(`(select u.first_name || ' ' || u.last_name from user_account u
    where u.company_id = e.company_id and u.id = ${column})`)

/** A record's runs: the unfinished ones first, then the newest. */
export async function listEnrolments(db: Db, customerId: number): Promise<EnrolmentRow[]> {
  const { rows } = await sql<EnrolmentRow>`
    select e.id, e.customer_id as "customerId", e.workflow_id as "workflowId", e.name, e.type, e.purpose, e.status, e.reason,
      e.started_at as "startedAt", e.started_by as "startedById", ${userName('e.started_by')} as "startedBy",
      e.moved_at as "movedAt", e.ended_at as "endedAt", ${userName('e.ended_by')} as "endedBy",
      coalesce((select json_agg(json_build_object('id', s.id, 'kind', s.kind, 'title', s.title,
          'instructions', s.instructions, 'fields', s.fields, 'state', s.state, 'finishedAt', s.finished_at,
          'finishedBy', ${userName('s.finished_by')}) order by s.position)
        from workflow_step s where s.company_id = e.company_id and s.enrolment_id = e.id), '[]') as steps
    from workflow_enrolment e
    where e.company_id = platform.company_id() and e.customer_id = ${customerId}
    order by case e.status when 'in_progress' then 1 when 'pending' then 2 else 3 end, e.id desc`.execute(db)
  return rows
}

export type NewEnrolment = {
  customerId: number
  workflowId: number
  name: string
  type: WorkflowType
  purpose: WorkflowPurpose
  at: Date
  by: number
  steps: { kind: StepKind; title: string; instructions: string; fields: StepField[] }[]
}

export async function insertEnrolment(db: Db, made: NewEnrolment): Promise<number> {
  const { id } = await db
    .insertInto('workflow_enrolment')
    .values({
      customer_id: made.customerId,
      workflow_id: made.workflowId,
      name: made.name,
      type: made.type,
      purpose: made.purpose,
      started_at: made.at,
      started_by: made.by,
      moved_at: made.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('workflow_step')
    .values(
      made.steps.map(({ kind, title, instructions, fields }, index) => ({
        enrolment_id: id,
        position: index + 1,
        kind,
        title,
        instructions,
        fields: JSON.stringify(fields),
      })),
    )
    .execute()
  return id
}

type Act = { at: Date; by: number }

export async function finishStep(db: Db, stepId: number, state: StepState, { at, by }: Act): Promise<void> {
  await db
    .updateTable('workflow_step')
    .set({ state, finished_at: at, finished_by: by })
    .where(ours)
    .where('id', '=', stepId)
    .execute()
}

/** Moves a run on; with an end where it ends. */
export async function moveEnrolment(
  db: Db,
  id: number,
  status: EnrolmentStatus,
  { at, by }: Act,
  reason: string | null = null,
): Promise<void> {
  const ends = status !== 'pending' && status !== 'in_progress'
  await db
    .updateTable('workflow_enrolment')
    .set({ status, moved_at: at, ...(ends && { ended_at: at, ended_by: by, reason }) })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** Unfinished runs of these records, locked until the transaction ends. */
export async function lockUnfinished(
  db: Db,
  customerIds: readonly number[],
): Promise<{ id: number; customerId: number; name: string; status: EnrolmentStatus }[]> {
  const { rows } = await sql<{ id: number; customerId: number; name: string; status: EnrolmentStatus }>`
    select e.id, e.customer_id as "customerId", e.name, e.status from workflow_enrolment e
    where e.company_id = platform.company_id() and e.customer_id = any (${[...customerIds]}::bigint[])
      and e.status in ('pending', 'in_progress') order by e.id for no key update of e`.execute(db)
  return rows
}
