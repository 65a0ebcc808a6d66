/** The messages of one record: its thread, writing one, and what a person decides about one. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Composing, Message, messages, MessageThread, Recipient } from '#shared/contracts/messages.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { mergeFlaw } from '#shared/rules/message-text.ts'
import {
  isTrouble,
  maxAttachmentBytes,
  maxSmsBody,
  mayRetry,
  messageChannels,
  messageStates,
  optOutScopes,
} from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listAttachable } from '../files/files.service.ts'
import { toMessage, toOptOut } from './messages.answers.ts'
import { findChannel, findSender } from './messages.channels.queries.ts'
import { openEmail, openSms } from './messages.channels.ts'
import { findFacts, listPeople, mergeValuesOf, shownAddress } from './messages.people.ts'
import * as queries from './messages.queries.ts'
import type { MessageDbRow } from './messages.queries.ts'
import { findHold, insertOutgoing, oneLine } from './messages.queue.ts'
import { quietUntil, toldOf } from './messages.sending.ts'
import { listTemplates } from './messages.templates.queries.ts'

export { readUnsubscription, takeEmail, takeText, takeTextStatus, unsubscribe } from './messages.inbound.ts'
export { findFacts, fromE164, listPeople, recordPeople, shownAddress } from './messages.people.ts'
export { messagesPart } from './messages.part.ts'
export { type PrivateMessage, readReach, sendPrivately } from './messages.private.ts'
export { mailUser, type UserMail } from './messages.users.ts'
export { mailAccount, readAccountMail } from './messages.accounts.ts'
export { findHold, queueMessage, type MessageOrder, type Queued } from './messages.queue.ts'
export type { Surroundings } from './messages.channels.ts'

type Request<K extends keyof typeof messages> = Parsed<(typeof messages)[K]>

/** Who sees a record's emergency contacts may write to them. */
const seesContacts = (ctx: Ctx, record: Visible) =>
  ctx.actor.grants.has('emergency_contacts.view', record.locationId)

async function listStanding(ctx: Ctx, db: Db, record: Visible) {
  const facts = (await findFacts(db, record.id))!
  const people = await listPeople(db, facts, seesContacts(ctx, record))
  const rows = await queries.listOptOuts(
    db,
    record.id,
    people.map(({ address }) => address),
  )
  return { facts, people, rows }
}

/** @throws customers.not_found, access.denied_here */
export async function readThread(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'ofCustomer'>,
): Promise<MessageThread> {
  const record = await getReadable(ctx, db, params.customerId, 'messages.view')
  const rows = await queries.listThread(db, record.id, query)
  const page = rows.slice(0, query.limit)
  return {
    items: page.map(toMessage),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    optOuts: (await listStanding(ctx, db, record)).rows.map(toOptOut),
    abilities: { create: !record.archived && ctx.actor.grants.has('messages.create', record.locationId) },
    readOnlyReason: record.archived ? 'archived' : null,
    unread: await queries.countUnread(db, record.id),
  }
}

/** @throws customers.not_found, access.denied_here */
export async function readComposing(ctx: Ctx, db: Db, { params }: Request<'compose'>): Promise<Composing> {
  const record = await getReadable(ctx, db, params.customerId, 'messages.create')
  const { facts, people, rows } = await listStanding(ctx, db, record)
  const recipients = people.map((person): Recipient => {
    const held = rows.find(
      (row) => row.channel === person.channel && (row.address === null || row.address === person.address),
    )
    return { ...person, optedOut: held?.scope ?? null }
  })
  const templates = (await listTemplates(db)).filter(
    ({ active, kind }) => active && (kind === 'both' || kind === record.kind),
  )
  return {
    recipients,
    templates: templates.map(({ id, name, channel, category, subject, body }) => ({
      id,
      name,
      channel,
      category,
      subject,
      body,
    })),
    files: ctx.actor.grants.has('files.view', record.locationId)
      ? (await listAttachable(db, record.id)).map(({ id, name, size_bytes }) => ({
          id,
          name,
          sizeBytes: size_bytes,
        }))
      : [],
    values: mergeValuesOf(facts, ctx.actor.userName, ctx.now),
    channels: {
      sms: await standingOf(ctx, db, 'sms', facts),
      email: await standingOf(ctx, db, 'email', facts),
    },
  }
}

/** What the merge fields of a text about the record are filled with; nothing confidential is among them. */
export async function readMergeValuesOf(
  ctx: Ctx,
  db: Db,
  customerId: number,
): Promise<Record<string, string>> {
  const facts = await findFacts(db, customerId)
  return facts ? mergeValuesOf(facts, ctx.actor.userName, ctx.now) : {}
}

type Standing = Composing['channels'][keyof Composing['channels']]

async function standingOf(
  ctx: Ctx,
  db: Db,
  channel: 'sms' | 'email',
  { locationId, timeZone }: { locationId: number; timeZone: string },
): Promise<Standing> {
  const row = await findChannel(db, channel)
  const off = { ready: false, from: '', quietUntil: null, marketing: false, replies: false }
  const name = messageChannels[channel]
  if (!row)
    return {
      ...off,
      why: `${name} is not set up: an administrator does that under Integrations, Message channels.`,
    }
  if (!row.active) return { ...off, why: `${name} is switched off in administration.` }
  const sender = await findSender(db, channel, locationId)
  if (channel === 'email') {
    const { settings } = openEmail(ctx.actor.company.id, row)
    const address = sender?.address ?? settings.fromAddress
    const from = sender?.name || settings.fromName
    return {
      ready: true,
      why: '',
      from: from ? `${from} <${address}>` : address,
      quietUntil: null,
      marketing: settings.publicUrl !== null,
      replies: settings.replyDomain !== null,
    }
  }
  const sms = openSms(ctx.actor.company.id, row)
  const number = sender?.address ?? sms.settings.fromNumber
  return {
    ready: true,
    why: '',
    from: number ? shownAddress(number) : 'a number of the messaging service',
    quietUntil: quietUntil(sms, timeZone, ctx.now)?.toISOString() ?? null,
    marketing: true,
    replies: sms.settings.publicUrl !== null,
  }
}

/** @throws customers.…; messages.channel_off, messages.opted_out; request.invalid with the fields */
export async function sendNew(ctx: Ctx, db: Db, { params, body }: Request<'send'>): Promise<Message> {
  const record = await getWritable(ctx, db, params.customerId, 'messages.create')
  const { channel, category } = body
  const dedupeKey = body.dedupeKey ? `user ${ctx.actor.userId}: ${body.dedupeKey}` : null
  const known = dedupeKey ? await queries.findByDedupeKey(db, dedupeKey) : undefined
  if (known) {
    ctx.history.nothingChanged()
    return toMessage(known)
  }
  const { facts, people } = await listStanding(ctx, db, record)
  const wanted = channel === 'email' ? body.to.toLowerCase() : body.to
  const to = people.find((person) => person.channel === channel && person.address === wanted)
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path, message })
  if (!to) wrong('to', 'Choose one of the record’s numbers or addresses')
  for (const path of ['subject', 'body'] as const) {
    const flaw = mergeFlaw(body[path])
    if (flaw) wrong(path, `${flaw}: what is sent holds no merge fields any more`)
    else if (body[path].includes('{{'))
      wrong(path, 'Fill the merge field in: what is written here is sent as it is')
  }
  if (channel === 'email' && !body.subject) wrong('subject', 'An e-mail has a subject')
  if (channel === 'sms' && body.body.length > maxSmsBody) wrong('body', `At most ${maxSmsBody} characters`)
  if (channel === 'sms' && body.fileIds.length) wrong('fileIds', 'Files go by e-mail')
  const template =
    body.templateId === null ? null : (await listTemplates(db)).find(({ id }) => id === body.templateId)
  if (template === undefined) wrong('templateId', 'There is no such template')
  if (body.fileIds.length) requireAt(ctx.actor, 'files.view', record.locationId)
  const files = body.fileIds.length ? await listAttachable(db, record.id) : []
  const attached = [...new Set(body.fileIds)].map((id) => files.find((file) => file.id === id))
  if (attached.includes(undefined)) wrong('fileIds', 'The record has no such file')
  const bytes = attached.reduce((sum, file) => sum + (file?.size_bytes ?? 0), 0)
  if (bytes > maxAttachmentBytes)
    wrong('fileIds', 'Together they are larger than 20 MB, which mailboxes refuse')
  if (errors.length || !to) return fail('request.invalid', {}, { errors })
  const standing = await standingOf(ctx, db, channel, facts)
  if (!standing.ready) return fail('messages.channel_off', { why: standing.why })
  if (category === 'marketing' && !standing.marketing)
    return fail('messages.channel_off', {
      why: 'Marketing by e-mail needs a link to unsubscribe: the public address of Keyholder is missing in administration.',
    })
  const held = await findHold(db, record.id, channel, category, to.address)
  if (held) return fail('messages.opted_out', { who: to.name, why: held })
  const { messageId } = await insertOutgoing(db, ctx.history, {
    customerId: record.id,
    channel,
    category,
    to,
    subject: oneLine(body.subject),
    body: body.body,
    templateId: body.templateId,
    dedupeKey,
    by: ctx.actor.userId,
    now: ctx.now,
    state: 'queued',
    reason: '',
    attachments: attached.map((file) => ({
      file_id: file!.id,
      name: file!.name,
      content_type: file!.content_type,
      size_bytes: file!.size_bytes,
      storage_key: file!.storage_key,
    })),
  })
  return toMessage((await queries.findMessage(db, messageId))!)
}

/** The message of the record, held. @throws messages.not_found; messages.stale */
async function hold(
  ctx: Ctx,
  db: Db,
  customerId: number,
  messageId: number,
  version: number,
): Promise<MessageDbRow> {
  const record = await getWritable(ctx, db, customerId, 'messages.create')
  const message = await queries.lockMessage(db, messageId)
  if (!message || message.customerId !== record.id) return fail('messages.not_found')
  if (message.version !== version)
    return fail('messages.stale', { state: stateOf(message) }, { extra: { current: toMessage(message) } })
  return message
}
const stateOf = ({ state }: MessageDbRow) => messageStates[state].toLowerCase()

function note(
  ctx: Ctx,
  event: 'messages.canceled' | 'messages.retried' | 'messages.settled',
  message: MessageDbRow,
  state: string,
  detail: Record<string, string> = {},
): void {
  ctx.history.add({
    event,
    entity: 'message',
    entityId: message.id,
    customerId: message.customerId,
    detail: { ...toldOf(message), ...detail },
    changes: [{ field: 'State', old: messageStates[message.state], new: state }],
  })
}

const read = async (db: Db, id: number): Promise<Message> => toMessage((await queries.findMessage(db, id))!)

/** @throws customers.…; messages.not_found, messages.stale, messages.not_now */
export async function cancelMessage(ctx: Ctx, db: Db, { params, body }: Request<'cancel'>): Promise<Message> {
  const message = await hold(ctx, db, params.customerId, params.messageId, body.version)
  if (message.state !== 'queued') fail('messages.not_now', { state: stateOf(message) })
  await queries.updateMessage(db, message.id, { state: 'canceled', reason: '', send_after: null })
  note(ctx, 'messages.canceled', message, messageStates.canceled)
  return read(db, message.id)
}

/** @throws customers.…; messages.not_found, messages.stale, messages.not_now, messages.opted_out */
export async function retryMessage(ctx: Ctx, db: Db, { params, body }: Request<'retry'>): Promise<Message> {
  const message = await hold(ctx, db, params.customerId, params.messageId, body.version)
  const { id, channel, category, theirAddress } = message
  if (!mayRetry(message.state) || !theirAddress) fail('messages.not_now', { state: stateOf(message) })
  const held = await findHold(db, params.customerId, channel, category, theirAddress)
  if (held) fail('messages.opted_out', { who: message.theirName || theirAddress, why: held })
  await queries.updateMessage(db, id, {
    state: 'queued',
    reason: '',
    attempts: 0,
    looks: 0,
    send_after: null,
    provider_id: null,
    sent_at: null,
    seen_at: null,
    seen_by: null,
  })
  await queries.addSendJob(db, channel, id, null)
  note(ctx, 'messages.retried', message, messageStates.queued)
  return read(db, id)
}

/** @throws customers.…; messages.not_found, messages.stale, messages.not_now */
export async function settleMessage(ctx: Ctx, db: Db, { params, body }: Request<'settle'>): Promise<Message> {
  const message = await hold(ctx, db, params.customerId, params.messageId, body.version)
  const arrived = body.as === 'arrived'
  if (arrived ? message.state !== 'unknown' : !isTrouble(message.state) || message.seenAt !== null)
    fail('messages.not_now', { state: stateOf(message) })
  const { actor, now } = ctx
  await queries.updateMessage(db, message.id, {
    ...(arrived && { state: 'sent' as const, reason: '', sent_at: message.attemptedAt ?? now }),
    seen_at: now,
    seen_by: actor.userId,
  })
  note(ctx, 'messages.settled', message, messageStates[arrived ? 'sent' : message.state], {
    as: arrived ? 'arrived' : 'seen to',
  })
  return read(db, message.id)
}

/** @throws customers.…, access.denied_here */
export async function markThreadRead(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'read'>,
): Promise<Output<typeof messages.read>> {
  const record = await getWritable(ctx, db, params.customerId, 'messages.create')
  return { read: await queries.markRead(db, record.id, body.upTo, { at: ctx.now, by: ctx.actor.userId }) }
}

/** @throws customers.… */
export async function setOptOut(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'setOptOut'>,
): Promise<Output<typeof messages.setOptOut>> {
  const record = await getWritable(ctx, db, params.customerId, 'messages.create')
  const { channel } = params
  const stands = (await queries.listOptOuts(db, record.id, [])).find((row) => row.channel === channel)
  if (stands?.scope === (body.scope ?? undefined) && (stands?.note ?? '') === body.note)
    ctx.history.nothingChanged()
  else {
    if (stands) await queries.liftOptOut(db, stands.id, ctx.now, ctx.actor.userId)
    if (body.scope)
      await queries.insertOptOut(db, {
        channel,
        scope: body.scope,
        source: 'user',
        customer_id: record.id,
        note: body.note,
        at: ctx.now,
        by_user_id: ctx.actor.userId,
      })
    noteOptOut(
      ctx,
      record.id,
      channel,
      stands ? optOutScopes[stands.scope] : null,
      body.scope && optOutScopes[body.scope],
      body.note,
    )
  }
  return { optOuts: (await listStanding(ctx, db, record)).rows.map(toOptOut) }
}

function noteOptOut(
  ctx: Ctx,
  customerId: number,
  channel: 'sms' | 'email',
  old: string | null,
  now: string | null,
  why: string,
): void {
  ctx.history.add({
    event: 'messages.opt_out_changed',
    entity: 'message',
    entityId: null,
    customerId,
    detail: { channel: messageChannels[channel], what: now ?? 'messages again' },
    changes: [{ field: 'Opt-out', old, new: now }, ...(why ? [{ field: 'Note', old: null, new: why }] : [])],
  })
}

/** @throws customers.…; messages.not_found, messages.only_start */
export async function liftOptOut(
  ctx: Ctx,
  db: Db,
  { params }: Request<'liftOptOut'>,
): Promise<Output<typeof messages.liftOptOut>> {
  const record = await getWritable(ctx, db, params.customerId, 'messages.create')
  const row = (await listStanding(ctx, db, record)).rows.find(({ id }) => id === params.optOutId)
  if (!row) return fail('messages.not_found')
  if (!toOptOut(row).liftable) fail('messages.only_start')
  await queries.liftOptOut(db, row.id, ctx.now, ctx.actor.userId)
  noteOptOut(ctx, record.id, row.channel, optOutScopes[row.scope], null, row.address ?? '')
  return { optOuts: (await listStanding(ctx, db, record)).rows.map(toOptOut) }
}
