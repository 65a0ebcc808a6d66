/** The frame of a dialog that does something to the whole record: says what, asks, does, and shows why it could not. */
import { Button, Checkbox, Group, Modal, Skeleton, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useUnsaved } from '../RecordActions.tsx'

type Props = {
  title: string
  children: ReactNode
  onClose: () => void
  /** The button's words; without `onConfirm` there is nothing to confirm, only to read. */
  confirmLabel: string
  onConfirm?: () => void
  running?: boolean
  danger?: boolean
  /** A sentence with a checkbox that must be ticked first. */
  acknowledge?: string
  /** What went wrong; shown above the buttons. */
  error?: unknown
  /** What the dialog has to know is still being read. */
  loading?: boolean
  /** Unsaved changes of the form would be lost, or not be in it. */
  needsSaved?: boolean
  size?: string
}

export function DeedDialog(props: Props) {
  const { title, children, onClose, confirmLabel, onConfirm, running, danger, acknowledge, error } = props
  const { loading = false, needsSaved = false, size } = props
  const [ticked, setTicked] = useState(false)
  const unsaved = useUnsaved()
  const [waiting] = useState(() => (needsSaved ? unsaved() : 0))
  const ready = waiting === 0 && !loading && (acknowledge === undefined || ticked)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && onConfirm && !running) onConfirm()
  }
  return (
    <Modal opened onClose={onClose} title={title} size={size}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {waiting > 0 && (
            <Notice tone="attention" title="Save first.">
              {waiting === 1 ? 'One field of this record is' : `${waiting} fields of this record are`} not
              saved yet. Save or discard, then come back.
            </Notice>
          )}
          {loading ? <Skeleton height={72} radius="md" /> : children}
          {acknowledge !== undefined && onConfirm && (
            <Checkbox
              checked={ticked}
              onChange={(event) => setTicked(event.currentTarget.checked)}
              label={acknowledge}
              disabled={loading || waiting > 0}
            />
          )}
          {error != null && <Notice tone="bad">{problemText(error)}</Notice>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {onConfirm ? 'Cancel' : 'Close'}
            </Button>
            {onConfirm && (
              <Button
                type="submit"
                color={danger ? 'red' : undefined}
                loading={running ?? false}
                disabled={!ready}
              >
                {confirmLabel}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
