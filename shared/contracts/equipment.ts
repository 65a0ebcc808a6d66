/** What is installed at a customer, and the packages by which it is added (TAB-008). The items are a catalogue. */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { holdsCardNumber } from '../rules/card-number.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  equipmentCategories,
  type EquipmentCategory,
  equipmentStatuses,
  type EquipmentStatus,
  maxEquipment,
  maxPackageDevices,
  maxPackageLines,
} from '../rules/equipment.ts'
import { historyEntry } from './history.ts'

const params = z.object({ customerId: id })
const ofDevice = params.extend({ equipmentId: id })
const ofPackage = z.object({ packageId: id })
const keysOf = <K extends string>(words: Record<K, unknown>) => Object.keys(words) as [K, ...K[]]

const status = z.enum(keysOf<EquipmentStatus>(equipmentStatuses), 'Choose a status')
const category = z.enum(keysOf<EquipmentCategory>(equipmentCategories))
const named = z.object({ id, name: z.string() })
const pageOfHistory = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const equipmentRow = z
  .object({
    id,
    version: z.number().int(),
    item: named.extend({ category, partNumber: z.string().nullable() }),
    serial: z.string().nullable(),
    /** As the station writes it: `001`. */
    zone: z.string().nullable(),
    zoneName: z.string().nullable(),
    wireType: named.nullable(),
    place: z.string().nullable(),
    area: z.number().int(),
    status,
    installedOn: z.string().nullable(),
    warrantyUntil: z.string().nullable(),
    /** By the company’s calendar. */
    warrantyEnded: z.boolean(),
    note: z.string(),
    addedAt: instant,
    /** Of what an order brought: its charge and seller, for who may see the sale; else null. */
    chargeCents: z.number().int().nullable(),
    soldBy: named.nullable(),
  })
  .meta({ id: 'Equipment' })
export type Equipment = z.output<typeof equipmentRow>

const equipmentList = z
  .object({
    /** By zone; without one by category; what is gone comes last. */
    items: z.array(equipmentRow),
    abilities: z.object({ create: z.boolean(), modify: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'EquipmentList' })
export type EquipmentList = z.output<typeof equipmentList>

const choiceItem = named.extend({
  active: z.boolean(),
  category,
  partNumber: z.string().nullable(),
  wireTypeId: id.nullable(),
  warrantyMonths: z.number().int().nullable(),
})
export type EquipmentItem = z.output<typeof choiceItem>

const equipmentPackage = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    lines: z.array(
      z.object({
        item: named.extend({ active: z.boolean() }),
        quantity: z.number().int(),
        wireType: named.nullable(),
        /** null: the item’s price. */
        chargeCents: z.number().int().nullable(),
      }),
    ),
  })
  .meta({ id: 'EquipmentPackage' })
export type EquipmentPackage = z.output<typeof equipmentPackage>

/** Cellular devices go by their IMEI, which passes the check of card numbers; no card of 15 digits begins with 35. */
const serial = text(64).refine(
  (s) => /^35\d{13}$/.test(s) || !holdsCardNumber(s),
  'This looks like a card number, which must not be kept here',
)
const zone = z
  .string()
  .trim()
  .toUpperCase()
  .max(8, 'At most 8 characters')
  .regex(/^[0-9A-Z]*$/, 'Only digits and letters, for example 001')

const installationDates = <T extends { installedOn: string | null; warrantyUntil?: string | null }>(
  values: z.ZodType<T>,
) =>
  values.refine(
    ({ installedOn, warrantyUntil }) => !installedOn || !warrantyUntil || installedOn <= warrantyUntil,
    { path: ['warrantyUntil'], message: 'Must not lie before the day of installation' },
  )

const equipmentValues = installationDates(
  z.strictObject({
    itemId: id.refine((n) => n > 0, 'Choose an item'),
    serial: orNull(serial).default(null),
    zone: orNull(zone).default(null),
    zoneName: orNull(withoutCard(text(60))).default(null),
    wireTypeId: id.nullable().default(null),
    place: orNull(withoutCard(text(60))).default(null),
    area: z
      .number('Enter a number')
      .int('Enter a whole number')
      .min(1, 'At least 1')
      .max(99, 'At most 99')
      .default(1),
    status: status.default('planned'),
    installedOn: orNull(date).default(null),
    /** Left out: as long after the installation as the item’s warranty holds. */
    warrantyUntil: orNull(date).optional(),
    note: withoutCard(longText(500)).default(''),
  }),
)
export type EquipmentValues = z.output<typeof equipmentValues>

const packageValues = z
  .strictObject({
    name: withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name')),
    description: withoutCard(longText(500)).default(''),
    active: z.boolean().default(true),
    lines: z
      .array(
        z.strictObject({
          itemId: id,
          quantity: z
            .number('Enter a number')
            .int('Enter a whole number')
            .min(1, 'At least 1')
            .max(99, 'At most 99'),
          wireTypeId: id.nullable().default(null),
          chargeCents: z
            .number('Enter an amount, for example 49.00')
            .int('Enter whole cents')
            .min(0, 'At least $0.00')
            .max(99_999_999, 'Too much')
            .nullable()
            .default(null),
        }),
      )
      .min(1, 'Add at least one item')
      .max(maxPackageLines, `At most ${maxPackageLines} lines`),
  })
  .refine(({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0) <= maxPackageDevices, {
    path: ['lines'],
    message: `A package adds at most ${maxPackageDevices} devices`,
  })
export type PackageValues = z.output<typeof packageValues>

export const equipment = {
  list: endpoint({
    method: 'GET',
    path: '/customers/:customerId/equipment',
    access: 'equipment.view',
    summary: 'The equipment at a customer, with what is no longer there',
    params,
    response: equipmentList,
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/equipment/:equipmentId',
    access: 'equipment.view',
    summary: 'One piece of equipment',
    params: ofDevice,
    response: equipmentRow,
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/equipment/:equipmentId/history',
    access: 'equipment.view',
    summary: 'What happened to one piece of equipment, newest first',
    params: ofDevice,
    query: pageOfHistory,
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  choices: endpoint({
    method: 'GET',
    path: '/equipment/choices',
    access: 'equipment.view',
    scope: 'company',
    summary: 'Items, wire types and packages that equipment is chosen from; those out of use, too',
    response: z.object({
      items: z.array(choiceItem),
      wireTypes: z.array(named.extend({ active: z.boolean() })),
      packages: z.array(
        named.extend({ description: z.string(), contents: z.string(), devices: z.number().int() }),
      ),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/equipment',
    access: 'equipment.create',
    summary: 'Add one device to a customer',
    params,
    body: equipmentValues,
    response: equipmentList,
    history: { event: 'equipment.added' },
  }),
  addPackage: endpoint({
    method: 'POST',
    path: '/customers/:customerId/equipment/packages',
    access: 'equipment.create',
    summary: 'Add all devices of a package to a customer, or none',
    params,
    body: z.strictObject({
      packageId: id,
      status: status.default('planned'),
      installedOn: orNull(date).default(null),
      /** Gives every device that detects something the next free zone. */
      numberZones: z.boolean().default(true),
    }),
    response: equipmentList.extend({ added: z.number().int() }),
    history: { event: 'equipment.added_by_package' },
  }),
  bulk: endpoint({
    method: 'POST',
    path: '/customers/:customerId/equipment/changes',
    access: 'equipment.modify',
    summary: 'Change status, day of installation or warranty of several devices, all of them or none',
    params,
    body: z.strictObject({
      ids: z.array(id).min(1).max(maxEquipment),
      change: z
        .strictObject({
          status: status.optional(),
          installedOn: orNull(date).optional(),
          warrantyUntil: orNull(date).optional(),
        })
        .refine((change) => Object.values(change).some((value) => value !== undefined), 'Say what to change'),
    }),
    response: equipmentList.extend({ changed: z.number().int() }),
    history: { event: 'equipment.changed' },
  }),
  update: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/equipment/:equipmentId',
    access: 'equipment.modify',
    summary: 'Change one device, as of the version it was read at',
    params: ofDevice,
    body: z.strictObject({ version: z.number().int().positive(), equipment: equipmentValues }),
    response: equipmentList,
    history: { event: 'equipment.changed' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/equipment/:equipmentId',
    access: 'equipment.modify',
    summary:
      'Delete a device that was entered by mistake; what was taken down gets the status removed instead',
    params: ofDevice,
    response: equipmentList,
    history: { event: 'equipment.deleted' },
  }),
  packages: endpoint({
    method: 'GET',
    path: '/equipment/packages',
    access: 'equipment.view',
    scope: 'company',
    summary: 'The company’s equipment packages with their lines, by name',
    response: z.object({
      packages: z.array(equipmentPackage),
      abilities: z.object({ create: z.boolean(), modify: z.boolean() }),
    }),
  }),
  createPackage: endpoint({
    method: 'POST',
    path: '/equipment/packages',
    access: 'equipment.create',
    scope: 'company',
    summary: 'Make an equipment package',
    body: packageValues,
    response: equipmentPackage,
    history: { event: 'equipment.package_created' },
  }),
  savePackage: endpoint({
    method: 'PUT',
    path: '/equipment/packages/:packageId',
    access: 'equipment.modify',
    scope: 'company',
    summary: 'Change an equipment package, as of the version it was read at',
    params: ofPackage,
    body: z.strictObject({ version: z.number().int().positive(), package: packageValues }),
    response: equipmentPackage,
    history: { event: 'equipment.package_saved' },
  }),
  packageHistory: endpoint({
    method: 'GET',
    path: '/equipment/packages/:packageId/history',
    access: 'equipment.view',
    scope: 'company',
    summary: 'What was changed on an equipment package, newest first',
    params: ofPackage,
    query: pageOfHistory,
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  removePackage: endpoint({
    method: 'DELETE',
    path: '/equipment/packages/:packageId',
    access: 'equipment.modify',
    scope: 'company',
    summary: 'Delete an equipment package that is out of use; what it added to customers stays',
    params: ofPackage,
    response: nothing,
    history: { event: 'equipment.package_deleted' },
  }),
}
