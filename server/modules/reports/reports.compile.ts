/**
 * A definition becomes a statement: every piece of SQL is from the catalogue (reports.objects.ts), everything that
 * somebody typed is a parameter. Rows and fields are those that the transaction's user may see.
 */
import { mask } from '#shared/contracts/customers.ts'
import type { ReportCell, ReportDefinition, ResultColumn } from '#shared/contracts/reports.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { filterFlaw, measurable, measures } from '#shared/rules/reports.ts'
import type { Actor } from '#server/db/actor.ts'
import { Values } from '#server/db/conditions.ts'
import { type FieldDef, kindsSeen, seen, shown } from './reports.fields.ts'
import { type Calendar, filterSql } from './reports.filters.ts'
import { type ObjectDef, rowId, whereOf } from './reports.objects.ts'

/** Where a page ended: its last row's value in the order's column as text, and its id. */
export type Position = { key: string | null; id: number }
export type Query = { text: string; values: unknown[] }

export type Compiled = {
  object: ObjectDef
  grouped: boolean
  columns: ResultColumn[]
  /** Fields that the definition shows and this actor may not see. */
  leftOut: string[]
  /** Labels of the confidential fields among the columns. */
  confidential: string[]
  page(limit: number, position: Position | null): Query
  count(limit: number): Query
  cells(row: Record<string, unknown>): ReportCell[]
}

type Judged = {
  object: ObjectDef
  /** Null: there is no such field, or it is not the actor's to see. */
  field(key: string): FieldDef | null
  label(key: string): string
}

function judgeObject(actor: Actor, objects: readonly ObjectDef[], definition: ReportDefinition): Judged {
  const object =
    objects.find(({ key }) => key === definition.object) ??
    fail('reports.object_denied', { object: definition.object.replaceAll('_', ' ') })
  const fields = new Map(object.fields.map((field) => [field.key, field]))
  return {
    object,
    field: (key) => {
      const found = fields.get(key)
      return found && kindsSeen(actor, found).length ? found : null
    },
    label: (key) => fields.get(key)?.label ?? key,
  }
}

/**
 * @param strict a column that the actor may not see is refused rather than left out: what is sent by the calendar
 * must not lose columns unnoticed
 * @throws reports.object_denied, .field_denied; request.invalid for what cannot be asked
 */
export function compileReport(
  actor: Actor,
  objects: readonly ObjectDef[],
  definition: ReportDefinition,
  calendar: Calendar,
  strict = false,
): Compiled {
  const judged = judgeObject(actor, objects, definition)
  const must = (key: string) =>
    judged.field(key) ?? fail('reports.field_denied', { field: judged.label(key) })
  const errors: FieldError[] = []
  const decides = (key: string, path: string) => {
    const field = must(key)
    if (field.open)
      errors.push({ path, message: `${field.label} is sealed: it can be a column, and nothing else` })
    return field
  }
  const filters = definition.filters.map((filter, i) => {
    const field = decides(filter.field, `definition.filters.${i}.field`)
    const flaw = filterFlaw(filter, field)
    if (flaw) errors.push({ path: `definition.filters.${i}.values`, message: flaw })
    return { filter, field }
  })
  const groups = definition.groups.map((group, i) => ({
    ...group,
    field: decides(group.field, `definition.groups.${i}.field`),
  }))
  const given = definition.measures.map((measure, i) => {
    if (measure.fn === 'count') return { fn: measure.fn, field: null }
    if (!measure.field) {
      errors.push({ path: `definition.measures.${i}.field`, message: 'Choose a field' })
      return { fn: measure.fn, field: null }
    }
    const field = decides(measure.field, `definition.measures.${i}.field`)
    if (!measurable[measure.fn].includes(field.type))
      errors.push({
        path: `definition.measures.${i}.field`,
        message: `There is no such figure of ${field.label}`,
      })
    return { fn: measure.fn, field }
  })
  const grouped = groups.length > 0 || given.length > 0
  const chosen = grouped
    ? []
    : definition.columns.map((key) => ({ key, field: strict ? must(key) : judged.field(key) }))
  const columns = chosen.flatMap(({ field }) => (field ? [field] : []))
  if (!grouped && !columns.length)
    if (chosen.length) fail('reports.field_denied', { field: judged.label(chosen[0]!.key) })
    else errors.push({ path: 'definition.columns', message: 'Choose at least one column' })
  const sort = definition.sort
  const sortField = sort && !grouped ? decides(sort.key, 'definition.sort') : null
  const sortAt = sort && grouped ? placeOf(sort.key, groups.length, Math.max(1, given.length)) : null
  if (sort && grouped && sortAt === null)
    errors.push({ path: 'definition.sort', message: 'There is no such column to order by' })
  if (errors.length) fail('request.invalid', {}, { errors })

  const { object } = judged
  const where = (values: Values) =>
    [
      whereOf(object),
      ...filters.map(({ filter, field }) => filterSql(actor, field, filter, values, calendar)),
    ].join(' and ')
  const shared = {
    object,
    grouped,
    leftOut: chosen.flatMap(({ key, field }) => (field ? [] : [judged.label(key)])),
    confidential: columns.flatMap(({ confidential, open, label }) => (confidential || open ? [label] : [])),
    count(limit: number): Query {
      const values = new Values()
      const text = `select count(*)::int as n from (select ${object.from} where ${where(values)} limit ${values.add(limit, 'bigint')}) found`
      return { text, values: values.list }
    },
  }
  if (!grouped)
    return {
      ...shared,
      columns: columns.map(({ label, type, options, names }) => ({
        label,
        type,
        ...(names && { names }),
        ...(options && { options: [...options] }),
      })),
      page: (limit, position) =>
        rowsQuery(object, {
          columns: columns.map((field) => shown(actor, field, mask)),
          where,
          sort: sortField && { sql: seen(actor, sortField), type: sortTypes[sortField.type] },
          direction: sort?.direction ?? object.direction,
          limit,
          position,
        }),
      cells: (row) =>
        columns.map((field, i) => {
          const cell = field.open
            ? field.open(actor, row[`v${i}`] ?? null, row['locationId'] as number)
            : toCell(row[`v${i}`], field.type)
          noteSeen(actor, field, cell, row['customerId'] as number)
          return cell
        }),
    }

  const figures = given.length ? given : [{ fn: 'count' as const, field: null }]
  const heads: ResultColumn[] = [
    ...groups.map(({ field: { label, type, options, names }, by }) => ({
      label,
      ...(names && { names }),
      type: type === 'instant' ? ('date' as const) : type,
      ...(options && { options: [...options] }),
      ...(type === 'date' || type === 'instant' ? { by: by ?? ('month' as const) } : {}),
    })),
    ...figures.map(({ fn, field }) => ({
      label: field ? `${measures[fn]} ${field.label}` : measures.count,
      type: field ? field.type : ('number' as const),
    })),
  ]
  return {
    ...shared,
    columns: heads,
    page: (limit) => {
      const values = new Values()
      const read = [
        ...groups.map(({ field, by }) =>
          groupSql(seen(actor, field), field, by ?? 'month', values, calendar),
        ),
        ...figures.map(({ fn, field }) =>
          field ? figureSql(fn, seen(actor, field), field) : 'count(*)::bigint',
        ),
      ]
      const by = groups.map((_, i) => i + 1)
      const order = [
        ...(sortAt === null ? [] : [`${sortAt + 1} ${sort!.direction} nulls last`]),
        ...by.map((place) => `${place} nulls last`),
      ]
      const text = `select ${read.map((sql, i) => `${sql} as v${i}`).join(', ')} ${object.from} where ${where(values)}
        ${by.length ? `group by ${by.join(', ')}` : ''} ${order.length ? `order by ${order.join(', ')}` : ''}
        limit ${values.add(limit, 'bigint')}`
      return { text, values: values.list }
    },
    cells: (row) => {
      const cells = heads.map(({ type }, i) => toCell(row[`v${i}`], type))
      groups.forEach(({ field }, i) => noteSeen(actor, field, cells[i] ?? null, null))
      return cells
    },
  }
}

/** A confidential value that is about to be shown is taken down, by the field's name without its object's. */
function noteSeen(actor: Actor, field: FieldDef, cell: ReportCell, customerId: number | null): void {
  if (!field.confidential || cell === null || cell === '' || cell === mask) return
  actor.sight?.note(customerId, /(custom\.\d+|[^.]+)$/.exec(field.key)?.[0] ?? field.key)
}

/** Which column `group.0` or `measure.1` is. */
function placeOf(key: string, groups: number, figures: number): number | null {
  const [, what, at] = /^(group|measure)\.(\d)$/.exec(key) ?? []
  if (!what) return null
  const n = Number(at)
  if (what === 'group') return n < groups ? n : null
  return n < figures ? groups + n : null
}

/** What a value of an order's column is read back as. */
const sortTypes = {
  text: 'text', phone: 'text', choice: 'text', ref: 'text', number: 'numeric', money: 'numeric', date: 'date',
  instant: 'timestamptz', checkbox: 'boolean',
} as const // prettier-ignore

type Rows = {
  columns: readonly string[]
  where: (values: Values) => string
  sort: { sql: string; type: string } | null
  direction: 'asc' | 'desc'
  limit: number
  position: Position | null
}

/** A page by keyset: rows without a value come last in either direction, among equals the number decides. */
function rowsQuery(object: ObjectDef, { columns, where, sort, direction, limit, position }: Rows): Query {
  const values = new Values()
  const id = rowId(object)
  const conditions = [where(values)]
  const beyond = direction === 'desc' ? '<' : '>'
  if (position) {
    const after = values.add(position.id, 'bigint')
    if (!sort) conditions.push(`${id} ${beyond} ${after}`)
    else if (position.key === null) conditions.push(`${sort.sql} is null and ${id} ${beyond} ${after}`)
    else {
      const key = values.add(position.key, sort.type)
      conditions.push(
        `(${sort.sql} ${beyond} ${key} or (${sort.sql} = ${key} and ${id} ${beyond} ${after}) or ${sort.sql} is null)`,
      )
    }
  }
  const order = [...(sort ? [`${sort.sql} ${direction} nulls last`] : []), `${id} ${direction}`].join(', ')
  const text = `select ${id} as "rowId", c.id as "customerId", c.location_id as "locationId",
      ${sort ? `${sort.sql}::text` : 'null::text'} as "sortKey"${columns.map((sql, i) => `, ${sql} as v${i}`).join('')}
    ${object.from} where ${conditions.join(' and ')} order by ${order} limit ${values.add(limit, 'bigint')}`
  return { text, values: values.list }
}

function groupSql(sql: string, { type }: FieldDef, by: string, values: Values, { zone }: Calendar): string {
  if (type === 'date') return `date_trunc('${by}', ${sql})::date`
  if (type === 'instant') return `date_trunc('${by}', ${sql} at time zone ${values.add(zone, 'text')})::date`
  return sql
}

/** Averages of money are whole cents, too. */
function figureSql(fn: 'sum' | 'avg' | 'min' | 'max' | 'count', sql: string, { type }: FieldDef): string {
  if (type === 'date' || type === 'instant') return `${fn}(${sql})`
  return type === 'money' ? `round(${fn}(${sql}))::bigint` : `round(${fn}(${sql})::numeric, 4)::float8`
}

/** As the wire has it. */
function toCell(value: unknown, type: ResultColumn['type']): ReportCell {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (type === 'number' || type === 'money') return Number(value)
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  return JSON.stringify(value)
}
