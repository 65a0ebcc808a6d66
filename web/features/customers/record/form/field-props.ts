/** What every input of the form is given: label, error, whether it may be changed, and why not. */
import { useCallback } from 'react'
import { mask } from '#shared/contracts/customers.ts'
import { type FieldKey, isCustomKey, isOffered } from '#shared/rules/custom-fields.ts'
import { type FieldName, lockedByLink } from '#shared/rules/customer-fields.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { specOf } from './field-spec.ts'
import { inputId, type RecordForm, useFieldError, useRecordForm } from './form-context.ts'
import { withChecks } from './lazy-checks.ts'
import { asksPreCheck } from './precheck.ts'
import { fieldError } from './validate.ts'

export type Standing =
  | { state: 'open' }
  /** May not be changed; the card or the page says why. */
  | { state: 'closed' }
  /** The value is confidential; the hint names the permission. */
  | { state: 'hidden'; hint: string }
  /** The monitoring link holds it. */
  | { state: 'locked'; hint: string }

/** How a field stands for this user now. */
export function standingOf(name: FieldKey, form: RecordForm): Standing {
  const { confidential } = specOf(name, form)
  const link = form.record?.link
  if (form.store.base(name) === mask)
    return {
      state: 'hidden',
      hint: `Needs the permission “${confidential ? permissionLabel(confidential) : 'Confidential'}”`,
    }
  if (isCustomKey(name)) {
    const custom = form.store.customField(name)
    const open = custom && isOffered(custom, form.kind) && form.mayChangeCustom
    return { state: open ? 'open' : 'closed' }
  }
  if (link && lockedByLink.has(name))
    return {
      state: 'locked',
      hint:
        link.state === 'linking'
          ? `Being linked to ${link.accountNumber} at ${link.company}.`
          : `Linked to ${link.accountNumber} at ${link.company}.`,
    }
  return form.mayChange(name) ? { state: 'open' } : { state: 'closed' }
}

const fieldHelp: Partial<Record<FieldName, string>> = {
  zip: 'Checked against the state: 12345 or 12345-6789 in the US, A1A 1A1 in Canada',
  bestTimeToContact: 'In the customer’s own words, for example “weekdays after 5”',
  ssn: 'Stored encrypted. Once saved, only a holder of its permission may see or change it',
  creditScore: '300 to 850',
  mmrAlaCarte: 'Marks the rate as put together for this customer',
  accountNumber: 'The account’s number at the central station',
  adtSerialMan: 'ADT’s MAN or Site number',
  collectionsDate: 'The day on which the account went to collections',
  abortCode: 'The spoken code that calls off an alarm. Stored encrypted',
}

export const helpOf = (name: FieldKey, form: RecordForm): string | undefined =>
  specOf(name, form).help ?? fieldHelp[name as FieldName]

/** Props that Mantine's inputs share. An error of the value shows when one leaves the field, not while one types. */
export function useFieldProps(name: FieldKey) {
  const form = useRecordForm()
  const error = useFieldError(name)
  const standing = standingOf(name, form)
  const disabled = standing.state !== 'open'
  const check = useCallback(() => {
    withChecks(() => {
      if (form.store.isDirty(name)) form.store.setError(name, fieldError(name, form.store, form.kind))
    })
  }, [form, name])
  return {
    form,
    standing,
    check,
    input: {
      id: inputId(name),
      name,
      disabled,
      error,
      required:
        !disabled &&
        (specOf(name, form).required || asksPreCheck(name, form) || form.step?.required.has(name) === true),
      // What the label shows on hover, for who hears the field.
      'aria-description':
        [standing.state === 'hidden' ? standing.hint : '', helpOf(name, form)].filter(Boolean).join('. ') ||
        undefined,
      autoComplete: 'off',
      size: 'sm',
    } as const,
  }
}
