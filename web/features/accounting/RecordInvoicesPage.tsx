/** A record's invoices and quotes; a parent's with those that its sub-customers bill through it. */
import { IconReceipt } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { InvoiceFilters, InvoiceTable } from './InvoiceTable.tsx'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/invoices'

export function RecordInvoicesPage() {
  useTitle('Invoices')
  const { company, customerId } = useCustomerParams()
  const given = useSearch({ from })
  const navigate = useNavigate({ from })
  return (
    <AccountingFrame>
      {({ subCustomers, kind }) => {
        // A lead has nothing but quotes.
        const search = kind === 'lead' ? { ...given, kind: 'quote' as const } : given
        const go = (next: typeof given) => void navigate({ search: next, replace: true })
        return (
          <>
            <InvoiceFilters search={search} onChange={go} />
            <div className={classes.box}>
              <InvoiceTable
                company={company}
                customerId={customerId}
                search={search}
                onChange={go}
                withCustomer={subCustomers > 0}
                empty={
                  <EmptyState
                    icon={IconReceipt}
                    title={search.kind === 'quote' ? 'No quotes yet' : 'No invoices yet'}
                  >
                    What is made for this record, by hand or by its recurring invoices, stands here.
                  </EmptyState>
                }
              />
            </div>
          </>
        )
      }}
    </AccountingFrame>
  )
}
