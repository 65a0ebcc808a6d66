/** What one types into the form of a recurring invoice. */
import type { RecurringInvoice } from '#shared/contracts/recurring.ts'
import { lineBody, type TypedLine, typedLine } from './invoice-draft.ts'

export type RecurringDraft = {
  name: string
  everyMonths: string
  saleOn: string
  startOn: string
  anchorOn: string
  endOn: string
  maxCount: string
  daysBefore: string
  termId: string
  billParent: boolean
  taxExempt: boolean
  increase: string
  poNumber: string
  notes: string
  internalNotes: string
  billingMethodId: string
  lines: TypedLine[]
}

export const draftOfRecurring = (row: RecurringInvoice): RecurringDraft => ({
  name: row.name,
  everyMonths: String(row.everyMonths),
  saleOn: row.saleOn,
  startOn: row.startOn,
  anchorOn: row.anchorOn === row.startOn ? '' : row.anchorOn,
  endOn: row.endOn ?? '',
  maxCount: row.maxCount === null ? '' : String(row.maxCount),
  daysBefore: String(row.daysBefore),
  termId: row.term ? String(row.term.id) : '',
  billParent: row.billParent,
  taxExempt: row.taxExempt,
  increase: row.increasePpm === 0 ? '' : String(row.increasePpm / 10_000),
  poNumber: row.poNumber,
  notes: row.notes,
  internalNotes: row.internalNotes,
  billingMethodId: row.billingMethod ? String(row.billingMethod.id) : '',
  lines: row.lines.map(typedLine),
})

/** What is no number stays a text, which is refused at its field. */
const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : text)
const percent = (text: string) =>
  text.trim() === ''
    ? 0
    : /^\d{1,3}(\.\d{1,4})?$/.test(text.trim())
      ? Math.round(Number(text) * 10_000)
      : text

export const bodyOfRecurring = (draft: RecurringDraft) => ({
  name: draft.name,
  everyMonths: whole(draft.everyMonths),
  saleOn: draft.saleOn,
  startOn: draft.startOn,
  anchorOn: draft.anchorOn || null,
  endOn: draft.endOn || null,
  maxCount: draft.maxCount.trim() === '' ? null : whole(draft.maxCount),
  daysBefore: draft.daysBefore.trim() === '' ? 0 : whole(draft.daysBefore),
  termId: draft.termId === '' ? null : Number(draft.termId),
  billParent: draft.billParent,
  taxExempt: draft.taxExempt,
  increasePpm: percent(draft.increase),
  poNumber: draft.poNumber,
  notes: draft.notes,
  internalNotes: draft.internalNotes,
  billingMethodId: draft.billingMethodId === '' ? null : Number(draft.billingMethodId),
  lines: draft.lines.map((line) => ({
    ...lineBody(line),
    itemId: line.item === '' ? undefined : Number(line.item),
    followsRate: line.followsRate,
  })),
})

/** Of the draft's members the contract's names. */
export const changedFields = (before: RecurringDraft, draft: RecurringDraft) => {
  const names = (Object.keys(draft) as (keyof RecurringDraft)[]).filter(
    (name) => draft[name] !== before[name],
  )
  const body = bodyOfRecurring(draft)
  return Object.fromEntries(
    names.map((name) => (name === 'increase' ? ['increasePpm', body.increasePpm] : [name, body[name]])),
  )
}
