/** Alula by its OAuth2, REST and RPC interfaces. No length is public: those below are ours, and what is too long it refuses itself. */
import { z } from 'zod'
import type { InteractiveManifest } from '../interactive.ts'
import { readPriceList } from '../price-list.ts'

export const alulaSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ label: 'Service address', help: 'https://api.alula.net, unless Alula gave you another' }),
  clientId: z.string().min(1).max(100).meta({ label: 'Client ID', help: 'Of your API client, from Alula' }),
  clientSecret: z.string().min(1).max(200).meta({ label: 'Client secret', secret: true }),
  username: z.string().min(1).max(100).meta({
    label: 'User name',
    help: 'A user of your dealership for this integration; it sees what that user sees',
  }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  dealerId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/, 'Up to 40 letters, digits and hyphens')
    .meta({ label: 'Dealer ID', help: 'Panels are registered to this dealer' }),
  priceList: z
    .string()
    .max(8000)
    .refine((text) => readPriceList(text) !== null, 'Prices as 501 = 9.00, 502 = 12.50')
    .default('')
    .meta({
      label: 'Your price list',
      help: 'What Alula charges you a month by feature plan: 501 = 9.00, 502 = 12.50. How it tells prices is not public',
    }),
})
export type AlulaSettings = z.output<typeof alulaSettings>

export const manifest: InteractiveManifest = {
  key: 'alula',
  name: 'Alula',
  kind: 'interactive',
  honesty:
    'This connector signs in to Alula and calls its procedures as the documentation of Alula’s own Ruby client shows them; the attributes of its REST resources are our own reading, and it has never been tried live.',
  brands: ['Alula'],
  settings: alulaSettings,
  fields: {
    firstName: { maxLength: 50 },
    lastName: { maxLength: 50 },
    businessName: { maxLength: 100 },
    addressLine1: { maxLength: 100 },
    addressLine2: { maxLength: 100 },
    city: { maxLength: 50 },
    state: { maxLength: 2 },
    zip: { maxLength: 10 },
    primaryPhone: { maxLength: 10 },
    email: { maxLength: 100 },
  },
  limits: { callsPerSecond: 10, timeoutMs: 30_000 },
  idempotency: 'look',
  capabilities: ['create', 'update', 'terminate', 'list', 'plans', 'devices', 'logins'],
  login: {
    pattern: '^[A-Za-z0-9_.@\\-]{4,50}$',
    help: '4 to 50 letters, digits, dots, hyphens, underscores or @',
  },
  device: {
    label: 'MAC address',
    pattern: '^([0-9A-Fa-f]{2}[:\\-]?){5}[0-9A-Fa-f]{2}$',
    help: '12 hexadecimal digits, from the label of the panel or communicator',
  },
  // The device itself says which it is.
  panels: [],
  forwarding: [],
  terminateReasons: [{ code: 'ended', label: 'The service ends' }],
  swapReasons: [],
  details: [
    {
      key: 'crc',
      label: 'CRC',
      help: 'Beside the MAC address on the label',
      type: 'text',
      maxLength: 8,
      atCreation: true,
      required: true,
      editable: false,
    },
  ],
  scorecard: [
    { rule: 'Signs in and calls procedures as the vendor’s own client does', state: 'done' },
    { rule: 'Names and order of every message are held against a table of facts', state: 'done' },
    { rule: 'Passes its questions against its sandbox, faults included', state: 'done' },
    {
      rule: 'Paths and attributes of REST resources as the service has them',
      state: 'todo',
      reason: 'Of most only the names are public; ours are a reading',
    },
    { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a dealer’s API client' },
    {
      rule: 'A change made at Alula in the moment between look and write is noticed',
      state: 'exempt',
      reason: 'The wire has neither versions nor idempotency keys',
    },
    {
      rule: 'Our record is noted at Alula',
      state: 'exempt',
      reason: 'No place for it is known; the link is kept here alone',
    },
    {
      rule: 'Resets passwords, opens the app as a customer, suspends, swaps a panel, sets where alarms go',
      state: 'todo',
      reason: 'Of these calls only names are public, or nothing',
    },
    {
      rule: 'Several panels of one customer',
      state: 'todo',
      reason: 'All are listed; the plan is the first’s',
    },
  ],
}
