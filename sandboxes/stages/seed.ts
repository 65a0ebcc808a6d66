/** Sites that show what linking meets. All people and places are invented. */
import { dayMs } from '#shared/time.ts'
import { sentinelEndings } from '../faults.ts'
import type { SeedSite } from './sites.ts'

/** So many days ago, at that time of the day, UTC. */
const ago = (days: number, time: string) =>
  `${new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)}T${time}.000Z`

/** A week at Alder Street: it ends yesterday, whenever it is looked at. */
const pastOfAlder = () => [
  { UTCDate: ago(6, '14:02:11'), EventCode: '401', EventCodeDescription: 'Opening', SignalCode: 'E401', UserId: '1' },
  { UTCDate: ago(5, '16:00:00'), OpAct: 'OT', OpActDescription: 'Placed on test', TestNum: '4711', Comment: 'Annual inspection', UserId: 'KIM', UserName: 'KIM' },
  { UTCDate: ago(5, '16:04:30'), EventCode: '130', EventCodeDescription: 'Burglary', SignalCode: 'E130', Point: '001', PointDescription: 'FRONT DOOR', AreaNum: '1', TestNum: '4711' },
  { UTCDate: ago(5, '16:04:52'), EventCode: '130', EventCodeDescription: 'Burglary restored', SignalCode: 'R130', Point: '001', PointDescription: 'FRONT DOOR', AreaNum: '1', TestNum: '4711' },
  { UTCDate: ago(5, '16:09:05'), EventCode: '110', EventCodeDescription: 'Fire', SignalCode: 'E110', Point: '002', PointDescription: 'SMOKE HALL', AreaNum: '1', TestNum: '4711' },
  { UTCDate: ago(5, '16:31:00'), OpAct: 'CT', OpActDescription: 'Test cleared', TestNum: '4711', UserId: 'KIM', UserName: 'KIM' },
  { UTCDate: ago(2, '03:12:40'), EventCode: '130', EventCodeDescription: 'Burglary', SignalCode: 'E130', Point: '001', PointDescription: 'FRONT DOOR', AreaNum: '1', AlarmNum: '90117' },
  { UTCDate: ago(2, '03:13:20'), OpAct: 'CP', OpActDescription: 'Called premises', Comment: 'No answer', AlarmNum: '90117', UserId: 'KIM', UserName: 'KIM' },
  { UTCDate: ago(2, '03:14:55'), OpAct: 'CC', OpActDescription: 'Called contact', Comment: 'Peter Fenwick, right code word', AlarmNum: '90117', CallDisposition: 'FA', CallDispositionDescription: 'False alarm', FullClearFlag: 'Y', UserId: 'KIM', UserName: 'KIM' },
  { UTCDate: ago(1, '02:00:00'), EventCode: '602', EventCodeDescription: 'Periodic test', SignalCode: 'E602' },
] // prettier-ignore

export const seed = (): readonly SeedSite[] => [
  {
    // The same house, typed by an operator in a hurry: equal to ours once the formats are set aside.
    accountNumber: '7710001',
    site: {
      SiteName: 'FENWICK, JOAN',
      SiteType: 'R',
      SiteAddress: '77 North Alder St',
      City: 'PROVO',
      State: 'ut',
      ZipCode: '846015512',
      County: 'Utah',
      Phones: [
        { PhoneNumber: '(801) 555-0161', PhoneType: 'P', AutoNotifyFlag: true },
        { PhoneNumber: '801.555.0162', PhoneType: 'C' },
      ],
      Codewords: [{ Codeword: 'marigold' }, { Codeword: 'second word' }],
      SiteAgencies: [
        { AgencyNum: 801, AgencyType: 'PD', AgencyName: 'PROVO POLICE', AgencyPhone: '8015550190' },
      ],
      Contacts: [
        {
          OrderNum: 2,
          LastName: 'Okoye',
          FirstName: 'Ruth',
          Phones: [{ PhoneNumber: '801-555-0164', Extension: '12', PhoneType: 'W' }],
          Relation: 'Neighbor',
          KeysFlag: true,
        },
        {
          OrderNum: 1,
          LastName: 'Fenwick',
          FirstName: 'Peter',
          Phones: [
            { PhoneNumber: '801-555-0163', PhoneType: 'C' },
            { PhoneNumber: '801-555-0165', PhoneType: 'H' },
          ],
          EmailAddresses: [{ EmailAddress: 'peter@example.test', AutoNotifyFlag: true }],
          Pin: 'marigold',
          Authority: '12',
          Relation: 'Spouse',
          EcvFlag: true,
          KeysFlag: true,
        },
        { OrderNum: 3, LastName: 'Vey', FirstName: 'Alan', ContactListMemberOnlyFlag: true },
      ],
    },
    device: {
      DeviceType: 'MISC',
      Points: [
        { Point: '001', EventCode: '130', Description: 'FRONT DOOR' },
        { Point: '002', EventCode: '110', Description: 'SMOKE HALL' },
      ],
    },
    history: pastOfAlder(),
  },
  {
    // Moved and married: most fields differ from any record of ours.
    accountNumber: '7710002',
    site: {
      SiteName: 'Delia Marsh-Yoder',
      SiteType: 'R',
      SiteAddress: '9 Old Mill Road',
      City: 'Payson',
      State: 'UT',
      ZipCode: '84651',
      Phones: [{ PhoneNumber: '801-555-017', PhoneType: 'H' }],
    },
  },
  {
    accountNumber: '7710003',
    site: {
      SiteName: 'TIMPANOGOS TILE & STONE',
      SiteType: 'C',
      SiteAddress: '3300 N University Ave',
      SiteAddr2: 'Dock B',
      City: 'Provo',
      State: 'UT',
      ZipCode: '84604-4456',
      Phones: [{ PhoneNumber: '801-555-0180', Extension: '204', PhoneType: 'P' }],
    },
  },
  // Made by the station and never filled in.
  { accountNumber: '7710004', inService: false },
  {
    accountNumber: '7720001',
    login: 'birch',
    site: {
      SiteName: 'FARROW, COLIN',
      SiteType: 'R',
      SiteAddress: '5 Birch Court',
      City: 'Sandy',
      State: 'UT',
    },
  },
  ...sentinelEndings.map(({ ending, fault, when }): SeedSite => ({
    accountNumber: `77${ending}`,
    site: {
      SiteName: `${fault} on ${when}, Sentinel`,
      SiteType: 'R',
      SiteAddress: '1 Faulty Way',
      City: 'Orem',
      State: 'UT',
      ZipCode: '84057',
      Phones: [{ PhoneNumber: '8015550199', PhoneType: 'P' }],
    },
  })),
]
