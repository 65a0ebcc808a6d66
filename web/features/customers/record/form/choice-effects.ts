/** What choosing a value puts into other fields of the form. Nothing that stands there already is overwritten. */
import type { FieldName, FieldValue } from '#shared/rules/customer-fields.ts'
import { addDays } from '#shared/time.ts'
import type { RecordForm } from './form-context.ts'
import { isCampaignOf } from './select-options.ts'
import { instantAt } from '#web/ui/zone-time.ts'

/** A callback that a disposition asks for in so many days is at this time of the company's day. */
const callbackTime = '09:00'

/** Called with a choice that was just made. */
export function afterChoice(name: FieldName, value: FieldValue, form: RecordForm): void {
  const { store, options } = form
  const data = (catalogue: string) => options.catalogues[catalogue]?.find((v) => v.id === value)?.data
  const propose = (target: FieldName, proposal: unknown) => {
    if (!store.has(target) || store.draft(target) !== null || !form.mayChange(target)) return
    if (typeof proposal === 'number' || typeof proposal === 'string') store.set(target, proposal)
  }
  switch (name) {
    case 'sourceId':
      if (!isCampaignOf(options, store.draft('sourceCampaignId'), value)) store.set('sourceCampaignId', null)
      return
    case 'accountClassId':
      propose('mmrId', data('account_class')?.['mmrId'])
      propose('contractTermId', data('account_class')?.['contractTermId'])
      return
    case 'leadDispositionId': {
      const days = data('lead_disposition')?.['callbackDays']
      if (typeof days === 'number')
        propose('callbackAt', instantAt(addDays(form.today, days), callbackTime, form.timeZone))
    }
  }
}
