/** A station that runs Bold, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { openStationSandbox } from '../open-station/server.ts'
import { seed } from './seed.ts'

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const bold = (dataDir: string | null): Sandbox =>
  openStationSandbox(
    {
      key: 'bold',
      name: 'Bold (Manitou)',
      about:
        'A central station of nobody’s. Sign in with dealer ACME01, user keyholder, password sandbox-demo, or with dealer BIRCH1, user birch, password sandbox-demo.',
      logins: [
        { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' },
        { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' },
      ],
      seed,
    },
    dataDir,
  )
