/**
 * The station's own tables. Site, phone and device types were seen in use; everything else is this sandbox's. The
 * interface itself says only `string`, and has a question for the event codes alone.
 */

/** Authorities, by number. */
export const agencies: readonly { num: number; type: string; name: string; phone: string }[] = [
  { num: 801, type: 'PD', name: 'PROVO POLICE', phone: '8015550190' },
  { num: 802, type: 'PD', name: 'UTAH COUNTY SHERIFF', phone: '8015550191' },
  { num: 803, type: 'FD', name: 'PROVO FIRE AND RESCUE', phone: '8015550192' },
  { num: 804, type: 'FD', name: 'OREM FIRE', phone: '8015550193' },
  { num: 805, type: 'MD', name: 'TIMPANOGOS AMBULANCE', phone: '8015550194' },
  { num: 806, type: 'GD', name: 'WASATCH PATROL', phone: '8015550195' },
  { num: 807, type: 'KH', name: 'WASATCH KEYS', phone: '8015550196' },
]

/** Each event with what it reports as, in Contact ID. */
export const eventCodes: readonly { event: string; report: string; words: string }[] = [
  { event: '100', report: 'E100', words: 'Medical' },
  { event: '110', report: 'E110', words: 'Fire' },
  { event: '111', report: 'E111', words: 'Smoke' },
  { event: '120', report: 'E120', words: 'Panic' },
  { event: '130', report: 'E130', words: 'Burglary' },
  { event: '131', report: 'E131', words: 'Burglary, perimeter' },
  { event: '132', report: 'E132', words: 'Burglary, interior' },
  { event: '134', report: 'E134', words: 'Entry/exit' },
  { event: '154', report: 'E154', words: 'Water leak' },
  { event: '162', report: 'E162', words: 'Carbon monoxide' },
  { event: '301', report: 'E301', words: 'AC loss' },
  { event: '302', report: 'E302', words: 'Low battery' },
  { event: '384', report: 'E384', words: 'Sensor battery low' },
  { event: '401', report: 'E401', words: 'Opening' },
  { event: '401', report: 'R401', words: 'Closing' },
  { event: '406', report: 'E406', words: 'Cancel' },
  { event: '570', report: 'E570', words: 'Bypass' },
  { event: '601', report: 'E601', words: 'Manual test' },
  { event: '602', report: 'E602', words: 'Periodic test' },
]

const hours = Array.from({ length: 24 }, (_, index) => String(index + 1).padStart(2, '0'))

/** By the interface's member: the codes that the station takes. */
export const codes: Readonly<Record<string, readonly string[]>> = {
  SiteType: ['R', 'C', 'CF', 'E', 'M'],
  PhoneType: ['P', 'H', 'C', 'W'],
  DeviceType: ['MISC', '2WBURG'],
  DispatchType: ['2W'],
  EqType: ['CONTACT', 'MOTION', 'SMOKE', 'GLASS', 'KEYPAD', 'WATER', 'CO'],
  AgencyType: ['PD', 'FD', 'MD', 'GD', 'KH'],
  EventCode: [...new Set(eventCodes.map(({ event }) => event))],
  /** As one station was seen to have them: a nought and the hours. */
  TestCategory: hours,
  OOSCategory: ['DLRREQ', 'NOPAY', 'MOVED', 'SEASON'],
}

/** What operators do, in the history. */
export const actions = {
  onTest: { OpAct: 'OT', OpActDescription: 'Placed on test' },
  cleared: { OpAct: 'CT', OpActDescription: 'Test cleared' },
  expired: { OpAct: 'XT', OpActDescription: 'Test expired' },
  inService: { OpAct: 'IS', OpActDescription: 'Placed in service' },
  outOfService: { OpAct: 'OS', OpActDescription: 'Placed out of service' },
  dispatched: { OpAct: 'DP', OpActDescription: 'Dispatched' },
  called: { OpAct: 'CP', OpActDescription: 'Called premises' },
} as const

/** Lengths are this sandbox's own: the interface names none. */
export const lengths: Readonly<Record<string, number>> = {
  SiteName: 140,
  SiteAddress: 60,
  SiteAddr2: 60,
  City: 40,
  State: 2,
  ZipCode: 10,
  County: 40,
  CrossStreet: 60,
  Codeword: 20,
  PhoneNumber: 15,
  Extension: 6,
  LastName: 40,
  FirstName: 30,
  Pin: 20,
  Relation: 30,
  Point: 6,
  Permit: 20,
  Comment: 250,
}
