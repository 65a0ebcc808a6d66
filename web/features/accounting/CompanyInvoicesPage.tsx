/** /{company}/accounting/invoices: every invoice that one may see, with what is open by age (BIL-010). */
import { IconReceipt } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { invoices } from '#shared/contracts/invoices.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { filterOf, type InvoicesSearch } from './accounting-search.ts'
import { CompanyNav } from './CompanyNav.tsx'
import { InvoiceAging, InvoiceFilters, InvoiceTable } from './InvoiceTable.tsx'
import classes from './accounting.module.css'

const from = '/$company/accounting/invoices'

export function CompanyInvoicesPage() {
  useTitle('Invoices')
  const { company } = useParams({ from: '/$company' })
  const search: InvoicesSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: InvoicesSearch) => void navigate({ search: next, replace: true })
  const { data } = useEndpointQuery(
    invoices.summary,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  )
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          note={
            data && (
              <span aria-live="polite">{`${data.count.toLocaleString('en-US')}${data.more ? '+' : ''} ${search.kind === 'quote' ? 'quotes' : 'invoices'}`}</span>
            )
          }
        />
        <CompanyNav />
        <InvoiceAging search={search} onChange={go} />
        <InvoiceFilters search={search} onChange={go} withLocation />
      </div>
      <InvoiceTable
        company={company}
        search={search}
        onChange={go}
        withCustomer
        empty={
          <EmptyState icon={IconReceipt} title="No invoices yet">
            Invoices are made on a customer’s record, under Accounting, and by the billing run.
          </EmptyState>
        }
      />
    </div>
  )
}
