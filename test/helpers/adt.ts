/** A dealership whose customers ADT's sandbox checks and monitors, and the steps that tests of it take. */
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { type PreCheck, prechecks } from '#shared/contracts/prechecks.ts'
import { sealSecrets } from '#server/modules/providers/providers.service.ts'
import { eventually } from './eventually.ts'
import type { User } from './factories.ts'
import type { House } from './house.ts'
import type { Dealership } from './linking.ts'

export type Adt = Awaited<ReturnType<typeof openAdt>>

/** Plants the monitoring company and a dealer number; checks are answered at once. */
export async function openAdt(house: House, dealer: Dealership) {
  const base = `${house.station.origin}/adt`
  const control = async <T>(method: string, name: string, body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${base}/_control/${name}`, {
      method,
      ...(body && { headers, body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }
  const { company } = dealer.here
  const settings = { baseUrl: base, userId: 'keyholder', dealerId: 'ACME01', production: false }
  const adtId = await house.plant.insert('monitoring_company', company, {
    name: 'ADT',
    active: true,
    connector: 'adt',
    settings: { ...settings, preCheckEnabled: true, preCheckStyle: 'automatic' },
    sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
  })
  const { id: dealerNumber } = await house.plant.value(company, 'dealer_number', {
    name: 'SUB-14',
    data: { monitoringCompanyId: adtId, locationId: null },
  })
  await control('POST', 'prechecks', { runForMs: 0 })

  /** Everything that ADT asks of a customer. */
  const full = (): SaveFields => ({
    firstName: 'Nell',
    lastName: 'Checked',
    addressLine1: '12 Main Street',
    city: 'Provo',
    state: 'UT',
    zip: '84601',
    county: 'Utah',
    primaryPhone: '8015550100',
    accountType: 'residential',
    email: 'nell@example.test',
    ssn: '912345678',
    birthdate: '1980-02-29',
    monitoringCompanyId: adtId,
    dealerNumberId: dealerNumber,
    abortCode: 'Heron',
  })
  const open = async ({ id }: { id: number }, by: User = dealer.user) =>
    (await house.as(by).call(prechecks.open, { params: { customerId: id } })).body
  return {
    adtId,
    control,
    full,
    open,
    effects: async (kind: string) =>
      (await control<{ effects: { kind: string }[] }>('GET', 'accounts?limit=0')).effects.filter(
        (effect) => effect.kind === kind,
      ).length,
    planted: (fields: SaveFields = {}) =>
      house.plant.customer({ location: dealer.here, fields: { ...full(), ...fields } as never }),
    run: ({ id }: { id: number }, body: object = {}, by: User = dealer.user) =>
      house.as(by).call(prechecks.run, { params: { customerId: id }, body }),
    create: (fields: SaveFields, preCheck?: object, kind: 'customer' | 'lead' = 'customer') =>
      house.as(dealer.user).call(customers.create, {
        body: { kind, fields, ...(preCheck && { preCheck }) } as never,
      }),
    settled: (record: { id: number }): Promise<PreCheck> =>
      eventually(async () => {
        await dealer.hurry()
        const check = await open(record)
        if (check.state === 'running') throw new Error(`Still running: ${JSON.stringify(check)}`)
        return check
      }),
    events: async ({ id }: { id: number }) =>
      (
        await house.as(dealer.user).call(history.ofCustomer, { params: { customerId: id }, query: {} })
      ).body.items.map(({ event, source, summary }) => ({ event, source, summary })),
    /** Changes the company's settings behind the page's back. */
    set: (change: object) =>
      house.owner.query(`update monitoring_company set settings = settings || $2 where id = $1`, [
        adtId,
        JSON.stringify(change),
      ]),
  }
}
