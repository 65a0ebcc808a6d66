/** A step's form: what went wrong stays above the button that tries again, and nothing that was typed is lost. */
import { Button, Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'

type Props = {
  label: string
  danger?: boolean
  disabled?: boolean
  /** The form asks for nothing: Enter does it. */
  focused?: boolean
  isPending: boolean
  error: unknown
  /** Paths of errors that stand at their own fields. */
  shownAt?: readonly string[]
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

export function StepForm(props: Props) {
  const { label, danger, disabled = false, focused = false, isPending, error, shownAt, children } = props
  const { onSubmit, onClose } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disabled && !isPending) onSubmit()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {children}
        <Refusal error={error} shownAt={shownAt} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={danger ? 'red' : undefined}
            disabled={disabled}
            loading={isPending}
            autoFocus={focused}
            data-autofocus={focused || undefined}
          >
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type RefusalProps = { error: unknown; shownAt?: readonly string[] }

/** What the provider refused, or that nobody knows what became of it; silent where the fields say it. */
export function Refusal({ error, shownAt = [] }: RefusalProps) {
  if (!error) return null
  const errors = error instanceof Problem ? error.errors : []
  if (errors.length > 0 && errors.every(({ path }) => shownAt.includes(path))) return null
  const isUnknown = error instanceof Problem && error.code === 'interactive.outcome_unknown'
  return (
    <Notice tone={isUnknown ? 'attention' : 'bad'} title={isUnknown ? 'Not confirmed.' : 'Not done.'}>
      {problemText(error)}
    </Notice>
  )
}
