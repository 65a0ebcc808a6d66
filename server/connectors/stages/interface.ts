/**
 * The part of the SiteGroupGateway's interface that this client speaks: names, order and types of members. A member
 * is a text unless its type stands behind a colon; `X*` is a list of X, in XML an `ArrayOfX` of `X` elements. A test
 * holds this table against docs/connectors/stages-gateway.json.
 */

export const namespace = 'http://tempuri.org/'

// prettier-ignore
const notation = {
  Site:
    'Phones:Phone* Codewords:Codeword* SiteInstructions:SiteInstruction* SiteAgencies:SiteAgency* Contacts:Contact* ' +
    'Devices:Device* DispatchTypes:DispatchType* SiteAddress SiteName SiteAddr2 City State ZipCode County Latitude ' +
    'Longitude TimeZoneNum:int CrossStreet SiteType Region Info Directions Pets Map MapPage MapCoordinates SiteID1 ' +
    'SiteID2 Subdivision ULCode SiteLanguage LockBoxCode LockBoxLocation BillingID SiteGroups:SiteGroup* UDF:UDF* ' +
    'SiteNum:int',
  Phone: 'PhoneNumber Extension PhoneType AutoNotifyFlag:boolean',
  Codeword: 'Codeword',
  SiteInstruction: 'SeqNum:int Description Instruction',
  SiteAgency: 'AgencyNum:int AgencyType Permit AgencyName AgencyPhone',
  Contact:
    'OrderNum:int LastName FirstName Title MiddleName Suffix Phones:Phone* EmailAddresses:EmailAddress* Pin Authority ' +
    'Relation EcvFlag:boolean KeysFlag:boolean ContactListMemberOnlyFlag:boolean ContactInfo ContactType ' +
    'ExpireDate:dateTime EffectiveDate:dateTime DeviceUsers:DeviceUser* ContactList:ContactListMember* ' +
    'DateOfBirth:dateTime Gender HospitalPreference PatientComment Allergies:Allergies* ' +
    'MedicalConditions:MedicalConditions*',
  EmailAddress: 'EmailAddress AutoNotifyFlag:boolean',
  DeviceUser: 'TransmitterCode UserId',
  ContactListMember: 'ContactListType OrderNum:int',
  Allergies: 'AllergyCode Comment',
  MedicalConditions: 'MedicalConditionCode Comment',
  Device:
    'TransmitterCode DeviceType Points:Point* ReceiverPhone PanelPhone PanelLocation TimerTestNum:int ' +
    'TimerTestHours:int TimerTestMinutes:int FailTimerTestEvent PrimaryTransmitterCode Info InServiceFlag:boolean ' +
    'LineSecurity CommunicationType AltDeviceID ListenInDeviceType URLText URLTarget BillingID SilentFlag ' +
    'OOSStartDate:dateTime Areas:Area* Schedules:Schedule* UDF:UDF* DevNum:int',
  Point: 'Point SignalStatus SignalCode EventCode Description EqLoc EqType AreaNum:int',
  Area: 'AreaNum:int Description OpenEventCode CloseEventCode SchedNum:int',
  Schedule:
    'SchedNum:int Description FailOpenEventCode FailCloseEventCode EarlyOpenMinutes:int LateOpenMinutes:int ' +
    'EarlyCloseMinutes:int LateCloseMinutes:int EarlyOpenEventCode LateOpenEventCode EarlyCloseEventCode ' +
    'LateCloseEventCode MultiAreaOption Details:ScheduleDetail*',
  ScheduleDetail: 'OpenDayOfWeek:int OpenTime CloseDayOfWeek:int CloseTime',
  UDF: 'UDFCode UDFValue',
  DispatchType: 'DispatchType',
  SiteGroup: 'SiteGroupNum:int SiteGroupTypeOverride',
  Contacts: 'Contacts:Contact*',
  Codewords: 'Codewords:Codeword*',
  SitePlus: 'SiteNum:int SiteName Devices:DevicePlus* ContractItems:ContractItem*',
  DevicePlus:
    'DevNum:int TransmitterCode PrimaryTransmitterCode FirstSignalDate:dateTime OOSCat OOSCatDescription ' +
    'InactiveBillingFlag:boolean OOSStartDate:dateTime OOSEndDate:dateTime InServiceDate:dateTime',
  ContractItem: 'ContractItem TransmitterCode',
  ChangeList: 'EndUTCDate:dateTime Changed:Changed*',
  Changed: 'TransmitterCode SiteNum:int',
  TransmitterList: 'TransmitterCode DevNum:int SiteNum:int SiteName',
  History:
    'HistoryDate:dateTime UTCDate:dateTime TransmitterCode SiteName EventCode EventCodeDescription OpAct ' +
    'OpActDescription CallDisposition CallDispositionDescription SignalCode Point PointDescription Comment AlarmNum ' +
    'AreaNum TestNum RawMessage Phone FullClearFlag UserId UserName Latitude Longitude SiteNum:int DevNum:int',
  EventCodeReportCodes: 'EventCode ReportCode ReportCodeDescription',
} as const
export type TypeName = keyof typeof notation
type Scalar = 'string' | 'int' | 'boolean' | 'dateTime'
export type Member = { name: string; list: boolean } & (
  { scalar: Scalar; type: null } | { scalar: null; type: TypeName }
)

/** What an operation is sent after user name and password, and what it answers with beside number and sentence. */
export const operations = {
  GetSite: { sends: 'TransmitterCode', answers: 'Site' },
  ImportSite: { sends: 'Site:Site', answers: '' },
  GetSiteAdditionalInfo: { sends: 'TransmitterCode', answers: 'SitePlus' },
  GetChangeList: { sends: 'StartUTCDate:dateTime', answers: 'ChangeList' },
  TransmitterCodeList: { sends: '', answers: 'TransmitterList*' },
  UpdateSiteContacts: { sends: 'TransmitterCode SiteContacts:Contacts', answers: '' },
  UpdateSiteCodewords: { sends: 'TransmitterCode SiteCodewords:Codewords', answers: '' },
  OnTest: {
    sends: 'TransmitterCode TestCategory StartDate:dateTime Hours:int Minutes:int Comment',
    answers: '',
  },
  ClearTest: { sends: 'TransmitterCode Comment', answers: '' },
  OutService: { sends: 'TransmitterCode OOSCategory OOSStartDate:dateTime Comment', answers: '' },
  InService: { sends: 'TransmitterCode Comment', answers: '' },
  GetHistory: {
    sends: 'TransmitterCode StartDate:dateTime EndDate:dateTime StartDateUTC:dateTime EndDateUTC:dateTime',
    answers: 'History*',
  },
  GetEventCodeReportCode: { sends: '', answers: 'EventCodeReportCodes*' },
} as const
export type Operation = keyof typeof operations

const scalars: readonly string[] = ['string', 'int', 'boolean', 'dateTime']

function readMember(text: string): Member {
  const [, name = '', type = 'string', star] = /^(\w+)(?::(\w+)(\*)?)?$/.exec(text) ?? []
  const list = star !== undefined
  return scalars.includes(type)
    ? { name, list, scalar: type as Scalar, type: null }
    : { name, list, scalar: null, type: type as TypeName }
}
const readMembers = (text: string) => text.split(' ').filter(Boolean).map(readMember)

const table = new Map(Object.entries(notation).map(([type, text]) => [type, readMembers(text)]))
export const typeNames = Object.keys(notation) as TypeName[]

/** A type's members in their order. */
export const membersOf = (type: TypeName): readonly Member[] => table.get(type)!

/** What an operation is sent, in its order. */
export const sentBy = (operation: Operation): readonly Member[] =>
  readMembers(`UserName Password ${operations[operation].sends}`)

/** What an operation answers with, in its order: number, sentence, and what was asked for. */
export const answeredBy = (operation: Operation): readonly Member[] => {
  const { answers } = operations[operation]
  return readMembers(`ErrorNum:int ErrorMessage${answers ? ` Result:${answers}` : ''}`)
}

/** The value with the members of every depth in the interface's order; what the interface does not know goes last. */
export function inOrder(members: readonly Member[], value: object): Record<string, unknown> {
  const given = value as Record<string, unknown>
  const known = members.filter(({ name }) => given[name] !== undefined)
  const names = new Set(members.map(({ name }) => name))
  const sorted = (member: Member, inner: unknown): unknown => {
    if (member.type === null || inner === null) return inner
    const of = (one: unknown) => (one === null ? null : inOrder(membersOf(member.type), one as object))
    return member.list ? (inner as unknown[]).map(of) : of(inner)
  }
  return Object.fromEntries([
    ...known.map((member) => [member.name, sorted(member, given[member.name])]),
    ...Object.entries(given).filter(([name]) => !names.has(name)),
  ]) as Record<string, unknown>
}
