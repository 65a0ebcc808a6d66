/** Where nothing is yet: what would stand here, and what to do next. */
import type { ComponentType, ReactNode } from 'react'
import classes from './states.module.css'

type Props = {
  icon?: ComponentType<{ size?: number; stroke?: number }>
  title: string
  /** The page has no other heading. */
  isPage?: boolean
  children?: ReactNode
  /** The next step, a button or a link. */
  action?: ReactNode
}

export function EmptyState({ icon: Icon, title, isPage = false, children, action }: Props) {
  const Heading = isPage ? 'h1' : 'p'
  return (
    <div className={classes.state}>
      {Icon && (
        <span className={classes.icon} aria-hidden>
          <Icon size={22} stroke={1.6} />
        </span>
      )}
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
