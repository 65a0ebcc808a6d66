/** Somebody else saved meanwhile (REC-141): whose change it was, what differs, and which side each field takes. */
import { Button, Group, Modal, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { type Conflict, mask } from '#shared/contracts/customers.ts'
import type { FieldKey, RecordValues } from '#shared/rules/custom-fields.ts'
import { emptyOf } from '#shared/rules/custom-values.ts'
import { type MergedField, mergeFields, type Side } from '#shared/rules/merge.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import { specOf } from './field-spec.ts'
import { type RecordForm, useRecordForm } from './form-context.ts'
import classes from './merge.module.css'
import { valueText } from './value-text.ts'

type Choices = { [K in FieldKey]?: Side }
type Props = { conflict: Conflict; saving: boolean; onClose: () => void; onSave: () => void }

export function MergePanel({ conflict, saving, onClose, onSave }: Props) {
  const form = useRecordForm()
  const { store } = form
  const [choices, setChoices] = useState<Choices>({})
  const theirs = useMemo(() => theirValues(conflict, form), [conflict, form])
  const merge = useMemo(() => mergeFields(store.values(), store.changes(), theirs), [store, theirs])
  const save = () => {
    store.rebase({ ...store.values(), ...theirs }, conflict.version, {})
    for (const { field: name, theirs: value } of merge.clashes)
      if (sideOf(name, value, choices) === 'theirs') store.setValue(name, value)
    onSave()
  }
  return (
    <Modal opened onClose={onClose} size={860} title={`${conflict.changedBy} saved this record meanwhile`}>
      <p className={classes.intro}>
        That was <Time at={conflict.changedAt} />. Nothing of yours is lost.{' '}
        {merge.clashes.length > 0
          ? 'Choose whose value to keep where both of you changed the same field, then save.'
          : 'No field was changed by both of you, so both changes can be kept.'}
      </p>
      {merge.clashes.length > 0 && (
        <div className={classes.list} role="group" aria-label="Changed by both">
          {merge.clashes.map((clash) => (
            <Clash
              key={clash.field}
              clash={clash}
              who={conflict.changedBy}
              side={sideOf(clash.field, clash.theirs, choices)}
              onChoose={(side) => setChoices((before) => ({ ...before, [clash.field]: side }))}
            />
          ))}
        </div>
      )}
      <Listed title={`Taken over from ${conflict.changedBy}`} fields={[...merge.taken]} value="theirs" />
      <Listed title="Yours, kept" fields={merge.kept} value="ours" />
      <Listed title="Changed the same way by both" fields={merge.agreed} value="ours" />
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose} disabled={saving}>
          Back to the form
        </Button>
        <Button onClick={save} loading={saving} data-autofocus>
          Save merged
        </Button>
      </Group>
    </Modal>
  )
}

/** Their side of the fields that this form has; the others are none of its business. */
const theirValues = (conflict: Conflict, { store }: RecordForm): RecordValues =>
  Object.fromEntries(
    conflict.fields
      .filter((f) => store.has(f.field))
      .map((f) => {
        const custom = store.customField(f.field)
        return [f.field, f.theirs ?? (custom ? emptyOf(custom) : null)]
      }),
  ) as RecordValues

/** A value that became confidential for this user can only be theirs: it can neither be seen nor overwritten. */
const sideOf = (name: FieldKey, theirs: unknown, choices: Choices): Side =>
  theirs === mask ? 'theirs' : (choices[name] ?? 'ours')

type ClashProps = { clash: MergedField; who: string; side: Side; onChoose: (side: Side) => void }

function Clash({ clash, who, side, onChoose }: ClashProps) {
  const form = useRecordForm()
  const { label } = specOf(clash.field, form)
  const text = (value: MergedField['ours']) => valueText(clash.field, value, form) ?? 'empty'
  return (
    <div className={classes.clash}>
      <div className={classes.name}>
        {label}
        <div className={classes.was}>was {text(clash.base)}</div>
      </div>
      <div className={classes.side} data-chosen={side === 'ours' || undefined}>
        <span className={classes.whose}>Yours</span>
        {text(clash.ours)}
      </div>
      <div className={classes.side} data-chosen={side === 'theirs' || undefined}>
        <span className={classes.whose}>{who}</span>
        {text(clash.theirs)}
      </div>
      {clash.theirs === mask ? (
        <Notice tone="neutral">A value was stored that you may not see; it stays.</Notice>
      ) : (
        <SegmentedControl
          size="xs"
          aria-label={`${label}: whose value to keep`}
          value={side}
          onChange={(value) => onChoose(value as Side)}
          data={[
            { value: 'ours', label: 'Mine' },
            { value: 'theirs', label: 'Theirs' },
          ]}
        />
      )}
    </div>
  )
}

function Listed({ title, fields, value }: { title: string; fields: MergedField[]; value: Side }) {
  const form = useRecordForm()
  if (fields.length === 0) return null
  return (
    <section className={classes.listed}>
      <h3>{title}</h3>
      <ul>
        {fields.map((f) => (
          <li key={f.field}>
            <span className={classes.was}>{specOf(f.field, form).label}:</span>{' '}
            {valueText(f.field, f.base, form) ?? 'empty'} →{' '}
            <strong>{valueText(f.field, f[value], form) ?? 'empty'}</strong>
          </li>
        ))}
      </ul>
    </section>
  )
}
