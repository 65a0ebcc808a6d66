/** A company with its station, and the few steps that every test of connections takes. */
import { connections, type Monitoring } from '#shared/contracts/connections.ts'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { SeedAccount } from '#sandboxes/open-station/wire.ts'
import { eventually } from './eventually.ts'
import type { CustomerRow, Location, Monitor, User } from './factories.ts'
import type { House } from './house.ts'

export class Dealership {
  readonly house: House
  readonly here: Location
  readonly user: User
  readonly monitor: Monitor
  readonly foreign: CustomerRow
  readonly forbidden: CustomerRow

  private constructor(house: House, place: Awaited<ReturnType<typeof neighbourhood>>, monitor: Monitor) {
    this.house = house
    this.here = place.here
    this.user = place.user
    this.foreign = place.foreign
    this.forbidden = place.forbidden
    this.monitor = monitor
  }

  /** Opens the company “Here”, whose customers Dynamark monitors. The user may do everything there. */
  static async open(house: House): Promise<Dealership> {
    const place = await neighbourhood(house)
    const monitor = await house.plant.monitor(place.company, { name: 'Dynamark', station: house.station })
    return new Dealership(house, place, monitor)
  }

  /** A customer and the station's account of the same number, equal in everything unless told otherwise. */
  async pair(
    accountNumber: string,
    differ: { ours?: FieldValues; theirs?: Partial<SeedAccount> } = {},
  ): Promise<CustomerRow> {
    await this.house.station.hold({ ...sameAtStation, accountNumber, ...differ.theirs })
    return this.ours(accountNumber, differ.ours)
  }

  /** Our side alone: a customer with this account number. */
  ours(accountNumber: string, fields: FieldValues = {}): Promise<CustomerRow> {
    const monitoringCompanyId = this.monitor.id
    return this.house.plant.customer({
      location: this.here,
      fields: { ...same, accountNumber, monitoringCompanyId, ...fields },
    })
  }

  discrepancies({ id }: CustomerRow, by = this.user) {
    return this.house.as(by).call(connections.discrepancies, { params: { customerId: id } })
  }

  /** Links as the page of discrepancies shows it now. */
  async link(customer: CustomerRow, takeTheirs: string[] = [], by = this.user) {
    const { seen } = (await this.discrepancies(customer, by)).body
    return this.linkAsSeen(customer, seen, takeTheirs, by)
  }

  linkAsSeen({ id }: CustomerRow, seen: string, takeTheirs: string[] = [], by = this.user) {
    return this.house
      .as(by)
      .call(connections.link, { params: { customerId: id }, body: { seen, takeTheirs } })
  }

  /** A customer that is linked, with nothing on its way. */
  async linked(
    accountNumber: string,
    differ: { ours?: FieldValues; theirs?: Partial<SeedAccount> } = {},
  ): Promise<CustomerRow> {
    const customer = await this.pair(accountNumber, differ)
    const { connection } = (await this.link(customer)).body
    if (connection?.state !== 'linked') throw new Error(`${accountNumber} is ${connection?.state}`)
    return customer
  }

  /** Creates the account at the station, with what it asks for beside the customer's own data. */
  shell({ id }: CustomerRow, details: Record<string, string> = {}, by = this.user) {
    return this.house.as(by).call(connections.shell, { params: { customerId: id }, body: { details } })
  }

  /** One of the verbs that need nothing but the customer. */
  ask(verb: 'sync' | 'retry' | 'unlink', { id }: CustomerRow, by = this.user) {
    return this.house.as(by).call(connections[verb], { params: { customerId: id } })
  }

  async page({ id }: CustomerRow, by = this.user): Promise<Monitoring> {
    return (await this.house.as(by).call(connections.monitoring, { params: { customerId: id } })).body
  }

  async open({ id }: CustomerRow, by = this.user) {
    return (await this.house.as(by).call(customers.open, { params: { customerId: id } })).body
  }

  /** Saves on top of whatever the record holds now. */
  async save(customer: CustomerRow, fields: SaveFields, by = this.user) {
    const { version } = await this.open(customer, by)
    return this.house
      .as(by)
      .call(customers.save, { params: { customerId: customer.id }, body: { version, fields } })
  }

  /** Waits until everything that was saved has arrived, or failed for good; returns the page then. */
  settled(customer: CustomerRow, withinMs?: number): Promise<Monitoring> {
    return eventually(async () => {
      await this.hurry()
      const page = await this.page(customer)
      const open = page.pushes.filter(({ state }) => state === 'waiting' || state === 'sending')
      const { rows: jobs } = await this.house.owner.query(
        'select j.*, q.queue_name, q.locked_at as queue_locked from graphile_worker._private_jobs j left join graphile_worker._private_job_queues q on q.id = j.job_queue_id',
      )
      if (open.length) throw new Error(`Still on its way: ${JSON.stringify(open)} ${JSON.stringify(jobs)}`)
      return page
    }, withinMs)
  }

  /** Makes every job due now that waits for its time, a retry for example. */
  async hurry(): Promise<void> {
    await this.house.owner.query(
      `with due as (update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null returning 1)
       select pg_notify('jobs:insert', '{"count":1}') from due limit 1`,
    )
  }
}

const neighbourhood = (house: House) => house.plant.neighbourhood()

const same: FieldValues = {
  firstName: 'Nell',
  lastName: 'Linked',
  addressLine1: '12 Main Street',
  city: 'Provo',
  state: 'UT',
  zip: '84601',
  primaryPhone: '8015550100',
}
const sameAtStation: Omit<SeedAccount, 'accountNumber'> = {
  name: { first: 'Nell', last: 'Linked' },
  premises: { street1: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' },
  phones: { premises: '+18015550100' },
}
