/** The writes to one subscriber: what each asks for, refuses, and makes of it. */
import { randomBytes } from 'node:crypto'
import type { WireAnswer, WireCall } from '../kit.ts'
import { invalid, json, parseBody, parseQuery, Problem } from '../open-station/problem.ts'
import { countedIn, refusalOf } from './plans.ts'
import type { Capability, ProviderProfile } from './profile.ts'
import type { Subscriber, Subscribers } from './subscribers.ts'
import * as wire from './wire.ts'

export const appLinkMs = 5 * 60_000

export type Where = {
  profile: ProviderProfile
  subscribers: Subscribers
  call: WireCall
  subscriber: Subscriber
  /** The path's further parameters, decoded. */
  rest: readonly string[]
  issueLink(token: string, login: string): string
}
/** What a write makes: its name in `effects`, the new state, and the answer, if it is not the subscriber itself. */
export type Change = {
  kind: string
  subscriber: Subscriber
  /** Then nothing counts into the version; one with a secret is not kept for a replay either. */
  answer?: WireAnswer
  secret?: boolean
  /** What `effects` shows; left out, the body. */
  values?: unknown
}
export type ChangeRoute = {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: RegExp
  capability: Capability
  change(where: Where): Change
}

const masterMembers = [
  ['name.first', ({ name }: wire.SubscriberPatch) => name?.first],
  ['name.last', ({ name }: wire.SubscriberPatch) => name?.last],
  ['phone', ({ phone }: wire.SubscriberPatch) => phone],
] as const

/** Refuses to leave an account without its Master Contact. */
function ensureMasterContact({ masterContact }: ProviderProfile, values: wire.SubscriberPatch, all: boolean) {
  if (!masterContact) return
  for (const [path, read] of masterMembers)
    if (read(values) === '' || (all && !read(values)))
      throw invalid(path, 'Every account has at least one Master Contact')
}

type PlanChoice = { planCode: string; addOnCodes: string[]; quantities?: Record<string, number> }
function ensurePlan(profile: ProviderProfile, choice: PlanChoice): void {
  const refusal = refusalOf(profile, choice)
  if (refusal) throw invalid(refusal.field, refusal.detail)
}

/** The number without its check code: a modem is one, whatever code somebody typed behind it. */
export const numberOf = (modem: string): string => modem.split('-', 1)[0]!

function ensureModem({ modem }: ProviderProfile, serial: string, field: string): void {
  if (modem && !modem.like.test(serial)) throw invalid(field, modem.words)
}

function ensureLengths({ lengths = {} }: ProviderProfile, values: wire.SubscriberPatch): void {
  for (const [path, max] of Object.entries(lengths)) {
    const value = path
      .split('.')
      .reduce<unknown>((part, member) => (part as Record<string, unknown> | undefined)?.[member], values)
    if (typeof value === 'string' && value.length > max) throw invalid(path, `At most ${max} characters`)
  }
}

function ensureModemFree(
  { subscribers }: Pick<Where, 'subscribers'>,
  serial: string,
  id: string,
  field: string,
) {
  for (const other of subscribers.all())
    if (
      numberOf(other.modem) === numberOf(serial) &&
      other.accountNumber !== id &&
      other.state !== 'terminated'
    )
      throw new Problem(409, 'modem_in_use', `Serial number ${serial} is in use`, field)
}

function ensureReceiver({ receivers }: ProviderProfile, receiver: string, field: string): void {
  if (!receivers.some(({ code }) => code === receiver)) throw invalid(field, 'There is no such receiver')
}

function ensureAlive({ state }: Subscriber): void {
  if (state === 'terminated') throw new Problem(409, 'terminated', 'The account has ended')
}

/** POST /subscribers: active at once. */
export function createSubscriber({
  profile,
  subscribers,
  call,
  dealerId,
}: Pick<Where, 'profile' | 'subscribers' | 'call'> & { dealerId: string }): Change {
  const body = parseBody(wire.subscriberCreate, call)
  const { login, planCode, addOnCodes, modem, panelCode = '', pin = '', email = '', phone = '' } = body
  ensureMasterContact(profile, body, true)
  if (profile.masterContact && pin === '') throw invalid('pin', 'The Master Contact needs a PIN')
  ensureLengths(profile, body)
  ensurePlan(profile, { planCode, addOnCodes })
  ensureModem(profile, modem, 'modem')
  if (panelCode && !profile.panels.some(({ code }) => code === panelCode))
    throw invalid('panelCode', 'There is no such panel')
  if (body.centralStation) ensureReceiver(profile, body.centralStation.receiver, 'centralStation.receiver')
  for (const other of subscribers.all())
    if (other.users.some((user) => user.login.toLowerCase() === login.toLowerCase()))
      throw new Problem(409, 'login_in_use', `Login ${login} is taken`, 'login')
  ensureModemFree({ subscribers }, modem, '', 'modem')
  const accountNumber = subscribers.newId()
  const fresh = wire.seedAccount.parse({
    accountNumber,
    name: body.name,
    premises: body.premises,
    phone,
    email,
    planCode,
    addOnCodes,
    modem,
    panelCode,
    centralStation: body.centralStation ?? null,
    link: body.reference ? { reference: body.reference } : null,
    users: [{ id: `${accountNumber}-1`, login, email, pin }],
    devices: [{ id: '1', name: 'Panel', type: 'Panel', status: 'Online', serial: modem }],
  })
  const { pin: _, ...values } = body
  return { kind: 'create', subscriber: { ...fresh, dealerId, version: 1 }, values }
}

export const changeRoutes: readonly ChangeRoute[] = [
  {
    method: 'PATCH',
    path: /^$/,
    capability: 'update',
    change: ({ profile, call, subscriber }) => {
      const body = parseBody(wire.subscriberPatch, call, 'application/merge-patch+json')
      ensureMasterContact(profile, body, false)
      ensureLengths(profile, body)
      const { name, premises, phone = subscriber.phone, email = subscriber.email } = body
      return {
        kind: 'update',
        subscriber: {
          ...subscriber,
          name: { ...subscriber.name, ...name },
          premises: { ...subscriber.premises, ...premises },
          phone,
          email,
        },
      }
    },
  },
  {
    method: 'PUT',
    path: /^link$/,
    capability: 'link',
    change: ({ call, subscriber }) => {
      const link = parseBody(wire.linkPut, call)
      if (subscriber.link && subscriber.link.reference !== link.reference)
        throw new Problem(409, 'linked_elsewhere', `Linked to ${subscriber.link.reference}`)
      return { kind: 'link', subscriber: { ...subscriber, link } }
    },
  },
  {
    method: 'DELETE',
    path: /^link$/,
    capability: 'link',
    change: ({ call, subscriber }) => {
      const { reference } = parseQuery(wire.linkQuery, call)
      if (subscriber.link && subscriber.link.reference !== reference)
        throw new Problem(409, 'linked_elsewhere', `Linked to ${subscriber.link.reference}`)
      return { kind: 'unlink', subscriber: { ...subscriber, link: null } }
    },
  },
  {
    method: 'PUT',
    path: /^state$/,
    capability: 'suspend',
    change: ({ profile, subscribers, call, subscriber }) => {
      const { state, reasonCode } = parseBody(wire.statePut, call)
      const needed: Capability =
        state === 'terminated' ? 'terminate' : subscriber.state === 'terminated' ? 'restore' : 'suspend'
      if (!profile.capabilities.includes(needed)) throw invalid('state', 'This provider does not do that')
      if (state === 'terminated' && reasonCode === undefined) throw invalid('reasonCode', 'Say why')
      if (state === 'suspended') ensureAlive(subscriber)
      if (state === 'active')
        ensureModemFree({ subscribers }, subscriber.modem, subscriber.accountNumber, 'modem')
      return { kind: state, subscriber: { ...subscriber, state } }
    },
  },
  {
    method: 'PUT',
    path: /^plan$/,
    capability: 'plans',
    change: ({ profile, call, subscriber }) => {
      const choice = parseBody(wire.planPut, call)
      ensureAlive(subscriber)
      ensurePlan(profile, choice)
      const quantities = countedIn(profile, choice, subscriber.quantities)
      return { kind: 'plan', subscriber: { ...subscriber, ...choice, quantities } }
    },
  },
  {
    method: 'PUT',
    path: /^modem$/,
    capability: 'swap_modem',
    change: ({ profile, subscribers, call, subscriber }) => {
      const { serial } = parseBody(wire.modemPut, call)
      ensureAlive(subscriber)
      ensureModem(profile, serial, 'serial')
      ensureModemFree({ subscribers }, serial, subscriber.accountNumber, 'serial')
      const devices = subscriber.devices.map((device) =>
        device.serial === subscriber.modem ? { ...device, serial } : device,
      )
      return { kind: 'swap', subscriber: { ...subscriber, modem: serial, devices } }
    },
  },
  {
    method: 'PUT',
    path: /^central-station$/,
    capability: 'receivers',
    change: ({ profile, call, subscriber }) => {
      const centralStation = parseBody(wire.centralStation, call)
      ensureAlive(subscriber)
      ensureReceiver(profile, centralStation.receiver, 'receiver')
      return { kind: 'central_station', subscriber: { ...subscriber, centralStation } }
    },
  },
  {
    method: 'POST',
    path: /^logins\/([^/]+)\/password-reset$/,
    capability: 'reset_password',
    change: ({ subscriber, rest }) => {
      const user = subscriber.users.find(({ id }) => id === rest[0])
      if (!user) throw new Problem(404, 'login_not_found', 'The account has no such login')
      if (!user.email) throw new Problem(422, 'refused', 'This user has no e-mail address')
      return {
        kind: 'password_reset',
        subscriber,
        values: { login: user.login },
        answer: json(200, { id: subscriber.accountNumber, sentTo: `an e-mail to ${user.email}` }),
      }
    },
  },
  {
    method: 'POST',
    path: /^app-link$/,
    capability: 'app_link',
    change: ({ subscriber, issueLink }) => {
      ensureAlive(subscriber)
      const token = randomBytes(24).toString('base64url')
      const { login } = subscriber.users[0]!
      const address = issueLink(token, login)
      const expiresAt = new Date(Date.now() + appLinkMs).toISOString()
      const answer = json(201, { id: subscriber.accountNumber, token, address, expiresAt })
      return { kind: 'app_link', subscriber, values: { login }, answer, secret: true }
    },
  },
]
