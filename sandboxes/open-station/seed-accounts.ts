/** The accounts that every profile's seed begins with: what linking meets, and what a lived-in account looks like. */
import { sentinelEndings } from '../faults.ts'
import { listAgencies } from './agency-directory.ts'
import { livedIn } from './seed-parts.ts'
import type { SeedAccount } from './wire.ts'

type Brand = {
  /** What its account numbers begin with: "CP". */
  prefix: string
  /** How many digits its zone numbers have. */
  digits: number
  /** The category of tests, where it has any. */
  category: string
  keeps: { relation: boolean; passcode: boolean; hasKey: boolean; agencies: boolean }
  details: Record<string, string>
}

const hourMs = 3_600_000

/** The seed of a brand. All people and places are invented. */
export function seedAccounts({ prefix, digits, category, keeps, details }: Brand): SeedAccount[] {
  const person = (first: string, last: string, phone: string, relation: string) => ({
    first,
    last,
    phone,
    relation: keeps.relation ? relation : '',
    passcode: keeps.passcode ? 'lantern' : '',
    hasKey: keeps.hasKey,
  })
  const [police] = listAgencies('police', '84057')
  const now = Date.now()
  return [
    {
      // As an operator typed it: equal to ours once the formats are set aside.
      accountNumber: `${prefix}-1001`,
      name: { first: 'MARTHA', last: 'KESTREL' },
      premises: { street1: '9 Harbor Rd', city: 'OREM', state: 'ut', postalCode: '840571234' },
      phones: { premises: '(801) 555-0131' },
      abortCode: 'lantern',
      contacts: [person('Hugh', 'Kestrel', '801.555.0132', 'Brother')],
      agencies: keeps.agencies ? [{ ...police!, permitNumber: 'A-20418' }] : [],
      details,
      ...livedIn({ digits, category }),
    },
    {
      // Moved: most fields differ from any record of ours.
      accountNumber: `${prefix}-1002`,
      name: { first: 'Deborah', last: 'Vance' },
      premises: { street1: '77 Old Mill Lane', city: 'Lindon', state: 'UT', postalCode: '84042' },
      phones: { premises: '801-555-0160', work: 'call cell first' },
      email: 'vance@example.test',
      abortCode: 'copper',
      details,
      ...livedIn({ digits, category, count: 4 }),
    },
    {
      // Linked by another dealer system: linking must be refused.
      accountNumber: `${prefix}-1003`,
      name: { first: 'Samuel', last: 'Ortega' },
      premises: { street1: '1500 Canyon Rd', city: 'Provo', state: 'UT', postalCode: '84604' },
      phones: { premises: '(801) 555-0170' },
      details,
      link: { reference: 'other-crm:88213' },
    },
    {
      accountNumber: `${prefix}-1004`,
      status: 'out_of_service',
      name: { first: 'Irene', last: 'Castellano' },
      premises: { street1: '260 E Center Street', city: 'Payson', state: 'UT', postalCode: '84651' },
      phones: { premises: '(801) 555-0171' },
      details,
    },
    {
      // On test since an hour ago: somebody is working there.
      accountNumber: `${prefix}-1005`,
      name: { business: 'Timpanogos Tile & Stone' },
      premises: { street1: '3300 N University Ave', city: 'Provo', state: 'UT', postalCode: '84604' },
      phones: { premises: '801-555-0180 x204' },
      details,
      tests: [
        {
          id: 'T1',
          category,
          description: category ? '' : 'Panel swap',
          placedBy: 'Marcus Bell',
          from: new Date(now - hourMs).toISOString(),
          until: new Date(now + 7 * hourMs).toISOString(),
        },
      ],
    },
    {
      accountNumber: `${prefix}-2001`,
      dealerId: 'BIRCH1',
      name: { first: 'Colin', last: 'Farrow' },
      premises: { street1: '5 Birch Court', city: 'Sandy', state: 'UT', postalCode: '84070' },
      phones: { premises: '(801) 555-0190' },
      details,
    },
    ...sentinelEndings.map(({ ending, fault, when }): SeedAccount => ({
      accountNumber: `${prefix}${ending}`,
      name: { first: 'Sentinel', last: `${fault} on ${when}` },
      details,
    })),
  ]
}

/** The dealers of every profile's sandbox. */
export const logins = [
  { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' },
  { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' },
] as const
export const about =
  'A central station of nobody’s. Sign in with dealer ACME01, user keyholder, password sandbox-demo, or with dealer BIRCH1, user birch, password sandbox-demo.'
