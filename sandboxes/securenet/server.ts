/** SecureNet, as this repository's own Open Interactive API presents it. */
import type { Sandbox } from '../kit.ts'
import type { Plan } from '../open-interactive/profile.ts'
import { openInteractiveSandbox } from '../open-interactive/server.ts'
import { seed } from './seed.ts'

const remote = { code: 'REMOTE', label: 'Arm and disarm from the app' }
const notices = { code: 'NOTICES', label: 'Notices' }
const automation = { code: 'AUTOMATION', label: 'Locks, lights, thermostats' }
const video = { code: 'VIDEO-2', label: 'Video, two cameras', monthlyCents: 400, maxQuantity: 4 }

const plans: readonly Plan[] = [
  {
    code: 'SN-BASIC',
    label: 'Basic',
    monthlyCents: 550,
    included: [remote, notices],
    addOns: [{ ...automation, monthlyCents: 250, maxQuantity: null }],
  },
  {
    code: 'SN-PLUS',
    label: 'Plus',
    monthlyCents: 800,
    included: [remote, notices, automation],
    addOns: [video, { code: 'VOICE', label: 'Two-way voice', monthlyCents: 125, maxQuantity: null }],
  },
  {
    code: 'SN-PRO',
    label: 'Business',
    monthlyCents: 1250,
    included: [remote, notices, automation, { code: 'USERS', label: 'User schedules' }],
    addOns: [video, { code: 'ACCESS', label: 'Door access', monthlyCents: 600, maxQuantity: 8 }],
  },
]

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const securenet = (dataDir: string | null): Sandbox =>
  openInteractiveSandbox(
    {
      key: 'securenet',
      name: 'SecureNet',
      about:
        'Speaks the Open Interactive API (docs/connectors/open-interactive-api.json), of nobody’s service, at /securenet. Sign in with dealer ACME01, user keyholder, password sandbox-demo; or dealer BIRCH1, user birch. Dealer FAULTY, user faulty, has the accounts whose calls fail.',
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
      masterContact: true,
      maxUsers: 50,
      plans,
      panels: [
        { code: 'HELIX', label: 'Helix' },
        { code: 'OTHER', label: 'Another panel' },
      ],
      receivers: [
        { code: 'R-EAST', label: 'Receiver east', phone: '8005550141' },
        { code: 'R-WEST', label: 'Receiver west', phone: '8005550142' },
      ],
    },
    dataDir,
  )
