/** ADT as a profile of the Open Station API. What a dealer gives ADT is known from public pages; the wire is ours. */
import { z } from 'zod'
import type { Manifest } from '../contract.ts'
import type { DetailField } from '../station-parts.ts'
import { openStationProfile } from '../open-station/profile.ts'
import { openStationSettings } from '../open-station/settings.ts'

const { baseUrl, userId, password, dealerId } = openStationSettings.shape

/** What a company fills in to reach ADT; the names are those of ADT's own pages for dealers. */
export const adtSettings = z.object({
  baseUrl,
  userId: userId.meta({
    label: 'Dealer Web System User: username',
    help: 'The user that ADT made for this interface, never somebody’s own Dealer Web login',
  }),
  password: password.meta({ label: 'Dealer Web System User: password', secret: true }),
  dealerId: dealerId.meta({
    label: 'Dealer number',
    help: 'Your number at ADT; sub-dealers have theirs in the catalogue of dealer numbers',
  }),
  production: z.boolean().default(false).meta({
    label: 'Production environment',
    help: 'Orders are real. Test connection refuses the other environment',
  }),
  preCheckEnabled: z.boolean().default(false).meta({
    label: 'Pre-Check Order Enabled',
    help: 'Customers and leads can be checked before an order: the ADT Pre-Check button beside First Name',
  }),
  preCheckStyle: z
    .enum(['automatic', 'manual'])
    .default('automatic')
    .meta({
      label: 'Pre-Check Execute Style',
      help: 'Automatic: runs again by itself when the phone or the address of a checked customer changes',
      choices: { automatic: 'Automatic (Pre-Existing Check)', manual: 'Manual' },
    }),
  preCheckRequired: z.boolean().default(true).meta({
    label: 'Only approved customers get an account',
    help: 'No account is created before the customer’s PreCheck is approved. Has no meaning while Pre-Check orders are off',
  }),
})

const orderField = { atCreation: true, required: false, editable: true } as const
/** What dealers give ADT with an order; which of it are needed ADT says when the order is submitted. */
const orderDetails: readonly DetailField[] = [
  { key: 'servicePlan', label: 'Service plan', type: 'choice', choices: 'station', ...orderField },
  {
    key: 'installedOn',
    label: 'Installation date',
    help: 'Needed before the order is submitted',
    type: 'date',
    ...orderField,
  },
  { key: 'completedOn', label: 'Estimated completion date', type: 'date', ...orderField },
  {
    key: 'creditTracking',
    label: 'Credit tracking number',
    help: 'Of the credit report, also where it returned no score',
    type: 'text',
    maxLength: 20,
    ...orderField,
  },
  {
    key: 'representative',
    label: 'Sales representative number',
    help: 'ADT’s number of who sold it, for this office',
    type: 'text',
    maxLength: 12,
    ...orderField,
  },
]

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'adt',
  name: 'ADT',
  honesty:
    'No public contract for the wire of ADT exists; this connector speaks our own Open Station API and has never run against ADT.',
  brands: ['ADT'],
  settings: adtSettings,
  fields: {
    ...openStationProfile.fields,
    businessName: { maxLength: 28 },
    abortCode: { maxLength: 10 },
  },
  providerFields: [
    { key: 'adtNumber', label: 'ADT#', help: 'ADT’s number of the account; comes with it' },
    { key: 'adtSerialMan', label: 'MAN/Site#', help: 'ADT’s MAN or site number; comes with the account' },
  ],
  neededAtCreation: ['abortCode'],
  capabilities: [
    ...openStationProfile.capabilities,
    'list',
    'zones',
    'zone_edit',
    'details',
    'order',
    'precheck',
  ],
  parts: {
    zones: { pattern: '^\\d{1,3}$', help: 'One to three digits: 7', nameLength: 40 },
    details: orderDetails,
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'PreCheck, ADT# and MAN/Site#, account push and pull, order state', state: 'done' },
    { rule: 'Orders: service plan, installation, credit tracking, submission and its answer', state: 'done' },
    {
      rule: 'Orders with billing data, product codes of equipment, eContracts, clean-up and rate adjustments',
      state: 'todo',
      reason: 'No public page tells enough of them',
    },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'ADT publishes none' },
    { rule: 'Has run against a live station', state: 'todo', reason: 'Needs a dealer’s contract with ADT' },
  ],
}
