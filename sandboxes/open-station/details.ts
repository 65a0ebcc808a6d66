/** The station's own fields of a customer, and whether it is in service. */
import type { Customer } from './customers.ts'
import { withEtag, type PartRoute } from './part.ts'
import { invalid, json, parseBody } from './problem.ts'
import { isKnownCode, type DetailField, type Station } from './profile.ts'
import { detailsPatch, servicePut } from './wire-parts.ts'

/** Throws unless the station has such fields and can hold these values. */
export function ensureDetails(
  station: Station,
  values: Readonly<Record<string, string>>,
  may: (field: DetailField) => boolean = () => true,
): void {
  for (const [key, value] of Object.entries(values)) {
    const at = `details.${key}`
    const field = station.abilities.details?.find((one) => one.key === key)
    if (!field) throw invalid(at, `This station keeps no ${key}`)
    if (!may(field)) throw invalid(at, 'Set at creation; call the station to change it')
    if (value === '') {
      if (field.required) throw invalid(at, 'Must not be empty')
      continue
    }
    if (field.maxLength !== undefined && value.length > field.maxLength)
      throw invalid(at, `At most ${field.maxLength} characters`)
    if (field.pattern && !new RegExp(field.pattern).test(value))
      throw invalid(at, `Must match ${field.pattern}`)
    if (field.type === 'flag' && value !== 'yes') throw invalid(at, 'Either yes or empty')
    if (field.type === 'date' && !isDate(value)) throw invalid(at, 'A date as 2027-03-31')
    if (field.type === 'choice' && !isKnownCode(station, `details/${key}`, value))
      throw invalid(at, `${value} is not on the station’s list`)
  }
}

const isDate = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text

/** Every field that the station has, the empty ones too. */
const onWire = ({ serial, details }: Customer, { abilities }: Station) => ({
  serial,
  details: Object.fromEntries((abilities.details ?? []).map(({ key }) => [key, details[key] ?? ''])),
})

export const detailRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^details$/,
    offered: ({ details }) => details !== undefined,
    read: ({ station, customer }) => json(200, onWire(customer, station)),
  },
  {
    method: 'PATCH',
    path: /^details$/,
    offered: ({ details }) => details !== undefined,
    change: ({ station, call, customer }) => {
      const patch = parseBody(detailsPatch, call, 'application/merge-patch+json').details
      ensureDetails(station, patch, ({ editable }) => editable)
      return {
        kind: 'details',
        customer: {
          ...customer,
          details: { ...customer.details, ...patch },
          // What is ordered is another thing now.
          ...(station.profile.changedOrder && { orderState: station.profile.changedOrder }),
        },
        answer: (after) => withEtag(after, onWire(after, station)),
      }
    },
  },
]

export const serviceRoutes: readonly PartRoute[] = [
  {
    method: 'PUT',
    path: /^service$/,
    offered: ({ service }) => service !== undefined,
    change: ({ station, call, customer }) => {
      const { inService, category } = parseBody(servicePut, call)
      const asks = station.abilities.service!.categories && !inService
      if (asks ? category === '' || !isKnownCode(station, 'service-categories', category) : category !== '')
        throw invalid('category', asks ? 'Give one of the station’s reasons' : 'No reason is asked for here')
      return {
        kind: 'service',
        customer: { ...customer, status: inService ? 'in_service' : 'out_of_service' },
      }
    },
  },
]
