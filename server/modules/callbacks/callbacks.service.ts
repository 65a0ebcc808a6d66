/**
 * Takes news that AlarmNet's side sends of either kind of account (SYS-07). They are believed as far as their signature
 * reaches, and say no more than where to look: what the account holds is read from the provider itself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import { callbackPath, type callbacks } from '#shared/contracts/callbacks.ts'
import { fail } from '#shared/errors.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, PublicCtx } from '#server/http/context.ts'
import { queueLook, queueSubscriberLook } from '../health/health.service.ts'
import {
  findEdocProvider,
  findMonitoringCompany,
  findServiceProvider,
  openSecrets,
} from '../providers/providers.service.ts'
import { countSince, insertCallback, readNews, type Sender } from './callbacks.queries.ts'

/** A signature is good for so long before and after its own time. */
const windowMs = 5 * 60_000
const minuteMs = 60_000
const mostPerMinute = 120
/** Longer than the window, so that nothing can be played again while its signature is good. */
const keptMs = 24 * 60 * minuteMs
/** Stands in for the secret that is not there, so that an unknown address takes as long to refuse. */
const nobodys = 'no secret is known here, and none can be guessed'
/** The connectors whose providers send news, by kind. */
const senders: Record<LinkedKind, string> = { monitoring: 'alarmnet', interactive: 'totalconnect' }

type Taken = Output<typeof callbacks.alarmnet>
type News = Parsed<typeof callbacks.alarmnet>['body']

/**
 * @throws callbacks.refused for a wrong address, signature or time, all alike; callbacks.too_many
 */
export const takeAlarmnet = (
  ctx: PublicCtx,
  { params, body }: Parsed<typeof callbacks.alarmnet>,
): Promise<Taken> =>
  take(ctx, params.companyId, { kind: 'monitoring', providerId: params.monitoringCompanyId }, body)

/** @throws as takeAlarmnet */
export const takeTotalConnect = (
  ctx: PublicCtx,
  { params, body }: Parsed<typeof callbacks.totalConnect>,
): Promise<Taken> =>
  take(ctx, params.companyId, { kind: 'interactive', providerId: params.serviceProviderId }, body)

async function take(ctx: PublicCtx, companyId: number, sender: Sender, body: News): Promise<Taken> {
  return ctx.tx({ of: 'company', companyId, userId: null }, async (db) => {
    const secret = await findSecret(db, companyId, sender)
    const timestamp = ctx.signed?.header('x-alarmnet-timestamp') ?? ''
    const given = ctx.signed?.header('x-alarmnet-signature') ?? ''
    const signature = `sha256=${createHmac('sha256', secret ?? nobodys)
      .update(`${timestamp}.${ctx.signed?.body ?? ''}`)
      .digest('hex')}`
    const isFresh =
      /^\d{1,12}$/.test(timestamp) && Math.abs(ctx.now.getTime() - Number(timestamp) * 1000) <= windowMs
    if (!isEqual(given, signature) || !isFresh || secret === null) return fail('callbacks.refused')
    const since = new Date(ctx.now.getTime() - minuteMs)
    if ((await countSince(db, sender, since)) >= mostPerMinute)
      return fail('callbacks.too_many', { seconds: 60 }, { retryAfterSeconds: 60 })
    const { eventId, accountNumber } = body
    const keptSince = new Date(ctx.now.getTime() - keptMs)
    const isNew = await insertCallback(db, sender, { eventId, accountNumber, now: ctx.now, keptSince })
    const queue = sender.kind === 'monitoring' ? queueLook : queueSubscriberLook
    const looking = isNew && (await queue(db, sender.providerId, accountNumber))
    return { looking, repeated: !isNew }
  })
}

const findProvider = (db: Db, { kind, providerId }: Sender) =>
  kind === 'monitoring' ? findMonitoringCompany(db, providerId) : findServiceProvider(db, providerId)

/** The secret of a provider that takes callbacks; null if there is none at this address. */
async function findSecret(db: Db, companyId: number, sender: Sender): Promise<string | null> {
  const provider = await findProvider(db, sender)
  if (provider?.connector !== senders[sender.kind]) return null
  return openSecrets(companyId, sender.kind, provider.sealed_secrets)['callbackSecret'] ?? null
}

/** Takes as long for every pair of texts. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', nobodys).update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

/** Where the provider is to send its news, and whether any came. @throws providers.not_found */
export async function readStanding(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof callbacks.standing>,
): Promise<Output<typeof callbacks.standing>> {
  const { providerKind: kind, providerId } = params
  if (kind === 'edoc') return readConnect(ctx, db, providerId)
  const sender: Sender = { kind, providerId }
  const provider = (await findProvider(db, sender)) ?? fail('providers.not_found')
  if (provider.connector !== senders[sender.kind])
    return { path: null, secretSaved: false, last: null, count: 0 }
  const { id: companyId } = ctx.actor.company
  const { count, last } = await readNews(db, sender, new Date(ctx.now.getTime() - keptMs))
  return {
    path: callbackPath(sender.kind, companyId, sender.providerId),
    secretSaved: (await findSecret(db, companyId, sender)) !== null,
    last: last && { at: last.at.toISOString(), accountNumber: last.accountNumber },
    count,
  }
}

/** The news of envelopes are not kept: each is answered by a look at DocuSign, which the document tells of. */
async function readConnect(ctx: Ctx, db: Db, id: number): Promise<Output<typeof callbacks.standing>> {
  const provider = (await findEdocProvider(db, id)) ?? fail('providers.not_found')
  const { id: companyId } = ctx.actor.company
  const sends = provider.connector === 'docusign'
  return {
    path: sends ? callbackPath('edoc', companyId, id) : null,
    secretSaved: sends && Boolean(openSecrets(companyId, 'edoc', provider.sealed_secrets)['connectKey']),
    last: null,
    count: null,
  }
}
