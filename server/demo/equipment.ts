/** The dealer's equipment packages, and what hangs at its customers. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { type EquipmentCategory, equipmentCategories, type EquipmentStatus } from '#shared/rules/equipment.ts'
import { addMonths } from '#shared/time.ts'
import { demoItems } from './equipment-items.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

type Line = readonly [item: string, quantity: number, chargeCents?: number]
const packages: readonly { name: string; description: string; lines: readonly Line[] }[] = [
  {
    name: 'Home starter',
    description: 'Panel, communicator, three doors and one motion',
    lines: [
      ['Timber T7 touch panel', 1, 0],
      ['Timber LTE communicator', 1, 0],
      ['Slim door contact', 3],
      ['Pet-immune motion', 1],
    ],
  },
  {
    name: 'Home with life safety',
    description: 'The starter with smoke and CO detectors',
    lines: [
      ['Timber T7 touch panel', 1, 0],
      ['Timber LTE communicator', 1, 0],
      ['Slim door contact', 3],
      ['Pet-immune motion', 1],
      ['Photoelectric smoke', 2],
      ['CO detector', 1],
    ],
  },
  {
    name: 'Small store',
    description: 'Hardwired, with hold-up buttons at the counter',
    lines: [
      ['Granite 48-zone panel', 1],
      ['Granite dual-path communicator', 1],
      ['Granite alpha keypad', 2],
      ['Recessed door contact', 4],
      ['Ceiling motion 360', 2],
      ['Hold-up button', 2],
    ],
  },
]

type Device = {
  item: string
  name?: string
  place?: string
  area?: number
  status?: EquipmentStatus
}
const device = (name: string, place?: string, more: Partial<Device> = {}): Device => ({
  item: name,
  ...(place && { name: place, place }),
  ...more,
})

const home: readonly Device[] = [
  device('Timber T7 touch panel', undefined, { place: 'Hallway' }),
  device('Timber LTE communicator'),
  device('Timber wireless keypad', undefined, { place: 'Master bedroom' }),
  device('Slim door contact', 'Front door'),
  device('Slim door contact', 'Back door'),
  device('Overhead door contact', 'Garage door'),
  device('Pet-immune motion', 'Living room'),
  device('Glass break, acoustic', 'Family room'),
  device('Photoelectric smoke', 'Upstairs hall'),
]
const store: readonly Device[] = [
  device('Granite 48-zone panel', undefined, { place: 'Back office' }),
  device('Granite dual-path communicator', undefined, { place: 'Back office' }),
  device('Granite alpha keypad', undefined, { place: 'Staff entrance' }),
  device('Granite alpha keypad', undefined, { place: 'Warehouse', area: 2 }),
  device('Recessed door contact', 'Front entrance'),
  device('Recessed door contact', 'Staff entrance'),
  device('Overhead door contact', 'Loading dock', { area: 2 }),
  device('Ceiling motion 360', 'Sales floor'),
  device('Ceiling motion 360', 'Warehouse', { area: 2 }),
  device('Smoke, 4-wire', 'Sales floor smoke'),
  device('Smoke, 4-wire', 'Warehouse smoke', { area: 2 }),
  device('Hold-up button', 'Register 1'),
]
const with24Hours = [...home, device('CO detector', 'Basement'), device('Flood probe', 'Water heater')]

/** What hangs at the written customers, since the day of their installation. 1009 has nothing yet. */
const written: readonly (readonly [customerId: number, devices: readonly Device[]])[] = [
  [story.differs, home],
  [
    story.equal,
    [
      ...with24Hours.slice(0, 7),
      { ...with24Hours[7]!, status: 'faulty' },
      ...with24Hours.slice(8),
      device('Pendant panic', undefined, { place: 'Nightstand', status: 'ordered' }),
      device('Timber T2 panel', undefined, { place: 'Hallway', status: 'replaced' }),
    ],
  ],
  [story.unknownAtStation, home.slice(0, 7)],
  [story.linkedElsewhere, home.slice(0, 8)],
  [story.lostAnswer, home],
  [story.linked, with24Hours],
  [story.refused, home.slice(0, 8)],
  [story.stationDown, home],
  [story.notIntegrated, home.slice(0, 6)],
  [story.archived, home.slice(0, 7)],
  [story.canceled, home.map((each) => ({ ...each, status: 'removed' }))],
  [story.headOffice, [...store, device('Outdoor camera 1080p', 'Parking lot')]],
  [story.firstBranch, store.slice(0, 9)],
  [story.secondBranch, store.slice(0, 10)],
  [story.atMesa, with24Hours],
  [story.lead, home.slice(0, 6)],
  // Joan Fenwick, whose provider knows these devices too (subscribers.ts).
  [1031, home],
]

/** Brings the company's packages and equipment; its catalogue values must be in. */
export async function loadEquipment(client: pg.Client, companyId: number, setting: Setting): Promise<void> {
  const values = new Map(demoItems.map((value) => [value.name, value.data as Record<string, unknown>]))
  const idOf = (name: string) => setting.value('equipment_item', name)
  const wireTypeOf = (name: string) =>
    values.get(name)?.wireType
      ? setting.value('equipment_wire_type', String(values.get(name)!.wireType))
      : null
  for (const { name, description, lines } of packages) {
    const { rows } = await client.query<{ id: string }>(
      'insert into equipment_package (company_id, name, description) values ($1, $2, $3) returning id',
      [companyId, name, description],
    )
    await copyRows(
      client,
      'equipment_package_line',
      ['company_id', 'package_id', 'line', 'item_id', 'quantity', 'charge_cents'],
      lines.map(([of, quantity, cents], i) => [
        companyId,
        Number(rows[0]!.id),
        i + 1,
        idOf(of),
        quantity,
        cents ?? null,
      ]),
    )
  }
  const { rows: records } = await client.query<{ id: string; install_date: string | null; created_at: Date }>(
    'select id, install_date::text, created_at from customer where company_id = $1 and id < $2',
    [companyId, setting.plan.firstRecordId],
  )
  const rows = written.flatMap(([customerId, devices]) => {
    const record = records.find(({ id }) => Number(id) === customerId)!
    let zone = 0
    return devices.map((each, index) => {
      const { category, warrantyMonths } = values.get(each.item)!
      const { detects } = equipmentCategories[category as EquipmentCategory]
      const status = each.status ?? (record.install_date ? 'installed' : 'planned')
      const installedOn = status === 'ordered' ? null : record.install_date
      return [
        companyId, customerId, idOf(each.item),
        installedOn && `SN${customerId}${String(index + 1).padStart(3, '0')}`,
        detects ? String(++zone).padStart(3, '0') : null,
        detects ? (each.name ?? null) : null,
        wireTypeOf(each.item), each.place ?? null, each.area ?? 1, status, installedOn,
        installedOn && addMonths(installedOn, warrantyMonths as number), record.created_at,
      ] // prettier-ignore
    })
  })
  await copyRows(
    client,
    'equipment',
    [
      'company_id', 'customer_id', 'item_id', 'serial', 'zone', 'zone_name', 'wire_type_id', 'place', 'area', 'status',
      'installed_on', 'warranty_until', 'created_at',
    ], // prettier-ignore
    rows,
  )
  await addStarters(client, companyId)
}

/** Every sixth of the other customers has the starter package. */
const addStarters = (client: pg.Client, companyId: number) =>
  client.query(
    `insert into equipment (company_id, customer_id, item_id, zone, zone_name, place, wire_type_id, status, installed_on,
       warranty_until, created_at)
     select c.company_id, c.id, i.id, d.zone, d.place, d.place, (i.data ->> 'wireTypeId')::bigint,
       case when c.is_canceled then 'removed' when c.install_date is null then 'planned' else 'installed' end,
       c.install_date, (c.install_date + interval '1 month' * (i.data ->> 'warrantyMonths')::int)::date, c.created_at
     from customer c
     cross join (values ('Timber T7 touch panel', null, 'Hallway'), ('Timber LTE communicator', null, null),
       ('Slim door contact', '001', 'Front door'), ('Slim door contact', '002', 'Back door'),
       ('Pet-immune motion', '003', 'Living room'), ('Photoelectric smoke', '004', 'Hallway smoke')) d (item, zone, place)
     join catalogue_value i on i.company_id = c.company_id and i.catalogue = 'equipment_item' and i.name = d.item
     where c.company_id = $1 and c.kind = 'customer' and c.id > 1100 and c.id % 6 = 0`,
    [companyId],
  )
