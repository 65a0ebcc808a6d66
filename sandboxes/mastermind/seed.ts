/** Systems that show what linking meets. All people and places are invented. */
import { sentinelEndings } from '../faults.ts'
import type { SeedSystem } from './systems.ts'

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

export const seed = (): readonly SeedSystem[] => [
  {
    // As an operator typed it: equal to ours once the formats are set aside.
    accountNumber: 'C780001',
    site: {
      site_name: 'LORETTA QUIMBY',
      site_addr1: '412 Juniper Cir',
      city_name: 'SANDY',
      county_name: 'SALT LAKE',
      state_id: 'ut',
      zip_code: '840702210',
      phone1: '(801) 555-0741',
      codeword1: 'paprika',
    },
    contacts: [
      {
        first_name: 'Ray',
        last_name: 'Quimby',
        phone1: '801.555.0742',
        relation_id: 'SON',
        has_key_flag: 'Y',
      },
      {
        first_name: 'Agnes',
        last_name: 'Dahl',
        phone1: '801-555-0743',
        phone_ext1: '12',
        relation_id: 'NGH',
        has_key_flag: 'N',
      },
    ],
    zones: [
      { zone_id: '1', zonestate_id: 'A', event_id: 'BA', equiptype_id: 'DC', comment: 'FRONT DOOR' },
      { zone_id: '2', zonestate_id: 'A', event_id: 'BA', equiptype_id: 'PIR', comment: 'Den motion' },
      { zone_id: '9', zonestate_id: 'A', event_id: 'FA', equiptype_id: 'SMK', comment: 'Hall smoke' },
    ],
    agencies: [
      {
        agency_no: '7001',
        agencytype_id: 'PD',
        agency_name: 'Sandy Police Department',
        phone1: '8015550711',
        permit_no: 'S-1180',
      },
    ],
    events: [
      { sig_date: ago(45), sig_code: 'RP', event: 'Periodic test' },
      { sig_date: ago(60 * 27), sig_code: 'OP', event: 'Opened by user 2' },
      {
        sig_date: ago(60 * 52 - 3),
        sig_code: 'BA',
        event: 'Operator called the premises',
        eventhistcomment: 'Customer gave the code word',
      },
      { sig_date: ago(60 * 52 - 1), sig_code: 'BR', event: 'Burglary restored', zone_id: '1' },
      { sig_date: ago(60 * 52), sig_code: 'BA', event: 'Burglary alarm', zone_id: '1' },
      // Alike in everything, as a chattering contact sends it.
      { sig_date: ago(60 * 52), sig_code: 'BA', event: 'Burglary alarm', zone_id: '1' },
      { sig_date: ago(60 * 70), sig_code: 'BA', event: 'Burglary alarm', zone_id: '2', test_seqno: '53' },
      { sig_date: ago(60 * 70 - 1), sig_code: 'FA', event: 'Fire alarm', zone_id: '9', test_seqno: '53' },
    ],
  },
  {
    // Moved, and a telephone that is no number.
    accountNumber: 'C780002',
    site: {
      site_name: 'Ostrander, Miles',
      site_addr1: '9 Old Mill Lane',
      city_name: 'Draper',
      state_id: 'UT',
      zip_code: '84020',
      phone1: 'call cell first',
      codeword1: 'walnut',
    },
  },
  {
    // A business that names its owner, out of service.
    accountNumber: 'C780003',
    site: {
      site_name: 'Dimple Dell Feed & Tack (Hoyt, Carla)',
      sitetype_id: 'C',
      site_addr1: '3300 E Dimple Dell Rd',
      city_name: 'Sandy',
      state_id: 'UT',
      zip_code: '84092-4456',
      phone1: '8015550780',
      ext1: '204',
      ooscat_id: 'DLRREQ',
    },
    // The calling order is in the sequence, not in the order of the rows.
    contacts: [
      { first_name: 'Second', last_name: 'Called', phone1: '8015550782', cs_seqno: '20' },
      { first_name: 'First', last_name: 'Called', phone1: '8015550781', cs_seqno: '10' },
    ],
  },
  // An empty shell.
  { accountNumber: 'C780005', site: { sitestat_id: 'P' } },
  {
    accountNumber: 'B550001',
    site: { site_name: 'Farrow, Colin', servco_no: '880200002', city_name: 'Sandy', state_id: 'UT' },
  },
  ...sentinelEndings.map(({ ending, fault, when }): SeedSystem => ({
    accountNumber: `C78${ending}`,
    site: { site_name: `${fault} on ${when}, Sentinel`, site_addr1: '1 Faulty Way', city_name: 'Sandy' },
  })),
]
