/** Rules as people read them, for History and for the pages. */
import type { FunctionValues, LevelValues, RowValues, TableValues } from '#shared/contracts/payroll.ts'
import { formatCents } from '#shared/money.ts'
import { conditionOps, payeeMethods, payrollEvents, payTos, tableMatches } from '#shared/rules/payroll.ts'
import type { Change } from '#server/db/history-draft.ts'

export type Names = {
  users: ReadonlyMap<number, string>
  tags: ReadonlyMap<number, string>
  fields: ReadonlyMap<number, string>
  tables: ReadonlyMap<number, string>
  currency: string
}
type Told = Record<string, string | null>
const yes = (value: boolean) => (value ? 'Yes' : 'No')
const of = (names: ReadonlyMap<number, string>, id: number | null) =>
  id === null ? null : (names.get(id) ?? `#${id}`)

export const toldRole = (v: { name: string; description: string; active: boolean }): Told => ({
  Name: v.name,
  Description: v.description || null,
  Active: yes(v.active),
})

export const toldFunction = (v: FunctionValues, names: Names): Told => ({
  Name: v.name,
  Description: v.description || null,
  Active: yes(v.active),
  'Pays': payeeMethods[v.payeeBy],
  'Event': payrollEvents[v.event],
  Tags: v.tagIds.map((id) => of(names.tags, id)).join(', ') || null,
  Field: of(names.fields, v.customFieldId),
  'Value of the field': v.customValue === null ? null : String(v.customValue),
  'Charge back': v.chargeBackDays === null ? null : `When canceled within ${v.chargeBackDays} days`,
}) // prettier-ignore

function amountText(row: RowValues, names: Names): string {
  switch (row.source) {
    case 'fixed':
      return formatCents(row.amountCents!, names.currency)
    case 'field':
      return `${row.factorPpm! / 10_000}% of ${row.variable}`
    case 'table':
      return `table “${of(names.tables, row.tableId)}”`
    case 'expression':
      return row.expression!
  }
}
export const rowText = (row: RowValues, names: Names): string =>
  [
    `${row.name}: ${amountText(row, names)} to ${row.payTo === 'user' ? of(names.users, row.userId) : row.payTo === 'outside' ? row.outsideName : payTos[row.payTo].toLowerCase()}`,
    ...row.conditions.map(({ variable, op, value }) => `if ${variable} ${conditionOps[op]} ${value}`),
    ...(row.active ? [] : ['inactive']),
    ...(row.note ? [`note: ${row.note}`] : []),
  ].join('; ')

export const toldLevel = (v: LevelValues, names: Names): Told => ({
  Name: v.name,
  Description: v.description || null,
  Active: yes(v.active),
  Default: yes(v.isDefault),
  Rows: v.rows.map((row) => rowText(row, names)).join('\n') || null,
})

export const toldTable = (v: TableValues, currency: string): Told => ({
  Name: v.name,
  Description: v.description || null,
  Active: yes(v.active),
  Columns: v.dimensions.map(({ variable, match, label }) => `${label || variable} (${tableMatches[match].toLowerCase()})`).join(', ') || null,
  Rows:
    v.rows.map(({ cells, amountCents }) => `${cells.map((cell) => cell || 'any').join(', ')}: ${formatCents(amountCents, currency)}`).join('\n') || null,
}) // prettier-ignore

export const differences = (before: Told | null, after: Told | null): Change[] =>
  Object.keys(after ?? before ?? {})
    .map((field) => ({ field, old: before?.[field] ?? null, new: after?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
