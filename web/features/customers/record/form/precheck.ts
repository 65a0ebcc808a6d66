/** What the ADT PreCheck asks of a new record's form: the server asks the same (NEW-020). */
import type { PreCheckOrder } from '#shared/contracts/prechecks.ts'
import { type FieldKey, isCustomKey } from '#shared/rules/custom-fields.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { isDealerNumberOf, preCheckNeeds } from '#shared/rules/prechecks.ts'
import { isEmpty } from './draft.ts'
import type { RecordForm } from './form-context.ts'
import type { FieldErrors } from './form-store.ts'
import type { FormOptions } from './visible.ts'

type Company = FormOptions['monitoringCompanies'][number]

/** Active companies that can be asked for a check. */
export const checkingCompanies = ({ monitoringCompanies }: FormOptions): Company[] =>
  monitoringCompanies.filter(({ active, connector }) => active && connector === 'adt')

/** The dealer's numbers there, for the office of the form. */
export const dealerNumbersOf = (form: RecordForm, companyId: unknown) =>
  (form.options.catalogues['dealer_number'] ?? []).filter((number) =>
    isDealerNumberOf(
      number,
      companyId as number,
      form.store.has('locationId') ? form.store.draft('locationId') : null,
    ),
  )

/** Who is to be asked, as the form stands. */
export const chosenCompanyId = (form: RecordForm) =>
  form.kind === 'lead' ? form.preCheck?.monitoringCompanyId : form.store.draft('monitoringCompanyId')

function needsOf(form: RecordForm): FieldName[] {
  const { kind, store } = form
  return preCheckNeeds({
    kind,
    accountType: store.draft('accountType'),
    dealerNumbers: dealerNumbersOf(form, chosenCompanyId(form)).length > 0,
  })
}

/** Whether the field carries the mark of what must be given. */
export const asksPreCheck = (name: FieldKey, form: RecordForm): boolean =>
  form.preCheck?.ticked === true && !isCustomKey(name) && needsOf(form).includes(name)

type Errors = { fields: FieldErrors; own: Record<string, string> }

/** What is missing, at each field; `own` are those of the section itself. */
export function preCheckErrors(form: RecordForm, open: readonly FieldKey[]): Errors {
  const errors: Errors = { fields: {}, own: {} }
  const { preCheck, store, kind } = form
  if (!preCheck?.ticked) return errors
  for (const name of needsOf(form))
    if (open.includes(name) && isEmpty(store.draft(name)))
      errors.fields[name] = `${field(name).label} is needed for the ADT PreCheck`
  const companyId = chosenCompanyId(form)
  const company = checkingCompanies(form.options).find(({ id }) => id === companyId)
  if (kind === 'customer') {
    if (!company)
      errors.fields.monitoringCompanyId ??= 'Choose an ADT monitoring company, or clear Run ADT PreCheck'
    return errors
  }
  if (!company) errors.own['monitoringCompanyId'] = 'Choose who is to check the lead'
  else if (dealerNumbersOf(form, company.id).length > 0 && preCheck.dealerNumberId === null)
    errors.own['dealerNumberId'] = 'Choose the dealer number'
  return errors
}

/** What goes along with a new record; undefined if it is not to be checked. */
export const preCheckOrder = ({ preCheck, kind }: RecordForm): PreCheckOrder | undefined =>
  preCheck?.ticked
    ? {
        monitoringCompanyId: kind === 'lead' ? preCheck.monitoringCompanyId : null,
        dealerNumberId: kind === 'lead' ? preCheck.dealerNumberId : null,
      }
    : undefined
