/** The head of a record's Accounting pages: what it owes, who pays, what may be done, and where one is (REC-038). */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconLinkPlus, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import type { accounting } from '#shared/contracts/accounting.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { AgingBar } from './marks.tsx'
import { useAccount, useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

const SendLinkDialog = lazy(async () => ({
  default: (await import('./SendLinkDialog.tsx')).SendLinkDialog,
}))

export type Account = Output<typeof accounting.summary>

export function AccountingFrame({ children }: { children: (account: Account) => ReactNode }) {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useAccount(customerId)
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data)
    return (
      <div role="status" aria-label="Loading the account">
        <LinesSkeleton count={8} />
      </div>
    )
  return (
    <div className={classes.entries}>
      <ParentBanner account={data} />
      <div className={classes.headLine}>
        {data.kind === 'customer' && (
          <dl className={classes.sums}>
            <div>
              <dt>{data.balanceCents < 0 ? 'Credit balance' : 'Balance'}</dt>
              <dd className={classes.money}>
                <Money amountCents={Math.abs(data.balanceCents)} />
              </dd>
            </div>
            {data.creditCents > 0 && (
              <div>
                <dt>Unapplied credit</dt>
                <dd className={classes.money}>
                  <Money amountCents={data.creditCents} />
                </dd>
              </div>
            )}
          </dl>
        )}
        <div className={more.headButtons}>
          {data.abilities.paymentLink && !data.parent && <PaymentLinkButton />}
          <NewMenu account={data} />
        </div>
      </div>
      {data.aging.totalCents > 0 && <AgingBar aging={data.aging} />}
      <SubNav account={data} />
      {children(data)}
    </div>
  )
}

/** Of a sub-customer: where its payments go (REC-164). */
export function ParentBanner({
  account: { parent, ownOpenCents },
}: {
  account: Pick<Account, 'parent' | 'ownOpenCents'>
}) {
  const { company } = useCustomerParams()
  if (!parent) return null
  return (
    <div className={classes.banner} role="note">
      <span>
        This is a sub-customer of <strong>{parent.name}</strong>: payments are received on the parent
        customer.
      </span>
      <Link to="/$company/customers/$customerId/accounting" params={{ company, customerId: parent.id }}>
        Open the parent’s accounting
      </Link>
      {ownOpenCents > 0 && (
        <span>
          <Money amountCents={ownOpenCents} /> of invoices that do not bill through the parent are open here.
        </span>
      )}
    </div>
  )
}

function PaymentLinkButton() {
  const { customerId } = useCustomerParams()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconLinkPlus size={14} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Send payment link
      </Button>
      {opened && (
        <Suspense>
          <SendLinkDialog customerId={customerId} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  )
}

function NewMenu({ account: { abilities, parent } }: { account: Account }) {
  const { company, customerId } = useCustomerParams()
  const navigate = useNavigate()
  const params = { company, customerId }
  const entries = [
    abilities.invoice && {
      label: 'New invoice',
      run: () => navigate({ to: '/$company/customers/$customerId/accounting/invoices/new', params }),
    },
    abilities.quote && {
      label: 'New quote',
      run: () =>
        navigate({
          to: '/$company/customers/$customerId/accounting/invoices/new',
          params,
          search: { kind: 'quote' },
        }),
    },
    abilities.payment && {
      label: parent ? 'New payment on the parent' : 'New payment',
      run: () => navigate({ to: '/$company/customers/$customerId/accounting/payments/new', params }),
    },
    abilities.payment &&
      abilities.invoice &&
      !parent && {
        label: 'New credit memo',
        run: () =>
          navigate({
            to: '/$company/customers/$customerId/accounting/payments/new',
            params,
            search: { memo: true },
          }),
      },
    abilities.recurring && {
      label: 'New recurring invoice',
      run: () => navigate({ to: '/$company/customers/$customerId/accounting/recurring/new', params }),
    },
  ].filter((entry) => entry !== false)
  if (!entries.length) return null
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          New transaction
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ label, run }) => (
          <Menu.Item key={label} onClick={() => void run()}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function SubNav({ account: { kind, counts, abilities } }: { account: Account }) {
  const params = useCustomerParams()
  return (
    <nav className={classes.nav} aria-label="Accounting">
      <Link
        to="/$company/customers/$customerId/accounting"
        params={params}
        activeOptions={{ exact: true, includeSearch: false }}
      >
        Transactions <span>{counts.transactions}</span>
      </Link>
      {abilities.seesInvoices && (
        <Link
          to="/$company/customers/$customerId/accounting/invoices"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Invoices & quotes <span>{counts.invoices + counts.quotes}</span>
        </Link>
      )}
      {abilities.seesPayments && (
        <Link
          to="/$company/customers/$customerId/accounting/payments"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Payments <span>{counts.payments}</span>
        </Link>
      )}
      {abilities.seesRecurring && (
        <Link
          to="/$company/customers/$customerId/accounting/recurring"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Recurring <span>{counts.recurring}</span>
        </Link>
      )}
      {kind === 'customer' && (
        <Link
          to="/$company/customers/$customerId/accounting/billing-methods"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Billing methods
        </Link>
      )}
      {kind === 'customer' && (
        <Link
          to="/$company/customers/$customerId/accounting/statements"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Statements <span>{counts.statements}</span>
        </Link>
      )}
      {abilities.seesFunding && (
        <Link
          to="/$company/customers/$customerId/accounting/funding"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Funding <span>{counts.fundings}</span>
        </Link>
      )}
      {abilities.seesPayables && (
        <Link
          to="/$company/customers/$customerId/accounting/payables"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Payables{' '}
          <span>
            {counts.payables}
            {counts.payablesToReview > 0 && `, ${counts.payablesToReview} to review`}
          </span>
        </Link>
      )}
      {abilities.seesPaymentLinks && (
        <Link
          to="/$company/customers/$customerId/accounting/payment-links"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Payment links
        </Link>
      )}
    </nav>
  )
}
