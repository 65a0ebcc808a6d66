/** What messages need to be set up: the channels that carry them, and templates (TAB-013, ADM-011). */
import { z } from 'zod'
import { endpoint, id, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { mergeFlaw } from '../rules/message-text.ts'
import { maxBody, maxSmsBody, templateKinds, type TemplateKind } from '../rules/messages.ts'
import { historyEntry } from './history.ts'
import { category, channel, keysOf } from './messages.ts'
import { orNull } from '../rules/blank.ts'

const named = z.object({ id, name: z.string() })
const time = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time, for example 21:00')
const perMinute = z
  .number('Enter a number')
  .int('Enter a whole number')
  .min(1, 'At least 1')
  .max(6000, 'At most 6000')
const emailAddress = z.email('Enter an e-mail address, for example office@company.test').max(254)
const webAddress = z
  .string()
  .trim()
  .max(300)
  .refine((value) => {
    const url = URL.parse(value)
    return !!url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash
  }, 'Enter an address that begins with https://')
const publicUrl = orNull(webAddress.transform((url) => url.replace(/\/+$/, ''))).default(null)
const secret = z.string().min(1).max(500).optional()

const senders = z
  .array(z.strictObject({ locationId: id, address: text(254).min(1, 'Enter an address'), name: text(100) }))
  .max(500)

export const emailSettings = z.strictObject({
  host: text(253).regex(/^[\w.:-]+$/, 'Enter the name of the mail server, for example smtp.company.test'),
  port: z.number('Enter a port').int().min(1).max(65_535),
  /** `tls`: from the first byte (465); `starttls`: demanded before anything is said (587). */
  security: z.enum(['starttls', 'tls', 'none']),
  user: text(254),
  fromAddress: emailAddress,
  fromName: text(100),
  replyTo: orNull(emailAddress).default(null),
  /** Replies come to `reply+…@` it, and from there to our callback. */
  replyDomain: orNull(
    text(253).regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'Enter a domain, for example replies.company.test'),
  ).default(null),
  publicUrl,
  perMinute,
})
export type EmailSettings = z.output<typeof emailSettings>

export const smsSettings = z.strictObject({
  baseUrl: webAddress,
  accountSid: text(34).regex(/^AC[0-9a-f]{32}$/, 'An account SID is AC and 32 digits or letters a to f'),
  fromNumber: orNull(text(40)).default(null),
  messagingServiceSid: orNull(
    text(34).regex(/^MG[0-9a-f]{32}$/, 'A messaging service SID is MG and 32 digits or letters a to f'),
  ).default(null),
  publicUrl,
  quietFrom: time,
  quietTo: time,
  perMinute,
})
export type SmsSettings = z.output<typeof smsSettings>

const base = { active: z.boolean(), senders }
const setup = z
  .object({
    version: z.number().int(),
    active: z.boolean(),
    senders: z.array(z.object({ locationId: id, address: z.string(), name: z.string() })),
    /** Secrets that are stored; they never come back. */
    saved: z.array(z.string()),
    /** Addresses that the provider has to be told, once there is a public address. */
    hooks: z.array(z.object({ label: z.string(), url: z.string() })),
  })
  .meta({ id: 'MessageChannelSetup' })
const channels = z.object({
  email: setup.extend({ settings: emailSettings.nullable() }),
  sms: setup.extend({ settings: smsSettings.nullable() }),
  locations: z.array(named),
  companyName: z.string(),
})
export type MessageChannelSetups = z.output<typeof channels>

const values = {
  name: text(120).min(1, 'Enter a name'),
  channel,
  category,
  kind: z.enum(keysOf<TemplateKind>(templateKinds)).default('both'),
  active: z.boolean().default(true),
  subject: withoutCard(text(200)).default(''),
  body: withoutCard(longText(maxBody)).refine((s) => s !== '', 'Write the message'),
}
const templateValues = z.strictObject(values).superRefine((given, ctx) => {
  for (const path of ['subject', 'body'] as const) {
    const flaw = mergeFlaw(given[path])
    if (flaw) ctx.addIssue({ code: 'custom', path: [path], message: flaw })
  }
  if (given.channel === 'email' && !given.subject)
    ctx.addIssue({ code: 'custom', path: ['subject'], message: 'An e-mail has a subject' })
  if (given.channel === 'sms' && given.subject)
    ctx.addIssue({ code: 'custom', path: ['subject'], message: 'A text message has no subject' })
  if (given.channel === 'sms' && given.body.length > maxSmsBody)
    ctx.addIssue({ code: 'custom', path: ['body'], message: `At most ${maxSmsBody} characters` })
})
export type MessageTemplateValues = z.output<typeof templateValues>

const template = z
  .object({ ...values, id, version: z.number().int(), messages: z.number().int() })
  .meta({ id: 'MessageTemplate' })
export type MessageTemplate = z.output<typeof template>

const ofTemplate = z.object({ templateId: id })
const templateAccess = [
  'message_templates.create',
  'message_templates.modify',
  'message_templates.delete',
] as const

export const messageSetup = {
  channels: endpoint({
    method: 'GET',
    path: '/message-channels',
    access: 'integrations.view',
    scope: 'company',
    summary: 'How the company sends e-mail and text messages; without secrets',
    response: channels,
  }),
  saveEmail: endpoint({
    method: 'PUT',
    path: '/message-channels/email',
    access: 'integrations.modify',
    scope: 'company',
    summary:
      'Set up e-mail; secrets that are not given stay, unless the server changes. An emptied inbound secret is gone',
    body: z.strictObject({
      version: z.number().int().min(0),
      ...base,
      settings: emailSettings,
      password: secret,
      inboundSecret: z.string().max(500).optional(),
    }),
    response: channels,
    history: { event: 'messages.channel_saved' },
  }),
  saveSms: endpoint({
    method: 'PUT',
    path: '/message-channels/sms',
    access: 'integrations.modify',
    scope: 'company',
    summary:
      'Set up text messages; the auth token that is not given stays, unless account or address changes',
    body: z.strictObject({
      version: z.number().int().min(0),
      ...base,
      settings: smsSettings,
      authToken: secret,
    }),
    response: channels,
    history: { event: 'messages.channel_saved' },
  }),
  test: endpoint({
    method: 'POST',
    path: '/message-channels/:channel/test',
    access: 'integrations.modify',
    scope: 'company',
    io: true,
    summary: 'Sign in as it is stored, without sending anything',
    params: z.object({ channel }),
    response: z.object({ ok: z.boolean(), message: z.string() }),
    history: { none: 'Asks and changes nothing' },
  }),
  templates: endpoint({
    method: 'GET',
    path: '/message-templates',
    access: templateAccess,
    scope: 'company',
    summary: 'Every message template',
    response: z.object({
      templates: z.array(template),
      abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
    }),
  }),
  createTemplate: endpoint({
    method: 'POST',
    path: '/message-templates',
    access: 'message_templates.create',
    scope: 'company',
    summary: 'Make a message template',
    body: templateValues,
    response: template,
    history: { event: 'messages.template_created' },
  }),
  saveTemplate: endpoint({
    method: 'PATCH',
    path: '/message-templates/:templateId',
    access: 'message_templates.modify',
    scope: 'company',
    summary: 'Change a message template, as of the version it was read at',
    params: ofTemplate,
    body: z.strictObject({ version: z.number().int().positive(), template: templateValues }),
    response: template,
    history: { event: 'messages.template_saved' },
  }),
  removeTemplate: endpoint({
    method: 'DELETE',
    path: '/message-templates/:templateId',
    access: 'message_templates.delete',
    scope: 'company',
    summary: 'Delete a message template; what was sent with it stays',
    params: ofTemplate,
    response: nothing,
    history: { event: 'messages.template_deleted' },
  }),
  templateHistory: endpoint({
    method: 'GET',
    path: '/message-templates/:templateId/history',
    access: templateAccess,
    scope: 'company',
    summary: 'What happened to a message template, newest first',
    params: ofTemplate,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  previewValues: endpoint({
    method: 'GET',
    path: '/customers/:customerId/merge-values',
    access: [...templateAccess, 'messages.create'],
    summary: 'What each merge field is for a record that the caller may view',
    params: z.object({ customerId: id }),
    response: z.object({ name: z.string(), values: z.record(z.string(), z.string()) }),
  }),
}
