/** Rows of levels in words. */
import type { PayrollLevel } from '#shared/contracts/payroll.ts'
import { formatCents } from '#shared/money.ts'
import { type Condition, conditionOps, payTos } from '#shared/rules/payroll.ts'
import { useLocale } from '#web/ui/locale.ts'
import { usePayrollOptions } from './use-payroll.ts'

type Row = PayrollLevel['rows'][number]

export const conditionText = ({ variable, op, value }: Condition): string =>
  `if ${variable} ${conditionOps[op]} ${value}`

export function usePayeeText(): (row: Row) => string {
  const users = usePayrollOptions()?.users
  return (row) =>
    row.payTo === 'user'
      ? (users?.find(({ id }) => id === row.userId)?.name ?? `User #${row.userId}`)
      : row.payTo === 'outside'
        ? (row.outsideName ?? '')
        : payTos[row.payTo]
}

export function useAmountText(): (row: Row) => string {
  const { currency } = useLocale()
  const options = usePayrollOptions()
  return (row) => {
    if (row.source === 'fixed') return formatCents(row.amountCents ?? 0, currency)
    if (row.source === 'expression') return row.expression ?? ''
    if (row.source === 'table')
      return `Table “${options?.tables.find(({ id }) => id === row.tableId)?.name ?? `#${row.tableId}`}”`
    const label = options?.variables.find(({ name }) => name === row.variable)?.label ?? row.variable
    return `${Number(row.factorPpm) / 10_000}% of ${label}`
  }
}
