/** A range of days in the company's calendar, and Request: nothing is fetched before (CON-054). */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { addDays, daysBetween, todayIn } from '#shared/time.ts'
import { useLocale } from '#web/ui/locale.ts'
import { instantAt } from '#web/ui/zone-time.ts'
import classes from './manage.module.css'
import { useManageSearch } from './use-station.ts'

type Props = {
  /** Longest range that the station answers; null for any. */
  maxDays: number | null
  pending: boolean
  onRequest: (period: { from: string; until: string }) => void
  /** Before the days. */
  children?: ReactNode
}

export function PeriodRequest({ maxDays, pending, onRequest, children }: Props) {
  const { timeZone } = useLocale()
  const { search, set } = useManageSearch()
  const today = todayIn(timeZone, new Date())
  const to = search.to ?? today
  const from = search.from ?? addDays(to, -Math.min(6, (maxDays ?? 7) - 1))
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const days = daysBetween(from, to) + 1
    const wrong =
      days < 1
        ? 'Must not lie before the first day'
        : maxDays !== null && days > maxDays
          ? `At most ${maxDays} ${maxDays === 1 ? 'day' : 'days'} at once`
          : undefined
    setError(wrong)
    if (!wrong)
      onRequest({
        from: instantAt(from, '00:00', timeZone),
        until: instantAt(addDays(to, 1), '00:00', timeZone),
      })
  }
  const day = (value: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value) && value >= '1900-01-01' ? value : undefined
  return (
    <form className={classes.period} onSubmit={submit} noValidate>
      {children}
      <TextInput
        type="date"
        label="From"
        max={today}
        value={from}
        onChange={(event) => set({ from: day(event.currentTarget.value) })}
      />
      <TextInput
        type="date"
        label="To"
        max={today}
        value={to}
        error={error}
        onChange={(event) => set({ to: day(event.currentTarget.value) })}
      />
      <Button type="submit" variant="default" loading={pending}>
        Request
      </Button>
    </form>
  )
}
