/** A new customer or lead: the same form, empty but for what can be known. */
import { useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import type { Me } from '#shared/contracts/sessions.ts'
import {
  cardOf,
  field,
  type FieldName,
  fieldNames,
  type FieldValues,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Permission } from '#shared/permissions.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { focusField } from './form/ErrorSummary.tsx'
import { FormStore } from './form/form-store.ts'
import type { RecordForm as Form } from './form/form-context.ts'
import { RecordForm, useFormSurroundings } from './form/RecordForm.tsx'
import type { FormOptions } from './form/visible.ts'

export function CreatePage() {
  const kind: RecordKind = useRouterState({
    select: (s) => (/\/leads\/new\/?$/.test(s.location.pathname) ? 'lead' : 'customer'),
  })
  const options = useEndpointQuery(customers.options, {})
  const may = useMay()
  const title = kind === 'lead' ? 'New lead' : 'New customer'
  useTitle(title)
  if (!may(kind === 'lead' ? 'leads.create' : 'customers.create'))
    return (
      <EmptyState isPage title={`You may not create ${kind === 'lead' ? 'leads' : 'customers'}`}>
        This needs the permission “{kind === 'lead' ? 'Leads: Create' : 'Customers: Create'}”. Ask your
        administrator for it.
      </EmptyState>
    )
  return (
    <Page>
      <PageHeader title={title} />
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
  const [store] = useState(() => new FormStore(startingValues(kind, options, me), 0))
  const form = useMemo<Form>(
    () => ({
      ...surroundings,
      store,
      kind,
      options,
      record: null,
      settings: { parentChild: me.company.settings.parentChild, hasSubCustomers: false },
      mayChange: (name: FieldName) => mayEnter(name, kind, me),
    }),
    [surroundings, store, kind, options, me],
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

function mayEnter(name: FieldName, kind: RecordKind, { permissions, company }: Me): boolean {
  const needs = cardNeeds[cardOf(name, kind)]
  // Who may create but not modify gives all first values; who may modify is held to the card's permission.
  const modifies = permissions.includes(kind === 'lead' ? 'leads.modify' : 'customers.modify')
  if (name !== 'locationId' && modifies && needs && !permissions.includes(needs.modify)) return false
  if (name !== 'leadRepId') return true
  return kind === 'lead' ? permissions.includes('lead_admin.yes') : !company.settings.lockLeadRep
}

/** Empty values of all fields that the user would see, with what is known already. */
function startingValues(kind: RecordKind, options: FormOptions, me: Me): FieldValues {
  const shown = fieldNames.filter((name) => {
    const needs = cardNeeds[cardOf(name, kind)]
    if (!hasField(name, kind) || field(name).readOnly) return false
    if (kind === 'lead' && name === 'leadRepId' && !mayEnter(name, kind, me)) return false
    return !needs?.view || me.permissions.includes(needs.view)
  })
  const [location] = options.locations.filter((l) => l.active && l.mayCreateCustomer)
  const known: FieldValues =
    kind === 'customer' ? { accountType: 'residential', locationId: location?.id ?? null } : {}
  return Object.fromEntries(
    shown.map((name) => [name, known[name] ?? (field(name).type === 'checkbox' ? false : null)]),
  )
}
