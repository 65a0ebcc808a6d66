import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/alarmcom/document.ts'
import { askInteractive } from '../conformance-interactive.ts'
import { alarmcom } from './alarmcom.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/`,
  user: 'guarded_adc',
  password: 'sandbox-demo',
  twoFactorDevice: 'sandbox-device-1',
  customerSite: `${url}/web/login?token={token}`,
  priceList: '193 = 10.50\n208=9.00, 209=12\nProVideo = 5.00; DoorbellCameras = 2.50',
})

askInteractive({
  connector: alarmcom,
  system: 'SYS-08',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['alarmcom'] })
    return { url: `${url}/alarmcom`, close }
  },
  settings,
  badSettings: (url) => [
    { ...settings(url), password: 'not-the-password' },
    { ...settings(url), user: 'Guarded_adc' },
    { ...settings(url), twoFactorDevice: 'another-device' },
  ],
  known: {
    texts: ['14000101', 'marian.abernathy', 'Hugh.Abernathy', '1000000101', ' marian@example.test '],
    subscriber: {
      externalId: '14000101',
      login: 'marian.abernathy',
      state: 'active',
      fields: {
        firstName: 'Marian',
        lastName: 'Abernathy',
        businessName: '',
        addressLine1: '77 Cottonwood Ln',
        addressLine2: '',
        city: 'Orem',
        state: 'UT',
        zip: '84057-1234',
        primaryPhone: '8015550131',
        email: 'marian@example.test',
      },
      plan: { code: '209', label: 'Interactive Security + Automation' },
      deviceSerial: '1000000101',
      panel: 'Qolsys IQ Panel 4',
      monthlyCents: 2200,
      centralStation: { accountNumber: '4471', receiver: '8005550140', forwarding: 'Always' },
      linkedReference: null,
      troubles: [],
    },
  },
  // colinfarrow and 14000201 are another dealer's.
  missing: ['', 'x', '99999', '1999999999', 'colinfarrow', '14000201', 'nobody@example.test', '<14000101>'],
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
    planCode: '193',
    addOnCodes: ['ProVideo'],
    deviceSerial: String(2_000_000_000 + n),
    panelCode: 'IQPanel4',
    centralStation: { accountNumber: `9${n}`, receiver: '8005550140', forwarding: 'Always' },
    details: { propertyType: 'SingleFamilyHouse', installDate: '2026-12-03', welcomeLetter: 'yes' },
  }),
  plan: { planCode: '209', addOnCodes: ['ProVideo', 'DoorbellCameras', 'SmartArming'] },
  unknownPlan: '777',
  device: (n) => String(3_000_000_000 + n),
  panelCode: 'GoControl3',
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
