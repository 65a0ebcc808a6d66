/**
 * Rows for tests, as the owner of the database puts them in. Each factory makes the rows that its own needs, unless
 * it is given them. What a test does not name has a valid value that no test may rely on.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { permissions, type Permission } from '#shared/permissions.ts'
import {
  columnOf,
  field,
  type Catalogue,
  type FieldName,
  type FieldValues,
} from '#shared/rules/customer-fields.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import type { StationSandbox } from './station.ts'

export type Company = { id: number; slug: string; name: string }
export type Location = { id: number; company: Company; name: string }
export type User = { id: number; company: Company; username: string; name: string }
export type Value = { id: number; company: Company; name: string }
export type Monitor = { id: number; company: Company; name: string }
export type CustomerRow = { id: number; company: Company; location: Location }

/** A group's grants at one location, or everywhere. */
export type Held = { grants: readonly Permission[] | 'all'; at?: Location }

type Values = Record<string, unknown>

export class Factories {
  readonly #owner: pg.Pool
  #next = 1

  constructor(owner: pg.Pool) {
    this.#owner = owner
  }

  async company(
    given: { slug?: string; name?: string; timeZone?: string; settings?: object } = {},
  ): Promise<Company> {
    const slug = given.slug ?? this.#name('company').toLowerCase()
    const name = given.name ?? `${slug} Alarm`
    const { rows } = await this.#owner.query<{ id: number }>(
      'insert into platform.company (slug, name, time_zone, settings) values ($1, $2, $3, $4) returning id',
      [slug, name, given.timeZone ?? 'America/Denver', given.settings ?? {}],
    )
    return { id: rows[0]!.id, slug, name }
  }

  async location(given: { company?: Company; name?: string; active?: boolean } = {}): Promise<Location> {
    const company = given.company ?? (await this.company())
    const name = given.name ?? this.#name('Office')
    const id = await this.insert('location', company, { name, active: given.active ?? true })
    return { id, company, name }
  }

  async group(company: Company, grants: readonly Permission[]): Promise<number> {
    return this.insert('permission_group', company, { name: this.#name('Group'), grants })
  }

  /** A user who holds all that `holds` lists. Without a password nobody can sign in as them; `as` needs none. */
  async user(given: {
    company: Company
    holds?: readonly Held[]
    username?: string
    firstName?: string
    lastName?: string
    password?: string
    roles?: readonly string[]
    active?: boolean
    canLogIn?: boolean
  }): Promise<User> {
    const { company } = given
    const username = given.username ?? this.#name('user').toLowerCase()
    const firstName = given.firstName ?? 'Uma'
    const lastName = given.lastName ?? this.#name('User')
    const id = await this.insert('user_account', company, {
      username,
      first_name: firstName,
      last_name: lastName,
      password_hash: given.password === undefined ? null : await hashPassword(given.password),
      roles: given.roles ?? [],
      active: given.active ?? true,
      can_log_in: given.canLogIn ?? true,
    })
    for (const { grants, at } of given.holds ?? []) {
      const group_id = await this.group(company, grants === 'all' ? permissions : grants)
      await this.insert('membership', company, { user_id: id, group_id, location_id: at?.id ?? null })
    }
    return { id, company, username, name: `${firstName} ${lastName}` }
  }

  async value(
    company: Company,
    catalogue: Catalogue,
    given: { name?: string; active?: boolean; data?: object } = {},
  ): Promise<Value> {
    const name = given.name ?? this.#name(catalogue)
    const { active = true } = given
    // A source that sells nothing is no choice for a record (REC-070).
    const data = given.data ?? (catalogue === 'source' ? { sellsLeads: true, sellsCustomers: true } : {})
    return {
      id: await this.insert('catalogue_value', company, { catalogue, name, active, data }),
      company,
      name,
    }
  }

  /** A monitoring company: at the sandbox if one is given, else one that Keyholder does not speak to. */
  async monitor(
    company: Company,
    given: { name?: string; station?: StationSandbox; active?: boolean } = {},
  ): Promise<Monitor> {
    const name = given.name ?? this.#name('Station')
    const { station } = given
    const id = await this.insert('monitoring_company', company, {
      name,
      active: given.active ?? true,
      connector: station ? 'bold' : null,
      settings: station
        ? { baseUrl: station.url, userId: station.login.userId, dealerId: station.login.dealerId }
        : {},
      sealed_secrets: station ? sealSecrets(company.id, { password: station.login.password }) : null,
    })
    return { id, company, name }
  }

  /** @param given.station reaches the provider's sandbox beside it, as Alarm.com's rep does. */
  async serviceProvider(
    company: Company,
    given: { name?: string; active?: boolean; station?: StationSandbox } = {},
  ): Promise<Value> {
    const name = given.name ?? this.#name('Provider')
    const url = given.station && `${given.station.origin}/alarmcom`
    const id = await this.insert('service_provider', company, {
      name,
      active: given.active ?? true,
      ...(url && {
        connector: 'alarmcom',
        settings: {
          baseUrl: url,
          user: 'keyholder_adc',
          customerSite: `${url}/web/login?token={token}`,
          priceList: '193 = 10.50, 208 = 9.00, 209 = 12.00, ProVideo = 5.00',
        },
        sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }, 'interactive'),
      }),
    })
    return { id, company, name }
  }

  customer(given: { location?: Location; fields?: FieldValues; row?: Values } = {}): Promise<CustomerRow> {
    return this.#record('customer', given)
  }

  async lead(given: { location?: Location; fields?: FieldValues; row?: Values } = {}): Promise<CustomerRow> {
    const location = given.location ?? (await this.location())
    const { company } = location
    const required = {
      sourceId: given.fields?.sourceId ?? (await this.value(company, 'source')).id,
      leadStatusId: given.fields?.leadStatusId ?? (await this.value(company, 'lead_status')).id,
    }
    return this.#record('lead', { ...given, location, fields: { ...required, ...given.fields } })
  }

  async #record(
    kind: 'customer' | 'lead',
    given: { location?: Location; fields?: FieldValues; row?: Values },
  ): Promise<CustomerRow> {
    const location = given.location ?? (await this.location())
    const { company } = location
    const fields: FieldValues = {
      firstName: 'Nell',
      lastName: this.#name('Record'),
      city: 'Provo',
      state: 'UT',
      primaryPhone: '8015550100',
      ...(kind === 'customer' && { accountType: 'residential' }),
      ...given.fields,
    }
    const columns = Object.entries(fields).map(([name, value]) => [
      columnOf(name),
      this.sealedIfSo(company, name as FieldName, value),
    ])
    const row = { kind, location_id: location.id, ...Object.fromEntries(columns), ...given.row }
    return { id: await this.insert('customer', company, row), company, location }
  }

  /** A field's value as its column keeps it. */
  sealedIfSo(company: Company, name: FieldName, value: unknown): unknown {
    return field(name).sealed && value != null
      ? seal(String(value), place(company.id, `customer.${name}`))
      : value
  }

  async contact(
    customer: CustomerRow,
    given: {
      order?: number
      firstName?: string
      lastName?: string
      phone?: string
      relation?: string
      passcode?: string
      hasKey?: boolean
    } = {},
  ): Promise<number> {
    return this.insert('contact', customer.company, {
      customer_id: customer.id,
      calling_order: given.order ?? 1,
      first_name: given.firstName ?? 'Carol',
      last_name: given.lastName ?? 'Contact',
      phone: given.phone ?? '8015550111',
      relation: given.relation ?? 'Neighbor',
      passcode:
        given.passcode === undefined
          ? null
          : seal(given.passcode, place(customer.company.id, 'contact.passcode')),
      has_key: given.hasKey ?? false,
    })
  }

  async agency(customer: CustomerRow, given: { kind?: string; name?: string; row?: Values } = {}) {
    const { kind = 'police', name = 'Provo Police' } = given
    return this.insert('agency', customer.company, { customer_id: customer.id, kind, name, ...given.row })
  }

  async tag(company: Company, given: { name?: string; row?: Values } = {}): Promise<number> {
    return this.insert('tag', company, { name: given.name ?? this.#name('Tag'), ...given.row })
  }

  async tagged(customer: CustomerRow, tagId: number): Promise<number> {
    return this.insert('customer_tag', customer.company, { customer_id: customer.id, tag_id: tagId })
  }

  /** A connection as the database keeps it, made without the station. */
  async connection(
    customer: CustomerRow,
    monitor: Monitor,
    given: { accountNumber: string; state?: string; row?: Values },
  ): Promise<number> {
    return this.insert('connection', customer.company, {
      customer_id: customer.id,
      monitoring_company_id: monitor.id,
      account_number: given.accountNumber,
      state: given.state ?? 'linked',
      linked_at: new Date(),
      ...given.row,
    })
  }

  /**
   * A customer that the list must show, amid one at another location, one of another company with the same name, and
   * a user who may do everything at the first location only.
   */
  async neighbourhood(given: { grants?: Held['grants']; settings?: object } = {}) {
    const company = await this.company({ settings: given.settings })
    const here = await this.location({ company, name: 'Here' })
    const elsewhere = await this.location({ company, name: 'Elsewhere' })
    const foreign = await this.customer({ fields: { firstName: 'Alma', lastName: 'Foreign' } })
    const forbidden = await this.customer({
      location: elsewhere,
      fields: { firstName: 'Alma', lastName: 'Forbidden' },
    })
    const user = await this.user({ company, holds: [{ grants: given.grants ?? 'all', at: here }] })
    return { company, here, elsewhere, foreign, forbidden, user }
  }

  /** Inserts a row of a company and returns its id. */
  async insert(table: string, company: Company, values: Values): Promise<number> {
    const names = ['company_id', ...Object.keys(values)]
    const list = names.map((name) => pg.escapeIdentifier(name)).join(', ')
    const { rows } = await this.#owner.query<{ id: number }>(
      `insert into ${table} (${list}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning id`,
      [company.id, ...Object.values(values)],
    )
    return rows[0]!.id
  }

  #name(of: string): string {
    return `${of}-${this.#next++}-${randomBytes(2).toString('hex')}`.replaceAll('_', '-')
  }
}
