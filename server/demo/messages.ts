/** Channels at the sandboxes, templates, and threads of some written customers of the demo company. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { startingTemplates, type StartingTemplate } from '#server/modules/companies/companies.starting.ts'
import { sealChannel } from '#server/modules/messages/messages.channels.ts'
import { demoUsers } from './acme.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

const hourMs = 3_600_000
const { manager, owner } = demoUsers
const ours = { sms: '+18015550190', email: 'office@acme.test' }

const templates: readonly StartingTemplate[] = [
  ...startingTemplates,
  {
    name: 'Camera offer',
    channel: 'email',
    category: 'marketing',
    subject: 'A camera for your front door',
    body: 'Hello {{first_name|there}},\n\nuntil the end of the month a doorbell camera comes with free installation.\n\n{{company_name}}, {{location_name}}',
  },
]

type Line = [hoursAgo: number, direction: 'in' | 'out', channel: 'sms' | 'email', state: string, body: string, more?: { subject?: string; reason?: string; by?: number | null; unread?: boolean }] // prettier-ignore
type Thread = { customerId: number | null; name: string; sms: string; email: string; lines: Line[] }

const threads: readonly Thread[] = [
  {
    customerId: story.linkedElsewhere,
    name: 'Gordon Pike',
    sms: '+18015550141',
    email: 'gordon@pike.test',
    lines: [
      [96, 'out', 'email', 'sent', 'Hello Gordon,\n\nas promised: $44.99 with 24 months, and a new keypad.\n\nMarcus', { subject: 'Our offer' }],
      [52, 'out', 'sms', 'delivered', 'Hi Gordon, did our offer reach you? Acme Alarm & Home'],
      [3, 'in', 'sms', 'received', 'Got it. Can we talk on Thursday after five?', { unread: true }],
    ],
  },
  {
    customerId: story.stationDown,
    name: '',
    sms: '+18015550142',
    email: 'nobody-home@customer.test',
    lines: [
      [30, 'out', 'email', 'bounced', 'Hello,\n\nyour payment of $49.99 is past due.', { subject: 'Your account', reason: '5.1.1 Recipient address rejected: User unknown', by: null }],
      [28, 'out', 'sms', 'delivered', 'Please call us about your account. Acme Alarm & Home'],
      [27, 'in', 'sms', 'received', 'Will pay on Friday'],
    ],
  },
  {
    customerId: story.refused,
    name: '',
    sms: '+18015550143',
    email: '',
    lines: [
      [49, 'out', 'sms', 'delivered', 'Our technician is on the way. Acme Alarm & Home', { by: null }],
      [46, 'out', 'sms', 'failed', 'How did we do? Tell us in a word or two.', { reason: 'The phone is off or out of reach (Twilio 30003)' }],
    ],
  },
  {
    customerId: null,
    name: '',
    sms: '+18015550177',
    email: '',
    lines: [[5, 'in', 'sms', 'received', 'Is this the alarm company? My panel beeps', { unread: true }]],
  },
] // prettier-ignore

/** Brings them; the company's users and records must be in. */
export async function loadMessages(
  client: pg.Client,
  companyId: number,
  setting: Setting,
  { sandboxUrl, publicUrl }: { sandboxUrl: string; publicUrl: string | null },
): Promise<void> {
  const { hostname, port } = new URL(sandboxUrl)
  const smtpPort = Number(process.env['SANDBOX_SMTP_PORT'] || Number(port || 80) + 2)
  const channel = (name: 'sms' | 'email', settings: object, secrets: object) =>
    client.query(
      'insert into message_channel (company_id, channel, settings, sealed_secrets) values ($1, $2, $3, $4)',
      [companyId, name, JSON.stringify(settings), sealChannel(companyId, name, secrets)],
    )
  await channel(
    'sms',
    {
      baseUrl: `${sandboxUrl}/twilio`,
      accountSid: `AC${'5a'.repeat(16)}`,
      fromNumber: ours.sms,
      messagingServiceSid: null,
      publicUrl,
      quietFrom: '21:00',
      quietTo: '08:00',
      perMinute: 60,
    },
    { authToken: 'sandbox-demo' },
  )
  await channel(
    'email',
    {
      host: hostname,
      port: smtpPort,
      security: 'none',
      user: 'keyholder',
      fromAddress: ours.email,
      fromName: 'Acme Alarm & Home',
      replyTo: null,
      replyDomain: 'replies.acme.test',
      publicUrl,
      perMinute: 60,
    },
    { password: 'sandbox-demo', inboundSecret: 'sandbox-inbound-secret' },
  )
  await copyRows(
    client,
    'message_template',
    ['company_id', 'id', 'name', 'channel', 'category', 'subject', 'body'],
    templates.map(({ name, channel, category, subject, body }, at) => [
      companyId, at + 1, name, channel, category, subject, body,
    ]), // prettier-ignore
  )
  const rows = threads
    .flatMap(({ lines, ...thread }) => lines.map((line) => ({ ...thread, line })))
    .toSorted((a, b) => b.line[0] - a.line[0])
  await copyRows(
    client,
    'message',
    [
      'company_id', 'id', 'customer_id', 'direction', 'channel', 'category', 'state', 'reason', 'subject', 'body', 'our_address',
      'their_address', 'their_name', 'token', 'segments', 'attempts', 'attempted_at', 'sent_at', 'delivered_at', 'seen_at', 'seen_by', 'created_at',
      'created_by',
    ], // prettier-ignore
    rows.map(({ customerId, name, sms, email, line }, at) => {
      const [hoursAgo, direction, kind, state, body, more = {}] = line
      const when = new Date(setting.now.getTime() - hoursAgo * hourMs)
      const left = direction === 'out' ? when : null
      return [
        companyId, at + 1, customerId, direction, kind, 'transactional', state, more.reason ?? '', more.subject ?? '', body, ours[kind],
        kind === 'sms' ? sms : email, name, `demo-message-of-${String(at + 1).padStart(8, '0')}`, kind === 'sms' && left ? 1 : 0, left ? 1 : 0,
        left, state === 'failed' ? null : left, state === 'delivered' ? when : null, direction === 'in' && !more.unread ? when : null,
        direction === 'in' && !more.unread ? owner : null, when, left && more.by !== null ? manager : null,
      ] // prettier-ignore
    }),
  )
}
