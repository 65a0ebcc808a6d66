/** The company's offices. Each is judged at itself: who may change Boise need not be able to change Provo. */
import { z } from 'zod'
import { endpoint, id, text } from '../contract.ts'
import { normaliseZip } from '../postal.ts'
import { regions } from '../regions.ts'
import { orNull } from '../rules/blank.ts'
import { phone } from '../rules/customer-values.ts'
import { isTimeZone } from '../rules/time-zones.ts'
import { historyEntry } from './history.ts'

const locationFields = z.object({
  name: text(255).min(1, 'Enter a name'),
  active: z.boolean(),
  addressLine1: orNull(text(120)),
  addressLine2: orNull(text(120)),
  city: orNull(text(80)),
  state: orNull(z.enum(regions.map((r) => r.code) as [string, ...string[]], 'Choose a state from the list')),
  zip: orNull(text(10).transform(normaliseZip)),
  phone: orNull(phone),
  /** An IANA name; null: as the company's. */
  timeZone: orNull(text(60).refine(isTimeZone, 'Choose a time zone from the list')),
  dealerNumberId: id.nullable(),
  managerIds: z.array(id).max(50),
  /** The ZIP codes that this office serves: a new record with one of them begins here. */
  zips: z.array(z.string().regex(/^\d{5}$/, 'Five digits each')).max(5000),
})
export type LocationFields = z.output<typeof locationFields>

const location = z
  .object({
    id,
    version: z.number().int(),
    fields: z.object({
      name: z.string(),
      active: z.boolean(),
      addressLine1: z.string().nullable(),
      addressLine2: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      zip: z.string().nullable(),
      phone: z.string().nullable(),
      timeZone: z.string().nullable(),
      dealerNumberId: id.nullable(),
      managerIds: z.array(id),
      zips: z.array(z.string()),
    }),
    /** The dealer numbers that may be chosen; an inactive one only where it is chosen already. */
    dealerNumbers: z.array(z.object({ id, name: z.string() })),
    abilities: z.object({ modify: z.boolean() }),
  })
  .meta({ id: 'Location' })
export type Location = z.output<typeof location>

const locationId = z.object({ locationId: id })

export const locations = {
  list: endpoint({
    method: 'GET',
    path: '/locations',
    access: 'office_locations.view',
    summary: 'The offices that one may see, by name',
    query: z.object({
      name: text(80).optional(),
      status: z.enum(['active', 'inactive', 'all']).default('all'),
    }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          active: z.boolean(),
          city: z.string().nullable(),
          state: z.string().nullable(),
          phone: z.string().nullable(),
          timeZone: z.string().nullable(),
          managers: z.array(z.string()),
          users: z.number().int(),
        }),
      ),
    }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/locations/:locationId',
    access: 'office_locations.view',
    summary: 'An office',
    params: locationId,
    response: location,
  }),
  create: endpoint({
    method: 'POST',
    path: '/locations',
    access: 'office_locations.create',
    summary: 'Make an office',
    body: locationFields,
    response: location,
    history: { event: 'locations.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/locations/:locationId',
    access: 'office_locations.modify',
    summary: 'Save an office as of the version it was read at',
    params: locationId,
    body: locationFields.extend({ version: z.number().int().positive() }),
    response: location,
    history: { event: 'locations.saved' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/locations/:locationId/history',
    access: 'office_locations.view',
    summary: 'What was changed about an office, newest first',
    params: locationId,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  byZip: endpoint({
    method: 'GET',
    path: '/locations/zips/:zip',
    access: ['customers.create', 'leads.create', 'office_locations.view'],
    scope: 'company',
    summary: 'The active office that serves a ZIP code; null if none does',
    params: z.object({ zip: z.string().regex(/^\d{5}(-\d{4})?$/) }),
    response: z.object({ location: z.object({ id, name: z.string() }).nullable() }),
  }),
}
