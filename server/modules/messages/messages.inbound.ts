/**
 * What comes from outside: text messages and their states from Twilio, replies and bounces from a mail route, and people
 * who unsubscribe. Each is believed as far as its signature reaches, and taken once however often it is brought.
 */
import { createHmac } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { callbacks } from '#shared/contracts/callbacks.ts'
import { fail } from '#shared/errors.ts'
import { messageChannels, type MessageChannel, optOutWord } from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { findChannel, listSenders } from './messages.channels.queries.ts'
import { inboundSmsUrl, openEmail, openSms, statusUrl } from './messages.channels.ts'
import { takeStatus } from './messages.looking.ts'
import { findFacts, listMatches, shownAddress } from './messages.people.ts'
import * as queries from './messages.queries.ts'
import { newToken, oneLine } from './messages.queue.ts'
import { toldOf } from './messages.sending.ts'
import { isSame, twilioSignature } from './twilio.ts'

const nothing = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
/** Stands in for the secret that is not there, so that an unknown address takes as long to refuse. */
const nobodys = 'no secret is known here, and none can be guessed'
const windowMs = 5 * 60_000

type Form = Readonly<Record<string, string | undefined>>

/** Whether Twilio signed this form for this address of ours. */
async function isTwilio(
  ctx: PublicCtx,
  db: Db,
  companyId: number,
  urlOf: (publicUrl: string | null) => string | null,
  form: Form,
): Promise<boolean> {
  const row = await findChannel(db, 'sms')
  const sms = row && openSms(companyId, row)
  const url = sms ? urlOf(sms.settings.publicUrl) : null
  const wanted = twilioSignature(sms?.secrets.authToken ?? nobodys, url ?? '', form)
  const given = ctx.signed?.header('x-twilio-signature') ?? ''
  return (
    isSame(given, wanted) &&
    url !== null &&
    sms?.secrets.authToken !== undefined &&
    form['AccountSid'] === sms.settings.accountSid
  )
}

const company = (companyId: number) => ({ of: 'company', companyId, userId: null }) as const

/** @throws callbacks.refused for a wrong address or signature */
export function takeText(
  ctx: PublicCtx,
  { params: { companyId }, body: form }: Parsed<typeof callbacks.twilioInbound>,
): Promise<string> {
  return ctx.tx(company(companyId), async (db, history) => {
    const known = await isTwilio(ctx, db, companyId, (base) => inboundSmsUrl(base, companyId), form)
    const { MessageSid: sid, From: from, To: to, Body: text = '', NumMedia: media = '0' } = form
    if (!known || !sid || !from) return fail('callbacks.refused')
    const location = (await listSenders(db, 'sms')).find(({ address }) => address === to)?.locationId ?? null
    const pictures = Number(media) > 0 ? `\n[${media} attached; they are kept at Twilio]` : ''
    const word = optOutWord(text)
    const isNew = await receive(db, history, {
      channel: 'sms',
      from,
      to: to ?? '',
      subject: '',
      text: `${text}${pictures}`.trim(),
      providerId: sid,
      customerId: null,
      locationId: location,
      now: ctx.now,
      // A word is acted upon by itself: nobody has to read it.
      seen: word !== null,
    })
    if (isNew && word === 'stop')
      await queries.putAddressOptOut(db, {
        channel: 'sms',
        scope: 'all',
        source: 'word',
        address: from,
        at: ctx.now,
      })
    if (isNew && word === 'start') await queries.liftAddress(db, 'sms', from, ctx.now)
    return nothing
  })
}

type Incoming = {
  channel: MessageChannel
  from: string
  to: string
  subject: string
  text: string
  providerId: string
  /** Known by a reply's token; else looked for by the address. */
  customerId: number | null
  locationId: number | null
  now: Date
  seen: boolean
}

/** Keeps a message that came in: on the one record that has its address, else for somebody to choose. @returns whether it is new */
async function receive(db: Db, history: HistoryDraft, incoming: Incoming): Promise<boolean> {
  const { channel, from, now } = incoming
  const matches = incoming.customerId === null ? await listMatches(db, channel, from) : []
  const customerId = incoming.customerId ?? (matches.length === 1 ? matches[0]!.id : null)
  const facts = customerId === null ? undefined : await findFacts(db, customerId)
  const locations = new Set(matches.map(({ locationId }) => locationId))
  const id = await queries.insertMessage(db, {
    customer_id: customerId,
    // Several at one location: somebody there chooses.
    location_id:
      customerId !== null
        ? null
        : (incoming.locationId ?? (locations.size === 1 ? [...locations][0]! : null)),
    direction: 'in',
    channel,
    category: 'transactional',
    state: 'received',
    subject: oneLine(incoming.subject),
    body: incoming.text.replaceAll('\0', '').slice(0, 10_000),
    our_address: incoming.to,
    their_address: from,
    their_name: facts ? `${facts.firstName} ${facts.lastName}` : '',
    token: newToken(),
    provider_id: incoming.providerId,
    created_at: now,
    created_by: null,
  })
  if (id === null) return false
  if (incoming.seen) await queries.updateMessage(db, id, { seen_at: now })
  await history.from('integration', async () => {
    history.add({
      event: 'messages.received',
      entity: 'message',
      entityId: id,
      customerId,
      detail: { channel: messageChannels[channel], from: shownAddress(from) },
      changes: [{ field: 'Message', old: null, new: incoming.text.slice(0, 2000) }],
    })
  })
  return true
}

/** @throws callbacks.refused for a wrong address, signature or token */
export function takeTextStatus(
  ctx: PublicCtx,
  { params: { companyId, token }, body: form }: Parsed<typeof callbacks.twilioStatus>,
): Promise<string> {
  return ctx.tx(company(companyId), async (db, history) => {
    const known = await isTwilio(ctx, db, companyId, (base) => statusUrl(base, companyId, token), form)
    const message = known ? await queries.lockByToken(db, token) : undefined
    const { MessageSid: sid, MessageStatus: status, ErrorCode: code } = form
    if (!message || !sid || !status) return fail('callbacks.refused')
    await history.from('integration', () =>
      takeStatus(db, history, message, { sid, status, error_code: code ? Number(code) : null }, ctx.now),
    )
    return nothing
  })
}

const tokenIn = (address: string): string | null => /reply\+([\w-]{20,64})@/.exec(address)?.[1] ?? null
const addressIn = (text: string): string =>
  (/<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase().slice(0, 254)

/** @throws callbacks.refused for a wrong address, signature or time, all alike */
export function takeEmail(
  ctx: PublicCtx,
  { params: { companyId }, body }: Parsed<typeof callbacks.email>,
): Promise<Output<typeof callbacks.email>> {
  return ctx.tx(company(companyId), async (db, history) => {
    const row = await findChannel(db, 'email')
    const secret = row ? openEmail(companyId, row).secrets.inboundSecret : undefined
    const timestamp = ctx.signed?.header('x-keyholder-timestamp') ?? ''
    const given = ctx.signed?.header('x-keyholder-signature') ?? ''
    const wanted = `sha256=${createHmac('sha256', secret ?? nobodys)
      .update(`${timestamp}.${ctx.signed?.body ?? ''}`)
      .digest('hex')}`
    const isFresh =
      /^\d{1,12}$/.test(timestamp) && Math.abs(ctx.now.getTime() - Number(timestamp) * 1000) <= windowMs
    if (!isSame(given, wanted) || !isFresh || secret === undefined) return fail('callbacks.refused')
    const token = tokenIn(body.to)
    const original = token ? await queries.lockByToken(db, token) : undefined
    if (body.kind === 'bounce') {
      if (!original) return { known: false, repeated: false }
      const repeated = original.state === 'bounced'
      if (!repeated && ['sent', 'delivered', 'unknown'].includes(original.state)) {
        const reason = oneLine(body.text || body.subject || 'The mail came back')
        await queries.updateMessage(db, original.id, { state: 'bounced', reason })
        await history.from('integration', async () => {
          history.add({
            event: 'messages.failed',
            entity: 'message',
            entityId: original.id,
            customerId: original.customerId,
            detail: { ...toldOf(original), reason },
            changes: [{ field: 'State', old: original.state, new: 'bounced' }],
          })
        })
      }
      return { known: true, repeated }
    }
    const isNew = await receive(db, history, {
      channel: 'email',
      from: addressIn(body.from),
      to: addressIn(body.to),
      subject: body.subject,
      text: body.text,
      providerId: body.messageId,
      customerId: original?.customerId ?? null,
      locationId: null,
      now: ctx.now,
      seen: false,
    })
    return { known: original !== undefined, repeated: !isNew }
  })
}

type Link = Parsed<typeof callbacks.unsubscription>

async function findLink(db: Db, token: string) {
  const message = await queries.lockByToken(db, token)
  if (!message || message.channel !== 'email' || message.direction !== 'out' || message.customerId === null)
    return fail('messages.no_such_link')
  const facts = (await findFacts(db, message.customerId))!
  const stands = (await queries.listOptOuts(db, null, [message.theirAddress])).length > 0
  return { message, company: facts.companyName, stands }
}

/** Says whose mail it was, and nothing about the person. @throws messages.no_such_link */
export function readUnsubscription(
  ctx: PublicCtx,
  { params: { companyId, token } }: Link,
): Promise<Output<typeof callbacks.unsubscription>> {
  return ctx.tx(company(companyId), async (db) => {
    const { company, stands } = await findLink(db, token)
    return { company, unsubscribed: stands }
  })
}

/** @throws messages.no_such_link */
export function unsubscribe(
  ctx: PublicCtx,
  { params: { companyId, token } }: Link,
): Promise<Output<typeof callbacks.unsubscribe>> {
  return ctx.tx(company(companyId), async (db, history) => {
    const { message, company, stands } = await findLink(db, token)
    const optOut = {
      channel: 'email',
      scope: 'marketing',
      source: 'link',
      address: message.theirAddress,
      at: ctx.now,
    } as const
    if (!stands && (await queries.putAddressOptOut(db, optOut)))
      await history.from('integration', async () => {
        history.add({
          event: 'messages.opt_out_changed',
          entity: 'message',
          entityId: message.id,
          customerId: message.customerId,
          detail: { channel: messageChannels.email, what: 'no marketing, by the link in an e-mail' },
          changes: [{ field: 'Opt-out', old: null, new: message.theirAddress }],
        })
      })
    return { company, unsubscribed: true }
  })
}
