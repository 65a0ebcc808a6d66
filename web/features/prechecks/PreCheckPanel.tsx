/** A record's ADT PreCheck: verdict, report, what it lacks, and running it again. */
import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { type PreCheck, prechecks } from '#shared/contracts/prechecks.ts'
import { preCheckLabels } from '#shared/rules/prechecks.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './prechecks.module.css'

type Props = { customerId: number; check: PreCheck; onClose: () => void }

export function PreCheckPanel({ onClose, ...props }: Props) {
  return (
    <Modal opened onClose={onClose} title="ADT Pre-Check" size="md">
      <PreCheckBody
        {...props}
        beside={
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        }
      />
    </Modal>
  )
}

type BodyProps = { customerId: number; check: PreCheck; beside?: ReactNode }

/** The check itself: in the dialog, and in the Qualify step of guided creation. */
export function PreCheckBody({ customerId, check, beside }: BodyProps) {
  const params = { customerId }
  const { put, invalidateParams } = useInvalidate()
  const [order, setOrder] = useState(check.chosen)
  const run = useEndpointMutation(prechecks.run)
  const running = check.state === 'running'
  const isLead = check.companies.length > 0
  const numbers = check.companies.find(({ id }) => id === order.monitoringCompanyId)?.dealerNumbers ?? []
  const lacks = check.missing.filter(({ field }) => field !== 'dealerNumberId' || !isLead)
  const start = () =>
    run.mutate(
      { params, body: isLead ? order : {} },
      {
        onSuccess: (answer) => {
          put(prechecks.open, { params }, answer)
          void invalidateParams(params)
        },
      },
    )
  return (
    <Stack gap="md">
      <Verdict check={check} />
      {isLead && check.mayRun && (
        <div className={classes.order}>
          <Select
            label="Monitoring company"
            data={check.companies.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={order.monitoringCompanyId === null ? null : String(order.monitoringCompanyId)}
            onChange={(id) =>
              setOrder({ monitoringCompanyId: id === null ? null : Number(id), dealerNumberId: null })
            }
          />
          {numbers.length > 0 && (
            <Select
              label="Dealer number"
              data={numbers.map(({ id, number }) => ({ value: String(id), label: number }))}
              value={order.dealerNumberId === null ? null : String(order.dealerNumberId)}
              onChange={(id) => setOrder({ ...order, dealerNumberId: id === null ? null : Number(id) })}
            />
          )}
        </div>
      )}
      {lacks.length > 0 && (
        <Notice tone="attention" title="ADT needs more.">
          Fill in and save: {lacks.map(({ label }) => label).join(', ')}.
        </Notice>
      )}
      {run.error && <Notice tone="bad">{problemText(run.error)}</Notice>}
      <Group justify="space-between">
        <Asked check={check} />
        <Group gap="sm">
          {beside}
          {check.mayRun && (
            <Button
              onClick={start}
              loading={run.isPending}
              disabled={running || lacks.length > 0 || (isLead && order.monitoringCompanyId === null)}
            >
              {check.state === 'none' ? 'Run PreCheck' : 'Run again'}
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  )
}

const tones: Record<PreCheck['state'], Tone> = {
  none: 'neutral',
  running: 'neutral',
  review: 'info',
  approved: 'good',
  error: 'bad',
}

function Verdict({ check }: { check: PreCheck }) {
  const { state, outdated, report, failure, company, nextAttemptAt } = check
  if (state === 'none')
    return (
      <Notice tone="neutral" title="Not run yet.">
        The PreCheck tells whether ADT would take this customer. Run it before an order.
      </Notice>
    )
  if (state === 'running')
    return (
      <Notice tone="neutral" title={`${company ?? 'ADT'} is checking.`}>
        The answer appears here by itself.
        {nextAttemptAt && (
          <>
            {' '}
            It did not answer just now; the next try is <Time at={nextAttemptAt} />.
          </>
        )}
      </Notice>
    )
  return (
    <Stack gap="sm">
      <Notice tone={outdated ? 'neutral' : tones[state]} title={`${preCheckLabels[state]}.`}>
        {failure && <>It could not be made. {failure}</>}
        {outdated && <>{outdated}: run it again before you count on it.</>}
      </Notice>
      {report.length > 0 && (
        <ul className={classes.report} aria-label="Report">
          {report.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Stack>
  )
}

function Asked({ check: { askedAt, askedBy } }: { check: PreCheck }) {
  if (!askedAt) return <span />
  return (
    <span className={classes.asked}>
      Asked <Time at={askedAt} /> {askedBy ? `by ${askedBy}` : 'by itself, after a change'}
    </span>
  )
}
