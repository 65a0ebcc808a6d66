/** The work of the demo company: jobs to come, late, under way and done, with labor, parts and steps. */
import type pg from 'pg'
import type { KeptStatus, PartAction } from '#shared/rules/work-orders.ts'
import { dayMs } from '#shared/time.ts'
import { copyRows } from '#server/db/copy.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

const { manager, owner, tech } = demoUsers
type Line =
  | { service: string; hours: number; cents: number }
  | { item: string; action: PartAction; count: number; cents: number }
type DemoWorkOrder = {
  customerId: number
  type: string
  subject: string
  description: string
  technician: number | null
  priority: 'high' | 'medium' | 'low' | null
  /** Days until it is due; negative: it is late. */
  due: number | null
  daysAgo: number
  status: KeptStatus
  resolution?: string
  cancelReason?: string
  lines: Line[]
}
const labor = (hours: number): Line => ({ service: 'Labor, per hour', hours, cents: 9500 })
const trip: Line = { service: 'Trip charge', hours: 1, cents: 4900 }
const part = (item: string, count: number, cents: number, action: PartAction = 'install'): Line => ({
  item,
  action,
  count,
  cents,
})

/** 1002 and 1009 show nothing: other stories are told of them. */
const orders: readonly DemoWorkOrder[] = [
  {
    customerId: story.linkedElsewhere,
    type: 'Service call',
    subject: 'Back door reports open',
    description:
      'The back door shows open on the keypad while it is shut. Check magnet and wiring.\nDog in the yard.',
    technician: tech,
    priority: 'high',
    due: -2,
    daysAgo: 6,
    status: 'open',
    lines: [trip, labor(1), part('Slim door contact', 1, 3900, 'replace')],
  },
  {
    customerId: story.firstBranch,
    type: 'Upgrade',
    subject: 'Motions for the new storeroom',
    description: 'The storeroom was extended to the north. Two motions, wired; conduit is there.',
    technician: tech,
    priority: 'medium',
    due: 3,
    daysAgo: 4,
    status: 'open',
    lines: [labor(2.5), part('Pet-immune motion', 2, 6900)],
  },
  {
    customerId: story.refused,
    type: 'Service call',
    subject: 'Keypad beeps every four hours',
    description: 'Low battery of the panel, says the customer.',
    technician: tech,
    priority: null,
    due: 0,
    daysAgo: 1,
    status: 'in_progress',
    lines: [trip, labor(0.5)],
  },
  {
    customerId: story.stationDown,
    type: 'Takeover',
    subject: 'Take over the system of the owner before',
    description: 'Panel is ours; default it, new codes, test all zones with the station.',
    technician: null,
    priority: 'medium',
    due: 6,
    daysAgo: 2,
    status: 'open',
    lines: [labor(2), part('Timber LTE communicator', 1, 14_900)],
  },
  {
    customerId: story.atMesa,
    type: 'Inspection',
    subject: 'Yearly inspection',
    description: 'Every zone, batteries, signal strength.',
    technician: null,
    priority: 'low',
    due: 12,
    daysAgo: 9,
    status: 'open',
    lines: [labor(1)],
  },
  {
    customerId: story.headOffice,
    type: 'New install',
    subject: 'Hold-up buttons at the counters',
    description: 'Three buttons below the counters, silent.',
    technician: tech,
    priority: 'medium',
    due: -20,
    daysAgo: 32,
    status: 'complete',
    resolution: 'Three buttons set, tested with the station at 4:10 PM.',
    lines: [labor(3)],
  },
  {
    customerId: story.canceled,
    type: 'Removal',
    subject: 'Take down the panel',
    description: 'Customer moves out.',
    technician: null,
    priority: null,
    due: null,
    daysAgo: 50,
    status: 'canceled',
    cancelReason: 'Customer canceled service',
    lines: [],
  },
]

/** Brings them; the company's catalogue values, users and records must be in. */
export async function loadWorkOrders(
  client: pg.Client,
  companyId: number,
  { now, value }: Setting,
): Promise<void> {
  const instant = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs)
  await copyRows(
    client,
    'work_order',
    [
      'company_id', 'id', 'customer_id', 'type_id', 'subject', 'description', 'resolution', 'priority', 'technician_id', 'due_on',
      'status', 'cancel_reason_id', 'created_at', 'created_by',
    ], // prettier-ignore
    orders.map((order, index) => [
      companyId, index + 1, order.customerId, value('work_order_type', order.type), order.subject, order.description,
      order.resolution ?? '', order.priority, order.technician, order.due === null ? null : daysBefore(now, -order.due),
      order.status, order.cancelReason ? value('work_order_cancel_reason', order.cancelReason) : null,
      instant(order.daysAgo), index % 2 ? manager : owner,
    ]), // prettier-ignore
  )
  await copyRows(
    client,
    'work_order_line',
    [
      'company_id', 'work_order_id', 'position', 'kind', 'service_id', 'item_id', 'action', 'quantity_hundredths',
      'price_cents', 'taxable',
    ], // prettier-ignore
    orders.flatMap(({ lines }, index) =>
      lines.map((line, position) =>
        'service' in line
          ? [companyId, index + 1, position, 'labor', value('tech_service', line.service), null, null, line.hours * 100, line.cents, false]
          : [companyId, index + 1, position, 'part', null, value('equipment_item', line.item), line.action, line.count * 100, line.cents, true],
      ),
    ), // prettier-ignore
  )
  await copyRows(
    client,
    'work_order_step',
    ['company_id', 'work_order_id', 'status', 'at', 'by_user_id'],
    orders.flatMap(({ daysAgo, status, technician }, index) => [
      [companyId, index + 1, 'open', instant(daysAgo), index % 2 ? manager : owner],
      ...(status === 'open'
        ? []
        : [[companyId, index + 1, status, instant(daysAgo / 2), technician ?? manager]]),
    ]),
  )
  // Visits that somebody has booked for these customers anyway.
  await client.query(
    `update appointment a set work_order_id = w.id from work_order w
      where a.company_id = $1 and w.company_id = $1 and w.customer_id = a.customer_id and w.status = 'open' and a.type <> 'sale'
        and w.id = 2 and a.status in ('scheduled', 'on_the_way', 'on_site')`,
    [companyId],
  )
}
