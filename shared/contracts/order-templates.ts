/** What is sold together, and applying it to a customer (NEW-040, NEW-041, ADM-008). */
import { z } from 'zod'
import { endpoint, id, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxExtras, maxOrderTemplates, maxTemplateChoices } from '../rules/order-templates.ts'
import { historyEntry } from './history.ts'

const ofTemplate = z.object({ templateId: id })
const offered = z.object({ id, name: z.string(), active: z.boolean() })

const orderTemplate = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    /** In the template’s order; those out of use, too. */
    rates: z.array(offered),
    packages: z.array(offered),
  })
  .meta({ id: 'OrderTemplate' })
export type OrderTemplate = z.output<typeof orderTemplate>

const values = z.strictObject({
  name: withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name')),
  description: withoutCard(longText(500)).default(''),
  active: z.boolean().default(true),
  rateIds: z.array(id).max(maxTemplateChoices, `At most ${maxTemplateChoices} rates`).default([]),
  packageIds: z.array(id).max(maxTemplateChoices, `At most ${maxTemplateChoices} packages`).default([]),
})
export type OrderTemplateValues = z.output<typeof values>

const cents = z
  .number('Enter an amount, for example 49.00')
  .int('Enter whole cents')
  .min(0, 'At least $0.00')
  .max(99_999_999, 'Too much')

export const orderTemplates = {
  list: endpoint({
    method: 'GET',
    path: '/order-templates',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'The company’s order templates in their order, those out of use too, and what one is made of',
    response: z.object({
      templates: z.array(orderTemplate),
      rates: z.array(offered),
      packages: z.array(offered.extend({ contents: z.string() })),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/order-templates',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Make an order template',
    body: values,
    response: orderTemplate,
    history: { event: 'order_templates.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/order-templates/:templateId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Change an order template, as of the version it was read at',
    params: ofTemplate,
    body: z.strictObject({ version: z.number().int().positive(), template: values }),
    response: orderTemplate,
    history: { event: 'order_templates.saved' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/order-templates/:templateId',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Delete an order template that is out of use; what it brought to customers stays',
    params: ofTemplate,
    response: nothing,
    history: { event: 'order_templates.deleted' },
  }),
  sort: endpoint({
    method: 'PUT',
    path: '/order-templates/order',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Set the order in which templates are offered; it names every one once',
    body: z.strictObject({ ids: z.array(id).max(maxOrderTemplates) }),
    response: z.object({ templates: z.array(orderTemplate) }),
    history: { event: 'order_templates.sorted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/order-templates/:templateId/history',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'What was changed on an order template, newest first',
    params: ofTemplate,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  choices: endpoint({
    method: 'GET',
    path: '/customers/:customerId/order',
    access: ['customers.view'],
    summary: 'What an order for this customer is chosen from, and what of it this user may apply',
    params: z.object({ customerId: id }),
    response: z.object({
      templates: z.array(
        z.object({
          id,
          name: z.string(),
          description: z.string(),
          /** Only those that may be given now. */
          rates: z.array(z.object({ id, name: z.string(), totalCents: z.number().int().nullable() })),
          packages: z.array(
            z.object({ id, name: z.string(), contents: z.string(), devices: z.number().int() }),
          ),
        }),
      ),
      items: z.array(z.object({ id, name: z.string() })),
      wireTypes: z.array(z.object({ id, name: z.string() })),
      sellers: z.array(z.object({ id, name: z.string() })),
      /** Sold By, as the record has it; null where it has none or this user may not see it. */
      soldById: id.nullable(),
      version: z.number().int(),
      abilities: z.object({ rate: z.boolean(), equipment: z.boolean() }),
    }),
  }),
  apply: endpoint({
    method: 'POST',
    path: '/customers/:customerId/order',
    access: ['customers.modify', 'equipment.create'],
    summary: 'Apply an order template and further equipment to a customer: all of it or nothing',
    params: z.object({ customerId: id }),
    body: z.strictObject({
      version: z.number().int().positive(),
      /** null: equipment alone, by no template. */
      templateId: id.nullable().default(null),
      /** One of the template’s; needed if it has any. */
      mmrId: id.nullable().default(null),
      packageId: id.nullable().default(null),
      extras: z
        .array(
          z.strictObject({
            itemId: id,
            quantity: z
              .number('Enter a number')
              .int('Enter a whole number')
              .min(1, 'At least 1')
              .max(99, 'At most 99')
              .default(1),
            /** null: what the catalogue says. */
            chargeCents: cents.nullable().default(null),
            wireTypeId: id.nullable().default(null),
          }),
        )
        .max(maxExtras, `At most ${maxExtras} lines`)
        .default([]),
      /** Needed with a package or further equipment. */
      soldById: id.nullable().default(null),
      /** Gives every device that detects something the next free zone. */
      numberZones: z.boolean().default(true),
    }),
    response: z.object({
      /** What was applied: the template’s name, or "Additional equipment". */
      name: z.string(),
      mmr: z.string().nullable(),
      devices: z.number().int(),
    }),
    history: { event: 'order_templates.applied' },
  }),
}
