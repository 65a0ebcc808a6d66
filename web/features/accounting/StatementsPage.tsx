/** A record's statements: made for a period, opened as PDF, sent by e-mail, put aside. */
import { Button } from '@mantine/core'
import { IconFileText, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { newStatement, type Statement, statements } from '#shared/contracts/statements.ts'
import { addressOf } from '#web/api/call.ts'
import { endpointPages, useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { PeriodDialog } from './PeriodDialog.tsx'
import { onItsWay, SendPaperDialog } from './SendPaperDialog.tsx'
import { useCustomerParams, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

const from = '/$company/customers/$customerId/accounting/statements'

export function StatementsPage() {
  useTitle('Statements')
  return <AccountingFrame>{() => <Rows />}</AccountingFrame>
}

function useRefreshStatements() {
  const { invalidate } = useInvalidate()
  const refresh = useRefresh()
  return () => {
    void invalidate(statements.ofCustomer)
    refresh()
  }
}

const choices = [
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
] as const

function Rows() {
  const { customerId } = useCustomerParams()
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const pages = useInfiniteQuery({
    ...endpointPages(
      statements.ofCustomer,
      { params: { customerId }, query: { ...(search.status && { status: search.status }) } },
      'before',
    ),
    placeholderData: keepPreviousData,
  })
  const [mailed, setMailed] = useState<Statement | null>(null)
  const first = pages.data?.pages[0]
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  const open = (create: true | undefined) =>
    void navigate({ search: { ...(search.status && { status: search.status }), ...(create && { create }) } })
  const button = first?.abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open(true)}>
      New statement
    </Button>
  )
  return (
    <>
      <div className={classes.filters}>
        <FilterChip
          label="Status"
          choices={choices}
          value={search.status}
          onChange={(status) => void navigate({ search: status ? { status } : {}, replace: true })}
        />
        <span className={classes.end}>{Boolean(rows?.length) && button}</span>
      </div>
      <div className={classes.box}>
        <DataTable
          label="Statements"
          columns={columnsOf(customerId, first?.abilities.create ?? false, first?.abilities.email ?? false, setMailed)}
          rows={rows}
          busy={pages.isPlaceholderData}
          rowKey={(row) => row.id}
          isMuted={(row) => row.archivedAt !== null}
          empty={
            <EmptyState
              icon={IconFileText}
              title={search.status === 'archived' ? 'No archived statement' : 'No statements yet'}
              action={button}
            >
              A statement shows what an account did in a period: opening balance, each invoice and payment, closing
              balance, and how old what is open is.
            </EmptyState>
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      </div>
      {search.create && first?.abilities.create && (
        <NewDialog customerId={customerId} proposed={first.proposed} onClose={() => open(undefined)} />
      )}
      {mailed && (
        <MailDialog
          customerId={customerId}
          statement={mailed}
          email={first?.email ?? ''}
          onClose={() => setMailed(null)}
        />
      )}
    </>
  )
} // prettier-ignore

const columnsOf = (
  customerId: number,
  modify: boolean,
  email: boolean,
  onMail: (row: Statement) => void,
): Column<Statement>[] => [
  {
    key: 'number',
    head: 'Statement',
    width: 110,
    cell: (row) => (
      <a
        href={addressOf(statements.pdf, { params: { customerId, statementId: row.id }, query: { inline: 'true' } })}
        target="_blank"
        rel="noreferrer"
      >
        #{row.number}
      </a>
    ),
  },
  {
    key: 'period',
    head: 'Period',
    cell: (row) => (
      <>
        <Day on={row.from} /> – <Day on={row.to} />
      </>
    ),
  },
  { key: 'opening', head: 'Opening', numeric: true, cell: (row) => <Money amountCents={row.openingCents} /> },
  { key: 'invoiced', head: 'Invoiced', numeric: true, cell: (row) => <Money amountCents={row.invoicedCents} /> },
  { key: 'paid', head: 'Paid', numeric: true, cell: (row) => <Money amountCents={row.paidCents} /> },
  { key: 'closing', head: 'Closing', numeric: true, cell: (row) => <Money amountCents={row.closingCents} /> },
  {
    key: 'pastDue',
    head: 'Past due',
    numeric: true,
    cell: (row) =>
      row.pastDueCents > 0 && (
        <span className={classes.late}>
          <Money amountCents={row.pastDueCents} />
        </span>
      ),
  },
  {
    key: 'made',
    head: 'Made',
    cell: (row) => (
      <>
        <Time at={row.createdAt} short /> {row.createdBy ?? 'in a run'}
      </>
    ),
  },
  { key: 'sent', head: 'Sent', cell: (row) => row.emailedAt && <Time at={row.emailedAt} short /> },
  ...(modify
    ? [
        {
          key: 'deeds',
          head: 'Actions',
          hideHead: true,
          cell: (row: Statement) =>
            row.archivedAt ? (
              'Archived'
            ) : (
              <span className={more.deeds}>
                {email && (
                  <Button size="compact-xs" variant="subtle" onClick={() => onMail(row)}>
                    E-mail
                  </Button>
                )}
                <ArchiveButton customerId={customerId} row={row} />
              </span>
            ),
        },
      ]
    : []),
] // prettier-ignore

function ArchiveButton({ customerId, row }: { customerId: number; row: Statement }) {
  const archive = useEndpointMutation(statements.archive)
  const refresh = useRefreshStatements()
  return (
    <ConfirmButton
      label="Archive"
      variant="subtle"
      size="compact-xs"
      title={`Archive statement #${row.number}?`}
      onConfirm={async () => {
        await archive.mutateAsync({ params: { customerId, statementId: row.id } })
        refresh()
        toastDone(`Statement #${row.number} was archived.`)
      }}
    >
      It stays as it is, under its number. The period may then have another one.
    </ConfirmButton>
  )
}

type NewProps = { customerId: number; proposed: { from: string; to: string }; onClose: () => void }
function NewDialog({ customerId, proposed, onClose }: NewProps) {
  const create = useEndpointMutation(statements.create)
  const refresh = useRefreshStatements()
  const [draft, setDraft] = useState(proposed)
  return (
    <PeriodDialog
      title="New statement"
      submit="Make statement"
      schema={newStatement}
      {...{ draft, onClose }}
      onDraft={setDraft}
      error={create.error}
      isPending={create.isPending}
      onSubmit={() =>
        create.mutate(
          { params: { customerId }, body: draft },
          {
            onSuccess: ({ number }) => {
              refresh()
              toastDone(`Statement #${number} was made.`)
              onClose()
            },
          },
        )
      }
    />
  )
}

type MailProps = { customerId: number; statement: Statement; email: string; onClose: () => void }
function MailDialog({ customerId, statement, email, onClose }: MailProps) {
  const send = useEndpointMutation(statements.email)
  const refresh = useRefreshStatements()
  return (
    <SendPaperDialog
      title={`Send statement #${statement.number}`}
      hint="Stands above the sums; the PDF is attached"
      email={email}
      error={send.error}
      isSending={send.isPending}
      onClose={onClose}
      onSend={(mail) =>
        send.mutate(
          { params: { customerId, statementId: statement.id }, body: mail },
          {
            onSuccess: () => {
              refresh()
              toastDone(onItsWay)
              onClose()
            },
          },
        )
      }
    />
  )
}
