/** One line each of money, connections and messages, for those who see them; each leads to its page. */
import { IconMessages, IconPlugConnected, IconReceipt } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { dashboard, type DashboardDay } from '#shared/contracts/dashboard.ts'
import { messages } from '#shared/contracts/messages.ts'
import { formatCents } from '#shared/money.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { useLocale } from '#web/ui/locale.ts'
import { StatusSquare } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './dashboard.module.css'

type Props = { company: string; connections: DashboardDay['connections'] }

const most = 1_000
const upTo = (n: number) => (n > most ? `${most.toLocaleString('en-US')}+` : n.toLocaleString('en-US'))

export function Lines({ company, connections }: Props) {
  const may = useMay()
  return (
    <div className={classes.lines}>
      {may('invoices.view') && <MoneyLine company={company} />}
      {connections && <ConnectionsLine company={company} connections={connections} />}
      {may('messages.view') && <MessagesLine company={company} />}
    </div>
  )
}

function MoneyLine({ company }: { company: string }) {
  const { currency } = useLocale()
  const { data } = useEndpointQuery(dashboard.money, {}, { staleTime: 60_000, refetchOnWindowFocus: true })
  if (!data) return <span className={classes.line} aria-hidden />
  const money = (cents: number) => formatCents(cents, currency)
  return (
    <Link
      to="/$company/accounting/invoices"
      params={{ company }}
      search={{ status: data.pastDueCount ? 'late' : 'unpaid' }}
      className={classes.line}
    >
      {data.pastDueCount ? (
        <StatusSquare tone="attention" label="Past due" />
      ) : (
        <IconReceipt size={18} stroke={1.7} aria-hidden />
      )}
      <span className={classes.lineText}>
        <strong className="tabular">{money(data.openCents)} open</strong>
        <span className={`${classes.dim} tabular`}>
          {data.pastDueCount
            ? `${money(data.pastDueCents)} past due on ${data.pastDueCount.toLocaleString('en-US')} ${data.pastDueCount === 1 ? 'invoice' : 'invoices'}`
            : 'Nothing is past due'}
        </span>
      </span>
    </Link>
  )
}

function ConnectionsLine({
  company,
  connections: { findings, failed, lookedAt },
}: {
  company: string
  connections: NonNullable<DashboardDay['connections']>
}) {
  const trouble = [
    ...(failed ? [`${upTo(failed)} with updates that failed`] : []),
    ...(findings ? [`${upTo(findings)} to look at`] : []),
  ]
  return (
    <Link to="/$company/connection-health" params={{ company }} className={classes.line}>
      {trouble.length || !lookedAt ? (
        <StatusSquare tone={failed ? 'bad' : 'attention'} label="Needs attention" />
      ) : (
        <IconPlugConnected size={18} stroke={1.7} aria-hidden />
      )}
      <span className={classes.lineText}>
        {/* Of what nobody has compared nobody knows whether it is in order. */}
        <strong>
          {trouble.length
            ? `Accounts: ${trouble.join(', ')}`
            : lookedAt
              ? 'Connections are in order'
              : 'Connections: not compared yet'}
        </strong>
        <span className={classes.dim}>
          {lookedAt ? (
            <>
              Compared <Time at={lookedAt} />
            </>
          ) : (
            'Compare them with their providers'
          )}
        </span>
      </span>
    </Link>
  )
}

function MessagesLine({ company }: { company: string }) {
  const { data } = useEndpointQuery(messages.counts, {}, { refetchOnWindowFocus: true })
  if (!data) return <span className={classes.line} aria-hidden />
  const { unread, failed } = data
  return (
    <Link to="/$company/messages" params={{ company }} className={classes.line}>
      {failed ? (
        <StatusSquare tone="bad" label="Failed" />
      ) : (
        <IconMessages size={18} stroke={1.7} aria-hidden />
      )}
      <span className={classes.lineText}>
        <strong>{unread ? `${unread.toLocaleString('en-US')} unread` : 'No unread messages'}</strong>
        <span className={classes.dim}>
          {failed ? `${failed.toLocaleString('en-US')} not sent` : 'All messages left'}
        </span>
      </span>
    </Link>
  )
}
