/** The steps of a workflow in administration: their order, titles, instructions and fields. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Menu,
  MultiSelect,
  Stack,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { customIdOf, customKey } from '#shared/rules/custom-fields.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { mergeFields } from '#shared/rules/message-text.ts'
import {
  choosableFields,
  maxSteps,
  type StepKind,
  stepKindKeys,
  stepKinds,
  stepTitle,
  type StepField,
  workflowType,
} from '#shared/rules/workflows.ts'
import { OrderedList } from '#web/ui/OrderedList.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { type Draft, keyed, type KeyedStep } from './workflow-draft.ts'
import classes from './workflows.module.css'

type CustomField = { id: number; name: string; active: boolean }
type Props = {
  draft: Draft
  customFields: readonly CustomField[]
  /** By path: `steps.0.title`. */
  errors: Readonly<Record<string, string>>
  readOnly: boolean
  onChange: (steps: KeyedStep[]) => void
}

export function WorkflowSteps({ draft, customFields, errors, readOnly, onChange }: Props) {
  const { steps, type, purpose } = draft
  const [opened, setOpened] = useState<string | null>(null)
  const fixed = workflowType(type).steps !== null
  // The step that makes the customer stays the first.
  const held = fixed ? steps.length : steps[0]?.kind === 'information' ? 1 : 0
  const set = (key: string, change: Partial<KeyedStep>) =>
    onChange(steps.map((step) => (step.key === key ? { ...step, ...change } : step)))
  const add = (kind: StepKind) => {
    const [step] = keyed([{ kind, title: '', instructions: '', fields: [] }])
    setOpened(step!.key)
    onChange([...steps, step!])
  }
  const offered = stepKindKeys.filter(
    (kind) =>
      kind === 'fields' ||
      kind === 'script' ||
      (kind !== 'information' && !steps.some((step) => step.kind === kind)),
  )
  const adding = !fixed && !readOnly && steps.length < maxSteps && (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Add step
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {offered.map((kind) => (
          <Menu.Item key={kind} onClick={() => add(kind)}>
            {stepKinds[kind].label}
            <div className={classes.dim}>{stepKinds[kind].help}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
  return (
    <Panel
      title="Steps"
      note={
        fixed
          ? 'They follow from the type'
          : purpose === 'record'
            ? 'In the order in which they are gone through'
            : 'Information comes first'
      }
      actions={adding}
      flush
    >
      {errors['steps'] && (
        <p role="alert" className={classes.error}>
          {errors['steps']}
        </p>
      )}
      <OrderedList
        label="Steps"
        items={steps}
        keyOf={({ key }) => key}
        nameOf={(step) => stepTitle(type, step)}
        fixed={held}
        onMove={
          readOnly || fixed
            ? undefined
            : (keys) => onChange(keys.map((key) => steps.find((step) => step.key === key)!))
        }
      >
        {(step, index) => (
          <StepEditor
            step={step}
            title={`${index + 1}. ${stepTitle(type, step)}`}
            error={(name) => errors[`steps.${index}.${name}`]}
            isFixed={fixed}
            isTop={type === 'single_page'}
            customFields={customFields}
            readOnly={readOnly}
            open={opened === step.key || Object.keys(errors).some((p) => p.startsWith(`steps.${index}.`))}
            onToggle={() => setOpened(opened === step.key ? null : step.key)}
            onChange={(change) => set(step.key, change)}
            onRemove={
              fixed || readOnly || index < held || steps.length === 1
                ? undefined
                : () => onChange(steps.filter(({ key }) => key !== step.key))
            }
          />
        )}
      </OrderedList>
    </Panel>
  )
}

type StepProps = {
  step: KeyedStep
  title: string
  error: (name: string) => string | undefined
  isFixed: boolean
  /** Its fields stand on top of the whole form (NEW-011). */
  isTop: boolean
  customFields: readonly CustomField[]
  readOnly: boolean
  open: boolean
  onToggle: () => void
  onChange: (change: Partial<KeyedStep>) => void
  onRemove?: () => void
}

function StepEditor(props: StepProps) {
  const { step, title, error, isFixed, isTop, customFields, readOnly, open, onToggle, onChange, onRemove } =
    props
  const Chevron = open ? IconChevronDown : IconChevronRight
  const asks = step.kind === 'information' || step.kind === 'fields'
  return (
    <div className={classes.definition}>
      <div className={classes.stepHead}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={onToggle}>
          <Chevron size={15} aria-hidden />
          <strong>{title}</strong>
          <span className={classes.dim}>{stepKinds[step.kind].help}</span>
        </UnstyledButton>
        {step.fields.length > 0 && (
          <span className={classes.count}>
            {step.fields.length} {step.fields.length === 1 ? 'field' : 'fields'}
          </span>
        )}
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${title}`} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </div>
      {open && (
        <Stack gap="sm" className={classes.editor}>
          {!isFixed && (
            <TextInput
              label="Title"
              placeholder={stepKinds[step.kind].label}
              maxLength={60}
              withAsterisk={step.kind === 'script'}
              disabled={readOnly}
              value={step.title}
              error={error('title')}
              onChange={(event) => onChange({ title: event.currentTarget.value })}
            />
          )}
          <Textarea
            label="Instructions"
            description="Shown above the step. Merge fields are filled from the record."
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            withAsterisk={step.kind === 'script'}
            disabled={readOnly}
            value={step.instructions}
            error={error('instructions')}
            onChange={(event) => onChange({ instructions: event.currentTarget.value })}
          />
          {!readOnly && (
            <MergeMenu onPick={(name) => onChange({ instructions: `${step.instructions}{{${name}}}` })} />
          )}
          {asks && (
            <StepFields
              step={step}
              isTop={isTop}
              customFields={customFields}
              readOnly={readOnly}
              error={error('fields')}
              onChange={(fields) => onChange({ fields })}
            />
          )}
        </Stack>
      )}
    </div>
  )
}

const MergeMenu = ({ onPick }: { onPick: (name: string) => void }) => (
  <Menu position="bottom-start">
    <Menu.Target>
      <Button
        size="compact-xs"
        variant="subtle"
        className={classes.start}
        rightSection={<IconChevronDown size={12} aria-hidden />}
      >
        Insert a merge field
      </Button>
    </Menu.Target>
    <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
      {Object.entries(mergeFields).map(([name, { label }]) => (
        <Menu.Item key={name} onClick={() => onPick(name)}>
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
)

type FieldsProps = {
  step: KeyedStep
  isTop: boolean
  customFields: readonly CustomField[]
  readOnly: boolean
  error?: string
  onChange: (fields: StepField[]) => void
}

function StepFields({ step, isTop, customFields, readOnly, error, onChange }: FieldsProps) {
  const has = (name: string) => step.fields.some((one) => one.name === name)
  const custom = customFields
    .filter(({ id, active }) => active || has(customKey(id)))
    .map(({ id, name }) => ({ value: customKey(id), label: name }))
  const own = isTop
    ? []
    : choosableFields(step.kind).map((name) => ({ value: name as string, label: field(name).label }))
  const labelOf = (name: string) => {
    const id = customIdOf(name)
    return id === null
      ? field(name as FieldName).label
      : (customFields.find((one) => one.id === id)?.name ?? 'A field that was deleted')
  }
  const choose = (names: string[]) =>
    onChange(names.map((name) => step.fields.find((one) => one.name === name) ?? { name, required: false }))
  return (
    <>
      <MultiSelect
        label={isTop ? 'Custom fields on top' : step.kind === 'fields' ? 'Fields' : 'Further fields'}
        description={
          isTop
            ? 'The rest of the form stands below them'
            : step.kind === 'information'
              ? 'Office location, name, phone, account type and class, language and address are always asked'
              : undefined
        }
        searchable
        clearable
        disabled={readOnly}
        nothingFoundMessage="No such field"
        placeholder={step.fields.length ? undefined : 'Choose fields'}
        data={[
          ...(custom.length ? [{ group: 'Custom fields', items: custom }] : []),
          ...(own.length ? [{ group: 'Fields of the record', items: own }] : []),
        ]}
        value={step.fields.map(({ name }) => name)}
        error={error}
        onChange={choose}
      />
      {step.fields.length > 0 && (
        <div role="group" aria-label="Required" className={classes.required}>
          <span className={classes.dim}>Required here:</span>
          {step.fields.map(({ name, required }) => (
            <Checkbox
              key={name}
              size="xs"
              label={labelOf(name)}
              checked={required}
              disabled={readOnly}
              onChange={(event) =>
                onChange(
                  step.fields.map((one) =>
                    one.name === name ? { name, required: event.currentTarget.checked } : one,
                  ),
                )
              }
            />
          ))}
        </div>
      )}
    </>
  )
}
