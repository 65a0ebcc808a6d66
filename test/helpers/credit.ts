/** A company that runs credit: its bureaus at their sandboxes, and the few steps that every test of credit takes. */
import { credit, type CreditPage } from '#shared/contracts/credit.ts'
import { history } from '#shared/contracts/history.ts'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import { eventually } from './eventually.ts'
import type { CustomerRow } from './factories.ts'
import { openHouse } from './house.ts'

type Effect = { kind: string; accountNumber: string; idempotencyKey: string }
/** Opens the house with the company; `close` ends it. */
export async function openCreditOffice() {
  const house = await openHouse({ sandboxes: true, worker: true })
  const company = await house.plant.company({ settings: { creditChecks: true } })
  const here = await house.plant.location({ company })
  const user = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  const plant = (name: string, connector: string | null, settings: object, secrets: Record<string, string>) =>
    house.plant.insert('credit_bureau', company, {
      name,
      connector,
      settings: connector ? { baseUrl: `${house.station.origin}/${connector}`, ...settings } : {},
      sealed_secrets: connector ? sealSecrets(company.id, secrets, 'credit') : null,
    })
  const password = 'sandbox-demo'
  const open = await plant('Summit', 'open-credit', { subscriber: 'keyholder-credit' }, { password })
  const hart = await plant(
    'HART',
    'hart',
    { baseUrl: `${house.station.origin}/hart/api`, account: 'keyholder', product: 'CREDIT', bureau: 'XPN' },
    { password },
  )
  const equifax = await plant(
    'Equifax',
    'equifax',
    { clientId: 'keyholder-client', memberNumber: '999ZB12345' },
    { clientSecret: 'client-demo', securityCode: 'X42' },
  )
  const manual = await plant('Elsewhere', null, {}, {})
  const bureau = { open, hart, equifax, manual }
  const control = async <T>(key: string, name: string, method = 'GET', body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json' }
    const init = { method, ...(body && { headers, body: JSON.stringify(body) }) }
    const reply = await fetch(`${house.station.origin}/${key}/_control/${name}`, init)
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }
  /** The hard inquiries that stand in this consumer's file. */
  const inquiries = async (ssn: string, key = 'open-credit') =>
    (await control<{ effects: Effect[] }>(key, 'accounts?limit=0')).effects.filter(
      ({ accountNumber }) => accountNumber === ssn,
    )

  let people = 0
  /** A customer with an SSN of these last four digits. */
  async function person(
    ending: string,
    row: Record<string, unknown> = {},
  ): Promise<CustomerRow & { ssn: string }> {
    const ssn = `9${String(++people).padStart(4, '0')}${ending}`
    const customer = await house.plant.customer({
      location: here,
      fields: {
        firstName: 'Nell',
        lastName: 'Borrower',
        addressLine1: '12 Main Street',
        city: 'Provo',
        state: 'UT',
        zip: '84601',
        ssn,
        birthdate: '1980-02-29',
      },
      row,
    })
    return Object.assign(customer, { ssn })
  }

  let keys = 0
  const order = (change: object = {}) => ({
    requestKey: `test-request-${String(++keys).padStart(8, '0')}`,
    bureauId: bureau.open,
    consent: { given: true as const, method: 'signed_paper' as const },
    purpose: 'credit_transaction' as const,
    ...change,
  })
  const at = ({ id }: { id: number }) => ({ params: { customerId: id } })
  const run = (record: { id: number }, body: object = order(), by = user) =>
    house.as(by).call(credit.run, { ...at(record), body: body as never })
  const page = async (record: { id: number }, by = user) =>
    (await house.as(by).call(credit.ofCustomer, at(record))).body
  const one = (record: { id: number }, id: number) => ({
    params: { customerId: record.id, creditCheckId: id },
  })
  const hurry = () =>
    house.owner
      .query(`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null
      and key not like '%credit.purge%'`)

  /** Until the newest check has its answer, or needs a person. */
  const settled = (record: { id: number }): Promise<CreditPage['items'][number]> =>
    eventually(async () => {
      const [check] = (await page(record)).items
      const waits = check!.state === 'running' || (check!.state === 'unknown' && check!.nextLookAt !== null)
      if (waits || check!.report === 'wanted') {
        await hurry()
        throw new Error(`Still under way: ${JSON.stringify(check)}`)
      }
      return check!
    })
  const events = async (record: { id: number }, by = user) =>
    (await house.as(by).call(history.ofCustomer, { ...at(record), query: {} })).body.items
  return {
    house,
    company,
    here,
    user,
    bureau,
    control,
    inquiries,
    person,
    order,
    at,
    run,
    page,
    one,
    settled,
    events,
    close: () => house.close(),
  }
}
