/** Alarm.com by its dealer web services. No length is public: those below are ours, and what is too long it refuses itself. */
import { z } from 'zod'
import type { InteractiveManifest } from '../interactive.ts'
import { readPriceList } from '../price-list.ts'

export const alarmcomSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Service address',
      help: 'https://alarmadmin.alarm.com, unless Alarm.com gave you another',
    }),
  user: z.string().min(1).max(100).meta({
    label: 'Rep login',
    help: 'A rep of your dealership for this integration; it sees what that rep sees',
  }),
  password: z.string().min(1).max(128).meta({ label: 'Rep password', secret: true }),
  twoFactorDevice: z.string().max(200).default('').meta({
    label: 'Two-factor device ID',
    help: 'Only if the rep login is protected by two factors: the ID of a device that it trusts',
    secret: true,
  }),
  customerSite: z
    .string()
    .max(300)
    .regex(/^$|^https?:\/\/\S*\{token\}\S*$/, 'An address that contains {token}, or nothing')
    .default('')
    .meta({
      label: 'Customer site sign-in address',
      help: 'Where a login token opens the customer’s site, with {token} in its place; ask Alarm.com. Without it nobody can be impersonated',
    }),
  priceList: z
    .string()
    .max(8000)
    .refine((text) => readPriceList(text) !== null, 'Prices as 208 = 9.00, ProVideo = 5.00')
    .default('')
    .meta({
      label: 'Your price list',
      help: 'What Alarm.com charges you a month: 208 = 9.00, ProVideo = 5.00. The service tells prices only of plans that a customer has already',
    }),
})
export type AlarmcomSettings = z.output<typeof alarmcomSettings>

const same = (...codes: string[]) => codes.map((code) => ({ code, label: code }))

export const manifest: InteractiveManifest = {
  key: 'alarmcom',
  name: 'Alarm.com',
  kind: 'interactive',
  honesty:
    'This connector speaks Alarm.com’s dealer web services by the vendor’s own published WSDL, as read from a third-party copy; it has never been tried live, and what a WSDL does not say is our own reading.',
  brands: ['Alarm.com'],
  appBilling: true,
  settings: alarmcomSettings,
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
  capabilities: [
    'create',
    'commit',
    'activate',
    'update',
    'link',
    'unlink',
    'suspend',
    'terminate',
    'restore',
    'list',
    'plans',
    'quote',
    'devices',
    'refresh_devices',
    'swap_modem',
    'logins',
    'reset_password',
    'impersonate',
    'receivers',
  ],
  login: {
    pattern: '^[A-Za-z0-9_.@\\-]{4,50}$',
    help: '4 to 50 letters, digits, dots, hyphens, underscores or @',
  },
  device: {
    label: 'Modem serial number',
    pattern: '^[0-9A-Za-z]{10,20}$',
    help: '10 to 20 digits or letters, from the label of the communicator',
  },
  panels: [
    { code: 'IQPanel4', label: 'Qolsys IQ Panel 4' },
    { code: 'IQPanel2', label: 'Qolsys IQ Panel 2' },
    { code: 'IQPanel', label: 'Qolsys IQ Panel' },
    { code: 'IQHub', label: 'Qolsys IQ Hub' },
    { code: 'GoControl3', label: '2GIG GC3' },
    { code: 'TwoG', label: '2GIG GC2' },
    { code: 'Greybox', label: 'Simon XT, XTi' },
    { code: 'Neo', label: 'DSC PowerSeries Neo' },
    { code: 'Impassa', label: 'DSC Impassa' },
    { code: 'Iotega', label: 'DSC Iotega' },
    { code: 'Concord', label: 'Concord' },
    { code: 'NX', label: 'NX' },
    { code: 'SEMVista', label: 'Vista with SEM' },
    { code: 'SEMPowerSeries', label: 'PowerSeries with SEM' },
    ...same('Advisor', 'CatM1', 'NoPanel'),
  ],
  forwarding: [
    { code: 'Always', label: 'Always' },
    { code: 'OnlyIfPhoneFails', label: 'Only if the phone line fails' },
    { code: 'Never', label: 'Never' },
    { code: 'SelfMonitor', label: 'Self-monitored' },
  ],
  terminateReasons: [
    { code: 'Moving', label: 'Moving' },
    { code: 'Price', label: 'Price' },
    { code: 'FailureToMakePayment', label: 'Failure to make payment' },
    { code: 'TechnicalProblems', label: 'Technical problems' },
    { code: 'NotUsingService', label: 'Not using the service' },
    { code: 'SwitchingProviders', label: 'Switching providers' },
    { code: 'CancelledBeforeInstall', label: 'Cancelled before installation' },
    { code: 'BusinessClosed', label: 'Business closed' },
    { code: 'Unknown', label: 'Unknown' },
  ],
  swapReasons: [
    { code: 'upgrade', label: 'Upgrade' },
    { code: 'defective', label: 'Defective' },
    { code: 'panel', label: 'Panel replaced' },
  ],
  details: [
    {
      key: 'propertyType',
      label: 'Property',
      type: 'choice',
      atCreation: true,
      required: true,
      editable: false,
      choices: [
        { code: 'SingleFamilyHouse', label: 'House' },
        { code: 'Townhouse', label: 'Townhouse' },
        { code: 'Condo', label: 'Condo' },
        { code: 'Business', label: 'Business' },
      ],
    },
    {
      key: 'culture',
      label: 'Language',
      type: 'choice',
      atCreation: true,
      required: false,
      editable: false,
      choices: [
        { code: 'English_US', label: 'English' },
        { code: 'Spanish_US', label: 'Spanish' },
        { code: 'French_Canada', label: 'French (Canada)' },
        { code: 'EnglishCanada', label: 'English (Canada)' },
      ],
    },
    {
      key: 'unitDescription',
      label: 'System description',
      help: 'What tells this system from others of the same customer: Warehouse',
      type: 'text',
      maxLength: 50,
      atCreation: true,
      required: false,
      editable: false,
    },
    {
      key: 'installDate',
      label: 'Expected installation',
      help: 'For a commitment',
      type: 'date',
      atCreation: true,
      required: false,
      editable: false,
    },
    {
      key: 'installer',
      label: 'Installer’s rep login',
      type: 'text',
      maxLength: 50,
      atCreation: true,
      required: false,
      editable: false,
    },
    {
      key: 'phoneLine',
      label: 'The panel has a phone line',
      type: 'flag',
      atCreation: true,
      required: false,
      editable: false,
    },
    {
      key: 'ignoreCoverage',
      label: 'Go on where coverage is low',
      type: 'flag',
      atCreation: true,
      required: false,
      editable: false,
    },
    {
      key: 'welcomeLetter',
      label: 'E-mail the welcome letter',
      help: 'It tells the customer how to sign in for the first time',
      type: 'flag',
      atCreation: true,
      required: false,
      editable: false,
    },
  ],
  scorecard: [
    { rule: 'Speaks the provider’s own wire format', state: 'done' },
    {
      rule: 'Names, order and values of every message are held against a table of public facts',
      state: 'done',
    },
    { rule: 'Passes its questions against its sandbox, faults included', state: 'done' },
    { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a dealer’s rep login' },
    {
      rule: 'A change made at Alarm.com in the moment between look and write is noticed',
      state: 'exempt',
      reason: 'The wire has neither versions nor idempotency keys',
    },
    {
      rule: 'A password reset, a welcome letter or an equipment request is never sent twice',
      state: 'exempt',
      reason: 'The wire does not tell whether one has been sent',
    },
    {
      rule: 'The price of a plan before it is applied',
      state: 'exempt',
      reason: 'The wire prices only what a customer has; the dealer’s own price list stands in',
    },
    {
      rule: 'Quantities of add-ons are set, within what the package allows',
      state: 'done',
    },
    {
      rule: 'Bills in the app: names of the two calls are public, their members are our own reading',
      state: 'done',
    },
    {
      rule: 'Adds and deletes a customer’s logins, panel templates, trouble conditions, orders',
      state: 'todo',
      reason: 'A later part of the services; of the messages for logins only the names are known to us',
    },
  ],
}
