/** What a filter of a report asks, in SQL: the question from the catalogue, its values as parameters alone. */
import type { ReportFilter } from '#shared/contracts/reports.ts'
import { daysOfPeriod, isPeriod, type ReportFieldType } from '#shared/rules/reports.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Values } from '#server/db/conditions.ts'
import { type FieldDef, isSeen, seen } from './reports.fields.ts'

export type Calendar = { today: string; zone: string }

/** @param field whose filter has no flaw */
export function filterSql(
  actor: Actor,
  field: FieldDef,
  { op, values: given }: ReportFilter,
  values: Values,
  calendar: Calendar,
): string {
  const sql = seen(actor, field)
  const ids = () => seen(actor, field, field.idSql ?? field.sql)
  switch (op) {
    case 'empty':
      return `(${isSeen(actor, field)} and ${sql} is null)`
    case 'filled':
      return `${sql} is not null`
    case 'yes':
      return `${sql} is true`
    case 'no':
      return `${sql} is false`
    case 'me':
      return `${ids()} = platform.user_id()`
    case 'any_of':
      return oneOf(field.type, ids(), given, values)
    case 'none_of':
      return `(${isSeen(actor, field)} and (${oneOf(field.type, ids(), given, values)}) is not true)`
    case 'contains':
      return `position(lower(${values.add(String(given[0]), 'text')}) in lower(${sql})) > 0`
    case 'starts':
      return `starts_with(lower(${sql}), lower(${values.add(String(given[0]), 'text')}))`
    case 'period':
      return isPeriod(given[0])
        ? within(field.type, sql, daysOfPeriod(given[0], calendar.today), values, calendar)
        : 'false'
    case 'before_today':
      return beside(field.type, sql, '<', calendar.today, values, calendar)
    case 'after_today':
      return beside(field.type, sql, '>', calendar.today, values, calendar)
    case 'between':
      return within(field.type, sql, given, values, calendar)
    case 'at_least':
      return `${sql} >= ${values.add(given[0], 'numeric')}`
    case 'at_most':
      return `${sql} <= ${values.add(given[0], 'numeric')}`
    default:
      return field.type === 'number' || field.type === 'money'
        ? `${sql} = ${values.add(given[0], 'numeric')}`
        : `lower(${sql}) = lower(${values.add(String(given[0]), 'text')})`
  }
}

const oneOf = (type: ReportFieldType, sql: string, given: readonly unknown[], values: Values): string =>
  type === 'ref'
    ? `${sql} = any (${values.add(given.map(Number), 'bigint[]')})`
    : `${sql} = any (${values.add(given.map(String), 'text[]')})`

/** A day of the company's calendar beside a date, or an instant's day. */
function beside(
  type: ReportFieldType,
  sql: string,
  op: '<' | '>' | '<=' | '>=',
  date: string,
  values: Values,
  { zone }: Calendar,
): string {
  const on = values.add(date, 'date')
  if (type !== 'instant') return `${sql} ${op} ${on}`
  const begin = (which: string) => `(${which}::timestamp at time zone ${values.add(zone, 'text')})`
  if (op === '<' || op === '>=') return `${sql} ${op} ${begin(on)}`
  return op === '<=' ? `${sql} < ${begin(`(${on} + 1)`)}` : `${sql} >= ${begin(`(${on} + 1)`)}`
}

function within(
  type: ReportFieldType,
  sql: string,
  [from = '', to = '']: readonly (string | number)[],
  values: Values,
  calendar: Calendar,
): string {
  const timed = type === 'date' || type === 'instant'
  const end = (value: string | number, op: '>=' | '<=') =>
    timed
      ? beside(type, sql, op, String(value), values, calendar)
      : `${sql} ${op} ${values.add(value, 'numeric')}`
  const ends = [...(from === '' ? [] : [end(from, '>=')]), ...(to === '' ? [] : [end(to, '<=')])]
  return ends.length ? ends.join(' and ') : 'false'
}
