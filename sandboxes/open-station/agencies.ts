/** Who is sent to a customer: at most one of a kind or several, for ever or removable, as the brand has it. */
import type { WireAnswer, WireCall } from '../kit.ts'
import { findAgency, listAgencies } from './agency-directory.ts'
import type { Customer } from './customers.ts'
import { withEtag, type PartRoute } from './part.ts'
import { invalid, json, parseBody, parseQuery, Problem } from './problem.ts'
import type { Station } from './profile.ts'
import { agencyKinds, agencyPut, agencySearch } from './wire-parts.ts'

type Held = Customer['agencies'][number]

const onWire = ({ serial, agencies }: Customer) => ({ serial, agencies })
const offersAgencies: PartRoute['offered'] = ({ agencies }) => agencies !== undefined

/** GET /agencies: the authorities of a kind that serve a ZIP. */
export function searchAgencies(station: Station, call: WireCall): WireAnswer {
  const { kind, postalCode } = parseQuery(agencySearch, call)
  ensureKind(station, kind)
  return json(200, { agencies: listAgencies(kind, postalCode) })
}

function ensureKind(station: Station, kind: string): Held['kind'] {
  const known = agencyKinds.find((one) => one === kind)
  if (known && station.abilities.agencies!.kinds.includes(known)) return known
  throw invalid('kind', `This station sends no ${kind}`)
}

function put(station: Station, customer: Customer, kind: Held['kind'], id: string, permitNumber: string) {
  const { perKind, permits, remove } = station.abilities.agencies!
  const agency = findAgency(id)
  if (!agency || agency.kind !== kind)
    throw new Problem(404, 'agency_not_found', 'No such agency in the station’s directory')
  if (permitNumber && !permits) throw invalid('permitNumber', 'This station keeps no permit numbers')
  const held = customer.agencies.find((one) => one.kind === kind && one.id === id)
  if (held) return customer.agencies.map((one) => (one === held ? { ...held, permitNumber } : one))
  if (perKind === 'one' && customer.agencies.some((one) => one.kind === kind)) {
    const way = remove ? 'remove it first' : 'call the station to change it'
    throw new Problem(409, 'agency_set', `A ${kind} agency is set already; ${way}`)
  }
  return [...customer.agencies, { ...agency, permitNumber }]
}

export const agencyRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^agencies$/,
    offered: offersAgencies,
    read: ({ customer }) => json(200, onWire(customer)),
  },
  {
    method: 'PUT',
    path: /^agencies\/([^/]+)\/([^/]+)$/,
    offered: offersAgencies,
    change: ({ station, call, customer, rest: [kind = '', id = ''] }) => {
      const { permitNumber } = parseBody(agencyPut, call)
      const agencies = put(station, customer, ensureKind(station, kind), id, permitNumber)
      return {
        kind: 'agency_put',
        customer: { ...customer, agencies },
        answer: (after) => withEtag(after, onWire(after)),
      }
    },
  },
  {
    method: 'DELETE',
    path: /^agencies\/([^/]+)\/([^/]+)$/,
    offered: ({ agencies }) => agencies?.remove === true,
    change: ({ customer, rest: [kind, id] }) => ({
      kind: 'agency_remove',
      customer: {
        ...customer,
        agencies: customer.agencies.filter((one) => one.kind !== kind || one.id !== id),
      },
      answer: (after) => withEtag(after, onWire(after)),
    }),
  },
]
