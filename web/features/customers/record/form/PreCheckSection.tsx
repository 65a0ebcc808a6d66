/** The section above the form of a new record: whether ADT is to check it once it is there (NEW-020). */
import { Checkbox, Select } from '@mantine/core'
import { useCallback, useSyncExternalStore } from 'react'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { type PreCheckDraft, useRecordForm } from './form-context.ts'
import classes from './form.module.css'
import { checkingCompanies, chosenCompanyId, dealerNumbersOf } from './precheck.ts'

export function PreCheckSection({ draft }: { draft: PreCheckDraft }) {
  const form = useRecordForm()
  const { store, kind } = form
  const subscribe = useCallback(
    (listener: () => void) =>
      store.has('monitoringCompanyId') ? store.subscribe('monitoringCompanyId', listener) : () => {},
    [store],
  )
  const companyId = useSyncExternalStore(subscribe, () => chosenCompanyId(form))
  const companies = checkingCompanies(form.options)
  const company = companies.find(({ id }) => id === companyId)
  const numbers = dealerNumbersOf(form, companyId)
  return (
    <Panel title="ADT PreCheck">
      <div className={classes.preCheck}>
        <Checkbox
          label="Run ADT PreCheck"
          description={
            draft.ticked
              ? `ADT asks for ${kind === 'lead' ? '' : 'Monitored By, '}birthdate, SSN, email, address, ZIP and county, and of a business its name and contact.`
              : `The ${kind} is created without it; it can be run later, beside First Name.`
          }
          checked={draft.ticked}
          onChange={(event) => {
            store.setErrors({})
            draft.change({ ticked: event.currentTarget.checked, errors: {} })
          }}
        />
        {draft.ticked && kind === 'lead' && (
          <div className={classes.row}>
            <Select
              size="sm"
              label="Monitoring company"
              withAsterisk
              data={companies.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={draft.monitoringCompanyId === null ? null : String(draft.monitoringCompanyId)}
              error={draft.errors['monitoringCompanyId']}
              onChange={(id) =>
                draft.change({ monitoringCompanyId: id === null ? null : Number(id), dealerNumberId: null })
              }
            />
            {numbers.length > 0 && (
              <Select
                size="sm"
                label="Dealer number"
                withAsterisk
                data={numbers.map(({ id, name }) => ({ value: String(id), label: name }))}
                value={draft.dealerNumberId === null ? null : String(draft.dealerNumberId)}
                error={draft.errors['dealerNumberId']}
                onChange={(id) => draft.change({ dealerNumberId: id === null ? null : Number(id) })}
              />
            )}
          </div>
        )}
        {draft.ticked && company && !company.preCheckEnabled && (
          <Notice tone="attention" title="Pre-Check orders are switched off.">
            The {kind} is created, but {company.name} is asked nothing until an administrator enables them.
          </Notice>
        )}
      </div>
    </Panel>
  )
}
