/**
 * A central station that speaks the Open Station API (docs/connectors/open-station-api.json) and holds a
 * dealer's client strictly to it. A brand's sandbox is its profile: name, dealers, seed, abilities.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { accountRoutes, createCustomer, list, listRoster, show } from './accounts.ts'
import { agencyRoutes, searchAgencies } from './agencies.ts'
import { openCustomers, type Customer } from './customers.ts'
import { detailRoutes, serviceRoutes } from './details.ts'
import { once, openDoor } from './door.ts'
import { happeningRoutes } from './happenings.ts'
import { etag, type Change, type PartRoute } from './part.ts'
import { json, noSuchPath, parseQuery, Problem, problemAnswer } from './problem.ts'
import { plainAbilities, type Station, type StationProfile, type StationSurroundings } from './profile.ts'
import {
  beginPreCheck,
  preCheckControl,
  readPreCheck,
  showPreCheck,
  toldOf,
  usualPreCheckMs,
} from './prechecks.ts'
import { orderRoutes } from './orders.ts'
import { testRoutes } from './tests.ts'
import { customerQuery } from './wire.ts'
import { zoneRoutes } from './zones.ts'

export type { StationProfile, StationSurroundings } from './profile.ts'

const partRoutes: readonly PartRoute[] = [
  ...accountRoutes,
  ...zoneRoutes,
  ...agencyRoutes,
  ...testRoutes,
  ...happeningRoutes,
  ...detailRoutes,
  ...serviceRoutes,
  ...orderRoutes,
]
const customerPath = /^\/customers\/([^/]+)(?:\/(.+))?$/
const columns = [
  { title: 'Number', path: 'accountNumber' },
  { title: 'First name', path: 'name.first' },
  { title: 'Last name', path: 'name.last' },
  { title: 'Business', path: 'name.business' },
  { title: 'Street', path: 'premises.street1' },
  { title: 'City', path: 'premises.city' },
  { title: 'Phone', path: 'phones.premises' },
  { title: 'Status', path: 'status' },
  { title: 'Zones', path: 'zones.length' },
  { title: 'Linked to', path: 'link.reference' },
  { title: 'Dealer', path: 'dealerId' },
  { title: 'Version', path: 'version' },
]

const silent = { list: () => [] }
const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw noSuchPath()
  }
}

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function openStationSandbox(
  profile: StationProfile,
  dataDir: string | null,
  { signals = silent, now = Date.now }: StationSurroundings = {},
): Sandbox {
  const file = dataDir === null ? null : join(dataDir, `${profile.key}.jsonl`)
  const abilities = profile.abilities ?? plainAbilities
  const customers = openCustomers(file, {
    seed: profile.seed,
    firstDealer: profile.logins[0]!.dealerId,
    keeps: abilities.contacts.keeps,
  })
  const door = openDoor(profile.logins, now)
  const station: Station = { profile, abilities, signals, now, preCheckMs: usualPreCheckMs }

  /** The laws of a write to a customer: `If-Match` is held against the version. */
  const write = (
    call: WireCall,
    dealerId: string,
    serial: string | null,
    change: (before: Customer | null) => Change,
  ) =>
    once(call, dealerId, customers.replay, ({ key, replay }) => {
      const before = serial === null ? null : own(serial, dealerId)
      const expected = call.headers['if-match']
      if (before && expected !== undefined && expected !== etag(before))
        throw new Problem(412, 'changed', 'The customer has been changed since')
      const made = change(before)
      const { kind, customer, countsIntoVersion = true } = made
      const after = before && countsIntoVersion ? { ...customer, version: before.version + 1 } : customer
      const answer = made.answer?.(after) ?? show(before ? 200 : 201, after)
      const values: unknown = call.body === '' ? Object.fromEntries(call.query) : JSON.parse(call.body)
      customers.apply(after, { kind, idempotencyKey: key, values }, replay(answer))
      return answer
    })

  const askPreCheck = (call: WireCall, dealerId: string) =>
    once(call, dealerId, customers.replay, ({ key, replay }) => {
      const check = beginPreCheck(station, call, dealerId, customers.newPreCheckId())
      const answer = json(201, showPreCheck(station, check))
      customers.applyPreCheck(check, toldOf(call.body), key, replay(answer))
      return answer
    })

  const own = (serial: string, dealerId: string): Customer => {
    const customer = customers.bySerial(serial)
    if (customer?.dealerId === dealerId) return customer
    throw new Problem(404, 'customer_not_found', 'No such customer under this dealer')
  }

  const find = (call: WireCall, dealerId: string): WireAnswer => {
    const customer = customers.byNumber(parseQuery(customerQuery, call).accountNumber)
    return list(customer?.dealerId === dealerId ? [customer] : [])
  }

  const ofCustomer = (call: WireCall, dealerId: string, serial: string, part: string): WireAnswer => {
    for (const route of partRoutes) {
      const match = route.method === call.method ? route.path.exec(part) : null
      if (!match || !route.offered(station.abilities)) continue
      const rest = match.slice(1).map(decoded)
      if (route.method === 'GET') return route.read({ station, call, customer: own(serial, dealerId), rest })
      return write(call, dealerId, serial, (before) =>
        route.change({ station, call, customer: before!, rest }),
      )
    }
    throw noSuchPath()
  }

  const ofStation = (call: WireCall, dealerId: string): WireAnswer | null => {
    if (call.method === 'POST' && call.path === '/customers')
      return write(call, dealerId, null, () => createCustomer(station, customers, call, dealerId))
    if (call.method === 'POST' && call.path === '/prechecks' && abilities.preChecks)
      return askPreCheck(call, dealerId)
    if (call.method !== 'GET') return null
    if (call.path === '/station') {
      const { name, key, environment } = profile
      return json(200, {
        name,
        apiVersion: '1.1',
        profile: key,
        ...(environment && { environment }),
        abilities,
      })
    }
    const preCheck = abilities.preChecks && /^\/prechecks\/([^/]+)$/.exec(call.path)
    if (preCheck) return readPreCheck(station, customers.preCheck(decoded(preCheck[1]!)), dealerId)
    if (call.path === '/customers') return find(call, dealerId)
    if (call.path === '/roster' && abilities.roster) return listRoster(customers, call, dealerId)
    if (call.path === '/agencies' && abilities.agencies) return searchAgencies(station, call)
    const choices = profile.reference?.[/^\/reference\/(.+)$/.exec(call.path)?.[1] ?? '']
    return choices ? json(200, { choices }) : null
  }

  const answer = (call: WireCall): WireAnswer => {
    if (call.method === 'POST' && call.path === '/session') return door.signIn(call)
    const dealerId = door.dealerOf(call)
    const known = ofStation(call, dealerId)
    if (known) return known
    const [, serial, part = ''] = customerPath.exec(call.path) ?? []
    if (serial === undefined) throw noSuchPath()
    return ofCustomer(call, dealerId, serial, part)
  }

  return {
    key: profile.key,
    name: profile.name,
    about: profile.about,
    columns,
    answer: (call) => {
      try {
        return answer(call)
      } catch (error) {
        if (error instanceof Problem) return problemAnswer(error)
        throw error
      }
    },
    accountNumberOf: (call) => {
      const serial = customerPath.exec(call.path)?.[1]
      if (serial !== undefined) return customers.bySerial(serial)?.accountNumber ?? null
      if (call.path !== '/customers') return null
      if (call.method === 'GET') return call.query.get('accountNumber')
      return /"customerId"\s*:\s*"([^"]*)"/.exec(call.body)?.[1] ?? null
    },
    isSignIn: (call) => call.path === '/session',
    refuse: (status, code, detail, headers) => problemAnswer(new Problem(status, code, detail), headers),
    accounts: () => customers.all(),
    effects: () => customers.effects(),
    upsert: (body) => customers.upsert(body),
    reset: () => {
      door.clear()
      customers.reset()
    },
    close: () => customers.close(),
    ...(abilities.preChecks && {
      controls: {
        prechecks: (body: unknown) => {
          station.preCheckMs = preCheckControl.parse(body).runForMs
          return Promise.resolve(json(200, { runForMs: station.preCheckMs }))
        },
      },
    }),
  }
}
