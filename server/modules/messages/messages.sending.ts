/**
 * Sends one message, at most once. An attempt is written down and committed before the provider is called (`sending`), and
 * its outcome after; the call itself is in no transaction. A message that is found `sending` when its job begins was left
 * by a worker that died in between: nobody knows whether it left, so it becomes `unknown` and is looked up
 * (messages.looking.ts) or settled by a person, and is never called for again by itself.
 */
import { DateTime } from 'luxon'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { type MessageChannel, messageChannels, quietMinutes } from '#shared/rules/messages.ts'
import type { ConnectorError } from '#server/connectors/errors.ts'
import { ConnectorError as Failure } from '#server/connectors/errors.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { findSender, holdChannel } from './messages.channels.queries.ts'
import {
  type OpenEmail,
  openEmail,
  oneClickUrl,
  openSms,
  type OpenSms,
  smtpAllowsPrivate,
  statusUrl,
  type Surroundings,
  unsubscribeUrl,
} from './messages.channels.ts'
import { htmlOf, textOf } from './messages.mail-text.ts'
import { findFacts, shownAddress } from './messages.people.ts'
import * as queries from './messages.queries.ts'
import type { MessageDbRow, StoredAttachment } from './messages.queries.ts'
import { findHold } from './messages.queue.ts'
import { SmtpError, sendMail } from './smtp.ts'
import { createMessage, TwilioRefusal } from './twilio.ts'

const minuteMs = 60_000
/** Tries of a message that was surely not sent, before somebody has to see to it. */
const mostAttempts = 6
/** Twilio's list may lag behind what it took. */
const firstLookMs = 5_000

type Work = {
  message: MessageDbRow
  from: { address: string; name: string }
  email: OpenEmail | null
  sms: OpenSms | null
  attachments: StoredAttachment[]
}
type Outcome =
  | { kind: 'sent'; providerId: string; ourAddress: string }
  | { kind: 'failed'; state: 'failed' | 'bounced' | 'opted_out'; reason: string; blocked?: boolean }
  | { kind: 'again'; reason: string; waitMs: number }
  | { kind: 'unknown'; reason: string }

export async function sendMessage(
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
  companyId: number,
  messageId: number,
): Promise<void> {
  const tx = asCompany(database, companyId, fromJob)
  const work = await tx((db, history) => begin(db, history, companyId, messageId, now()))
  if (!work) return
  const outcome = await call(companyId, surroundings, work, now())
  await tx((db, history) => record(db, history, work.message, outcome, now()))
}

/** Writes the attempt down. @returns what to send; null if nothing is, now */
async function begin(
  db: Db,
  history: HistoryDraft,
  companyId: number,
  messageId: number,
  now: Date,
): Promise<Work | null> {
  const message = await queries.lockMessage(db, messageId)
  if (!message || message.direction === 'in' || message.customerId === null) return null
  if (message.state === 'sending') {
    const reason = 'The worker that sent it ended before it could note what became of it'
    await record(db, history, message, { kind: 'unknown', reason }, now)
    return null
  }
  if (message.state !== 'queued') return null
  const { channel } = message
  const later = async (at: Date, reason: string) => {
    await queries.updateMessage(db, messageId, { send_after: at, reason })
    await queries.addSendJob(db, channel, messageId, at)
    return null
  }
  if (message.sendAfter && message.sendAfter > now) {
    await queries.addSendJob(db, channel, messageId, message.sendAfter)
    return null
  }
  const facts = (await findFacts(db, message.customerId))!
  const fail = async (reason: string, state: 'failed' | 'opted_out' = 'failed') => {
    await record(db, history, message, { kind: 'failed', state, reason }, now)
    return null
  }
  const row = await holdChannel(db, channel)
  if (!row?.active) return fail(`${messageChannels[channel]} is ${row ? 'switched off' : 'not set up'}`)
  const held = await findHold(db, message.customerId, channel, message.category, message.theirAddress)
  if (held) return fail(held, 'opted_out')
  const email = channel === 'email' ? openEmail(companyId, row) : null
  const sms = channel === 'sms' ? openSms(companyId, row) : null
  if (sms && message.category === 'marketing') {
    const until = quietUntil(sms, facts.timeZone, now)
    if (until) return later(until, 'Waits for the end of the quiet hours')
  }
  const { perMinute } = (email ?? sms!).settings
  const since = new Date(now.getTime() - minuteMs)
  if ((await queries.countAttempts(db, channel, since)) >= perMinute)
    return later(new Date(now.getTime() + 5_000), `Waits its turn: ${perMinute} a minute`)
  const sender = await findSender(db, channel, facts.locationId)
  const usual = email
    ? { address: email.settings.fromAddress, name: email.settings.fromName }
    : { address: sms!.settings.fromNumber ?? '', name: '' }
  const from = sender ? { address: sender.address, name: sender.name || usual.name } : usual
  await queries.updateMessage(db, messageId, {
    state: 'sending',
    reason: '',
    attempts: message.attempts + 1,
    attempted_at: now,
    our_address: from.address,
  })
  return { message, from, email, sms, attachments: await queries.listAttachments(db, messageId) }
}

/** When the quiet hours end; null outside of them. */
export function quietUntil({ settings }: OpenSms, timeZone: string, now: Date): Date | null {
  const local = DateTime.fromJSDate(now, { zone: timeZone })
  const minutes = quietMinutes(settings.quietFrom, settings.quietTo, local.toFormat('HH:mm'))
  return minutes ? local.startOf('minute').plus({ minutes }).toJSDate() : null
}

async function call(companyId: number, surroundings: Surroundings, work: Work, now: Date): Promise<Outcome> {
  try {
    return work.sms
      ? await sendText(companyId, surroundings, work, work.sms)
      : await sendEmail(companyId, surroundings, work, work.email!)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return judge(error, work.message, now)
  }
}

async function sendText(
  companyId: number,
  surroundings: Surroundings,
  { message, from }: Work,
  { settings, secrets }: OpenSms,
): Promise<Outcome> {
  const twilio = { ...settings, authToken: secrets.authToken ?? '' }
  const own = from.address && from.address !== settings.fromNumber
  const sent = await createMessage(companyId, twilio, surroundings.allowsPrivate(settings.baseUrl), {
    to: message.theirAddress,
    body: message.body,
    from:
      settings.messagingServiceSid && !own
        ? { serviceSid: settings.messagingServiceSid }
        : { number: from.address },
    statusCallback: statusUrl(settings.publicUrl, companyId, message.token),
  })
  return { kind: 'sent', providerId: sent.sid, ourAddress: sent.from ?? from.address }
}

async function sendEmail(
  companyId: number,
  surroundings: Surroundings,
  { message, from, attachments }: Work,
  { settings, secrets }: OpenEmail,
): Promise<Outcome> {
  const { publicUrl, replyDomain, replyTo } = settings
  const marketing = message.category === 'marketing'
  const link = marketing ? unsubscribeUrl(publicUrl, companyId, message.token) : null
  if (marketing && !link)
    return {
      kind: 'failed',
      state: 'failed',
      reason: 'Marketing needs a link to unsubscribe: enter the public address of Keyholder',
    }
  const contents: Buffer[] = []
  try {
    for (const { storage_key } of attachments)
      contents.push(await buffer(await fileStore().read(companyId, storage_key)))
  } catch {
    return { kind: 'failed', state: 'failed', reason: 'An attachment is gone from the file store' }
  }
  const messageId = messageIdOf(message.token, from.address)
  await sendMail(
    { ...settings, password: secrets.password ?? '' },
    smtpAllowsPrivate(surroundings, settings),
    {
      from,
      to: { name: message.theirName, address: message.theirAddress },
      replyTo: replyDomain ? `reply+${message.token}@${replyDomain}` : replyTo,
      subject: message.subject,
      text: textOf(message.body, link),
      html: htmlOf(message.body, link),
      messageId,
      inReplyTo: null,
      unsubscribeUrl: marketing ? oneClickUrl(publicUrl, companyId, message.token) : null,
      attachments: attachments.map(({ name, content_type }, at) => ({
        filename: name,
        contentType: content_type,
        content: Readable.from([contents[at]!]),
      })),
    },
  )
  return { kind: 'sent', providerId: messageId, ourAddress: from.address }
}

const messageIdOf = (token: string, address: string) => `<${token}@${address.split('@')[1] ?? 'keyholder'}>`

const backOff = (attempts: number): number => Math.min(15 * minuteMs, 10_000 * 4 ** (attempts - 1))

function judge(error: ConnectorError, message: MessageDbRow, _now: Date): Outcome {
  const reason = (error.providerMessage ?? error.reason ?? 'No reason was given').slice(0, 480)
  if (error.outcome === 'unknown') return { kind: 'unknown', reason }
  if (error instanceof TwilioRefusal && error.code === 21610)
    return { kind: 'failed', state: 'opted_out', reason, blocked: true }
  if (error instanceof SmtpError && error.bounced) return { kind: 'failed', state: 'bounced', reason }
  const passes = error.kind === 'unavailable' || error.kind === 'rate_limited'
  const attempts = message.attempts + 1
  if (!passes || attempts >= mostAttempts) return { kind: 'failed', state: 'failed', reason }
  return { kind: 'again', reason, waitMs: error.retryAfterMs ?? backOff(attempts) }
}

/** What History says of a message. */
export const toldOf = (message: { channel: MessageChannel; theirAddress: string; theirName: string }) => ({
  channel: messageChannels[message.channel],
  to: message.theirName || shownAddress(message.theirAddress),
})

/** Notes what became of an attempt; unless something better is known by now, from the provider's own callback. */
export async function record(
  db: Db,
  history: HistoryDraft,
  before: MessageDbRow,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const message = await queries.lockMessage(db, before.id)
  if (!message || !['queued', 'sending', 'unknown'].includes(message.state)) return
  const { id, customerId, channel } = message
  const note = (event: 'messages.failed' | 'messages.unknown', reason: string, state: string) =>
    history.add({
      event,
      entity: 'message',
      entityId: id,
      customerId,
      detail: { ...toldOf(message), reason },
      changes: [{ field: 'State', old: message.state, new: state }],
    })
  switch (outcome.kind) {
    case 'sent':
      await queries.updateMessage(db, id, {
        state: 'sent',
        reason: '',
        provider_id: outcome.providerId,
        our_address: outcome.ourAddress,
        sent_at: now,
      })
      // Callbacks may never come: Twilio is asked itself.
      if (channel === 'sms') await queries.addLookJob(db, id, new Date(now.getTime() + minuteMs))
      return
    case 'again': {
      const at = new Date(now.getTime() + outcome.waitMs)
      await queries.updateMessage(db, id, { state: 'queued', reason: outcome.reason, send_after: at })
      return queries.addSendJob(db, channel, id, at)
    }
    case 'failed':
      await queries.updateMessage(db, id, { state: outcome.state, reason: outcome.reason.slice(0, 500) })
      if (outcome.blocked)
        await queries.putAddressOptOut(db, {
          channel,
          scope: 'all',
          source: 'provider',
          address: message.theirAddress,
          at: now,
        })
      return note('messages.failed', outcome.reason, outcome.state)
    case 'unknown':
      await queries.updateMessage(db, id, {
        state: 'unknown',
        reason: outcome.reason.slice(0, 500),
        looks: 0,
      })
      note('messages.unknown', outcome.reason, 'unknown')
      if (channel === 'sms') await queries.addLookJob(db, id, new Date(now.getTime() + firstLookMs))
  }
}
