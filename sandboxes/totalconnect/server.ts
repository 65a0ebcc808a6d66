/** Total Connect, AlarmNet's app for customers, as this repository's own Open Interactive API presents it. */
import { fireCallback } from '../alarmnet/callback.ts'
import type { Sandbox } from '../kit.ts'
import type { Plan } from '../open-interactive/profile.ts'
import { openInteractiveSandbox } from '../open-interactive/server.ts'
import { seed } from './seed.ts'

const remote = { code: 'REMOTE', label: 'Arm and disarm from the app' }
const alerts = { code: 'ALERTS', label: 'Alerts by e-mail and text' }
const automation = { code: 'AUTOMATION', label: 'Locks, lights, thermostats' }
const location = { code: 'LOCATION', label: 'Location by phone', monthlyCents: 100, maxQuantity: null }

const plans: readonly Plan[] = [
  {
    code: 'TC-REMOTE',
    label: 'Remote Services',
    monthlyCents: 600,
    included: [remote, alerts],
    addOns: [{ ...automation, monthlyCents: 300, maxQuantity: null }, location],
  },
  {
    code: 'TC-AUTOMATION',
    label: 'Remote Services + Automation',
    monthlyCents: 850,
    included: [remote, alerts, automation],
    addOns: [{ code: 'VIDEO', label: 'Video, for each camera', monthlyCents: 350, maxQuantity: 6 }, location],
  },
  {
    code: 'TC-BUSINESS',
    label: 'Business',
    monthlyCents: 1400,
    included: [remote, alerts, automation, { code: 'SITES', label: 'Several locations' }],
    addOns: [{ code: 'VIDEO', label: 'Video, for each camera', monthlyCents: 350, maxQuantity: 12 }],
  },
]

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const totalconnect = (dataDir: string | null): Sandbox => ({
  ...openInteractiveSandbox(
    {
      key: 'totalconnect',
      name: 'Total Connect',
      about:
        'Speaks the Open Interactive API (docs/connectors/open-interactive-api.json), of nobody’s service, at /totalconnect. Sign in with dealer ACME01, user keyholder, password sandbox-demo; or dealer BIRCH1, user birch. Dealer FAULTY, user faulty, has the accounts whose calls fail.',
      logins: [
        { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' },
        { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' },
        { userId: 'faulty', password: 'sandbox-demo', dealerId: 'FAULTY' },
      ],
      seed,
      capabilities: [
        'create',
        'update',
        'link',
        'suspend',
        'terminate',
        'restore',
        'roster',
        'plans',
        'devices',
        'swap_modem',
        'logins',
        'reset_password',
        'app_link',
        'receivers',
      ],
      masterContact: false,
      maxUsers: 64,
      modem: { like: /^[0-9A-F]{12}-[0-9A-F]{4}$/, words: 'MAC and CRC, as on the label' },
      lengths: { email: 50, 'name.business': 50 },
      plans,
      panels: [
        { code: 'PROA7', label: 'ProA7 or ProA7Plus' },
        { code: 'LYRIC', label: 'Lyric' },
        { code: 'LYNX', label: 'LYNX Touch' },
        { code: 'VISTA', label: 'VISTA' },
      ],
      receivers: [
        { code: 'AN-DC1', label: 'AlarmNet redirector 1', phone: '8005550151' },
        { code: 'AN-DC2', label: 'AlarmNet redirector 2', phone: '8005550152' },
      ],
    },
    dataDir,
  ),
  controls: { callback: fireCallback },
})
