/** Payments of one record, and of the company. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { payments } from '#shared/contracts/payments.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { filterOf, type PaymentsSearch } from './accounting-search.ts'
import { ChargeList } from './ChargeList.tsx'
import { CompanyNav } from './CompanyNav.tsx'
import { PaymentFilters, PaymentTable } from './PaymentTable.tsx'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'

const ofRecord = '/$company/customers/$customerId/accounting/payments'

export function RecordPaymentsPage() {
  useTitle('Payments')
  const { company, customerId } = useCustomerParams()
  const search = useSearch({ from: ofRecord })
  const navigate = useNavigate({ from: ofRecord })
  const go = (next: PaymentsSearch) => void navigate({ search: next, replace: true })
  return (
    <AccountingFrame>
      {() => (
        <>
          <ChargeList customerId={customerId} query={{}} unpaidOnly />
          <PaymentFilters search={search} onChange={go} />
          <div className={classes.box}>
            <PaymentTable company={company} customerId={customerId} search={search} onChange={go} />
          </div>
        </>
      )}
    </AccountingFrame>
  )
}

const ofCompany = '/$company/accounting/payments'

export function CompanyPaymentsPage() {
  useTitle('Payments')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: ofCompany })
  const navigate = useNavigate({ from: ofCompany })
  const go = (next: PaymentsSearch) => void navigate({ search: next, replace: true })
  const { data } = useEndpointQuery(
    payments.summary,
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
              <span aria-live="polite">
                {data.count.toLocaleString('en-US')}
                {data.more && '+'} payments, <Money amountCents={data.amountCents} />
              </span>
            )
          }
        />
        <CompanyNav />
        <PaymentFilters search={search} onChange={go} />
      </div>
      <PaymentTable company={company} search={search} onChange={go} />
    </div>
  )
}
