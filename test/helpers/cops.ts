/** A dealership whose customers COPS keeps, with what tests of the Manage page ask of it. */
import { connections } from '#shared/contracts/connections.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import type { Permission } from '#shared/permissions.ts'
import type { SeedAccount } from '#sandboxes/open-station/wire.ts'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { CustomerRow, User } from './factories.ts'
import type { House } from './house.ts'
import { Dealership } from './linking.ts'

type Asked = keyof typeof stationAccounts
type Held = { accountNumber: string; zones: { zone: string; name: string }[]; tests: { endedAt: string }[] }

/** As `Dealership`’s own customers are, at the station. */
export const sameAtCops: Omit<SeedAccount, 'accountNumber'> = {
  name: { first: 'Nell', last: 'Linked' },
  premises: { street1: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' },
  phones: { premises: '+18015550100' },
}

export class CopsDealership {
  readonly house: House
  readonly dealer: Dealership
  readonly #companyId: number
  readonly #itemId: number

  private constructor(house: House, dealer: Dealership, companyId: number, itemId: number) {
    this.house = house
    this.dealer = dealer
    this.#companyId = companyId
    this.#itemId = itemId
  }

  static async open(house: House): Promise<CopsDealership> {
    const dealer = await Dealership.open(house)
    const { company } = dealer.here
    const id = await house.plant.insert('monitoring_company', company, {
      name: 'COPS',
      active: true,
      connector: 'cops',
      settings: { baseUrl: `${house.station.origin}/cops`, userId: 'keyholder', dealerId: 'ACME01' },
      sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
    })
    const item = await house.plant.value(company, 'equipment_item', {
      name: 'Contact',
      data: { category: 'contact' },
    })
    return new CopsDealership(house, dealer, id, item.id)
  }

  async control<T>(method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${this.house.station.origin}/cops/_control/${name}`, {
      method,
      ...(body !== undefined && { headers, body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }

  hold = (accountNumber: string, theirs: Partial<SeedAccount> = {}) =>
    this.control('POST', 'accounts', { accounts: [{ ...sameAtCops, accountNumber, ...theirs }] })

  /** The account as COPS holds it, its zones in order. */
  async held(accountNumber: string): Promise<Held> {
    const { accounts } = await this.control<{ accounts: Held[] }>('GET', 'accounts?effects=0')
    const found = accounts.find((account) => account.accountNumber === accountNumber)
    if (!found) throw new Error(`COPS has no account ${accountNumber}`)
    return { ...found, zones: found.zones.sort((a, b) => a.zone.localeCompare(b.zone)) }
  }

  fail = (accountNumber: string, fault: string, match: { method?: string; write?: boolean }, times = 1) =>
    this.control('POST', 'faults', { fault, times, match, accountNumber })

  ours = (accountNumber: string, fields: FieldValues = {}): Promise<CustomerRow> =>
    this.dealer.ours(accountNumber, { monitoringCompanyId: this.#companyId, ...fields })

  async linked(accountNumber: string, theirs: Partial<SeedAccount> = {}): Promise<CustomerRow> {
    await this.hold(accountNumber, theirs)
    const customer = await this.ours(accountNumber)
    const { connection } = (await this.dealer.link(customer)).body
    if (connection?.state !== 'linked') throw new Error(`${accountNumber} is ${connection?.state}`)
    return customer
  }

  ask<K extends Asked>(
    verb: K,
    customer: CustomerRow,
    more: { query?: object; body?: object } = {},
    by: User = this.dealer.user,
  ) {
    const input = { params: { customerId: customer.id }, ...more }
    return this.house.as(by).call(stationAccounts[verb], input as never)
  }

  holder = (...grants: Permission[]): Promise<User> => {
    const { here } = this.dealer
    return this.house.plant.user({ company: here.company, holds: [{ grants, at: here }] })
  }

  /** The customer's history, newest first. */
  async told(customer: CustomerRow, by = this.dealer.user) {
    const input = { params: { customerId: customer.id } }
    return (await this.house.as(by).call(history.ofCustomer, input)).body.items
  }

  async calls(customer: CustomerRow) {
    const input = { params: { customerId: customer.id } }
    return (await this.house.as(this.dealer.user).call(connections.calls, input)).body.items
  }

  async devices(customer: CustomerRow) {
    const input = { params: { customerId: customer.id } }
    return (await this.house.as(this.dealer.user).call(equipment.list, input)).body.items
  }

  device(customer: CustomerRow, zone: string, zoneName: string, status = 'installed') {
    return this.house.as(this.dealer.user).call(equipment.create, {
      params: { customerId: customer.id },
      body: { itemId: this.#itemId, zone, zoneName, status } as never,
    })
  }

  setStatus(customer: CustomerRow, id: number, status: string) {
    return this.house.as(this.dealer.user).call(equipment.bulk, {
      params: { customerId: customer.id },
      body: { ids: [id], change: { status } } as never,
    })
  }
}
