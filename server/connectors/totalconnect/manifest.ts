/** Total Connect as a profile of the Open Interactive API. Rules of an account are AlarmNet 360's public help; the rest is ours. */
import type { InteractiveManifest } from '../interactive.ts'
import { openInteractiveProfile } from '../open-interactive/profile.ts'
import { openInteractiveSettings } from '../open-interactive/settings.ts'
import { z } from 'zod'

export const totalconnectSettings = openInteractiveSettings.extend({
  callbackSecret: z.string().min(20, 'At least 20 characters').max(128).optional().meta({
    label: 'Callback secret',
    help: 'Known to AlarmNet’s side and to Keyholder: it signs the news of changed accounts. Empty: no callbacks are taken',
    secret: true,
  }),
})

export const manifest: InteractiveManifest = {
  ...openInteractiveProfile,
  key: 'totalconnect',
  name: 'Total Connect',
  honesty:
    'No public contract for provisioning Total Connect exists; this connector speaks our own Open Interactive API and has never run against AlarmNet.',
  brands: ['Total Connect', 'AlarmNet', 'Resideo', 'Honeywell Home'],
  settings: totalconnectSettings,
  fields: {
    ...openInteractiveProfile.fields,
    businessName: { maxLength: 50 },
    email: { maxLength: 50 },
  },
  device: {
    label: 'MAC and CRC',
    pattern: '^[0-9A-Fa-f]{12}-[0-9A-Fa-f]{4}$',
    help: 'Both from the communicator’s label, with a hyphen between: 00D02D1A2B3C-4F7A',
  },
  panels: [
    { code: 'PROA7', label: 'ProA7 or ProA7Plus' },
    { code: 'LYRIC', label: 'Lyric' },
    { code: 'LYNX', label: 'LYNX Touch' },
    { code: 'VISTA', label: 'VISTA' },
  ],
  details: [],
  scorecard: [
    { rule: 'Passes its questions against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    {
      rule: 'MAC with CRC, search by MAC or City-CS-Sub, location name and e-mail of 50 characters, callback on changes',
      state: 'done',
    },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'AlarmNet publishes none' },
    {
      rule: 'Total Connect’s own published interface (TC2)',
      state: 'exempt',
      reason: 'It is the homeowner’s: it signs in with their password and opens no accounts',
    },
    {
      rule: 'Has run against the live service',
      state: 'todo',
      reason: 'Needs a dealer’s contract with Resideo, and a gateway that speaks the Open Interactive API',
    },
  ],
}
