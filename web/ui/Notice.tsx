/** A message of the page with its one action: a warning above a form, why something is read-only. */
import type { ReactNode } from 'react'
import { type Tone, toneIcons } from './tone.ts'
import classes from './Notice.module.css'

type Props = { tone: Tone; title?: string; children: ReactNode; action?: ReactNode }

/** Announced when it appears (role status; alert for `bad`). */
export function Notice({ tone, title, children, action }: Props) {
  const Icon = toneIcons[tone]
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={16} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        {title && <strong>{title} </strong>}
        {children}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
