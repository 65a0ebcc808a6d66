/** Where things stand on the calendar: minutes of a day by instants, so that a day of 23 or 25 hours is as long as it is. */
import type { CalendarBlock } from '#shared/contracts/appointments.ts'
import { dayOf, hoursOf, minutesBetween, plusMinutes } from '#shared/rules/appointments.ts'

export const snapMinutes = 15
export const pixelsPerMinute = 0.8

export type Day = {
  on: string
  startsAt: string
  /** 1380, 1440 or 1500. */
  length: number
  /** What is shown of it, in minutes since it began. */
  from: number
  to: number
  hours: { at: number; hour: number }[]
}

/** A day from the company’s first hour to its last, and as much more as something stands there. */
export function dayFor(
  on: string,
  zone: string,
  shown: { dayFrom: number; dayTo: number },
  blocks: readonly Pick<CalendarBlock, 'startsAt' | 'endsAt' | 'appointment'>[],
): Day {
  const { startsAt, endsAt } = dayOf(on, zone)
  const length = minutesBetween(startsAt, endsAt)
  const hours = hoursOf(on, zone)
  const at = (hour: number, none: number) => hours.find((one) => one.hour >= hour)?.at ?? none
  let from = at(shown.dayFrom, 0)
  let to = shown.dayTo >= 24 ? length : at(shown.dayTo, length)
  for (const block of blocks) {
    // A whole day off needs no whole day to be seen.
    if (!block.appointment || block.startsAt >= endsAt || block.endsAt <= startsAt) continue
    from = Math.min(from, Math.floor(Math.max(0, minutesBetween(startsAt, block.startsAt)) / 60) * 60)
    to = Math.max(to, Math.ceil(Math.min(length, minutesBetween(startsAt, block.endsAt)) / 60) * 60)
  }
  if (to <= from) to = length
  return { on, startsAt, length, from, to, hours: hours.filter((one) => one.at >= from && one.at < to) }
}

/** A column of a day: one user’s, or of what waits for somebody to be sent (`userId` null). */
export type Column = { key: string; on: string; userId: number | null; name: string }
export const columnKey = (on: string, userId: number | null) => `${on} ${userId ?? 'nobody'}`

/** What may be moved, as it would stand. */
export type Place = { column: string; start: number; length: number }

export const snap = (minutes: number): number => Math.round(minutes / snapMinutes) * snapMinutes

/** Keeps a place within what a day has; it may end on the next day, as it may begin on the one before. */
export const clamp = (place: Place, day: Day): Place => ({
  ...place,
  start: Math.min(Math.max(place.start, 0), day.length - snapMinutes),
  length: Math.min(Math.max(place.length, snapMinutes), 1440),
})

/** Instants of a place. */
export const windowAt = (place: Place, day: Day): { startsAt: string; endsAt: string } => {
  const startsAt = plusMinutes(day.startsAt, place.start)
  return { startsAt, endsAt: plusMinutes(startsAt, place.length) }
}

/** Blocks side by side where they share time, as cancelled and unassigned ones may. */
export function lanesOf(blocks: readonly CalendarBlock[]): Map<string, { lane: number; of: number }> {
  const found = new Map<string, { lane: number; of: number }>()
  let group: { block: CalendarBlock; lane: number }[] = []
  let end = ''
  const close = () => {
    const of = Math.max(0, ...group.map(({ lane }) => lane)) + 1
    for (const { block, lane } of group) found.set(block.key, { lane, of })
    group = []
  }
  for (const block of [...blocks].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))) {
    if (group.length && block.startsAt >= end) close()
    const taken = new Set(group.filter((one) => one.block.endsAt > block.startsAt).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane++
    end = group.length && end > block.endsAt ? end : block.endsAt
    group.push({ block, lane })
  }
  close()
  return found
}
