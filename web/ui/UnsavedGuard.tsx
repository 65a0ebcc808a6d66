/** Leaving a form with unsaved changes asks first: links and the back button here, closing the tab by the browser. */
import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'

export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const latest = useRef(dirty)
  latest.current = dirty
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && latest.current,
    enableBeforeUnload: () => latest.current,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal opened onClose={blocker.reset} title="Leave without saving?">
      <p style={{ marginTop: 0 }}>What you changed here is not saved yet, and is gone if you leave.</p>
      <Group justify="flex-end" gap="sm">
        <Button variant="subtle" color="red" onClick={blocker.proceed}>
          Discard and leave
        </Button>
        <Button onClick={blocker.reset} data-autofocus>
          Stay
        </Button>
      </Group>
    </Modal>
  )
}
