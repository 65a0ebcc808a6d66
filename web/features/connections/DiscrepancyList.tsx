/** The differences, one row each, which side wins, and Link at the bottom right (CON-033, CON-034). */
import { Button } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { connections, type Discrepancies } from '#shared/contracts/connections.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { DifferenceRow } from './DifferenceRow.tsx'
import { useReadToEnd } from './read-to-end.ts'
import { useSettle } from './use-monitoring.ts'

type Props = { discrepancies: Discrepancies; reading: boolean; onReadAgain: () => Promise<void> }

export function DiscrepancyList({ discrepancies, reading, onReadAgain }: Props) {
  const { company, accountNumber, differences, equal, seen } = discrepancies
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle(params.customerId)
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const [redrawn, setRedrawn] = useState(false)
  const end = useReadToEnd(seen)
  const link = useEndpointMutation(connections.link, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(
        answer.connection?.state === 'linked'
          ? `Linked to account ${accountNumber} at ${company}`
          : `${company} has not confirmed the link yet; the page follows by itself`,
      )
      void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
    },
    onError: async (error) => {
      settle()
      if (error.code !== 'connections.changed_meanwhile') return
      await onReadAgain()
      setRedrawn(true)
      link.reset()
    },
  })
  const choose = (field: string, side: 'ours' | 'theirs') =>
    setTheirs((before) => {
      const next = new Set(before)
      if (side === 'theirs') next.add(field)
      else next.delete(field)
      return next
    })
  // A choice stays through a redraw, as long as its field still differs and may still be theirs.
  const takeTheirs = differences.filter((d) => theirs.has(d.field) && d.onlyOurs === null).map((d) => d.field)
  const ours = differences.length - takeTheirs.length
  const failure =
    link.error instanceof Problem && link.error.code !== 'connections.changed_meanwhile' ? link.error : null
  return (
    <>
      {redrawn && (
        <Notice tone="attention" title="Read again.">
          The account or the customer had changed since the list was drawn, so nothing was linked. Please look
          through it once more.
        </Notice>
      )}
      {!discrepancies.inService && (
        <Notice tone="attention" title="Not in service.">
          Account {accountNumber} is not in service at {company}: the station does not act on its alarms yet.
        </Notice>
      )}
      {differences.length > 0 && (
        <Notice tone="attention" title="Ours overwrites theirs.">
          When you link, what stands here replaces what stands at {company}, unless you choose theirs for a
          field.
        </Notice>
      )}
      <Panel
        title={
          differences.length === 0
            ? 'No discrepancies'
            : `${differences.length} ${differences.length === 1 ? 'discrepancy' : 'discrepancies'}`
        }
        note={`Account ${accountNumber} at ${company}`}
        flush
      >
        {differences.length === 0 ? (
          <p className={classes.emptyLine}>Every field that {company} keeps agrees with this customer.</p>
        ) : (
          <div className={classes.differences}>
            <div className={classes.differenceHead} aria-hidden>
              <span>Field</span>
              <span>Ours</span>
              <span>Theirs ({company})</span>
              <span>Which wins</span>
            </div>
            {differences.map((difference) => (
              <DifferenceRow
                key={difference.field}
                difference={difference}
                company={company}
                side={takeTheirs.includes(difference.field) ? 'theirs' : 'ours'}
                onChoose={(side) => choose(difference.field, side)}
              />
            ))}
          </div>
        )}
        {equal.length > 0 && (
          <details className={classes.details}>
            <summary>
              {equal.length} {equal.length === 1 ? 'field agrees' : 'fields agree'}
            </summary>
            <ul className={classes.words}>
              {equal.map((label) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          </details>
        )}
        <div ref={end.ref} tabIndex={-1} className={classes.end} aria-label="End of the list" role="note" />
      </Panel>
      {failure && (
        <Notice tone="bad" title="Not linked.">
          {failure.detail}
          {failure.requestId && failure.status >= 500 && <> Request number {failure.requestId}.</>}
        </Notice>
      )}
      <div className={`${classes.linkBar} no-print`}>
        <span className={classes.linkText} id="link-reason">
          {!end.read ? (
            <>
              Look through all {differences.length} differences first.{' '}
              <button type="button" className={classes.textButton} onClick={end.jump}>
                Go to the last one
              </button>
            </>
          ) : differences.length > 0 ? (
            `${ours} of ours ${ours === 1 ? 'overwrites' : 'overwrite'} theirs${takeTheirs.length > 0 ? `, ${takeTheirs.length} of theirs ${takeTheirs.length === 1 ? 'is' : 'are'} taken over here` : ''}.`
          ) : (
            'Nothing will be overwritten.'
          )}
        </span>
        <Button
          variant="default"
          onClick={() =>
            void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
          }
        >
          Cancel
        </Button>
        <Button
          leftSection={<IconLink size={16} />}
          disabled={!end.read || reading}
          loading={link.isPending}
          aria-describedby="link-reason"
          onClick={() =>
            link.mutate({ params: { customerId: params.customerId }, body: { seen, takeTheirs } })
          }
        >
          Link
        </Button>
      </div>
    </>
  )
}
