/** Everything of a work order that one edits, for one that exists and for a new one. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { priorities, priorityLabels } from '#shared/rules/notes.ts'
import { workOrderLabels } from '#shared/rules/work-orders.ts'
import { formGrid, wideField } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { type Choices, type Draft, selectData } from './work-order-draft.ts'
import { WorkOrderLines } from './WorkOrderLines.tsx'

type Props = {
  draft: Draft
  choices: Choices | undefined
  /** Who has it now, who may be no technician any more. */
  technician?: { id: number; name: string } | null
  errors: Readonly<Record<string, string>>
  disabled: boolean
  /** What the customer has signed stays as it was. */
  signed?: boolean
  isNew?: boolean
  onChange: (change: Partial<Draft>) => void
}

export function WorkOrderForm(props: Props) {
  const { draft, choices, technician, errors, disabled, signed = false, isNew = false, onChange } = props
  const field = (name: Exclude<keyof Draft, 'lines'>, locked = disabled) => ({
    label: workOrderLabels[name],
    value: draft[name],
    error: errors[name],
    disabled: locked,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  const technicians = choices?.technicians ?? []
  const people =
    technician && !technicians.some(({ id }) => id === technician.id)
      ? [...technicians, technician]
      : technicians
  return (
    <>
      <Panel title="Job">
        <div className={formGrid}>
          <div className={wideField}>
            <TextInput
              {...field('subject', disabled || signed)}
              withAsterisk
              maxLength={255}
              data-autofocus={isNew || undefined}
              autoFocus={isNew}
            />
          </div>
          <NativeSelect
            {...field('typeId', disabled || !choices)}
            withAsterisk
            data={[{ value: '', label: 'Choose' }, ...selectData(choices?.types, draft.typeId)]}
          />
          <NativeSelect
            {...field('technicianId', disabled || !choices)}
            data={[{ value: '', label: 'Nobody yet' }, ...selectData(people)]}
          />
          <NativeSelect
            {...field('priority')}
            data={[
              { value: '', label: 'None' },
              ...priorities.map((value) => ({ value, label: priorityLabels[value] })),
            ]}
          />
          <TextInput {...field('dueOn')} type="date" min="1900-01-01" max="2199-12-31" />
          <div className={wideField}>
            <Textarea
              {...field('description', disabled || signed)}
              autosize
              minRows={3}
              maxRows={14}
              maxLength={10_000}
            />
          </div>
          {!isNew && (
            <div className={wideField}>
              <Textarea
                {...field('resolution')}
                description="What was done; it can be written on the way, and is asked for when the work is completed"
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                autosize
                minRows={2}
                maxRows={14}
                maxLength={10_000}
              />
            </div>
          )}
        </div>
      </Panel>
      <Panel title="Labor and parts">
        <WorkOrderLines
          lines={draft.lines}
          choices={choices}
          errors={errors}
          disabled={disabled || signed}
          onChange={(lines) => onChange({ lines })}
        />
      </Panel>
    </>
  )
}
