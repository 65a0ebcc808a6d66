/**
 * Who calls, and about which account. A call of the provider's side is believed by its signature (ADB-012), good for five minutes and for
 * one call; everything after runs in short transactions of the company.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import {
  type NotConfigured,
  signatureHeaders,
  signatureWindowMs,
  signedText,
  standingOf,
} from '#shared/rules/app-billing.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import * as queries from './app-billing.queries.ts'

/** Stands in for the key that is not there, so that an unknown address takes as long to refuse. */
const nobodys = 'no key is known here, and none can be guessed'
/** Longer than the window on both sides of now, so that nothing can be played again while its signature is good. */
const keptMs = 4 * signatureWindowMs

const keyPlace = (companyId: number) => place(companyId, 'app_billing_setup.sealed_key')
export const sealKey = (companyId: number, key: string): string => seal(key, keyPlace(companyId))

export type Door = {
  now: Date
  company: queries.Company
  today: string
  serviceProviderId: number
  provider: string
  externalId: string
  /** One short transaction of the company; its History says that it came from the app, and whose. */
  tx<T>(work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T>
}

/** @throws app_billing.refused for a wrong address, key, signature or time, all alike; app_billing.replayed */
export async function openDoor(
  ctx: PublicCtx,
  params: { companyId: number; serviceProviderId: number; accountKey: string },
): Promise<Door> {
  const { companyId, serviceProviderId, accountKey: externalId } = params
  const { now } = ctx
  const tx: Door['tx'] = (work) =>
    ctx.tx({ of: 'company', companyId, userId: null }, (db, history) =>
      history.from('integration', () => work(db, history)),
    )
  const { company, provider } = await tx(async (db) => {
    const setup = await queries.findSetup(db, serviceProviderId)
    const company = await queries.getCompany(db)
    const given = (name: keyof typeof signatureHeaders) => ctx.signed?.header(signatureHeaders[name]) ?? ''
    const [timestamp, nonce] = [given('timestamp'), given('nonce')]
    const { method = '', target = '', body = '' } = ctx.signed ?? {}
    const key = setup ? unseal(setup.sealedKey, keyPlace(companyId)) : nobodys
    const wanted = `v1=${createHmac('sha256', key).update(signedText({ timestamp, nonce, method, target, body })).digest('hex')}`
    const isFresh =
      /^\d{1,12}$/.test(timestamp) &&
      Math.abs(now.getTime() - Number(timestamp) * 1000) <= signatureWindowMs &&
      /^[\w-]{16,64}$/.test(nonce)
    if (!isEqual(given('signature'), wanted) || !isFresh || !setup || !company)
      return fail('app_billing.refused')
    if (!isEqual(given('key'), setup.keyId)) return fail('app_billing.refused')
    const keptSince = new Date(now.getTime() - keptMs)
    if (!(await queries.useNonce(db, serviceProviderId, { nonce, now, keptSince })))
      return fail('app_billing.replayed')
    return { company, provider: setup.provider }
  })
  return {
    now,
    company,
    today: todayIn(company.timeZone, now),
    serviceProviderId,
    provider,
    externalId,
    tx: (work) =>
      tx(async (db, history) => {
        history.speakAs(`Customer in the ${provider} app`)
        return work(db, history)
      }),
  }
}

/** Takes as long for every pair of texts. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', nobodys).update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

export type AccountStanding =
  | { configured: true; customerId: number; login: string; recurring: queries.RecurringRow }
  | { configured: false; reason: NotConfigured }

/** Whether the account's app shows bills, and of whom (ADB-004). */
export async function findStanding(db: Db, door: Door): Promise<AccountStanding> {
  const { serviceProviderId, externalId } = door
  const setup = await queries.findSetup(db, serviceProviderId)
  const account = await queries.findAccount(db, serviceProviderId, externalId)
  const standing = standingOf({
    linked: account !== undefined,
    enabled: setup?.enabled ?? false,
    active: setup?.active ?? false,
    archived: account?.archived ?? false,
    recurring: account ? await queries.listRecurring(db, account.customerId) : [],
  })
  if (!standing.configured) return standing
  const { customerId, login } = account!
  return { configured: true, customerId, login, recurring: standing.recurring }
}

/** @throws app_billing.not_configured */
export async function getStanding(
  db: Db,
  door: Door,
): Promise<Extract<AccountStanding, { configured: true }>> {
  const standing = await findStanding(db, door)
  return standing.configured ? standing : fail('app_billing.not_configured')
}
