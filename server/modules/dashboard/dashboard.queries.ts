/**
 * The SQL of the page of the morning. Each part begins at an index of what is open, from what is due on the day backwards, and stops
 * after as many rows as it counts to; records are asked by a subquery, so that PostgreSQL keeps to that order.
 */
import { dashboardCountedUpTo, dashboardRows } from '#shared/contracts/dashboard.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'

export type Asked = { on?: string | undefined; whose: 'mine' | 'all' }

const zone = '(select time_zone from platform.company where id = platform.company_id())'
/** The day asked for, the first parameter of every statement. */
const day = '(select coalesce($1::date, platform.today()))'
const dayStart = `(select (coalesce($1::date, platform.today())::timestamp at time zone ${zone}))`
const dayEnd = `(select ((coalesce($1::date, platform.today()) + 1)::timestamp at time zone ${zone}))`

const person = (alias: string, column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = ${alias}.company_id and u.id = ${alias}.${column})`
const value = (alias: string, column: string) =>
  `(select v.name from catalogue_value v where v.company_id = ${alias}.company_id and v.id = ${alias}.${column})`

const record = `c.id as customer_id, c.first_name || ' ' || c.last_name as customer, c.kind, c.city`

type Part = {
  name: string
  table: string
  /** Beside the company; of the row `x`. */
  where: readonly string[]
  /** What one must hold at the record's location. */
  seen: readonly string[]
  /** Descending, the row's id after it: what is due on the day first, what is long overdue behind it. */
  order: string
  columns: string
}

/** The first rows, and beside each how many there are, counted no further than is told. */
function statementOf({ name, table, where, seen, order, columns }: Part, on: string | undefined): Statement {
  const conditions = new Conditions()
  conditions.add('x.company_id = platform.company_id()')
  for (const text of where) conditions.add(text)
  conditions.add(
    `(select ${[...seen, recordSeen()].join(' and ')} from customer c where c.company_id = x.company_id and c.id = x.customer_id)`,
  )
  const text = `
    with found as materialized (select x.company_id, x.id, ${order} as place from ${table} x where ${conditions.text}
      order by place desc, x.id desc limit ${dashboardCountedUpTo + 1})
    select x.id, ${record}, ${columns}, (select count(*)::int from found) as found
    from (select * from found order by place desc, id desc limit ${dashboardRows}) page
    join ${table} x on x.company_id = page.company_id and x.id = page.id
    join customer c on c.company_id = x.company_id and c.id = x.customer_id
    order by page.place desc, x.id desc`
  return compile.named(`dashboard.${name}`, text, [on ?? null])
}

const mine = (whose: Asked['whose'], condition: string) => (whose === 'mine' ? [condition] : [])

export const statements = ({ on, whose }: Asked): Statement[] => [
  appointmentsStatement({ on, whose }),
  statementOf(
    {
      name: `tickets.${whose}`,
      table: 'note',
      where: [
        'x.is_ticket and x.closed_at is null',
        ...mine(whose, 'x.assignee_id = platform.user_id()'),
        `x.due_order <= ${day}`,
      ],
      seen: [grantedHere('notes.view'), ...(whose === 'mine' ? [] : [grantedHere('tickets_page.view')])],
      order: 'x.due_order',
      columns: `x.subject, x.due_on, x.due_on < (select platform.today()) as overdue, x.priority, ${person('x', 'assignee_id')} as who`,
    },
    on,
  ),
  statementOf(
    {
      name: `work_orders.${whose}`,
      table: 'work_order',
      where: [
        `x.status in ('open', 'in_progress')`,
        ...mine(whose, 'x.technician_id = platform.user_id()'),
        `x.due_order <= ${day}`,
      ],
      seen: [grantedHere('work_orders.view')],
      order: 'x.due_order',
      columns: `x.subject, ${value('x', 'type_id')} as type, x.due_on, x.due_on < (select platform.today()) as overdue,
        ${person('x', 'technician_id')} as who`,
    },
    on,
  ),
  statementOf(
    {
      name: `follow_ups.${whose}`,
      table: 'risk',
      where: [
        `x.status = 'open'`,
        ...mine(whose, 'x.owner_id = platform.user_id()'),
        `x.follow_up_order <= ${day}`,
      ],
      seen: [grantedHere('at_risk.view')],
      order: 'x.follow_up_order',
      columns: `${value('x', 'reason_id')} as reason, ${value('x', 'level_id')} as level,
        (select v.data ->> 'tone' from catalogue_value v where v.company_id = x.company_id and v.id = x.level_id) as tone,
        x.follow_up_on, x.follow_up_time, x.follow_up_on < (select platform.today()) as overdue, ${person('x', 'owner_id')} as who`,
    },
    on,
  ),
  callbacksStatement({ on, whose }),
  connectionsStatement,
  { name: 'dashboard.today', text: 'select platform.today()::text as today', values: [] },
]

/** Not cancelled ones of the day. Technicians’ and representatives’ by what one may see of each. */
function appointmentsStatement({ on, whose }: Asked): Statement {
  const own = 'x.user_id = platform.user_id()'
  const others = `case when x.type = 'sale'
    then (${grantedHere('sales_scheduler.view')} or ${grantedHere('view_sales_schedule.yes')} or (${grantedHere('personal_appointments.view')} and ${own})) is true
    else (${grantedHere('tech_scheduler.view')} or ${grantedHere('view_tech_schedule.yes')}) is true end`
  // One's own stand on one's own page whatever else one may see (appointments.access.ts).
  const text = `
    with found as materialized (select x.company_id, x.id, x.status in ('scheduled', 'on_the_way', 'on_site') as open, lower(x.during) as begins
      from appointment x where x.company_id = platform.company_id() and x.status <> 'cancelled'
        and x.starts_at >= ${dayStart} - interval '1 day' and x.starts_at < ${dayEnd} and upper(x.during) > ${dayStart}
        and ${whose === 'mine' ? own : `(select ${others} and ${recordSeen()} from customer c where c.company_id = x.company_id and c.id = x.customer_id)`})
    select x.id, ${record}, x.type, x.status, lower(x.during) as starts_at, upper(x.during) as ends_at, ${person('x', 'user_id')} as who,
      (select count(*)::int from found) as found, (select count(*)::int from found where open) as open
    from (select * from found order by open desc, begins, id limit ${dashboardRows}) page
    join appointment x on x.company_id = page.company_id and x.id = page.id
    join customer c on c.company_id = x.company_id and c.id = x.customer_id
    order by page.open desc, page.begins, x.id`
  return compile.named(`dashboard.appointments.${whose}`, text, [on ?? null])
}

function callbacksStatement({ on, whose }: Asked): Statement {
  const text = `
    with found as materialized (select c.company_id, c.id, c.callback_at from customer c
      where c.company_id = platform.company_id() and c.kind = 'lead' and c.callback_at < ${dayEnd} and c.archived_at is null
        ${whose === 'mine' ? 'and c.lead_rep_id = platform.user_id()' : ''} and ${grantedHere('leads.view')}
      order by c.callback_at desc, c.id desc limit ${dashboardCountedUpTo + 1})
    select ${record}, c.callback_at, c.callback_at < now() as overdue, c.primary_phone as phone, (select count(*)::int from found) as found
    from (select * from found order by callback_at desc, id desc limit ${dashboardRows}) page
    join customer c on c.company_id = page.company_id and c.id = page.id order by c.callback_at desc, c.id desc`
  return compile.named(`dashboard.callbacks.${whose}`, text, [on ?? null])
}

const most = 1_000

/** Of accounts whose records one may see and whose connections one manages. */
const connectionsStatement: Statement = compile.named(
  'dashboard.connections',
  `select
    (select count(*)::int from (select from account_check ac
      left join connection k on k.company_id = ac.company_id and k.id = ac.connection_id and k.state = 'linked'
      left join interactive_account a on a.company_id = ac.company_id and a.id = ac.interactive_account_id and a.state = 'linked'
      join customer c on c.company_id = ac.company_id and c.id = coalesce(k.customer_id, a.customer_id)
      where ac.company_id = platform.company_id() and (ac.finding is not null or ac.error is not null) and c.archived_at is null
        and (not c.is_canceled or ac.error is not null or ac.finding in ('drift', 'taken'))
        and ${grantedHere('connections.modify')} and ${grantedHere('customers.view')} limit ${most + 1}) f) as findings,
    (select count(*)::int from (select distinct p.connection_id from connection_push p
      join connection k on k.company_id = p.company_id and k.id = p.connection_id and k.state = 'linked'
      join customer c on c.company_id = k.company_id and c.id = k.customer_id
      where p.company_id = platform.company_id() and p.state = 'failed'
        and ${grantedHere('connections.modify')} and ${grantedHere('customers.view')} limit ${most + 1}) f) as failed,
    (select max(r.finished_at) from reconciliation r where r.company_id = platform.company_id()) as looked_at`,
  [],
)

/** What is unpaid where one sees invoices; from the index alone, where one sees all of them. @param everywhere whether that is so */
export const moneyStatement = (everywhere: boolean): Statement =>
  compile.named(
    'dashboard.money',
    `select coalesce(sum(i.open_cents), 0)::bigint as "openCents", count(*)::int as "openCount",
      coalesce(sum(i.open_cents) filter (where i.due_on < (select platform.today())), 0)::bigint as "pastDueCents",
      (count(*) filter (where i.due_on < (select platform.today())))::int as "pastDueCount"
    from invoice i where i.company_id = platform.company_id() and i.kind = 'invoice' and i.state = 'open' and i.paid_cents < i.total_cents
      ${
        everywhere
          ? ''
          : `and (select ${grantedHere('invoices.view')} and ${recordSeen()} from customer c
        where c.company_id = i.company_id and c.id = i.customer_id)`
      }`,
    [],
  )

/** One row: a step of `startSteps` each, whether it is done. An office counts once one knows where it is. */
export const startStatement: Statement = compile.named(
  'dashboard.start',
  `select
    exists (select from location l where l.company_id = platform.company_id() and l.active
      and l.address_line1 <> '' and l.city <> '') as location,
    (select count(*) from (select from user_account u where u.company_id = platform.company_id() and u.active and u.can_log_in
      limit 2) u) = 2 as users,
    exists (select from monitoring_company m where m.company_id = platform.company_id() and m.active) as station,
    exists (select from catalogue_value v where v.company_id = platform.company_id() and v.catalogue = 'mmr' and v.active) as rates,
    exists (select from customer c where c.company_id = platform.company_id() and c.kind = 'customer') as customer`,
  [],
)
