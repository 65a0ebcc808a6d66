/** What went wrong in place of what was asked for: the sentence, a retry, and the request's number for support. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconLock, IconMapQuestion, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Problem, problemText } from '#web/api/problem.ts'
import { Copyable } from './CopyButton.tsx'
import classes from './states.module.css'

type Props = {
  error: unknown
  onRetry?: () => void
  /** Instead of Try again: a way back, for example. */
  action?: ReactNode
  /** The page has no other heading. */
  isPage?: boolean
}

function headingOf(error: unknown) {
  if (!(error instanceof Problem)) return { title: 'This page failed', icon: IconAlertTriangle, retry: true }
  if (error.status === 0) return { title: 'No connection', icon: IconPlugConnectedX, retry: true }
  if (error.status === 401) return { title: 'You are signed out', icon: IconLock, retry: true }
  if (error.status === 403) return { title: 'You may not see this', icon: IconLock, retry: false }
  if (error.status === 404) return { title: 'Not found', icon: IconMapQuestion, retry: false }
  return { title: 'This did not work', icon: IconAlertTriangle, retry: true }
}

export function ErrorState({ error, onRetry, action, isPage = false }: Props) {
  const Heading = isPage ? 'h1' : 'p'
  const { title, icon: Icon, retry } = headingOf(error)
  const requestId = error instanceof Problem ? error.requestId : null
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} aria-hidden>
        <Icon size={22} stroke={1.6} />
      </span>
      <Heading className={classes.title}>{title}</Heading>
      <div className={classes.text}>{problemText(error)}</div>
      {(action || (retry && onRetry)) && (
        <div className={classes.action}>
          {action ?? (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
        </div>
      )}
      {requestId && (
        <p className={classes.request}>
          Request number{' '}
          <Copyable value={requestId} label="request number">
            <code>{requestId}</code>
          </Copyable>
        </p>
      )}
    </div>
  )
}
