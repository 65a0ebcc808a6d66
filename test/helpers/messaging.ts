/**
 * A company that writes to its customers, as the tests of messages share it: the house, both providers, one customer for
 * each test. Each test file has its own, as each loads this module anew.
 */
import { expect } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { messages, type Message } from '#shared/contracts/messages.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { credentials } from '#sandboxes/twilio/server.ts'
import { eventually } from './eventually.ts'
import type { Company, CustomerRow, Location, User } from './factories.ts'
import { type House, openHouse } from './house.ts'
import { sealChannel } from '#server/modules/messages/messages.channels.ts'

export const secret = 'signs-what-comes-in-by-mail'
export let house: House
export let company: Company
export let here: Location
export let user: User
export let customer: CustomerRow
export let origin: string
export let next = 100

export const control = async <T>(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<T> => {
  const reply = await fetch(`${house.station.origin}/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
type Effects = {
  effects: { accountNumber: string; values: { body?: string; text?: string } }[]
  accounts: never[]
}
export const arrived = async (key: 'twilio' | 'smtp', to: string) =>
  (await control<Effects>(`${key}/_control/accounts`)).effects.filter(
    ({ accountNumber }) => accountNumber === to,
  )
export const fail = (key: 'twilio' | 'smtp', fault: string, times = 1) =>
  control(`${key}/_control/faults`, { fault, times, ...(key === 'twilio' && { match: { write: true } }) })

const channelRow = (channel: 'sms' | 'email', settings: object, secrets: object) =>
  house.plant.insert('message_channel', company, {
    channel,
    settings: JSON.stringify(settings),
    sealed_secrets: sealChannel(company.id, channel, secrets as never),
  })
export const smsSettings = () => ({
  baseUrl: `${house.station.origin}/twilio`,
  accountSid: credentials.sid,
  fromNumber: '+18015550190',
  messagingServiceSid: null,
  publicUrl: origin,
  quietFrom: '00:00',
  quietTo: '00:00',
  perMinute: 6000,
})
export const emailSettings = () => ({
  host: '127.0.0.1',
  port: house.station.smtpPort,
  security: 'none' as const,
  user: mailbox.user,
  fromAddress: 'office@acme.test',
  fromName: 'Acme Alarm',
  replyTo: null,
  replyDomain: 'replies.acme.test',
  publicUrl: origin,
  perMinute: 6000,
})

/** Opens a house whose company sends by both sandboxes, with a worker and a port for callbacks. */
export async function openMessaging(): Promise<void> {
  house = await openHouse({ sandboxes: true, worker: true })
  here = await house.plant.location()
  company = here.company
  user = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  origin = await house.app.listen({ port: 0, host: '127.0.0.1' })
  await channelRow('sms', smsSettings(), { authToken: credentials.token })
  await channelRow('email', emailSettings(), { password: mailbox.password, inboundSecret: secret })
}
export const closeMessaging = () => house.close()
/** Another customer for each test, with numbers and an address of their own. */
export async function nextCustomer(): Promise<void> {
  next += 1
  customer = await house.plant.customer({
    location: here,
    fields: {
      firstName: 'Dana',
      lastName: 'Whitlock',
      primaryPhone: `8015550${next}`,
      cellPhone: `8015551${next}`,
      email: `Dana${next}@whitlock.test`,
      city: 'Provo',
    },
  })
}

export const cell = () => `+18015551${next}`
export const mail = () => `dana${next}@whitlock.test`
export const params = () => ({ customerId: customer.id })
export const send = (body: Partial<Parameters<typeof bodyOf>[0]> = {}, as = user) =>
  house.as(as).call(messages.send, { params: params(), body: bodyOf(body) })
const bodyOf = (given: {
  channel?: 'sms' | 'email'
  to?: string
  body?: string
  subject?: string
  category?: 'marketing' | 'transactional'
  dedupeKey?: string
}) => {
  const { channel = 'sms', body = 'See you at nine.' } = given
  return {
    channel,
    to: channel === 'sms' ? cell() : mail(),
    body,
    ...(channel === 'email' && { subject: 'Your visit' }),
    ...given,
  }
}
export const thread = async () =>
  (await house.as(user).call(messages.ofCustomer, { params: params(), query: {} })).body
export const becomes = (state: Message['state'], id?: number) =>
  eventually(async () => {
    const { items } = await thread()
    const found = id ? items.find((one) => one.id === id) : items[0]
    expect(found?.state).toBe(state)
    return found!
  })
export const tab = async () =>
  (await house.as(user).call(customers.open, { params: params() })).body.tabs.find(
    ({ key }) => key === 'messages',
  )
export const textFrom = (from: string, body: string, more: object = {}) =>
  control<{ status: number; type: string; body: string }>('twilio/_control/inbound', {
    from,
    to: '+18015550190',
    body,
    url: `${origin}/api/v1/callbacks/twilio/${company.id}/inbound`,
    ...more,
  })
