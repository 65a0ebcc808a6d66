/** Locations that show what an account can be. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from '../open-interactive/wire.ts'

const user = (id: string, login: string, email: string) => ({ id, login, email, pin: '' })
const panel = (serial: string, status: string) => ({ id: '1', name: 'Panel', type: 'Panel', status, serial })

export const seed: readonly SeedAccount[] = [
  {
    accountNumber: 'TC-1001',
    name: { first: 'Imogen', last: 'Castellane' },
    premises: { street1: '18 Ferncliff Dr', city: 'Orem', state: 'UT', postalCode: '84097-2210' },
    phone: '8015550151',
    email: 'imogen@example.test',
    planCode: 'TC-AUTOMATION',
    addOnCodes: ['VIDEO'],
    modem: '00D02D300001-0A1B',
    panelCode: 'PROA7',
    centralStation: { accountNumber: 'A1-02-3001', receiver: 'AN-DC1', forwarding: 'always' },
    users: [
      user('TC-1001-1', 'imogen.castellane', 'imogen@example.test'),
      user('TC-1001-2', 'rafe.castellane', 'rafe@example.test'),
    ],
    devices: [
      { ...panel('00D02D300001-0A1B', 'Armed stay'), installedOn: '2025-02-11' },
      { id: '2', name: 'Front Door', type: 'Contact', zone: '1', area: '1', status: 'Closed', installedOn: '2025-02-11' },
      { id: '3', name: 'Kitchen Smoke', type: 'Smoke', zone: '2', area: '1', status: 'Normal', installedOn: '2025-02-11' },
      { id: '4', name: 'Driveway', type: 'Camera', status: 'Online', serial: 'KH-DW-0107', installedOn: '2025-05-02' },
    ],
  }, // prettier-ignore
  {
    // Formats as operators leave them, and a communicator that is silent.
    accountNumber: 'TC-1002',
    name: { first: 'Osric', last: 'Tamblyn' },
    premises: { street1: '6 Weir Lane', street2: 'Apt 9', city: 'Lindon', state: 'ut', postalCode: '840421234' },
    phone: '(385) 555-0152',
    email: 'osric@example.test',
    planCode: 'TC-REMOTE',
    modem: '00D02D300002-77F0',
    panelCode: 'VISTA',
    troubles: ['The communicator has not been heard of for 2 days'],
    users: [user('TC-1002-1', 'otamblyn', 'osric@example.test')],
    devices: [panel('00D02D300002-77F0', 'Offline')],
  }, // prettier-ignore
  {
    // A business whose app is locked, linked by another system.
    accountNumber: 'TC-1003',
    state: 'suspended',
    name: { first: 'Petra', last: 'Vance', business: 'Vance Orchard Supply' },
    premises: { street1: '770 E Center St', city: 'Provo', state: 'UT', postalCode: '84606-3101' },
    phone: '8015550153',
    email: 'petra@vanceorchard.test',
    planCode: 'TC-BUSINESS',
    modem: '00D02D300003-C0DE',
    panelCode: 'VISTA',
    link: { reference: 'other-crm:77310' },
    users: [user('TC-1003-1', 'vanceorchard', 'petra@vanceorchard.test')],
  },
  {
    accountNumber: 'TC-1004',
    state: 'terminated',
    name: { first: 'Edwin', last: 'Sorley' },
    premises: { street1: '2 Kiln Row', city: 'Alpine', state: 'UT', postalCode: '84004' },
    phone: '8015550154',
    email: 'edwin@example.test',
    planCode: 'TC-REMOTE',
    modem: '00D02D300004-11EE',
    users: [user('TC-1004-1', 'edwinsorley', 'edwin@example.test')],
  },
  {
    // Of the demo's story: his address before he moved.
    accountNumber: 'TC-1011',
    name: { first: 'Gordon', last: 'Pike' },
    premises: { street1: '88 W 200 S', city: 'Springville', state: 'UT', postalCode: '84663' },
    phone: '8015550103',
    email: 'gordon.pike@mail.test',
    planCode: 'TC-REMOTE',
    addOnCodes: ['LOCATION'],
    modem: '00D02D300011-5E0A',
    panelCode: 'LYRIC',
    users: [user('TC-1011-1', 'gordon.pike', 'gordon.pike@mail.test')],
    devices: [
      panel('00D02D300011-5E0A', 'Disarmed'),
      { id: '2', name: 'Back door', type: 'Contact', zone: '1', area: '1', status: 'Closed' },
    ],
  },
  {
    // Of the demo's story: the name is spelled otherwise.
    accountNumber: 'TC-1012',
    name: { first: 'Henry', last: 'Vandenburg' },
    premises: { street1: '35 N Windsor Ave', city: 'Provo', state: 'UT', postalCode: '84604' },
    phone: '8015550105',
    email: 'henry.v@mail.test',
    planCode: 'TC-AUTOMATION',
    addOnCodes: ['VIDEO'],
    modem: '00D02D300012-9B21',
    panelCode: 'PROA7',
    centralStation: { accountNumber: 'A1-02-3012', receiver: 'AN-DC2', forwarding: 'backup' },
    users: [user('TC-1012-1', 'hvandenberg', 'henry.v@mail.test')],
    devices: [panel('00D02D300012-9B21', 'Armed away')],
  },
  {
    // Another dealer's, with an e-mail address that is at ours too.
    accountNumber: 'TC-2001',
    dealerId: 'BIRCH1',
    name: { first: 'Lorne', last: 'Whitby' },
    premises: { street1: '1 Elsewhere', city: 'Sandy', state: 'UT', postalCode: '84070' },
    phone: '8015550171',
    email: 'imogen@example.test',
    planCode: 'TC-REMOTE',
    modem: '00D02D3000F1-0001',
    users: [user('TC-2001-1', 'lornewhitby', 'imogen@example.test')],
  },
  ...sentinelEndings.map(({ ending, fault, when }, index): SeedAccount => ({
    accountNumber: `TC${ending}`,
    // Of a dealer of their own, so that they spoil nobody's list.
    dealerId: 'FAULTY',
    name: { first: `${fault} on ${when}`, last: 'Sentinel' },
    premises: { street1: '1 Faulty Way', city: 'Orem', state: 'UT', postalCode: '84058' },
    phone: '8015550199',
    planCode: 'TC-REMOTE',
    modem: `00D02D39${String(index).padStart(4, '0')}-0000`,
    users: [user(`TC${ending}-1`, `sentinel${ending}`.toLowerCase(), 'sentinel@example.test')],
  })),
]
