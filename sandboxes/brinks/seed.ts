/** Accounts that show what linking meets. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from './accounts.ts'

export const seed: readonly SeedAccount[] = [
  {
    // As an operator typed it: equal to ours once the formats are set aside.
    accountNumber: '768100001',
    site: {
      site_name: 'MARIAN ABERNATHY',
      site_addr1: '77 Cottonwood Ln',
      city_name: 'OREM',
      county_name: 'UTAH',
      state_id: 'ut',
      zip_code: '840571234',
      phone1: '(801) 555-0131',
      codeword1: 'lantern',
      systype_id: '20S001',
    },
    contacts: [
      {
        first_name: 'Hugh',
        last_name: 'Abernathy',
        phone1: '801.555.0132',
        relation_id: 'Brother',
        has_key_flag: 'Y',
        pin: 'heather',
      },
      {
        first_name: 'Odile',
        last_name: 'Marchetti',
        phone1: '801-555-0133',
        phone_ext1: '12',
        relation_id: 'Neighbor',
        has_key_flag: 'N',
      },
    ],
  },
  {
    // Moved, and a telephone that is no number.
    accountNumber: '768100002',
    site: {
      site_name: 'Vance, Deborah',
      site_addr1: '9 Old Mill Lane',
      site_addr2: 'Unit 3',
      city_name: 'Lindon',
      state_id: 'UT',
      zip_code: '84042',
      phone1: 'call cell first',
      codeword1: 'copper',
    },
    contacts: [{ first_name: 'Alan', last_name: 'Vance', phone1: '3855550162', relation_id: 'Brother' }],
  },
  {
    // A business that names its owner, out of service.
    accountNumber: '768100003',
    site: {
      site_name: 'Wasatch Tile & Stone (Pappas, Gus)',
      sitetype_id: 'CBFM',
      site_addr1: '3300 N University Ave',
      city_name: 'Provo',
      state_id: 'UT',
      zip_code: '84604-4456',
      phone1: '8015550180',
      ext1: '204',
      oos_flag: 'Y',
    },
    // The calling order is in the sequence, not in the order of the rows.
    contacts: [
      { first_name: 'Second', last_name: 'Called', phone1: '8015550182', cs_seqno: '20' },
      { first_name: 'First', last_name: 'Called', phone1: '8015550181', cs_seqno: '10' },
    ],
  },
  {
    // Letters beyond ASCII, in all places.
    accountNumber: '768100004',
    site: { site_name: 'Nuñez-Ångström, Zoë', site_addr1: '18 Côte d’Or Plaza', city_name: 'Orem' },
  },
  // An empty shell.
  { accountNumber: '768100005', site: { sitestat_id: 'P' } },
  {
    accountNumber: '768200001',
    site: { site_name: 'Farrow, Colin', servco_no: '900200002', city_name: 'Sandy', state_id: 'UT' },
  },
  ...sentinelEndings.map(({ ending, fault, when }): SeedAccount => ({
    accountNumber: `7681${ending}`,
    site: { site_name: `${fault} on ${when}, Sentinel`, site_addr1: '1 Faulty Way', city_name: 'Orem' },
  })),
]
