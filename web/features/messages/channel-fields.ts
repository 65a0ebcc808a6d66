/** The fields of the forms of both channels, and what they begin with. */
import type { EmailSettings, MessageChannelSetups, SmsSettings } from '#shared/contracts/message-setup.ts'
import type { MessageChannel } from '#shared/rules/messages.ts'

export type Field = {
  name: string
  label: string
  help?: string
  placeholder?: string
  type?: 'number' | 'time' | 'url' | 'secret'
  choices?: { value: string; label: string }[]
}

const publicUrl: Field = {
  name: 'publicUrl',
  label: 'Public address of Keyholder',
  type: 'url',
  placeholder: 'https://keyholder.company.test',
  help: 'Where the internet reaches this page: for callbacks, and links to unsubscribe',
}
const perMinute: Field = { name: 'perMinute', label: 'Messages a minute', type: 'number' }

export const channelFields: Record<MessageChannel, Field[]> = {
  sms: [
    { name: 'accountSid', label: 'Account SID', placeholder: 'AC…' },
    { name: 'authToken', label: 'Auth token', type: 'secret' },
    { name: 'fromNumber', label: 'From number', placeholder: '(801) 555-0100' },
    {
      name: 'messagingServiceSid',
      label: 'Messaging service',
      placeholder: 'MG…',
      help: 'In place of the number, if you have one',
    },
    {
      name: 'quietFrom',
      label: 'Quiet from',
      type: 'time',
      help: 'Marketing waits; the same hour twice: never',
    },
    { name: 'quietTo', label: 'Quiet until', type: 'time' },
    publicUrl,
    perMinute,
    {
      name: 'baseUrl',
      label: 'Address of the service',
      type: 'url',
      help: 'As it is, unless Twilio gave you another',
    },
  ],
  email: [
    { name: 'host', label: 'Mail server', placeholder: 'smtp.company.test' },
    { name: 'port', label: 'Port', type: 'number' },
    {
      name: 'security',
      label: 'Encryption',
      choices: [
        { value: 'starttls', label: 'STARTTLS (587)' },
        { value: 'tls', label: 'TLS from the beginning (465)' },
        { value: 'none', label: 'None (only inside your own network)' },
      ],
    },
    { name: 'user', label: 'User' },
    { name: 'password', label: 'Password', type: 'secret' },
    { name: 'fromAddress', label: 'From address', placeholder: 'office@company.test' },
    { name: 'fromName', label: 'From name' },
    { name: 'replyTo', label: 'Reply to', help: 'Where replies go if they do not come in here' },
    {
      name: 'replyDomain',
      label: 'Domain for replies',
      placeholder: 'replies.company.test',
      help: 'A mail route brings what comes there to the address below',
    },
    {
      name: 'inboundSecret',
      label: 'Inbound secret',
      type: 'secret',
      help: 'Signs what the mail route brings',
    },
    publicUrl,
    perMinute,
  ],
}

const fresh: Record<MessageChannel, EmailSettings | SmsSettings> = {
  sms: {
    baseUrl: 'https://api.twilio.com',
    accountSid: '',
    fromNumber: null,
    messagingServiceSid: null,
    publicUrl: null,
    quietFrom: '21:00',
    quietTo: '08:00',
    perMinute: 60,
  },
  email: {
    host: '',
    port: 587,
    security: 'starttls',
    user: '',
    fromAddress: '',
    fromName: '',
    replyTo: null,
    replyDomain: null,
    publicUrl: null,
    perMinute: 60,
  },
}

export type Draft = Record<string, string>

/** What stands in the inputs; secrets begin empty. */
export const draftOf = (channel: MessageChannel, setups: MessageChannelSetups): Draft =>
  Object.fromEntries(
    Object.entries(setups[channel].settings ?? fresh[channel]).map(([name, value]) => [
      name,
      value === null ? '' : String(value),
    ]),
  )

/** The inputs as the contract takes them. */
export function bodyOf(channel: MessageChannel, draft: Draft) {
  const settings: Record<string, string | number | null> = {}
  const secrets: Record<string, string> = {}
  for (const { name, type } of channelFields[channel]) {
    const text = (draft[name] ?? '').trim()
    if (type === 'secret') {
      if (draft[name]) secrets[name] = draft[name]
    } else settings[name] = type === 'number' ? Number(text || 'x') : text
  }
  return { settings, ...secrets }
}
