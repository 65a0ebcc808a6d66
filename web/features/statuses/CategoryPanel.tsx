/** One category: its name, whether it shows, and its values; the first that fits is the box. */
import { ActionIcon, Button, Switch, TextInput, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import type { StatusCategory } from '#shared/rules/statuses.ts'
import { ruleWords, type StatusNames } from '#shared/rules/status-words.ts'
import { StatusBox } from '#web/ui/Status.tsx'
import { SortHandle } from './SortHandle.tsx'
import classes from './statuses.module.css'
import { type Sort, useSort } from './use-sort.ts'

type Props = {
  category: StatusCategory
  names: StatusNames
  at: number
  sort: Sort
  dragged: boolean
  errors: Record<string, string>
  onChange: (next: StatusCategory) => void
  onRemove: () => void
  /** `null` for a new value. */
  onEdit: (value: number | null) => void
}

export function CategoryPanel({
  category,
  names,
  at,
  sort,
  dragged,
  errors,
  onChange,
  onRemove,
  onEdit,
}: Props) {
  const { name, shown, values } = category
  const words = name || 'the new category'
  const inner = useSort(
    values,
    ({ label }) => label,
    (next) => onChange({ ...category, values: next }),
  )
  return (
    <section
      className={classes.category}
      data-sort
      data-dragged={dragged || undefined}
      data-off={!shown || undefined}
      aria-label={`Category ${words}`}
    >
      <header className={classes.categoryHead}>
        <SortHandle sort={sort} at={at} label={words} />
        <TextInput
          className={classes.categoryName}
          aria-label="Name of the category"
          placeholder="Name of the category"
          maxLength={40}
          value={name}
          error={errors[`categories.${at}.name`]}
          onChange={(event) => onChange({ ...category, name: event.currentTarget.value })}
        />
        <Switch
          label="Shown"
          checked={shown}
          onChange={(event) => onChange({ ...category, shown: event.currentTarget.checked })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${words}`} onClick={onRemove}>
          <IconTrash size={15} />
        </ActionIcon>
      </header>
      <ol className={classes.values} data-sort-list>
        {values.map((value, v) => (
          <li key={v} className={classes.value} data-sort data-dragged={inner.dragged === value || undefined}>
            <SortHandle sort={inner} at={v} label={value.label || 'the new value'} />
            <span className={classes.box}>
              {value.label ? (
                <StatusBox tone={value.tone} label={value.label} detail={value.detail} />
              ) : (
                <em>Without words</em>
              )}
            </span>
            <span className={classes.rule}>
              {ruleWords(value.when, names)}
              <Errors errors={errors} under={`categories.${at}.values.${v}.`} />
            </span>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Edit ${value.label || 'the new value'}`}
              onClick={() => onEdit(v)}
            >
              <IconPencil size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${value.label || 'the new value'}`}
              disabled={values.length === 1}
              onClick={() => onChange({ ...category, values: values.filter((_, i) => i !== v) })}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </li>
        ))}
      </ol>
      <div className={classes.add}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={values.length >= 20}
          onClick={() => onEdit(null)}
        >
          Add a value
        </Button>
      </div>
      <VisuallyHidden role="status">{inner.said}</VisuallyHidden>
    </section>
  )
}

function Errors({ errors, under }: { errors: Record<string, string>; under: string }) {
  const found = [
    ...new Set(
      Object.entries(errors).flatMap(([path, message]) => (path.startsWith(under) ? [message] : [])),
    ),
  ]
  return found.map((message) => (
    <span key={message} className={classes.error}>
      {message}
    </span>
  ))
}
