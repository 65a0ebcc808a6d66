/** /{company}/administration/access/analyzer: may this user do that, here or to that record, and why (ADM-004). */
import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconRouteScan } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { groups } from '#shared/contracts/groups.ts'
import { users } from '#shared/contracts/users.ts'
import { permissionCategories, permissionLabel, permissions } from '#shared/permissions.ts'
import { readQuestion } from '#shared/rules/access-questions.ts'
import { field, fieldNames } from '#shared/rules/customer-fields.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AnalyzerAnswer } from './AnalyzerAnswer.tsx'
import classes from './groups.module.css'
import { Holders } from './Holders.tsx'

const questions = [
  {
    group: 'Change a field of a record',
    items: fieldNames
      .filter((name) => !field(name).readOnly)
      .map((name) => ({ value: `change:${name}`, label: `Change the ${field(name).label}` })),
  },
  {
    group: 'See a field of a record',
    items: fieldNames.map((name) => ({ value: `see:${name}`, label: `See the ${field(name).label}` })),
  },
  ...Object.entries(permissionCategories).map(([group, areas]) => ({
    group,
    items: permissions
      .filter((permission) => Object.hasOwn(areas, permission.split('.')[0]!))
      .map((permission) => ({ value: permission as string, label: permissionLabel(permission) })),
  })),
]

export function AnalyzerPage() {
  const search = useSearch({ from: '/$company/administration/access/analyzer' })
  const navigate = useNavigate({ from: '/$company/administration/access/analyzer' })
  const options = useEndpointQuery(users.options, {}, { staleTime: 60_000 }).data
  const { userId, question, locationId, customerId } = search
  useTitle('Permission analyzer')
  const change = (next: typeof search) => void navigate({ search: { ...search, ...next }, replace: true })
  const asked = question ? readQuestion(question) : null
  const isOfRecord = asked !== null && asked.about !== 'permission'
  const hasPlace = customerId !== undefined || (!isOfRecord && locationId !== undefined)
  return (
    <Page>
      <PageHeader title="Permission analyzer" note="May this user do that, and why?" />
      <Panel>
        <div className={classes.ask}>
          <Select
            label="User"
            placeholder="Choose a user"
            searchable
            data={(options?.users ?? []).map(({ id, name, active }) => ({
              value: String(id),
              label: active ? name : `${name} (inactive)`,
            }))}
            value={userId === undefined ? null : String(userId)}
            onChange={(value) => change({ userId: value ? Number(value) : undefined })}
          />
          <Select
            label="May"
            placeholder="Change the Primary Phone, Customers: View…"
            searchable
            limit={80}
            nothingFoundMessage="There is no such permission or field"
            data={questions}
            value={question ?? null}
            onChange={(value) => change({ question: value ?? undefined })}
          />
          <Select
            label="At location"
            placeholder={isOfRecord ? 'That of the record' : 'Choose a location'}
            searchable
            clearable
            disabled={isOfRecord || customerId !== undefined}
            data={(options?.locations ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            value={locationId === undefined || customerId !== undefined ? null : String(locationId)}
            onChange={(value) => change({ locationId: value ? Number(value) : undefined })}
          />
          <RecordNumber
            value={customerId}
            required={isOfRecord}
            onChange={(value) => change({ customerId: value })}
          />
        </div>
      </Panel>
      {asked && hasPlace && question ? (
        <Answer
          userId={userId}
          query={{
            question,
            ...(customerId === undefined ? { locationId } : { customerId }),
          }}
          locationId={locationId}
        />
      ) : (
        <Panel>
          <EmptyState icon={IconRouteScan} title="Ask a question">
            {asked && isOfRecord
              ? 'Enter the number of the customer or lead whose field it is.'
              : 'Choose a user, what they want to do, and where: a location, or the number of a record. Without a user you see who may.'}
          </EmptyState>
        </Panel>
      )}
    </Page>
  )
}

function Answer({
  userId,
  query,
  locationId,
}: {
  userId: number | undefined
  query: { question: string; locationId?: number; customerId?: number }
  locationId: number | undefined
}) {
  const { data, error, isFetching, refetch } = useEndpointQuery(
    groups.explain,
    { params: { userId: userId ?? 0 }, query },
    { enabled: userId !== undefined, staleTime: 0 },
  )
  const place = data?.location.id ?? (query.customerId === undefined ? locationId : undefined)
  return (
    <>
      {userId !== undefined &&
        (error ? (
          <Panel>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </Panel>
        ) : data && !isFetching ? (
          <AnalyzerAnswer answer={data} />
        ) : (
          <Panel>
            <LinesSkeleton />
          </Panel>
        ))}
      {place !== undefined && !error && (
        <Holders
          locationId={place}
          query={{
            question: query.question,
            ...(query.customerId !== undefined && { customerId: query.customerId }),
          }}
        />
      )}
    </>
  )
}

const pauseMs = 350

function RecordNumber({
  value,
  required,
  onChange,
}: {
  value: number | undefined
  required: boolean
  onChange: (value: number | undefined) => void
}) {
  const [typed, setTyped] = useState(value === undefined ? '' : String(value))
  const apply = useDebouncedCallback(onChange, pauseMs)
  useEffect(() => setTyped(value === undefined ? '' : String(value)), [value])
  const isNumber = /^[1-9]\d{0,15}$/.test(typed)
  return (
    <TextInput
      label="Or on record #"
      placeholder="1005"
      inputMode="numeric"
      maxLength={16}
      withAsterisk={required}
      value={typed}
      error={typed && !isNumber ? 'A number' : undefined}
      onChange={(event) => {
        const text = event.currentTarget.value.trim().replace(/^#/, '')
        setTyped(text)
        if (text === '' || /^[1-9]\d{0,15}$/.test(text)) apply(text ? Number(text) : undefined)
      }}
    />
  )
}
