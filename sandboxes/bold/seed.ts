/** Accounts that show what linking meets. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import { livedIn } from '../open-station/seed-parts.ts'
import type { SeedAccount } from '../open-station/wire.ts'

/** The same house, typed by an operator in a hurry: equal to ours once the formats are set aside. */
const sameButForFormats: SeedAccount = {
  accountNumber: 'BD-1001',
  name: { first: 'MARGARET', last: 'HOLLOWAY' },
  premises: {
    street1: '412 North Alder St',
    city: 'PROVO',
    state: 'ut',
    postalCode: '846015512',
    county: 'Utah',
  },
  phones: { premises: '(801) 555-0141', mobile: '801.555.0142' },
  email: 'Margaret.Holloway@example.test',
  abortCode: 'juniper',
  contacts: [
    {
      first: 'Peter',
      last: 'Holloway',
      phone: '801-555-0143',
      relation: 'Spouse',
      passcode: 'juniper',
      hasKey: true,
    },
    { first: 'Ruth', last: 'Okafor', phone: '1 (801) 555-0144 ext 12', relation: 'Neighbor', hasKey: true },
  ],
  ...livedIn({ digits: 2 }),
}

const sentinels = sentinelEndings.map(({ ending, fault, when }): SeedAccount => ({
  accountNumber: `BD${ending}`,
  name: { first: 'Sentinel', last: `${fault} on ${when}` },
  premises: { street1: '1 Faulty Way', city: 'Orem', state: 'UT', postalCode: '84057' },
  phones: { premises: '(801) 555-0199' },
}))

export const seed: readonly SeedAccount[] = [
  sameButForFormats,
  {
    // Another customer altogether: numbers differ by case only.
    accountNumber: 'bd-1001',
    name: { first: 'Walter', last: 'Lindqvist' },
    premises: { street1: '9 Quarry Road', city: 'Springville', state: 'UT', postalCode: '84663' },
    phones: { premises: '8015550150' },
  },
  {
    // Moved, married, and a number typed wrongly: most fields differ from any record of ours.
    accountNumber: 'BD-1002',
    name: { first: 'Deborah', last: 'Vance' },
    premises: {
      street1: '77 Old Mill Lane',
      street2: 'Unit 3',
      city: 'Lindon',
      state: 'UT',
      postalCode: '84042',
    },
    phones: { premises: '801-555-0160', work: 'call cell first', mobile: '(385) 555-0161' },
    email: 'vance@example.test',
    abortCode: 'copper',
    contacts: [{ first: 'Alan', last: 'Vance', phone: '(385) 555-0162', relation: 'Brother' }],
  },
  {
    // Linked by another dealer system: linking must be refused.
    accountNumber: 'BD-1003',
    name: { first: 'Samuel', last: 'Ortega' },
    premises: { street1: '1500 Canyon Rd', city: 'Provo', state: 'UT', postalCode: '84604' },
    phones: { premises: '(801) 555-0170' },
    link: { reference: 'other-crm:88213' },
  },
  {
    accountNumber: 'BD-1004',
    status: 'out_of_service',
    name: { first: 'Irene', last: 'Castellano' },
    premises: { street1: '260 E Center Street', city: 'Payson', state: 'UT', postalCode: '84651' },
    phones: { premises: '(801) 555-0171' },
  },
  {
    accountNumber: 'BD-1005',
    name: { first: 'Zoë', last: 'Nuñez-Ångström' },
    premises: { street1: '18 Côte d’Or Plaza', city: 'Orem', state: 'UT', postalCode: '84097' },
    phones: { premises: '+18015550172' },
    contacts: [
      { first: '美咲', last: '田中', phone: '+18015550173', relation: 'Sister', passcode: 'さくら' },
    ],
  },
  {
    accountNumber: 'BD-1006',
    name: { business: 'Timpanogos Tile & Stone' },
    premises: {
      street1: '3300 N University Ave',
      street2: 'Dock B',
      city: 'Provo',
      state: 'UT',
      postalCode: '84604-4456',
    },
    phones: { premises: '801-555-0180 x204', other: '(801) 555-0181' },
    contacts: [
      { first: 'Front', last: 'Desk', phone: '801-555-0180 x1', relation: 'Office' },
      {
        first: 'Gus',
        last: 'Pappas',
        phone: '(801) 555-0182',
        relation: 'Owner',
        passcode: 'granite',
        hasKey: true,
      },
    ],
  },
  // Made by the station years ago and never filled in.
  { accountNumber: 'BD-1007', status: 'shell' },
  {
    accountNumber: 'BR-2001',
    dealerId: 'BIRCH1',
    name: { first: 'Colin', last: 'Farrow' },
    premises: { street1: '5 Birch Court', city: 'Sandy', state: 'UT', postalCode: '84070' },
    phones: { premises: '(801) 555-0190' },
  },
  ...sentinels,
]
