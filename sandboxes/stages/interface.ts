/**
 * The SiteGroupGateway's interface as data: names, order and types, read from the
 * vendor's generated description as it stands in third-party repositories. In its notation `?` is a member that may
 * be missing, `(nil)` one that may be null. Both the sandbox and the tests of the client hold messages against it.
 */

const text = `
Result { ErrorNum int; ErrorMessage string? }
GetSite( UserName string?; Password string?; TransmitterCode string? )
DataResultOfSite : Result { Result Site? }
Site { Phones ArrayOfPhone?; Codewords ArrayOfCodeword?; SiteInstructions ArrayOfSiteInstruction?; SiteAgencies ArrayOfSiteAgency?; Contacts ArrayOfContact?; Devices ArrayOfDevice?; DispatchTypes ArrayOfDispatchType?; SiteAddress string?; SiteName string?; SiteAddr2 string?; City string?; State string?; ZipCode string?; County string?; Latitude string?; Longitude string?; TimeZoneNum int(nil); CrossStreet string?; SiteType string?; Region string?; Info string?; Directions string?; Pets string?; Map string?; MapPage string?; MapCoordinates string?; SiteID1 string?; SiteID2 string?; Subdivision string?; ULCode string?; SiteLanguage string?; LockBoxCode string?; LockBoxLocation string?; BillingID string?; SiteGroups ArrayOfSiteGroup?; UDF ArrayOfUDF?; SiteNum int(nil) }
ArrayOfPhone { Phone Phone?[](nil) }
Phone { PhoneNumber string?; Extension string?; PhoneType string?; AutoNotifyFlag boolean(nil) }
ArrayOfCodeword { Codeword Codeword?[](nil) }
Codeword { Codeword string? }
ArrayOfSiteInstruction { SiteInstruction SiteInstruction?[](nil) }
SiteInstruction { SeqNum int(nil); Description string?; Instruction string? }
ArrayOfSiteAgency { SiteAgency SiteAgency?[](nil) }
SiteAgency { AgencyNum int(nil); AgencyType string?; Permit string?; AgencyName string?; AgencyPhone string? }
ArrayOfContact { Contact Contact?[](nil) }
Contact { OrderNum int(nil); LastName string?; FirstName string?; Title string?; MiddleName string?; Suffix string?; Phones ArrayOfPhone?; EmailAddresses ArrayOfEmailAddress?; Pin string?; Authority string?; Relation string?; EcvFlag boolean(nil); KeysFlag boolean(nil); ContactListMemberOnlyFlag boolean(nil); ContactInfo string?; ContactType string?; ExpireDate dateTime(nil); EffectiveDate dateTime(nil); DeviceUsers ArrayOfDeviceUser?; ContactList ArrayOfContactListMember?; DateOfBirth dateTime(nil); Gender string?; HospitalPreference string?; PatientComment string?; Allergies ArrayOfAllergies?; MedicalConditions ArrayOfMedicalConditions? }
ArrayOfEmailAddress { EmailAddress EmailAddress?[](nil) }
EmailAddress { EmailAddress string?; AutoNotifyFlag boolean(nil) }
ArrayOfDeviceUser { DeviceUser DeviceUser?[](nil) }
DeviceUser { TransmitterCode string?; UserId string? }
ArrayOfContactListMember { ContactListMember ContactListMember?[](nil) }
ContactListMember { ContactListType string?; OrderNum int(nil) }
ArrayOfAllergies { Allergies Allergies?[](nil) }
Allergies { AllergyCode string?; Comment string? }
ArrayOfMedicalConditions { MedicalConditions MedicalConditions?[](nil) }
MedicalConditions { MedicalConditionCode string?; Comment string? }
ArrayOfDevice { Device Device?[](nil) }
Device { TransmitterCode string?; DeviceType string?; Points ArrayOfPoint?; ReceiverPhone string?; PanelPhone string?; PanelLocation string?; TimerTestNum int(nil); TimerTestHours int(nil); TimerTestMinutes int(nil); FailTimerTestEvent string?; PrimaryTransmitterCode string?; Info string?; InServiceFlag boolean(nil); LineSecurity string?; CommunicationType string?; AltDeviceID string?; ListenInDeviceType string?; URLText string?; URLTarget string?; BillingID string?; SilentFlag string?; OOSStartDate dateTime(nil); Areas ArrayOfArea?; Schedules ArrayOfSchedule?; UDF ArrayOfUDF?; DevNum int(nil) }
ArrayOfPoint { Point Point?[](nil) }
Point { Point string?; SignalStatus string?; SignalCode string?; EventCode string?; Description string?; EqLoc string?; EqType string?; AreaNum int(nil) }
ArrayOfArea { Area Area?[](nil) }
Area { AreaNum int(nil); Description string?; OpenEventCode string?; CloseEventCode string?; SchedNum int(nil) }
ArrayOfSchedule { Schedule Schedule?[](nil) }
Schedule { SchedNum int(nil); Description string?; FailOpenEventCode string?; FailCloseEventCode string?; EarlyOpenMinutes int(nil); LateOpenMinutes int(nil); EarlyCloseMinutes int(nil); LateCloseMinutes int(nil); EarlyOpenEventCode string?; LateOpenEventCode string?; EarlyCloseEventCode string?; LateCloseEventCode string?; MultiAreaOption string?; Details ArrayOfScheduleDetail? }
ArrayOfScheduleDetail { ScheduleDetail ScheduleDetail?[](nil) }
ScheduleDetail { OpenDayOfWeek int(nil); OpenTime string?; CloseDayOfWeek int(nil); CloseTime string? }
ArrayOfUDF { UDF UDF?[](nil) }
UDF { UDFCode string?; UDFValue string? }
ArrayOfDispatchType { DispatchType DispatchType?[](nil) }
DispatchType { DispatchType string? }
ArrayOfSiteGroup { SiteGroup SiteGroup?[](nil) }
SiteGroup { SiteGroupNum int(nil); SiteGroupTypeOverride string? }
ImportSite( UserName string?; Password string?; Site Site?; Signals Signals? )
Signals { Signals ArrayOfSignal? }
ArrayOfSignal { Signal Signal?[](nil) }
Signal { TransmitterCode string?; SignalFormat string?; SignalCode string?; Point string?; Area string?; UserID string?; Text string?; Date dateTime(nil); ANIPhone string?; Longitude string?; Latitude string?; FileName string?; URL string?; VideoType string?; TestSignalFlag string? }
GetSiteAdditionalInfo( UserName string?; Password string?; TransmitterCode string? )
DataResultOfSitePlus : Result { Result SitePlus? }
SitePlus { SiteNum int(nil); SiteName string?; Devices ArrayOfDevicePlus?; ContractItems ArrayOfContractItem? }
ArrayOfDevicePlus { DevicePlus DevicePlus?[](nil) }
DevicePlus { DevNum int(nil); TransmitterCode string?; PrimaryTransmitterCode string?; FirstSignalDate dateTime(nil); OOSCat string?; OOSCatDescription string?; InactiveBillingFlag boolean(nil); OOSStartDate dateTime(nil); OOSEndDate dateTime(nil); InServiceDate dateTime(nil) }
ArrayOfContractItem { ContractItem ContractItem?[](nil) }
ContractItem { ContractItem string?; TransmitterCode string? }
GetChangeList( UserName string?; Password string?; StartUTCDate dateTime )
DataResultOfChangeList : Result { Result ChangeList? }
ChangeList { EndUTCDate dateTime(nil); Changed ArrayOfChanged? }
ArrayOfChanged { Changed Changed?[](nil) }
Changed { TransmitterCode string?; SiteNum int(nil) }
TransmitterCodeList( UserName string?; Password string? )
DataResultOfListOfTransmitterList : Result { Result ArrayOfTransmitterList? }
ArrayOfTransmitterList { TransmitterList TransmitterList?[](nil) }
TransmitterList { TransmitterCode string?; DevNum int(nil); SiteNum int(nil); SiteName string? }
GetSiteContacts( UserName string?; Password string?; TransmitterCode string? )
DataResultOfListOfSiteContacts : Result { Result ArrayOfSiteContacts? }
ArrayOfSiteContacts { SiteContacts SiteContacts?[](nil) }
SiteContacts { OrderNum int(nil); LastName string?; FirstName string?; PIN string?; Authority string?; Relation string?; UserId string? }
UpdateSiteContacts( UserName string?; Password string?; TransmitterCode string?; SiteContacts Contacts? )
Contacts { Contacts ArrayOfContact? }
GetSiteCodewords( UserName string?; Password string?; TransmitterCode string? )
DataResultOfListOfSiteCodewords : Result { Result ArrayOfSiteCodewords? }
ArrayOfSiteCodewords { SiteCodewords SiteCodewords?[](nil) }
SiteCodewords { CodeWord string? }
UpdateSiteCodewords( UserName string?; Password string?; TransmitterCode string?; SiteCodewords Codewords? )
Codewords { Codewords ArrayOfCodeword? }
OnTest( UserName string?; Password string?; TransmitterCode string?; TestCategory string?; StartDate dateTime; Hours int; Minutes int; Comment string? )
ClearTest( UserName string?; Password string?; TransmitterCode string?; Comment string? )
OutService( UserName string?; Password string?; TransmitterCode string?; OOSCategory string?; OOSStartDate dateTime; Comment string? )
InService( UserName string?; Password string?; TransmitterCode string?; Comment string? )
GetHistory( UserName string?; Password string?; TransmitterCode string?; StartDate dateTime; EndDate dateTime; StartDateUTC dateTime; EndDateUTC dateTime )
DataResultOfListOfHistory : Result { Result ArrayOfHistory? }
ArrayOfHistory { History History?[](nil) }
History { HistoryDate dateTime(nil); UTCDate dateTime(nil); TransmitterCode string?; SiteName string?; EventCode string?; EventCodeDescription string?; OpAct string?; OpActDescription string?; CallDisposition string?; CallDispositionDescription string?; SignalCode string?; Point string?; PointDescription string?; Comment string?; AlarmNum string?; AreaNum string?; TestNum string?; RawMessage string?; Phone string?; FullClearFlag string?; UserId string?; UserName string?; Latitude string?; Longitude string?; SiteNum int(nil); DevNum int(nil) }
GetEventCodeReportCode( UserName string?; Password string? )
DataResultOfListOfEventCodeReportCodes : Result { Result ArrayOfEventCodeReportCodes? }
ArrayOfEventCodeReportCodes { EventCodeReportCodes EventCodeReportCodes?[](nil) }
EventCodeReportCodes { EventCode string?; ReportCode string?; ReportCodeDescription string? }
Signal( UserName string?; Password string?; Signals Signals? )
`

/** What an operation answers with. */
export const answers = {
  GetSite: 'DataResultOfSite',
  ImportSite: 'Result',
  GetSiteAdditionalInfo: 'DataResultOfSitePlus',
  GetChangeList: 'DataResultOfChangeList',
  TransmitterCodeList: 'DataResultOfListOfTransmitterList',
  GetSiteContacts: 'DataResultOfListOfSiteContacts',
  UpdateSiteContacts: 'Result',
  GetSiteCodewords: 'DataResultOfListOfSiteCodewords',
  UpdateSiteCodewords: 'Result',
  OnTest: 'Result',
  ClearTest: 'Result',
  OutService: 'Result',
  InService: 'Result',
  GetHistory: 'DataResultOfListOfHistory',
  GetEventCodeReportCode: 'DataResultOfListOfEventCodeReportCodes',
  Signal: 'Result',
} as const
export type Operation = keyof typeof answers
export const isOperation = (name: string): name is Operation => Object.hasOwn(answers, name)

export type Member = { name: string; type: string; required: boolean; nillable: boolean }

/** What an operation is sent, apart from types: there is an operation Signal of a type Signal. */
export const sentTo = (operation: string): string => `${operation}()`

/** Every type, and what every operation is sent: its members in their order. */
export const interfaceTypes: ReadonlyMap<string, readonly Member[]> = readTypes(text)

function readTypes(notation: string): Map<string, Member[]> {
  const types = new Map<string, Member[]>()
  for (const line of notation.trim().split('\n')) {
    const [, plain, parent, mark, members] = /^(\w+)(?: : (\w+))? ?([({]) (.+) [)}]$/.exec(line) ?? []
    const name = plain && (mark === '(' ? sentTo(plain) : plain)
    if (!name || !members) throw new Error(`Not understood: ${line}`)
    const own = members.split('; ').map((member): Member => {
      const [, memberName, type, sign] = /^(\w+) (\w+)(\?|\(nil\)|\?\[\]\(nil\))?$/.exec(member) ?? []
      if (!memberName || !type) throw new Error(`Not understood in ${name}: ${member}`)
      return {
        name: memberName,
        type,
        required: sign === undefined,
        nillable: sign?.endsWith('(nil)') === true,
      }
    })
    types.set(name, [...(parent ? types.get(parent)! : []), ...own])
  }
  return types
}

export const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  dateTime: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$/.test(value),
}

/** In JSON an `ArrayOfX` is the bare list of its X. */
export const itemOf = (type: string): string | null =>
  type.startsWith('ArrayOf') ? interfaceTypes.get(type)![0]!.type : null

/** What is wrong with a value of that type: unknown, missing or misplaced members, and wrong types. */
export function breaches(type: string, value: unknown, path = type): string[] {
  const scalar = scalars[type]
  if (scalar) return scalar(value) ? [] : [`${path} is no ${type}`]
  const item = itemOf(type)
  if (item !== null) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((one, index) => (one === null ? [] : breaches(item, one, `${path}[${index}]`)))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no ${type}`]
  const members = interfaceTypes.get(type)!
  const found: string[] = []
  let last = -1
  for (const [name, inner] of Object.entries(value)) {
    const place = members.findIndex((member) => member.name === name)
    const member = members[place]
    if (!member) {
      found.push(`${path}.${name} is not in the interface`)
      continue
    }
    if (place < last) found.push(`${path}.${name} is out of order`)
    last = Math.max(last, place)
    if (inner !== null) found.push(...breaches(member.type, inner, `${path}.${name}`))
    else if (member.required) found.push(`${path}.${name} is null`)
  }
  for (const { name, required } of members)
    if (required && !Object.hasOwn(value, name)) found.push(`${path}.${name} is missing`)
  return found
}

/** The value as the gateway writes it out: every member in its order, null or an empty list where nothing is. */
export function complete(type: string, value: unknown): unknown {
  const item = itemOf(type)
  if (item !== null) return ((value ?? []) as unknown[]).map((one) => complete(item, one))
  if (scalars[type] || value === null || value === undefined) return value ?? null
  const given = value as Record<string, unknown>
  return Object.fromEntries(
    interfaceTypes.get(type)!.map((member) => [member.name, complete(member.type, given[member.name])]),
  )
}
