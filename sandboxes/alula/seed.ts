/** Customers that show what an account can be. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from './accounts.ts'

export const seed: readonly SeedAccount[] = [
  {
    accountNumber: '70001',
    username: 'nora.whitlock',
    email: 'nora@example.test',
    nameFirst: 'Nora',
    nameLast: 'Whitlock',
    address: { street1: '17 Aspen Way', city: 'Orem', state: 'UT', postalCode: '84057-1234' },
    // As an installer typed it.
    phone: '(801) 555-0151',
    devices: [
      {
        id: '70101',
        name: 'House panel',
        mac: '0A0000700101',
        programId: 41,
        featurePlanId: '503',
        featuresSelected: { locks: true, thermostats: true, garageDoors: false },
      },
      { id: '70102', name: 'Doorbell', mac: '0A0000700102', programId: 900, onlineStatus: 'offline' },
    ],
  },
  {
    // A business whose communicator is silent.
    accountNumber: '70002',
    username: 'cedarbakery',
    email: 'owner@cedarbakery.test',
    nameFirst: 'Ida',
    nameLast: 'Lund',
    companyName: 'Cedar Bakery',
    address: { street1: '220 Main Street', street2: 'Rear', city: 'Provo', state: 'ut', postalCode: '846041234' },
    phone: '801.555.0152',
    devices: [
      { id: '70103', name: 'Communicator', mac: '0A0000700103', programId: 783, featurePlanId: '501', onlineStatus: 'offline' },
    ],
  }, // prettier-ignore
  {
    // Letters beyond ASCII, no telephone number, a feature plan that nobody has any more.
    accountNumber: '70003',
    username: 'jose.nunez',
    email: 'jose@example.test',
    nameFirst: 'José',
    nameLast: 'Núñez-Ångström',
    address: { street1: '8 Côte d’Or Plaza', city: 'Lehi', state: 'UT', postalCode: '84043' },
    devices: [{ id: '70104', name: 'Panel', mac: '000000700104', featurePlanId: '399' }],
  },
  {
    // Ended: no device any more, and no address was ever entered.
    accountNumber: '70004',
    username: 'alan.prior',
    email: 'alan@example.test',
    nameFirst: 'Alan',
    nameLast: 'Prior',
  },
  {
    // Of the demo's story: equal on both sides.
    accountNumber: '70011',
    username: 'samuel.okonjo',
    email: 'samuel.okonjo@post.test',
    nameFirst: 'Samuel',
    nameLast: 'Okonjo',
    address: {
      street1: '980 West Columbia Lane',
      street2: 'Unit 12',
      city: 'Provo',
      state: 'UT',
      postalCode: '84604',
    },
    phone: '801-555-0101',
    devices: [{ id: '70111', name: 'Panel', mac: '0A0000700111', programId: 41, featurePlanId: '502' }],
  },
  {
    // Of the demo's story: an old telephone number, a street as an installer wrote it.
    accountNumber: '70012',
    username: 'rcastellanos',
    email: 'ruth.castellanos@mail.test',
    nameFirst: 'Ruth',
    nameLast: 'Castellanos',
    address: { street1: '64 S Orchard Ln', city: 'Provo', state: 'UT', postalCode: '84604' },
    phone: '385-555-0170',
    devices: [
      { id: '70112', name: 'Panel', mac: '0A0000700112', programId: 36, featurePlanId: '503' },
      { id: '70113', name: 'Porch camera', mac: '0A0000700113', programId: 900 },
    ],
  },
  {
    // Another dealer's, with an e-mail address that is at ours too.
    accountNumber: '70201',
    dealerId: '4200',
    username: 'colinfarrow',
    email: 'nora@example.test',
    nameFirst: 'Colin',
    nameLast: 'Farrow',
    devices: [{ id: '70202', mac: '0A0000700202', featurePlanId: '502' }],
  },
  ...sentinelEndings.map(({ ending, fault, when }, index): SeedAccount => ({
    accountNumber: `${70_401 + index}`,
    // Of a dealer of their own, so that they spoil nobody's list.
    dealerId: '4300',
    username: `KH${ending}`,
    email: 'sentinel@example.test',
    nameFirst: `${fault} on ${when}`,
    nameLast: 'Sentinel',
    devices: [
      { id: `${70301 + index}`, mac: `0A00007003${String(index).padStart(2, '0')}`, featurePlanId: '501' },
    ],
  })),
]
