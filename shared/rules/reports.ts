/** Reports that one builds: what a field may be, how it is filtered, grouped and measured, on both sides (TAB-022). */
import { addDays, addMonths, instantAtClock, todayIn } from '../time.ts'

export const reportFieldTypes = [
  'text', 'phone', 'number', 'money', 'date', 'instant', 'checkbox', 'choice', 'ref',
] as const // prettier-ignore
export type ReportFieldType = (typeof reportFieldTypes)[number]

export const filterOps = {
  contains: 'contains',
  is: 'is',
  starts: 'starts with',
  at_least: 'is at least',
  at_most: 'is at most',
  between: 'is between',
  period: 'is in',
  before_today: 'is before today',
  after_today: 'is after today',
  any_of: 'is one of',
  none_of: 'is none of',
  me: 'is me',
  yes: 'is ticked',
  no: 'is not ticked',
  empty: 'is empty',
  filled: 'is filled in',
} as const
export type FilterOp = keyof typeof filterOps
export const filterOpKeys = Object.keys(filterOps) as [FilterOp, ...FilterOp[]]

const texts = ['contains', 'is', 'starts', 'empty', 'filled'] as const
const amounts = ['at_least', 'at_most', 'between', 'is', 'empty', 'filled'] as const
const days = ['period', 'between', 'before_today', 'after_today', 'empty', 'filled'] as const
const choices = ['any_of', 'none_of', 'empty', 'filled'] as const

/** What may be asked of a field of each type; the first is what a new filter asks. */
export const opsOf: Record<ReportFieldType, readonly FilterOp[]> = {
  text: texts,
  phone: texts,
  number: amounts,
  money: amounts,
  date: days,
  instant: days,
  checkbox: ['yes', 'no'],
  choice: choices,
  ref: choices,
}

export const periods = {
  today: 'Today',
  yesterday: 'Yesterday',
  this_week: 'This week',
  last_week: 'Last week',
  this_month: 'This month',
  last_month: 'Last month',
  this_quarter: 'This quarter',
  last_quarter: 'Last quarter',
  this_year: 'This year',
  last_year: 'Last year',
  last_7: 'The last 7 days',
  last_30: 'The last 30 days',
  last_90: 'The last 90 days',
  last_365: 'The last 365 days',
  next_7: 'The next 7 days',
  next_30: 'The next 30 days',
  next_90: 'The next 90 days',
} as const
export type Period = keyof typeof periods
export const isPeriod = (value: unknown): value is Period =>
  typeof value === 'string' && Object.hasOwn(periods, value)

/** First and last day of a period, both in it. A week begins on Monday; the last 7 days end today. */
export function daysOfPeriod(period: Period, today: string): [from: string, to: string] {
  const counted = /^(last|next)_(\d+)$/.exec(period)
  if (counted) {
    const n = Number(counted[2])
    return counted[1] === 'last' ? [addDays(today, 1 - n), today] : [today, addDays(today, n - 1)]
  }
  if (period === 'today') return [today, today]
  if (period === 'yesterday') return [addDays(today, -1), addDays(today, -1)]
  const back = period.startsWith('last_') ? 1 : 0
  if (period.endsWith('week')) {
    const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) - 7 * back)
    return [monday, addDays(monday, 6)]
  }
  const length = period.endsWith('month') ? 1 : period.endsWith('quarter') ? 3 : 12
  const month = Number(today.slice(5, 7)) - 1
  const first = `${today.slice(0, 4)}-${String(month - (month % length) + 1).padStart(2, '0')}-01`
  const from = addMonths(first, -length * back)
  return [from, addDays(addMonths(from, length), -1)]
}

const day = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !day.test(value)) return false
  const at = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value)
}

/** Why the filter asks nothing; null if it does. The page judges by the same. */
export function filterFlaw(
  { op, values }: { op: FilterOp; values: readonly (string | number)[] },
  { type, isUser }: { type: ReportFieldType; isUser?: boolean | undefined },
): string | null {
  const may = op === 'me' ? isUser === true : opsOf[type].includes(op)
  if (!may) return 'This cannot be asked of this field'
  switch (op) {
    case 'empty':
    case 'filled':
    case 'yes':
    case 'no':
    case 'me':
    case 'before_today':
    case 'after_today':
      return null
    case 'period':
      return isPeriod(values[0]) ? null : 'Choose a time'
    case 'any_of':
    case 'none_of':
      if (!values.length) return 'Choose at least one'
      return type === 'ref' && !values.every((value) => Number.isSafeInteger(value) && Number(value) > 0)
        ? 'Choose from the list'
        : null
    case 'between': {
      const given = values.slice(0, 2).filter((value) => value !== '')
      if (!given.length) return 'Enter at least one end'
      const fits =
        type === 'date' || type === 'instant' ? isDay : (value: unknown) => typeof value === 'number'
      return given.every(fits)
        ? null
        : type === 'date' || type === 'instant'
          ? 'Enter a date'
          : 'Enter a number'
    }
    case 'at_least':
    case 'at_most':
      return typeof values[0] === 'number' ? null : 'Enter a number'
    default:
      if (type === 'number' || type === 'money')
        return typeof values[0] === 'number' ? null : 'Enter a number'
      return typeof values[0] === 'string' && values[0] !== '' ? null : 'Enter what to look for'
  }
}

export const groupSteps = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
} as const
export type GroupStep = keyof typeof groupSteps
export const groupStepKeys = Object.keys(groupSteps) as [GroupStep, ...GroupStep[]]

export const measures = {
  count: 'Count',
  sum: 'Sum of',
  avg: 'Average of',
  min: 'Smallest',
  max: 'Largest',
} as const
export type MeasureFn = keyof typeof measures
export const measureKeys = Object.keys(measures) as [MeasureFn, ...MeasureFn[]]

/** Which fields each measure takes. */
export const measurable: Record<Exclude<MeasureFn, 'count'>, readonly ReportFieldType[]> = {
  sum: ['number', 'money'],
  avg: ['number', 'money'],
  min: ['number', 'money', 'date', 'instant'],
  max: ['number', 'money', 'date', 'instant'],
}

export const reportCharts = { none: 'No chart', bar: 'Bars', columns: 'Columns' } as const
export type ReportChart = keyof typeof reportCharts
export const chartKeys = Object.keys(reportCharts) as [ReportChart, ...ReportChart[]]

export const maxColumns = 30
export const maxFilters = 20
export const maxGroups = 3
export const maxMeasures = 6
/** Groups that the page shows, and that a file holds. */
export const groupsShown = 1_000
export const groupsExported = 10_000
/** Rows of a file; of one that is sent by e-mail. */
export const rowsExported = 100_000
export const rowsMailed = 20_000
/** Reports of one user. */
export const maxReports = 200
/** Whom one report is sent to. */
export const maxRecipients = 20

export const scheduleEvery = { day: 'Every day', week: 'Every week', month: 'Every month' } as const
export type ScheduleEvery = keyof typeof scheduleEvery
export const scheduleEveryKeys = Object.keys(scheduleEvery) as [ScheduleEvery, ...ScheduleEvery[]]

export const weekdayNames = [
  'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday',
] as const // prettier-ignore

export type ScheduleTime = { every: ScheduleEvery; weekday: number; monthDay: number; hour: number }

/** `Every week on Monday at 6:00 AM`. */
export function scheduleText({ every, weekday, monthDay, hour }: ScheduleTime): string {
  const at = `at ${hour % 12 || 12}:00 ${hour < 12 ? 'AM' : 'PM'}`
  if (every === 'week') return `Every ${weekdayNames[weekday]} ${at}`
  if (every === 'month') return `Every month on day ${monthDay} ${at}`
  return `Every day ${at}`
}

/** The first instant after `after` at which it runs, by the clock of `zone`. The 31st is the last day of a shorter month. */
export function nextScheduleAt(schedule: ScheduleTime, zone: string, after: Date): Date {
  const { every, weekday, monthDay, hour } = schedule
  const clock = `${String(hour).padStart(2, '0')}:00`
  const at = (day: string) => new Date(instantAtClock(`${day}T${clock}`, zone))
  const today = todayIn(zone, after)
  const first = `${today.slice(0, 7)}-01`
  const inMonth = (offset: number) => {
    const start = addMonths(first, offset)
    const last = addDays(addMonths(start, 1), -1)
    const day = `${start.slice(0, 8)}${String(monthDay).padStart(2, '0')}`
    return day < last ? day : last
  }
  const days =
    every === 'month'
      ? [inMonth(0), inMonth(1)]
      : Array.from({ length: 9 }, (_, i) => addDays(today, i)).filter(
          (day) => every === 'day' || new Date(`${day}T00:00:00Z`).getUTCDay() === weekday,
        )
  return days.map(at).find((instant) => instant > after) ?? at(inMonth(2))
}
