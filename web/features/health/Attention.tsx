/** What needs somebody this morning, worst first, each with the list behind it. */
import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { health, HealthSummary } from '#shared/contracts/health.ts'
import type { Output } from '#shared/contract.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusSquare } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import type { ReactNode } from 'react'
import type { HealthSearch } from './health-search.ts'
import { counted, many } from './health-words.ts'
import { useRetryAll } from './use-health.ts'
import classes from './health.module.css'

type Totals = Output<typeof health.totals>
type Item = {
  key: string
  tone: Tone
  words: ReactNode
  more?: ReactNode
  search?: HealthSearch
  action?: ReactNode
}

type Props = { company: string; summary: HealthSummary; totals: Totals | undefined }

export function Attention({ company, summary, totals }: Props) {
  const retryAll = useRetryAll()
  const sum = (of: 'failed' | 'missing' | 'taken' | 'outOfService' | 'drifting' | 'unreachable') =>
    summary.providers.reduce((all, provider) => all + provider[of], 0)
  const accounts = (
    finding: NonNullable<HealthSearch['finding']>,
    count: number,
    words: string,
    tone: Tone,
    more: string,
  ): Item[] =>
    count
      ? [
          {
            key: finding,
            tone,
            words: `${many(count, 'account')} ${words}`,
            more,
            search: { finding },
          },
        ]
      : []
  const failed = sum('failed')
  const items: Item[] = [
    ...summary.providers.flatMap(({ kind, id, name, breaker }): Item[] =>
      breaker
        ? [
            {
              key: `${kind}.${id}`,
              tone: 'bad',
              words: `${name} does not answer`,
              more: (
                <>
                  Since <Time at={breaker.openSince} />. Updates wait, and go out by themselves once it is
                  back. It said: {breaker.lastError ?? 'nothing'}
                </>
              ),
              search: { list: 'late', providerKind: kind, providerId: id },
            },
          ]
        : [],
    ),
    ...accounts(
      'missing',
      sum('missing'),
      'not there any more',
      'bad',
      'Linked here, unknown at the provider: nobody answers these alarms.',
    ),
    ...accounts(
      'out_of_service',
      sum('outOfService'),
      'out of service',
      'bad',
      'The provider does not act on their signals.',
    ),
    ...accounts(
      'taken',
      sum('taken'),
      'noted as another record’s',
      'bad',
      'Alarms may be answered with the wrong address.',
    ),
    ...(failed
      ? [
          {
            key: 'failed',
            tone: 'bad' as const,
            words: `Updates of ${many(failed, 'account')} failed`,
            more: 'Saved here, refused there. Put right what the provider complains of, then retry.',
            search: { list: 'failed' as const },
            action: (
              <Button
                size="compact-sm"
                variant="default"
                loading={retryAll.isPending}
                onClick={() => retryAll.run({})}
              >
                Retry all
              </Button>
            ),
          },
        ]
      : []),
    ...(totals?.billed.count
      ? [
          {
            key: 'billed',
            tone: 'bad' as const,
            words: `${many(totals.billed.count, 'customer')} billed, but not monitored`,
            more: (
              <>
                They pay <Money amountCents={totals.billed.rateCents} />
                {totals.billed.count > 1000 && ' and more'} a month for nothing that would help them.
              </>
            ),
            search: { list: 'billed' as const },
          },
        ]
      : []),
    ...(totals?.monitored.count
      ? [
          {
            key: 'monitored',
            tone: 'attention' as const,
            words: `${many(totals.monitored.count, 'customer')} monitored, but not billed`,
            more: 'The provider charges you for each of them.',
            search: { list: 'monitored' as const },
          },
        ]
      : []),
    ...accounts(
      'drift',
      sum('drifting'),
      sum('drifting') === 1 ? 'differs' : 'differ',
      'attention',
      'The provider holds something else than the record.',
    ),
    ...(summary.strays
      ? [
          {
            key: 'strays',
            tone: 'attention' as const,
            words: `${many(summary.strays, 'account')} that no customer holds`,
            more: 'Listed as yours at the provider, and unknown here.',
            search: { list: 'strays' as const },
          },
        ]
      : []),
    ...(summary.late
      ? [
          {
            key: 'late',
            tone: 'attention' as const,
            words: `Updates of ${many(summary.late, 'account')} are late`,
            more: 'They wait for longer than 15 minutes.',
            search: { list: 'late' as const },
          },
        ]
      : []),
    ...accounts(
      'unreachable',
      sum('unreachable'),
      'could not be looked at',
      'neutral',
      'What was known of them stands.',
    ),
  ]
  return (
    <Panel
      title="Needs attention"
      note={items.length > 0 && <span className="tabular">{counted(items.length)}</span>}
      flush={items.length > 0}
    >
      {items.length === 0 ? (
        <EmptyState icon={IconCircleCheck} title="Everything is in step">
          Every account that was looked at is there, in service and as the record says; everything that was
          saved has arrived.
        </EmptyState>
      ) : (
        <ul className={classes.attention}>
          {items.map(({ key, tone, words, more, search, action }) => (
            <li key={key}>
              <StatusSquare
                tone={tone}
                label={tone === 'bad' ? 'Urgent' : tone === 'attention' ? 'Attention' : 'Note'}
              />
              <div>
                <Link
                  to="/$company/connection-health"
                  params={{ company }}
                  search={search ?? {}}
                  hash="list"
                  className={classes.item}
                >
                  {words}
                </Link>
                <div className={classes.dim}>{more}</div>
              </div>
              {action}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
