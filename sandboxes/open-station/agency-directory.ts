/**
 * The authorities that these stations know, by the ZIPs that they serve: city and county of each region. Regions are
 * real places, telephone numbers are 555s; nobody is reached by them.
 */
import type { agencyKinds } from './wire-parts.ts'

export type Agency = {
  id: string
  kind: (typeof agencyKinds)[number]
  name: string
  phone: string
  city: string
  state: string
}

/** `zips` are single ZIPs, ranges, or beginnings of three digits; the first region that holds a ZIP serves it. */
type Region = { city: string; county: string; state: string; areaCode: string; zips: string }
const regions: readonly Region[] = [
  { city: 'Provo', county: 'Utah', state: 'UT', areaCode: '801', zips: '84601-84606' },
  { city: 'Orem', county: 'Utah', state: 'UT', areaCode: '801', zips: '84057-84059 84097' },
  { city: 'Lehi', county: 'Utah', state: 'UT', areaCode: '385', zips: '84043 84045' },
  { city: 'American Fork', county: 'Utah', state: 'UT', areaCode: '801', zips: '84003 84004 84042 84062' },
  { city: 'Springville', county: 'Utah', state: 'UT', areaCode: '801', zips: '84663 84664' },
  { city: 'Spanish Fork', county: 'Utah', state: 'UT', areaCode: '801', zips: '84660 84651 84653 84655' },
  { city: 'Sandy', county: 'Salt Lake', state: 'UT', areaCode: '801', zips: '84070 84090-84094' },
  { city: 'Salt Lake City', county: 'Salt Lake', state: 'UT', areaCode: '801', zips: '840 841' },
  { city: 'Ogden', county: 'Weber', state: 'UT', areaCode: '801', zips: '844 843' },
  { city: 'Price', county: 'Carbon', state: 'UT', areaCode: '435', zips: '845 846' },
  { city: 'Saint George', county: 'Washington', state: 'UT', areaCode: '435', zips: '847' },
  { city: 'Boise', county: 'Ada', state: 'ID', areaCode: '208', zips: '837 83702-83799' },
  { city: 'Nampa', county: 'Canyon', state: 'ID', areaCode: '208', zips: '836' },
  { city: 'Mesa', county: 'Maricopa', state: 'AZ', areaCode: '480', zips: '852' },
  { city: 'Phoenix', county: 'Maricopa', state: 'AZ', areaCode: '602', zips: '850 851 853' },
  { city: 'Fort Collins', county: 'Larimer', state: 'CO', areaCode: '970', zips: '805' },
  { city: 'Greeley', county: 'Weld', state: 'CO', areaCode: '970', zips: '806 807' },
  { city: 'Denver', county: 'Denver', state: 'CO', areaCode: '303', zips: '800 801 802 803 804' },
  { city: 'Spokane', county: 'Spokane', state: 'WA', areaCode: '509', zips: '990 991 992' },
  { city: 'Bend', county: 'Deschutes', state: 'OR', areaCode: '541', zips: '977' },
]

/** What a region has of each kind; the county's serves wherever the city's does. */
const names: Record<Agency['kind'], (region: Region) => readonly [string, string]> = {
  police: ({ city, county }) => [`${city} Police Department`, `${county} County Sheriff`],
  fire: ({ city, county }) => [`${city} Fire Department`, `${county} County Fire District`],
  medical: ({ city, county }) => [`${city} Ambulance`, `${county} County Paramedics`],
  guard: ({ city, county }) => [`Sentinel Patrol ${city}`, `${county} Valley Guard Service`],
}
const slug = (text: string) =>
  text
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 12)
    .toUpperCase()

function agenciesOf(region: Region, kind: Agency['kind']): Agency[] {
  const line = regions.indexOf(region) * 8 + Object.keys(names).indexOf(kind) * 2
  const { city, county, state, areaCode } = region
  return names[kind](region).map((name, index) => ({
    id: `${kind.toUpperCase()}-${slug(index ? county : city)}-${state}-${index ? 'C' : 'M'}`,
    kind,
    name,
    phone: `${areaCode}-555-${String(100 + ((line + index) % 100)).padStart(4, '0')}`,
    city,
    state,
  }))
}

const serves = (zip: string) => (text: string) => {
  if (text.length === 3) return zip.startsWith(text)
  const [first, last = first] = text.split('-') as [string, string?]
  return first <= zip && zip <= last
}

/** The agencies of a kind that serve a ZIP of five digits; none where the directory knows no region. */
export function listAgencies(kind: Agency['kind'], zip: string): Agency[] {
  const region = regions.find(({ zips }) => zips.split(' ').some(serves(zip)))
  return region ? agenciesOf(region, kind).map(({ id }) => byId.get(id)!) : []
}

/** A county's agency is one, whichever of its regions it is found by: the first region's. */
const byId = new Map(
  regions
    .flatMap((region) => (Object.keys(names) as Agency['kind'][]).flatMap((kind) => agenciesOf(region, kind)))
    .toReversed()
    .map((agency) => [agency.id, agency]),
)
/** The agency of that key; undefined if the directory has none. */
export const findAgency = (id: string): Agency | undefined => byId.get(id)
