/** The list on a phone: a card a record, with what one needs in a hallway. */
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CustomerRow } from '#shared/contracts/customers.ts'
import { Phone } from '#web/ui/Phone.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { nameOf, statusOf } from './columns.tsx'
import classes from './list.module.css'

type Props = {
  kind: 'customer' | 'lead'
  label: string
  scrollId: string
  rows: readonly CustomerRow[] | undefined
  rowLink: (row: CustomerRow) => LinkProps
  empty: ReactNode
  footer: ReactNode
}

export function RecordCards({ kind, label, scrollId, rows, rowLink, empty, footer }: Props) {
  return (
    <div className={classes.cards} data-scroll-restoration-id={scrollId} aria-busy={!rows}>
      {!rows && <LinesSkeleton count={12} />}
      {rows && rows.length > 0 && (
        <ul aria-label={label}>
          {rows.map((row) => (
            <li key={row.id} className={classes.card} data-muted={row.archived || undefined}>
              <Link {...rowLink(row)} className={classes.cardLink}>
                {nameOf(row)}
              </Link>
              <span className={`${classes.cardNumber} tabular`}>#{row.id}</span>
              <span className={classes.cardLine}>
                {[row.city, row.state].filter(Boolean).join(', ')}
                {row.accountNumber && <span className="tabular"> · {row.accountNumber}</span>}
              </span>
              <span className={classes.cardStatus}>{statusOf(kind, row)}</span>
              <Phone value={row.primaryPhone} />
            </li>
          ))}
        </ul>
      )}
      {rows?.length === 0 ? empty : footer}
    </div>
  )
}
