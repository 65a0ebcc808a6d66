/** Checks of the whole form before it is sent; the server makes the same ones again. */
import { checkZip } from '#shared/postal.ts'
import { type FieldKey, isCustomKey } from '#shared/rules/custom-fields.ts'
import { type FieldName, isRequired, type RecordKind } from '#shared/rules/customer-fields.ts'
import { type Draft, isEmpty } from './draft.ts'
import { isChosen, specOf } from './field-spec.ts'
import type { RecordForm } from './form-context.ts'
import type { FieldErrors, FormStore } from './form-store.ts'

/** Version 0: the record is being created. */
type Form = Pick<FormStore, 'draft' | 'isDirty' | 'has' | 'version' | 'check' | 'customField'>

/** Fields that are judged together: each is looked at again when another of them changes. */
const together: Partial<Record<FieldName, FieldName[]>> = {
  zip: ['zip', 'state'],
  cancelDate: ['cancelDate', 'isCanceled'],
  cancelReasonId: ['cancelReasonId', 'isCanceled'],
}

/** "Enter First Name", "Choose Lead Status". */
function missing(name: FieldKey, store: Form, kind: RecordKind): string {
  const { type, label } = specOf(name, { store, kind })
  return `${isChosen(type) ? 'Choose' : 'Enter'} ${label}`
}

/**
 * The error of one field as it stands, if it has one. On a stored record only what the user touches is judged: an
 * old flaw elsewhere does not stop a save that leaves it alone, as on the server.
 */
export function fieldError(name: FieldKey, form: Form, kind: RecordKind): string | undefined {
  if (isCustomKey(name)) return customError(name, form, kind)
  if (form.version > 0 && !(together[name] ?? [name]).some((other) => form.isDirty(other))) return undefined
  const draft = form.draft(name)
  if (isEmpty(draft)) {
    const demanded = isRequired(name, kind) || (cancelation.has(name) && form.draft('isCanceled') === true)
    return demanded ? missing(name, form, kind) : undefined
  }
  const checked = form.check(name)
  if (form.isDirty(name) && !checked.ok) return checked.message
  if (name === 'zip') return checkZip(String(draft), String(form.draft('state') ?? '')) ?? undefined
  return undefined
}

/** A user-defined field is judged alone. */
function customError(name: FieldKey, form: Form, kind: RecordKind): string | undefined {
  if (form.version > 0 && !form.isDirty(name)) return undefined
  const checked = form.check(name)
  if (!checked.ok) return checked.message
  const demanded = specOf(name, { store: form, kind }).required && checked.value === null
  return demanded ? missing(name, form, kind) : undefined
}

/** What a step of a guided flow asks beside what is always asked, and is empty. */
export function stepErrors(
  names: readonly FieldKey[],
  { step, store, kind }: Pick<RecordForm, 'step' | 'store' | 'kind'>,
): FieldErrors {
  const found: FieldErrors = {}
  for (const name of step?.required ?? []) {
    const draft = store.draft(name)
    const empty = Array.isArray(draft) ? draft.length === 0 : isEmpty(draft as Draft) || draft === false
    if (names.includes(name) && empty) found[name] = missing(name, store, kind)
  }
  return found
}

const cancelation = new Set<FieldName>(['cancelDate', 'cancelReasonId'])

/** Errors of all given fields: those that are shown and may be changed. */
export function formErrors(names: readonly FieldKey[], form: Form, kind: RecordKind): FieldErrors {
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
    const name = path.replace(/^(?:body\.)?(?:fields\.)?/, '')
    if (isField(name)) fields[name as FieldKey] ??= message
    else others.push(message)
  }
  return { fields, others }
}
