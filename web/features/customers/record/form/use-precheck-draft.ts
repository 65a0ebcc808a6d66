/** Whether a new record's form offers the ADT PreCheck, and what was chosen of it so far. */
import { useMemo, useState } from 'react'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import { useMe } from '#web/api/session.ts'
import type { PreCheckDraft } from './form-context.ts'
import type { FormStore } from './form-store.ts'
import { checkingCompanies } from './precheck.ts'
import type { FormOptions } from './visible.ts'

type State = Omit<PreCheckDraft, 'change'>

/** undefined where no active monitoring company is ADT, the company has it off, or Monitored By is not theirs to give. */
export function usePreCheckDraft(
  store: FormStore,
  kind: RecordKind,
  options: FormOptions,
): PreCheckDraft | undefined {
  const offered = useMe().company.settings.adtPreCheck
  const companies = checkingCompanies(options)
  const [state, setState] = useState<State>(() => ({
    ticked: offered === 'checked',
    monitoringCompanyId: companies.length === 1 ? companies[0]!.id : null,
    dealerNumberId: null,
    errors: {},
  }))
  const isOffered =
    offered !== 'off' && companies.length > 0 && (kind === 'lead' || store.has('monitoringCompanyId'))
  return useMemo(
    () =>
      isOffered
        ? { ...state, change: (change) => setState((before) => ({ ...before, ...change })) }
        : undefined,
    [isOffered, state],
  )
}
