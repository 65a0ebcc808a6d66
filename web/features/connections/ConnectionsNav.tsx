/** The ways through a customer's connections. */
import { Link } from '@tanstack/react-router'
import { useMay } from '#web/api/session.ts'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'

export function ConnectionsNav() {
  const params = useCustomerParams()
  const may = useMay()
  return (
    <nav className={`${classes.nav} no-print`} aria-label="Connections">
      <Link
        to="/$company/customers/$customerId/connections"
        params={params}
        activeOptions={{ exact: true }}
        className={classes.navLink}
      >
        Overview
      </Link>
      <Link
        to="/$company/customers/$customerId/connections/monitoring"
        params={params}
        className={classes.navLink}
      >
        Monitoring
      </Link>
      <Link
        to="/$company/customers/$customerId/connections/isp"
        params={params}
        search={{}}
        activeOptions={{ includeSearch: false }}
        className={classes.navLink}
      >
        Interactive services
      </Link>
      {may('connections.modify') && (
        <Link
          to="/$company/customers/$customerId/connections/calls"
          params={params}
          className={classes.navLink}
        >
          What was sent
        </Link>
      )}
    </nav>
  )
}
