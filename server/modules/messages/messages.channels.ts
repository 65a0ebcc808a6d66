/** How a company's messages leave: its mail server and its account at Twilio (ADM-011). */
import type { Output, Parsed } from '#shared/contract.ts'
import {
  type EmailSettings,
  emailSettings,
  type messageSetup,
  type MessageChannelSetups,
  type SmsSettings,
  smsSettings,
} from '#shared/contracts/message-setup.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { parsePhone } from '#shared/phone.ts'
import { type MessageChannel, messageChannels } from '#shared/rules/messages.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import * as queries from './messages.channels.queries.ts'
import type { ChannelRow, SenderRow } from './messages.channels.queries.ts'
import { checkSmtp } from './smtp.ts'
import { checkTwilio } from './twilio.ts'

/** What the surroundings say of providers: whether an address inside the private network may be called. */
export type Surroundings = { allowsPrivate: (url: string) => boolean }

type Secrets = { email: { password?: string; inboundSecret?: string }; sms: { authToken?: string } }
export type OpenEmail = { settings: EmailSettings; secrets: Secrets['email'] }
export type OpenSms = { settings: SmsSettings; secrets: Secrets['sms'] }

const sealedPlace = (companyId: number, channel: MessageChannel) =>
  place(companyId, `message_channel.${channel}`)

export const sealChannel = <C extends MessageChannel>(
  companyId: number,
  channel: C,
  secrets: Secrets[C],
): string | null =>
  Object.keys(secrets).length ? seal(JSON.stringify(secrets), sealedPlace(companyId, channel)) : null

const secretsOf = <C extends MessageChannel>(
  companyId: number,
  channel: C,
  sealed: string | null,
): Secrets[C] =>
  sealed === null ? {} : (JSON.parse(unseal(sealed, sealedPlace(companyId, channel))) as Secrets[C])

export const openEmail = (companyId: number, row: ChannelRow): OpenEmail => ({
  settings: emailSettings.parse(row.settings),
  secrets: secretsOf(companyId, 'email', row.sealed_secrets),
})
export const openSms = (companyId: number, row: ChannelRow): OpenSms => ({
  settings: smsSettings.parse(row.settings),
  secrets: secretsOf(companyId, 'sms', row.sealed_secrets),
})

/** Whether the mail server may stand in our own network: one that the operator named. */
export const smtpAllowsPrivate = ({ allowsPrivate }: Surroundings, { host, port }: EmailSettings): boolean =>
  allowsPrivate(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)

const callback = (publicUrl: string | null, path: string) => publicUrl && `${publicUrl}/api/v1${path}`
export const inboundSmsUrl = (publicUrl: string | null, companyId: number) =>
  callback(publicUrl, `/callbacks/twilio/${companyId}/inbound`)
export const statusUrl = (publicUrl: string | null, companyId: number, token: string) =>
  callback(publicUrl, `/callbacks/twilio/${companyId}/status/${token}`)
const inboundEmailUrl = (publicUrl: string | null, companyId: number) =>
  callback(publicUrl, `/callbacks/email/${companyId}`)
/** What a mail program posts to. */
export const oneClickUrl = (publicUrl: string | null, companyId: number, token: string) =>
  callback(publicUrl, `/unsubscribe/${companyId}/${token}`)
/** What people follow. */
export const unsubscribeUrl = (publicUrl: string | null, companyId: number, token: string) =>
  publicUrl && `${publicUrl}/unsubscribe/${companyId}/${token}`

const hook = (label: string, url: string | null) => (url ? [{ label, url }] : [])

export async function readChannels(ctx: Ctx, db: Db): Promise<MessageChannelSetups> {
  const companyId = ctx.actor.company.id
  const [email, sms] = [await queries.findChannel(db, 'email'), await queries.findChannel(db, 'sms')]
  const base = async (channel: MessageChannel, row: ChannelRow | undefined) => ({
    version: row?.version ?? 0,
    active: row?.active ?? true,
    senders: await queries.listSenders(db, channel),
    saved: row ? Object.keys(secretsOf(companyId, channel, row.sealed_secrets)) : [],
  })
  const opened = { email: email && openEmail(companyId, email), sms: sms && openSms(companyId, sms) }
  return {
    email: {
      ...(await base('email', email)),
      settings: opened.email?.settings ?? null,
      hooks: hook(
        'Replies and bounces, for your mail route',
        inboundEmailUrl(opened.email?.settings.publicUrl ?? null, companyId),
      ),
    },
    sms: {
      ...(await base('sms', sms)),
      settings: opened.sms?.settings ?? null,
      hooks: hook(
        'A message comes in, for the number or messaging service at Twilio',
        inboundSmsUrl(opened.sms?.settings.publicUrl ?? null, companyId),
      ),
    },
    locations: await queries.listLocations(db),
    companyName: ctx.actor.company.name,
  }
}

/** `+18015550100`, or a short code; null for what is neither. */
export function senderNumber(text: string): string | null {
  const trimmed = text.trim()
  if (/^\d{5,6}$/.test(trimmed) || /^\+[1-9]\d{7,14}$/.test(trimmed)) return trimmed
  const phone = parsePhone(trimmed)
  return phone && !phone.includes('x') ? `+1${phone}` : null
}

const isEmail = (address: string): boolean => emailSettings.shape.fromAddress.safeParse(address).success

async function judgeSenders(
  db: Db,
  given: readonly SenderRow[],
  toAddress: (text: string) => string | null,
  wrong: string,
): Promise<{ senders: SenderRow[]; errors: FieldError[] }> {
  const errors: FieldError[] = []
  const locations = new Set((await db.selectFrom('location').select('id').execute()).map(({ id }) => id))
  const senders = given.map((row, at) => {
    const address = toAddress(row.address)
    if (!address) errors.push({ path: `senders.${at}.address`, message: wrong })
    if (!locations.has(row.locationId))
      errors.push({ path: `senders.${at}.locationId`, message: 'There is no such location' })
    if (given.findIndex(({ locationId }) => locationId === row.locationId) !== at)
      errors.push({ path: `senders.${at}.locationId`, message: 'This location is in the list already' })
    return { ...row, address: address ?? row.address }
  })
  return { senders, errors }
}

const again = 'Enter it again: what is saved is never sent to another address'

/** @throws messages.setup_stale; request.invalid with the fields */
export async function saveEmail(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof messageSetup.saveEmail>,
): Promise<MessageChannelSetups> {
  const companyId = ctx.actor.company.id
  const row = await queries.holdChannel(db, 'email')
  const before = row && openEmail(companyId, row)
  const old = before?.settings
  const moved = !!old && (old.host !== body.settings.host || old.port !== body.settings.port)
  const { senders, errors } = await judgeSenders(
    db,
    body.senders,
    (address) => (isEmail(address) ? address : null),
    'Enter an e-mail address, for example office@company.test',
  )
  const password = body.password ?? (moved ? undefined : before?.secrets.password)
  if (body.settings.user && password === undefined)
    errors.push({
      path: 'password',
      message: moved && before?.secrets.password ? again : 'Enter the password',
    })
  const inboundSecret = body.inboundSecret ?? before?.secrets.inboundSecret
  if (body.inboundSecret && body.inboundSecret.length < 16)
    errors.push({ path: 'inboundSecret', message: 'At least 16 characters' })
  if (body.settings.replyDomain && !inboundSecret)
    errors.push({
      path: 'inboundSecret',
      message: 'Replies come in signed: enter the secret that signs them',
    })
  if (errors.length) fail('request.invalid', {}, { errors })
  const secrets: Secrets['email'] = {
    ...(body.settings.user && password !== undefined && { password }),
    ...(inboundSecret && { inboundSecret }),
  }
  const typed = [
    ...(body.password === undefined ? [] : ['Password']),
    ...(body.inboundSecret ? ['Inbound secret'] : []),
  ]
  return put(ctx, db, 'email', row, body, senders, sealChannel(companyId, 'email', secrets), typed)
}

/** @throws messages.setup_stale; request.invalid with the fields */
export async function saveSms(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof messageSetup.saveSms>,
): Promise<MessageChannelSetups> {
  const companyId = ctx.actor.company.id
  const row = await queries.holdChannel(db, 'sms')
  const before = row && openSms(companyId, row)
  const old = before?.settings
  const moved =
    !!old && (old.baseUrl !== body.settings.baseUrl || old.accountSid !== body.settings.accountSid)
  const wrong = 'Enter a number, for example (801) 555-0100, or a short code'
  const { senders, errors } = await judgeSenders(db, body.senders, senderNumber, wrong)
  const { fromNumber, messagingServiceSid } = body.settings
  const number = fromNumber && senderNumber(fromNumber)
  if (fromNumber && !number) errors.push({ path: 'settings.fromNumber', message: wrong })
  if (!fromNumber && !messagingServiceSid)
    errors.push({
      path: 'settings.fromNumber',
      message: 'Enter the number that text messages come from, or a messaging service',
    })
  const authToken = body.authToken ?? (moved ? undefined : before?.secrets.authToken)
  if (authToken === undefined)
    errors.push({
      path: 'authToken',
      message: moved && before?.secrets.authToken ? again : 'Enter the auth token',
    })
  if (errors.length) fail('request.invalid', {}, { errors })
  const settings = { ...body.settings, fromNumber: number }
  const sealed = sealChannel(companyId, 'sms', { authToken: authToken! })
  const typed = body.authToken === undefined ? [] : ['Auth token']
  return put(ctx, db, 'sms', row, { ...body, settings }, senders, sealed, typed)
}

type Given = { version: number; active: boolean; settings: EmailSettings | SmsSettings }

async function put(
  ctx: Ctx,
  db: Db,
  channel: MessageChannel,
  row: ChannelRow | undefined,
  { version, active, settings }: Given,
  senders: SenderRow[],
  sealed: string | null,
  typed: string[],
): Promise<MessageChannelSetups> {
  const stale = async () =>
    fail('messages.setup_stale', {}, { extra: { current: await readChannels(ctx, db) } })
  if ((row?.version ?? 0) !== version) return stale()
  const before = row && told(row.active, row.settings, await queries.listSenders(db, channel))
  const after = told(active, settings, senders)
  const changes: Change[] = Object.keys(after)
    .map((field) => ({ field, old: before?.[field] ?? null, new: after[field] ?? null }))
    .filter((change) => change.old !== change.new)
  for (const field of typed)
    changes.push({ field, old: row?.sealed_secrets ? '***' : null, new: '*** (new)' })
  if (!changes.length) {
    ctx.history.nothingChanged()
    return readChannels(ctx, db)
  }
  const values = { active, settings: JSON.stringify(settings), sealed_secrets: sealed }
  if (!(await queries.putChannel(db, channel, version, values, senders))) return stale()
  ctx.history.add({
    event: 'messages.channel_saved',
    entity: 'company',
    entityId: ctx.actor.company.id,
    detail: { channel: messageChannels[channel] },
    changes,
  })
  return readChannels(ctx, db)
}

const labels: Record<keyof EmailSettings | keyof SmsSettings, string> = {
  host: 'Mail server',
  port: 'Port',
  security: 'Encryption',
  user: 'User',
  fromAddress: 'From address',
  fromName: 'From name',
  replyTo: 'Reply to',
  replyDomain: 'Domain for replies',
  publicUrl: 'Public address of Keyholder',
  perMinute: 'Messages a minute',
  baseUrl: 'Address of the service',
  accountSid: 'Account SID',
  fromNumber: 'From number',
  messagingServiceSid: 'Messaging service',
  quietFrom: 'Quiet from',
  quietTo: 'Quiet until',
}

const told = (
  active: boolean,
  settings: unknown,
  senders: readonly SenderRow[],
): Record<string, string | null> => ({
  Active: active ? 'Yes' : 'No',
  ...Object.fromEntries(
    Object.entries(settings as Record<string, string | number | null>).map(([name, value]) => [
      labels[name as keyof typeof labels] ?? name,
      value === null || value === '' ? null : String(value),
    ]),
  ),
  Senders: senders.map(({ address, name }) => (name ? `${name} <${address}>` : address)).join('\n') || null,
})

const failures: Record<ConnectorError['kind'], string> = {
  bad_credentials: 'The credentials were not accepted',
  not_found: 'There is no such account',
  rejected: 'The test was refused',
  rate_limited: 'The provider asks us to slow down',
  unavailable: 'The provider cannot be reached',
  unexpected_reply: 'The answer is not one that we understand',
}

/** Asks as it is stored, and sends nothing. */
export async function testChannel(
  ctx: IoCtx,
  surroundings: Surroundings,
  { params: { channel } }: Parsed<typeof messageSetup.test>,
): Promise<Output<typeof messageSetup.test>> {
  const companyId = ctx.actor.company.id
  const row = await ctx.tx((_own, db) => queries.findChannel(db, channel))
  if (!row) return { ok: false, message: 'Nothing is set up yet: save it first.' }
  try {
    if (channel === 'email') {
      const { settings, secrets } = openEmail(companyId, row)
      const smtp = { ...settings, password: secrets.password ?? '' }
      return { ok: true, message: await checkSmtp(smtp, smtpAllowsPrivate(surroundings, settings)) }
    }
    const { settings, secrets } = openSms(companyId, row)
    const twilio = { ...settings, authToken: secrets.authToken ?? '' }
    return {
      ok: true,
      message: await checkTwilio(companyId, twilio, surroundings.allowsPrivate(settings.baseUrl)),
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const said = error.providerMessage ?? error.reason
    return {
      ok: false,
      message: `${failures[error.kind]}${said ? `: ${said}` : ''}`.replace(/([^.!?)])$/, '$1.'),
    }
  }
}
