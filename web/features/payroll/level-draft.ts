/** What one types of a level’s rows, and what it is on the wire. */
import type { LevelValues, PayrollLevel } from '#shared/contracts/payroll.ts'
import { parseMoney } from '#shared/money.ts'
import type { AmountSource, Condition, PayTo } from '#shared/rules/payroll.ts'

export type RowDraft = {
  key: number
  name: string
  description: string
  active: boolean
  payTo: PayTo
  userId: string
  outsideName: string
  source: AmountSource
  amount: string
  variable: string
  percent: string
  tableId: string
  expression: string
  conditions: Condition[]
  note: string
}
export type LevelDraft = {
  name: string
  description: string
  active: boolean
  isDefault: boolean
  rows: RowDraft[]
}

let keys = 0
export const newRow = (): RowDraft => ({
  key: ++keys,
  name: '',
  description: '',
  active: true,
  payTo: 'payee',
  userId: '',
  outsideName: '',
  source: 'fixed',
  amount: '',
  variable: 'mmr',
  percent: '',
  tableId: '',
  expression: '',
  conditions: [],
  note: '',
})

export const draftOf = (level: PayrollLevel): LevelDraft => ({
  name: level.name,
  description: level.description,
  active: level.active,
  isDefault: level.isDefault,
  rows: level.rows.map((row) => ({
    ...newRow(),
    name: row.name,
    description: row.description,
    active: row.active,
    payTo: row.payTo,
    userId: row.userId === null ? '' : String(row.userId),
    outsideName: row.outsideName ?? '',
    source: row.source,
    amount: row.amountCents === null ? '' : (row.amountCents / 100).toFixed(2),
    variable: row.variable ?? 'mmr',
    percent: row.factorPpm === null ? '' : String(row.factorPpm / 10_000),
    tableId: row.tableId === null ? '' : String(row.tableId),
    expression: row.expression ?? '',
    conditions: row.conditions,
    note: row.note,
  })),
}) // prettier-ignore

const share = (text: string) =>
  /^-?\d+(\.\d{1,4})?$/.test(text.trim()) ? Math.round(Number(text) * 10_000) : Number.NaN

/** Of each row only what its kinds have. */
export const rowsOf = (rows: readonly RowDraft[]): LevelValues['rows'] =>
  rows.map((row) => ({
    name: row.name,
    description: row.description,
    active: row.active,
    payTo: row.payTo,
    userId: row.payTo === 'user' && row.userId ? Number(row.userId) : null,
    outsideName: row.payTo === 'outside' ? row.outsideName.trim() || null : null,
    source: row.source,
    amountCents: row.source === 'fixed' ? (parseMoney(row.amount) ?? Number.NaN) : null,
    variable: row.source === 'field' ? row.variable : null,
    factorPpm: row.source === 'field' ? share(row.percent) : null,
    tableId: row.source === 'table' && row.tableId ? Number(row.tableId) : null,
    expression: row.source === 'expression' ? row.expression.trim() || null : null,
    conditions: row.conditions,
    note: row.note,
  }))
