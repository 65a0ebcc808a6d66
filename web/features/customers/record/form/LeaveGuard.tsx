/** Leaving with unsaved changes asks first (REC-143): links and the back button here, closing the tab by the browser. */
import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import { useFormSummary, useRecordForm } from './form-context.ts'

type Props = {
  /** Saves and says whether that worked; null where nothing can be saved. */
  save: () => Promise<boolean>
}

export function LeaveGuard({ save }: Props) {
  const { store, record } = useRecordForm()
  const { dirty } = useFormSummary(store)
  const [saving, setSaving] = useState(false)
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      current.pathname !== next.pathname && store.summary().dirty.length > 0,
    enableBeforeUnload: () => store.summary().dirty.length > 0,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  const saveAndLeave = async () => {
    setSaving(true)
    const saved = await save()
    setSaving(false)
    if (saved) blocker.proceed()
    else blocker.reset()
  }
  const discard = () => {
    store.discard()
    blocker.proceed()
  }
  const count = dirty.length
  return (
    <Modal opened onClose={blocker.reset} title={record ? 'Save your changes?' : 'Save this new record?'}>
      <p style={{ marginTop: 0 }}>
        {count === 1 ? 'One field is' : `${count} fields are`} not saved yet. If you leave without saving,
        what you typed is gone.
      </p>
      <Group justify="flex-end" gap="sm">
        <Button variant="subtle" color="red" onClick={discard} disabled={saving}>
          Discard and leave
        </Button>
        <Button variant="default" onClick={blocker.reset} disabled={saving} data-autofocus>
          Stay
        </Button>
        <Button onClick={() => void saveAndLeave()} loading={saving}>
          Save and leave
        </Button>
      </Group>
    </Modal>
  )
}
