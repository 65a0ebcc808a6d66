/** The fields of a note, for a new one and for an edit: what is typed, checked by the contract's own schema. */
import { Button, Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from 'react'
import { priorities, type Priority, priorityLabels } from '#shared/rules/notes.ts'
import { todayIn } from '#shared/time.ts'
import { useMe } from '#web/api/session.ts'
import { MentionField } from './MentionField.tsx'
import { asPlainNote, asTicket, type NoteDraft, withType } from './note-draft.ts'
import classes from './notes.module.css'
import { choicesOf, type Option, useNoteCatalogues, usePeople } from './use-notes.ts'

type Props = {
  customerId: number
  draft: NoteDraft
  /** What the note is stored with: its inactive values stay to be chosen. */
  stored?: NoteDraft
  errors: Record<string, string>
  onChange: (draft: NoteDraft) => void
  onSubmit: () => void
  onCancel: () => void
  submitLabel: string
  saving: boolean
  /** What went wrong beyond the fields, or what the last save ran into. */
  trouble?: ReactNode
}

const priorityChoices = [
  { value: '', label: 'None' },
  ...priorities.map((value) => ({ value: value as string, label: priorityLabels[value] })),
]

export function NoteForm(props: Props) {
  const { customerId, draft, stored, errors, onChange, onSubmit, onCancel, saving } = props
  const me = useMe()
  const people = usePeople(customerId)
  const { types, reasons, dispositions } = useNoteCatalogues()
  const today = todayIn(me.company.timeZone, new Date())
  const myself = people.some(({ id }) => id === me.user.id) ? me.user.id : null
  const set = (change: Partial<NoteDraft>) => onChange({ ...draft, ...change })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!saving) onSubmit()
  }
  // Enter in the text is a new line; with Ctrl (Cmd on a Mac) it saves, as Esc gives up.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
    if (event.key === 'Escape' && !event.defaultPrevented) onCancel()
  }
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
      <TextInput
        label="Subject"
        required
        data-autofocus
        maxLength={255}
        value={draft.subject}
        error={errors['subject']}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <MentionField
        label="Text"
        placeholder="What happened? Name a colleague with @"
        maxLength={10_000}
        people={people}
        value={draft.body}
        error={errors['body']}
        onChange={(body) => set({ body })}
      />
      <div className={classes.fields}>
        <Choice
          label="Note type"
          options={types}
          stored={stored?.typeId}
          value={draft.typeId}
          error={errors['typeId']}
          onChange={(id) => onChange(withType(draft, types.find((t) => t.id === id) ?? null, myself, today))}
        />
        <Choice
          label="Communication reason"
          options={reasons}
          stored={stored?.reasonId}
          value={draft.reasonId}
          error={errors['reasonId']}
          onChange={(reasonId) => set({ reasonId })}
        />
        <Choice
          label="Communication disposition"
          options={dispositions}
          stored={stored?.dispositionId}
          value={draft.dispositionId}
          error={errors['dispositionId']}
          onChange={(dispositionId) => set({ dispositionId })}
        />
      </div>
      <Checkbox
        label="This is a ticket: somebody has to see to it"
        checked={draft.isTicket}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? asTicket(draft, myself) : asPlainNote(draft))
        }
      />
      {draft.isTicket && <TicketFields {...{ draft, errors, set, people }} />}
      {props.trouble}
      <div className={classes.buttons}>
        <Button type="submit" loading={saving}>
          {props.submitLabel}
        </Button>
        <Button variant="default" onClick={onCancel} disabled={saving}>
          Cancel
        </Button>
        <span className={classes.dimmed}>Ctrl Enter saves</span>
      </div>
    </form>
  )
}

type TicketProps = {
  draft: NoteDraft
  errors: Record<string, string>
  set: (change: Partial<NoteDraft>) => void
  people: readonly { id: number; name: string }[]
}

function TicketFields({ draft, errors, set, people }: TicketProps) {
  const labelId = useId()
  return (
    <div className={classes.fields}>
      <Select
        label="Assigned to"
        required
        searchable
        allowDeselect={false}
        openOnFocus={false}
        data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={draft.assigneeId === null ? null : String(draft.assigneeId)}
        error={errors['assigneeId']}
        nothingFoundMessage="Nobody of that name sees this record’s notes"
        onChange={(value) => set({ assigneeId: value === null ? null : Number(value) })}
      />
      <TextInput
        type="date"
        label="Due date"
        min="1900-01-01"
        max="2199-12-31"
        value={draft.dueOn ?? ''}
        error={errors['dueOn']}
        onChange={(event) => set({ dueOn: event.currentTarget.value || null })}
      />
      <div>
        <div className="mantine-InputWrapper-label" id={labelId}>
          Priority
        </div>
        <SegmentedControl
          fullWidth
          aria-labelledby={labelId}
          data={priorityChoices}
          value={draft.priority ?? ''}
          onChange={(value) => set({ priority: (value || null) as Priority | null })}
        />
      </div>
    </div>
  )
}

type ChoiceProps = {
  label: string
  options: readonly Option[]
  stored: number | null | undefined
  value: number | null
  error: string | undefined
  onChange: (id: number | null) => void
}

function Choice({ label, options, stored, value, error, onChange }: ChoiceProps) {
  return (
    <Select
      label={label}
      clearable
      searchable
      openOnFocus={false}
      data={choicesOf(options, stored).map((choice) => ({ ...choice, value: String(choice.value) }))}
      value={value === null ? null : String(value)}
      error={error}
      nothingFoundMessage={options.length === 0 ? 'There is nothing to choose yet' : 'Nothing found'}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  )
}
