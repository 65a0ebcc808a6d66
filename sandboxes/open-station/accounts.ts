/** The customer itself: made, changed, its contacts, its link, and the pages of all of a dealer's customers. */
import type { WireAnswer, WireCall } from '../kit.ts'
import type { Customer, Customers } from './customers.ts'
import { orderOf } from './orders.ts'
import { etag, type Change, type PartRoute } from './part.ts'
import { ensureDetails } from './details.ts'
import { invalid, json, parseBody, parseQuery, Problem } from './problem.ts'
import type { Station } from './profile.ts'
import {
  contactsPut,
  customerCreate,
  customerPatch,
  linkPut,
  linkQuery,
  seedAccount,
  type CustomerPatch,
} from './wire.ts'
import { rosterQuery } from './wire-parts.ts'

/** The contract's Customer; its parts have calls of their own. */
const onWire = (customer: Customer) => {
  const { serial, accountNumber, status, version, name, premises, phones, email, abortCode } = customer
  const { contacts, link, identifiers } = customer
  const { words: orderState } = orderOf(customer, Date.now())
  const account = { serial, customerId: accountNumber, status, version, name, premises, phones }
  const own = {
    ...(Object.keys(identifiers).length > 0 && { identifiers }),
    ...(orderState && { orderState }),
  }
  return { ...account, email, abortCode, contacts, link, ...own }
}

export const list = (customers: readonly Customer[]): WireAnswer =>
  json(200, { customers: customers.map(onWire) })
export const show = (status: number, customer: Customer): WireAnswer =>
  json(status, onWire(customer), { etag: etag(customer) })

/** POST /customers: a shell; throws for a number in use and for what this station needs and is not given. */
export function createCustomer(
  station: Station,
  customers: Customers,
  call: WireCall,
  dealerId: string,
): Change {
  const body = parseBody(customerCreate, call)
  const { customerId, name, premises, phones, email, abortCode, details = {} } = body
  if (customers.byNumber(customerId))
    throw new Problem(409, 'number_in_use', `Account number ${customerId} is in use`, 'customerId')
  ensureLengths(station, body)
  ensureDetails(station, details)
  for (const path of station.abilities.neededAtCreation)
    if (!at(body, path)) throw invalid(path, 'The station opens no account without it')
  const fresh = seedAccount.parse({
    accountNumber: customerId,
    status: 'shell',
    name,
    premises,
    phones,
    email,
    abortCode,
    details,
  })
  const serial = customers.newSerial()
  const given = station.profile.givenTo?.(serial)
  return { kind: 'create', customer: { ...fresh, ...given, dealerId, serial, version: 1 } }
}

/** GET /roster: the dealer's customers in order of their serial. */
export function listRoster(customers: Customers, call: WireCall, dealerId: string): WireAnswer {
  const { after, limit } = parseQuery(rosterQuery, call)
  const start = after === undefined ? 0 : Number(after)
  if (!Number.isInteger(start)) throw invalid('after', 'Not the `next` of a page')
  const own = [...customers.all()]
    .filter((customer) => customer.dealerId === dealerId && Number(customer.serial) > start)
    .toSorted((a, b) => Number(a.serial) - Number(b.serial))
  const page = own.slice(0, Number(limit))
  return json(200, {
    customers: page.map(({ serial, accountNumber, status, link }) => ({
      serial,
      customerId: accountNumber,
      status,
      link,
    })),
    next: page.length < own.length ? page.at(-1)!.serial : null,
  })
}

function merge(customer: Customer, patch: CustomerPatch): Customer {
  const merged: Customer = { ...customer }
  if (patch.name) merged.name = { ...customer.name, ...patch.name }
  if (patch.premises) merged.premises = { ...customer.premises, ...patch.premises }
  if (patch.phones) merged.phones = { ...customer.phones, ...patch.phones }
  if (patch.email !== undefined) merged.email = patch.email
  if (patch.abortCode !== undefined) merged.abortCode = patch.abortCode
  return merged
}

const at = (body: object, path: string) =>
  path.split('.').reduce<unknown>((value, member) => (value as Record<string, unknown>)?.[member], body)

/** Throws for a value that is longer than this station keeps, where that is less than the contract allows. */
function ensureLengths({ abilities }: Station, body: object): void {
  for (const [path, most] of Object.entries(abilities.lengths ?? {})) {
    const value = at(body, path)
    if (typeof value === 'string' && value.length > most) throw invalid(path, `At most ${most} characters`)
  }
}

/** Throws unless this station can keep these contacts whole. */
function ensureContacts({ abilities }: Station, contacts: Customer['contacts']): void {
  const { keeps, max } = abilities.contacts
  if (contacts.length > max) throw invalid('contacts', `At most ${max} contacts`)
  for (const [index, contact] of contacts.entries())
    for (const member of ['relation', 'passcode', 'hasKey'] as const)
      if (contact[member] && !keeps.includes(member))
        throw invalid(`contacts.${index}.${member}`, `This station keeps no ${member} of a contact`)
}

function linked(customer: Customer, asked: string, link: Customer['link']): Customer {
  if (customer.link && customer.link.reference !== asked)
    throw new Problem(409, 'linked_elsewhere', 'This customer is linked to another record')
  return { ...customer, link }
}

const always = () => true
export const accountRoutes: readonly PartRoute[] = [
  { method: 'GET', path: /^$/, offered: always, read: ({ customer }) => show(200, customer) },
  {
    method: 'PATCH',
    path: /^$/,
    offered: always,
    change: ({ station, call, customer }) => {
      const patch = parseBody(customerPatch, call, 'application/merge-patch+json')
      ensureLengths(station, patch)
      const { changedOrder: orderState } = station.profile
      return { kind: 'update', customer: { ...merge(customer, patch), ...(orderState && { orderState }) } }
    },
  },
  {
    method: 'PUT',
    path: /^contacts$/,
    offered: always,
    change: ({ station, call, customer }) => {
      const { contacts } = parseBody(contactsPut, call)
      ensureContacts(station, contacts)
      return { kind: 'contacts', customer: { ...customer, contacts } }
    },
  },
  {
    method: 'PUT',
    path: /^link$/,
    offered: always,
    change: ({ call, customer }) => {
      const { reference } = parseBody(linkPut, call)
      return { kind: 'link', customer: linked(customer, reference, { reference }) }
    },
  },
  {
    method: 'DELETE',
    path: /^link$/,
    offered: always,
    change: ({ call, customer }) => ({
      kind: 'unlink',
      customer: linked(customer, parseQuery(linkQuery, call).reference, null),
      answer: () => ({ status: 204, body: '' }),
    }),
  },
]
