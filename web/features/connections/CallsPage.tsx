/** What was sent to the station and what it answered, newest first, without secrets (CON-014). */
import { Button } from '@mantine/core'
import { IconArrowsExchange, IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type Call, connections } from '#shared/contracts/connections.ts'
import { endpointPages } from '#web/api/queries.ts'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './calls.module.css'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import { useCustomerParams } from './customer-params.ts'

const pageSize = 25

export function CallsPage() {
  const { customerId } = useCustomerParams()
  const pages = useInfiniteQuery(
    endpointPages(connections.calls, { params: { customerId }, query: { limit: pageSize } }, 'before'),
  )
  const calls = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <ConnectionsNav />
      <Panel title="What was sent" note="with what the station answered; secrets are left out" flush>
        {pages.isPending ? (
          <div className={classes.loading} role="status" aria-label="Loading what was sent">
            <LinesSkeleton count={7} />
          </div>
        ) : pages.isError && calls.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : calls.length === 0 ? (
          <EmptyState icon={IconArrowsExchange} title="Nothing was sent yet">
            Every call to the central station about this customer will stand here.
          </EmptyState>
        ) : (
          <>
            <ul className={classes.calls}>
              {calls.map((call) => (
                <CallRow call={call} key={call.id} />
              ))}
            </ul>
            {pages.hasNextPage && (
              <div className={classes.more}>
                <Button
                  variant="default"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  Load more
                </Button>
              </div>
            )}
          </>
        )}
      </Panel>
    </>
  )
}

const toneOf = ({ status, error }: Call): Tone =>
  error || status === null || status >= 500 ? 'bad' : status >= 400 ? 'attention' : 'good'

function CallRow({ call }: { call: Call }) {
  const [open, setOpen] = useState(false)
  const detailId = useId()
  return (
    <li className={classes.call}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={open}
        aria-controls={detailId}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={15} className={classes.chevron} aria-hidden />
        <span className={classes.when}>
          <Time at={call.at} />
        </span>
        <span className={classes.name}>{call.call}</span>
        <code className={classes.path}>
          {call.method} {call.path}
        </code>
        <span className={classes.status}>
          <StatusDot tone={toneOf(call)} label={call.status === null ? 'No answer' : String(call.status)} />
        </span>
        <span className={`${classes.duration} tabular`}>{call.durationMs.toLocaleString('en-US')} ms</span>
      </button>
      <div id={detailId} hidden={!open} className={classes.detail}>
        {open && (
          <>
            {call.error && <p className={classes.error}>{call.error}</p>}
            <Transcript title="Sent" text={call.request} />
            <Transcript title="Answered" text={call.response || 'Nothing came back.'} />
          </>
        )}
      </div>
    </li>
  )
}

function Transcript({ title, text }: { title: string; text: string }) {
  return (
    <figure className={classes.transcript}>
      <figcaption>
        {title}
        <CopyButton value={text} label={title.toLowerCase()} />
      </figcaption>
      <pre tabIndex={0}>{readable(text)}</pre>
    </figure>
  )
}

/** A JSON body with line breaks, for reading; what is copied stays as it was sent. */
function readable(text: string): string {
  const [head = '', ...rest] = text.split('\n\n')
  try {
    return `${head}\n\n${JSON.stringify(JSON.parse(rest.join('\n\n')), null, 2)}`
  } catch {
    return text
  }
}
