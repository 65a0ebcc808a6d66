/** Which of the record's fields the form shows. A hidden field is never sent, so its stored value stays (REC-101). */
import type { Output } from '#shared/contract.ts'
import type { customers } from '#shared/contracts/customers.ts'
import type { Me } from '#shared/contracts/sessions.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { isAdt, showsLeadRep } from '#shared/rules/offered-values.ts'
import type { Draft } from './draft.ts'

export type FormOptions = Output<typeof customers.options>

/** The draft and the stored value of a field, as the form has them. */
type Values = {
  draft: (name: FieldName) => Draft
  base: (name: FieldName) => unknown
  has: (name: FieldName) => boolean
}

/** Fields whose being there depends on what stands in another field. */
export const dependsOn: Partial<Record<FieldName, FieldName>> = {
  cancelDate: 'isCanceled',
  cancelReasonId: 'isCanceled',
  leadRepId: 'leadStatusId',
}

export type FormSettings = {
  parentChild: boolean
  hasSubCustomers: boolean
  mmrBreakout: boolean
  showReportsTo: boolean
}

/** What of the company's settings decides on the form. */
export const formSettings = (
  { parentChild, mmrBreakout, showReportsTo }: Me['company']['settings'],
  hasSubCustomers: boolean,
): FormSettings => ({ parentChild, hasSubCustomers, mmrBreakout, showReportsTo })

/** Whether a field of the answer is on the page. What the reader may not see at all is not in the answer. */
export function isShown(
  name: FieldName,
  values: Values,
  options: FormOptions,
  settings: FormSettings,
): boolean {
  if (!values.has(name)) return false
  switch (name) {
    case 'cancelDate':
    case 'cancelReasonId':
      return values.draft('isCanceled') === true
    case 'discountAffiliateId':
    case 'discountMemberNumber':
      return (
        values.base('discountAffiliateId') !== null ||
        (options.catalogues['discount_affiliate'] ?? []).some((affiliate) => affiliate.active)
      )
    case 'leadRepId':
      // On a lead only for the statuses that ask for one (REC-130).
      return !values.has('leadStatusId') || values.base('leadRepId') !== null || wantsLeadRep(values, options)
    case 'parentId':
      return settings.parentChild && !settings.hasSubCustomers
    case 'mmrAlaCarte':
      // A mark of the one dropdown (REC-103); where one is set it stays in sight.
      return !settings.mmrBreakout || values.base('mmrAlaCarte') === true
    case 'pulse':
      return values.base('pulse') === true || options.monitoringCompanies.some((m) => m.active && isAdt(m))
    default:
      return true
  }
}

const wantsLeadRep = (values: Values, options: FormOptions): boolean =>
  showsLeadRep(options.catalogues['lead_status']?.find((s) => s.id === values.draft('leadStatusId'))?.data)
