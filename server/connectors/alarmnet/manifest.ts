/** AlarmNet (Resideo, Honeywell) as a profile of the Open Station API. Its account rules are public, its wire is not. */
import { z } from 'zod'
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'
import { openStationSettings } from '../open-station/settings.ts'

const { abortCode: _none, otherPhone: _fourth, ...fields } = openStationProfile.fields

export const alarmnetSettings = openStationSettings.extend({
  callbackSecret: z.string().min(20, 'At least 20 characters').max(128).optional().meta({
    label: 'Callback secret',
    help: 'Known to AlarmNet’s side and to Keyholder: it signs the news of changed accounts. Empty: no callbacks are taken',
    secret: true,
  }),
})

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'alarmnet',
  name: 'AlarmNet',
  honesty:
    'No public contract for AlarmNet’s provisioning exists; this connector speaks our own Open Station API and has never run against AlarmNet.',
  brands: ['AlarmNet', 'Resideo', 'Honeywell AlarmNet'],
  settings: alarmnetSettings,
  fields: { ...fields, businessName: { maxLength: 50 }, email: { maxLength: 50 } },
  limits: {
    ...openStationProfile.limits,
    contact: { ...openStationProfile.limits.contact, relation: { maxLength: 0 }, passcode: { maxLength: 0 } },
    keepsKeyholders: false,
    accountNumber: {
      pattern: '^[0-9A-F]{2}-[0-9A-F]{2}-[0-9A-F]{4}$',
      help: 'City-CS-Sub in capital hexadecimal digits: A1-02-1001',
    },
  },
  capabilities: [
    ...openStationProfile.capabilities.filter((capability) => capability !== 'codes'),
    'list',
    'events',
    'details',
    'service',
  ],
  parts: {
    service: { categories: false },
    maxDays: 31,
    details: [
      {
        key: 'mac',
        label: 'MAC',
        help: 'Of the communicator, as printed on it',
        type: 'text',
        maxLength: 12,
        pattern: { like: '^[0-9A-F]{12}$', help: 'Twelve hexadecimal digits in capitals: 00D02D1A2B3C' },
        atCreation: true,
        required: true,
        editable: false,
      },
      {
        key: 'crc',
        label: 'CRC',
        help: 'Printed beside the MAC',
        type: 'text',
        maxLength: 4,
        pattern: { like: '^[0-9A-F]{4}$', help: 'Four hexadecimal digits in capitals: 4F7A' },
        atCreation: true,
        required: true,
        editable: false,
      },
      {
        key: 'crmNumber',
        label: 'CRM number',
        help: 'Your own number for the account at AlarmNet',
        type: 'text',
        maxLength: 25,
        atCreation: true,
        required: false,
        editable: true,
      },
    ],
    contactsLack: 'relation, passcode, who has a key',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'City-CS-Sub with MAC and CRC, details, events, service, callback on changes', state: 'done' },
    {
      rule: 'Finds an account by its MAC',
      state: 'todo',
      reason: 'Accounts are linked by their City-CS-Sub',
    },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'AlarmNet publishes none' },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with Resideo',
    },
  ],
}
