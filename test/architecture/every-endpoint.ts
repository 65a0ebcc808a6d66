/** Every endpoint of every module, with a request that would be right, for the suites that ask all of them the same. */
import type { Endpoint } from '#shared/contract.ts'
import { modules } from '#server/modules/index.ts'
import type { Caller, Reply } from '#test/helpers/caller.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import type { House } from '#test/helpers/house.ts'

export type Operation = { id: string; endpoint: Endpoint }

export const operationsOf = (contracts: Record<string, Record<string, Endpoint>>): Operation[] =>
  Object.entries(contracts).flatMap(([module, endpoints]) =>
    Object.entries(endpoints).map(([name, endpoint]) => ({ id: `${module}.${name}`, endpoint })),
  )

/** Every endpoint that the app mounts. */
export const everyOperation = (house: House): Operation[] =>
  operationsOf(Object.fromEntries(modules(house.desk).map(({ name, contract }) => [name, contract])))

/** Rows that the requests point at: all of one company and location, with a name that no other row has. */
export type Target = { marker: string; here: Location; customer: CustomerRow; sessionId: number }

/** Fills the request of an endpoint. An endpoint that this does not know must be added here, or its suites fail. */
export function requestFor(
  { id, endpoint }: Operation,
  target: Target,
): { params?: object; query?: object; body?: object } {
  const params = Object.keys(endpoint.params?.shape ?? {}).map((name) => [name, paramFor(name, target)])
  const body = bodies[id]?.(target)
  if (endpoint.body && !body) throw new Error(`${id} has a body: teach every-endpoint.ts a right one`)
  return {
    params: Object.fromEntries(params) as object,
    query: queries[id]?.(target) ?? {},
    ...(body && { body }),
  }
}

/** Whether the endpoint's address names a row that belongs to somebody. */
export const pointsAtRow = ({ endpoint }: Operation): boolean =>
  /:(customerId|sessionId)\b/.test(endpoint.path)

function paramFor(name: string, target: Target): number | string {
  if (name === 'customerId') return target.customer.id
  if (name === 'sessionId') return target.sessionId
  if (name === 'zip') return '84601'
  throw new Error(`The path parameter ${name} is new: teach every-endpoint.ts what it means`)
}

/** Where a query has members that must be there. */
const queries: Record<string, (target: Target) => object> = {
  'customers.search': ({ marker }) => ({ text: marker }),
  'places.suggest': ({ marker }) => ({ text: marker }),
}

const bodies: Record<string, (target: Target) => object> = {
  'sessions.signIn': () => ({ company: 'nowhere', username: 'nobody', password: 'nothing' }),
  'sessions.createToken': () => ({ name: 'of the matrix' }),
  'sessions.changePassword': () => ({ current: 'not the one', next: 'a long enough password' }),
  'customers.create': ({ here }) => ({
    kind: 'customer',
    fields: {
      firstName: 'New',
      lastName: 'Person',
      city: 'Provo',
      state: 'UT',
      primaryPhone: '8015550123',
      accountType: 'residential',
      locationId: here.id,
    },
  }),
  'customers.save': () => ({ version: 1, fields: { spouse: 'Changed' } }),
  'connections.link': () => ({ seen: 'x', takeTheirs: [] }),
}

/** Makes the rows to point at. */
export async function plantTarget(house: House, here: Location): Promise<Target> {
  const marker = 'Matrixmarker'
  const monitor = await house.plant.monitor(here.company, { name: `${marker} Station` })
  const customer = await house.plant.customer({
    location: here,
    fields: {
      firstName: marker,
      lastName: marker,
      addressLine1: `${marker} Street`,
      monitoringCompanyId: monitor.id,
      accountNumber: marker,
    },
  })
  const owner = await house.plant.user({ company: here.company, lastName: marker })
  const { rows } = await house.owner.query<{ id: number }>(
    `insert into platform.session (token_hash, company_id, user_id, kind, expires_at)
     values (sha256('of the matrix'), $1, $2, 'browser', now() + interval '1 day') returning id::int`,
    [here.company.id, owner.id],
  )
  return { marker, here, customer, sessionId: rows[0]!.id }
}

/** Calls as this user, with a session of its own, so that an endpoint that ends sessions ends no other's. */
export async function callAs(
  house: House,
  user: User | null,
  operation: Operation,
  target: Target,
): Promise<Reply<unknown>> {
  const caller: Caller = user ? await house.withToken(user) : house.anybody()
  return caller.call(operation.endpoint, requestFor(operation, target) as never)
}

/** All rows of all companies, as one digest; what sign-ins and the suites themselves write is left out. */
export async function digestOfRows(house: House): Promise<string> {
  const { rows: tables } = await house.owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'platform') and tablename not in ('session', 'sign_in_failure') order by 1`,
  )
  const parts = tables.map(
    ({ name }) =>
      `select '${name}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as d from ${name} t`,
  )
  const { rows } = await house.owner.query<{ d: string }>(parts.join(' union all '))
  return rows.map(({ d }) => d).join()
}
