/** Where addresses are: suggestions as one types, and what a ZIP code says. No outside service. */
import { z } from 'zod'
import { endpoint, text } from '../contract.ts'

const place = z.object({
  city: z.string(),
  state: z.string(),
  zip: z.string().nullable(),
  county: z.string().nullable(),
})
export type Place = z.output<typeof place>

const suggestion = place.extend({
  addressLine1: z.string(),
  /** `on_file`: an address of a record that one may see; `zip`: what was typed, with a place of that name. */
  source: z.enum(['on_file', 'zip']),
})
export type AddressSuggestion = z.output<typeof suggestion>

export const places = {
  byZip: endpoint({
    method: 'GET',
    path: '/places/zips/:zip',
    access: 'signed_in',
    summary: 'City, state and county of a US ZIP code; null if it is not known',
    params: z.object({ zip: z.string().regex(/^\d{5}(-\d{4})?$/) }),
    response: z.object({ place: place.nullable() }),
  }),
  suggest: endpoint({
    method: 'GET',
    path: '/places/suggestions',
    access: ['customers.modify', 'leads.modify', 'customers.create', 'leads.create'],
    summary: 'Addresses that what was typed may become: “2214 North Can” or “2214 North Canyon Road, Prov”',
    query: z.object({ text: text(160).min(3), state: z.string().length(2).optional() }),
    response: z.object({ items: z.array(suggestion) }),
  }),
}
