/** The company itself: its name, calendar and currency, and every switch of shared/rules/company-settings.ts. */
import { z } from 'zod'
import { endpoint, id, text } from '../contract.ts'
import { type AddOn, addOnKeys } from '../rules/add-ons.ts'
import { currencies } from '../rules/currencies.ts'
import { companySettingsSchema } from '../rules/company-settings.ts'
import { isTimeZone } from '../rules/time-zones.ts'
import { historyEntry } from './history.ts'

const company = z
  .object({
    version: z.number().int(),
    slug: z.string(),
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    settings: companySettingsSchema,
    /** What the selects of the settings offer. */
    options: z.object({
      locations: z.array(z.object({ id, name: z.string() })),
      catalogues: z.record(z.string(), z.array(z.object({ id, name: z.string() }))),
    }),
    /** Whether an active monitoring company is ADT: else its settings say nothing. */
    hasAdt: z.boolean(),
  })
  .meta({ id: 'CompanyProfile' })
export type CompanyProfile = z.output<typeof company>

const addOnMembers = Object.fromEntries(addOnKeys.map((key) => [key, true])) as Record<AddOn, true>
const savedSettings = companySettingsSchema.omit(addOnMembers)

export const companies = {
  open: endpoint({
    method: 'GET',
    path: '/company',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'The company and its settings',
    response: company,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/company',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Save the company’s settings as of the version they were read at',
    body: z.object({
      version: z.number().int().positive(),
      name: text(120).min(1, 'Enter the company’s name'),
      timeZone: text(60).refine(isTimeZone, 'Choose a time zone from the list'),
      currency: z.enum(currencies.map(({ value }) => value) as ['USD', ...('USD' | 'CAD')[]]),
      /** Without the add-ons, which /company/add-ons switches. */
      settings: savedSettings,
    }),
    response: company,
    history: { event: 'companies.saved' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/company/history',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'What was changed about the company’s settings, newest first',
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
