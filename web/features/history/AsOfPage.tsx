/** The record as it was at a moment, beside how it is now. */
import { SegmentedControl, TextInput } from '@mantine/core'
import { IconArrowLeft, IconEqual, IconEqualNot } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { history } from '#shared/contracts/history.ts'
import {
  type Card,
  cardOf,
  type FieldName,
  fieldNames,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { instantAt, wallClock } from '#web/ui/zone-time.ts'
import classes from './as-of.module.css'

const from = '/$company/customers/$customerId/history/record'

type Answer = Output<typeof history.asOf>
type Field = Answer['fields'][number]

const cardTitles: Record<Card | 'custom', string> = {
  personal: 'Personal information',
  sale: 'Sale information',
  custom: 'Custom fields',
  installation: 'Installation & equipment',
  services: 'Services',
  lead: 'Lead information',
}

export function AsOfPage() {
  const { company, customerId } = useParams({ from })
  const { entryId, at, show } = useSearch({ from })
  const navigate = useNavigate({ from })
  const { data, error, refetch, isPlaceholderData } = useEndpointQuery(
    history.asOf,
    { params: { customerId }, query: { entryId, at } },
    { placeholderData: keepPreviousData },
  )
  return (
    <Panel
      title="The record as it was"
      flush
      actions={
        <div className={classes.actions}>
          <MomentInput
            at={at ?? data?.entry?.at}
            onChange={(moment) =>
              void navigate({ search: (was) => ({ ...was, entryId: undefined, at: moment }), replace: true })
            }
          />
          <SegmentedControl
            size="xs"
            aria-label="Which fields"
            data={[
              { value: 'differing', label: 'What differs' },
              { value: 'all', label: 'Everything' },
            ]}
            value={show ?? 'differing'}
            onChange={(value) =>
              void navigate({
                search: (was) => ({ ...was, show: value === 'all' ? 'all' : undefined }),
                replace: true,
              })
            }
          />
          <LinkButton
            to="/$company/customers/$customerId/history"
            params={{ company, customerId }}
            variant="default"
            size="xs"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
          >
            History
          </LinkButton>
        </div>
      }
    >
      {data ? (
        <div aria-busy={isPlaceholderData}>
          <Moment answer={data} />
          <Fields answer={data} all={show === 'all'} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={classes.loading} role="status" aria-label="Loading the record">
          <LinesSkeleton count={9} />
        </div>
      )}
    </Panel>
  )
}

/** A moment by the company's clocks. */
function MomentInput({ at, onChange }: { at: string | undefined; onChange: (at: string) => void }) {
  const { timeZone } = useLocale()
  const shown = at ? wallClock(at, timeZone) : undefined
  const text = shown ? `${shown.date}T${shown.time}` : ''
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  return (
    <TextInput
      type="datetime-local"
      size="xs"
      aria-label="Moment"
      className={classes.moment}
      min="1900-01-01T00:00"
      max="2199-12-31T23:59"
      value={typed}
      onChange={(event) => {
        const { value } = event.currentTarget
        setTyped(value)
        const [date, time] = value.split('T')
        // A year that is half typed is a date too, for the browser: 0002-03-04.
        if (date && time && date >= '1900-01-01') onChange(instantAt(date, time, timeZone))
      }}
    />
  )
}

function Moment({ answer: { entry, kind, fields } }: { answer: Answer }) {
  const count = fields.filter(({ differs }) => differs).length
  return (
    <p className={classes.sentence}>
      {entry ? (
        <>
          After <strong>{entry.user}</strong>: {lowered(entry.summary)}, <Time at={entry.at} exact />.{' '}
        </>
      ) : (
        'Before the first entry of its history. '
      )}
      {kind === 'lead' && 'It was a lead then. '}
      {count === 0
        ? 'Nothing differs from today.'
        : `${count} ${count === 1 ? 'field differs' : 'fields differ'} from today.`}
    </p>
  )
}

const lowered = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)

function Fields({ answer, all }: { answer: Answer; all: boolean }) {
  const groups = groupsOf(all ? answer.fields : answer.fields.filter(({ differs }) => differs), answer.kind)
  if (groups.length === 0)
    return (
      <EmptyState icon={IconEqual} title="The same as today">
        No field was another at that moment. “Everything” shows all of them.
      </EmptyState>
    )
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Then</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      {groups.map(({ title, fields }) => (
        <tbody key={title}>
          <tr className={classes.card}>
            <th scope="rowgroup" colSpan={3}>
              {title}
            </th>
          </tr>
          {fields.map(({ field, label, then, now, differs }) => (
            <tr key={field} data-differs={differs || undefined}>
              <th scope="row">
                {label}
                {differs && (
                  <IconEqualNot size={13} role="img" aria-label="differs" className={classes.mark} />
                )}
              </th>
              <td data-label="Then">
                <Value text={then} />
              </td>
              <td data-label="Now">
                <Value text={now} />
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  )
}

/** By card, in the form's order. */
function groupsOf(fields: readonly Field[], kind: RecordKind): { title: string; fields: Field[] }[] {
  const known = new Set<string>(fieldNames)
  const cardOfField = ({ field }: Field) => (known.has(field) ? cardOf(field as FieldName, kind) : 'custom')
  return (Object.keys(cardTitles) as (Card | 'custom')[])
    .map((card) => ({ title: cardTitles[card], fields: fields.filter((f) => cardOfField(f) === card) }))
    .filter((group) => group.fields.length > 0)
}

function Value({ text }: { text: string | null }) {
  if (text === null || text === '') return <span className={classes.empty}>empty</span>
  return <span>{text === '***' ? 'hidden' : text}</span>
}
