/** …/monitoring-companies/new, …/interactive-services-providers/new and …/credit-bureaus/new. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type ProviderType, providers } from '#shared/contracts/providers.ts'
import { type ProviderKind, providerKinds } from '#shared/rules/providers.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { differing } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, FormTrouble, SaveBar } from '#web/ui/FormPage.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { providerLabels, sentProvider, type TypedProvider, typedSettings, typeOf } from './provider-draft.ts'
import { listLink, oneLink } from './provider-links.ts'
import { ProviderForm } from './ProviderForm.tsx'

export const NewMonitoringCompanyPage = () => <NewProviderPage kind="monitoring" />
export const NewInteractiveProviderPage = () => <NewProviderPage kind="interactive" />
export const NewCreditBureauPage = () => <NewProviderPage kind="credit" />
export const NewProcessorPage = () => <NewProviderPage kind="payment" />
export const NewEdocProviderPage = () => <NewProviderPage kind="edoc" />

function NewProviderPage({ kind }: { kind: ProviderKind }) {
  const { company } = useParams({ from: '/$company' })
  const types = useEndpointQuery(
    providers.types,
    { params: { providerKind: kind } },
    { staleTime: 5 * 60_000 },
  )
  useTitle(`New ${providerKinds[kind].one}`)
  if (types.error && !types.data)
    return <ErrorState isPage error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <PageSkeleton />
  return (
    <Page narrow>
      <BackLink {...listLink(kind, company)}>{providerKinds[kind].label}</BackLink>
      <PageHeader title={`New ${providerKinds[kind].one}`} />
      <NewForm kind={kind} types={types.data.items} company={company} />
    </Page>
  )
}

type Props = { kind: ProviderKind; types: readonly ProviderType[]; company: string }

function NewForm({ kind, types, company }: Props) {
  const navigate = useNavigate()
  const { invalidate, put } = useInvalidate()
  const [empty] = useState<TypedProvider>(() => {
    const first = typeOf(types, '') ?? types[0]!
    return {
      name: '',
      connector: first.key ?? '',
      active: true,
      inHouse: false,
      isDefault: false,
      settings: typedSettings(first),
      templates: [],
    }
  })
  const [fields, setFields] = useState(empty)
  const trouble = useDraftTrouble<TypedProvider>(providerLabels)
  const create = useEndpointMutation(providers.create)
  const dirty = differing(empty, fields).length
  const save = () => {
    const checked = check(providers.create.body, sentProvider(fields, types))
    if (checked.errors) return trouble.refuse(checked.errors)
    create.mutate(
      { params: { providerKind: kind }, body: checked.value },
      {
        onSuccess: (stored) => {
          put(providers.open, { params: { providerKind: kind, providerId: stored.id } }, stored)
          void invalidate(providers.list)
          void invalidate(customers.options)
          toastDone(`${stored.fields.name} was added.`)
          void navigate({ ...oneLink(kind, company, stored.id), ignoreBlocker: true })
        },
        onError: (problem) => trouble.fail(problem, () => []),
      },
    )
  }
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={null} />
      <ProviderForm
        kind={kind}
        providerId={null}
        types={types}
        fields={fields}
        base={empty}
        saved={[]}
        linked={0}
        errors={trouble.errors}
        disabled={false}
        onChange={(change) => setFields((now) => ({ ...now, ...change }))}
        onErrors={trouble.mark}
      />
      <SaveBar dirty={dirty} saving={create.isPending} onSave={save} label="Add" />
      <UnsavedGuard dirty={dirty > 0} />
    </>
  )
}
