/** Short messages at the bottom of the page. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { Problem, problemText } from '#web/api/problem.ts'
import classes from './toast.module.css'

const closeButtonProps = { 'aria-label': 'Dismiss message' }

/** Something was done. With `undo` the message stays longer and offers to take it back. */
export function toastDone(message: string, { undo }: { undo?: () => void } = {}): void {
  const id = notifications.show({
    message: (
      <div className={classes.row}>
        <span>{message}</span>
        {undo && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            Undo
          </Button>
        )}
      </div>
    ),
    icon: <IconCheck size={16} />,
    color: 'green',
    autoClose: undo ? 8_000 : 3_500,
    closeButtonProps,
  })
}

/** Something that the user asked for failed; says why, with the request's number if it was the server's fault. */
export function toastFailed(error: unknown): void {
  const number = error instanceof Problem && error.status >= 500 && error.requestId
  notifications.show({
    message: number ? `${problemText(error)} (Request ${number})` : problemText(error),
    icon: <IconAlertTriangle size={16} />,
    color: 'red',
    autoClose: 9_000,
    closeButtonProps,
  })
}
