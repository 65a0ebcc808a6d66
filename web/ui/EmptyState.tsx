/** Where nothing is yet: what would stand here, and what to do next. */
import type { ComponentType, ReactNode } from 'react'
import classes from './states.module.css'

type Props = {
  icon?: ComponentType<{ size?: number; stroke?: number }>
  title: string
  children?: ReactNode
  /** The next step, a button or a link. */
  action?: ReactNode
}

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className={classes.state}>
      {Icon && (
        <span className={classes.icon} aria-hidden>
          <Icon size={22} stroke={1.6} />
        </span>
      )}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
