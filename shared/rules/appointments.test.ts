import { describe, expect, it } from 'vitest'
import {
  type AppointmentStatus,
  appointmentStatusKeys,
  dayOf,
  hoursOf,
  mayBecome,
  minutesBetween,
  nextStatus,
  servesZip,
  slotLeft,
  slotWindow,
  statusBefore,
  zipsOf,
} from './appointments.ts'

const denver = 'America/Denver'
const lengthOf = (on: string, zone: string) => {
  const { startsAt, endsAt } = dayOf(on, zone)
  return minutesBetween(startsAt, endsAt) / 60
}

describe('a day of the calendar', () => {
  it('[TAB-006] has 23 hours where the clocks go forward, 25 where they go back, 24 else; by its zone', () => {
    expect([
      lengthOf('2026-03-08', denver),
      lengthOf('2026-11-01', denver),
      lengthOf('2026-11-02', denver),
    ]).toEqual([23, 25, 24])
    // Arizona keeps its clocks; in Cuba the day itself begins at 1:00.
    expect([lengthOf('2026-03-08', 'America/Phoenix'), lengthOf('2026-03-08', 'America/Havana')]).toEqual([
      24, 23,
    ])
    const forward = hoursOf('2026-03-08', denver)
    expect(forward.map(({ hour }) => hour).slice(0, 4)).toEqual([0, 1, 3, 4])
    expect(forward).toHaveLength(23)
    const back = hoursOf('2026-11-01', denver)
    expect(back.slice(0, 4)).toEqual([
      { at: 0, hour: 0 },
      { at: 60, hour: 1 },
      { at: 120, hour: 1 },
      { at: 180, hour: 2 },
    ])
    expect(back).toHaveLength(25)
  })

  it('[TAB-006] keeps a time slot at its clock’s times on both sides of a change', () => {
    const slot = { startsAt: '08:00', endsAt: '12:00' }
    expect(slotWindow('2026-03-07', slot, denver).startsAt).toBe('2026-03-07T15:00:00.000Z')
    expect(slotWindow('2026-03-08', slot, denver).startsAt).toBe('2026-03-08T14:00:00.000Z')
    const night = slotWindow('2026-11-01', { startsAt: '00:30', endsAt: '03:00' }, denver)
    expect(minutesBetween(night.startsAt, night.endsAt)).toBe(210)
  })
})

describe('the way of an appointment', () => {
  it('[TAB-006] goes forward by any number of steps, back by one, is cancelled while it is open, and begins anew', () => {
    const from = (status: AppointmentStatus) => appointmentStatusKeys.filter((to) => mayBecome(status, to))
    expect(Object.fromEntries(appointmentStatusKeys.map((status) => [status, from(status)]))).toEqual({
      scheduled: ['on_the_way', 'on_site', 'complete', 'cancelled'],
      on_the_way: ['scheduled', 'on_site', 'complete', 'cancelled'],
      on_site: ['on_the_way', 'complete', 'cancelled'],
      complete: ['on_site'],
      cancelled: ['scheduled'],
    })
    for (const status of appointmentStatusKeys)
      for (const to of [nextStatus(status), statusBefore(status)])
        expect(to === null || mayBecome(status, to)).toBe(true)
  })
})

describe('time slots and areas', () => {
  it('[TAB-006] serve a ZIP code by itself or by its beginning', () => {
    expect(servesZip(['846', '84101'], '84604-1234')).toBe(true)
    expect(servesZip(['84101'], '84102')).toBe(false)
    expect(servesZip(['T2P'], 't2p 1a1')).toBe(true)
    expect(servesZip(['846'], null)).toBe(false)
    expect(zipsOf('84604, 84601;84604\n t2p')).toEqual(['84601', '84604', 'T2P'])
  })
  it('[TAB-006] take as many visits as their capacity and their free technicians allow', () => {
    expect(slotLeft({ capacity: 3, booked: 1, free: 5, waiting: 0 })).toBe(2)
    expect(slotLeft({ capacity: 3, booked: 1, free: 1, waiting: 0 })).toBe(1)
    expect(slotLeft({ capacity: null, booked: 4, free: 2, waiting: 1 })).toBe(1)
    expect(slotLeft({ capacity: 1, booked: 2, free: 2, waiting: 0 })).toBe(0)
  })
})
