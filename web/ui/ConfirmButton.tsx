/**
 * A button whose deed cannot be undone, so that it asks first. What can be undone does not ask: it does, and
 * offers `toastDone('…', { undo })`.
 */
import { Button, type ButtonProps, Checkbox, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { problemText } from '#web/api/problem.ts'
import { Notice } from './Notice.tsx'

type Props = ButtonProps & {
  /** The button's words; also the confirming button's unless `confirmLabel` is given. */
  label: string
  title: string
  /** What will happen, in full. */
  children: ReactNode
  confirmLabel?: string
  danger?: boolean
  /** A sentence with a checkbox that must be ticked first. */
  acknowledge?: string
  /** Closes when it resolves; a rejection is shown in the dialog. */
  onConfirm: () => Promise<unknown>
}

export function ConfirmButton(props: Props) {
  const { label, title, children, confirmLabel, danger, acknowledge, onConfirm, ...button } = props
  const [opened, setOpened] = useState(false)
  const [ticked, setTicked] = useState(false)
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const open = () => {
    setTicked(false)
    setError(null)
    setOpened(true)
  }
  const confirm = async () => {
    setRunning(true)
    setError(null)
    try {
      await onConfirm()
      setOpened(false)
    } catch (failure) {
      setError(failure)
    } finally {
      setRunning(false)
    }
  }
  return (
    <>
      <Button variant="default" color={danger ? 'red' : undefined} {...button} onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title}>
        <Stack gap="md">
          <div>{children}</div>
          {acknowledge && (
            <Checkbox
              checked={ticked}
              onChange={(e) => setTicked(e.currentTarget.checked)}
              label={acknowledge}
            />
          )}
          {error !== null && <Notice tone="bad">{problemText(error)}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              Cancel
            </Button>
            <Button
              color={danger ? 'red' : undefined}
              loading={running}
              disabled={acknowledge !== undefined && !ticked}
              onClick={() => void confirm()}
              data-autofocus={acknowledge === undefined || undefined}
            >
              {confirmLabel ?? label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
