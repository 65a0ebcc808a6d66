/** The calendar of a date field. */
import '@mantine/dates/styles.layer.css'
import { DatePicker } from '@mantine/dates'

const words = {
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  previousYear: 'Previous year',
  nextYear: 'Next year',
  previousDecade: 'Previous decade',
  nextDecade: 'Next decade',
}

type Props = { value: string | null; today: string; onPick: (date: string | null) => void }

export function Calendar({ value, today, onPick }: Props) {
  return (
    <DatePicker
      value={value}
      defaultDate={value ?? today}
      onChange={onPick}
      allowDeselect
      highlightToday
      firstDayOfWeek={0}
      // Red is for states alone (page.md).
      weekendDays={[]}
      ariaLabels={words}
    />
  )
}
