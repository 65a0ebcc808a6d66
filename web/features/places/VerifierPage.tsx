/** /{company}/administration/address-verification: who verifies addresses, with which credentials. */
import { Button, Group, PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import { type AddressVerifier, places } from '#shared/contracts/places.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { type Stored, useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FormTrouble, DraftBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'

type Fields = Pick<AddressVerifier, 'source' | 'baseUrl'> & { authId: string; authToken: string }

const labels = {
  source: 'Verified by',
  baseUrl: 'Address of the service',
  authId: 'Auth ID',
  authToken: 'Auth token',
} as const

const draftOf = ({ version, source, baseUrl }: AddressVerifier): Stored<Fields> => ({
  version,
  fields: { source, baseUrl, authId: '', authToken: '' },
})

export function VerifierPage() {
  const { data, error, refetch } = useEndpointQuery(places.verifier, {})
  useTitle('Address verification')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page narrow>
      <PageHeader title="Address verification" note="Who says whether an address on a record is one" />
      <Verifier stored={data} />
    </Page>
  )
}

function Verifier({ stored }: { stored: AddressVerifier }) {
  const { company } = useMe()
  const mayChange = useMay()('integrations.modify')
  const { put } = useInvalidate()
  const draft = useDraft<Fields>(draftOf(stored))
  const trouble = useDraftTrouble<Fields>(labels)
  const save = useEndpointMutation(places.saveVerifier)
  const test = useEndpointMutation(places.testVerifier)
  const { fields } = draft
  const text = (name: 'baseUrl' | 'authId' | 'authToken') => ({
    label: labels[name],
    value: fields[name],
    error: trouble.errors[name],
    disabled: !mayChange,
    autoComplete: 'off',
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      'label' | 'input' | 'description' | 'error'
    )[],
    onChange: (event: { currentTarget: { value: string } }) =>
      draft.set({ [name]: event.currentTarget.value }),
  })
  const submit = () => {
    const { authId, authToken, ...rest } = fields
    const checked = check(places.saveVerifier.body, {
      ...rest,
      version: draft.version,
      ...(authId && { authId }),
      ...(authToken && { authToken }),
    })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(draftOf(saved))
          trouble.clear()
          test.reset()
          put(places.verifier, {}, saved)
          toastDone('Saved')
        },
        onError: (problem) =>
          trouble.fail(problem, (current) => draft.merge(draftOf(current as unknown as AddressVerifier))),
      },
    )
  }
  const placeholder = stored.hasCredentials ? 'Stored; enter it again to replace it' : undefined
  return (
    <>
      {!company.settings.addressVerification && (
        <Notice tone="attention" title="Records show no badge yet.">
          Turn on “Address verification” in Company settings.
        </Notice>
      )}
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      <Panel title="Who verifies">
        <Stack gap="md">
          <Radio.Group
            label={labels.source}
            value={fields.source}
            error={trouble.errors.source}
            onChange={(source) => draft.set({ source: source as Fields['source'] })}
          >
            <Stack gap="xs" mt={6}>
              <Radio
                value="offline"
                label="ZIP data of Keyholder"
                description="Compares ZIP, city, state and county in the United States. Knows no streets, costs nothing, needs no network."
                disabled={!mayChange}
              />
              <Radio
                value="smarty"
                label="Smarty"
                description="Looks up street and number in the United States with your own Smarty account. Canadian addresses are left to the ZIP data, which only checks their form."
                disabled={!mayChange}
              />
            </Stack>
          </Radio.Group>
          {fields.source === 'smarty' && (
            <>
              <TextInput
                {...text('baseUrl')}
                type="url"
                description="As it is, unless Smarty gave you another. A new address asks for the credentials again."
              />
              <TextInput {...text('authId')} placeholder={placeholder} maxLength={200} />
              <PasswordInput
                {...text('authToken')}
                autoComplete="new-password"
                placeholder={placeholder}
                maxLength={200}
                description="Kept encrypted, and never shown again."
              />
            </>
          )}
        </Stack>
      </Panel>
      {mayChange && (
        <Panel title="Test">
          <Group gap="md">
            <Button
              variant="default"
              loading={test.isPending}
              disabled={draft.dirty.length > 0}
              title={draft.dirty.length > 0 ? 'Save first: the test asks as it is stored' : undefined}
              onClick={() => test.mutate({})}
            >
              Test connection
            </Button>
            {draft.dirty.length > 0 && <span>Save first: the test asks as it is stored.</span>}
          </Group>
          {(test.data ?? test.error) && (
            <div style={{ marginTop: 12 }}>
              <Notice tone={test.data?.ok ? 'good' : 'bad'}>
                {test.data?.message ?? test.error?.detail}
              </Notice>
            </div>
          )}
        </Panel>
      )}
      <DraftBar
        draft={draft}
        trouble={trouble}
        saving={save.isPending}
        onSave={submit}
        readOnly={!mayChange}
      />
    </>
  )
}
