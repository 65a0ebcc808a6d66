/** A dialog with a form, as payroll’s rules are made and changed in. */
import { Button, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './payroll.module.css'

type Props = {
  title: string
  label: string
  error: Problem | null
  busy: boolean
  /** At the left of the buttons: Delete. */
  left?: ReactNode
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

export function PayrollDialog({ title, label, error, busy, left, onSubmit, onClose, children }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        <Stack gap="md">
          {error && error.errors.length === 0 && <Notice tone="bad">{problemText(error)}</Notice>}
          {children}
          <div className={classes.buttons}>
            {left && <span className={classes.left}>{left}</span>}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {label}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
