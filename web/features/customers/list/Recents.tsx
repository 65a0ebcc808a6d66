/** The records that the user opened last, as a row of links above the list. */
import { Link, useParams } from '@tanstack/react-router'
import { lists } from '#shared/contracts/lists.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import classes from './list.module.css'

const most = 8

export function Recents() {
  const { company } = useParams({ from: '/$company' })
  const { data } = useEndpointQuery(lists.recents, {})
  if (!data?.items.length) return null
  return (
    <nav className={`${classes.recents} no-print`} aria-label="Recently viewed">
      <span className={classes.recentsWords}>Recently viewed</span>
      {data.items.slice(0, most).map(({ id, name, archived }) => (
        <Link
          key={id}
          to="/$company/customers/$customerId"
          params={{ company, customerId: id }}
          data-muted={archived || undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}
