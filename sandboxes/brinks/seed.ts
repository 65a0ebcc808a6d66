/** Accounts that show what linking meets. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedAccount } from './accounts.ts'

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

export const seed = (): readonly SeedAccount[] => [
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
    zones: [
      {
        zone_id: '1',
        zonestate_id: 'A',
        event_id: '1400',
        equiptype_id: 'WSR',
        equiploc_id: 'FRNT',
        zone_comment: 'FRONT DOOR',
      },
      { zone_id: '2', zonestate_id: 'A', event_id: '1400', equiptype_id: 'PIR', zone_comment: 'Living room' },
      { zone_id: '10', zonestate_id: 'A', event_id: '1410', equiptype_id: 'SMK', zone_comment: 'Hall smoke' },
    ],
    agencies: [
      { agency_no: '200013001', agencytype_id: 'PD', phone1: '8015550911', permit_no: 'A-2207' },
      { agency_no: '200013004', agencytype_id: 'FD', phone1: '8015550921' },
    ],
    siteOptions: [{ option_id: 'CMPUR', option_value: 'CM' }],
    systemOptions: [{ option_id: 'CELLPROV', option_value: 'ALMCOM' }],
    events: [
      { event_date: ago(35), event_id: '1602', computed: 'Periodic test' },
      { event_date: ago(60 * 26), event_id: '1401', computed: 'Opened by user', user_name: 'Hugh Abernathy' },
      { event_date: ago(60 * 50 - 4), event_id: '9001', computed: 'Operator called the premises' },
      { event_date: ago(60 * 50 - 1), event_id: '3400', zone_id: '1', area: '1' },
      { event_date: ago(60 * 50), event_id: '1400', zone_id: '1', area: '1', zonestate_id: 'A' },
      // Alike in everything, as a chattering contact sends it.
      { event_date: ago(60 * 50), event_id: '1400', zone_id: '1', area: '1', zonestate_id: 'A' },
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
