/** Asks for a period, and what else is to be said of what is made of it. */
import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './accounting.module.css'

type Period = { from: string; to: string }
type Errors = Record<string, string | undefined>

type Props<D extends Period> = {
  title: string
  submit: string
  schema: z.ZodType
  draft: D
  /** Why the first day is given. */
  fixedFrom?: string
  onDraft: (draft: D) => void
  /** Why what was sent was refused. */
  error: Problem | null
  isPending: boolean
  disabled?: boolean
  /** Wider, for what is below the days. */
  wide?: boolean
  onSubmit: () => void
  onClose: () => void
  /** Below the days. */
  children?: (errors: Errors) => ReactNode
}

export function PeriodDialog<D extends Period>(props: Props<D>) {
  const {
    title,
    submit,
    schema,
    draft,
    fixedFrom,
    onDraft,
    error,
    isPending,
    disabled,
    wide,
    onSubmit,
    onClose,
    children,
  } = props
  const [errors, setErrors] = useState<Errors>({})
  const shown: Errors = { ...fieldErrors(error), ...errors }
  return (
    <Modal opened onClose={onClose} title={title} size={wide ? 'lg' : 'md'}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const checked = check(schema, draft)
          setErrors(checked.errors ?? {})
          if (!checked.errors) onSubmit()
        }}
      >
        <Stack gap="md">
          {error && error.errors.length === 0 && <Notice tone="bad">{problemText(error)}</Notice>}
          {(['from', 'to'] as const).map((name) => (
            <TextInput
              key={name}
              type="date"
              withAsterisk
              label={name === 'from' ? 'First day' : 'Last day'}
              data-autofocus={(name === 'from') !== Boolean(fixedFrom) || undefined}
              value={draft[name]}
              {...(name === 'from' && fixedFrom && { disabled: true, description: fixedFrom })}
              error={shown[name]}
              onChange={(event) => onDraft({ ...draft, [name]: event.currentTarget.value })}
            />
          ))}
          {children?.(shown)}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending} disabled={disabled}>
              {submit}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
