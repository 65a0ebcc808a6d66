import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/alula/document.ts'
import { askInteractive } from '../conformance-interactive.ts'
import { alula } from './alula.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/`,
  clientId: 'keyholder-client',
  clientSecret: 'client-demo',
  username: 'keyholder',
  password: 'sandbox-demo',
  dealerId: '4100',
  priceList: '501 = 4.50\n502=9, 503 = 12.25',
})
const mac = (n: number) => `0B${n.toString(16).toUpperCase().padStart(10, '0')}`

askInteractive({
  connector: alula,
  system: 'SYS-09',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['alula'] })
    return { url: `${url}/alula`, close }
  },
  settings,
  badSettings: (url) => [
    { ...settings(url), password: 'not-the-password' },
    { ...settings(url), username: 'Keyholder' },
    { ...settings(url), clientSecret: 'not-the-secret' },
  ],
  known: {
    texts: ['70001', 'nora.whitlock', 'Nora.Whitlock', '0a:00:00:70:01:01', ' nora@example.test '],
    subscriber: {
      externalId: '70001',
      login: 'nora.whitlock',
      state: 'active',
      fields: {
        firstName: 'Nora',
        lastName: 'Whitlock',
        businessName: '',
        addressLine1: '17 Aspen Way',
        addressLine2: '',
        city: 'Orem',
        state: 'UT',
        zip: '84057-1234',
        primaryPhone: '8015550151',
        email: 'nora@example.test',
      },
      plan: { code: '503', label: 'Interactive with automation' },
      deviceSerial: '0A0000700101',
      panel: 'Connect+PRO',
      monthlyCents: 1225,
      centralStation: null,
      linkedReference: null,
      troubles: ['Doorbell is offline'],
    },
  },
  // colinfarrow and 70201 are another dealer's.
  missing: ['', 'x', '99999', '1999999999', 'colinfarrow', '70201', 'nobody@example.test', '0A0000700202'],
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
    planCode: '502',
    addOnCodes: [],
    deviceSerial: mac(n),
    panelCode: '',
    centralStation: null,
    details: { crc: mac(n).slice(-4).toLowerCase() },
  }),
  plan: { planCode: '504', addOnCodes: [] },
  unknownPlan: '777',
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
