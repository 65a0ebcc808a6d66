/** What Brinks Home keeps of an account beyond a customer record: the panel, the two-way device, and options. */
import type { AccountRef } from '../contract.ts'
import {
  checked,
  checkText,
  difference,
  FieldError,
  inSteps,
  phoneColumns,
  phoneFrom,
} from '../look-first.ts'
import type { Choice, Details, DetailsPart } from '../station-parts.ts'
import { type Detail, details, type Place } from './detail-fields.ts'
import { isSet } from './map.ts'
import type { AccountParts, Row } from './message.ts'
import type { Session } from './session.ts'
import { dayFrom, stationDate } from './station-time.ts'
import { choicesFrom } from './zones.ts'

const byKey = new Map(details.map((detail) => [detail.key, detail]))

/** The value as the wire has it. @throws FieldError */
function outward({ key, type, maxLength = 30, phone, editable }: Detail, value: string): string {
  if (!editable) throw new FieldError(`details.${key}`, 'This follows from the customer record')
  checkText(`details.${key}`, value, maxLength)
  if (phone) {
    const [digits, extension] = phoneColumns(`details.${key}`, value)
    if (extension) throw new FieldError(`details.${key}`, 'The station keeps no extension here')
    return digits
  }
  if (type === 'flag') return value === 'yes' ? 'Y' : 'N'
  if (type !== 'date') return value
  if (value !== '' && !/^\d{4}-\d\d-\d\d$/.test(value))
    throw new FieldError(`details.${key}`, 'This is no date')
  return stationDate(value)
}

function inward({ type, phone }: Detail, value: string | undefined): string {
  const text = (value ?? '').trim()
  if (phone) return phoneFrom(text)
  if (type === 'flag') return isSet(text) ? 'yes' : ''
  return type === 'date' ? dayFrom(text) : text
}

/** Values that are known and may be set, in the order of the table. @throws FieldError */
function given(values: Details): [Detail, string][] {
  for (const key of Object.keys(values))
    if (!byKey.has(key)) throw new FieldError(`details.${key}`, 'The station knows no such detail')
  return details.flatMap((detail): [Detail, string][] => {
    const value = values[detail.key]
    return value === undefined ? [] : [[detail, outward(detail, value)]]
  })
}

/** The details of an account that is to be created: columns of its site, and options. @throws FieldError */
export function newDetails(values: Details): { site: Record<string, string>; options: AccountParts } {
  const wanted = given(values).filter(([, value]) => value !== '')
  const options = (kind: 'siteOption' | 'systemOption') =>
    wanted.flatMap(([{ place }, option_value]) =>
      kind in place ? [{ option_id: (place as Record<string, string>)[kind]!, option_value }] : [],
    )
  return {
    site: Object.fromEntries(
      wanted.flatMap(([{ place }, value]) => ('column' in place ? [[place.column, value]] : [])),
    ),
    options: { SiteOptions: options('siteOption'), SiteSystemOptions: options('systemOption') },
  }
}

type Stored = { site: Row; siteOptions: Map<string, string>; systemOptions: Map<string, string> }

const storedAt = ({ site, siteOptions, systemOptions }: Stored, place: Place): string | undefined =>
  'column' in place
    ? site[place.column]
    : 'siteOption' in place
      ? siteOptions.get(place.siteOption)
      : systemOptions.get(place.systemOption)

export function detailsOf(session: Session): DetailsPart {
  const stored = async (call: string, ref: AccountRef, revision?: string): Promise<Stored> => {
    const site = await session.siteFor(call, ref, revision)
    const options = async (entity: string) =>
      new Map(
        (await session.getData(call, entity, ref.accountNumber)).map(
          ({ option_id = '', option_value = '' }) => [option_id.trim(), option_value.trim()],
        ),
      )
    return {
      site,
      siteOptions: await options('SiteOptions'),
      systemOptions: await options('SiteSystemOptions'),
    }
  }
  const read = async (call: string, ref: AccountRef): Promise<Details> => {
    const there = await stored(call, ref)
    return Object.fromEntries(
      details.map((detail) => [detail.key, inward(detail, storedAt(there, detail.place))]),
    )
  }

  return {
    read: (ref) => read('Read details', ref),

    write: async (ref, { values, revision }) => {
      const call = 'Change details'
      const wanted = checked(call, () => given(values))
      const there = await stored(call, ref, revision)
      const changed = wanted.filter(
        ([detail, value]) => inward(detail, value) !== inward(detail, storedAt(there, detail.place)),
      )
      let after: Details = {}
      const see = async () => void (after = await read(call, ref))
      await inSteps([...steps(session, call, ref, there, changed), see])
      return after
    },

    choices: async (key) => {
      const call = 'List choices'
      const detail = byKey.get(key)
      if (detail?.choices !== 'station') return []
      if (detail.table) return choicesFrom(await session.table(call, detail.table[0]), detail.table[1])
      const [id] = Object.values(detail.place) as [string]
      const options = await session.table(call, 'Options')
      return options
        .filter(({ option_id, valid_value }) => option_id?.trim() === id && valid_value?.trim())
        .map(({ valid_value = '', value_descr = '' }): Choice => {
          const code = valid_value.trim()
          return { code, label: value_descr.trim() || code }
        })
    },
  }
}

/** The fewest messages that make the changes: the two-way device, then what is changed, added and taken away. */
function steps(
  session: Session,
  call: string,
  { accountNumber }: AccountRef,
  there: Stored,
  changed: readonly [Detail, string][],
) {
  const site: Record<string, string> = {}
  const parts = { A: emptyParts(), C: emptyParts(), D: emptyParts() }
  let twoWay: string | undefined
  for (const [{ place }, value] of changed) {
    if ('column' in place) {
      if (place.column === 'twoway_device_id' && value !== '') twoWay = value
      else site[place.column] = value
      continue
    }
    const before = storedAt(there, place)
    const reqType = before === undefined ? 'A' : value === '' ? 'D' : 'C'
    const [group, option_id] =
      'siteOption' in place
        ? (['SiteOptions', place.siteOption] as const)
        : (['SiteSystemOptions', place.systemOption] as const)
    parts[reqType][group].push(reqType === 'D' ? { option_id } : { option_id, option_value: value })
  }
  const siteChange = difference(site, there.site)
  const change = {
    ...parts.C,
    ...(Object.keys(siteChange).length > 0 && { SiteSystems: [siteChange] }),
  }
  const send = (reqType: 'A' | 'C' | 'D', rows: AccountParts) =>
    Object.values(rows).some((group) => group.length > 0)
      ? [() => session.update(call, reqType, accountNumber, rows)]
      : []
  return [
    ...(twoWay === undefined
      ? []
      : [() => session.immediate(call, 'Twoway', accountNumber, { twoway_device_id: twoWay })]),
    ...send('C', change),
    ...send('A', parts.A),
    ...send('D', parts.D),
  ]
}

const emptyParts = () => ({
  SiteOptions: [] as Record<string, string>[],
  SiteSystemOptions: [] as Record<string, string>[],
})
