/** What an at-risk entry says, and the marks of its level and state. */
import type { ReactNode } from 'react'
import type { Risk, RiskRow } from '#shared/contracts/risks.ts'
import { riskStatuses, type RiskStatus } from '#shared/rules/risks.ts'
import { Money } from '#web/ui/Money.tsx'
import { StatusBox, StatusDot } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './risks.module.css'

const statusTones: Record<RiskStatus, Tone> = {
  open: 'attention',
  mitigated: 'info',
  resolved: 'good',
  cancelled: 'neutral',
  lost: 'bad',
}

export const RiskState = ({ status }: { status: RiskStatus }) => (
  <StatusDot tone={statusTones[status]} label={riskStatuses[status]} />
)
export const LevelMark = ({ level }: { level: Risk['level'] }) => (
  <StatusBox tone={level.tone} label={level.name} />
)
export const daysText = (days: number) => (days === 1 ? '1 day' : `${days.toLocaleString('en-US')} days`)

type Due = Pick<RiskRow, 'followUpOn' | 'followUpTime' | 'overdue'>
export const FollowUp = ({ followUpOn, followUpTime, overdue }: Due) =>
  followUpOn && (
    <span className={classes.due} data-overdue={overdue || undefined}>
      <Day on={followUpOn} />
      {followUpTime && ` ${followUpTime}`}
      {overdue && ' overdue'}
    </span>
  )

export function RiskFacts({ risk }: { risk: Risk }) {
  const facts: [string, ReactNode][] = [
    ['Risk level', <LevelMark level={risk.level} key="level" />],
    ['Cause', risk.cause?.name],
    ['Assigned to', risk.owner.name],
    ['Follow-up', risk.status === 'open' ? (FollowUp(risk) ?? 'None') : null],
    ['Reported', <Day on={risk.reportedOn} key="reported" />],
    ['Days open', daysText(risk.daysOpen)],
    ['Amount at risk', <Money amountCents={risk.amountAtRiskCents} key="amount" />],
    ['Resolution', risk.resolution?.name],
    ['Saved by', risk.savedBy?.name],
    [
      'Ended',
      risk.resolvedAt && (
        <>
          <Time at={risk.resolvedAt} short /> by {risk.resolvedBy}
        </>
      ),
    ],
    ['Reopened', risk.status === 'open' && risk.reopenedAt && <Time at={risk.reopenedAt} short />],
    [
      'Collected',
      risk.collectedOn && (
        <>
          <Money amountCents={risk.collectedCents} />, <Day on={risk.collectedOn} />
        </>
      ),
    ],
    [
      'Credited',
      risk.creditedOn && (
        <>
          <Money amountCents={risk.creditedCents} />, <Day on={risk.creditedOn} />
          {risk.creditReason && `, ${risk.creditReason.name}`}
        </>
      ),
    ],
  ]
  return (
    <>
      <dl className={classes.facts}>
        {facts.map(
          ([label, value]) =>
            Boolean(value) && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {risk.notes && <p className={classes.notes}>{risk.notes}</p>}
    </>
  )
}
