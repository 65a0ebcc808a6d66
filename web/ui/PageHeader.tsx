/** A page's title with its count and actions. One per page: it holds the h1. */
import type { ReactNode } from 'react'
import classes from './PageHeader.module.css'

type Props = { title: ReactNode; note?: ReactNode; actions?: ReactNode }

export function PageHeader({ title, note, actions }: Props) {
  return (
    <header className={classes.header}>
      <h1 className={classes.title}>{title}</h1>
      {note && <span className={`${classes.note} tabular`}>{note}</span>}
      {actions && <div className={`${classes.actions} no-print`}>{actions}</div>}
    </header>
  )
}

/** The margins of a page that scrolls as a whole. `narrow` keeps forms and texts readable on wide screens. */
export function Page({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      {children}
    </div>
  )
}
