/** /{company}/my-payroll: what one is owed oneself (P:home/payroll). */
import { Button } from '@mantine/core'
import { IconCoins, IconFileTypePdf } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { myPayroll } from '#shared/contracts/pay-runs.ts'
import type { Output } from '#shared/contract.ts'
import { payableStatuses, type PayableStatus } from '#shared/rules/payables.ts'
import { addressOf } from '#web/api/call.ts'
import { endpointPages } from '#web/api/queries.ts'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { MyPayrollSearch } from './payroll-search.ts'
import classes from './payroll.module.css'

const from = '/$company/my-payroll'
type Mine = Output<typeof myPayroll.list>['items'][number]
const tones = { pending: 'neutral', requires_review: 'attention', approved: 'info', partially_paid: 'special', paid_in_full: 'good', denied: 'bad' } as const // prettier-ignore

export function MyPayrollPage() {
  useTitle('My payroll')
  const search: MyPayrollSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const change = (next: MyPayrollSearch) => void navigate({ search: { ...search, ...next }, replace: true })
  const pages = useInfiniteQuery(endpointPages(myPayroll.list, { query: search }, 'before'))
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const totals = pages.data?.pages[0]?.totals
  const filtered = Object.values(search).some((value) => value !== undefined)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <Page narrow>
      <PageHeader title="My payroll" note={totals && String(totals.count)} />
      <div className={classes.filters} role="group" aria-label="Filters">
        <FilterChip
          label="Status"
          choices={(Object.keys(payableStatuses) as PayableStatus[]).map((value) => ({
            value,
            label: payableStatuses[value],
          }))}
          value={search.status}
          onChange={(status) => change({ status })}
        />
        <DayFilter
          className={classes.day}
          label="Earned from"
          labelWidth={92}
          value={search.from}
          onChange={(day) => change({ from: day })}
        />
        <DayFilter
          className={classes.day}
          label="Earned to"
          labelWidth={76}
          value={search.to}
          onChange={(day) => change({ to: day })}
        />
      </div>
      {totals && (
        <dl className={classes.sums}>
          {(
            [
              ['Earned', totals.amountCents],
              ['Paid', totals.paidCents],
              ['Outstanding', totals.outstandingCents],
            ] as const
          ).map(([label, cents]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Money amountCents={cents} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Panel>
        {!rows ? (
          <LinesSkeleton count={6} />
        ) : rows.length === 0 ? (
          <EmptyState
            icon={IconCoins}
            title={filtered ? 'Nothing of yours fits these filters' : 'Nothing has been earned yet'}
          >
            Your commissions and bonuses stand here from the moment they are earned until they are paid.
          </EmptyState>
        ) : (
          <ul className={classes.rows} aria-label="My payables">
            {rows.map((row) => (
              <Line key={row.id} row={row} />
            ))}
          </ul>
        )}
        <MoreRows pages={pages} shown={rows?.length ?? 0} />
      </Panel>
    </Page>
  )
}

function Line({ row }: { row: Mine }) {
  return (
    <li>
      <span className={classes.line}>
        <StatusDot tone={tones[row.status]} label={payableStatuses[row.status]} />
        <span className={classes.name}>{row.function?.name ?? row.lines[0]?.name ?? 'Payable'}</span>
        <span className={classes.end}>
          <Money amountCents={row.amountCents} />
        </span>
      </span>
      <span className={classes.dim}>
        #{row.id} · {row.customer.name} · earned <Day on={row.earnedOn} />
        {row.paidOn && (
          <>
            {' '}
            · paid <Day on={row.paidOn} />
          </>
        )}
      </span>
      {row.lines.length > 1 &&
        row.lines.map((line, i) => (
          <span key={i} className={classes.line}>
            <span className={classes.dim}>{line.name}</span>
            <span className={`${classes.end} ${classes.dim}`}>
              <Money amountCents={line.amountCents} />
            </span>
          </span>
        ))}
      {row.noteToPayee && <p className={classes.plain}>{row.noteToPayee}</p>}
      {row.payRunId !== null && (
        <Button
          size="compact-xs"
          variant="subtle"
          component="a"
          href={addressOf(myPayroll.pdf, { params: { payRunId: row.payRunId } })}
          leftSection={<IconFileTypePdf size={13} aria-hidden />}
        >
          Pay statement
        </Button>
      )}
    </li>
  )
}
