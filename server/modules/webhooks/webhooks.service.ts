/** Where the company wants to be told, and what became of what it was told. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Webhook, WebhookDelivery, webhooks } from '#shared/contracts/webhooks.ts'
import { fail } from '#shared/errors.ts'
import {
  maxEndpoints,
  rotationHours,
  topicOfEvent,
  wantsOf,
  type WebhookTopic,
} from '#shared/rules/webhooks.ts'
import { isPrivateAddress } from '#server/connectors/http.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { bodyOf, messageId, newSecret, sealSecret } from './webhooks.message.ts'
import * as queries from './webhooks.queries.ts'
import type { DeliveryRow, EndpointRow } from './webhooks.queries.ts'
import { send, type Surroundings } from './webhooks.sending.ts'
import { isIP } from 'node:net'

type Request<K extends keyof typeof webhooks> = Parsed<(typeof webhooks)[K]>

const hourMs = 3_600_000

const toWebhook = (row: EndpointRow, now: Date): Webhook => ({
  id: row.id,
  version: row.version,
  name: row.name,
  url: row.url,
  topics: row.topics,
  active: row.active,
  disabledReason: row.disabled_reason,
  failingSince: row.failing_since?.toISOString() ?? null,
  rotatingUntil: row.previous_until && row.previous_until > now ? row.previous_until.toISOString() : null,
  waiting: row.waiting,
  failed: row.failed,
  createdAt: row.created_at.toISOString(),
  lastDeliveredAt: row.delivered_at?.toISOString() ?? null,
})

export const listWebhooks = async (ctx: Ctx, db: Db): Promise<Output<typeof webhooks.list>> => ({
  items: (await queries.listEndpoints(db)).map((row) => toWebhook(row, ctx.now)),
})

const get = async (db: Db, id: number, locked = false): Promise<EndpointRow> =>
  (await queries.findEndpoint(db, id, locked)) ?? fail('webhooks.not_found')

/** @throws webhooks.not_found */
export const readWebhook = async (ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<Webhook> =>
  toWebhook(await get(db, params.webhookId), ctx.now)

/**
 * A name's address is looked at when it is called; one that says itself that it is private is refused here.
 * @throws request.invalid
 */
function checkUrl({ allowsPrivate }: Surroundings, typed: string): void {
  const url = new URL(typed)
  const refuse = (message: string) => fail('request.invalid', {}, { errors: [{ path: 'url', message }] })
  if (url.username || url.password) refuse('The address may not contain credentials')
  if (allowsPrivate(typed)) return
  if (url.protocol !== 'https:') refuse('The address must begin with https://')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) && isPrivateAddress(host)))
    refuse('This address leads into a private network')
}

async function checkName(db: Db, name: string, except: number | null): Promise<void> {
  if (!(await queries.isNameTaken(db, name, except))) return
  fail('request.invalid', {}, { errors: [{ path: 'name', message: 'Another webhook has this name' }] })
}

const tell = (
  ctx: Ctx,
  event: `webhooks.${'created' | 'saved' | 'rotated' | 'removed' | 'tested' | 'redelivered'}`,
  row: { id: number; name: string },
  detail: Record<string, string | number> = {},
  changes: Change[] = [],
) =>
  ctx.history.add({
    ...{ event, entity: 'webhook_endpoint', entityId: row.id },
    ...{ detail: { name: row.name, ...detail }, changes },
  })

/** @throws request.invalid, webhooks.too_many */
export const createWebhook =
  (surroundings: Surroundings) =>
  async (ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<Output<typeof webhooks.create>> => {
    checkUrl(surroundings, body.url)
    await checkName(db, body.name, null)
    if ((await queries.listEndpoints(db)).length >= maxEndpoints)
      fail('webhooks.too_many', { max: maxEndpoints })
    const secret = newSecret()
    const id = await queries.insertEndpoint(db, {
      ...{ name: body.name, url: body.url, topics: body.topics, wants: wantsOf(body.topics) },
      ...{ active: body.active, sealed_secret: sealSecret(ctx.actor.company.id, secret) },
      ...{ created_at: ctx.now, created_by: ctx.actor.userId },
    })
    tell(ctx, 'webhooks.created', { id, name: body.name }, { host: new URL(body.url).host }, [
      { field: 'URL', old: null, new: body.url },
      { field: 'Events', old: null, new: body.topics.join(', ') },
    ])
    return { webhook: toWebhook(await get(db, id), ctx.now), secret }
  }

/** @throws webhooks.not_found, webhooks.stale; request.invalid */
export const saveWebhook =
  (surroundings: Surroundings) =>
  async (ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Webhook> => {
    const before = await get(db, params.webhookId, true)
    if (before.version !== body.version) fail('webhooks.stale')
    const { version: _, ...given } = body
    const after = { ...before, ...given }
    if (given.url !== undefined && given.url !== before.url) checkUrl(surroundings, given.url)
    await checkName(db, after.name, before.id)
    const changes = [
      { field: 'Name', old: before.name, new: after.name },
      { field: 'URL', old: before.url, new: after.url },
      { field: 'Events', old: before.topics.join(', '), new: after.topics.join(', ') },
      { field: 'Active', old: before.active, new: after.active },
    ].filter((change) => change.old !== change.new)
    if (!changes.length) {
      ctx.history.nothingChanged()
      return toWebhook(before, ctx.now)
    }
    const anew = after.active && (!before.active || after.url !== before.url)
    await queries.updateEndpoint(db, before.id, {
      ...{ name: after.name, url: after.url, topics: after.topics, active: after.active },
      ...{ wants: wantsOf(after.topics as WebhookTopic[]), version: before.version + 1 },
      ...(anew && { failing_since: null, failures: 0, resting_until: null, disabled_reason: null }),
    })
    // What waited while it was off goes out now.
    if (anew) {
      await queries.hurryDeliveries(db, before.id, ctx.now)
      await queries.addDeliverJob(db, before.id)
    }
    tell(ctx, 'webhooks.saved', after, {}, changes)
    return toWebhook(await get(db, before.id), ctx.now)
  }

/** @throws webhooks.not_found, webhooks.stale */
export async function rotateSecret(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'rotate'>,
): Promise<Output<typeof webhooks.rotate>> {
  const before = await get(db, params.webhookId, true)
  if (before.version !== body.version) fail('webhooks.stale')
  const secret = newSecret()
  await queries.updateEndpoint(db, before.id, {
    sealed_secret: sealSecret(ctx.actor.company.id, secret),
    sealed_previous_secret: before.sealed_secret,
    previous_until: new Date(ctx.now.getTime() + rotationHours * hourMs),
    version: before.version + 1,
  })
  tell(ctx, 'webhooks.rotated', before)
  return { webhook: toWebhook(await get(db, before.id), ctx.now), secret }
}

/** @throws webhooks.not_found */
export const testWebhook =
  (surroundings: Surroundings) =>
  async (ctx: IoCtx, { params }: Request<'test'>): Promise<Output<typeof webhooks.test>> => {
    const { endpoint, deliveryId, event } = await ctx.tx(async (_ctx, db) => {
      const endpoint = await get(db, params.webhookId)
      return { endpoint, ...(await queries.insertTest(db, endpoint.id, ctx.now)) }
    })
    const tried = await send(surroundings, ctx.actor.company.id, endpoint, event, ctx.now)
    await ctx.tx(async (own, db) => {
      await queries.insertAttempt(db, deliveryId, tried)
      await queries.updateDelivery(db, deliveryId, {
        state: tried.delivered ? 'delivered' : 'failed',
        last_status: tried.status,
        last_error: tried.error,
      })
      tell(own, 'webhooks.tested', endpoint)
    })
    const { status, durationMs, error, reply } = tried
    return { at: tried.at.toISOString(), status, durationMs, error, reply }
  }

/** @throws webhooks.not_found, webhooks.active */
export async function removeWebhook(ctx: Ctx, db: Db, { params }: Request<'remove'>) {
  const row = await get(db, params.webhookId, true)
  if (row.active) fail('webhooks.active')
  await queries.deleteEndpoint(db, row.id)
  tell(ctx, 'webhooks.removed', row)
  return {}
}

/** @throws webhooks.not_found */
export async function listWebhookHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof webhooks.history>> {
  const row = await get(db, params.webhookId)
  return listEntityHistory(db, 'webhook_endpoint', row.id, query)
}

const toDelivery = (companyId: number, row: DeliveryRow): WebhookDelivery => ({
  id: row.delivery_id,
  message: messageId(companyId, row.id),
  topic: topicOfEvent(row.event, row.kind),
  at: row.at.toISOString(),
  customerId: row.customer_id,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.state === 'waiting' ? row.next_at.toISOString() : null,
  lastStatus: row.last_status,
  lastError: row.last_error,
})

/** @throws webhooks.not_found */
export async function listDeliveries(
  { actor }: Ctx,
  db: Db,
  { params, query }: Request<'deliveries'>,
): Promise<Output<typeof webhooks.deliveries>> {
  await get(db, params.webhookId)
  const rows = await queries.listDeliveries(db, params.webhookId, { ...query, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  return {
    items: page.map((row) => toDelivery(actor.company.id, row)),
    next: rows.length > query.limit ? page.at(-1)!.delivery_id : null,
  }
}

const getDelivery = async (db: Db, endpointId: number, id: number): Promise<DeliveryRow> =>
  (await queries.listDeliveries(db, endpointId, { only: id, limit: 1 }))[0] ??
  fail('webhooks.delivery_not_found')

/** @throws webhooks.not_found, webhooks.delivery_not_found */
export async function readDelivery(
  { actor }: Ctx,
  db: Db,
  { params }: Request<'delivery'>,
): Promise<Output<typeof webhooks.delivery>> {
  await get(db, params.webhookId)
  const row = await getDelivery(db, params.webhookId, params.deliveryId)
  const attempts = await queries.listAttempts(db, row.delivery_id)
  return {
    delivery: toDelivery(actor.company.id, row),
    body: bodyOf(actor.company.id, row),
    attempts: attempts.map((one) => ({ ...one, at: one.at.toISOString() })),
  }
}

/** @throws webhooks.not_found, webhooks.delivery_not_found, webhooks.inactive */
export async function redeliver(ctx: Ctx, db: Db, { params }: Request<'redeliver'>) {
  const endpoint = await get(db, params.webhookId, true)
  if (!endpoint.active) fail('webhooks.inactive')
  const row = await getDelivery(db, endpoint.id, params.deliveryId)
  await queries.updateDelivery(db, row.delivery_id, {
    ...{ state: 'waiting', attempts: 0, next_at: ctx.now, settled_at: null },
  })
  await queries.updateEndpoint(db, endpoint.id, { resting_until: null })
  await queries.addDeliverJob(db, endpoint.id)
  tell(ctx, 'webhooks.redelivered', endpoint, { message: messageId(ctx.actor.company.id, row.id) })
  return {}
}
