/** What the company schedules by: time slots of its offices, and who serves which ZIP codes (TAB-006). */
import { z } from 'zod'
import { endpoint, id, nothing, text } from '../contract.ts'
import { zipPattern } from '../rules/appointments.ts'
import { historyEntry } from './history.ts'

const named = z.object({ id, name: z.string() })
const clock = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time, for example 14:30')

const slot = z
  .object({
    id,
    version: z.number().int(),
    locationId: id,
    weekday: z.number().int(),
    startsAt: z.string(),
    endsAt: z.string(),
    capacity: z.number().int().nullable(),
    area: named.nullable(),
    active: z.boolean(),
  })
  .meta({ id: 'TimeSlot' })
export type TimeSlot = z.output<typeof slot>

const area = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    zips: z.array(z.string()),
    people: z.array(named),
    slots: z.number().int(),
    active: z.boolean(),
  })
  .meta({ id: 'CoverageArea' })
export type CoverageArea = z.output<typeof area>

const slotFields = {
  startsAt: clock,
  endsAt: clock,
  capacity: z.number().int().min(1, 'At least 1').max(999, 'At most 999').nullable(),
  areaId: id.nullable(),
}
const inOrder = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) => endsAt > startsAt
const notInOrder = { path: ['endsAt'], message: 'Must lie after the beginning' }

export const newSlots = z
  .strictObject({
    locationId: id,
    weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'Choose the days').max(7),
    ...slotFields,
  })
  .refine(inOrder, notInOrder)
export const changedSlot = z
  .strictObject({ version: z.number().int().positive(), ...slotFields, active: z.boolean() })
  .refine(inOrder, notInOrder)

export const areaFields = z.strictObject({
  name: text(80).refine((s) => s !== '', 'Enter a name'),
  zips: z
    .array(
      z
        .string()
        .trim()
        .toUpperCase()
        .regex(zipPattern, 'ZIP codes, or at least the first three digits of them'),
    )
    .max(5000),
  userIds: z.array(id).max(500),
  active: z.boolean().default(true),
})

const ofSlot = z.object({ slotId: id })
const ofArea = z.object({ areaId: id })

export const scheduling = {
  open: endpoint({
    method: 'GET',
    path: '/scheduling',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'The time slots of every office, and the coverage areas',
    response: z.object({
      locations: z.array(named),
      technicians: z.array(named),
      slots: z.array(slot),
      areas: z.array(area),
    }),
  }),
  history: endpoint({
    method: 'GET',
    path: '/scheduling/history',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'What was changed about time slots and coverage areas, newest first',
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  createSlots: endpoint({
    method: 'POST',
    path: '/scheduling/slots',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Make a time slot on each of these weekdays of an office',
    body: newSlots,
    response: nothing,
    history: { event: 'scheduling.slots_created' },
  }),
  saveSlot: endpoint({
    method: 'PUT',
    path: '/scheduling/slots/:slotId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Change a time slot; what is booked into it stays',
    params: ofSlot,
    body: changedSlot,
    response: nothing,
    history: { event: 'scheduling.slot_saved' },
  }),
  removeSlot: endpoint({
    method: 'DELETE',
    path: '/scheduling/slots/:slotId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Delete a time slot that is out of use; what is booked into it stays',
    params: ofSlot,
    response: nothing,
    history: { event: 'scheduling.slot_removed' },
  }),
  createArea: endpoint({
    method: 'POST',
    path: '/scheduling/areas',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Make a coverage area',
    body: areaFields,
    response: nothing,
    history: { event: 'scheduling.area_created' },
  }),
  saveArea: endpoint({
    method: 'PUT',
    path: '/scheduling/areas/:areaId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Change a coverage area',
    params: ofArea,
    body: areaFields.extend({ version: z.number().int().positive() }),
    response: nothing,
    history: { event: 'scheduling.area_saved' },
  }),
  removeArea: endpoint({
    method: 'DELETE',
    path: '/scheduling/areas/:areaId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Delete a coverage area that is out of use and that no time slot needs',
    params: ofArea,
    response: nothing,
    history: { event: 'scheduling.area_removed' },
  }),
}
