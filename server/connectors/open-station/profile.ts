/**
 * What every brand that is reached by the Open Station API shares; a brand's manifest takes it over and may
 * narrow it. Lengths are those of docs/connectors/open-station-api.json, in UTF-16 code units.
 */
import type { Manifest } from '../contract.ts'
import { openStationSettings } from './settings.ts'

export const openStationProfile = {
  kind: 'station',
  settings: openStationSettings,
  fields: {
    firstName: { maxLength: 30 },
    lastName: { maxLength: 40 },
    businessName: { maxLength: 60 },
    addressLine1: { maxLength: 60 },
    addressLine2: { maxLength: 60 },
    city: { maxLength: 40 },
    state: { maxLength: 2 },
    zip: { maxLength: 10 },
    county: { maxLength: 40 },
    crossStreet: { maxLength: 60 },
    primaryPhone: { maxLength: 17 },
    workPhone: { maxLength: 17 },
    cellPhone: { maxLength: 17 },
    otherPhone: { maxLength: 17 },
    email: { maxLength: 100 },
    abortCode: { maxLength: 20 },
  },
  providerFields: [],
  limits: {
    callsPerSecond: 250,
    timeoutMs: 10_000,
    maxContacts: 20,
    contact: {
      firstName: { maxLength: 30 },
      lastName: { maxLength: 40 },
      phone: { maxLength: 17 },
      relation: { maxLength: 30 },
      passcode: { maxLength: 20 },
    },
    accountNumber: {
      pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$',
      help: 'Up to 16 letters, digits and hyphens; upper and lower case matter',
    },
  },
  idempotency: 'key',
  capabilities: ['lookup', 'shell', 'update', 'link', 'contacts', 'codes', 'unlink'],
} as const satisfies Partial<Manifest>
