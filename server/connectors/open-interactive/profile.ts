/**
 * What every brand that is reached by the Open Interactive API shares; a brand's manifest takes it over and may narrow
 * it. Lengths are those of docs/connectors/open-interactive-api.json, in UTF-16 code units.
 */
import type { InteractiveManifest } from '../interactive.ts'
import { openInteractiveSettings } from './settings.ts'

export const openInteractiveProfile = {
  kind: 'interactive',
  settings: openInteractiveSettings,
  fields: {
    firstName: { maxLength: 30 },
    lastName: { maxLength: 40 },
    businessName: { maxLength: 60 },
    addressLine1: { maxLength: 60 },
    addressLine2: { maxLength: 60 },
    city: { maxLength: 40 },
    state: { maxLength: 2 },
    zip: { maxLength: 10 },
    primaryPhone: { maxLength: 10 },
    email: { maxLength: 100 },
  },
  limits: { callsPerSecond: 50, timeoutMs: 15_000 },
  idempotency: 'key',
  capabilities: [
    'create',
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
    'swap_modem',
    'logins',
    'reset_password',
    'impersonate',
    'receivers',
  ],
  login: {
    pattern: '^[A-Za-z0-9._@\\-]{4,50}$',
    help: '4 to 50 letters, digits, dots, hyphens, underscores or @',
  },
  device: {
    label: 'Serial number',
    pattern: '^[0-9A-Fa-f]{10,16}$',
    help: '10 to 16 hexadecimal digits, from the label of the panel or its modem',
  },
  forwarding: [
    { code: 'always', label: 'Always' },
    { code: 'backup', label: 'Only if the other path fails' },
    { code: 'never', label: 'Never' },
  ],
  terminateReasons: [
    { code: 'MOVED', label: 'Moved' },
    { code: 'PRICE', label: 'Price' },
    { code: 'UNPAID', label: 'Not paid' },
    { code: 'SWITCHED', label: 'Went to another provider' },
    { code: 'OTHER', label: 'Other' },
  ],
  swapReasons: [
    { code: 'DEFECT', label: 'Defective' },
    { code: 'UPGRADE', label: 'Upgrade' },
    { code: 'PANEL', label: 'Panel replaced' },
  ],
} as const satisfies Partial<InteractiveManifest>
