/** What the service sells and knows of its dealers. Ids are those that public clients show; prices are invented. */
import type { Values } from './values.ts'

export type Package = {
  id: number
  description: string
  group: string
  planType: string
  /** To the dealer, a month, in dollars. */
  price: number
  included: readonly string[]
  free: readonly string[]
}

const basics = ['RemoteArming', 'ArmingReports', 'WeatherToPanel']
const security = [...basics, 'UserCodeControl', 'ArmingSchedules', 'SevereWeatherAlerts', 'Reminders']
const automation = [...security, 'ZWaveLights', 'ZWaveThermostats', 'ZWaveLocks']

export const packages: readonly Package[] = [
  {
    id: 1,
    description: 'Wireless Signal Forwarding',
    group: 'Wireless Signal Forwarding',
    planType: 'WSF',
    price: 4,
    included: [],
    free: [],
  },
  {
    id: 2,
    description: 'Basic Interactive',
    group: 'Basic Interactive',
    planType: 'BI',
    price: 7.25,
    included: basics,
    free: ['SevereWeatherAlerts'],
  },
  {
    id: 193,
    description: 'Interactive Gold',
    group: 'Advanced Interactive',
    planType: 'AI',
    price: 10.5,
    included: security,
    free: ['SmartArming', 'UnexpectedActivityAlerts'],
  },
  {
    id: 208,
    description: 'Interactive Security',
    group: 'Advanced Interactive',
    planType: 'AI',
    price: 9,
    included: security,
    free: ['SmartArming', 'UnexpectedActivityAlerts'],
  },
  {
    id: 209,
    description: 'Interactive Security + Automation',
    group: 'Advanced Interactive',
    planType: 'AI',
    price: 12,
    included: automation,
    free: ['SmartArming', 'UnexpectedActivityAlerts', 'GarageDoors'],
  },
  {
    id: 41,
    description: 'Commercial',
    group: 'Commercial',
    planType: 'AI',
    price: 14,
    included: [...security, 'CommercialActivityReports'],
    free: ['EnterpriseNotices'],
  },
]

/** Add-ons that cost: price a month for each, how many there may be, and since which caller version they exist. */
export const addOns: Readonly<Record<string, { price: number; max: number; since: number }>> = {
  ProVideo: { price: 5, max: 1, since: 1 },
  ProVideoWithAnalytics: { price: 7, max: 1, since: 2 },
  DoorbellCameras: { price: 2.5, max: 4, since: 2 },
  VideoOneCameraAddOn: { price: 1.5, max: 16, since: 3 },
  ImageSensorPlus: { price: 2, max: 1, since: 1 },
  ImageSensorAlarms: { price: 1, max: 1, since: 1 },
  TwoWayVoice: { price: 2, max: 1, since: 1 },
  ZWaveLights: { price: 1, max: 1, since: 1 },
  ZWaveThermostats: { price: 1, max: 1, since: 1 },
  ZWaveLocks: { price: 1, max: 1, since: 1 },
  GarageDoors: { price: 1, max: 1, since: 1 },
  AccessControlDoors: { price: 3, max: 32, since: 3 },
  Noonlight: { price: 4, max: 1, since: 7 },
}
export const latestCallerVersion = 7

export const packageById = (id: number | null): Package | undefined => packages.find((one) => one.id === id)

/** Add-ons that this package may have beside what it includes. */
export const otherAddOns = ({ included, free }: Package): string[] =>
  Object.keys(addOns).filter((name) => !included.includes(name) && !free.includes(name))

/** Prices of a plan, a month, in dollars. */
export function pricesOf(
  { id, price, free }: Package,
  chosen: Readonly<Record<string, number>>,
): { total: number; features: { Feature: string; Quantity: string; Price: number }[] } {
  const features = Object.entries(chosen).map(([Feature, quantity]) => ({
    Feature,
    Quantity: String(quantity),
    Price: free.includes(Feature) ? 0 : (addOns[Feature]?.price ?? 0) * quantity,
  }))
  const extra = features.reduce((sum, one) => sum + one.Price, 0)
  return { total: id === 0 ? 0 : price + extra, features }
}

export const dealers = [
  { id: 91_001, name: 'Keyholder Demo Security' },
  { id: 91_002, name: 'Birch Alarm (another dealer)' },
  { id: 91_003, name: 'Faulty Alarms (whose calls fail)' },
] as const

/** Reps, with the passwords that the sandbox takes. `device` must come as TwoFactorDeviceId where it is set. */
export const reps = [
  { id: 7101, login: 'keyholder_adc', password: 'sandbox-demo', device: '', dealer: 91_001 },
  { id: 7102, login: 'guarded_adc', password: 'sandbox-demo', device: 'sandbox-device-1', dealer: 91_001 },
  { id: 7201, login: 'birch_adc', password: 'sandbox-demo', device: '', dealer: 91_002 },
  { id: 7301, login: 'faulty_adc', password: 'sandbox-demo', device: '', dealer: 91_003 },
] as const

export const receivers = [
  {
    id: 501,
    station: 71,
    name: 'Beacon Monitoring',
    phone: '800-555-0140',
    prefix: '',
    protocol: 'ContactId',
  },
  { id: 502, station: 71, name: 'Beacon Monitoring', phone: '800-555-0141', prefix: '12', protocol: 'SIA' },
  { id: 503, station: 72, name: 'Harbor Central', phone: '888-555-0170', prefix: '', protocol: 'ContactId' },
] as const

export const panelTypes = [
  'IQPanel4',
  'IQPanel2',
  'GoControl3',
  'TwoG',
  'Neo',
  'Impassa',
  'SEMVista',
  'IQHub',
]

export const panelTemplates: Values[] = [
  {
    TemplateId: 3301,
    TemplateDesc: 'House standard',
    PanelVersion: 'Unknown',
    PanelType: 'IQPanel4',
    IsDefault: true,
  },
  {
    TemplateId: 3302,
    TemplateDesc: 'Small business',
    PanelVersion: 'Unknown',
    PanelType: 'GoControl3',
    IsDefault: false,
  },
]

export const branches: Values[] = [
  {
    BranchName: 'Orem',
    BranchAddress: {
      Street1: '400 S State Street',
      City: 'Orem',
      State: 'UT',
      Zip: '84058',
      CountryId: 'USA',
    },
    ContactPhoneNumber: '8015550110',
    ContactEmailAddress: 'orem@keyholder.test',
    ContactName: 'Iris Calloway',
    BranchCode: 'OR',
    BranchId: 81,
  },
]

export const parts: Values[] = [
  {
    PartId: 1201,
    PartNumber: 'KH-CAM-1',
    PartDesc: 'Indoor camera (invented)',
    UnitPrice: 62.5,
    Currency: 'UnitedStatesDollar',
    SKUNumber: 'KHC1',
  },
  {
    PartId: 1202,
    PartNumber: 'KH-LTE-4',
    PartDesc: 'LTE module (invented)',
    UnitPrice: 88,
    Currency: 'UnitedStatesDollar',
    SKUNumber: 'KHL4',
  },
]
