/** A new customer or lead: the same form, empty but for what can be known. */
import { IconLock } from '@tabler/icons-react'
import { useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import type { Me } from '#shared/contracts/sessions.ts'
import {
  cardOf,
  field,
  type FieldName,
  fieldNames,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Permission } from '#shared/permissions.ts'
import { NewCustomerLink } from '#web/features/workflows/NewCustomerLink.tsx'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { customFieldsOf, recordValues } from './form/custom-draft.ts'
import { focusField } from './form/form-context.ts'
import { FormStore } from './form/form-store.ts'
import type { RecordForm as Form } from './form/form-context.ts'
import { RecordForm, useFormSurroundings } from './form/RecordForm.tsx'
import { usePreCheckDraft } from './form/use-precheck-draft.ts'
import { startingValues } from './form/starting-values.ts'
import { type FormOptions, formSettings } from './form/visible.ts'

export function CreatePage() {
  const kind: RecordKind = useRouterState({
    select: (s) => (/\/leads\/new\/?$/.test(s.location.pathname) ? 'lead' : 'customer'),
  })
  const options = useEndpointQuery(customers.options, {})
  const may = useMay()
  const { company } = useMe()
  const title = kind === 'lead' ? 'New lead' : 'New customer'
  useTitle(title)
  if (!may(kind === 'lead' ? 'leads.create' : 'customers.create'))
    return (
      <EmptyState
        isPage
        icon={IconLock}
        title={`You may not create ${kind === 'lead' ? 'leads' : 'customers'}`}
        action={
          <LinkButton
            to={kind === 'lead' ? '/$company/leads' : '/$company/customers'}
            params={{ company: company.slug }}
            variant="default"
          >
            Back to {kind === 'lead' ? 'leads' : 'customers'}
          </LinkButton>
        }
      >
        This needs the permission “{kind === 'lead' ? 'Leads: Create' : 'Customers: Create'}”. Ask your
        administrator for it.
      </EmptyState>
    )
  return (
    <Page>
      <PageHeader
        title={title}
        actions={
          kind === 'customer' && <NewCustomerLink company={company.slug} staysWhenAlone={false} quiet />
        }
      />
      {options.data ? (
        <Create kind={kind} options={options.data} key={kind} />
      ) : options.error ? (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} />
      ) : (
        <PageSkeleton />
      )}
    </Page>
  )
}

function Create({ kind, options }: { kind: RecordKind; options: FormOptions }) {
  const me = useMe()
  const navigate = useNavigate()
  const { company } = useParams({ from: '/$company' })
  const surroundings = useFormSurroundings()
  const [store] = useState(() => {
    const { defaults } = me.company.settings
    const customFields = customFieldsOf(options, kind, null)
    const fields = startingValues(kind, shownFields(kind, me), defaults, { ...surroundings, options })
    return new FormStore(recordValues(fields, null, customFields), 0, customFields)
  })
  const preCheck = usePreCheckDraft(store, kind, options)
  const form = useMemo<Form>(
    () => ({
      ...surroundings,
      store,
      kind,
      options,
      record: null,
      settings: formSettings(me.company.settings, false),
      mayChange: (name: FieldName) => mayEnter(name, kind, me),
      // Who may create a record gives its first values.
      mayChangeCustom: true,
      preCheck,
    }),
    [surroundings, store, kind, options, me, preCheck],
  )
  // One comes here to type: the name is what is known first.
  useEffect(() => focusField('firstName'), [])
  const open = (created: { id: number }) =>
    void navigate({ to: '/$company/customers/$customerId', params: { company, customerId: created.id } })
  return <RecordForm form={form} readOnly={false} onCreated={open} />
}

/** The permissions that a card of a new record needs; the server judges them again at the chosen location. */
const cardNeeds: Partial<Record<string, { view?: Permission; modify: Permission }>> = {
  personal: { modify: 'contact_information.modify' },
  sale: { view: 'sale_information.view', modify: 'sale_information.modify' },
  installation: { view: 'installation_information.view', modify: 'installation_information.modify' },
  services: { view: 'installation_information.view', modify: 'installation_information.modify' },
}

/** Whether this user may give a new record's field its first value. */
export function mayEnter(name: FieldName, kind: RecordKind, { permissions, company }: Me): boolean {
  const needs = cardNeeds[cardOf(name, kind)]
  // Who may create but not modify gives all first values; who may modify is held to the card's permission.
  const modifies = permissions.includes(kind === 'lead' ? 'leads.modify' : 'customers.modify')
  if (name !== 'locationId' && modifies && needs && !permissions.includes(needs.modify)) return false
  if (name !== 'leadRepId') return true
  return kind === 'lead' ? permissions.includes('lead_admin.yes') : !company.settings.lockLeadRep
}

/** The fields of a new record that the user would see. */
export const shownFields = (kind: RecordKind, me: Me): FieldName[] =>
  fieldNames.filter((name) => {
    const needs = cardNeeds[cardOf(name, kind)]
    if (!hasField(name, kind) || field(name).readOnly) return false
    if (kind === 'lead' && name === 'leadRepId' && !mayEnter(name, kind, me)) return false
    return !needs?.view || me.permissions.includes(needs.view)
  })
