import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-interactive/document.ts'
import { askInteractive } from '../conformance-interactive.ts'
import { securenet } from './securenet.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/`,
  userId: 'keyholder',
  password: 'sandbox-demo',
  dealerId: 'ACME01',
})

askInteractive({
  connector: securenet,
  system: 'SYS-10',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['securenet'] })
    return { url: `${url}/securenet`, close }
  },
  settings,
  badSettings: (url) => [
    { ...settings(url), password: 'not-the-password' },
    { ...settings(url), userId: 'Keyholder' },
    { ...settings(url), dealerId: 'acme01' },
  ],
  known: {
    texts: ['SN-1001', 'wilma.hartigan', 'Otis.Hartigan', '00a1b2c3d401', ' wilma@example.test '],
    subscriber: {
      externalId: 'SN-1001',
      login: 'wilma.hartigan',
      state: 'active',
      fields: {
        firstName: 'Wilma',
        lastName: 'Hartigan',
        businessName: '',
        addressLine1: '41 Juniper Ct',
        addressLine2: '',
        city: 'Orem',
        state: 'UT',
        zip: '84057-1234',
        primaryPhone: '8015550141',
        email: 'wilma@example.test',
      },
      plan: { code: 'SN-PLUS', label: 'Plus' },
      deviceSerial: '00A1B2C3D401',
      panel: 'Helix',
      monthlyCents: 1200,
      centralStation: { accountNumber: '4471', receiver: 'R-EAST', forwarding: 'always' },
      linkedReference: null,
      troubles: [],
    },
  },
  // colinfarrow and SN-2001 are another dealer's.
  missing: ['', 'x', '99999', 'colinfarrow', 'SN-2001', 'nobody@example.test', 'a\tb'],
  newSubscriber: (n) => ({
    fields: {
      firstName: 'Amelia “Zoë”',
      lastName: 'Thornbury & Sons <美咲>',
      businessName: '',
      addressLine1: '88 Orchard Street',
      addressLine2: 'Suite 4',
      city: 'Provo',
      state: 'UT',
      zip: '84601-1234',
      primaryPhone: '8015550101',
      email: `amelia${n}@example.test`,
    },
    login: `thornbury.${n}`,
    planCode: 'SN-BASIC',
    addOnCodes: ['AUTOMATION'],
    deviceSerial: String(2_000_000_000 + n),
    panelCode: 'HELIX',
    centralStation: { accountNumber: `9${n}`, receiver: 'R-WEST', forwarding: 'backup' },
    details: { pin: '735190' },
  }),
  plan: { planCode: 'SN-PLUS', addOnCodes: ['VIDEO-2', 'VOICE'] },
  unknownPlan: 'SN-GOLD',
  device: (n) => String(3_000_000_000 + n),
  panelCode: 'HELIX',
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
