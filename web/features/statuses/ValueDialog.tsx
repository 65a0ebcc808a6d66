/** One value of a category: what its box says, in which colour, and of whom. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { StatusSetup } from '#shared/contracts/statuses.ts'
import {
  detailWords,
  type StatusCategory,
  statusCategory,
  type StatusTone,
  statusTones,
  type StatusValue,
} from '#shared/rules/statuses.ts'
import { check } from '#web/api/problem.ts'
import { StatusBox } from '#web/ui/Status.tsx'
import { ConditionField } from './ConditionField.tsx'
import classes from './statuses.module.css'

/** @param value its place; null for a new one. */
export type Edited = { category: number; value: number | null }

type Props = {
  edited: Edited
  category: StatusCategory
  options: StatusSetup['options']
  onDone: (category: StatusCategory) => void
  onClose: () => void
}

export function ValueDialog({ edited, category, options, onDone, onClose }: Props) {
  const at = edited.value
  const [value, setValue] = useState<StatusValue>(
    (at === null ? undefined : category.values[at]) ?? {
      label: '',
      tone: 'good',
      detail: '',
      when: [{ type: 'yes_no', fact: 'sold', is: true }],
    },
  )
  const [errors, setErrors] = useState<Record<string, string>>({})
  const set = (change: Partial<StatusValue>) => setValue({ ...value, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(statusCategory.shape.values.element, value)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    // A new one stands before whatever fits everybody: behind it, it would never show.
    const last = category.values.at(-1)
    const place = last && last.when.length === 0 ? category.values.length - 1 : category.values.length
    onDone({
      ...category,
      values:
        at === null
          ? category.values.toSpliced(place, 0, checked.value)
          : category.values.with(at, checked.value),
    })
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={at === null ? 'New value' : 'Edit the value'}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label="What the box says"
            withAsterisk
            data-autofocus
            maxLength={40}
            value={value.label}
            error={errors.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
          <div role="group" aria-label="Colour">
            <div className={classes.heading}>Colour</div>
            <div className={classes.tones}>
              {(Object.keys(statusTones) as StatusTone[]).map((tone) => (
                <button
                  key={tone}
                  type="button"
                  className={classes.tone}
                  aria-pressed={tone === value.tone}
                  onClick={() => set({ tone })}
                >
                  <StatusBox tone={tone} label={statusTones[tone]} />
                </button>
              ))}
            </div>
          </div>
          <TextInput
            label="On hover"
            description={`May say ${Object.keys(detailWords)
              .map((word) => `{${word}}`)
              .join(', ')}; [what stands in brackets] is left out where the word has nothing to say.`}
            maxLength={160}
            value={value.detail}
            error={errors.detail}
            onChange={(event) => set({ detail: event.currentTarget.value })}
          />
          <fieldset className={classes.conditions}>
            <legend className={classes.heading}>
              {value.when.length
                ? 'Shown if the customer'
                : 'Shown for everybody whom no value above it fits'}
            </legend>
            {value.when.map((condition, c) => (
              <ConditionField
                key={c}
                first={c === 0}
                condition={condition}
                options={options}
                errors={errors}
                path={`when.${c}`}
                onChange={(next) => set({ when: value.when.with(c, next) })}
                onRemove={() => set({ when: value.when.filter((_, i) => i !== c) })}
              />
            ))}
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={value.when.length >= 10}
              onClick={() => set({ when: [...value.when, { type: 'yes_no', fact: 'sold', is: true }] })}
            >
              Add a condition
            </Button>
          </fieldset>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Use this value</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
