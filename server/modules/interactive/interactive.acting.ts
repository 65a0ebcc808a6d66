/**
 * What is done with a linked account at its provider: read anew, plan, devices, logins, life cycle. The provider decides;
 * here is remembered what it showed. A call whose outcome is unknown is followed by a look, and never shown as done.
 */
import { randomUUID } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { interactive, InteractivePage } from '#shared/contracts/interactive.ts'
import { fail } from '#shared/errors.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Interactive, RemoteSubscriber, SubscriberRef } from '#server/connectors/interactive.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { insertCalls } from '../connections/connections.service.ts'
import type { Visible } from '../customers/customers.service.ts'
import { listZoneEquipment } from '../equipment/equipment.service.ts'
import {
  failAsProvider,
  findServiceProvider,
  type OpenProvider,
  reasonOf,
  type ServiceProviderRow,
  type StationDesk,
} from '../providers/providers.service.ts'
import { nameOf } from './interactive.answers.ts'
import * as queries from './interactive.queries.ts'
import { findCustomer, lockOwn, rateCents, readPage } from './interactive.service.ts'

type Request<K extends keyof typeof interactive> = Parsed<(typeof interactive)[K]>
type AccountParams = { customerId: number; accountId: number }

type Linked = {
  customer: Visible
  row: queries.ShownAccount
  ref: SubscriberRef
  provider: ServiceProviderRow
  open: OpenProvider
}

/** The account and the way to its provider, for a change. @throws interactive.not_found, interactive.not_linked */
async function openAccount(ctx: IoCtx, desk: StationDesk, params: AccountParams): Promise<Linked> {
  const { customer, row, provider } = await ctx.tx(async (inner, db) => {
    const own = await lockOwn(inner, db, params)
    return { ...own, provider: (await findServiceProvider(db, own.row.service_provider_id))! }
  })
  return { customer, ...wayTo(ctx, desk, row, provider) }
}

function wayTo(ctx: IoCtx, desk: StationDesk, row: queries.ShownAccount, provider: ServiceProviderRow) {
  if (row.state !== 'linked' || row.external_id === null) return fail('interactive.not_linked')
  const open = desk.openInteractive(ctx.actor.company.id, provider)
  return { row, provider, ref: { externalId: row.external_id }, open }
}

/** Asks the provider outside of any transaction; what was said to it is kept either way. */
async function ask<T>(ctx: IoCtx, linked: Linked, work: (port: Interactive) => Promise<T>): Promise<T> {
  const { customer, open, provider } = linked
  try {
    return await work(open.provider)
  } catch (error) {
    return failAsProvider(error, provider.name)
  } finally {
    await ctx.tx((_inner, db) => insertCalls(db, customer.id, null, open.calls.splice(0)))
  }
}

type Change = (
  port: Interactive,
  ref: SubscriberRef,
  write: { idempotencyKey: string },
) => Promise<RemoteSubscriber>
type Entry = Omit<Parameters<Ctx['history']['add']>[0], 'entity' | 'entityId' | 'customerId'>

/** Changes the account at the provider; remembers and records what it then showed. */
async function change(ctx: IoCtx, linked: Linked, entry: Entry, work: Change): Promise<InteractivePage> {
  const { customer, row, ref, open, provider } = linked
  let subscriber: RemoteSubscriber
  try {
    subscriber = await work(open.provider, ref, { idempotencyKey: randomUUID() })
  } catch (error) {
    await look(ctx, linked, error)
    return failAsProvider(error, provider.name)
  }
  return ctx.tx(async (inner, db) => {
    await insertCalls(db, customer.id, null, open.calls.splice(0))
    await queries.rememberAccount(db, row.id, subscriber, ctx.now)
    inner.history.add({ ...entry, entity: 'interactive_account', entityId: row.id, customerId: customer.id })
    return readPage(inner, db, { params: { customerId: customer.id } })
  })
}

/** After a call without an answer: how does the account stand now? @throws interactive.outcome_unknown */
async function look(
  ctx: IoCtx,
  { customer, row, ref, open, provider }: Linked,
  error: unknown,
): Promise<void> {
  const unknown = error instanceof ConnectorError && error.outcome === 'unknown'
  const stands = unknown ? await open.provider.subscribers.read(ref).catch(() => null) : null
  await ctx.tx(async (_inner, db) => {
    await insertCalls(db, customer.id, null, open.calls.splice(0))
    if (stands) await queries.rememberAccount(db, row.id, stands, ctx.now)
  })
  if (unknown) fail('interactive.outcome_unknown', { provider: provider.name, reason: reasonOf(error) })
}

const unsupported = ({ provider }: Linked): never =>
  fail('interactive.unsupported', { provider: provider.name })

/** Reads the account at the provider anew. @throws interactive.no_such_subscriber */
export async function refreshAccount(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'refresh'>,
): Promise<InteractivePage> {
  const linked = await openAccount(ctx, desk, params)
  const stands = await ask(ctx, linked, (port) => port.subscribers.read(linked.ref))
  if (!stands) return fail('interactive.no_such_subscriber', { provider: linked.provider.name })
  return ctx.tx(async (inner, db) => {
    await queries.rememberAccount(db, linked.row.id, stands, ctx.now)
    return readPage(inner, db, { params })
  })
}

/** The plans that the account may change to. */
export async function listPlans(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'plans'>,
): Promise<Output<typeof interactive.plans>> {
  const linked = await openAccount(ctx, desk, params)
  return { plans: await ask(ctx, linked, async (port) => (await port.plans?.list()) ?? unsupported(linked)) }
}

/** The price of a change of plan, and what it leaves of what the customer pays (CON-071). */
export async function quotePlan(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'quote'>,
): Promise<Output<typeof interactive.quote>> {
  const linked = await openAccount(ctx, desk, params)
  const quote = await ask(ctx, linked, async ({ plans }) => {
    if (plans?.quote) return plans.quote(linked.ref, body)
    if (!plans) return unsupported(linked)
    // Without a price of the provider's own its list is what there is to go by.
    const plan = (await plans.list()).find(({ code }) => code === body.planCode)
    const parts = [plan?.monthlyCents, ...addOnPrices(plan, body)]
    const known = parts.every((part): part is number => typeof part === 'number')
    const seen = linked.row.remote
    return {
      beforeCents: 'monthlyCents' in seen ? seen.monthlyCents : null,
      afterCents: known ? parts.reduce((sum, part) => sum + part, 0) : null,
      refusal: plan ? null : `${linked.provider.name} has no such plan`,
    }
  })
  const mmrCents = await ctx.tx((inner, db) => rateCents(inner, db, linked.customer))
  const left = (cents: number | null) => (mmrCents === null || cents === null ? null : mmrCents - cents)
  const billing = {
    mmrCents,
    leftBeforeCents: left(quote.beforeCents),
    leftAfterCents: left(quote.afterCents),
  }
  return { ...quote, billing }
}

type Plans = Output<typeof interactive.plans>['plans']
const addOnPrices = (plan: Plans[number] | undefined, { addOnCodes, quantities }: Request<'quote'>['body']) =>
  addOnCodes.map((code) => {
    const each = plan?.addOns.find((addOn) => addOn.code === code)?.monthlyCents ?? null
    return each === null ? null : each * (quantities[code] ?? 1)
  })

export async function changePlan(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'changePlan'>,
): Promise<InteractivePage> {
  const linked = await openAccount(ctx, desk, params)
  const { row, provider } = linked
  const { plans } = linked.open.provider
  if (!plans) return unsupported(linked)
  const detail = { provider: provider.name, account: nameOf(row), plan: body.planCode }
  return change(ctx, linked, { event: 'interactive.plan_changed', detail }, async (port, ref, write) => {
    const changed = await port.plans!.change(ref, { ...body, ...write })
    detail.plan = changed.plan?.label ?? body.planCode
    return changed
  })
}

/** The devices that the provider knows, beside our equipment. Also for who may only view the customer. */
export async function listDevices(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'devices'>,
): Promise<Output<typeof interactive.devices>> {
  const { customer, row, provider, zones } = await ctx.tx(async (inner, db) => {
    const customer = await findCustomer(inner, db, params.customerId)
    const row = (await queries.listAccounts(db, customer.id)).find(({ id }) => id === params.accountId)
    if (!row) return fail('interactive.not_found')
    const seen = inner.actor.grants.has('equipment.view', customer.locationId)
    return {
      customer,
      row,
      provider: (await findServiceProvider(db, row.service_provider_id))!,
      zones: seen ? await listZoneEquipment(db, customer.id) : [],
    }
  })
  const linked = { customer, ...wayTo(ctx, desk, row, provider) }
  const devices = await ask(
    ctx,
    linked,
    async (port) => (await port.devices?.list(linked.ref)) ?? unsupported(linked),
  )
  const byZone = new Map(zones.map(({ zone, name }) => [plainZone(zone), name]))
  return {
    devices: devices.map((device) => ({
      ...device,
      equipment: (device.zone && byZone.get(plainZone(device.zone))) || null,
    })),
  }
}
/** '001' and '1' are one zone. */
const plainZone = (zone: string): string => zone.replace(/^0+(?=.)/, '').toUpperCase()

export async function listLogins(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'logins'>,
): Promise<Output<typeof interactive.logins>> {
  const linked = await openAccount(ctx, desk, params)
  return {
    logins: await ask(
      ctx,
      linked,
      async (port) => (await port.logins?.list(linked.ref)) ?? unsupported(linked),
    ),
  }
}

/** Has the provider send the customer what they need; no password comes by here. */
export async function resetPassword(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'resetPassword'>,
): Promise<Output<typeof interactive.resetPassword>> {
  const linked = await openAccount(ctx, desk, params)
  const { ref, customer, row, provider } = linked
  const { login, sentTo } = await ask(ctx, linked, async ({ logins }) => {
    if (!logins?.resetPassword) return unsupported(linked)
    const login = (await logins.list(ref)).find(({ id }) => id === body.loginId)
    if (!login) return fail('interactive.not_found')
    const sent = await logins.resetPassword(ref, { loginId: login.id, idempotencyKey: randomUUID() })
    return { ...sent, login: login.login }
  })
  await ctx.tx((inner) => {
    inner.history.add({
      event: 'interactive.password_reset',
      entity: 'interactive_account',
      entityId: row.id,
      customerId: customer.id,
      detail: { provider: provider.name, login },
    })
    return Promise.resolve()
  })
  return { sentTo }
}

/**
 * A link that opens the customer's app as them. Who, when and why is written down before the provider is asked, so that
 * nobody opens it unseen; the link itself is kept nowhere.
 */
export async function impersonate(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'impersonate'>,
): Promise<Output<typeof interactive.impersonate>> {
  const linked = await openAccount(ctx, desk, params)
  const { ref, customer, row, provider } = linked
  if (!linked.open.provider.logins?.impersonate) return unsupported(linked)
  await ctx.tx((inner) => {
    inner.history.add({
      event: 'interactive.impersonated',
      entity: 'interactive_account',
      entityId: row.id,
      customerId: customer.id,
      detail: { provider: provider.name, account: nameOf(row), reason: body.reason },
    })
    return Promise.resolve()
  })
  return ask(ctx, linked, ({ logins }) => logins!.impersonate!(ref, { idempotencyKey: randomUUID() }))
}

const deeds = {
  activate: 'Activated',
  suspend: 'Suspended',
  resume: 'Resumed',
  terminate: 'Terminated',
  restore: 'Restored',
  refresh_devices: 'Asked the panel for its devices',
  swap_modem: 'Swapped the modem',
  central_station: 'Set where alarms go',
} as const

/** Everything else that is done with an account. @throws interactive.unsupported */
export async function act(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'act'>,
): Promise<InteractivePage> {
  const linked = await openAccount(ctx, desk, params)
  const { row, provider, open } = linked
  const work = workOf(body, open.provider) ?? unsupported(linked)
  const detail = { what: deeds[body.action], provider: provider.name, account: nameOf(row) }
  return change(ctx, linked, { event: 'interactive.acted', detail }, work)
}

function workOf(body: Request<'act'>['body'], port: Interactive): Change | undefined {
  const { subscribers, devices, centralStation } = port
  switch (body.action) {
    case 'activate': {
      const { deviceSerial, panelCode } = body
      return (
        subscribers.activate &&
        ((p, ref, w) => p.subscribers.activate!(ref, { deviceSerial, panelCode, ...w }))
      )
    }
    case 'suspend':
      return subscribers.suspend && ((p, ref, w) => p.subscribers.suspend!(ref, w))
    case 'resume':
      return subscribers.resume && ((p, ref, w) => p.subscribers.resume!(ref, w))
    case 'terminate': {
      const { reasonCode } = body
      return subscribers.terminate && ((p, ref, w) => p.subscribers.terminate!(ref, { reasonCode, ...w }))
    }
    case 'restore':
      return subscribers.restore && ((p, ref, w) => p.subscribers.restore!(ref, w))
    case 'refresh_devices':
      return (
        devices?.refresh &&
        (async (p, ref, w) => {
          await p.devices!.refresh!(ref, w)
          return readBack(p, ref)
        })
      )
    case 'swap_modem': {
      const { deviceSerial, reasonCode } = body
      return (
        devices?.swapModem && ((p, ref, w) => p.devices!.swapModem!(ref, { deviceSerial, reasonCode, ...w }))
      )
    }
    case 'central_station': {
      const { action: _action, ...target } = body
      return centralStation && ((p, ref, w) => p.centralStation!.update(ref, { ...target, ...w }))
    }
  }
}

async function readBack(port: Interactive, ref: SubscriberRef): Promise<RemoteSubscriber> {
  const stands = await port.subscribers.read(ref)
  if (!stands) throw new ConnectorError('not_found', { call: 'Read account', outcome: 'not_applied' })
  return stands
}

/** Receivers that the customer's providers forward alarms to. */
export async function listReceivers(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'receivers'>,
): Promise<Output<typeof interactive.receivers>> {
  const { customer, rows, providers } = await ctx.tx(async (inner, db) => {
    const customer = await findCustomer(inner, db, params.customerId)
    const rows = (await queries.listAccounts(db, customer.id)).filter(({ state }) => state === 'linked')
    const providers: ServiceProviderRow[] = []
    for (const id of new Set(rows.map((row) => row.service_provider_id)))
      providers.push((await findServiceProvider(db, id))!)
    return { customer, rows, providers }
  })
  const receivers: Output<typeof interactive.receivers>['receivers'] = []
  for (const provider of providers) {
    const can = interactiveByKey(provider.connector ?? '')?.manifest.capabilities.includes('receivers')
    const row = rows.find(({ service_provider_id: id }) => id === provider.id)
    if (!can || !row) continue
    const linked = { customer, ...wayTo(ctx, desk, row, provider) }
    const known = await ask(ctx, linked, (port) => port.centralStation!.receivers())
    receivers.push(...known.map((receiver) => ({ ...receiver, provider: provider.name })))
  }
  return { receivers }
}
