/** What a row of a level comes to for one customer, and how: the same for the rules that run and for the page that tries them. */
import { formatCents } from '../money.ts'
import { evaluate, type Expression, ExpressionError, readExpression } from './payroll-expression.ts'
import {
  compare,
  fraction,
  type Fraction,
  multiply,
  ofCents,
  readNumber,
  toCents,
} from './payroll-fractions.ts'
import {
  type Condition,
  conditionOps,
  type Dimension,
  type LookupTable,
  type PayrollRow,
  type TableRow,
  type Variable,
  type VariableValues,
} from './payroll.ts'

export const maxAmountCents = 99_999_999

export type Around = {
  variables: readonly Variable[]
  values: VariableValues
  tables: ReadonlyMap<number, LookupTable>
  currency: string
  /** The add-on Payable+. */
  plus: boolean
}
/** `skipped`: the row’s conditions do not hold. `failed`: somebody has to look at it. */
export type Outcome =
  | { result: 'amount'; amountCents: number; reckoning: string }
  | { result: 'skipped'; reckoning: string }
  | { result: 'failed'; reckoning: string }

const labelOf = (around: Around, name: string) =>
  around.variables.find((one) => one.name === name)?.label ?? name
const variableOf = (around: Around, name: string) => around.variables.find((one) => one.name === name)

/** As people read it: `$49.99`, `36`, `Commercial`; `nothing` where the record says nothing. */
export function shownValue(around: Pick<Around, 'variables' | 'values' | 'currency'>, name: string): string {
  const value = around.values[name] ?? null
  if (value === null) return 'nothing'
  const unit = around.variables.find((one) => one.name === name)?.unit
  return unit === 'money' ? formatCents(Number(value), around.currency) : String(value)
}

/** A number or an amount in dollars; null where the record says nothing, or says a text. */
function numberOf(around: Around, name: string): Fraction | null {
  const value = around.values[name] ?? null
  const unit = variableOf(around, name)?.unit
  if (value === null || !unit || unit === 'text') return null
  return unit === 'money' ? ofCents(Number(value)) : readNumber(String(value))
}

const fold = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ')

export function holds(around: Around, { variable, op, value }: Condition): boolean {
  const unit = variableOf(around, variable)?.unit
  const has = around.values[variable] ?? null
  if (unit === 'text') {
    const equal = has !== null && fold(String(has)) === fold(value)
    return op === 'is' ? equal : op === 'is_not' ? !equal : false
  }
  const [mine, theirs] = [numberOf(around, variable), readNumber(value.replace(/^\$/, ''))]
  if (mine === null || theirs === null) return op === 'is_not'
  const order = compare(mine, theirs)
  return { is: order === 0, is_not: order !== 0, at_least: order >= 0, below: order < 0 }[op]
}

function matches(around: Around, dimension: Dimension, cell: string | null): boolean {
  if (cell === null || cell.trim() === '') return true
  const op = dimension.match === 'from' ? 'at_least' : 'is'
  return holds(around, { variable: dimension.variable, op, value: cell })
}

/** The first row of the table that fits. */
export const lookUp = (around: Around, { dimensions, rows }: LookupTable): TableRow | undefined =>
  rows.find((row) => dimensions.every((dimension, i) => matches(around, dimension, row.cells[i] ?? null)))

/** Whether whatever fits `row` fits `earlier` too, so that `row` is never reached. */
function covers(dimensions: readonly Dimension[], earlier: TableRow, row: TableRow): boolean {
  return dimensions.every(({ match }, i) => {
    const [a, b] = [earlier.cells[i]?.trim() || null, row.cells[i]?.trim() || null]
    if (a === null) return true
    if (b === null) return false
    if (match === 'text') return fold(a) === fold(b)
    const [x, y] = [readNumber(a.replace(/^\$/, '')), readNumber(b.replace(/^\$/, ''))]
    if (!x || !y) return false
    return match === 'from' ? compare(x, y) <= 0 : compare(x, y) === 0
  })
}

/** Rows that an earlier one leaves nothing to: their places, each with that of the earlier one. */
export function unreachable(table: Pick<LookupTable, 'dimensions' | 'rows'>): { row: number; by: number }[] {
  return table.rows.flatMap((row, at) => {
    const by = table.rows.findIndex((earlier, i) => i < at && covers(table.dimensions, earlier, row))
    return by < 0 ? [] : [{ row: at, by }]
  })
}

/** The rows with the most specific first: fewer blanks, higher minimums; otherwise as they were. */
export function mostSpecificFirst(table: Pick<LookupTable, 'dimensions' | 'rows'>): TableRow[] {
  const blanks = (row: TableRow) => table.dimensions.filter((_, i) => !row.cells[i]?.trim()).length
  const minimums = (row: TableRow) =>
    table.dimensions.flatMap(({ match }, i) =>
      match === 'from' ? [readNumber(row.cells[i]?.replace(/^\$/, '') ?? '') ?? fraction(-(10n ** 30n))] : [],
    )
  return table.rows
    .map((row, at) => ({ row, at }))
    .sort((a, b) => {
      const byBlanks = blanks(a.row) - blanks(b.row)
      if (byBlanks) return byBlanks
      const [x, y] = [minimums(a.row), minimums(b.row)]
      for (const [i, value] of x.entries()) {
        const order = compare(y[i]!, value)
        if (order) return order
      }
      return a.at - b.at
    })
    .map(({ row }) => row)
}

const failed = (reckoning: string): Outcome => ({ result: 'failed', reckoning })

/** Whole cents, half a cent away from zero; beyond what a payable holds somebody has to look. */
function amount(value: Fraction, reckoning: string, around: Around): Outcome {
  const cents = toCents(value)
  if (cents > maxAmountCents || cents < -maxAmountCents)
    return failed(`${reckoning}: the amount is too large`)
  return {
    result: 'amount',
    amountCents: Number(cents),
    reckoning: `${reckoning} = ${formatCents(Number(cents), around.currency)}`,
  }
}

/** What the row comes to. */
export function amountOf(row: PayrollRow, around: Around): Outcome {
  if (!around.plus && (row.source !== 'fixed' || row.conditions.length > 0))
    return failed('The add-on Payable+ is off')
  const against = row.conditions.find((condition) => !holds(around, condition))
  if (against)
    return {
      result: 'skipped',
      reckoning: `Only if ${labelOf(around, against.variable)} ${conditionOps[against.op]} ${against.value}: it is ${shownValue(around, against.variable)}`,
    }
  switch (row.source) {
    case 'fixed':
      return { result: 'amount', amountCents: row.amountCents ?? 0, reckoning: 'Fixed amount' }
    case 'field': {
      const label = labelOf(around, row.variable!)
      const value = numberOf(around, row.variable!)
      if (!value) return failed(`${label} is empty`)
      const factor = fraction(BigInt(row.factorPpm!), 1_000_000n)
      const share = `${Number(row.factorPpm) / 10_000}% of ${label} (${shownValue(around, row.variable!)})`
      return amount(multiply(value, factor), share, around)
    }
    case 'table': {
      const table = around.tables.get(row.tableId!)
      if (!table?.active) return failed('The lookup table is not in use')
      const found = lookUp(around, table)
      const asked = table.dimensions
        .map(({ variable, label }) => `${label || labelOf(around, variable)} ${shownValue(around, variable)}`)
        .join(', ')
      if (!found) return failed(`No row of “${table.name}” fits ${asked}`)
      const place = `“${table.name}”, row ${table.rows.indexOf(found) + 1} (${asked})`
      return { result: 'amount', amountCents: found.amountCents, reckoning: place.slice(0, 600) }
    }
    case 'expression': {
      try {
        const expression = readExpression(row.expression!, namesOf(around.variables))
        const value = evaluate(expression, (name) => {
          const known = numberOf(around, name)
          if (!known) throw new ExpressionError(`${labelOf(around, name)} is empty`)
          return known
        })
        return amount(value, withValues(row.expression!, expression, around), around)
      } catch (error) {
        if (error instanceof ExpressionError) return failed(error.message)
        throw error
      }
    }
  }
}

/** What an expression may name: texts are for lookup tables and conditions. */
export const namesOf = (variables: readonly Variable[]): string[] =>
  variables.filter(({ unit }) => unit !== 'text').map(({ name }) => name)

const withValues = (text: string, { names }: Expression, around: Around) =>
  names.length === 0
    ? text
    : `${text} (${names.map((name) => `${labelOf(around, name)} ${shownValue(around, name)}`).join(', ')})`

/** A note with what the customer says in place of `{mmr}`; a name that there is not stays as it is. */
export const fillNote = (note: string, around: Pick<Around, 'variables' | 'values' | 'currency'>): string =>
  note
    .replace(/\{(\w+)\}/g, (whole, name: string) =>
      around.variables.some((one) => one.name === name) ? shownValue(around, name) : whole,
    )
    .slice(0, 2000)
