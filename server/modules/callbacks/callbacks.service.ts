/**
 * Takes news that AlarmNet's side sends (SYS-07). They are believed as far as their signature reaches, and say no more
 * than where to look: what the account holds is read from the station itself.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { callbacks } from '#shared/contracts/callbacks.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { queueLook } from '../health/health.service.ts'
import { findMonitoringCompany, openSecrets } from '../providers/providers.service.ts'
import { countSince, insertCallback } from './callbacks.queries.ts'

/** A signature is good for so long before and after its own time. */
const windowMs = 5 * 60_000
const minuteMs = 60_000
const mostPerMinute = 120
/** Longer than the window, so that nothing can be played again while its signature is good. */
const keptMs = 24 * 60 * minuteMs
/** Stands in for the secret that is not there, so that an unknown address takes as long to refuse. */
const nobodys = 'no secret is known here, and none can be guessed'

/**
 * @throws callbacks.refused for a wrong address, signature or time, all alike; callbacks.too_many
 */
export async function takeAlarmnet(
  ctx: PublicCtx,
  { params, body }: Parsed<typeof callbacks.alarmnet>,
): Promise<Output<typeof callbacks.alarmnet>> {
  const { companyId, monitoringCompanyId } = params
  return ctx.tx({ of: 'company', companyId, userId: null }, async (db) => {
    const secret = await findSecret(db, companyId, monitoringCompanyId)
    const timestamp = ctx.signed?.header('x-alarmnet-timestamp') ?? ''
    const given = ctx.signed?.header('x-alarmnet-signature') ?? ''
    const signature = `sha256=${createHmac('sha256', secret ?? nobodys)
      .update(`${timestamp}.${ctx.signed?.body ?? ''}`)
      .digest('hex')}`
    const isFresh =
      /^\d{1,12}$/.test(timestamp) && Math.abs(ctx.now.getTime() - Number(timestamp) * 1000) <= windowMs
    if (!isEqual(given, signature) || !isFresh || secret === null) return fail('callbacks.refused')
    const since = new Date(ctx.now.getTime() - minuteMs)
    if ((await countSince(db, monitoringCompanyId, since)) >= mostPerMinute)
      return fail('callbacks.too_many', { seconds: 60 }, { retryAfterSeconds: 60 })
    const { eventId, accountNumber } = body
    const keptSince = new Date(ctx.now.getTime() - keptMs)
    const isNew = await insertCallback(db, {
      monitoringCompanyId,
      eventId,
      accountNumber,
      now: ctx.now,
      keptSince,
    })
    const looking = isNew && (await queueLook(db, monitoringCompanyId, accountNumber))
    return { looking, repeated: !isNew }
  })
}

/** The secret of an AlarmNet company that takes callbacks; null if there is none at this address. */
async function findSecret(db: Db, companyId: number, monitoringCompanyId: number): Promise<string | null> {
  const company = await findMonitoringCompany(db, monitoringCompanyId)
  if (company?.connector !== 'alarmnet') return null
  return openSecrets(companyId, 'monitoring', company.sealed_secrets)['callbackSecret'] ?? null
}

/** Takes as long for every pair of texts. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', nobodys).update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
