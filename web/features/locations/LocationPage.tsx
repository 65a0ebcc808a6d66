/** /{company}/administration/locations/{id} and /new: an office, and what was changed about it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Location, type LocationFields, locations } from '#shared/contracts/locations.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { differing, type Stored, useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, DraftBar, FormTrouble, SaveBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { fromTyped, LocationForm, locationLabels, toTyped, type TypedLocation } from './LocationForm.tsx'

const typedOf = ({ version, fields }: Pick<Location, 'version' | 'fields'>): Stored<TypedLocation> => ({
  version,
  fields: toTyped(fields as LocationFields),
})

export function LocationPage() {
  const { company, locationId } = useParams({ from: '/$company/administration/locations/$locationId' })
  const { tab = 'details' } = useSearch({ from: '/$company/administration/locations/$locationId' })
  const navigate = useNavigate({ from: '/$company/administration/locations/$locationId' })
  const { data: location, error, refetch } = useEndpointQuery(locations.open, { params: { locationId } })
  useTitle(location?.fields.name ?? 'Location')
  if (error && !location) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!location) return <PageSkeleton />
  return (
    <Page narrow>
      <BackLink to="/$company/administration/locations" params={{ company }}>
        Locations
      </BackLink>
      <PageHeader
        title={location.fields.name}
        note={!location.fields.active && <StatusDot tone="neutral" label="Inactive" />}
      />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          {
            value: 'details',
            label: 'Details',
            content: () => <Details location={location} key={location.id} />,
          },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory
                  endpoint={locations.history}
                  input={{ params: { locationId } }}
                  empty="Nothing was changed yet"
                />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  )
}

function Details({ location }: { location: Location }) {
  const { invalidate, put } = useInvalidate()
  const draft = useDraft<TypedLocation>(typedOf(location))
  const trouble = useDraftTrouble<TypedLocation>(locationLabels)
  const save = useEndpointMutation(locations.save)
  const params = { locationId: location.id }
  const submit = () => {
    const checked = check(locations.save.body, { ...fromTyped(draft.fields), version: draft.version })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { params, body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(typedOf(saved))
          trouble.clear()
          put(locations.open, { params }, saved)
          void invalidate(locations.list)
          void invalidate(locations.history, params)
          toastDone('Saved.')
        },
        onError: (problem) =>
          trouble.fail(problem, (theirs) => draft.merge(typedOf(theirs as unknown as Location))),
      },
    )
  }
  const { modify } = location.abilities
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      {!modify && (
        <Notice tone="neutral">
          Changing it needs the permission “Office Locations: Modify” at this location.
        </Notice>
      )}
      <LocationForm
        fields={draft.fields}
        managers={location.fields.managerIds}
        dealerNumbers={location.dealerNumbers}
        errors={trouble.errors}
        disabled={!modify}
        onChange={draft.set}
      />
      <DraftBar draft={draft} trouble={trouble} saving={save.isPending} onSave={submit} readOnly={!modify} />
    </>
  )
}

const empty: TypedLocation = {
  name: '',
  active: true,
  addressLine1: null,
  addressLine2: null,
  city: null,
  state: null,
  zip: null,
  phone: null,
  timeZone: null,
  dealerNumberId: null,
  managerIds: [],
  zips: '',
}

export function NewLocationPage() {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const { invalidate, put } = useInvalidate()
  const [fields, setFields] = useState(empty)
  const trouble = useDraftTrouble<TypedLocation>(locationLabels)
  const create = useEndpointMutation(locations.create)
  const dirty = differing(empty, fields)
  useTitle('New location')
  const save = () => {
    const checked = check(locations.create.body, fromTyped(fields))
    if (checked.errors) return trouble.refuse(checked.errors)
    create.mutate(
      { body: checked.value },
      {
        onSuccess: (location) => {
          put(locations.open, { params: { locationId: location.id } }, location)
          void invalidate(locations.list)
          toastDone(`${location.fields.name} is there. Give users a group at it so that they can work there.`)
          void navigate({
            to: '/$company/administration/locations/$locationId',
            params: { company, locationId: location.id },
            ignoreBlocker: true,
          })
        },
        onError: (problem) => trouble.fail(problem, () => []),
      },
    )
  }
  return (
    <Page narrow>
      <BackLink to="/$company/administration/locations" params={{ company }}>
        Locations
      </BackLink>
      <PageHeader title="New location" />
      <FormTrouble problem={trouble.problem} clashes={null} />
      <LocationForm
        fields={fields}
        managers={[]}
        dealerNumbers={[]}
        errors={trouble.errors}
        disabled={false}
        onChange={(change) => setFields((now) => ({ ...now, ...change }))}
      />
      <SaveBar dirty={dirty.length} saving={create.isPending} onSave={save} label="Create location" />
      <UnsavedGuard dirty={dirty.length > 0} />
    </Page>
  )
}
