/** This week on the demo company's calendar: visits of technicians and sales appointments, done, under way and to come. */
import type pg from 'pg'
import { type AppointmentStatus, type AppointmentType, weekdayOf } from '#shared/rules/appointments.ts'
import { addDays, dayMs, instantAtClock, todayIn } from '#shared/time.ts'
import { copyRows } from '#server/db/copy.ts'
import { demoUsers } from './acme.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

/** Positions in the plan's list of users are their ids. */
const technicians = { theo: demoUsers.tech, luis: 16, grace: 17, wade: 18, imani: 19 } as const
const sellers = { marcus: demoUsers.manager, sofia: demoUsers.sales, amelia: 7 } as const

type Pattern = [from: string, to: string, type: AppointmentType, subtype: string]
/** What a day of a technician looks like; days take them in turn. */
const patterns: readonly (readonly Pattern[])[] = [
  [
    ['08:00', '11:00', 'install', 'New system'],
    ['12:30', '14:00', 'service', 'Trouble call'],
    ['14:30', '16:00', 'service', 'Camera'],
  ],
  [
    ['08:30', '09:30', 'service', 'Battery'],
    ['10:00', '13:00', 'install', 'Takeover'],
    ['15:00', '16:00', 'removal', 'Move'],
  ],
  [
    ['09:00', '10:30', 'service', 'Trouble call'],
    ['13:00', '17:00', 'install', 'Upgrade'],
  ],
  [['10:00', '12:00', 'install', 'New system']],
]
const notes = [
  'Dog in the yard; call from the driveway.',
  '',
  'Ladder needed for the back gable.',
  '',
  '',
  'Gate code is with the office.',
]

/** 1002 and 1009 show nothing: other stories are told of them. */
const stories = [story.linkedElsewhere, story.refused, story.stationDown, story.firstBranch]

type Row = {
  user: number
  type: AppointmentType
  subtype: string
  startsAt: string
  endsAt: string
  customerId: number
  note: string
}

/** Brings them; the company's catalogue values, users and records must be in. */
export async function loadAppointments(
  client: pg.Client,
  companyId: number,
  { now, value }: Setting,
  zone: string,
): Promise<void> {
  const today = todayIn(zone, now)
  const ids = async (kind: 'customer' | 'lead') =>
    (
      await client.query<{ id: string }>(
        `select id from customer where company_id = $1 and kind = $2 and archived_at is null and id > 1100 order by id limit 80`,
        [companyId, kind],
      )
    ).rows.map(({ id }) => Number(id))
  const [customers, leads] = [[...stories, ...(await ids('customer'))], await ids('lead')]
  const rows: Row[] = []
  const add = (
    user: number,
    on: string,
    [from, to, type, subtype]: Pattern,
    customerId: number | undefined,
  ) => {
    if (customerId === undefined) return
    const [startsAt, endsAt] = [instantAtClock(`${on}T${from}`, zone), instantAtClock(`${on}T${to}`, zone)]
    rows.push({ user, type, subtype, startsAt, endsAt, customerId, note: notes[rows.length % notes.length]! })
  }
  for (let day = -3; day <= 6; day++) {
    const on = addDays(today, day)
    // Nobody works on Sundays, unless it is the one on which the demo is looked at.
    if (weekdayOf(on) === 0 && day !== 0) continue
    Object.values(technicians).forEach((user, t) => {
      // Imani trains, and is on the road every other day.
      if (user === technicians.imani && day % 2 !== 0) return
      for (const pattern of patterns[(day + 3 + t) % patterns.length]!)
        add(user, on, pattern, customers[rows.length % Math.max(1, customers.length)])
    })
    Object.values(sellers).forEach((user, t) => {
      if ((day + t) % 2 === 0)
        add(
          user,
          on,
          ['17:00', '18:00', 'sale', t === 1 ? 'Commercial' : 'Residential'],
          leads[(day + 3 + t * 7) % Math.max(1, leads.length)],
        )
    })
  }
  const statusOf = (row: Row): AppointmentStatus => {
    const at = now.toISOString()
    if (row.endsAt < at) return 'complete'
    return row.startsAt <= at ? 'on_site' : 'scheduled'
  }
  let cancelled = 0
  const made = new Date(now.getTime() - 9 * dayMs)
  await copyRows(
    client,
    'appointment',
    [
      'company_id', 'id', 'customer_id', 'type', 'subtype_id', 'user_id', 'during', 'status', 'confirmed_at', 'on_the_way_at',
      'on_site_at', 'completed_at', 'cancelled_at', 'cancel_reason_id', 'notes', 'created_at', 'created_by',
    ], // prettier-ignore
    rows.map((row, i) => {
      const status = i % 17 === 16 && ++cancelled < 4 ? 'cancelled' : statusOf(row)
      const begun = status === 'complete' || status === 'on_site'
      // The last one of the week waits for somebody to be sent.
      const waits = i === rows.length - 4 && status === 'scheduled' && row.type !== 'sale'
      return [
        companyId, i + 1, row.customerId, row.type, value('appointment_subtype', row.subtype), waits ? null : row.user,
        `["${row.startsAt}","${row.endsAt}")`, status, i % 3 ? made : null,
        begun ? new Date(Date.parse(row.startsAt) - 20 * 60_000) : null, begun ? new Date(row.startsAt) : null,
        status === 'complete' ? new Date(row.endsAt) : null, status === 'cancelled' ? made : null,
        status === 'cancelled' ? value('appointment_cancel_reason', 'Customer asked for another day') : null, row.note, made,
        demoUsers.manager,
      ] // prettier-ignore
    }),
  )
  const off = (user: number, day: number, from: string, to: string, reason: string) => [
    companyId, user, `["${instantAtClock(`${addDays(today, day)}T${from}`, zone)}","${instantAtClock(`${addDays(today, day)}T${to}`, zone)}")`,
    reason, made, demoUsers.manager,
  ] // prettier-ignore
  await copyRows(
    client,
    'time_off',
    ['company_id', 'user_id', 'during', 'reason', 'created_at', 'created_by'],
    [
      off(technicians.grace, 1, '17:00', '19:00', 'Dentist'),
      off(technicians.imani, 1, '08:00', '17:00', 'Training at the distributor'),
      off(technicians.wade, 9, '00:00', '23:59', 'Vacation'),
      off(sellers.sofia, 2, '08:00', '12:00', 'Home show'),
    ],
  )
  await loadWeek(client, companyId)
}

/** What the company would book by, once it switches time slots on: Provo's week and two coverage areas. */
async function loadWeek(client: pg.Client, companyId: number): Promise<void> {
  await copyRows(
    client,
    'coverage_area',
    ['company_id', 'id', 'name', 'zips'],
    [
      [companyId, 1, 'Utah County', '{846,840}'],
      [companyId, 2, 'Treasure Valley', '{836,837}'],
    ],
  )
  await copyRows(
    client,
    'coverage_area_user',
    ['company_id', 'area_id', 'user_id'],
    [
      [companyId, 1, technicians.theo],
      [companyId, 1, technicians.luis],
      [companyId, 1, technicians.imani],
      [companyId, 2, technicians.grace],
      [companyId, 2, technicians.wade],
    ],
  )
  const windows = [
    ['08:00', '10:00'],
    ['10:00', '12:00'],
    ['13:00', '15:00'],
    ['15:00', '17:00'],
  ]
  await copyRows(
    client,
    'time_slot',
    ['company_id', 'location_id', 'weekday', 'starts_at', 'ends_at', 'capacity', 'area_id'],
    [1, 2, 3, 4, 5].flatMap((weekday) =>
      windows.map(([from, to]) => [companyId, 1, weekday, from, to, 2, weekday === 5 ? 1 : null]),
    ),
  )
}
