/** …/monitoring-companies/{id}, …/interactive-services-providers/{id}, …/credit-bureaus/{id}: one of them, its numbers, and what was changed. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Provider, type ProviderType, providers } from '#shared/contracts/providers.ts'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { customers } from '#shared/contracts/customers.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { type ProviderKind, providerKinds } from '#shared/rules/providers.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, DraftBar, FormTrouble } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { BillingIntegrationPanel } from './BillingIntegrationPanel.tsx'
import { CallbackPanel } from './CallbackPanel.tsx'
import { BlocksPanel } from './BlocksPanel.tsx'
import { DealerNumbers } from './DealerNumbers.tsx'
import { draftOf, providerLabels, sentProvider, type TypedProvider, typeOf } from './provider-draft.ts'
import { listLink } from './provider-links.ts'
import { ProviderForm } from './ProviderForm.tsx'
import { WebhookPanel } from './WebhookPanel.tsx'

export const MonitoringCompanyPage = () => <ProviderPage kind="monitoring" />
export const InteractiveProviderPage = () => <ProviderPage kind="interactive" />
export const CreditBureauPage = () => <ProviderPage kind="credit" />
export const ProcessorPage = () => <ProviderPage kind="payment" />
export const EdocProviderPage = () => <ProviderPage kind="edoc" />

type Tab = 'details' | 'numbers' | 'history'

function ProviderPage({ kind }: { kind: ProviderKind }) {
  const { company, providerId } = useParams({ strict: false }) as { company: string; providerId: number }
  const { tab = 'details' } = useSearch({ strict: false }) as { tab?: Tab }
  const navigate = useNavigate()
  const params = { providerKind: kind, providerId }
  const { data: provider, error, refetch } = useEndpointQuery(providers.open, { params })
  const types = useEndpointQuery(
    providers.types,
    { params: { providerKind: kind } },
    { staleTime: 5 * 60_000 },
  )
  useTitle(provider?.fields.name ?? providerKinds[kind].label)
  const failure = (provider ? null : error) ?? (types.data ? null : types.error)
  if (failure)
    return <ErrorState isPage error={failure} onRetry={() => void refetch().then(() => types.refetch())} />
  if (!provider || !types.data) return <PageSkeleton />
  const type = typeOf(types.data.items, provider.fields.connector ?? '')
  const tabs: { value: Tab; label: string; content: () => React.ReactNode }[] = [
    {
      value: 'details',
      label: 'Details',
      content: () => <Details provider={provider} types={types.data!.items} key={provider.id} />,
    },
    {
      value: 'numbers',
      label: 'Numbers',
      content: () => (
        <>
          <BlocksPanel
            monitoringCompanyId={providerId}
            mayModify={provider.abilities.modify}
            help={type?.accountNumbers ?? null}
          />
          <DealerNumbers numbers={provider.dealerNumbers} />
        </>
      ),
    },
    {
      value: 'history',
      label: 'History',
      content: () => (
        <Panel title="Changes" flush>
          <EntityHistory endpoint={providers.history} input={{ params }} empty="Nothing was changed yet" />
        </Panel>
      ),
    },
  ]
  return (
    <Page narrow>
      <BackLink {...listLink(kind, company)}>{providerKinds[kind].label}</BackLink>
      <PageHeader
        title={provider.fields.name}
        note={provider.fields.active ? countText(provider) : <StatusDot tone="neutral" label="Inactive" />}
      />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ to: '.', search: { tab: next }, replace: true })}
        tabs={tabs.filter(({ value }) => value !== 'numbers' || kind === 'monitoring')}
      />
    </Page>
  )
}

const countText = ({ kind, customers: count }: Provider) =>
  `${count.toLocaleString('en-US')} ${kind === 'edoc' ? 'document' : 'customer'}${count === 1 ? '' : 's'}`

function Details({ provider, types }: { provider: Provider; types: readonly ProviderType[] }) {
  const { operator } = useMe()
  const { kind } = provider
  const { invalidate, put } = useInvalidate()
  const draft = useDraft<TypedProvider>(draftOf(provider, types))
  const trouble = useDraftTrouble<TypedProvider>(providerLabels)
  const save = useEndpointMutation(providers.save)
  const params = { providerKind: kind, providerId: provider.id }
  const submit = () => {
    const body = { ...sentProvider(draft.fields, types), version: draft.version }
    const checked = check(providers.save.body, body)
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { params, body: checked.value },
      {
        onSuccess: (stored) => {
          draft.settle(draftOf(stored, types))
          trouble.clear()
          put(providers.open, { params }, stored)
          void invalidate(providers.list)
          void invalidate(providers.history, params)
          void invalidate(callbacks.standing, params)
          void invalidate(customers.options)
          toastDone('Saved.')
        },
        onError: (problem) =>
          trouble.fail(problem, (theirs) => draft.merge(draftOf(theirs as unknown as Provider, types))),
      },
    )
  }
  const { modify } = provider.abilities
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      {!modify && (
        <Notice tone="neutral">
          Changing it needs the permission “{permissionLabel(providerKinds[kind].permissions.modify)}”.
        </Notice>
      )}
      <ProviderForm
        kind={kind}
        providerId={provider.id}
        types={types}
        fields={draft.fields}
        base={draft.base}
        saved={provider.saved}
        linked={provider.linked}
        errors={trouble.errors}
        disabled={!modify}
        onChange={draft.set}
        onErrors={trouble.mark}
      />
      {(kind === 'monitoring' || kind === 'interactive' || kind === 'edoc') && provider.saved.length > 0 && (
        <CallbackPanel kind={kind} providerId={provider.id} />
      )}
      {kind === 'interactive' && operator && <BillingIntegrationPanel providerId={provider.id} />}
      {kind === 'payment' && <WebhookPanel processorId={provider.id} />}
      <DraftBar draft={draft} trouble={trouble} saving={save.isPending} onSave={submit} readOnly={!modify} />
    </>
  )
}
