/** SecureNet as a profile of the Open Interactive API. Its rules are known from a public knowledge base; lengths are ours. */
import type { InteractiveManifest } from '../interactive.ts'
import { openInteractiveProfile } from '../open-interactive/profile.ts'

export const manifest: InteractiveManifest = {
  ...openInteractiveProfile,
  key: 'securenet',
  name: 'SecureNet',
  honesty:
    'No public contract for the wire of SecureNet exists; this connector speaks our own Open Interactive API and has never run against the live service.',
  brands: ['SecureNet'],
  panels: [
    { code: 'HELIX', label: 'Helix' },
    { code: 'OTHER', label: 'Another panel' },
  ],
  details: [
    {
      key: 'pin',
      label: 'Master Contact’s PIN',
      help: '4 to 10 digits. Every account has a Master Contact: the customer, by both names and a telephone number',
      type: 'text',
      maxLength: 10,
      atCreation: true,
      required: true,
      editable: false,
    },
  ],
  scorecard: [
    { rule: 'Passes its questions against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    {
      rule: 'Master Contact, digits-only phones, PIN of 4 to 10 digits, at most 50 users',
      state: 'done',
    },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'SecureNet publishes none' },
    {
      rule: 'Has run against the live service',
      state: 'todo',
      reason: 'Needs a dealer’s contract, and a gateway that speaks the Open Interactive API',
    },
    {
      rule: 'Adds users, and sets what each may do',
      state: 'todo',
      reason: 'The port has no place for them; they are listed',
    },
  ],
}
