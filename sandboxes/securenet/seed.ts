/** Accounts that show what an account can be. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from '../open-interactive/wire.ts'

const contact = (id: string, login: string, email: string, pin = '4821') => ({ id, login, email, pin })

export const seed: readonly SeedAccount[] = [
  {
    accountNumber: 'SN-1001',
    name: { first: 'Wilma', last: 'Hartigan' },
    premises: { street1: '41 Juniper Ct', city: 'Orem', state: 'UT', postalCode: '84057-1234' },
    phone: '8015550141',
    email: 'wilma@example.test',
    planCode: 'SN-PLUS',
    addOnCodes: ['VIDEO-2'],
    modem: '00A1B2C3D401',
    panelCode: 'HELIX',
    centralStation: { accountNumber: '4471', receiver: 'R-EAST', forwarding: 'always' },
    users: [
      contact('SN-1001-1', 'wilma.hartigan', 'wilma@example.test'),
      contact('SN-1001-2', 'otis.hartigan', 'otis@example.test', '90125'),
    ],
    devices: [
      { id: '1', name: 'Panel', type: 'Panel', status: 'Armed stay', serial: '00A1B2C3D401', installedOn: '2025-03-04' },
      { id: '2', name: 'Front Door', type: 'Contact', zone: '1', area: '1', status: 'Closed', installedOn: '2025-03-04' },
      { id: '3', name: 'Hall Smoke', type: 'Smoke', zone: '2', area: '1', status: 'Low battery', installedOn: '2025-03-04' },
      { id: '4', name: 'Doorbell', type: 'Camera', status: 'Online', serial: 'KH-DB-0042', installedOn: '2025-04-18' },
    ],
  }, // prettier-ignore
  {
    // Formats as operators leave them, and a panel that is silent.
    accountNumber: 'SN-1002',
    name: { first: 'Basil', last: 'Ferreira' },
    premises: { street1: '9 Old Mill Lane', street2: 'Unit 3', city: 'Lindon', state: 'ut', postalCode: '840421234' },
    phone: '(385) 555-0161',
    email: 'basil@example.test',
    planCode: 'SN-BASIC',
    modem: '00A1B2C3D402',
    panelCode: 'HELIX',
    troubles: ['The panel has not been heard of for 3 days'],
    users: [contact('SN-1002-1', 'bferreira', 'basil@example.test')],
    devices: [{ id: '1', name: 'Panel', type: 'Panel', status: 'Offline', serial: '00A1B2C3D402' }],
  }, // prettier-ignore
  {
    // A business whose app is locked, linked by another system.
    accountNumber: 'SN-1003',
    state: 'suspended',
    name: { first: 'Gus', last: 'Pappas', business: 'Wasatch Tile & Stone' },
    premises: { street1: '3300 N University Ave', city: 'Provo', state: 'UT', postalCode: '84604-4456' },
    phone: '8015550180',
    email: 'gus@wasatchtile.test',
    planCode: 'SN-PRO',
    addOnCodes: ['ACCESS'],
    modem: '00A1B2C3D403',
    panelCode: 'HELIX',
    link: { reference: 'other-crm:55120' },
    users: [contact('SN-1003-1', 'wasatchtile', 'gus@wasatchtile.test', '1234567890')],
  },
  {
    accountNumber: 'SN-1004',
    state: 'terminated',
    name: { first: 'Alan', last: 'Prior' },
    premises: { street1: '5 Quarry Road', city: 'Alpine', state: 'UT', postalCode: '84004' },
    phone: '8015550155',
    email: 'alan@example.test',
    planCode: 'SN-BASIC',
    modem: '00A1B2C3D404',
    users: [contact('SN-1004-1', 'alanprior', 'alan@example.test')],
  },
  {
    // Of the demo's story: her maiden name, an old telephone number.
    accountNumber: 'SN-1011',
    name: { first: 'Dana', last: 'Hargrove' },
    premises: {
      street1: '2214 N Canyon Rd',
      street2: 'Apt 4',
      city: 'Provo',
      state: 'UT',
      postalCode: '84604',
    },
    phone: '8015550190',
    email: 'dana.whitfield@mail.test',
    planCode: 'SN-PLUS',
    addOnCodes: ['VIDEO-2', 'VOICE'],
    modem: '00A1B2C3D411',
    panelCode: 'HELIX',
    centralStation: { accountNumber: 'DM1001', receiver: 'R-EAST', forwarding: 'always' },
    users: [
      contact('SN-1011-1', 'dana.w', 'dana.whitfield@mail.test'),
      contact('SN-1011-2', 'colin.w', 'colin.whitfield@mail.test', '60617'),
    ],
    devices: [
      { id: '1', name: 'Panel', type: 'Panel', status: 'Disarmed', serial: '00A1B2C3D411' },
      { id: '2', name: 'Front door', type: 'Contact', zone: '1', area: '1', status: 'Closed' },
    ],
  },
  {
    // Of the demo's story: equal on both sides.
    accountNumber: 'SN-1012',
    name: { first: 'Leticia', last: 'Marsh' },
    premises: { street1: '415 South State Street', city: 'Provo', state: 'UT', postalCode: '84604' },
    phone: '8015550102',
    email: 'leticia.marsh@inbox.test',
    planCode: 'SN-BASIC',
    modem: '00A1B2C3D412',
    panelCode: 'HELIX',
    users: [contact('SN-1012-1', 'leticia.marsh', 'leticia.marsh@inbox.test')],
    devices: [{ id: '1', name: 'Panel', type: 'Panel', status: 'Armed away', serial: '00A1B2C3D412' }],
  },
  {
    // Of the demo's story: a business, with an e-mail address that the record lacks.
    accountNumber: 'SN-1013',
    name: { first: 'Lena', last: 'Ferris', business: 'Timberline Hardware' },
    premises: { street1: '600 S University Ave', city: 'Provo', state: 'UT', postalCode: '84604-1100' },
    phone: '8015550112',
    email: 'lena@timberline.test',
    planCode: 'SN-PRO',
    addOnCodes: ['ACCESS'],
    modem: '00A1B2C3D413',
    panelCode: 'HELIX',
    users: [contact('SN-1013-1', 'timberline', 'lena@timberline.test', '88431')],
    devices: [{ id: '1', name: 'Panel', type: 'Panel', status: 'Disarmed', serial: '00A1B2C3D413' }],
  },
  {
    // Another dealer's, with an e-mail address that is at ours too.
    accountNumber: 'SN-2001',
    dealerId: 'BIRCH1',
    name: { first: 'Colin', last: 'Farrow' },
    premises: { street1: '1 Elsewhere', city: 'Sandy', state: 'UT', postalCode: '84070' },
    phone: '8015550170',
    email: 'wilma@example.test',
    planCode: 'SN-BASIC',
    modem: '00A1B2C3D4F1',
    users: [contact('SN-2001-1', 'colinfarrow', 'wilma@example.test')],
  },
  ...sentinelEndings.map(({ ending, fault, when }, index): SeedAccount => ({
    accountNumber: `SN${ending}`,
    // Of a dealer of their own, so that they spoil nobody's list.
    dealerId: 'FAULTY',
    name: { first: `${fault} on ${when}`, last: 'Sentinel' },
    premises: { street1: '1 Faulty Way', city: 'Orem', state: 'UT', postalCode: '84058' },
    phone: '8015550199',
    planCode: 'SN-BASIC',
    modem: `00A1B2C3E4${String(index).padStart(2, '0')}`,
    users: [contact(`SN${ending}-1`, `sentinel${ending}`.toLowerCase(), 'sentinel@example.test')],
  })),
]
