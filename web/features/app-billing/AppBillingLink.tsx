/** Where the dealer sees that a customer's app shows bills, of which recurring invoice, and if not, why (ADB-004). */
import { Link, useParams } from '@tanstack/react-router'
import { appBillingStanding, type AppBillingStanding } from '#shared/contracts/app-billing.ts'
import { notConfiguredReasons } from '#shared/rules/app-billing.ts'
import { useMay } from '#web/api/session.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'

type Account = AppBillingStanding['accounts'][number]

/** The linked accounts of a customer whose apps could show bills; none to those who may not see invoices. */
function useStanding(customerId: number): readonly Account[] {
  const may = useMay()
  const { data } = useEndpointQuery(
    appBillingStanding.ofCustomer,
    { params: { customerId } },
    { enabled: may('invoices.view') },
  )
  return data?.accounts ?? []
}

function RecurringName({ customerId, account }: { customerId: number; account: Account }) {
  const { company } = useParams({ strict: false }) as { company: string }
  return (
    <Link
      to="/$company/customers/$customerId/accounting/recurring/$recurringId"
      params={{ company, customerId, recurringId: account.recurringId! }}
    >
      {account.recurringName || `Recurring invoice #${account.recurringId}`}
    </Link>
  )
}

/** On the account's own tab: what its app shows. Nothing where the provider's integration was never switched on. */
export function AccountBillingLink({ customerId, accountId }: { customerId: number; accountId: number }) {
  const account = useStanding(customerId).find((one) => one.accountId === accountId)
  if (!account?.enabled) return null
  if (account.configured)
    return (
      <Notice tone="neutral" title="Bills in the app.">
        The customer sees and pays the invoices of <RecurringName customerId={customerId} account={account} />{' '}
        there
        {account.billingMethodId === null
          ? '; no billing method is given yet, and the customer can give one.'
          : ', and can change the method that Auto Pay charges.'}
      </Notice>
    )
  return (
    <Notice tone="attention" title="The app says “Billing Not Configured”.">
      {account.reason && notConfiguredReasons[account.reason]}
    </Notice>
  )
}

/** On a recurring invoice: whether the app shows it, or another one in its place. */
export function RecurringBillingLink({
  customerId,
  recurringId,
  hasRateLine,
}: {
  customerId: number
  recurringId: number
  hasRateLine: boolean
}) {
  const shown = useStanding(customerId).filter(({ enabled }) => enabled)
  const here = shown.find((account) => account.recurringId === recurringId)
  if (here)
    return (
      <Notice tone="neutral" title={`Shown in the ${here.provider} app.`}>
        {here.login || 'The customer'} sees and pays the invoices of this one there, and nothing else.
      </Notice>
    )
  const other = hasRateLine ? shown.find(({ configured }) => configured) : undefined
  if (!other) return null
  return (
    <Notice tone="neutral" title={`Not shown in the ${other.provider} app.`}>
      It shows <RecurringName customerId={customerId} account={other} />, which was sold later.
    </Notice>
  )
}

/** Beside the billing methods: the customer changes the one of Auto Pay, too. */
export function MethodsBillingLink({ customerId }: { customerId: number }) {
  const account = useStanding(customerId).find(({ configured }) => configured)
  if (!account) return null
  return (
    <Notice tone="neutral" title={`Billing in the ${account.provider} app is on.`}>
      The customer can give and change the method there that pays{' '}
      <RecurringName customerId={customerId} account={account} />. Methods that come from there say so:
      “Online, by the customer”.
    </Notice>
  )
}
