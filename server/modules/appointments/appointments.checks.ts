/** What an appointment must fulfil before it is written, and how its changes read in history. */
import { fail, type FieldError } from '#shared/errors.ts'
import {
  type AppointmentType,
  appointmentLabels,
  appointmentTypes,
  scheduleOf,
} from '#shared/rules/appointments.ts'
import { formatInstant } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AppointmentRow,
  holdValues,
  listPeople,
  type PersonRow,
  type ValueRow,
} from './appointments.queries.ts'

/** What one fills in of an appointment, by the labels of history. */
export type Values = {
  subtypeId: number | null
  userId: number | null
  startsAt: string
  endsAt: string
  confirmed: boolean
  notes: string
}

export const valuesOf = (row: AppointmentRow): Values => ({
  subtypeId: row.subtypeId,
  userId: row.userId,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  confirmed: row.confirmedAt !== null,
  notes: row.notes,
})

/** Whether a user goes to appointments of this kind. */
export const isOf = (person: Pick<PersonRow, 'roles'>, schedule: 'tech' | 'sales'): boolean =>
  person.roles.includes(schedule === 'tech' ? 'technician' : 'sales_rep')

export type Names = { people: readonly PersonRow[]; values: readonly ValueRow[] }

/**
 * Judges what is chosen; what is out of use, and somebody who has left, may stay where they are.
 * @param at what stands before the paths of the errors: `fields.` of a save
 * @throws request.invalid with all fields at once
 */
export async function checkValues(
  ctx: Ctx,
  db: Db,
  type: AppointmentType,
  before: Values | null,
  after: Values,
  given: { locationId: number; at: string },
): Promise<Names> {
  const errors: FieldError[] = []
  const refuse = (path: keyof Values, message: string) => errors.push({ path: `${given.at}${path}`, message })
  const values = await holdValues(db)
  const people = await listPeople(db)
  if (after.subtypeId !== null && after.subtypeId !== before?.subtypeId) {
    const value = values.find(
      ({ id, catalogue }) => id === after.subtypeId && catalogue === 'appointment_subtype',
    )
    if (value?.type !== type)
      refuse('subtypeId', `Choose a subtype of ${appointmentTypes[type].toLowerCase()} from the list`)
    else if (!value.active) refuse('subtypeId', 'This subtype is no longer in use')
  }
  if (after.userId !== null && after.userId !== before?.userId) {
    const schedule = scheduleOf(type)
    const person = people.find(({ id }) => id === after.userId)
    if (!person || !isOf(person, schedule))
      refuse('userId', schedule === 'tech' ? 'Choose a technician' : 'Choose a sales representative')
    else if (
      schedule === 'sales' &&
      person.id !== ctx.actor.userId &&
      !['create', 'modify'].some((level) =>
        ctx.actor.grants.has(`sales_scheduler.${level as 'create' | 'modify'}`, given.locationId),
      )
    )
      refuse('userId', 'You may schedule sales appointments of your own only')
  }
  // Also where only one of the two was changed.
  const minutes = (Date.parse(after.endsAt) - Date.parse(after.startsAt)) / 60_000
  if (minutes < 5 || minutes > 1440) refuse('endsAt', 'An appointment lasts between 5 minutes and 24 hours')
  if (errors.length) fail('request.invalid', {}, { errors })
  return { people, values }
}

/** What differs, as people read it, in the labels' order. @param before null: the appointment is new */
export function changesOf(
  ctx: Ctx,
  before: Values | null,
  after: Values,
  names: Names,
  oldUser: string | null,
): Change[] {
  const zone = ctx.actor.company.timeZone
  const read = (values: Values, name: keyof Values): string | null => {
    const value = values[name]
    if (value === null || value === '' || value === false) return null
    if (name === 'subtypeId') return names.values.find(({ id }) => id === value)?.name ?? null
    if (name === 'userId')
      return names.people.find(({ id }) => id === value)?.name ?? (values === before ? oldUser : null)
    if (name === 'startsAt' || name === 'endsAt') return formatInstant(String(value), zone)
    return value === true ? 'Yes' : String(value)
  }
  return Object.keys(appointmentLabels).flatMap((field) => {
    if (!(field in after)) return []
    const name = field as keyof Values
    if (before && before[name] === after[name]) return []
    const [old, now] = [before && read(before, name), read(after, name)]
    return old === now ? [] : [{ field, old, new: now }]
  })
}

/** `Install for Tue, Mar 3, 9:00 AM`, as history’s sentences name an appointment. */
export const whatOf = (ctx: Ctx, type: AppointmentType, startsAt: string): string =>
  `${appointmentTypes[type]} of ${formatInstant(startsAt, ctx.actor.company.timeZone)}`

/** History keeps sales appointments apart, as other users may read of them. */
export const entityOf = (type: AppointmentType): string =>
  scheduleOf(type) === 'tech' ? 'appointment' : 'sales_appointment'
