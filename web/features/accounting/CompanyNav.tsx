/** Where one is in the company's accounting. */
import { Link, useParams } from '@tanstack/react-router'
import { useMay, useMe } from '#web/api/session.ts'
import classes from './accounting.module.css'

export function CompanyNav() {
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  const { settings } = useMe().company
  return (
    <nav className={classes.nav} aria-label="Accounting">
      {may('invoices.view') && (
        <Link
          to="/$company/accounting/invoices"
          params={{ company }}
          activeOptions={{ includeSearch: false }}
        >
          Invoices
        </Link>
      )}
      {may('payments.view') && (
        <Link
          to="/$company/accounting/payments"
          params={{ company }}
          activeOptions={{ includeSearch: false }}
        >
          Payments
        </Link>
      )}
      {may('funding.view') && (
        <Link to="/$company/accounting/funding" params={{ company }} activeOptions={{ includeSearch: false }}>
          Funding
        </Link>
      )}
      {may('payables.view') && (
        <Link
          to="/$company/accounting/payables"
          params={{ company }}
          activeOptions={{ includeSearch: false }}
        >
          Payables
        </Link>
      )}
      {may('company_accounting.view') && (
        <Link
          to="/$company/accounting/statements"
          params={{ company }}
          activeOptions={{ includeSearch: false }}
        >
          Statements
        </Link>
      )}
      {may('company_accounting.view') && settings.invoicePlus && (
        <Link to="/$company/accounting/billing" params={{ company }} activeOptions={{ includeSearch: false }}>
          Billing runs
        </Link>
      )}
      {may('company_accounting.view') && (
        <Link to="/$company/accounting/exports" params={{ company }} activeOptions={{ includeSearch: false }}>
          Exports
        </Link>
      )}
      {may('payments.view') && (
        <Link to="/$company/charges" params={{ company }} activeOptions={{ includeSearch: false }}>
          Charges
        </Link>
      )}
    </nav>
  )
}
