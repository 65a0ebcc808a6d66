/** /{company}/accounting/exports: what of the ledger went to the dealer's books, run by run, as files (ADM-011). */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { IconBook2, IconDownload, IconListDetails, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import {
  type AccountingExport,
  accountingExports,
  type BookSum,
  newExport,
} from '#shared/contracts/accounting-exports.ts'
import { exportFormatKeys, exportFormats, ledgerAccounts } from '#shared/rules/accounting-exports.ts'
import { download } from '#web/api/download.ts'
import { endpointPages, useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { CompanyNav } from './CompanyNav.tsx'
import { PeriodDialog } from './PeriodDialog.tsx'
import classes from './accounting.module.css'

const from = '/$company/accounting/exports'
const many = (n: number, one: string) => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

export function ExportsPage() {
  useTitle('Exports')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const may = useMay()
  const pages = useInfiniteQuery(endpointPages(accountingExports.list, { query: {} }, 'before'))
  const first = pages.data?.pages[0]
  const open = (next: { create?: true; run?: number }) => void navigate({ search: next, replace: !next.run })
  const button = first?.abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open({ create: true })}>
      New export
    </Button>
  )
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          actions={
            <>
              {may('global_settings.yes') && (
                <LinkButton
                  to="/$company/administration/catalogues/$catalogue"
                  params={{ company, catalogue: 'book_account' }}
                  size="xs"
                  variant="default"
                  leftSection={<IconListDetails size={14} aria-hidden />}
                >
                  Chart of accounts
                </LinkButton>
              )}
              {button}
            </>
          }
        />
        <CompanyNav />
      </div>
      <PagedTable
        pages={pages}
        label="Exports to the books"
        scrollId="accounting-exports"
        columns={columnsOf((run) => open({ run }))}
        rowKey={(run) => run.id}
        empty={
          <EmptyState icon={IconBook2} title="Nothing was exported yet" action={button}>
            An export carries invoices, payments, credits, refunds and fundings of a period to your books as a
            journal that balances. Nothing is carried twice: what changes later comes with the next one.
          </EmptyState>
        }
      />
      {search.create && first?.abilities.create && (
        <NewDialog proposed={first.proposed} onClose={() => open({})} />
      )}
      {search.run !== undefined && <RunDialog exportId={search.run} onClose={() => open({})} />}
    </div>
  )
}

const columnsOf = (onOpen: (run: number) => void): Column<AccountingExport>[] => [
  {
    key: 'number',
    head: 'Export',
    width: 110,
    cell: (run) => (
      <Button size="compact-sm" variant="subtle" onClick={() => onOpen(run.id)}>
        #{run.number}
      </Button>
    ),
  },
  {
    key: 'period',
    head: 'Period',
    cell: (run) => (
      <>
        <Day on={run.from} /> – <Day on={run.to} />
      </>
    ),
  },
  { key: 'postings', head: 'Postings', numeric: true, cell: (run) => run.postings.toLocaleString('en-US') },
  {
    key: 'adjustments',
    head: 'Of them adjustments',
    numeric: true,
    cell: (run) => run.adjustments > 0 && run.adjustments.toLocaleString('en-US'),
  },
  { key: 'amount', head: 'Debits = credits', numeric: true, cell: (run) => <Money amountCents={run.amountCents} /> },
  { key: 'at', head: 'Made', cell: (run) => <Time at={run.at} short /> },
  { key: 'by', head: 'By', maxWidth: 180, cell: (run) => run.by },
] // prettier-ignore

const sumColumns: Column<BookSum>[] = [
  { key: 'book', head: 'Account in your books', maxWidth: 260, cell: (sum) => sum.book },
  { key: 'debit', head: 'Debit', numeric: true, cell: (sum) => sum.debitCents > 0 && <Money amountCents={sum.debitCents} /> },
  { key: 'credit', head: 'Credit', numeric: true, cell: (sum) => sum.creditCents > 0 && <Money amountCents={sum.creditCents} /> },
  { key: 'account', head: 'Holds', cell: (sum) => ledgerAccounts[sum.account].label },
] // prettier-ignore

const Sums = ({ sums }: { sums: readonly BookSum[] }) => (
  <div className={classes.box}>
    <DataTable
      label="Sums by account"
      columns={sumColumns}
      rows={sums}
      rowKey={(sum) => `${sum.account} ${sum.book}`}
    />
  </div>
)

type Proposed = Output<typeof accountingExports.list>['proposed']

function NewDialog({ proposed, onClose }: { proposed: Proposed; onClose: () => void }) {
  const create = useEndpointMutation(accountingExports.create)
  const { invalidate } = useInvalidate()
  const navigate = useNavigate({ from })
  const [draft, setDraft] = useState({ from: proposed.from, to: proposed.to })
  const preview = useEndpointQuery(
    accountingExports.preview,
    { query: draft },
    // A day that one is still typing is none.
    { placeholderData: (previous) => previous, enabled: newExport.safeParse(draft).success },
  ).data
  return (
    <PeriodDialog
      title="New export"
      wide
      submit={preview ? `Export ${many(preview.postings, 'posting')}` : 'Export'}
      schema={newExport}
      {...{ draft, onClose }}
      onDraft={setDraft}
      {...(proposed.fixed && { fixedFrom: 'The day after the last export, so that nothing is left out' })}
      error={create.error}
      isPending={create.isPending}
      disabled={preview?.postings === 0}
      onSubmit={() =>
        create.mutate(
          { body: draft },
          {
            onSuccess: (run) => {
              void invalidate(accountingExports.list)
              toastDone(`Export #${run.number} was made.`)
              void navigate({ search: { run: run.id }, replace: true })
            },
          },
        )
      }
    >
      {() => (
        <>
          <div aria-live="polite">
            {preview &&
              (preview.postings === 0
                ? 'The ledger holds nothing for these days that was not exported yet.'
                : `${many(preview.postings, 'posting')} of the ledger${
                    preview.adjustments
                      ? `, ${preview.adjustments.toLocaleString('en-US')} of them adjustments of days before`
                      : ''
                  }. Once exported, they are exported with no other run.`)}
          </div>
          {preview && preview.sums.length > 0 && <Sums sums={preview.sums} />}
        </>
      )}
    </PeriodDialog>
  )
} // prettier-ignore

function RunDialog({ exportId, onClose }: { exportId: number; onClose: () => void }) {
  const params = { exportId }
  const { data, error, refetch } = useEndpointQuery(accountingExports.open, { params })
  const { invalidate } = useInvalidate()
  const [busy, setBusy] = useState<string | null>(null)
  const take = async (format: (typeof exportFormatKeys)[number]) => {
    setBusy(format)
    await download(accountingExports.file, { params, body: { format } }).then(
      () => void invalidate(accountingExports.history),
      toastFailed,
    )
    setBusy(null)
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={data ? `Export #${data.run.number}` : 'Export'}>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesSkeleton count={8} />
      ) : (
        <Stack gap="md">
          <div>
            <Day on={data.run.from} /> – <Day on={data.run.to} />, {many(data.run.postings, 'posting')}
            {data.run.adjustments > 0 && `, ${data.run.adjustments.toLocaleString('en-US')} of days before`}
          </div>
          <Group gap="xs">
            {exportFormatKeys.map((format) => (
              <Button
                key={format}
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                title={exportFormats[format].help}
                loading={busy === format}
                onClick={() => void take(format)}
              >
                {exportFormats[format].label}
              </Button>
            ))}
          </Group>
          <Sums sums={data.sums} />
          <EntityHistory
            endpoint={accountingExports.history}
            input={{ params, query: {} }}
            empty="Nothing yet"
          />
        </Stack>
      )}
    </Modal>
  )
}
