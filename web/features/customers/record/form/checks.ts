/**
 * The checks of what was typed, by the contract's own schemas. A script of its own, since who only reads a record needs
 * none of it (PERF-008): lazy-checks.ts fetches it.
 */
import { parseMoney } from '#shared/money.ts'
import type { CustomField, CustomValue } from '#shared/rules/custom-fields.ts'
import { type CheckedValue, checkCustomValue } from '#shared/rules/custom-values.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { valueSchema } from '#shared/rules/customer-values.ts'
import type { CustomDraft } from './custom-draft.ts'
import type { Checked, Draft } from './draft.ts'

/** What zod says of these is for programmers. */
const messages: Partial<Record<string, string>> = {
  date: 'Enter a date, for example 03/04/2024',
  instant: 'Enter a date and a time',
}

const wholeNumber = /^\s*\d+\s*$/

/** Checks a draft with the contract's own schema for the field. */
export function checkDraft(name: FieldName, draft: Draft): Checked {
  let candidate: Draft = draft
  if (field(name).type === 'integer' && typeof draft === 'string' && draft.trim() !== '') {
    if (!wholeNumber.test(draft)) return { ok: false, message: 'Enter a whole number' }
    candidate = Number(draft)
  }
  const parsed = valueSchema(name).safeParse(candidate)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const message = issue?.code === 'invalid_format' ? messages[field(name).type] : undefined
  return { ok: false, message: message ?? issue?.message ?? 'This value cannot be saved' }
}

const number = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?$/

/** Checks a draft by the rules that the server has for the field. */
export function checkCustomDraft(field: CustomField, draft: CustomDraft, stored: CustomValue): CheckedValue {
  return checkCustomValue(field, valueOf(field, draft), stored)
}

/** What was typed as the wire has it; what is no number stays as it is, for the check to refuse. */
function valueOf({ type }: CustomField, draft: CustomDraft): unknown {
  if (typeof draft !== 'string') return draft
  const text = draft.trim()
  if (text === '') return null
  if (type === 'currency') return parseMoney(text) ?? text
  if (type === 'number') return number.test(text) && /\d/.test(text) ? Number(text.replaceAll(',', '')) : text
  return draft
}
