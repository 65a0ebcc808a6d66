/** Payables as answers, and as history tells of them. */
import type { Payable, PayableRow } from '#shared/contracts/payables.ts'
import { formatCents } from '#shared/money.ts'
import {
  isPayable,
  maySet,
  outstandingOf,
  payableStatuses,
  settableStatuses,
} from '#shared/rules/payables.ts'
import { formatDate } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { PayableDbRow, PayableListRow } from './payables.queries.ts'

export const toRow = (row: PayableListRow): PayableRow => ({
  id: row.id,
  customer: { id: row.customerId, name: row.customerName },
  location: row.location,
  function: row.functionId === null ? null : { id: row.functionId, name: row.functionName ?? '' },
  payee: { userId: row.payeeUserId, name: row.payee },
  status: row.status,
  source: row.source,
  amountCents: row.amountCents,
  paidCents: row.paidCents,
  outstandingCents: outstandingOf(row),
  earnedOn: row.earnedOn,
  paidOn: row.paidOn,
  createdAt: row.createdAt.toISOString(),
})

/** Lines of a charge back, and of what is settled, stay as they are. */
export const linesOpen = ({ status, source }: PayableListRow): boolean =>
  source !== 'charge_back' && status !== 'paid_in_full' && status !== 'denied'

/** @param sees whether the reader may see the values that a rule reckoned with */
export const toPayable = (row: PayableDbRow, may: { modify: boolean; sees: boolean }): Payable => ({
  ...toRow(row),
  version: row.version,
  level: row.level,
  baseCents: row.baseCents,
  adjustmentCents: row.adjustmentCents,
  approvedOn: row.approvedOn,
  statusReason: row.statusReason,
  noteToPayee: row.noteToPayee,
  notes: row.notes,
  ofId: row.ofId,
  chargedBack: row.chargedBack,
  lines: row.lines.map(({ rowId, reckoning, ...line }) => ({
    ...line,
    byRule: rowId !== null || reckoning !== '',
    reckoning: may.sees ? reckoning : null,
  })),
  payments: row.payments.map((payment) => ({ ...payment, by: payment.by ?? 'System' })),
  createdBy: row.createdBy ?? 'System',
  abilities: {
    modify: may.modify,
    lines: may.modify && linesOpen(row),
    pay: may.modify && isPayable(row) && row.amountCents !== row.paidCents,
    statuses: may.modify ? settableStatuses.filter((next) => maySet(row, next)) : [],
  },
})

type Told = {
  functionName: string | null
  payee: string
  earnedOn: string
  noteToPayee: string
  notes: string
  lines: readonly { name: string; amountCents: number }[]
}
/** What differs, as people read it. @param before null: it is new */
export function changesOf(before: Told | null, after: Told, currency: string): Change[] {
  const told = (row: Told | null): Record<string, string | null> => ({
    function: row?.functionName ?? null,
    payee: row?.payee ?? null,
    earnedOn: row && formatDate(row.earnedOn),
    lines:
      row?.lines
        .map(({ name, amountCents }) => `${name}: ${formatCents(amountCents, currency)}`)
        .join('\n') || null,
    noteToPayee: row?.noteToPayee || null,
    notes: row?.notes || null,
  })
  const [old, now] = [told(before), told(after)]
  return Object.keys(now)
    .map((field) => ({ field, old: old[field]!, new: now[field]! }))
    .filter((change) => change.old !== change.new)
}

type State = { status: PayableListRow['status']; statusReason: string }
export const stateChanges = (before: State, after: State): Change[] =>
  [
    { field: 'status', old: payableStatuses[before.status], new: payableStatuses[after.status] },
    { field: 'statusReason', old: before.statusReason || null, new: after.statusReason || null },
  ].filter((change) => change.old !== change.new)

export const fact = (row: { id: number; customerId: number }) => ({
  entity: 'payable' as const,
  entityId: row.id,
  customerId: row.customerId,
})
