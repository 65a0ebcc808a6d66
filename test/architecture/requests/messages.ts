import type { Requests } from '../every-endpoint.ts'

/** Inside our own network, so that the test of a channel ends at once and reaches nobody. */
const email = {
  host: '127.0.0.1',
  port: 587,
  security: 'starttls',
  user: '',
  fromAddress: 'office@company.test',
  fromName: 'Office',
  perMinute: 60,
}
const sms = {
  baseUrl: 'https://127.0.0.1',
  accountSid: `AC${'0'.repeat(32)}`,
  fromNumber: '(801) 555-0190',
  quietFrom: '21:00',
  quietTo: '08:00',
  perMinute: 60,
}
const setUp: [channel: string, settings: object][] = [
  ['sms', sms],
  ['email', email],
]

export const messagesRequests: Requests = {
  async plant(house, { customer, here, marker }) {
    const { company } = customer
    const has = await house.owner.query('select from message_channel where company_id = $1', [company.id])
    if (!has.rowCount)
      for (const [channel, settings] of setUp)
        await house.plant.insert('message_channel', company, { channel, settings: JSON.stringify(settings) })
    const message = (values: object) =>
      house.plant.insert('message', company, {
        customer_id: customer.id,
        direction: 'out',
        channel: 'email',
        category: 'transactional',
        state: 'unknown',
        subject: marker,
        body: marker,
        their_address: `${marker}@customer.test`,
        token: `${marker}-${Math.random().toString(36).slice(2).padEnd(12, '0')}`,
        ...values,
      })
    const unassigned = { customer_id: null, location_id: here.id, direction: 'in', state: 'received' }
    return {
      messageId: await message({}),
      incomingId: await message(unassigned),
      token: `${marker}-of-nobody-at-all`,
      companyId: company.id,
      channel: 'email',
      optOutId: await house.plant.insert('message_opt_out', company, {
        channel: 'email',
        scope: 'marketing',
        source: 'user',
        customer_id: customer.id,
        at: new Date(),
      }),
      templateId: await house.plant.insert('message_template', company, {
        name: `${marker} template`,
        channel: 'sms',
        category: 'transactional',
        body: marker,
      }),
    }
  },
  bodies: {
    'messages.send': ({ marker }) => ({
      channel: 'email',
      to: `${marker}@customer.test`,
      subject: 'Hello',
      body: 'Hello',
    }),
    'messages.cancel': () => ({ version: 1 }),
    'messages.retry': () => ({ version: 1 }),
    'messages.settle': () => ({ version: 1, as: 'arrived' }),
    'messages.read': ({ params }) => ({ upTo: params.messageId }),
    'messages.setOptOut': () => ({ scope: 'all', note: 'Asked' }),
    'messages.assign': ({ params }) => ({ customerId: params.customerId }),
    'messageSetup.saveEmail': () => ({ version: 1, active: true, senders: [], settings: email }),
    'messageSetup.saveSms': () => ({
      version: 1,
      active: true,
      senders: [],
      settings: sms,
      authToken: 'not-a-token',
    }),
    'messageSetup.createTemplate': ({ marker }) => ({
      name: `${marker} new`,
      channel: 'sms',
      category: 'transactional',
      body: 'Hi {{first_name}}',
    }),
    'messageSetup.saveTemplate': ({ marker }) => ({
      version: 1,
      template: { name: marker, channel: 'sms', category: 'transactional', body: 'Hi' },
    }),
    'callbacks.twilioInbound': () => ({ MessageSid: 'SM0', From: '+18015550123', Body: 'Hi' }),
    'callbacks.twilioStatus': () => ({ MessageSid: 'SM0', MessageStatus: 'sent' }),
    'callbacks.email': () => ({ kind: 'reply', to: 'a@b.test', from: 'c@d.test', messageId: '<1@x>' }),
  },
}
