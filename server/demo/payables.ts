/** Acme's payroll rules, and what they made: pending, held, approved, paid in a run, charged back, and a referral fee by hand. */
import type pg from 'pg'
import type { PayableStatus } from '#shared/rules/payables.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore } from './record.ts'
import { story } from './story.ts'

type Row = { name: string; payTo?: string; cents?: number; percent?: number; expression?: string; table?: boolean; outside?: string; note?: string; atLeastMonths?: number } // prettier-ignore
type Level = { name: string; isDefault?: boolean; rows: Row[]; users?: number[] }
type Function = { name: string; description: string; payeeBy: string; event: string; chargeBackDays?: number; levels: Level[] } // prettier-ignore

const { sales, tech, manager, owner } = demoUsers
const roles: readonly { name: string; description: string; functions: Function[] }[] = [
  {
    name: 'Sales rep',
    description: 'Commissions of those who sell',
    functions: [
      {
        name: 'Sale commission',
        description: 'Earned when the system is installed; two monthly rates on top of the base',
        payeeBy: 'sales_rep',
        event: 'installed',
        chargeBackDays: 180,
        levels: [
          { name: 'Standard', isDefault: true, rows: [{ name: 'Base commission', cents: 10_000 }, { name: 'Rate bonus', percent: 200, note: 'Twice the monthly rate of {mmr}' }] },
          { name: 'Senior', users: [sales], rows: [{ name: 'Base commission', cents: 15_000 }, { name: 'Rate and term', table: true }, { name: 'Long term', cents: 2500, atLeastMonths: 60 }] },
        ],
      },
      { name: 'Manager override', description: 'For the rep’s manager', payeeBy: 'rep_manager', event: 'funded', chargeBackDays: 365, levels: [{ name: 'Override', isDefault: true, rows: [{ name: 'Override', expression: 'min(max(funding_received * 1%, 10), 50)' }] }] },
    ],
  },
  {
    name: 'Technician',
    description: 'What installations pay',
    functions: [
      { name: 'Installation pay', description: 'By the piece', payeeBy: 'technician', event: 'installed', levels: [{ name: 'Per installation', isDefault: true, rows: [{ name: 'Installation', cents: 4500 }, { name: 'Equipment', expression: 'equipment_count * 2.5' }] }] },
      { name: 'Referral fee', description: 'To who brought the customer', payeeBy: 'nobody', event: 'manual', levels: [{ name: 'Realtor', isDefault: true, rows: [{ name: 'Referral fee', cents: 5000, payTo: 'outside', outside: 'Heron Way Realty' }] }] },
    ],
  },
] // prettier-ignore

type Line = [name: string, cents: number, reckoning: string]
type DemoPayable = { customerId: number; of: string; level?: string; userId?: number; outside?: string; daysAgo: number; status: PayableStatus; why?: string; lines: Line[]; paid?: number; note?: string } // prettier-ignore
const base: Line = ['Base commission', 15_000, 'Fixed amount']
const rate = (cents: number, row: number, mmr: string, months: number): Line => ['Rate and term', cents, `“Commission by rate and term”, row ${row} (MMR, at least ${mmr}, Contract months ${months})`] // prettier-ignore
const installation = (pieces: number): Line[] => [
  ['Installation', 4500, 'Fixed amount'],
  ['Equipment', pieces * 250, `equipment_count * 2.5 (Pieces of equipment ${pieces}) = $${(pieces * 2.5).toFixed(2)}`],
] // prettier-ignore
const payables: readonly DemoPayable[] = [
  { customerId: story.linkedElsewhere, of: 'Sale commission', level: 'Senior', userId: sales, daysAgo: 94, status: 'paid_in_full', lines: [base, rate(9000, 2, '$49.99', 36)], paid: 1, note: 'Thank you for the long term' },
  { customerId: story.linkedElsewhere, of: 'Installation pay', level: 'Per installation', userId: tech, daysAgo: 94, status: 'paid_in_full', lines: installation(9), paid: 1 },
  { customerId: story.linkedElsewhere, of: 'Manager override', level: 'Override', userId: manager, daysAgo: 60, status: 'approved', lines: [['Override', 1620, 'min(max(funding_received * 1%, 10), 50) (Funding, net received $1,619.68) = $16.20']] },
  { customerId: story.differs, of: 'Sale commission', level: 'Senior', userId: sales, daysAgo: 9, status: 'pending', lines: [base, rate(12_500, 1, '$59.99', 60), ['Long term', 2500, 'Fixed amount']] },
  { customerId: story.differs, of: 'Installation pay', level: 'Per installation', userId: tech, daysAgo: 9, status: 'approved', lines: installation(12) },
  { customerId: story.notIntegrated, of: 'Sale commission', level: 'Senior', userId: sales, daysAgo: 40, status: 'approved', lines: [base, rate(6000, 3, '$47.99', 42)] },
  { customerId: story.notIntegrated, of: 'Referral fee', level: 'Realtor', outside: 'Heron Way Realty', daysAgo: 40, status: 'pending', lines: [['Referral fee', 5000, 'Fixed amount']] },
  { customerId: story.unmonitored, of: 'Sale commission', level: 'Senior', userId: sales, daysAgo: 2, status: 'requires_review', why: 'Rate and term could not be worked out', lines: [base, ['Rate and term', 0, 'No row of “Commission by rate and term” fits MMR $44.99, Contract months nothing']] },
] // prettier-ignore
const charged = { customerId: story.canceled, days: 31, cents: 21_000 }

/** Brings rules and payables; the company's records, users and fundings must be in. The rules come last, so that nothing of the past triggers them. */
export async function loadPayables(client: pg.Client, companyId: number, now: Date): Promise<void> {
  const run = async <T extends pg.QueryResultRow = { id: number }>(text: string, values: unknown[] = []) =>
    (await client.query<T>(text, values)).rows
  await run(`select set_config('app.company_id', $1::text, true)`, [companyId])
  const [table] = await run(
    `insert into payroll_table (name, description, dimensions, rows) values ('Commission by rate and term', 'On top of the base', $1, $2) returning id`,
    [
      JSON.stringify([
        { variable: 'mmr', match: 'from', label: '' },
        { variable: 'contract_months', match: 'from', label: '' },
      ]),
      JSON.stringify([
        { cells: ['55', '60'], amountCents: 12_500 },
        { cells: ['45', '36'], amountCents: 9000 },
        { cells: [null, '36'], amountCents: 6000 },
      ]),
    ],
  )
  const functions = new Map<string, number>()
  for (const role of roles) {
    const [made] = await run('insert into payroll_role (name, description) values ($1, $2) returning id', [
      role.name,
      role.description,
    ])
    for (const f of role.functions) {
      const [one] = await run(
        'insert into payroll_function (role_id, name, description, payee_by, event, charge_back_days) values ($1, $2, $3, $4, $5, $6) returning id',
        [made!.id, f.name, f.description, f.payeeBy, f.event, f.chargeBackDays ?? null],
      )
      functions.set(f.name, one!.id)
      for (const level of f.levels) {
        const [l] = await run(
          'insert into payroll_level (function_id, name, is_default) values ($1, $2, $3) returning id',
          [one!.id, level.name, level.isDefault ?? false],
        )
        for (const [i, row] of level.rows.entries())
          await run(
            `insert into payroll_row (level_id, sort, name, pay_to, outside_name, source, amount_cents, variable, factor_ppm, table_id, expression, conditions, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
            [
              l!.id,
              (i + 1) * 10,
              row.name,
              row.payTo ?? 'payee',
              row.outside ?? null,
              row.table ? 'table' : row.expression ? 'expression' : row.percent ? 'field' : 'fixed',
              row.cents ?? null,
              row.percent ? 'mmr' : null,
              row.percent ? row.percent * 10_000 : null,
              row.table ? table!.id : null,
              row.expression ?? null,
              JSON.stringify(
                row.atLeastMonths
                  ? [{ variable: 'contract_months', op: 'at_least', value: String(row.atLeastMonths) }]
                  : [],
              ),
              row.note ?? '',
            ],
          )
        for (const userId of level.users ?? []) {
          await run('insert into payroll_assignment (user_id, function_id, level_id) values ($1, $2, $3)', [
            userId,
            one!.id,
            l!.id,
          ])
          await run(
            `insert into payroll_profile (user_id, identifier) values ($1::bigint, 'E-' || (1000 + $1::bigint))`,
            [userId],
          )
        }
      }
    }
  }
  const [payRun] = await run(
    `insert into pay_run (paid_on, reference, request_key, created_at, created_by) values ($1, 'Payroll, first half', md5('pay run')::uuid, $1::date, $2) returning id`,
    [daysBefore(now, 75), owner],
  )
  const insert = async (p: DemoPayable, more: { source?: string; ofId?: number; cause?: string } = {}) => {
    const at = new Date(now.getTime() - p.daysAgo * dayMs)
    const [made] = await run(
      `insert into payable (customer_id, function_id, level_name, payee_user_id, payee_name, source, status, status_reason, earned_on, approved_on, note_to_payee, of_id, cause, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id`,
      [
        p.customerId,
        functions.get(p.of),
        p.level ?? '',
        p.userId ?? null,
        p.outside ?? null,
        more.source ?? (p.outside ? 'function' : 'event'),
        p.paid ? 'approved' : p.status,
        p.why ?? '',
        daysBefore(now, p.daysAgo),
        p.paid || p.status === 'approved' ? daysBefore(now, p.daysAgo - 1) : null,
        p.note ?? '',
        more.ofId ?? null,
        more.cause ?? null,
        at,
      ],
    )
    for (const [i, [name, cents, reckoning]] of p.lines.entries())
      await run(
        'insert into payable_line (payable_id, sort, row_id, adjustment, name, amount_cents, reckoning) values ($1, $2, null, false, $3, $4, $5)',
        [made!.id, i, name, cents, reckoning],
      )
    if (p.paid)
      await run(
        `insert into payable_payment (payable_id, pay_run_id, amount_cents, paid_on, reference, request_key, created_at, created_by)
         select p.id, $2, p.amount_cents, $3, 'Payroll, first half', md5('pay run')::uuid, $3::date, $4 from payable p where p.company_id = $5 and p.id = $1`,
        [made!.id, payRun!.id, daysBefore(now, 75), owner, companyId],
      )
    return made!.id
  }
  for (const one of payables) await insert(one)
  const reason = `Canceled, ${charged.days} days after it was earned (within 180)`
  const original = await insert({
    customerId: charged.customerId,
    of: 'Sale commission',
    level: 'Senior',
    userId: sales,
    daysAgo: 110,
    status: 'paid_in_full',
    lines: [base, rate(6000, 3, '$39.99', 36)],
    paid: 1,
  })
  await insert(
    {
      customerId: charged.customerId,
      of: 'Sale commission',
      level: 'Senior',
      userId: sales,
      daysAgo: 110 - charged.days,
      status: 'pending',
      lines: [[`Charge back of #${original}`, -charged.cents, reason]],
    },
    { source: 'charge_back', ofId: original, cause: 'canceled' },
  )
  await run('update payable set charged_back = true where company_id = $1 and id = $2', [companyId, original])
  await run(`select set_config('app.company_id', '', true)`)
}
