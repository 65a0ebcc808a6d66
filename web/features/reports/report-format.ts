/** How values of reports are written in the page and in files that the page makes itself. */
import type { ReportCell, ResultColumn } from '#shared/contracts/reports.ts'
import { formatCents } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import { formatDate, formatInstant } from '#shared/time.ts'

type Locale = { timeZone: string; currency: string }

/** `2026-03` → `Mar 2026`. */
export const monthText = (month: string): string =>
  new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-01T00:00:00Z`),
  )

function groupText(day: string, by: NonNullable<ResultColumn['by']>): string {
  if (by === 'month') return monthText(day)
  if (by === 'year') return day.slice(0, 4)
  if (by === 'quarter') return `Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1} ${day.slice(0, 4)}`
  return by === 'week' ? `Week of ${formatDate(day)}` : formatDate(day)
}

/** A value as people read it; nothing of null. */
export function cellText(value: ReportCell, column: ResultColumn, locale: Locale): string {
  if (value === null) return ''
  const { type, options, by, names } = column
  switch (type) {
    case 'money':
      return typeof value === 'number' ? formatCents(value, locale.currency) : String(value)
    case 'number':
      return typeof value === 'number' && !names
        ? value.toLocaleString('en-US', { maximumFractionDigits: 4 })
        : String(value)
    case 'date':
      return by ? groupText(String(value), by) : dayText(String(value))
    case 'instant':
      return formatInstant(String(value), locale.timeZone)
    case 'checkbox':
      return value === true ? 'Yes' : 'No'
    case 'phone':
      return formatPhone(String(value))
    case 'choice':
      return options?.find((option) => option.value === value)?.label ?? String(value)
    default:
      return String(value)
  }
}

/** A masked date is no date. */
const dayText = (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value)

/** A number of a record is written without commas. */
export const isNumeric = ({ type }: ResultColumn): boolean => type === 'number' || type === 'money'

type CsvCell = string | number | null

const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quoted = (cell: CsvCell): string =>
  `"${typeof cell === 'number' ? cell : plain(cell ?? '').replaceAll('"', '""')}"`

/** Gives a small table to the browser as a CSV file (RFC 4180, with the mark that Excel needs). */
export function downloadTable(
  name: string,
  head: readonly string[],
  rows: readonly (readonly CsvCell[])[],
): void {
  const text = [head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv' }))
  link.download = `${name}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Cents as a spreadsheet reads an amount. */
export const csvMoney = (cents: number): number => Number((cents / 100).toFixed(2))
