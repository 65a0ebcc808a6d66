/** A company whose Alarm.com app shows bills: the provider, one of the staff, linked customers, and calls signed as the provider's side signs them. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { appBilling } from '#shared/contracts/app-billing.ts'
import { operators, operatorSessions } from '#shared/contracts/operators.ts'
import { recurring } from '#shared/contracts/recurring.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { todayIn } from '#shared/time.ts'
import { chargeSubjects } from '#server/modules/index.ts'
import { Caller, type Reply, urlOf } from './caller.ts'
import { openCashier } from './charges.ts'
import type { CustomerRow } from './factories.ts'
import { codeOf } from './factors.ts'

type Signing = { url: string; keyId: string; key: string; enabled: boolean }
export type Forged = Partial<{
  key: string
  keyId: string
  timestamp: string
  nonce: string
  signature: string
  target: string
  sent: string
}>

const dealerId = 91_001
export const visa = '4111111111111111'

export async function openAppBilling() {
  const desk = await openCashier(chargeSubjects)
  const { house, company, user } = desk
  const provider = await house.plant.serviceProvider(company, { name: 'Alarm.com', station: house.station })
  const operatorPassword = 'a password of the staff'
  await house.owner.query(
    `insert into platform.operator (email, name, password_hash) values ('olive@keyholder.test', 'Olive Operator', $1)`,
    [await hashPassword(operatorPassword)],
  )
  const first = await house
    .anybody()
    .call(operatorSessions.signIn, { body: { email: 'Olive@Keyholder.test', password: operatorPassword } })
  const pending = String(first.problem.pending)
  const { secret } = (await house.anybody().call(operatorSessions.enrolAuthenticator, { body: { pending } }))
    .body
  const signedIn = await house.anybody().call(operatorSessions.finishEnrolment, {
    body: { pending, factor: { kind: 'authenticator', code: codeOf(secret), name: 'Phone' } },
  })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  const staff = new Caller(house.app, { cookie, 'sec-fetch-site': 'same-origin' })
  const setup = (enabled: boolean, by: Caller = staff) =>
    by.call(operators.saveSetup, {
      params: { companyId: company.id, serviceProviderId: provider.id },
      body: { enabled, reason: 'Ticket 4711', publicUrl: 'https://keyholder.example.test/' },
    })

  let signing: Signing = { url: '', keyId: '', key: '', enabled: false }
  const learn = async () =>
    (signing = await desk.control<Signing>('alarmcom', 'billing-settings', { dealerId }))

  /** A call as the provider's side makes it, or with parts of it forged. */
  async function call<E extends Endpoint>(
    endpoint: E,
    accountKey: string,
    input: { params?: object; query?: object; body?: unknown } = {},
    forged: Forged = {},
  ): Promise<Reply<Output<E>>> {
    const params = { companyId: company.id, serviceProviderId: provider.id, accountKey, ...input.params }
    const target = urlOf(endpoint, params, input.query)
    const body = input.body === undefined ? '' : JSON.stringify(input.body)
    const timestamp = forged.timestamp ?? String(Math.floor(house.clock.now().getTime() / 1000))
    const nonce = forged.nonce ?? randomUUID()
    const text = ['v1', timestamp, nonce, endpoint.method, forged.target ?? target, body].join('\n')
    const signature = createHmac('sha256', forged.key ?? signing.key)
      .update(text)
      .digest('hex')
    const sent = forged.sent ?? body
    return house.anybody().send(
      { method: endpoint.method, url: target, ...(sent && { payload: sent }) },
      {
        headers: {
          'x-keyholder-key': forged.keyId ?? signing.keyId,
          'x-keyholder-timestamp': timestamp,
          'x-keyholder-nonce': nonce,
          'x-keyholder-signature': forged.signature ?? `v1=${signature}`,
          ...(sent && { 'content-type': 'application/json' }),
        },
      },
    )
  }

  let accounts = 14_100_000
  /** A customer whose account at the provider is linked. */
  async function linked(): Promise<{ customer: CustomerRow; account: string }> {
    const customer = await desk.customer()
    const account = String(++accounts)
    await house.plant.insert('interactive_account', company, {
      customer_id: customer.id,
      service_provider_id: provider.id,
      external_id: account,
      state: 'linked',
      login: `nell.${account}`,
      linked_at: new Date(),
    })
    return { customer, account }
  }
  const today = todayIn('America/Denver', new Date())
  const begin = async (customer: CustomerRow, body: object = {}) =>
    (
      await house.as(user).call(recurring.create, {
        params: { customerId: customer.id },
        body: {
          name: 'Monitoring',
          startOn: today,
          lines: [{ itemId: 3, quantityHundredths: 100, priceCents: 4499 }],
          ...body,
        } as Input<(typeof recurring)['create']>['body'],
      })
    ).body
  let numbers = 70_000
  /** An open bill that a recurring invoice made. */
  const bill = (
    customer: CustomerRow,
    recurringId: number,
    dueOn: string,
    cents: number,
    more: object = {},
  ) =>
    house.plant.insert('invoice', company, {
      customer_id: customer.id,
      payer_id: customer.id,
      number: ++numbers,
      state: 'open',
      invoice_on: dueOn,
      due_on: dueOn,
      subtotal_cents: cents,
      total_cents: cents,
      recurring_id: recurringId,
      period_index: numbers,
      period_from: dueOn,
      period_to: dueOn,
      ...more,
    })
  const summary = async (account: string) => (await call(appBilling.summary, account)).body
  /** The summary of an account that is configured. */
  const shown = async (account: string) => {
    const answer = await summary(account)
    if (!answer.configured) throw new Error('Billing is not configured')
    return answer
  }
  const tokenOf = async (number = visa, exp = '12/39') =>
    (await desk.control<{ token: string }>('nmi', 'token', { kind: 'card', number, exp })).token
  const fresh = async (number = visa, exp = '12/39') => ({
    new: {
      processorId: desk.nmi,
      kind: 'card' as const,
      token: await tokenOf(number, exp),
      holder: { firstName: 'Nell', lastName: 'Payer' },
      authorized: true as const,
    },
  })
  return { ...desk, provider, staff, operator: { email: 'olive@keyholder.test', password: operatorPassword, secret }, setup, learn, call, linked, begin, bill, summary, shown, fresh, today, key: () => randomUUID() } // prettier-ignore
}
