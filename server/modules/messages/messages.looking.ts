/**
 * Asks Twilio what became of a text message: one whose outcome is unknown is looked for in Twilio's own list, by number,
 * text and time; one that was sent is asked for by its SID, as callbacks may be lost. Nothing is ever sent from here.
 */
import type { MessageState } from '#shared/rules/messages.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import { findChannel } from './messages.channels.queries.ts'
import { openSms, type Surroundings } from './messages.channels.ts'
import * as queries from './messages.queries.ts'
import type { MessageDbRow } from './messages.queries.ts'
import { toldOf } from './messages.sending.ts'
import { fetchMessage, listMessages, type TwilioMessage } from './twilio.ts'

const minuteMs = 60_000
/** When it is asked again; after the last a person decides. */
const waitsMs = [0, minuteMs, 5 * minuteMs, 30 * minuteMs]
/** Our clock and Twilio's may differ. */
const skewMs = 2 * minuteMs

export async function lookAfter(
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
  companyId: number,
  messageId: number,
): Promise<void> {
  const tx = asCompany(database, companyId, fromJob)
  const seen = await tx(async (db) => {
    const message = await queries.findMessage(db, messageId)
    const row = message && (await findChannel(db, 'sms'))
    return row && { message, sms: openSms(companyId, row) }
  })
  if (!seen || seen.message.channel !== 'sms') return
  const { message, sms } = seen
  const { settings, secrets } = sms
  const twilio = { ...settings, authToken: secrets.authToken ?? '' }
  const allow = surroundings.allowsPrivate(settings.baseUrl)
  let found: TwilioMessage[]
  try {
    if (message.state === 'unknown')
      found = (
        await listMessages(
          companyId,
          twilio,
          allow,
          message.theirAddress,
          new Date(message.attemptedAt!.getTime() - skewMs),
        )
      ).filter((one) => isSame(one, message))
    else if (message.state === 'sent' && message.providerId)
      found = [await fetchMessage(companyId, twilio, allow, message.providerId)]
    else return
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    found = []
  }
  await tx((db, history) => take(db, history, message, found, now()))
}

/** The same number, the same text, not older than the attempt. */
function isSame(one: TwilioMessage, message: MessageDbRow): boolean {
  const createdAt = Date.parse(one.date_created ?? '')
  return (
    one.to === message.theirAddress &&
    one.body === message.body &&
    (!message.ourAddress || one.from === message.ourAddress || !one.from) &&
    createdAt >= message.attemptedAt!.getTime() - skewMs
  )
}

async function take(
  db: Db,
  history: HistoryDraft,
  before: MessageDbRow,
  found: TwilioMessage[],
  now: Date,
): Promise<void> {
  const message = await queries.lockMessage(db, before.id)
  if (!message || message.state !== before.state) return
  const known =
    message.state === 'unknown'
      ? await queries.listKnownProviderIds(
          db,
          found.map(({ sid }) => sid),
        )
      : new Set()
  const mine = found.filter(({ sid }) => !known.has(sid))
  // Two that look alike are no proof of either.
  if (mine.length === 1) await takeStatus(db, history, message, mine[0]!, now)
  const after = (await queries.findMessage(db, message.id))!
  if (after.state !== 'unknown' && after.state !== 'sent') return
  const looks = after.looks + 1
  await queries.updateMessage(db, message.id, {
    looks,
    ...(after.state === 'unknown' &&
      looks >= 2 && {
        reason: `${mine.length > 1 ? 'Twilio’s list has several that look like it' : 'Twilio’s list does not show it'}. Ask the customer, or send it again`,
      }),
  })
  const wait = waitsMs[looks]
  if (wait !== undefined) await queries.addLookJob(db, message.id, new Date(now.getTime() + wait))
}

/** What Twilio's words for a state are here; what is on its way stays as it is. */
const states: Record<string, MessageState> = {
  accepted: 'sent',
  scheduled: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

/** Why carriers do not deliver (twilio.com/docs/api/errors). */
const sentences: Record<number, string> = {
  21610: 'The number texted STOP',
  30003: 'The phone is off or out of reach',
  30004: 'The carrier or the phone blocks the message',
  30005: 'There is no such number, or it is out of service',
  30006: 'A landline, or a carrier that cannot be reached: it takes no text messages',
  30007: 'The carrier took it for spam',
  30034: 'Our number is not registered with the carriers (A2P 10DLC)',
}

/** Takes what Twilio says over, unless more is known already: callbacks come in any order. */
export async function takeStatus(
  db: Db,
  history: HistoryDraft,
  message: MessageDbRow,
  said: Pick<TwilioMessage, 'sid' | 'status' | 'error_code'>,
  now: Date,
): Promise<void> {
  const state = states[said.status]
  const open = ['sending', 'unknown', 'sent'].includes(message.state)
  if (!state || !open || (message.providerId && message.providerId !== said.sid)) return
  if (message.state === 'sent' && state === 'sent' && message.providerId) return
  const code = said.error_code ?? 0
  const reason =
    state === 'failed'
      ? `${sentences[code] ?? 'It could not be delivered'}${code ? ` (Twilio ${code})` : ''}`
      : ''
  const optedOut = code === 21610
  await queries.updateMessage(db, message.id, {
    state: optedOut ? 'opted_out' : state,
    reason,
    provider_id: said.sid,
    ...(message.sentAt ? {} : { sent_at: now }),
    ...(state === 'delivered' && { delivered_at: now }),
  })
  if (optedOut)
    await queries.putAddressOptOut(db, {
      channel: 'sms',
      scope: 'all',
      source: 'provider',
      address: message.theirAddress,
      at: now,
    })
  if (state === 'failed')
    history.add({
      event: 'messages.failed',
      entity: 'message',
      entityId: message.id,
      customerId: message.customerId,
      detail: { ...toldOf(message), reason },
      changes: [{ field: 'State', old: message.state, new: optedOut ? 'opted_out' : state }],
    })
}
