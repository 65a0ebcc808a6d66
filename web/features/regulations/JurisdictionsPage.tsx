/** /{company}/administration/regulations: jurisdictions, and what each demands of an alarm (TAB-021). */
import { Button, TextInput } from '@mantine/core'
import { IconGavel, IconPlus, IconSearch } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type JurisdictionRow, regulations } from '#shared/contracts/regulations.ts'
import { jurisdictionKinds } from '#shared/rules/regulations.ts'
import { formatDate } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { JurisdictionDialog } from './JurisdictionDialog.tsx'
import classes from './regulations.module.css'

const from = '/$company/administration/regulations'

export function JurisdictionsPage() {
  useTitle('Government regulations')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true })
  const { data, error, refetch } = useEndpointQuery(regulations.jurisdictions, {})
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  const words = (search.find ?? '').trim().toLowerCase()
  const rows = data?.items.filter(({ name, state, place, zips }) =>
    `${name} ${state} ${place ?? ''} ${zips.join(' ')}`.toLowerCase().includes(words),
  )
  const edited = data?.items.find(({ id }) => id === search.jurisdiction)
  return (
    <Page>
      <PageHeader
        title="Government regulations"
        note={data && String(data.items.length)}
        actions={
          <>
            <LinkButton to="/$company/permits" params={{ company }} size="sm" variant="default">
              Expiring permits
            </LinkButton>
            <Button
              size="sm"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => go({ new: true })}
            >
              New jurisdiction
            </Button>
          </>
        }
      />
      <TextInput
        className={classes.find}
        aria-label="Find a jurisdiction"
        placeholder="Find a jurisdiction"
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={60}
        value={search.find ?? ''}
        onChange={(event) => go({ find: event.currentTarget.value || undefined })}
      />
      <Panel flush>
        <DataTable
          label="Jurisdictions"
          columns={columns((row) => go({ jurisdiction: row.id }))}
          rows={rows}
          rowKey={(row) => row.id}
          isMuted={(row) => !row.active}
          skeletons={8}
          empty={
            <EmptyState icon={IconGavel} title={words ? 'No jurisdiction fits' : 'No jurisdictions yet'}>
              {words
                ? 'Look for another word.'
                : 'Add the cities, counties and states whose rules your customers fall under. Records show what holds for their address.'}
            </EmptyState>
          }
        />
      </Panel>
      {(search.new || edited) && (
        <JurisdictionDialog
          key={edited ? `${edited.id}` : 'new'}
          jurisdiction={edited}
          onClose={() => go({ new: undefined, jurisdiction: undefined })}
        />
      )}
    </Page>
  )
}

const months = (n: number | null) => (n === null || n === 0 ? null : `${n} months`)

const columns = (edit: (row: JurisdictionRow) => void): Column<JurisdictionRow>[] => [
  {
    key: 'name',
    head: 'Jurisdiction',
    maxWidth: 240,
    cell: (row) => (
      <>
        <button
          type="button"
          className={classes.name}
          aria-label={`Edit ${row.name}`}
          onClick={() => edit(row)}
        >
          {row.name}
        </button>{' '}
        {!row.active && <Chip>Retired</Chip>}
      </>
    ),
  },
  {
    key: 'holds',
    head: 'Holds for',
    maxWidth: 220,
    cell: ({ kind, state, place, zips }) =>
      kind === 'zips'
        ? `${zips.slice(0, 3).join(', ')}${zips.length > 3 ? ` and ${zips.length - 3} more` : ''}`
        : kind === 'state'
          ? state
          : `${jurisdictionKinds[kind]} of ${place ?? ''}, ${state}`,
  },
  {
    key: 'permit',
    head: 'Alarm permit',
    cell: ({ permitRequired, permitMonths, permitFeeCents }) =>
      permitRequired ? (
        <>
          Required{permitMonths ? `, ${permitMonths} months` : ''}
          {permitFeeCents !== null && (
            <>
              , <Money amountCents={permitFeeCents} />
            </>
          )}
        </>
      ) : permitRequired === false ? (
        'Not required'
      ) : null,
  },
  { key: 'inspection', head: 'Inspection every', cell: (row) => months(row.inspectionMonths) },
  {
    key: 'fee',
    head: 'Registration fee',
    numeric: true,
    cell: ({ registrationFeeCents: cents }) => cents !== null && <Money amountCents={cents} />,
  },
  {
    key: 'license',
    head: 'Our license',
    cell: ({ licenseNumber, licenseExpiresOn }) =>
      licenseNumber && `${licenseNumber}${licenseExpiresOn ? `, until ${formatDate(licenseExpiresOn)}` : ''}`,
  },
  { key: 'permits', head: 'Permits', numeric: true, cell: (row) => row.permits.toLocaleString('en-US') },
]
