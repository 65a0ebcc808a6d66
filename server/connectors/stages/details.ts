/** What a site and its device have beyond a customer record. */
import type { Choice, DetailField, Details, DetailsPart } from '../station-parts.ts'
import { checked, FieldError } from '../look-first.ts'
import { readChoices } from './lists.ts'
import { detailFields } from './manifest.ts'
import { changeDevice, deviceOf, readNames } from './map.ts'
import type { StagesSettings } from './settings.ts'
import type { Sites } from './sites.ts'
import { checkLength, clean } from './values.ts'
import type { Device, Site } from './wire.ts'

const ofSite = { siteType: 'SiteType', directions: 'Directions', pets: 'Pets', subdivision: 'Subdivision' }
const ofDevice = {
  deviceType: 'DeviceType',
  panelLocation: 'PanelLocation',
  panelPhone: 'PanelPhone',
  receiverPhone: 'ReceiverPhone',
}
/** Seen in use for sites whose panel the operator speaks through. */
const twoWay = '2W'

export const fieldOf = (key: string): string => `details.${key}`

export function openDetails(settings: StagesSettings, sites: Sites): DetailsPart {
  const choices: Record<string, Choice[]> = {
    siteType: readChoices(settings.siteTypes),
    deviceType: readChoices(settings.deviceTypes),
  }
  return {
    read: async (ref) => readDetails((await sites.getSite('Read details', ref)).site, ref.accountNumber),
    write: async (ref, { values, revision }) => {
      const call = 'Save details'
      checked(call, () => checkDetails(values))
      const change = (site: Site) => changeDetails(site, ref.accountNumber, values)
      return readDetails(await sites.rewrite(call, ref, revision, change), ref.accountNumber)
    },
    choices: (key) => Promise.resolve(choices[key] ?? []),
  }
}

function readDetails(site: Site, accountNumber: string): Details {
  const device = deviceOf(site, accountNumber)!
  const texts = (members: Record<string, string>, holder: Record<string, unknown>) =>
    Object.entries(members).map(([key, member]) => [key, clean(holder[member] as string | null)])
  return Object.fromEntries([
    ...texts(ofSite, site),
    ...texts(ofDevice, device),
    ['timeZone', site.TimeZoneNum == null ? '' : String(site.TimeZoneNum)],
    ['twoWay', site.DispatchTypes.some(isTwoWay) ? 'yes' : ''],
  ]) as Details
}

const isTwoWay = ({ DispatchType }: Site['DispatchTypes'][number]) => clean(DispatchType) === twoWay

/** Refuses what no site can hold, before anything is asked or sent. Throws `FieldError`. */
export function checkDetails(values: Details): void {
  for (const [key, value] of Object.entries(values)) {
    const field: DetailField | undefined = detailFields.find((one) => one.key === key)
    if (!field) throw new FieldError(fieldOf(key), 'The station has no such detail')
    checkLength(fieldOf(key), value, field.maxLength ?? 200)
    if (field.type === 'choice' && !/^[A-Za-z0-9]{1,16}$/.test(value))
      throw new FieldError(fieldOf(key), 'Choose one of the station’s codes')
    if (key === 'timeZone' && !/^\d{0,4}$/.test(value))
      throw new FieldError(fieldOf(key), 'The station numbers its time zones')
    if (field.type === 'flag' && value !== '' && value !== 'yes')
      throw new FieldError(fieldOf(key), 'Either yes or nothing')
  }
}

/** The site with these details; null if it has them. `values` passed `checkDetails`. Throws `FieldError`. */
export function changeDetails(site: Site, accountNumber: string, values: Details): Site | null {
  const theirs = readDetails(site, accountNumber)
  const wanted = Object.entries(values).map(([key, value]) => [key, value.trim()] as const)
  const changed = new Map(wanted.filter(([key, value]) => theirs[key] !== value))
  if (changed.size === 0) return null
  const members = (names: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(names).flatMap(([key, member]) =>
        changed.has(key) ? [[member, changed.get(key) || null]] : [],
      ),
    )
  let after: Site = { ...site, ...members(ofSite) }
  const device = members(ofDevice) as Partial<Device>
  after = changeDevice(after, accountNumber, (one) => ({ ...one, ...device }))!
  const zone = changed.get('timeZone')
  if (zone !== undefined) after.TimeZoneNum = zone === '' ? null : Number(zone)
  const speaks = changed.get('twoWay')
  if (speaks !== undefined)
    after.DispatchTypes = [
      ...site.DispatchTypes.filter((one) => !isTwoWay(one)),
      ...(speaks ? [{ DispatchType: twoWay }] : []),
    ]
  // One name is all that the site has: by its type it is read as a person's or a business's.
  if (JSON.stringify(readNames(after)) !== JSON.stringify(readNames(site)))
    throw new FieldError(
      fieldOf('siteType'),
      'Types that begin with C are for businesses, the others for people: the customer’s name decides',
    )
  return after
}
