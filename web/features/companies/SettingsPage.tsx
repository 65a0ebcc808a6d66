/** /{company}/administration/settings: the company, and every switch of it, drawn from one description. */
import { Select, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { companies, type CompanyProfile } from '#shared/contracts/companies.ts'
import { currencies } from '#shared/rules/currencies.ts'
import {
  descriptionOf,
  ownSettingPaths,
  settingAt,
  settingSections,
  withSetting,
} from '#shared/rules/setting-descriptions.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { type Stored, useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { formGrid, FormTrouble, DraftBar } from '#web/ui/FormPage.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { customers } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import classes from './companies.module.css'
import { SettingField } from './SettingField.tsx'

type Fields = Pick<CompanyProfile, 'name' | 'timeZone' | 'currency' | 'settings'>

const labels = { name: 'Name', timeZone: 'Time zone', currency: 'Currency', settings: 'Settings' } as const

const draftOf = ({ version, name, timeZone, currency, settings }: CompanyProfile): Stored<Fields> => ({
  version,
  fields: { name, timeZone, currency, settings },
})

export function SettingsPage() {
  const { tab = 'settings' } = useSearch({ from: '/$company/administration/settings' })
  const navigate = useNavigate({ from: '/$company/administration/settings' })
  const { data, error, refetch } = useEndpointQuery(companies.open, {})
  useTitle('Company settings')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page narrow>
      <PageHeader title="Company settings" note={`${data.name}, at /${data.slug}`} />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          { value: 'settings', label: 'Settings', content: () => <Settings profile={data} /> },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory endpoint={companies.history} input={{}} empty="Nothing was changed yet" />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  )
}

/** A refusal holds the profile as it stands now; the draft wants its editable part. */
const theirsOf = (stored: unknown) => draftOf(stored as CompanyProfile)

function Settings({ profile }: { profile: CompanyProfile }) {
  const { invalidate, put } = useInvalidate()
  const draft = useDraft<Fields>(draftOf(profile))
  const trouble = useDraftTrouble<Fields>(labels)
  const save = useEndpointMutation(companies.save)
  const { fields } = draft
  const changed = ownSettingPaths.filter(
    (path) =>
      JSON.stringify(settingAt(fields.settings, path)) !==
      JSON.stringify(settingAt(draft.base.settings, path)),
  )
  const submit = () => {
    const checked = check(companies.save.body, { ...fields, version: draft.version })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(draftOf(saved))
          trouble.clear()
          put(companies.open, {}, saved)
          void invalidate(companies.history)
          // Every page reads the company's switches from there.
          void invalidate(sessions.me)
          // What the switches add to a record or take from it shows at once.
          void invalidate(customers.open)
          void invalidate(customers.list)
          toastDone('Saved. Everybody works by it from now on.')
        },
        onError: (problem) => trouble.fail(problem, (stored) => draft.merge(theirsOf(stored))),
      },
    )
  }
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      <Panel title="Company">
        <div className={formGrid}>
          <TextInput
            label="Name"
            withAsterisk
            maxLength={120}
            value={fields.name}
            error={trouble.errors.name}
            onChange={(event) => draft.set({ name: event.currentTarget.value })}
          />
          <Select
            label="Time zone"
            description="Dates that people mean are this zone’s, unless a location has its own"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={timeZones}
            searchable
            allowDeselect={false}
            value={fields.timeZone}
            error={trouble.errors.timeZone}
            onChange={(timeZone) => timeZone && draft.set({ timeZone })}
          />
          <Select
            label="Currency"
            data={currencies}
            allowDeselect={false}
            value={fields.currency}
            error={trouble.errors.currency}
            onChange={(currency) => currency && draft.set({ currency })}
          />
        </div>
      </Panel>
      {settingSections
        .filter(({ key }) => key !== 'adt' || profile.hasAdt)
        .map(({ key, title }) => (
          <Panel key={key} title={title}>
            <div className={key === 'defaults' ? classes.two : classes.settings}>
              {ownSettingPaths
                .filter((path) => descriptionOf(path).section === key)
                .map((path) => (
                  <SettingField
                    key={path}
                    path={path}
                    value={settingAt(fields.settings, path)}
                    options={profile.options}
                    error={trouble.errors[`settings.${path}`]}
                    onChange={(value) => draft.set({ settings: withSetting(fields.settings, path, value) })}
                  />
                ))}
            </div>
          </Panel>
        ))}
      <DraftBar
        draft={draft}
        trouble={trouble}
        saving={save.isPending}
        onSave={submit}
        changes={draft.dirty.filter((name) => name !== 'settings').length + changed.length}
      />
    </>
  )
}
