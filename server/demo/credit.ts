/** Credit checks of a few demo records: an applied one with its report, one entered by hand, a lost answer, a frozen file. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { place, seal } from '#server/platform/encryption.ts'
import type { CreditOutcome } from '#shared/rules/credit.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

type DemoCheck = {
  customerId: number
  daysAgo: number
  bureau: 'TransUnion' | 'HART' | 'Equifax' | 'Entered by hand'
  by: number
  state?: 'answered' | 'unknown'
  outcome?: CreditOutcome
  score?: number
  source?: string
  transaction?: string
  alerts?: string[]
  factors?: string[]
  note?: string
  report?: string
  applied?: boolean
}

const checks: readonly DemoCheck[] = [
  {
    customerId: story.differs,
    daysAgo: 413,
    bureau: 'Entered by hand',
    by: demoUsers.sales,
    outcome: 'scored',
    score: 690,
    transaction: 'CK-20417',
    note: 'From the partner’s paper application.',
  },
  {
    customerId: story.differs,
    daysAgo: 412,
    bureau: 'TransUnion',
    by: demoUsers.sales,
    outcome: 'scored',
    score: 731,
    source: 'TransUnion',
    transaction: 'OC700412',
    alerts: ['ADDRESS MISMATCH: the file has another address'],
    factors: ['Length of time accounts have been established', 'Proportion of balances to credit limits'],
    applied: true,
    report: [
      'TRANSUNION CONSUMER CREDIT REPORT',
      'TRANSACTION OC700412',
      '',
      'SUBJECT   WHITFIELD, DANA',
      'SSN       ***',
      'DOB       ***',
      '',
      '*** ADDRESS MISMATCH: the file has another address ***',
      'SCORE     731',
      '',
      'TRADES',
      'SUMMIT BANK        REVOLVING   06/19   LIMIT $5,000    BALANCE $1,240   CURRENT',
      '',
      'END OF REPORT',
    ].join('\n'),
  },
  {
    customerId: story.refused,
    daysAgo: 380,
    bureau: 'Equifax',
    by: demoUsers.manager,
    outcome: 'frozen',
    source: 'Equifax',
    transaction: 'EF700380',
  },
  {
    customerId: story.notIntegrated,
    daysAgo: 1,
    bureau: 'HART',
    by: demoUsers.sales,
    state: 'unknown',
  },
]

/** Brings them; the company's bureaus and records must be in. */
export async function loadCredit(
  client: pg.Client,
  companyId: number,
  { plan, now }: Setting,
): Promise<void> {
  const bureauId = (name: string) =>
    (plan.creditBureaus ?? []).findIndex((bureau) => bureau.name === name) + 1
  const instant = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs)
  await copyRows(
    client,
    'credit_check',
    [
      'company_id', 'id', 'customer_id', 'credit_bureau_id', 'kind', 'state', 'request_key', 'requested_at', 'requested_by',
      'purpose', 'consent_method', 'consent_on', 'note', 'called_at', 'outcome', 'score', 'source', 'transaction_id',
      'tracking_number', 'alerts', 'factors', 'answered_at', 'failure', 'report_state', 'sealed_report', 'applied_at', 'applied_by',
    ], // prettier-ignore
    checks.map((check, index) => {
      const manual = check.bureau === 'Entered by hand'
      const at = instant(check.daysAgo)
      const unknown = check.state === 'unknown'
      const { report, applied, transaction = '' } = check
      return [
        companyId, index + 1, check.customerId, bureauId(check.bureau), manual ? 'manual' : 'inquiry',
        check.state ?? 'answered', manual ? null : `demo-request-${String(index + 1).padStart(4, '0')}`, at, check.by,
        manual ? null : 'credit_transaction', manual ? null : 'signed_electronically',
        manual ? null : daysBefore(now, check.daysAgo), check.note ?? '', manual ? null : at, check.outcome ?? null,
        check.score ?? null, check.source ?? '', manual ? '' : transaction, transaction, check.alerts ?? [],
        check.factors ?? [], unknown ? null : at, unknown ? 'The connection was dropped' : null, report ? 'stored' : 'none',
        report ? seal(report, place(companyId, 'credit_check.sealed_report')) : null, applied ? at : null,
        applied ? check.by : null,
      ] // prettier-ignore
    }),
  )
}
