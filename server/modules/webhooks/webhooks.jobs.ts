/**
 * Delivers messages. One worker at a time has an endpoint, by a claim that ends by itself; messages of different records go
 * beside each other, those of one record one after the other. A message that may have arrived is sent again: the receiver
 * knows it by its id.
 */
import { z } from 'zod'
import { disableAfterDays, maxTries, retryWaitsMs } from '#shared/rules/webhooks.ts'
import { dayMs } from '#shared/time.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, type CompanyTx, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import * as queries from './webhooks.queries.ts'
import { send, type Surroundings, type Tried } from './webhooks.sending.ts'

const payload = z.object({ companyId: z.number(), endpointId: z.number() })

const atOnce = 8
const sliceMs = 20_000
/** Longer than one round of tries can take. */
const claimMs = 60_000
/** After so many rounds in which nothing arrived the endpoint is left alone for a while, longer each time. */
const restMs = (failures: number) => Math.min(3_600_000, 5_000 * 2 ** Math.min(failures, 10))

export const webhookTasks = (
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
): Record<string, Task> => ({
  'webhooks.deliver': async (raw) => {
    const { companyId, endpointId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const claim = () => new Date(now().getTime() + claimMs)
    const busyUntil = await tx((db) => queries.claimEndpoint(db, endpointId, now(), claim()))
    if (busyUntil) return tx((db) => queries.addDeliverJob(db, endpointId, busyUntil))
    const until = performance.now() + sliceMs
    while (performance.now() < until) {
      const { endpoint, due } = await tx(async (db) => {
        await queries.updateEndpoint(db, endpointId, { working_until: claim() })
        const endpoint = await queries.findEndpoint(db, endpointId)
        return { endpoint, due: await queries.listDue(db, endpointId, now(), atOnce) }
      })
      const rests = endpoint?.resting_until && endpoint.resting_until > now()
      if (!endpoint?.active || rests || !due.length) break
      const tried = await Promise.all(
        due.map(async (one) => ({
          one,
          outcome: await send(surroundings, companyId, endpoint, one, now()),
        })),
      )
      await tx(async (db, history) => {
        for (const { one, outcome } of tried) await settle(db, one, outcome)
        const delivered = tried.some(({ outcome }) => outcome.delivered)
        if (delivered)
          await queries.updateEndpoint(db, endpointId, {
            failing_since: null,
            failures: 0,
            resting_until: null,
          })
        else
          await noteTrouble(
            db,
            history,
            endpoint,
            tried.map(({ outcome }) => outcome),
            now(),
          )
      })
    }
    await letGo(tx, endpointId, now())
  },
})

type Db = Parameters<Parameters<CompanyTx>[0]>[0]
type History = Parameters<Parameters<CompanyTx>[0]>[1]

async function settle(db: Db, { delivery_id, attempts }: queries.Due, tried: Tried): Promise<void> {
  await queries.insertAttempt(db, delivery_id, tried)
  const count = attempts + 1
  const last = { attempts: count, last_status: tried.status, last_error: tried.error }
  if (tried.delivered)
    return queries.updateDelivery(db, delivery_id, { ...last, state: 'delivered', settled_at: tried.at })
  if (count >= maxTries)
    return queries.updateDelivery(db, delivery_id, { ...last, state: 'failed', settled_at: tried.at })
  const wait = Math.max(retryWaitsMs[count - 1]!, tried.retryAfterMs ?? 0)
  await queries.updateDelivery(db, delivery_id, { ...last, next_at: new Date(tried.at.getTime() + wait) })
}

/** Nothing arrived in this round: the endpoint rests, and is switched off once that has gone on for days. */
async function noteTrouble(
  db: Db,
  history: History,
  endpoint: queries.EndpointRow,
  tried: readonly Tried[],
  now: Date,
): Promise<void> {
  const since = endpoint.failing_since ?? now
  const failures = endpoint.failures + 1
  const gone = tried.some((one) => one.gone)
  const forLong = now.getTime() - since.getTime() > disableAfterDays * dayMs
  const waits = tried.map(({ retryAfterMs }) => retryAfterMs ?? 0)
  await queries.updateEndpoint(db, endpoint.id, {
    failing_since: since,
    failures,
    resting_until: new Date(now.getTime() + Math.max(restMs(failures), ...waits)),
  })
  if (!gone && !forLong) return
  const reason = gone
    ? 'its receiver answered 410 Gone'
    : `nothing could be delivered for ${disableAfterDays} days`
  await queries.updateEndpoint(db, endpoint.id, {
    ...{ active: false, disabled_reason: reason, version: endpoint.version + 1 },
  })
  history.add({
    event: 'webhooks.disabled',
    entity: 'webhook_endpoint',
    entityId: endpoint.id,
    detail: { name: endpoint.name, reason },
  })
  await notify(db, {
    kind: 'webhook_disabled',
    userIds: await queries.listTold(db),
    webhookEndpointId: endpoint.id,
    customerId: null,
    byUserId: null,
    at: now,
  })
}

/** Lets the endpoint go, and sees to it that what waits is looked at when it is due. */
const letGo = (tx: CompanyTx, endpointId: number, now: Date): Promise<void> =>
  tx(async (db) => {
    const endpoint = await queries.findEndpoint(db, endpointId, true)
    if (!endpoint) return
    await queries.updateEndpoint(db, endpointId, { working_until: null })
    await queries.deleteOldEvents(db, now)
    const next = endpoint.active ? await queries.findNextDue(db, endpointId) : null
    if (!next) return
    const at = new Date(Math.max(next.getTime(), endpoint.resting_until?.getTime() ?? 0))
    await queries.addDeliverJob(db, endpointId, at > now ? at : null)
  })
