/**
 * What the gateway answers, as far as this client reads it. Unknown members pass and go back as they came: the gateway
 * takes a site whole, so that what is not sent may be lost. Names, order and types: interface.ts.
 */
import { z } from 'zod'

const text = z.string().nullish()
const flag = z.boolean().nullish()
const int = z.int().nullish()
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable())
    .nullish()
    .transform((items) => (items ?? []).filter((one) => one !== null) as z.output<T>[])

export const phone = z.looseObject({
  PhoneNumber: text,
  Extension: text,
  PhoneType: text,
  AutoNotifyFlag: flag,
})
export type Phone = z.output<typeof phone>

export const contact = z.looseObject({
  OrderNum: int,
  LastName: text,
  FirstName: text,
  Phones: list(phone),
  Pin: text,
  Authority: text,
  Relation: text,
  KeysFlag: flag,
  ContactListMemberOnlyFlag: flag,
})
export type Contact = z.output<typeof contact>

export const point = z.looseObject({
  Point: text,
  EventCode: text,
  Description: text,
  EqLoc: text,
  EqType: text,
  AreaNum: int,
})
export type Point = z.output<typeof point>

export const agency = z.looseObject({
  AgencyNum: int,
  AgencyType: text,
  Permit: text,
  AgencyName: text,
  AgencyPhone: text,
})
export type SiteAgency = z.output<typeof agency>

export const device = z.looseObject({
  TransmitterCode: text,
  DeviceType: text,
  InServiceFlag: flag,
  ReceiverPhone: text,
  PanelPhone: text,
  PanelLocation: text,
  ListenInDeviceType: text,
  Points: list(point),
})
export type Device = z.output<typeof device>

export const site = z.looseObject({
  Phones: list(phone),
  Codewords: list(z.looseObject({ Codeword: text })),
  SiteAgencies: list(agency),
  Contacts: list(contact),
  Devices: list(device),
  DispatchTypes: list(z.looseObject({ DispatchType: text })),
  SiteAddress: text,
  SiteName: text,
  SiteAddr2: text,
  City: text,
  State: text,
  ZipCode: text,
  County: text,
  TimeZoneNum: int,
  CrossStreet: text,
  SiteType: text,
  Directions: text,
  Pets: text,
  Subdivision: text,
  SiteNum: int,
})
export type Site = z.output<typeof site>

export const history = z.looseObject({
  UTCDate: text,
  EventCode: text,
  EventCodeDescription: text,
  OpAct: text,
  OpActDescription: text,
  CallDispositionDescription: text,
  SignalCode: text,
  Point: text,
  PointDescription: text,
  Comment: text,
  AreaNum: text,
  TestNum: text,
  UserName: text,
  SiteNum: int,
})
export type History = z.output<typeof history>

export const result = z.looseObject({ ErrorNum: z.int(), ErrorMessage: text })
export const siteResult = result.extend({ Result: site.nullish() })
export const changeListResult = result.extend({ Result: z.looseObject({}).nullish() })
export const historyResult = result.extend({ Result: list(history) })
export const eventCodesResult = result.extend({
  Result: list(z.looseObject({ EventCode: text, ReportCode: text, ReportCodeDescription: text })),
})
export const transmittersResult = result.extend({
  Result: list(z.looseObject({ TransmitterCode: text, SiteNum: int })),
})
export const additionalInfoResult = result.extend({
  Result: z.looseObject({ Devices: list(z.looseObject({ TransmitterCode: text, OOSCat: text })) }).nullish(),
})
