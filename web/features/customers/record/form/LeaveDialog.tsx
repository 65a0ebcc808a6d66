/** What leaving with unsaved changes asks (REC-143). */
import { Button, Group, Modal } from '@mantine/core'

type Props = {
  /** The record is being created. */
  isNew: boolean
  count: number
  saving: boolean
  onStay: () => void
  onDiscard: () => void
  onSave: () => void
}

export function LeaveDialog({ isNew, count, saving, onStay, onDiscard, onSave }: Props) {
  return (
    <Modal opened onClose={onStay} title={isNew ? 'Save this new record?' : 'Save your changes?'}>
      <p style={{ marginTop: 0 }}>
        {count === 1 ? 'One field is' : `${count} fields are`} not saved yet. If you leave without saving,
        what you typed is gone.
      </p>
      <Group justify="flex-end" gap="sm">
        <Button variant="subtle" color="red" onClick={onDiscard} disabled={saving}>
          Discard and leave
        </Button>
        <Button variant="default" onClick={onStay} disabled={saving} data-autofocus>
          Stay
        </Button>
        <Button onClick={onSave} loading={saving}>
          Save and leave
        </Button>
      </Group>
    </Modal>
  )
}
