/** Every entry of a record's account with the balance after it; a parent's with the sub-customer named (REC-165). */
import { IconReceipt } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useSearch } from '@tanstack/react-router'
import { accounting, postingKinds, type Transaction } from '#shared/contracts/accounting.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { type Account, AccountingFrame } from './AccountingFrame.tsx'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'

const words: Record<Transaction['kind'], string> = {
  invoice: 'Invoice',
  adjustment: 'Invoice changed',
  void: 'Invoice voided',
  write_off: 'Written off',
  write_off_undone: 'Write-off undone',
  payment: 'Payment',
  credit_memo: 'Credit memo',
  nsf: 'Returned by the bank',
  refund: 'Refund',
  chargeback: 'Chargeback',
  payment_void: 'Payment voided',
}

export function TransactionsPage() {
  useTitle('Accounting')
  return <AccountingFrame>{(account) => <Transactions account={account} />}</AccountingFrame>
}

const from = '/$company/customers/$customerId/accounting'

function Transactions({ account }: { account: Account }) {
  const { company, customerId } = useCustomerParams()
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const pages = useInfiniteQuery({
    ...endpointPages(accounting.transactions, { params: { customerId }, query: search }, 'before'),
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const named = account.subCustomers > 0 || rows?.some(({ customer }) => customer.id !== customerId)
  const columns: Column<Transaction>[] = [
    { key: 'on', head: 'Date', width: 116, cell: (row) => <Day on={row.on} /> },
    { key: 'kind', head: 'Type', maxWidth: 180, cell: (row) => words[row.kind] },
    {
      key: 'what',
      head: 'Number',
      maxWidth: 220,
      cell: ({ invoice, payment }) =>
        invoice ? `Invoice #${invoice.number ?? '–'}` : payment && `#${payment.number} ${payment.how}`,
    },
    ...(named
      ? [{ key: 'customer', head: 'Customer', maxWidth: 220, cell: (row: Transaction) => row.customer.name }]
      : []),
    { key: 'amount', head: 'Amount', numeric: true, cell: (row) => <Money amountCents={row.amountCents} /> },
    {
      key: 'balance',
      head: 'Balance',
      numeric: true,
      cell: (row) => <Money amountCents={row.balanceCents} />,
    },
    { key: 'memo', head: 'Note', maxWidth: 240, cell: (row) => row.memo },
    { key: 'by', head: 'By', maxWidth: 140, cell: (row) => row.by },
  ]
  const seen = postingKinds.filter((kind) =>
    ['invoice', 'adjustment', 'void', 'write_off', 'write_off_undone'].includes(kind)
      ? account.abilities.seesInvoices
      : account.abilities.seesPayments,
  )
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <>
      <div className={classes.filters} role="group" aria-label="Filters">
        <FilterChip
          label="Type"
          choices={seen.map((value) => ({ value, label: words[value] }))}
          value={search.kind}
          onChange={(kind) => void navigate({ search: { ...search, kind }, replace: true })}
        />
      </div>
      <div className={classes.box}>
        <DataTable
          label="Transactions"
          columns={columns}
          frozen={2}
          rows={rows}
          busy={pages.isPlaceholderData}
          rowKey={(row) => row.id}
          rowLink={({ invoice, payment, customer }) =>
            invoice
              ? linkOptions({
                  to: '/$company/customers/$customerId/accounting/invoices/$invoiceId',
                  params: { company, customerId: invoice.customerId, invoiceId: invoice.id },
                })
              : linkOptions({
                  to: '/$company/customers/$customerId/accounting/payments/$paymentId',
                  params: {
                    company,
                    customerId: payment?.customerId ?? customer.id,
                    paymentId: payment?.id ?? 0,
                  },
                })
          }
          empty={
            <EmptyState
              icon={IconReceipt}
              title={
                search.kind
                  ? 'No entry of this type'
                  : account.parent
                    ? 'Everything is on the parent’s account'
                    : 'No transactions yet'
              }
            >
              {account.parent && !search.kind
                ? `The invoices made here bill through ${account.parent.name}, where they stand with their payments.`
                : 'Make an invoice or record a payment under New transaction. Each stands here with the balance after it.'}
            </EmptyState>
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      </div>
    </>
  )
}
