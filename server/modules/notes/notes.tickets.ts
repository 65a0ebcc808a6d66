/** The SQL of the company's tickets: the queue in each of its orders, by keyset. */
import type { TicketFilter } from '#shared/contracts/notes.ts'
import type { Priority } from '#shared/rules/notes.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'

export type TicketListRow = {
  id: number
  customer_id: number
  version: number
  customer: string
  location_id: number
  location: string
  archived: boolean
  subject: string
  type: string | null
  assignee_id: number
  assignee: string
  due_on: string | null
  due_order: string
  priority: Priority | null
  priority_order: number
  closed_at: Date | null
  created_at: Date
  created_by: string | null
}

type Filter = Omit<TicketFilter, 'sort' | 'direction' | 'after' | 'limit'>

/**
 * A ticket is seen by who sees its record and the notes there, and, but for one's own, the queue. The record is asked
 * by a subquery rather than a join: PostgreSQL takes the lists of locations for far narrower than they are, and would
 * rather read and sort all open tickets than the few of a page in the order of their index.
 */
function filtered(f: Filter): Conditions {
  const n = new Conditions()
  n.add('n.company_id = platform.company_id() and n.is_ticket')
  if (f.status === 'open' || f.overdue) n.add('n.closed_at is null')
  if (f.status === 'closed') n.add('n.closed_at is not null')
  if (f.whose === 'mine') n.add('n.assignee_id = platform.user_id()')
  if (f.assigneeId) n.add('n.assignee_id = ?::bigint', f.assigneeId)
  if (f.typeId) n.add('n.type_id = ?::bigint', f.typeId)
  if (f.priority) n.add('n.priority = ?::text', f.priority)
  if (f.dueFrom) n.add('n.due_on >= ?::date', f.dueFrom)
  if (f.dueTo) n.add('n.due_on <= ?::date', f.dueTo)
  if (f.overdue) n.add('n.due_on < (select platform.today())')
  const seen = [
    grantedHere('notes.view'),
    ...(f.whose === 'mine' ? [] : [grantedHere('tickets_page.view')]),
    recordSeen(),
    ...(f.locationId ? ['c.location_id = ?::bigint'] : []),
  ]
  n.add(
    `(select ${seen.join(' and ')} from customer c where c.company_id = n.company_id and c.id = n.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

const sortColumns = { number: null, due: 'n.due_order', priority: 'n.priority_order' } as const
const sortTypes = { number: 'bigint', due: 'date', priority: 'smallint' } as const

/** One page, and one row more to tell whether there is another. */
export function ticketStatement(f: TicketFilter, position: Position | null): Statement {
  const conditions = filtered(f)
  const by = { column: sortColumns[f.sort], type: sortTypes[f.sort], direction: f.direction }
  const order = keyset(conditions, 'n', by, position)
  const limit = `$${conditions.values.length + 1}`
  const text = `
    select n.id, n.customer_id, n.version, c.first_name || ' ' || c.last_name as customer, c.location_id,
      l.name as location, c.archived_at is not null as archived, n.subject, t.name as type, n.assignee_id,
      a.first_name || ' ' || a.last_name as assignee, n.due_on, n.due_order::text, n.priority, n.priority_order, n.closed_at,
      n.created_at, b.first_name || ' ' || b.last_name as created_by
    from (select n.company_id, n.id from note n where ${conditions.text} order by ${order} limit ${limit}) page
    join note n on n.company_id = page.company_id and n.id = page.id
    join customer c on c.company_id = n.company_id and c.id = n.customer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    join user_account a on a.company_id = n.company_id and a.id = n.assignee_id
    left join user_account b on b.company_id = n.company_id and b.id = n.created_by
    left join catalogue_value t on t.company_id = n.company_id and t.id = n.type_id
    order by ${order}`
  return compile.named('notes.tickets', text, [...conditions.values, f.limit + 1])
}

/** Counts up to `limit`. */
export function countStatement(f: Filter, limit: number): Statement {
  const { text, values } = filtered(f)
  const found = `select from note n where ${text} limit $${values.length + 1}`
  return compile.named('notes.count_tickets', `select count(*) as n from (${found}) found`, [
    ...values,
    limit,
  ])
}

/** The locations where the current user sees tickets, and who can be assigned them there. */
export const optionStatements = (): Statement[] => [
  {
    name: 'notes.options.locations',
    text: `select id, name from location where id = any ((select platform.granted_locations('notes.view'))::bigint[])
      and (id = any ((select platform.granted_locations('tickets_page.view'))::bigint[])) is true and active order by name, id`,
    values: [],
  },
  {
    name: 'notes.options.people',
    text: `select u.id, u.first_name || ' ' || u.last_name as name, u.username from user_account u
      where u.active and exists (select from membership m
        join permission_group g on g.company_id = m.company_id and g.id = m.group_id
        where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array['notes.view']
          and (m.location_id is null or m.location_id = any ((select platform.granted_locations('notes.view'))::bigint[])))
      order by 2, 1`,
    values: [],
  },
]
