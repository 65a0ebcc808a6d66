/** The differences, one row each, which side wins, and the one deed at the bottom right (CON-033, CON-034). */
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Discrepancies } from '#shared/contracts/connections.ts'
import { Problem } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { DifferenceRow } from './DifferenceRow.tsx'
import { useReadToEnd } from './read-to-end.ts'

/** What is done with the list: linking, or taking over from a linked account. */
export type Deed = {
  /** The button's word. */
  label: string
  icon: ReactNode
  /** What the button will do, by how many of each side win. */
  tell: (counts: { ours: number; theirs: number }) => string
  /** Above the list, where something differs. */
  warning: ReactNode
  /** Stands before what went wrong: "Not linked." */
  undone: string
  /** What did not come of it: "nothing was linked". */
  nothing: string
  /** Theirs must win somewhere: else there is nothing to do. */
  needsTheirs: boolean
  isPending: boolean
  error: unknown
  run: (body: { seen: string; takeTheirs: string[] }) => void
}

type Props = {
  discrepancies: Discrepancies
  reading: boolean
  /** Something changed meanwhile, and the list was read again. */
  redrawn: boolean
  deed: Deed
  /** Instead of back to the monitoring page. */
  onCancel?: () => void
}

export function DiscrepancyList({ discrepancies, reading, redrawn, deed, onCancel }: Props) {
  const { company, accountNumber, differences, equal, seen } = discrepancies
  const params = useCustomerParams()
  const navigate = useNavigate()
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const end = useReadToEnd(seen)
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
    deed.error instanceof Problem && deed.error.code !== 'connections.changed_meanwhile' ? deed.error : null
  return (
    <>
      {redrawn && (
        <Notice tone="attention" title="Read again.">
          The account or the customer had changed since the list was drawn, so {deed.nothing}. Please look
          through it once more.
        </Notice>
      )}
      {!discrepancies.inService && (
        <Notice tone="attention" title="Not in service.">
          Account {accountNumber} is not in service at {company}: the station does not act on its alarms yet.
        </Notice>
      )}
      {differences.length > 0 && deed.warning}
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
        <Notice tone="bad" title={deed.undone}>
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
          ) : (
            deed.tell({ ours, theirs: takeTheirs.length })
          )}
        </span>
        <Button
          variant="default"
          onClick={() =>
            onCancel
              ? onCancel()
              : void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
          }
        >
          Cancel
        </Button>
        <Button
          leftSection={deed.icon}
          disabled={!end.read || reading || (deed.needsTheirs && takeTheirs.length === 0)}
          loading={deed.isPending}
          aria-describedby="link-reason"
          onClick={() => deed.run({ seen, takeTheirs })}
        >
          {deed.label}
        </Button>
      </div>
    </>
  )
}
