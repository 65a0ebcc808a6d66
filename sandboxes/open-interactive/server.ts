/**
 * A provider of interactive services that speaks the Open Interactive API (docs/connectors/open-interactive-api.json) and
 * holds a dealer's client strictly to it. A brand's sandbox is its profile: name, dealers, plans, rules, seed.
 */
import { join } from 'node:path'
import { ZodError } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { once, openDoor } from '../open-station/door.ts'
import { json, noSuchPath, parseQuery, Problem, problemAnswer } from '../open-station/problem.ts'
import { appLinkMs, changeRoutes, createSubscriber, numberOf, type Change } from './changes.ts'
import { countedIn, featuresOf, planOf, priceOf, refusalOf } from './plans.ts'
import type { ProviderProfile } from './profile.ts'
import { openSubscribers, type Subscriber } from './subscribers.ts'
import * as wire from './wire.ts'

export type { ProviderProfile } from './profile.ts'

const subscriberPath = /^\/subscribers\/([^/]+)(?:\/(.+))?$/
const pageSize = 100
const columns = [
  { title: 'Account', path: 'accountNumber' },
  { title: 'State', path: 'state' },
  { title: 'First name', path: 'name.first' },
  { title: 'Last name', path: 'name.last' },
  { title: 'Business', path: 'name.business' },
  { title: 'City', path: 'premises.city' },
  { title: 'Plan', path: 'planCode' },
  { title: 'Modem', path: 'modem' },
  { title: 'Users', path: 'users.length' },
  { title: 'Linked to', path: 'link.reference' },
  { title: 'Dealer', path: 'dealerId' },
  { title: 'Version', path: 'version' },
]

const etag = ({ version }: Subscriber) => `"${version}"`
const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw noSuchPath()
  }
}

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function openInteractiveSandbox(
  profile: ProviderProfile,
  dataDir: string | null,
  { now = Date.now }: { now?: () => number } = {},
): Sandbox {
  const subscribers = openSubscribers(dataDir && join(dataDir, `${profile.key}.jsonl`), {
    prefix: /^[A-Za-z]+-/.exec(profile.seed[0]?.accountNumber ?? '')?.[0] ?? 'A-',
    seed: profile.seed,
    firstDealer: profile.logins[0]!.dealerId,
  })
  const door = openDoor(profile.logins, now)
  const links = new Map<string, { login: string; endsAtMs: number }>()

  const onWire = (subscriber: Subscriber) => {
    const {
      accountNumber: id,
      version,
      state,
      name,
      premises,
      phone,
      email,
      modem,
      centralStation,
    } = subscriber
    const plan = planOf(profile, subscriber.planCode)
    const panel = profile.panels.find(({ code }) => code === subscriber.panelCode)
    return {
      id,
      version,
      state,
      login: subscriber.users[0]!.login,
      name,
      premises,
      phone,
      email,
      plan: plan ? { code: plan.code, label: plan.label } : null,
      features: featuresOf(profile, subscriber),
      modem,
      panel: panel ?? null,
      monthlyCents: state === 'terminated' ? null : priceOf(profile, subscriber),
      centralStation,
      link: subscriber.link,
      troubles: subscriber.troubles,
    }
  }
  const show = (status: number, subscriber: Subscriber): WireAnswer =>
    json(status, onWire(subscriber), { etag: etag(subscriber) })

  const own = (id: string, dealerId: string): Subscriber => {
    const subscriber = subscribers.find(id)
    if (subscriber?.dealerId === dealerId) return subscriber
    throw new Problem(404, 'subscriber_not_found', 'No such subscriber under this dealer')
  }
  const ownAll = (dealerId: string) => [...subscribers.all()].filter((one) => one.dealerId === dealerId)

  /** The laws of every write: a known key is answered as before, `If-Match` is held against the version. */
  const write = (
    call: WireCall,
    dealerId: string,
    id: string | null,
    change: (before: Subscriber | null) => Change,
  ): WireAnswer =>
    once(call, dealerId, subscribers.replay, ({ key, replay }) => {
      const before = id === null ? null : own(id, dealerId)
      const expected = call.headers['if-match']
      if (before && expected !== undefined && expected !== etag(before))
        throw new Problem(412, 'changed', 'The subscriber has been changed since')
      const made = change(before)
      const after =
        before && !made.answer ? { ...made.subscriber, version: before.version + 1 } : made.subscriber
      const answer = made.answer ?? show(before ? 200 : 201, after)
      const body: unknown = call.body === '' ? Object.fromEntries(call.query) : JSON.parse(call.body)
      const effect = { kind: made.kind, idempotencyKey: key, values: made.values ?? body }
      subscribers.apply(after, effect, made.secret ? undefined : replay(answer))
      return answer
    })

  const find = (call: WireCall, dealerId: string): WireAnswer => {
    const text = parseQuery(wire.findQuery, call).find.toLowerCase()
    const found = ownAll(dealerId).filter(
      ({ accountNumber, modem, email, users, centralStation }) =>
        accountNumber.toLowerCase() === text ||
        (modem !== '' && [modem, numberOf(modem)].some((number) => number.toLowerCase() === text)) ||
        centralStation?.accountNumber.toLowerCase() === text ||
        email.toLowerCase() === text ||
        users.some((user) => user.login.toLowerCase() === text || user.email.toLowerCase() === text),
    )
    return json(200, { subscribers: found.slice(0, 20).map(onWire) })
  }
  const roster = (call: WireCall, dealerId: string): WireAnswer => {
    const { after = '' } = parseQuery(wire.rosterQuery, call)
    const left = ownAll(dealerId)
      .filter(({ accountNumber }) => accountNumber > after)
      .sort((a, b) => (a.accountNumber < b.accountNumber ? -1 : 1))
    const page = left.slice(0, pageSize)
    return json(200, {
      subscribers: page.map(({ accountNumber: id, users, state, link }) => ({
        id,
        login: users[0]!.login,
        state,
        link,
      })),
      next: left.length > page.length ? page.at(-1)!.accountNumber : null,
    })
  }
  const quote = (call: WireCall, subscriber: Subscriber): WireAnswer => {
    const { planCode, addOnCodes, quantities } = parseQuery(wire.quoteQuery, call)
    const choice = {
      planCode,
      addOnCodes: addOnCodes?.split(',') ?? [],
      quantities: Object.fromEntries(
        (quantities?.split(',') ?? []).map((one) => [one.split(':')[0]!, Number(one.split(':')[1])]),
      ),
    }
    const refusal =
      subscriber.state === 'terminated'
        ? 'The account has ended'
        : (refusalOf(profile, choice)?.detail ?? null)
    return json(200, {
      beforeCents: priceOf(profile, subscriber),
      afterCents:
        refusal === null
          ? priceOf(profile, { ...choice, quantities: countedIn(profile, choice, subscriber.quantities) })
          : null,
      refusal,
    })
  }

  const readOne = (call: WireCall, subscriber: Subscriber, part: string): WireAnswer => {
    const { accountNumber: id, devices, users } = subscriber
    const offers = (capability: ProviderProfile['capabilities'][number]) =>
      profile.capabilities.includes(capability)
    if (part === '') return show(200, subscriber)
    if (part === 'plan-quote' && offers('plans')) return quote(call, subscriber)
    if (part === 'devices' && offers('devices')) return json(200, { id, devices })
    if (part === 'logins' && offers('logins'))
      return json(200, {
        id,
        logins: users.map((user, index) => ({
          id: user.id,
          login: user.login,
          email: user.email,
          primary: index === 0,
        })),
      })
    throw noSuchPath()
  }

  const ofSubscriber = (call: WireCall, dealerId: string, id: string, part: string): WireAnswer => {
    if (call.method === 'GET') return readOne(call, own(id, dealerId), part)
    for (const { method, path, capability, change } of changeRoutes) {
      const match = method === call.method ? path.exec(part) : null
      if (!match || !profile.capabilities.includes(capability)) continue
      const issueLink = (token: string, login: string) => {
        links.set(token, { login, endsAtMs: now() + appLinkMs })
        return `http://${call.headers.host ?? 'localhost'}/${profile.key}/app?token={token}`
      }
      const rest = match.slice(1).map(decoded)
      return write(call, dealerId, id, (before) =>
        change({ profile, subscribers, call, subscriber: before!, rest, issueLink }),
      )
    }
    throw noSuchPath()
  }

  const ofProvider = (call: WireCall, dealerId: string): WireAnswer | null => {
    const { capabilities, masterContact, maxUsers } = profile
    if (call.method === 'POST' && call.path === '/subscribers' && capabilities.includes('create'))
      return write(call, dealerId, null, () => createSubscriber({ profile, subscribers, call, dealerId }))
    if (call.method !== 'GET') return null
    const { name, key } = profile
    if (call.path === '/provider')
      return json(200, {
        name,
        apiVersion: '1.0',
        profile: key,
        abilities: { capabilities, masterContact, maxUsers },
      })
    if (call.path === '/subscribers') return find(call, dealerId)
    if (call.path === '/roster' && capabilities.includes('roster')) return roster(call, dealerId)
    if (call.path === '/plans' && capabilities.includes('plans')) return json(200, { plans: profile.plans })
    if (call.path === '/receivers' && capabilities.includes('receivers'))
      return json(200, { receivers: profile.receivers })
    return null
  }

  const openApp = (token: string): WireAnswer => {
    const link = links.get(token)
    links.delete(token)
    const good = link !== undefined && link.endsAtMs > now()
    return {
      status: good ? 200 : 403,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: good ? `Signed in as ${link.login}\n` : 'This link has been used or is too old\n',
    }
  }

  const answer = (call: WireCall): WireAnswer => {
    if (call.method === 'GET' && call.path === '/app') return openApp(call.query.get('token') ?? '')
    if (call.method === 'POST' && call.path === '/session') return door.signIn(call)
    const dealerId = door.dealerOf(call)
    const known = ofProvider(call, dealerId)
    if (known) return known
    const [, id, part = ''] = subscriberPath.exec(call.path) ?? []
    if (id === undefined) throw noSuchPath()
    return ofSubscriber(call, dealerId, decoded(id), part)
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
    accountNumberOf: (call) => subscriberPath.exec(call.path)?.[1] ?? null,
    isSignIn: (call) => call.path === '/session',
    refuse: (status, code, detail, headers) => problemAnswer(new Problem(status, code, detail), headers),
    // What opens the panel is nobody's to read.
    accounts: () =>
      [...subscribers.all()].map((one) => ({ ...one, users: one.users.map(({ pin: _, ...user }) => user) })),
    effects: () => subscribers.effects(),
    upsert: (body) => {
      const { accounts } = wire.seedAccounts.parse(body)
      const crowded = accounts.find(({ users }) => users.length > profile.maxUsers)
      const message = `${crowded?.accountNumber} has more than ${profile.maxUsers} users`
      if (crowded) throw new ZodError([{ code: 'custom', path: ['accounts'], message, input: body }])
      return subscribers.upsert(body)
    },
    reset: () => {
      door.clear()
      links.clear()
      subscribers.reset()
    },
    close: () => subscribers.close(),
  }
}
