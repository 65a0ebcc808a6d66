/** Dates: typed in any usual way or picked from a calendar; and moments, a date with a time of day. */
import { ActionIcon, Popover, Skeleton, TextInput } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { type FieldName, field } from '#shared/rules/customer-fields.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { type RecordForm, useDraft } from '../form-context.ts'
import classes from '../form.module.css'
import { parseTypedDate, showDate } from '../typed-date.ts'
import { instantAt, wallClock } from '#web/ui/zone-time.ts'
import { fieldStyles, HiddenMark } from './marks.tsx'

const isDate = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)

/** Births lie in the past: `58` is 1958 and `08` is 2008, never a year to come. */
const pivotOf = (name: FieldKey, { today }: RecordForm) =>
  name === 'birthdate' ? Number(today.slice(2, 4)) : undefined

/** The draft of what was typed: the date, or the text itself where it is none, so that nothing typed is lost. */
const draftOfText = (text: string, name: FieldKey, form: RecordForm) =>
  text.trim() === '' ? null : (parseTypedDate(text, form.today, pivotOf(name, form)) ?? text)

export function DateField({ name }: { name: FieldKey }) {
  const { form, standing, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const [typed, setTyped] = useState<string | null>(null)
  const change = (text: string) => {
    setTyped(text)
    form.store.set(name, draftOfText(text, name, form))
  }
  const leave = () => {
    setTyped(null)
    check()
  }
  const picked = (date: string | null) => {
    setTyped(null)
    form.store.set(name, date)
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      className="tabular"
      placeholder={input.disabled ? undefined : 'MM/DD/YYYY'}
      value={typed ?? (draft === null ? '' : showDate(String(draft)))}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={leave}
      rightSectionWidth={standing.state === 'hidden' ? 72 : 32}
      rightSectionPointerEvents={input.disabled ? 'none' : 'all'}
      rightSection={
        standing.state === 'hidden' ? (
          <HiddenMark hint={standing.hint} />
        ) : input.disabled ? undefined : (
          <CalendarButton value={isDate(draft) ? draft : null} today={form.today} onPick={picked} />
        )
      }
    />
  )
}

// Most dates are typed: the calendar's script comes when somebody first opens one.
const Calendar = lazy(async () => ({ default: (await import('./Calendar.tsx')).Calendar }))

/** A calendar on a button; it stays out of the tab order, since one types faster than one picks. */
function CalendarButton(props: {
  value: string | null
  today: string
  onPick: (date: string | null) => void
}) {
  const { value, today, onPick } = props
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          tabIndex={-1}
          aria-label="Open calendar"
          onClick={() => setOpened(!opened)}
        >
          <IconCalendar size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <Suspense fallback={<Skeleton w={252} h={260} />}>
          <Calendar
            value={value}
            today={today}
            onPick={(date) => {
              onPick(date)
              setOpened(false)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}

/** A moment in the company's zone. Until both date and time stand, what was typed is kept and cannot be saved. */
export function InstantField({ name }: { name: FieldName }) {
  const { form, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const [typed, setTyped] = useState<{ date: string; time: string } | null>(null)
  const stored = typeof draft === 'string' && !Number.isNaN(Date.parse(draft)) && draft.includes('T')
  const clock = stored ? wallClock(draft, form.timeZone) : { date: '', time: '' }
  const shown = typed ?? {
    date: clock.date ? showDate(clock.date) : stored || draft === null ? '' : String(draft),
    time: clock.time,
  }
  const change = (next: { date: string; time: string }) => {
    setTyped(next)
    const date = draftOfText(next.date, name, form)
    if (date === null && next.time === '') form.store.set(name, null)
    else if (isDate(date) && next.time) form.store.set(name, instantAt(date, next.time, form.timeZone))
    else form.store.set(name, next.date || next.time)
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      className="tabular"
      placeholder={input.disabled ? undefined : 'MM/DD/YYYY'}
      value={shown.date}
      onChange={(event) => change({ ...shown, date: event.currentTarget.value })}
      onBlur={() => {
        if (stored) setTyped(null)
        check()
      }}
      inputContainer={(children) => (
        <div className={classes.beside}>
          {children}
          <TextInput
            type="time"
            size="sm"
            aria-label={`${field(name).label}, time`}
            classNames={fieldStyles}
            className={classes.time}
            disabled={input.disabled}
            value={shown.time}
            onChange={(event) => change({ ...shown, time: event.currentTarget.value })}
            onBlur={check}
          />
        </div>
      )}
    />
  )
}
