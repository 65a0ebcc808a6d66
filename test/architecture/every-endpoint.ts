/** Every endpoint of every module, with a request that would be right, for the suites that ask all of them the same. */
import type { Endpoint } from '#shared/contract.ts'
import { modules } from '#server/modules/index.ts'
import type { Caller, Reply } from '#test/helpers/caller.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import type { House } from '#test/helpers/house.ts'
import { everyRequests } from './requests/every.ts'

export type Operation = { id: string; endpoint: Endpoint }

export const operationsOf = (contracts: Record<string, Record<string, Endpoint>>): Operation[] =>
  Object.entries(contracts).flatMap(([module, endpoints]) =>
    Object.entries(endpoints).map(([name, endpoint]) => ({ id: `${module}.${name}`, endpoint })),
  )

/** Every endpoint that the app mounts. */
export const everyOperation = (house: House): Operation[] =>
  operationsOf(Object.fromEntries(modules(house.desk).map(({ name, contract }) => [name, contract])))

/** Rows that the requests point at: all of one company and location, with a name that no other row has. */
export type Target = {
  marker: string
  here: Location
  customer: CustomerRow
  /** What path parameters name: `{ customerId: 7, noteId: 3 }`. */
  params: Record<string, number | string>
}

/** Right requests to the endpoints of one module: test/architecture/requests/<module>.ts. */
export type Requests = {
  /** Makes the module's rows that path parameters name, at the target's customer or company. */
  plant?(house: House, target: Target): Promise<Record<string, number | string>>
  /** Where a query has members that must be there, by operation. */
  queries?: Record<string, (target: Target) => object>
  /** Of every endpoint that has a body, by operation. */
  bodies?: Record<string, (target: Target) => object>
}

const queries = Object.assign({}, ...everyRequests.map((r) => r.queries ?? {})) as NonNullable<
  Requests['queries']
>
const bodies = Object.assign({}, ...everyRequests.map((r) => r.bodies ?? {})) as NonNullable<
  Requests['bodies']
>

/** Fills the request of an endpoint. An endpoint that its module's requests do not know fails its suites. */
export function requestFor(
  { id, endpoint }: Operation,
  target: Target,
): { params?: object; query?: object; body?: object } {
  const params = Object.keys(endpoint.params?.shape ?? {}).map((name) => [name, paramFor(name, target)])
  const body = bodies[id]?.(target)
  if (endpoint.body && !body)
    throw new Error(`${id} has a body: teach test/architecture/requests/ a right one`)
  return {
    params: Object.fromEntries(params) as object,
    query: queries[id]?.(target) ?? {},
    ...(body && { body }),
  }
}

/** Whether the endpoint's address names a row that belongs to somebody. */
export const pointsAtRow = ({ endpoint }: Operation): boolean => /:\w+Id\b/.test(endpoint.path)

function paramFor(name: string, target: Target): number | string {
  const value = target.params[name]
  if (value === undefined)
    throw new Error(`The path parameter ${name} is new: plant a row for it in test/architecture/requests/`)
  return value
}

let targets = 0

/** Makes the rows to point at; each time others, as a mutation may use them up. */
export async function plantTarget(house: House, here: Location): Promise<Target> {
  // Of one length, so that none is the beginning of another.
  const marker = `Matrixmarker${String(++targets).padStart(5, '0')}`
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
  const target: Target = { marker, here, customer, params: { customerId: customer.id } }
  for (const { plant } of everyRequests) Object.assign(target.params, await plant?.(house, target))
  return target
}

const steady = new WeakMap<User, Promise<Caller>>()

/** Calls as this user; an endpoint that ends sessions with one of its own, so that it ends no other's. */
export async function callAs(
  house: House,
  user: User | null,
  operation: Operation,
  target: Target,
): Promise<Reply<unknown>> {
  let caller: Caller
  if (!user) caller = house.anybody()
  else if (operation.id.startsWith('sessions.')) caller = await house.withToken(user)
  else {
    const kept = steady.get(user) ?? house.withToken(user)
    steady.set(user, kept)
    caller = await kept
  }
  return caller.call(operation.endpoint, requestFor(operation, target) as never)
}

/**
 * Notes from now on which tables a committed transaction changed a row of, of any company. What sign-ins write is left out, and
 * the audit trail, which notes each refusal.
 * @returns the tables changed since it was asked last
 */
export async function watchWrites(house: House): Promise<() => Promise<string[]>> {
  await house.owner.query(`create schema watch;
    create unlogged table watch.written (name text);
    create function watch.note() returns trigger language plpgsql security definer as $$
    begin insert into watch.written values (tg_table_name); return null; end $$;
    do $$ declare t record; begin
      for t in select schemaname, tablename from pg_tables where schemaname in ('public', 'platform')
        and tablename not in ('session', 'sign_in_failure', 'denied_attempt', 'confidential_read') loop
        execute format('create trigger watched after insert or update or delete on %I.%I for each row execute function watch.note()',
          t.schemaname, t.tablename);
      end loop; end $$`)
  return async () => {
    const { rows } = await house.owner.query<{ name: string }>(
      'with written as (delete from watch.written returning name) select distinct name from written order by 1',
    )
    return rows.map(({ name }) => name)
  }
}
