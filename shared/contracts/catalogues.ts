/** The company's catalogues: the values that the form's selects, notes and rates are made of (ADM-008). */
import { z } from 'zod'
import { endpoint, id, text } from '../contract.ts'
import { dataValue } from '../rules/catalogue-fields.ts'
import { dataNames } from '../rules/catalogue-data.ts'
import { mostValues } from '../rules/catalogue-definition.ts'
import { type CatalogueKey, catalogueKeys } from '../rules/catalogues.ts'

const key = z
  .enum(catalogueKeys as [CatalogueKey, ...CatalogueKey[]], 'There is no such catalogue')
  .meta({ id: 'CatalogueKey' })

/** What a value carries beside its name; each catalogue has some of these, and judges them by their own rules. */
const data = z
  .strictObject(Object.fromEntries(dataNames.map((name) => [name, dataValue.optional()])))
  .meta({ id: 'CatalogueData' })

const value = z
  .object({
    id,
    name: z.string(),
    active: z.boolean(),
    version: z.number().int(),
    /** Every field of the catalogue; null is empty. Money in cents. */
    data: z.record(z.string(), dataValue),
  })
  .meta({ id: 'CatalogueValue' })
export type CatalogueValue = z.output<typeof value>

/** Where a value is used: `{ what: 'customer', label: 'customers', count: 12 }`. */
const use = z.object({ what: z.string(), label: z.string(), count: z.number().int() })
export type CatalogueUse = z.output<typeof use>

const listed = value.extend({ usage: z.array(use) }).meta({ id: 'ListedCatalogueValue' })
export type ListedCatalogueValue = z.output<typeof listed>

const name = text(255)
/** `proposedCents`: what a line item proposes for a new rate. */
const reference = z
  .object({ id, name: z.string(), active: z.boolean(), proposedCents: z.number().nullable().optional() })
  .meta({ id: 'CatalogueReference' })
export type CatalogueReference = z.output<typeof reference>

const ofCatalogue = z.object({ catalogue: key })
const ofValue = z.object({ catalogue: key, valueId: id })
const order = z.string().max(64)

// Every catalogue has a permission of its own, which the service asks for beside this one.
const access = 'administration_page.view'

export const catalogues = {
  list: endpoint({
    method: 'GET',
    path: '/catalogues/:catalogue/values',
    access,
    scope: 'company',
    summary: 'The values of a catalogue in their order, inactive ones too, and how often each is used',
    params: ofCatalogue,
    response: z.object({
      items: z.array(listed),
      /** The mark of this order, for `reorder`. */
      order,
      /** What the fields that point to something may point to, by field. */
      references: z.record(z.string(), z.array(reference)),
      abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/catalogues/:catalogue/values',
    access,
    scope: 'company',
    summary: 'Add a value at the end of a catalogue',
    params: ofCatalogue,
    /** An amount’s or a term’s name may be left empty: it is then made of the amount or the months. */
    body: z.object({ name: name.default(''), active: z.boolean().default(true), data: data.default({}) }),
    response: value,
    history: { event: 'catalogues.created' },
  }),
  addUsual: endpoint({
    method: 'POST',
    path: '/catalogues/:catalogue/usual-values',
    access,
    scope: 'company',
    summary: 'Add the values that most dealers have and this catalogue does not have yet',
    params: ofCatalogue,
    response: z.object({ added: z.number().int() }),
    history: { event: 'catalogues.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/catalogues/:catalogue/values/:valueId',
    access,
    scope: 'company',
    summary: 'Change a value as of the version it was read at: what is given changes, all else stays',
    params: ofValue,
    body: z.object({
      version: z.number().int().positive(),
      name: name.optional(),
      active: z.boolean().optional(),
      data: data.optional(),
    }),
    response: value,
    history: { event: 'catalogues.saved' },
  }),
  reorder: endpoint({
    method: 'PUT',
    path: '/catalogues/:catalogue/order',
    access,
    scope: 'company',
    summary: 'Put all values of a catalogue into another order',
    params: ofCatalogue,
    body: z.object({
      /** As the list gave it. */
      order,
      /** Every value of the catalogue, first to last. */
      ids: z.array(id).max(mostValues),
    }),
    response: z.object({ order }),
    history: { event: 'catalogues.reordered' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/catalogues/:catalogue/values/:valueId',
    access,
    scope: 'company',
    summary: 'Delete a value that nothing uses',
    params: ofValue,
    response: z.object({}),
    history: { event: 'catalogues.deleted' },
  }),
}

/** The `conflict` member of `catalogues.stale`: the value as it is now. */
export type CatalogueConflict = { value: CatalogueValue; changedBy: string }
