/** The SQL of one record's work orders. That of the company's queue is in work-orders.list.ts. */
import { sql } from 'kysely'
import type { Priority } from '#shared/rules/notes.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { KeptStatus, LineKind, PartAction } from '#shared/rules/work-orders.ts'
import type { Db } from '#server/db/database.ts'

/** What one fills in, by the names that the contract has for it; the lines stand apart. */
export type WorkOrderValues = {
  subject: string
  typeId: number
  technicianId: number | null
  priority: Priority | null
  dueOn: string | null
  description: string
  resolution: string
}
const columnOf: Record<keyof WorkOrderValues, string> = {
  subject: 'subject',
  typeId: 'type_id',
  technicianId: 'technician_id',
  priority: 'priority',
  dueOn: 'due_on',
  description: 'description',
  resolution: 'resolution',
}
export const valueNames = Object.keys(columnOf) as (keyof WorkOrderValues)[]

export type LineRow = {
  id: number
  kind: LineKind
  serviceId: number | null
  serviceName: string | null
  itemId: number | null
  itemName: string | null
  action: PartAction | null
  description: string
  quantityHundredths: number
  priceCents: number
  taxable: boolean
  addedAt: string | null
}

export type WorkOrderDbRow = WorkOrderValues & {
  id: number
  customerId: number
  version: number
  status: KeptStatus
  typeName: string
  appointmentType: 'install' | 'service' | 'removal' | null
  technicianName: string | null
  ticketId: number | null
  ticketSubject: string | null
  /** When the nearest visit begins that is not over. */
  visitAt: Date | null
  cancelReasonId: number | null
  cancelReasonName: string | null
  cancelNote: string
  signatureKey: string | null
  signedName: string | null
  signedAt: Date | null
  createdAt: Date
  createdByName: string | null
  updatedAt: Date | null
  updatedByName: string | null
  lines: LineRow[]
  steps: { status: KeptStatus; at: string; by: string | null }[]
}

const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`
const userName = (column: string) =>
  `(select ${fullName('u')} from user_account u where u.company_id = w.company_id and u.id = w.${column})`
const ofValue = (what: string, of: string) =>
  `(select ${what} from catalogue_value v where v.company_id = w.company_id and v.id = ${of})`

/** When the nearest visit for `w` begins that is not over. */
export const visitAt = `(select min(lower(a.during)) from appointment a where a.company_id = w.company_id and a.work_order_id = w.id
  and a.status in ('scheduled', 'on_the_way', 'on_site'))`
/** The lines of `w`, in their order. */
export const linesOf = `coalesce((select json_agg(json_build_object('id', l.id, 'kind', l.kind, 'serviceId', l.service_id,
    'serviceName', ${ofValue('v.name', 'l.service_id')}, 'itemId', l.item_id, 'itemName', ${ofValue('v.name', 'l.item_id')},
    'action', l.action, 'description', l.description, 'quantityHundredths', l.quantity_hundredths, 'priceCents', l.price_cents,
    'taxable', l.taxable, 'addedAt', l.added_at) order by l.position, l.id)
  from work_order_line l where l.company_id = w.company_id and l.work_order_id = w.id), '[]')`

const columns = sql.raw(`
  w.id, w.customer_id as "customerId", w.version, w.status, ${valueNames.map((name) => `w.${columnOf[name]} as "${name}"`).join(', ')},
  ${ofValue('v.name', 'w.type_id')} as "typeName", ${ofValue("v.data->>'appointmentType'", 'w.type_id')} as "appointmentType",
  ${userName('technician_id')} as "technicianName", w.note_id as "ticketId",
  (select n.subject from note n where n.company_id = w.company_id and n.id = w.note_id) as "ticketSubject",
  ${visitAt} as "visitAt", w.cancel_reason_id as "cancelReasonId", ${ofValue('v.name', 'w.cancel_reason_id')} as "cancelReasonName",
  w.cancel_note as "cancelNote", w.signature_key as "signatureKey", w.signed_name as "signedName", w.signed_at as "signedAt",
  w.created_at as "createdAt", ${userName('created_by')} as "createdByName", w.updated_at as "updatedAt",
  ${userName('updated_by')} as "updatedByName", ${linesOf} as lines,
  coalesce((select json_agg(json_build_object('status', s.status, 'at', s.at, 'by',
      (select ${fullName('u')} from user_account u where u.company_id = s.company_id and u.id = s.by_user_id)) order by s.id)
    from work_order_step s where s.company_id = w.company_id and s.work_order_id = w.id), '[]') as steps`)

/** A record's work orders, the open ones first, then the newest. */
export async function listWorkOrders(db: Db, customerId: number): Promise<WorkOrderDbRow[]> {
  const { rows } = await sql<WorkOrderDbRow>`select ${columns} from work_order w
    where w.company_id = platform.company_id() and w.customer_id = ${customerId}
    order by w.status in ('open', 'in_progress') desc, w.id desc`.execute(db)
  return rows
}

export async function findWorkOrder(
  db: Db,
  customerId: number,
  workOrderId: number,
): Promise<WorkOrderDbRow | undefined> {
  const { rows } = await sql<WorkOrderDbRow>`select ${columns} from work_order w
    where w.company_id = platform.company_id() and w.customer_id = ${customerId} and w.id = ${workOrderId}`.execute(
    db,
  )
  return rows[0]
}

export async function countWorkOrders(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from work_order
    where company_id = platform.company_id() and customer_id = ${customerId}`.execute(db)
  return rows[0]!.n
}

/** Of any records, locked until the transaction ends, in the order of their ids. */
export async function lockWorkOrders(db: Db, ids: readonly number[]): Promise<WorkOrderDbRow[]> {
  await sql`select from work_order w where w.company_id = platform.company_id() and w.id = any (${[...ids]}::bigint[])
    order by w.id for no key update`.execute(db)
  const { rows } = await sql<WorkOrderDbRow>`select ${columns} from work_order w
    where w.company_id = platform.company_id() and w.id = any (${[...ids]}::bigint[]) order by w.id`.execute(
    db,
  )
  return rows
}

export type OrderCustomer = { id: number; kind: RecordKind; locationId: number; archived: boolean }

/** The records of work orders, held as they are until the transaction ends. Before the orders themselves, as a save does. */
export async function holdCustomers(db: Db, ids: readonly number[]): Promise<OrderCustomer[]> {
  const { rows } = await sql<OrderCustomer>`
    select c.id, c.kind, c.location_id as "locationId", c.archived_at is not null as archived
    from customer c where c.company_id = platform.company_id() and c.id in (
      select w.customer_id from work_order w where w.company_id = platform.company_id() and w.id = any (${[...ids]}::bigint[]))
    order by c.id for no key update of c`.execute(db)
  return rows
}

const toColumns = (values: Partial<WorkOrderValues>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [columnOf[name as keyof WorkOrderValues], value]),
  )

export async function insertWorkOrder(
  db: Db,
  customerId: number,
  values: WorkOrderValues,
  more: { at: Date; by: number; ticketId: number | null },
): Promise<number> {
  const row = await db
    .insertInto('work_order')
    .values({
      ...toColumns(values),
      customer_id: customerId,
      note_id: more.ticketId,
      created_at: more.at,
      created_by: more.by,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Changes a work order and raises its version. */
export async function updateWorkOrder(
  db: Db,
  id: number,
  values: Partial<WorkOrderValues>,
  more: Record<string, unknown>,
): Promise<void> {
  await db
    .updateTable('work_order')
    .set({ ...toColumns(values), ...more, version: sql`version + 1` } as never)
    .where('id', '=', id)
    .execute()
}

export async function deleteWorkOrder(db: Db, id: number): Promise<void> {
  await db.deleteFrom('work_order').where('id', '=', id).execute()
}

/** The work order that a ticket has become. */
export async function findOfTicket(db: Db, ticketId: number): Promise<number | null> {
  const row = await db
    .selectFrom('work_order')
    .select('id')
    .where('note_id', '=', ticketId)
    .executeTakeFirst()
  return row?.id ?? null
}

export type LineValues = Omit<LineRow, 'id' | 'serviceName' | 'itemName' | 'addedAt'> & { id?: number }

/** Makes these the lines of a work order, in their order; what keeps its id keeps when it was added. */
export async function replaceLines(db: Db, workOrderId: number, lines: readonly LineValues[]): Promise<void> {
  const kept = lines.flatMap(({ id }) => (id === undefined ? [] : [id]))
  await sql`delete from work_order_line where company_id = platform.company_id() and work_order_id = ${workOrderId}
    and id <> all (${kept}::bigint[])`.execute(db)
  for (const [position, line] of lines.entries()) {
    const columns = {
      position,
      kind: line.kind,
      service_id: line.serviceId,
      item_id: line.itemId,
      action: line.action,
      description: line.description,
      quantity_hundredths: line.quantityHundredths,
      price_cents: line.priceCents,
      taxable: line.taxable,
    }
    if (line.id === undefined)
      await db
        .insertInto('work_order_line')
        .values({ ...columns, work_order_id: workOrderId } as never)
        .execute()
    else
      await db
        .updateTable('work_order_line')
        .set(columns as never)
        .where('id', '=', line.id)
        .where('work_order_id', '=', workOrderId)
        .execute()
  }
}

export async function markAdded(db: Db, lineIds: readonly number[], at: Date): Promise<void> {
  await sql`update work_order_line set added_at = ${at}
    where company_id = platform.company_id() and id = any (${[...lineIds]}::bigint[])`.execute(db)
}

export async function insertStep(
  db: Db,
  workOrderId: number,
  status: KeptStatus,
  at: Date,
  by: number | null,
): Promise<void> {
  await db
    .insertInto('work_order_step')
    .values({ work_order_id: workOrderId, status, at, by_user_id: by } as never)
    .execute()
}

export type ChoiceRow = {
  id: number
  catalogue: 'work_order_type' | 'work_order_cancel_reason' | 'tech_service' | 'equipment_item'
  name: string
  active: boolean
  priceCents: number | null
  taxable: boolean
  partNumber: string | null
}

/** What work orders are chosen from; held so that nobody deletes a value before the transaction ends. */
export async function holdValues(db: Db): Promise<ChoiceRow[]> {
  const { rows } = await sql<ChoiceRow>`
    select v.id, v.catalogue, v.name, v.active, (v.data->>'priceCents')::bigint as "priceCents",
      coalesce(v.data->>'taxable' = 'true', false) as taxable, v.data->>'partNumber' as "partNumber"
    from catalogue_value v where v.company_id = platform.company_id()
      and v.catalogue in ('work_order_type', 'work_order_cancel_reason', 'tech_service', 'equipment_item')
    order by v.sort, v.name, v.id for key share of v`.execute(db)
  return rows
}

/** Technicians who are in use and see the work orders of records of this kind at this location. */
export async function listTechnicians(
  db: Db,
  kind: RecordKind,
  locationId: number,
): Promise<{ id: number; name: string }[]> {
  const holds = (permission: string) => sql`exists (select from membership m
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array[${permission}]
      and (m.location_id is null or m.location_id = ${locationId}))`
  const { rows } = await sql<{ id: number; name: string }>`
    select u.id, ${sql.raw(fullName('u'))} as name from user_account u
    where u.company_id = platform.company_id() and u.active and 'technician' = any (u.roles)
      and ${holds('work_orders.view')} and ${holds(kind === 'customer' ? 'customers.view' : 'leads.view')}
    order by 2, 1`.execute(db)
  return rows
}

/** Has the technician told on the morning of the due date. A later call for the same work order replaces this one. */
export async function addDueJob(db: Db, workOrderId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('work_orders.due', ${JSON.stringify({ workOrderId })}::jsonb, null,
    ${`work_orders.due ${workOrderId}`}, ${at})`.execute(db)
}

/** An open work order that is due, unless its technician was told so since. Locked against a second telling. */
export async function findDue(
  db: Db,
  workOrderId: number,
): Promise<{ customerId: number; technicianId: number } | undefined> {
  const { rows } = await sql<{ customerId: number; technicianId: number }>`
    select w.customer_id as "customerId", w.technician_id as "technicianId" from work_order w
    where w.company_id = platform.company_id() and w.id = ${workOrderId} and w.status in ('open', 'in_progress')
      and w.technician_id is not null and w.due_on <= platform.today() and not exists (select from notification x
        where x.company_id = w.company_id and x.work_order_id = w.id and x.user_id = w.technician_id
          and x.kind = 'work_order_due' and x.at >= w.due_on)
    for no key update of w`.execute(db)
  return rows[0]
}
