/** Customers of the demo company who may leave, and two who did not. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import type { RiskChannel, RiskStatus } from '#shared/rules/risks.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

const { manager, owner } = demoUsers

type Attempt = [daysAgo: number, channel: RiskChannel, outcome: string]
type DemoRisk = {
  customerId: number
  daysAgo: number
  reason: string
  cause?: string
  level: 'Low' | 'Medium' | 'High'
  owner: number
  /** Days until the follow-up; negative: it is late. */
  followUp?: number
  amountCents: number
  notes: string
  attempts: Attempt[]
  ended?: {
    daysAgo: number
    status: RiskStatus
    resolution: string
    collectedCents?: number
    creditedCents?: number
    creditReason?: string
  }
}

/** 1002 and 1009 show nothing: other stories are told of them. */
const entries: readonly DemoRisk[] = [
  {
    customerId: story.linkedElsewhere,
    daysAgo: 11,
    reason: 'Competitor offer',
    cause: 'Contract ending',
    level: 'High',
    owner: manager,
    followUp: -2,
    amountCents: 4999,
    notes: 'Was offered $34.99 and a free panel. Likes our technicians; the app matters most to him.',
    attempts: [
      [9, 'phone', 'Left a voicemail.'],
      [6, 'phone', 'Spoke for ten minutes. Wants to see a price before the end of the month.'],
      [3, 'email', 'Sent the offer for $44.99 with 24 months.'],
    ],
  },
  {
    customerId: story.refused,
    daysAgo: 4,
    reason: 'Service issue',
    cause: 'False alarms',
    level: 'Medium',
    owner,
    followUp: 0,
    amountCents: 4999,
    notes: 'Three false alarms from the back door in two weeks.',
    attempts: [[2, 'visit', 'Replaced the contact and tested with the station.']],
  },
  {
    customerId: story.stationDown,
    daysAgo: 2,
    reason: 'Past due',
    level: 'Low',
    owner: manager,
    followUp: 3,
    amountCents: 4999,
    notes: '',
    attempts: [[1, 'text', 'Promised to pay on Friday.']],
  },
  {
    customerId: story.atMesa,
    daysAgo: 20,
    reason: 'Moving',
    level: 'Medium',
    owner: manager,
    followUp: 9,
    amountCents: 4999,
    notes: 'Moves to Tempe. Asked whether the system can come along.',
    attempts: [],
  },
  {
    customerId: story.firstBranch,
    daysAgo: 60,
    reason: 'Price',
    cause: 'Billing error',
    level: 'Medium',
    owner: manager,
    amountCents: 5999,
    notes: 'Billed twice in one month.',
    attempts: [[58, 'phone', 'Apologized; the second charge is credited.']],
    ended: {
      daysAgo: 57,
      status: 'resolved',
      resolution: 'Saved',
      collectedCents: 11_998,
      creditedCents: 5999,
      creditReason: 'Billing correction',
    },
  },
  {
    customerId: story.canceled,
    daysAgo: 75,
    reason: 'Moving',
    level: 'High',
    owner: manager,
    amountCents: 4299,
    notes: 'The new house has a system already.',
    attempts: [
      [70, 'phone', 'No answer.'],
      [66, 'phone', 'Has decided.'],
    ],
    ended: { daysAgo: 45, status: 'lost', resolution: 'Canceled' },
  },
]

/** Brings them; the company's catalogue values and records must be in. */
export async function loadRisks(client: pg.Client, companyId: number, setting: Setting): Promise<void> {
  const { now } = setting
  const instant = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs)
  const idOf = (catalogue: Parameters<Setting['value']>[0], name: string | undefined) =>
    name === undefined ? null : setting.value(catalogue, name)
  await copyRows(
    client,
    'risk',
    [
      'company_id', 'id', 'customer_id', 'reported_on', 'reason_id', 'cause_id', 'level_id', 'owner_id', 'follow_up_on',
      'amount_at_risk_cents', 'collected_cents', 'collected_on', 'credited_cents', 'credited_on', 'credit_reason_id', 'notes',
      'status', 'resolution_id', 'saved_by', 'resolved_at', 'resolved_by', 'created_at', 'created_by',
    ], // prettier-ignore
    entries.map((entry, index) => {
      const { ended } = entry
      const endedOn = ended ? daysBefore(now, ended.daysAgo) : null
      return [
        companyId, index + 1, entry.customerId, daysBefore(now, entry.daysAgo), idOf('at_risk_reason', entry.reason),
        idOf('at_risk_cause', entry.cause), idOf('at_risk_level', entry.level), entry.owner,
        entry.followUp === undefined ? null : daysBefore(now, -entry.followUp), entry.amountCents,
        ended?.collectedCents ?? 0, ended?.collectedCents ? endedOn : null, ended?.creditedCents ?? 0,
        ended?.creditedCents ? endedOn : null, idOf('at_risk_credit_reason', ended?.creditReason), entry.notes,
        ended?.status ?? 'open', idOf('at_risk_resolution', ended?.resolution), ended?.status === 'resolved' ? entry.owner : null,
        ended ? instant(ended.daysAgo) : null, ended ? entry.owner : null, instant(entry.daysAgo), manager,
      ] // prettier-ignore
    }),
  )
  await copyRows(
    client,
    'risk_attempt',
    ['company_id', 'risk_id', 'channel', 'outcome', 'at', 'by_user_id'],
    entries.flatMap(({ attempts, owner: by }, index) =>
      attempts.map(([daysAgo, channel, outcome]) => [
        companyId, index + 1, channel, outcome, instant(daysAgo), by,
      ]),
    ), // prettier-ignore
  )
}
