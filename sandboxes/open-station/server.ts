/**
 * A central station that speaks the Open Station API (docs/connectors/open-station-api.json) and holds a
 * dealer's client strictly to it. A brand's sandbox is its name, its dealers and its seed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openCustomers, type Customer } from './customers.ts'
import {
  accountNumber,
  contactsPut,
  customerCreate,
  customerPatch,
  idempotencyKey,
  linkPut,
  reference,
  seedAccount,
  signIn as signInBody,
  type CustomerPatch,
  type SeedAccount,
} from './wire.ts'

export type StationProfile = {
  key: string
  name: string
  about: string
  /** Who may sign in, for which dealer. */
  logins: readonly { userId: string; password: string; dealerId: string }[]
  seed: readonly SeedAccount[]
}

const sessionMs = 15 * 60_000
const columns = [
  { title: 'Number', path: 'accountNumber' },
  { title: 'First name', path: 'name.first' },
  { title: 'Last name', path: 'name.last' },
  { title: 'Business', path: 'name.business' },
  { title: 'Street', path: 'premises.street1' },
  { title: 'City', path: 'premises.city' },
  { title: 'Phone', path: 'phones.premises' },
  { title: 'Status', path: 'status' },
  { title: 'Linked to', path: 'link.reference' },
  { title: 'Dealer', path: 'dealerId' },
  { title: 'Version', path: 'version' },
]

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function openStationSandbox(profile: StationProfile, dataDir: string | null): Sandbox {
  const file = dataDir === null ? null : join(dataDir, `${profile.key}.jsonl`)
  const customers = openCustomers(file, profile.seed, profile.logins[0]!.dealerId)
  const sessions = new Map<string, { dealerId: string; endsAtMs: number }>()

  const signIn = (call: WireCall): WireAnswer => {
    const body = parse(signInBody, call)
    const login = profile.logins.find(
      ({ userId, password, dealerId }) =>
        userId === body.userId && password === body.password && dealerId === body.dealerId,
    )
    if (!login) throw new Problem(401, 'bad_credentials', 'User ID, password or dealer ID is wrong')
    const token = randomBytes(24).toString('base64url')
    const endsAtMs = Date.now() + sessionMs
    sessions.set(token, { dealerId: login.dealerId, endsAtMs })
    if (sessions.size > 10_000) sessions.delete(sessions.keys().next().value!)
    return json(200, { token, expiresAt: new Date(endsAtMs).toISOString() })
  }

  const dealerOf = (call: WireCall): string => {
    const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
    const session = sessions.get(token)
    if (!session || session.endsAtMs < Date.now()) throw new Problem(401, 'session_ended', 'Sign in again')
    return session.dealerId
  }

  const create = (call: WireCall, dealerId: string): Change => {
    const { customerId, name, premises, phones, email, abortCode } = parse(customerCreate, call)
    if (customers.byNumber(customerId))
      throw new Problem(409, 'number_in_use', `Account number ${customerId} is in use`, 'customerId')
    const fresh = seedAccount.parse({
      accountNumber: customerId,
      status: 'shell',
      name,
      premises,
      phones,
      email,
      abortCode,
    })
    return { kind: 'create', customer: { ...fresh, dealerId, serial: customers.newSerial(), version: 1 } }
  }

  const change = (call: WireCall, customer: Customer, part: string | undefined): Change => {
    if (part === undefined && call.method === 'PATCH') {
      const patch = parse(customerPatch, call, 'application/merge-patch+json')
      return { kind: 'update', customer: merge(customer, patch) }
    }
    if (part === 'contacts' && call.method === 'PUT') {
      const { contacts } = parse(contactsPut, call)
      return { kind: 'contacts', customer: { ...customer, contacts } }
    }
    if (part === 'link' && (call.method === 'PUT' || call.method === 'DELETE')) {
      const putting = call.method === 'PUT'
      const asked = putting ? parse(linkPut, call).reference : query(call, 'reference', reference)
      if (customer.link && customer.link.reference !== asked)
        throw new Problem(409, 'linked_elsewhere', 'This customer is linked to another record')
      return putting
        ? { kind: 'link', customer: { ...customer, link: { reference: asked } } }
        : { kind: 'unlink', customer: { ...customer, link: null } }
    }
    throw noSuchPath()
  }

  const write = (call: WireCall, dealerId: string, serial: string | undefined, part: string | undefined) => {
    const given = call.headers['idempotency-key']
    const key = idempotencyKey.safeParse(given)
    if (!key.success) throw new Problem(400, 'bad_request', 'Idempotency-Key is missing or malformed')
    const replayKey = `${dealerId} ${key.data}`
    const digest = createHash('sha256')
      .update(`${call.method} ${call.path}?${call.query}\n${call.body}`)
      .digest('base64')
    const replay = customers.replay(replayKey)
    if (replay && replay.digest !== digest)
      throw new Problem(422, 'idempotency_key_reused', 'This Idempotency-Key belongs to another write')
    if (replay)
      return { ...replay.answer, headers: { ...replay.answer.headers, 'idempotent-replayed': 'true' } }

    const before = serial === undefined ? null : own(serial, dealerId)
    const expected = call.headers['if-match']
    if (before && expected !== undefined && expected !== etag(before))
      throw new Problem(412, 'changed', 'The customer has been changed since')
    const { kind, customer } = before ? change(call, before, part) : create(call, dealerId)
    const after = before ? { ...customer, version: before.version + 1 } : customer
    const answer: WireAnswer = kind === 'unlink' ? { status: 204, body: '' } : show(before ? 200 : 201, after)
    const values: unknown = call.body === '' ? Object.fromEntries(call.query) : JSON.parse(call.body)
    customers.apply(after, { kind, idempotencyKey: key.data, values }, { key: replayKey, digest, answer })
    return answer
  }

  const own = (serial: string, dealerId: string): Customer => {
    const customer = customers.bySerial(serial)
    if (customer?.dealerId === dealerId) return customer
    throw new Problem(404, 'customer_not_found', 'No such customer under this dealer')
  }

  const find = (call: WireCall, dealerId: string): WireAnswer => {
    const customer = customers.byNumber(query(call, 'accountNumber', accountNumber))
    return json(200, { customers: customer?.dealerId === dealerId ? [onWire(customer)] : [] })
  }

  const answer = (call: WireCall): WireAnswer => {
    if (call.method === 'POST' && call.path === '/session') return signIn(call)
    const dealerId = dealerOf(call)
    if (call.method === 'GET' && call.path === '/station')
      return json(200, { name: profile.name, apiVersion: '1.0', profile: profile.key })
    if (call.path === '/customers' && call.method === 'GET') return find(call, dealerId)
    if (call.path === '/customers' && call.method === 'POST')
      return write(call, dealerId, undefined, undefined)
    const [, serial, part] = customerPath.exec(call.path) ?? []
    if (serial === undefined) throw noSuchPath()
    if (call.method === 'GET' && part === undefined) return show(200, own(serial, dealerId))
    return write(call, dealerId, serial, part)
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
        if (error instanceof Problem) return problem(error)
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
    refuse: (status, code, detail, headers) => problem(new Problem(status, code, detail), headers),
    accounts: () => customers.all(),
    effects: () => customers.effects(),
    upsert: (body) => customers.upsert(body),
    reset: () => {
      sessions.clear()
      customers.reset()
    },
    close: () => customers.close(),
  }
}

type Change = { kind: string; customer: Customer }
const customerPath = /^\/customers\/([^/]+)(?:\/([^/]+))?$/

class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  constructor(status: number, code: string, detail: string, field?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.field = field
  }
}
const noSuchPath = () => new Problem(404, 'no_such_path', 'The contract knows no such call')

/** The body by its schema; refuses another content type, what is no JSON, and names the member to blame. */
function parse<T extends z.ZodType>(schema: T, call: WireCall, type = 'application/json'): z.output<T> {
  if (call.headers['content-type']?.split(';')[0] !== type)
    throw new Problem(400, 'bad_request', `Content-Type must be ${type}`)
  let body: unknown
  try {
    body = JSON.parse(call.body)
  } catch {
    throw new Problem(400, 'bad_request', 'The body is not JSON')
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  throw new Problem(422, 'invalid', issue.message, [...issue.path, ...unknown].join('.') || undefined)
}

/** The one query parameter that the call has. */
function query(call: WireCall, name: string, schema: z.ZodString): string {
  const others = [...call.query.keys()].filter((other) => other !== name)
  if (others.length > 0) throw new Problem(400, 'bad_request', `Unknown query parameter ${others[0]}`)
  const parsed = schema.safeParse(call.query.get(name))
  if (parsed.success) return parsed.data
  throw new Problem(422, 'invalid', `${name} is missing or malformed`, name)
}

function merge(customer: Customer, patch: CustomerPatch): Customer {
  const merged: Customer = { ...customer }
  if (patch.name) merged.name = { ...customer.name, ...patch.name }
  if (patch.premises) merged.premises = { ...customer.premises, ...patch.premises }
  if (patch.phones) merged.phones = { ...customer.phones, ...patch.phones }
  if (patch.email !== undefined) merged.email = patch.email
  if (patch.abortCode !== undefined) merged.abortCode = patch.abortCode
  return merged
}

const onWire = ({ accountNumber, dealerId: _, ...customer }: Customer) => ({
  customerId: accountNumber,
  ...customer,
})
const etag = ({ version }: Customer) => `"${version}"`

const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})
const show = (status: number, customer: Customer) => json(status, onWire(customer), { etag: etag(customer) })

function problem(
  { status, code, message, field }: Problem,
  headers: Record<string, string> = {},
): WireAnswer {
  const body = { type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail: message, field }
  return json(status, body, { ...headers, 'content-type': 'application/problem+json; charset=utf-8' })
}
