/** /{company}/administration/scheduling: the offices' time slots, and who serves which ZIP codes. */
import { Button, NativeSelect } from '@mantine/core'
import { IconClockHour4, IconMap2, IconPlus } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type CoverageArea, scheduling, type TimeSlot } from '#shared/contracts/scheduling.ts'
import { clockWords, weekdays } from '#shared/rules/appointments.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AreaDialog, SlotDialog } from './SchedulingDialogs.tsx'
import classes from './appointments.module.css'

type Overview = Output<typeof scheduling.open>

export function SchedulingPage() {
  useTitle('Scheduling')
  const { company } = useParams({ from: '/$company' })
  const { timeSlots } = useMe().company.settings
  const { tab = 'slots' } = useSearch({ from: '/$company/administration/scheduling' })
  const navigate = useNavigate({ from: '/$company/administration/scheduling' })
  const { data, error, refetch } = useEndpointQuery(scheduling.open, {})
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page>
      <PageHeader
        title="Calendar & scheduling"
        actions={
          <LinkButton to="/$company/administration/settings" params={{ company }} size="xs" variant="default">
            Switches and lengths
          </LinkButton>
        }
      />
      {!timeSlots && tab === 'slots' && (
        <Notice tone="info" title="Technicians are booked at any time.">
          Time slots come into use once Company settings say so, under Calendar and scheduling.
        </Notice>
      )}
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next }), replace: true })}
        tabs={[
          { value: 'slots', label: 'Time slots', content: () => <Slots overview={data} /> },
          { value: 'areas', label: 'Coverage areas', content: () => <Areas overview={data} /> },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory endpoint={scheduling.history} input={{}} empty="Nothing was changed yet" />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  )
}

function Slots({ overview }: { overview: Overview }) {
  const search = useSearch({ from: '/$company/administration/scheduling' })
  const navigate = useNavigate({ from: '/$company/administration/scheduling' })
  const [dialog, setDialog] = useState<TimeSlot | 'new' | null>(null)
  const { locations, slots } = overview
  const locationId =
    locations.find(({ id }) => id === search.locationId)?.id ??
    slots.find((slot) => locations.some(({ id }) => id === slot.locationId))?.locationId ??
    locations[0]?.id
  const own = slots.filter((slot) => slot.locationId === locationId)
  const days = [1, 2, 3, 4, 5, 6, 0]
  return (
    <Panel
      title="An office’s week"
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setDialog('new')}>
          New time slot
        </Button>
      }
    >
      <NativeSelect
        label="Location"
        w={260}
        mb="md"
        data={locations.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={String(locationId)}
        onChange={(event) => {
          const next = Number(event.currentTarget.value)
          void navigate({ search: (old) => ({ ...old, locationId: next }), replace: true })
        }}
      />
      {own.length === 0 ? (
        <EmptyState icon={IconClockHour4} title="This office has no time slots">
          A time slot is a window in which technicians come, Monday 8:00 AM to 10:00 AM for example.
        </EmptyState>
      ) : (
        <div className={classes.week}>
          {days.map((day) => (
            <div key={day}>
              <h3>{weekdays[day]}</h3>
              <ul>
                {own
                  .filter(({ weekday }) => weekday === day)
                  .map((slot) => (
                    <li key={slot.id}>
                      <button
                        type="button"
                        className={classes.slot}
                        style={{ width: '100%' }}
                        data-muted={!slot.active || undefined}
                        onClick={() => setDialog(slot)}
                      >
                        <strong className="tabular">
                          {clockWords(slot.startsAt)} to {clockWords(slot.endsAt)}
                        </strong>
                        <span className={classes.dim}>
                          {slot.capacity === null ? 'As many as are free' : `${slot.capacity} at once`}
                          {slot.area ? `, ${slot.area.name}` : ''}
                        </span>
                      </button>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </div>
      )}
      {dialog && locationId !== undefined && (
        <SlotDialog
          slot={dialog === 'new' ? null : dialog}
          locationId={locationId}
          areas={overview.areas}
          onClose={() => setDialog(null)}
        />
      )}
    </Panel>
  )
}

function Areas({ overview }: { overview: Overview }) {
  const [dialog, setDialog] = useState<CoverageArea | 'new' | null>(null)
  const add = (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setDialog('new')}>
      New coverage area
    </Button>
  )
  const columns: Column<CoverageArea>[] = [
    {
      key: 'name',
      head: 'Area',
      maxWidth: 220,
      cell: (row) => (
        <button
          type="button"
          className={classes.name}
          aria-label={`Edit ${row.name}`}
          onClick={() => setDialog(row)}
        >
          {row.name}
        </button>
      ),
    },
    { key: 'zips', head: 'ZIP codes', maxWidth: 320, cell: ({ zips }) => zips.join(', ') },
    {
      key: 'people',
      head: 'Technicians',
      maxWidth: 320,
      cell: ({ people }) => people.map(({ name }) => name).join(', '),
    },
    { key: 'slots', head: 'Time slots', numeric: true, cell: ({ slots }) => slots },
    {
      key: 'status',
      head: 'Status',
      cell: ({ active }) => (
        <StatusDot tone={active ? 'good' : 'neutral'} label={active ? 'In use' : 'Out of use'} />
      ),
    },
  ]
  return (
    <Panel title="Coverage areas" actions={overview.areas.length > 0 && add} flush>
      <DataTable
        label="Coverage areas"
        columns={columns}
        rows={overview.areas}
        rowKey={(row) => row.id}
        isMuted={(row) => !row.active}
        empty={
          <EmptyState icon={IconMap2} title="No coverage areas yet" action={add}>
            An area says which technicians serve which ZIP codes. An address that no area has is served by its
            office’s technicians.
          </EmptyState>
        }
      />
      {dialog && (
        <AreaDialog
          area={dialog === 'new' ? null : dialog}
          technicians={overview.technicians}
          onClose={() => setDialog(null)}
        />
      )}
    </Panel>
  )
}
