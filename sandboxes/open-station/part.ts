/** How a part of a customer (zones, agencies, tests, …) hangs on the station: its calls, as data for server.ts. */
import type { WireAnswer, WireCall } from '../kit.ts'
import type { Customer } from './customers.ts'
import { json } from './problem.ts'
import type { Abilities, Station } from './profile.ts'

/** A write: what it is called in `effects`, the customer's new state, and the answer made of that. */
export type Change = {
  kind: string
  customer: Customer
  /** Left out, the customer itself. */
  answer?: (after: Customer) => WireAnswer
  /** Whether the customer's version grows by it; left out, it does. */
  countsIntoVersion?: boolean
}

type Where = { station: Station; call: WireCall; customer: Customer; rest: readonly string[] }

/** One call under /customers/{serial}/; `rest` are the path's further parameters, decoded. */
export type PartRoute = {
  path: RegExp
  /** Whether this station offers the call; others know no such path. */
  offered(abilities: Abilities): boolean
} & (
  | { method: 'GET'; read(where: Where): WireAnswer }
  | { method: 'PUT' | 'PATCH' | 'POST' | 'DELETE'; change(where: Where): Change }
)

export const etag = ({ version }: Customer) => `"${version}"`

/** A part's answer after a write that counts into the version. */
export const withEtag = (customer: Customer, body: object): WireAnswer =>
  json(200, body, { etag: etag(customer) })
