/** A bordered section of a page with its heading. Panels do not nest: part the inside with `PanelPart`. */
import { type ReactNode, useId } from 'react'
import classes from './Panel.module.css'

type Props = {
  title?: ReactNode
  /** A word or two beside the title: a count, a state. */
  note?: ReactNode
  /** Buttons at the right of the heading. */
  actions?: ReactNode
  /** Lets tables and lists reach the border. */
  flush?: boolean
  id?: string
  children: ReactNode
}

export function Panel({ title, note, actions, flush = false, id, children }: Props) {
  const headingId = useId()
  return (
    <section className={classes.panel} id={id} aria-labelledby={title ? headingId : undefined}>
      {(title || actions) && (
        <header className={classes.head}>
          {title && (
            <h2 className={classes.title} id={headingId}>
              {title}
            </h2>
          )}
          {note && <span className={classes.note}>{note}</span>}
          {actions && <div className={classes.actions}>{actions}</div>}
        </header>
      )}
      <div className={classes.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  )
}

/** A part of a panel, set off by a line above it. */
export function PanelPart({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={classes.part}>
      {title && <h3 className={classes.partTitle}>{title}</h3>}
      {children}
    </div>
  )
}
