/** Signed-in callers of the running installation's API: what a test prepares and checks beside the page. */
import { type APIRequestContext, expect, request } from '@playwright/test'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { customers, type Customer } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { field, type FieldName, type FieldValues } from '#shared/rules/customer-fields.ts'
import type { demoUsers } from '#server/demo/acme.ts'
import { demoPassword } from '#server/demo/acme.ts'
import { urlOf } from '#test/helpers/caller.ts'

/** A named user of Acme, or the owner of the other company. */
export type Who = keyof typeof demoUsers | 'birch'
export const password = demoPassword

type Problem = { code: string; detail: string; errors: { path: string; message: string }[] }

/** Somebody who calls the API with a browser session of their own. */
export class Caller {
  readonly #request: APIRequestContext

  constructor(context: APIRequestContext) {
    this.#request = context
  }

  /** The answer; a refusal fails the test with what came instead. */
  async call<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<Output<E>> {
    const reply = await this.#send(endpoint, input)
    expect(reply.ok(), `${endpoint.method} ${endpoint.path}: ${await reply.text()}`).toBe(true)
    return (await reply.json()) as Output<E>
  }

  /** The refusal; an answer fails the test. */
  async refused<E extends Endpoint>(endpoint: E, input: Input<E>): Promise<Problem & { status: number }> {
    const reply = await this.#send(endpoint, input)
    expect(reply.ok(), `${endpoint.method} ${endpoint.path} was not refused`).toBe(false)
    return { ...((await reply.json()) as Problem), status: reply.status() }
  }

  #send(endpoint: Endpoint, input: object) {
    const { params, query, body } = input as { params?: object; query?: object; body?: unknown }
    return this.#request.fetch(urlOf(endpoint, params, query), {
      method: endpoint.method,
      ...(body !== undefined && { data: body }),
      headers: {
        'x-requested-with': 'keyholder',
        ...(endpoint.method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
      },
    })
  }

  /** Its cookies, for a browser that is this caller. */
  cookies = () => this.#request.storageState()

  close = () => this.#request.dispose()
}

/** Signs in at the running installation. */
export async function signIn(baseURL: string, who: Who): Promise<Caller> {
  // Not with the cookies of the test that asks first: who signs in ends the session that the browser had.
  const caller = new Caller(await request.newContext({ baseURL, storageState: { cookies: [], origins: [] } }))
  const [company, username] = who === 'birch' ? ['birch', 'owner'] : ['acme', who]
  await caller.call(sessions.signIn, { body: { company, username, password } })
  return caller
}

type Options = Output<typeof customers.options>

/** Makes records that belong to one test alone, and reads them back. */
export class Records {
  readonly #owner: Caller
  #options: Promise<Options> | undefined

  constructor(owner: Caller) {
    this.#owner = owner
  }

  /** The owner's API, for what is no record. */
  get owner(): Caller {
    return this.#owner
  }

  options = (): Promise<Options> => (this.#options ??= this.#owner.call(customers.options, {}))

  /** The id that a select's choice stands for: `idOf('monitoringCompanyId', 'Dynamark Monitoring')`. */
  async idOf(name: FieldName, words: string): Promise<number> {
    const options = await this.options()
    const f = field(name)
    const among =
      f.type === 'catalogue'
        ? options.catalogues[f.catalogue]
        : f.type === 'monitoringCompany'
          ? options.monitoringCompanies
          : f.type === 'location'
            ? options.locations
            : f.type === 'serviceProvider'
              ? options.serviceProviders
              : options.users
    const found = among?.find((option) => option.name === words)
    if (!found) throw new Error(`${name} does not offer “${words}”`)
    return found.id
  }

  /** A customer at Provo; `fields` adds to and overrides what every customer needs. */
  async customer(fields: FieldValues = {}): Promise<Customer> {
    const locationId = fields.locationId ?? (await this.idOf('locationId', 'Provo'))
    return this.#create('customer', { locationId, accountType: 'residential', ...fields })
  }

  async lead(fields: FieldValues = {}): Promise<Customer> {
    const [sourceId, leadStatusId] = await Promise.all([
      this.idOf('sourceId', 'Website'),
      this.idOf('leadStatusId', 'New'),
    ])
    return this.#create('lead', { sourceId, leadStatusId, ...fields })
  }

  /** A customer whom Dynamark monitors under this account number; not linked. */
  async monitored(accountNumber: string, fields: FieldValues = {}): Promise<Customer> {
    const monitoringCompanyId = await this.idOf('monitoringCompanyId', 'Dynamark Monitoring')
    return this.customer({ monitoringCompanyId, accountNumber, ...fields })
  }

  read = (customerId: number): Promise<Customer> =>
    this.#owner.call(customers.open, { params: { customerId } })

  /** Saves over whatever stands, as another program would. */
  async save(customerId: number, fields: FieldValues): Promise<Customer> {
    const { version } = await this.read(customerId)
    return this.#owner.call(customers.save, { params: { customerId }, body: { version, fields } })
  }

  #create(kind: 'customer' | 'lead', fields: FieldValues): Promise<Customer> {
    return this.#owner.call(customers.create, { body: { kind, fields: { ...person(), ...fields } } })
  }
}

/** What every record needs. The last name is nobody else's, so that a search finds this record alone. */
const person = (): FieldValues => ({
  firstName: 'Ida',
  lastName: uniqueName(),
  addressLine1: '12 North Cedar Street',
  city: 'Provo',
  state: 'UT',
  zip: '84604',
  county: 'Utah',
  primaryPhone: '8015550142',
})

/** A name of letters that nobody has: `Testerqkdmxw`. */
export const uniqueName = (): string => `Tester${letters(7).toLowerCase()}`

/** An account number that the station has never seen: `E2E-QKDMXW`. */
export const uniqueAccountNumber = (ending = ''): string => `E2E-${letters(6)}${ending}`

const letters = (count: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) =>
    String.fromCharCode(65 + (byte % 26)),
  ).join('')
