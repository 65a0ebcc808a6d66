/** Checks of the whole form before it is sent; the server makes the same ones again. */
import { checkZip } from '#shared/postal.ts'
import { type FieldName, field, isRequired, type RecordKind } from '#shared/rules/customer-fields.ts'
import { checkDraft, type Draft, isEmpty } from './draft.ts'
import type { FieldErrors } from './form-store.ts'

type Form = { draft: (name: FieldName) => Draft; isDirty: (name: FieldName) => boolean; has: (name: FieldName) => boolean }

const chosen = new Set(['catalogue', 'user', 'location', 'choice', 'state', 'monitoringCompany', 'serviceProvider', 'customer'])

/** "Enter First Name", "Choose Lead Status". */
export const missing = (name: FieldName): string =>
  `${chosen.has(field(name).type) ? 'Choose' : 'Enter'} ${field(name).label}`

/**
 * The error of one field as it stands, if it has one. An unchanged field is not reproached for its value, only for
 * being empty where it must not be.
 */
export function fieldError(name: FieldName, form: Form, kind: RecordKind): string | undefined {
  const draft = form.draft(name)
  if (isEmpty(draft)) {
    const demanded = isRequired(name, kind) || (name === 'cancelDate' && form.draft('isCanceled') === true)
    return demanded ? missing(name) : undefined
  }
  if (form.isDirty(name)) {
    const checked = checkDraft(name, draft)
    if (!checked.ok) return checked.message
  }
  if (name === 'zip' && (form.isDirty('zip') || form.isDirty('state'))) {
    return checkZip(String(draft), String(form.draft('state') ?? '')) ?? undefined
  }
  return undefined
}

/** Errors of all given fields: those that are shown and may be changed. */
export function formErrors(names: readonly FieldName[], form: Form, kind: RecordKind): FieldErrors {
  const found: FieldErrors = {}
  for (const name of names) {
    const message = form.has(name) ? fieldError(name, form, kind) : undefined
    if (message) found[name] = message
  }
  return found
}

/**
 * The server's errors (`fields.firstName`) at their fields; messages whose path is no field that is shown come
 * apart, so that none is lost.
 */
export function serverErrors(
  errors: readonly { path: string; message: string }[],
  isField: (name: string) => boolean,
): { fields: FieldErrors; others: string[] } {
  const fields: FieldErrors = {}
  const others: string[] = []
  for (const { path, message } of errors) {
    const name = path.replace(/^(?:body\.)?fields\./, '')
    if (isField(name)) fields[name as FieldName] ??= message
    else others.push(message)
  }
  return { fields, others }
}
