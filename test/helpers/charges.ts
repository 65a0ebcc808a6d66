/** A company that charges: its processors at their sandboxes, something to be paid for, and its jobs run by hand, so that a test can end one anywhere. */
import { randomUUID } from 'node:crypto'
import { charges } from '#shared/contracts/charges.ts'
import { history } from '#shared/contracts/history.ts'
import type { Effect } from '#sandboxes/kit.ts'
import { chargeTasks } from '#server/modules/charges/charges.jobs.ts'
import {
  type ChargeRequest,
  type ChargeSubject,
  type ChargeSubjects,
  queueCharge,
} from '#server/modules/charges/charges.service.ts'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import type { Task } from '#server/jobs/task.ts'
import type { CustomerRow } from './factories.ts'
import { openHouse } from './house.ts'

type Told = { what: string; subjectId: string; amountCents: number } & Record<string, unknown>
const job = { source: 'job', address: '', requestId: '' } as const

/** Opens the house with the company; `close` ends it. @param subjects the product's own, in place of one that only listens */
export async function openCashier(subjects?: ChargeSubjects) {
  const house = await openHouse({ sandboxes: true })
  const { company, here, user, foreign } = await house.plant.neighbourhood()
  const plant = (
    name: string,
    connector: string,
    settings: object,
    secrets: Record<string, string>,
    more = {},
  ) =>
    house.plant.insert('payment_processor', company, {
      name,
      connector,
      settings: { baseUrl: `${house.station.origin}/${connector}`, ...settings },
      sealed_secrets: sealSecrets(company.id, secrets, 'payment'),
      ...more,
    })
  const nmi = await plant(
    'NMI',
    'nmi',
    {
      tokenizationKey: 'sandbox-tokenization-key',
      cards: true,
      ach: true,
      validateCards: true,
      duplicateCheck: true,
    },
    { securityKey: 'sandbox-security-key', webhookKey: 'hook-demo' },
    { is_default: true },
  )
  const stripe = await plant(
    'Stripe',
    'stripe',
    { publishableKey: 'pk_test_sandbox', scriptUrl: `${house.station.origin}/stripe/js/v3/` },
    { secretKey: 'sk_test_sandbox', webhookSecret: 'whsec_demo' },
  )
  const control = async <T>(key: string, name: string, body?: object): Promise<T> => {
    const reply = await fetch(`${house.station.origin}/${key}/_control/${name}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }

  /** What is owed of a subject, and what it was told, as a module of invoices would keep it. */
  const owed = new Map<string, { amountCents: number; dueOn: string }>()
  const told: Told[] = []
  const hear =
    (what: string) =>
    (_db: unknown, _history: unknown, outcome: { subjectId: string; amountCents: number }): Promise<void> => {
      if (subject.deaf) throw new Error('the handler failed')
      told.push({ what, ...outcome })
      if (what === 'settled') owed.delete(outcome.subjectId)
      return Promise.resolve()
    }
  const subject: ChargeSubject & { deaf: boolean } = {
    deaf: false,
    kind: 'invoice',
    due: (_db, subjectId) => Promise.resolve(owed.get(subjectId) ?? null),
    settled: hear('settled'),
    declined: hear('declined'),
    failed: hear('failed'),
    refunded: hear('refunded'),
    voided: hear('voided'),
    returned: hear('returned'),
    chargedBack: hear('chargedBack'),
  }
  const tasks: Record<string, Task> = chargeTasks(
    house.database,
    house.desk,
    subjects ?? [subject],
    house.clock.now,
  )

  type Job = { id: number; task: string; payload: unknown }
  const waiting = async (like = 'charges.run'): Promise<Job[]> =>
    (
      await house.owner.query<Job>(
        `select j.id::int, t.identifier as task, j.payload from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like $1 order by j.run_at, j.id`,
        [like],
      )
    ).rows
  /** Runs the waiting jobs whether or not their time has come, and those that they leave, until none waits. */
  async function drain(like = 'charges.run'): Promise<void> {
    for (let turns = 0; turns < 50; turns += 1) {
      const [next] = await waiting(like)
      if (!next) return
      await house.owner.query('delete from graphile_worker._private_jobs where id = $1', [next.id])
      await tasks[next.task]!(next.payload)
    }
    throw new Error('The jobs do not come to an end')
  }

  const card = (number: string) => ({ kind: 'card', number, exp: '12/39' })
  let accounts = 0
  /** A stored method of the customer, kept at the sandbox as the page would have kept it. */
  async function method(
    customer: CustomerRow,
    number: string,
    key: 'nmi' | 'stripe' = 'nmi',
  ): Promise<number> {
    const isBank = number.length < 13
    const { token } = await control<{ token: string }>(
      key,
      'token',
      isBank ? { kind: 'bank_account', aba: '124000054', account: number } : card(number),
    )
    const row = { name: key, connector: key } as const
    const processor = house.desk.openPayment(company.id, {
      id: key === 'nmi' ? nmi : stripe,
      ...row,
      settings: (await house.owner.query<{ settings: unknown }>('select settings from payment_processor where id = $1', [key === 'nmi' ? nmi : stripe])).rows[0]!.settings,
      sealed_secrets: (await house.owner.query<{ sealed_secrets: string }>('select sealed_secrets from payment_processor where id = $1', [key === 'nmi' ? nmi : stripe])).rows[0]!.sealed_secrets,
    }).processor // prettier-ignore
    const stored = await processor.store({
      key: `method-${++accounts}-${randomUUID().slice(0, 8)}`,
      kind: isBank ? 'bank_account' : 'card',
      token,
      holder: { firstName: 'Nell', lastName: 'Payer', company: '', email: '' },
      address: { line1: '12 Main Street', line2: '', city: 'Provo', state: 'UT', zip: '84601' },
    })
    return house.plant.insert('billing_method', company, {
      customer_id: customer.id,
      payment_processor_id: key === 'nmi' ? nmi : stripe,
      kind: stored.kind,
      request_key: `request-${accounts}`,
      customer_ref: stored.customerRef,
      method_ref: stored.methodRef,
      brand: stored.brand,
      last4: stored.last4,
      exp_month: stored.expMonth,
      exp_year: stored.expYear,
      account_type: stored.accountType,
      holder_type: stored.holderType,
      authorization_text: 'I authorize it.',
      authorized_by: 'Nell Payer',
      authorized_on: '2026-11-01',
      authorized_by_way: 'written',
      created_at: new Date(),
    })
  }

  let amounts = 0
  /** Owes something new and has it charged; the job waits. */
  async function charge(customer: CustomerRow, billingMethodId: number, change: Partial<ChargeRequest> = {}) {
    const subjectId = change.subject?.id ?? randomUUID()
    // Another amount each time: the gateway takes a second one of the same amount for a duplicate.
    const amountCents = change.amountCents ?? 5000 + ++amounts
    const dueOn = change.dueOn ?? new Date().toISOString().slice(0, 10)
    owed.set(subjectId, { amountCents, dueOn })
    const request: ChargeRequest = {
      customerId: customer.id,
      billingMethodId,
      subject: { kind: 'invoice', id: subjectId },
      requestKey: `invoice:${subjectId}`,
      amountCents,
      description: 'Invoice 1204',
      dueOn,
      autoRetry: true,
      byUserId: null,
      now: house.clock.now(),
      ...change,
    }
    const ask = () =>
      house.database.transaction(
        { of: 'company', companyId: company.id, userId: null },
        job,
        (db, _actor, draft) => queueCharge(db, draft, request),
      )
    return { ...(await ask()), subjectId, amountCents, request, ask }
  }

  const one = (chargeId: number) => ({ params: { chargeId } })
  const open = async (chargeId: number) => (await house.as(user).call(charges.open, one(chargeId))).body
  /** What the processor did under the attempt's key. */
  async function effects(chargeId: number, key: 'nmi' | 'stripe' = 'nmi', kind = 'sale'): Promise<number> {
    const { rows } = await house.owner.query<{ key: string }>(
      'select key from charge_attempt where id = $1',
      [chargeId],
    )
    const { effects: all } = await control<{ effects: Effect[] }>(key, 'accounts?limit=0')
    return all.filter((effect) => effect.idempotencyKey === rows[0]!.key && effect.kind === kind).length
  }
  const toldOf = (subjectId: string) =>
    told.filter((one) => one.subjectId === subjectId).map(({ what }) => what)
  const events = async (customer: CustomerRow) =>
    (await house.as(user).call(history.ofCustomer, { params: { customerId: customer.id }, query: {} })).body
      .items
  return {
    house, company, here, user, foreign, nmi, stripe, control, subject, owed, told, toldOf, tasks, waiting, drain, method, charge, one, open, effects, events,
    customer: () => house.plant.customer({ location: here, fields: { firstName: 'Nell', lastName: 'Payer' } }),
    close: () => house.close(),
  } // prettier-ignore
}
