/** A record's recurring invoices. */
import { IconPlus, IconRepeat } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type RecurringInvoice, recurring } from '#shared/contracts/recurring.ts'
import { frequencyText } from '#shared/rules/recurring.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { RecurringMark } from './marks.tsx'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'

export function RecurringPage() {
  useTitle('Recurring invoices')
  return <AccountingFrame>{() => <Rows />}</AccountingFrame>
}

function Rows() {
  const params = useCustomerParams()
  const { data, error, refetch } = useEndpointQuery(recurring.ofCustomer, {
    params: { customerId: params.customerId },
  })
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const add = data.abilities.create && (
    <LinkButton
      to="/$company/customers/$customerId/accounting/recurring/new"
      params={params}
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
    >
      New recurring invoice
    </LinkButton>
  )
  return (
    <Panel title="Recurring invoices" actions={data.items.length > 0 && add}>
      {data.items.length === 0 ? (
        <EmptyState icon={IconRepeat} title="Nothing is billed again and again" action={add}>
          A recurring invoice makes an invoice for each period: the monthly rate, an inspection once a year.
        </EmptyState>
      ) : (
        <ul className={classes.rows} aria-label="Recurring invoices">
          {data.items.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Row({ row }: { row: RecurringInvoice }) {
  const { company, customerId } = useCustomerParams()
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <Link
          to="/$company/customers/$customerId/accounting/recurring/$recurringId"
          params={{ company, customerId, recurringId: row.id }}
          className={classes.name}
        >
          {row.name || row.lines.map(({ item, description }) => description || item.name).join(', ')}
        </Link>
        <RecurringMark state={row.state} />
        {row.nextCents !== null && <Money amountCents={row.nextCents} />}
      </div>
      <div className={classes.facts}>
        <span>#{row.id}</span>
        <span>{frequencyText(row.everyMonths)}</span>
        {row.nextOn && (
          <span>
            Next <Day on={row.nextOn} />
          </span>
        )}
        <span>{row.made === 1 ? '1 invoice made' : `${row.made} invoices made`}</span>
        {row.billParent && <span>Bills through the parent</span>}
        {row.increasePpm > 0 && <span>+{row.increasePpm / 10_000}% a year</span>}
      </div>
    </li>
  )
}
