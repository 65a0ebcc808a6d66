/** What one types into the form of an appointment. */
import type { Appointment, Availability } from '#shared/contracts/appointments.ts'
import { type AppointmentType, minutesBetween } from '#shared/rules/appointments.ts'
import { addDays, clockAt, instantAtClock } from '#shared/time.ts'

export type Draft = {
  type: AppointmentType
  subtypeId: string
  userId: string
  on: string
  from: string
  /** Minutes. */
  length: string
  slot: string
  confirmed: boolean
  notes: string
}

/** A new one begins on the next full hour of tomorrow’s morning. */
export const newDraft = (type: AppointmentType, today: string, minutes: number): Draft => ({
  type,
  subtypeId: '',
  userId: '',
  on: addDays(today, 1),
  from: '09:00',
  length: String(minutes),
  slot: '',
  confirmed: false,
  notes: '',
})

export function draftOf(row: Appointment, zone: string): Draft {
  const clock = clockAt(row.startsAt, zone)
  return {
    type: row.type,
    subtypeId: row.subtype ? String(row.subtype.id) : '',
    userId: row.user ? String(row.user.id) : '',
    on: clock.slice(0, 10),
    from: clock.slice(11, 16),
    length: String(minutesBetween(row.startsAt, row.endsAt)),
    slot: '',
    confirmed: row.confirmed,
    notes: row.notes,
  }
}

/** The window that was typed; null while it is none. */
export function windowOf(draft: Draft, zone: string): { startsAt: string; endsAt: string } | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.on) || !/^\d{2}:\d{2}$/.test(draft.from)) return null
  const minutes = Number(draft.length)
  if (!Number.isInteger(minutes) || minutes < 1) return null
  try {
    const startsAt = instantAtClock(`${draft.on}T${draft.from}`, zone)
    return { startsAt, endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString() }
  } catch {
    return null
  }
}

export const lengths = [15, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 480]
export const lengthText = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const text = [hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(' ')
  return text || '0 min'
}

export type Person = Availability['people'][number]

/** Whether a person’s time is taken in the window, by something other than the appointment itself. */
export const isTaken = (
  person: Person,
  window: { startsAt: string; endsAt: string } | null,
  own: { startsAt: string; endsAt: string } | null,
): boolean =>
  window !== null &&
  person.busy.some(
    (b) =>
      !(own && b.startsAt === own.startsAt && b.endsAt === own.endsAt) &&
      b.startsAt < window.endsAt &&
      b.endsAt > window.startsAt,
  )

/** Which people the select offers: of the record’s office, of its coverage area, or all. */
export const views = { office: 'In office location', area: 'In coverage area', all: 'Everybody' } as const
export type View = keyof typeof views
export const inView = (person: Person, view: View): boolean =>
  view === 'all' || (view === 'office' ? person.inOffice : person.inArea)
