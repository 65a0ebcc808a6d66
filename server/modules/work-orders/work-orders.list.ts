/** The company's queue of work orders, and a technician's own: their SQL, and their rows as answers. */
import { z } from 'zod'
import type {
  OwnWorkOrder,
  WorkOrderFilter,
  WorkOrderQuery,
  WorkOrderRow,
} from '#shared/contracts/work-order-values.ts'
import type { Priority } from '#shared/rules/notes.ts'
import { isOverdue, type KeptStatus, shownStatus, totalsOf, workText } from '#shared/rules/work-orders.ts'
import { todayIn } from '#shared/time.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Ctx } from '#server/http/context.ts'
import { isAddable } from './work-orders.answers.ts'
import { type LineRow, linesOf, visitAt } from './work-orders.queries.ts'

export type WorkOrderListRow = {
  id: number
  customer_id: number
  version: number
  kind: 'customer' | 'lead'
  customer: string
  location_id: number
  location: string
  archived: boolean
  status: KeptStatus
  type_id: number
  type: string
  subject: string
  description: string
  priority: Priority | null
  priority_order: number
  technician_id: number | null
  technician: string | null
  due_on: string | null
  due_order: string
  visit_at: Date | null
  lines: LineRow[]
  created_at: Date
  created_by: string | null
  signed: boolean
  phone: string | null
  address: string
}

const isOpen = `w.status in ('open', 'in_progress')`
const hasVisit = `exists (select from appointment a where a.company_id = w.company_id and a.work_order_id = w.id
  and a.status in ('scheduled', 'on_the_way', 'on_site'))`

const states: Record<WorkOrderFilter['status'], string | null> = {
  all: null,
  active: isOpen,
  open: `${isOpen} and w.status = 'open' and not ${hasVisit}`,
  scheduled: `${isOpen} and w.status = 'open' and ${hasVisit}`,
  in_progress: `${isOpen} and w.status = 'in_progress'`,
  complete: `w.status = 'complete'`,
  canceled: `w.status = 'canceled'`,
}

/** A work order is seen by who sees its record and the work orders there. The record is asked by a subquery, as for tickets. */
function filtered(f: WorkOrderFilter): Conditions {
  const n = new Conditions()
  n.add('w.company_id = platform.company_id()')
  const state = states[f.status]
  if (state) n.add(state)
  if (f.typeId) n.add('w.type_id = ?::bigint', f.typeId)
  if (f.technicianId) n.add('w.technician_id = ?::bigint', f.technicianId)
  if (f.unassigned) n.add('w.technician_id is null')
  if (f.priority) n.add('w.priority = ?', f.priority)
  if (f.dueFrom) n.add('w.due_on >= ?::date', f.dueFrom)
  if (f.dueTo) n.add('w.due_on <= ?::date', f.dueTo)
  if (f.overdue) n.add(`${isOpen} and w.due_on < (select platform.today())`)
  n.add(
    `(select ${seen}${f.locationId ? ' and c.location_id = ?::bigint' : ''}
      from customer c where c.company_id = w.company_id and c.id = w.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}
const seen = `${grantedHere('work_orders.view')} and ${recordSeen()}`

const columns = `w.id, w.customer_id, w.version, c.kind, c.first_name || ' ' || c.last_name as customer, c.location_id, l.name as location,
  c.archived_at is not null as archived, w.status, w.type_id, t.name as type, w.subject, w.description, w.priority, w.priority_order,
  w.technician_id, u.first_name || ' ' || u.last_name as technician, w.due_on, w.due_order::text, ${visitAt} as visit_at,
  ${linesOf} as lines, w.created_at, b.first_name || ' ' || b.last_name as created_by, w.signed_at is not null as signed, coalesce(c.primary_phone, c.cell_phone) as phone,
  concat_ws(', ', c.address_line1, c.city, concat_ws(' ', c.state, c.zip)) as address`
const joined = `join customer c on c.company_id = w.company_id and c.id = w.customer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id
  join catalogue_value t on t.company_id = w.company_id and t.id = w.type_id
  left join user_account u on u.company_id = w.company_id and u.id = w.technician_id
  left join user_account b on b.company_id = w.company_id and b.id = w.created_by`

const sortColumns = { number: null, due: 'w.due_order', priority: 'w.priority_order' } as const
const sortTypes = { number: 'bigint', due: 'date', priority: 'smallint' } as const

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: WorkOrderQuery, position: Position | null): Statement {
  const conditions = filtered(f)
  const by = { column: sortColumns[f.sort], type: sortTypes[f.sort], direction: f.direction }
  const order = keyset(conditions, 'w', by, position)
  const text = `select ${columns}
    from (select w.company_id, w.id from work_order w where ${conditions.text} order by ${order}
      limit $${conditions.values.length + 1}) page
    join work_order w on w.company_id = page.company_id and w.id = page.id ${joined} order by ${order}`
  return compile.named('work_orders.list', text, [...conditions.values, f.limit + 1])
}

/** Counts up to `limit`, and of those found the overdue ones. */
export function countStatement(f: WorkOrderFilter, limit: number): Statement {
  const { text, values } = filtered(f)
  return compile.named(
    'work_orders.count',
    `select count(*) as n, count(*) filter (where late) as overdue from (
      select ${isOpen} and w.due_on < (select platform.today()) as late from work_order w where ${text}
      limit $${values.length + 1}) found`,
    [...values, limit],
  )
}

/** Whatever is open and assigned to the current user, or visited by them. */
export const mineStatement = (limit: number): Statement => ({
  name: 'work_orders.mine',
  text: `select ${columns} from work_order w ${joined}
    where w.company_id = platform.company_id() and ${isOpen} and ${seen}
      and (w.technician_id = platform.user_id() or exists (select from appointment a where a.company_id = w.company_id
        and a.work_order_id = w.id and a.user_id = platform.user_id() and a.status in ('scheduled', 'on_the_way', 'on_site')))
    order by visit_at nulls last, w.due_order, w.priority_order, w.id limit $1`,
  values: [limit],
})

export const optionStatements = (): Statement[] => [
  {
    name: 'work_orders.options.types',
    text: `select id, name, active from catalogue_value where catalogue = 'work_order_type' order by sort, name, id`,
    values: [],
  },
  {
    name: 'work_orders.options.locations',
    text: `select id, name from location where id = any (platform.granted_locations('work_orders.view')) and active
      order by name, id`,
    values: [],
  },
  {
    name: 'work_orders.options.technicians',
    text: `select u.id, u.first_name || ' ' || u.last_name as name from user_account u
      where u.active and 'technician' = any (u.roles) and exists (select from membership m
        join permission_group g on g.company_id = m.company_id and g.id = m.group_id
        where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array['work_orders.view']
          and (m.location_id is null or m.location_id = any ((select platform.granted_locations('work_orders.view'))::bigint[])))
      order by 2, 1`,
    values: [],
  },
]

export const toCursor = (f: WorkOrderQuery, row: WorkOrderListRow): string =>
  writeCursor({ number: null, due: row.due_order, priority: row.priority_order }[f.sort], row.id)

/** What the sort's column can be compared with; anything else would be an error of the database. */
const keys = {
  number: z.null(),
  due: z.union([z.literal('infinity'), z.iso.date()]),
  priority: z.number().int().min(0).max(9),
} as const

export const fromCursor = ({ after, sort }: WorkOrderQuery): Position | null =>
  readPosition<Position['key']>(after, keys[sort])

type Who = Pick<Ctx, 'actor' | 'now'>

function common({ actor, now }: Who, row: WorkOrderListRow) {
  const status = shownStatus(row.status, row.visit_at !== null)
  return {
    id: row.id,
    customerId: row.customer_id,
    version: row.version,
    customer: row.customer,
    status,
    type: { id: row.type_id, name: row.type },
    subject: row.subject,
    priority: row.priority,
    technician: row.technician_id === null ? null : { id: row.technician_id, name: row.technician ?? '' },
    dueOn: row.due_on,
    overdue: isOverdue({ status, dueOn: row.due_on }, todayIn(actor.company.timeZone, now)),
    visitAt: row.visit_at?.toISOString() ?? null,
    work: workText(row.lines),
    totalCents: totalsOf(row.lines).totalCents,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by ?? 'System',
    modify: !row.archived && actor.grants.has('work_orders.modify', row.location_id),
  }
}

export function toRow(ctx: Who, row: WorkOrderListRow): WorkOrderRow {
  const { grants, company } = ctx.actor
  const shown = common(ctx, row)
  const has = (permission: Parameters<typeof grants.has>[0]) => grants.has(permission, row.location_id)
  return {
    ...shown,
    location: row.location,
    schedule:
      shown.modify &&
      row.kind === 'customer' &&
      !company.settings.timeSlots &&
      (row.status === 'open' || row.status === 'in_progress') &&
      has('scheduler.view') &&
      has('scheduler.create') &&
      has('tech_scheduler.create'),
  }
}

export const toOwn = (ctx: Who, row: WorkOrderListRow): OwnWorkOrder => ({
  ...common(ctx, row),
  description: row.description,
  addEquipment:
    !row.archived &&
    ctx.actor.grants.has('equipment.create', row.location_id) &&
    ctx.actor.grants.has('equipment.view', row.location_id) &&
    row.lines.some(isAddable),
  signed: row.signed,
  phone: row.phone,
  address: row.address,
})
