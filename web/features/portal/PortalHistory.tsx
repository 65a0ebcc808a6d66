/** What was billed and what was paid, newest first. */
import { ActionIcon, Button } from '@mantine/core'
import { IconFileTypePdf } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { portal } from '#shared/contracts/portal.ts'
import { problemText } from '#web/api/problem.ts'
import { endpointPages } from '#web/api/queries.ts'
import { call } from '#web/api/call.ts'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Day } from '#web/ui/Time.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import { keepPdf } from './use-portal.ts'
import classes from './portal.module.css'

/** Downloads an invoice as PDF. */
export function PdfButton({ companyId, id, number }: { companyId: number; id: number; number: number }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={`Download invoice #${number}`}
      title="Download"
      onClick={() =>
        void call(portal.paper, { params: { companyId, invoiceId: id } }).then(
          ({ name, pdf }) => keepPdf(name, pdf),
          (error: unknown) => toastFailed(problemText(error)),
        )
      }
    >
      <IconFileTypePdf size={18} aria-hidden />
    </ActionIcon>
  )
}

export function PortalHistory({ companyId }: { companyId: number }) {
  const params = { companyId }
  const bills = useInfiniteQuery(endpointPages(portal.invoices, { params, query: {} }, 'before'))
  const money = useInfiniteQuery(endpointPages(portal.payments, { params, query: {} }, 'before'))
  const billed = bills.data?.pages.flatMap(({ items }) => items) ?? []
  const paid = money.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      {paid.length > 0 && (
        <Panel title="Payments">
          <ul className={classes.list} aria-label="Payments">
            {paid.map((row) => (
              <li key={row.id} className={classes.item}>
                <span>
                  <Day on={row.on} /> · {row.how}
                  {row.reversedCents > 0 && <span className={classes.late}> · came back</span>}
                </span>
                <span className={classes.amount}>
                  <Money amountCents={row.amountCents} />
                </span>
              </li>
            ))}
          </ul>
          <More pages={money} />
        </Panel>
      )}
      {billed.length > 0 && (
        <Panel title="Invoices">
          <ul className={classes.list} aria-label="Invoices">
            {billed.map((row) => (
              <li key={row.id} className={classes.item}>
                <span>
                  #{row.number} · <Day on={row.on} /> · {row.status}
                  {row.about && <span className={classes.dim}> · {row.about}</span>}
                </span>
                <span className={classes.amount}>
                  <Money amountCents={row.totalCents} />
                </span>
                <PdfButton companyId={companyId} id={row.id} number={row.number} />
              </li>
            ))}
          </ul>
          <More pages={bills} />
        </Panel>
      )}
    </>
  )
}

function More({
  pages,
}: {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}) {
  if (!pages.hasNextPage) return null
  return (
    <Button
      variant="subtle"
      size="xs"
      mt={8}
      loading={pages.isFetchingNextPage}
      onClick={() => void pages.fetchNextPage()}
    >
      Show older ones
    </Button>
  )
}
