/** What a change of appointments makes outdated, and the words of the company's clock. */
import { appointments, mySchedule } from '#shared/contracts/appointments.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { timeOff } from '#shared/contracts/time-off.ts'
import { clockText, dayWords } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Has everything that shows of anybody's time read anew. */
export function useRefresh(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [
      appointments.ofCustomer,
      appointments.open,
      appointments.history,
      appointments.calendar,
      appointments.availability,
      mySchedule.list,
      timeOff.list,
      customers.open,
      history.ofCustomer,
      notifications.unread,
    ])
      void invalidate(endpoint)
  }
}

export const useChoices = () => useEndpointQuery(appointments.choices, {}, { staleTime: 60_000 }).data

/** `9:00 AM to 11:00 AM`, with the day where it ends on another. */
export function windowText(startsAt: string, endsAt: string, zone: string): string {
  const [first, last] = [todayIn(zone, startsAt), todayIn(zone, endsAt)]
  return `${clockText(startsAt, zone)} to ${first === last ? '' : `${dayWords(last)}, `}${clockText(endsAt, zone)}`
}
