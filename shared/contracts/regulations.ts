/** Regulations (TAB-021): jurisdictions with what they demand, and the permits and inspections of a customer. */
import { z } from 'zod'
import { date, endpoint, id, longText, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { jurisdictionKinds, type JurisdictionKind, permitHorizons } from '../rules/regulations.ts'
import { historyEntry } from './history.ts'
import { regulation } from './regulation.ts'

const kind = z.enum(Object.keys(jurisdictionKinds) as [JurisdictionKind, ...JurisdictionKind[]])
const cents = z.number('Enter an amount').int().min(0, 'Not below zero').max(100_000_000, 'This is too much')
const months = (least: number) =>
  z
    .number('Enter a number of months')
    .int('Whole months')
    .min(least, `At least ${least}`)
    .max(120, 'At most 120')

export const mostJurisdictions = 1000
export const mostZips = 500

export const jurisdictionValues = z
  .strictObject({
    name: withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name')),
    kind,
    state: z.string().regex(/^[A-Z]{2}$/, 'Choose a state'),
    /** Of a city or a county: its name, as addresses have it. */
    place: orNull(text(120)).default(null),
    zips: z
      .array(z.string().regex(/^\d{5}$/, 'A ZIP code has five digits'))
      .max(mostZips, `At most ${mostZips} ZIP codes`)
      .default([]),
    /** null: it does not speak of permits, and the next wider jurisdiction decides. */
    permitRequired: z.boolean().nullable().default(null),
    permitFeeCents: cents.nullable().default(null),
    permitMonths: months(1).nullable().default(null),
    inspectionMonths: months(0).nullable().default(null),
    registrationFeeCents: cents.nullable().default(null),
    licenseNumber: orNull(withoutCard(text(60))).default(null),
    licenseExpiresOn: orNull(date).default(null),
    notes: withoutCard(longText(2000)).default(''),
    active: z.boolean().default(true),
  })
  .superRefine((value, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const named = value.kind === 'city' || value.kind === 'county'
    if (named && value.place === null) complain('place', 'Enter its name as addresses have it')
    if (!named && value.place !== null) complain('place', 'Only a city or a county has this')
    if (value.kind === 'zips' && value.zips.length === 0) complain('zips', 'Enter at least one ZIP code')
    if (value.kind !== 'zips' && value.zips.length > 0) complain('zips', 'Only a list of ZIP codes has this')
    if (value.licenseExpiresOn !== null && value.licenseNumber === null)
      complain('licenseNumber', 'Enter the number of the license that expires')
  })
export type JurisdictionValues = z.output<typeof jurisdictionValues>

const jurisdiction = z
  .object({
    ...jurisdictionValues.shape,
    id,
    version: z.number().int(),
    /** How many permits customers hold of it. */
    permits: z.number().int(),
  })
  .meta({ id: 'Jurisdiction' })
export type JurisdictionRow = z.output<typeof jurisdiction>

const permitValues = z
  .strictObject({
    jurisdictionId: id,
    number: withoutCard(text(60)).pipe(z.string().min(1, 'Enter the permit’s number')),
    issuedOn: orNull(date).default(null),
    /** Absent: as long after the issue as the jurisdiction’s permits hold. */
    expiresOn: orNull(date).optional(),
  })
  .refine(({ issuedOn, expiresOn }) => !issuedOn || !expiresOn || issuedOn <= expiresOn, {
    path: ['expiresOn'],
    message: 'It expires before it is issued',
  })
export type PermitValues = z.input<typeof permitValues>

const ofCustomer = z
  .object({
    items: z.array(regulation),
    /** Those that hold for the address, the most specific first, and those that a permit or an inspection names. */
    jurisdictions: z.array(
      z.object({
        id,
        name: z.string(),
        applies: z.boolean(),
        permitMonths: z.number().nullable(),
        notes: z.string(),
      }),
    ),
    permits: z.array(
      z.object({
        id,
        version: z.number().int(),
        jurisdictionId: id,
        number: z.string(),
        issuedOn: z.string().nullable(),
        expiresOn: z.string().nullable(),
      }),
    ),
    inspections: z.array(
      z.object({ id, jurisdictionId: id, doneOn: z.string(), passed: z.boolean(), note: z.string() }),
    ),
    abilities: z.object({ modify: z.boolean() }),
  })
  .meta({ id: 'CustomerRegulations' })
export type CustomerRegulations = z.output<typeof ofCustomer>

const params = z.object({ customerId: id })
const permitParams = z.object({ customerId: id, permitId: id })
const inspectionParams = z.object({ customerId: id, inspectionId: id })
const jurisdictionParams = z.object({ jurisdictionId: id })

export const regulations = {
  jurisdictions: endpoint({
    method: 'GET',
    path: '/jurisdictions',
    access: 'administration_page.view',
    addOn: 'regulations',
    scope: 'company',
    summary: 'The company’s jurisdictions with what they demand',
    response: z.object({ items: z.array(jurisdiction) }),
  }),
  createJurisdiction: endpoint({
    method: 'POST',
    path: '/jurisdictions',
    access: 'administration_page.view',
    addOn: 'regulations',
    scope: 'company',
    summary: 'Make a jurisdiction',
    body: jurisdictionValues,
    response: jurisdiction,
    history: { event: 'regulations.jurisdiction_created' },
  }),
  saveJurisdiction: endpoint({
    method: 'PUT',
    path: '/jurisdictions/:jurisdictionId',
    access: 'administration_page.view',
    addOn: 'regulations',
    scope: 'company',
    summary: 'Save a jurisdiction as of the version it was read at',
    params: jurisdictionParams,
    body: z.strictObject({ version: z.number().int().positive(), jurisdiction: jurisdictionValues }),
    response: jurisdiction,
    history: { event: 'regulations.jurisdiction_saved' },
  }),
  jurisdictionHistory: endpoint({
    method: 'GET',
    path: '/jurisdictions/:jurisdictionId/history',
    access: 'administration_page.view',
    addOn: 'regulations',
    scope: 'company',
    summary: 'What was changed about a jurisdiction, newest first',
    params: jurisdictionParams,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/regulations',
    access: 'customers.view',
    addOn: 'regulations',
    summary: 'What holds for a customer’s service address, with the permits and inspections',
    params,
    response: ofCustomer,
  }),
  addPermit: endpoint({
    method: 'POST',
    path: '/customers/:customerId/permits',
    access: 'customers.modify',
    addOn: 'regulations',
    summary: 'Add an alarm permit',
    params,
    body: permitValues,
    response: ofCustomer,
    history: { event: 'regulations.permit_added' },
  }),
  savePermit: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/permits/:permitId',
    access: 'customers.modify',
    addOn: 'regulations',
    summary: 'Save an alarm permit as of the version it was read at',
    params: permitParams,
    body: z.strictObject({ version: z.number().int().positive(), permit: permitValues }),
    response: ofCustomer,
    history: { event: 'regulations.permit_saved' },
  }),
  removePermit: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/permits/:permitId',
    access: 'customers.modify',
    addOn: 'regulations',
    summary: 'Delete an alarm permit',
    params: permitParams,
    response: ofCustomer,
    history: { event: 'regulations.permit_removed' },
  }),
  addInspection: endpoint({
    method: 'POST',
    path: '/customers/:customerId/inspections',
    access: 'customers.modify',
    addOn: 'regulations',
    summary: 'Note an inspection that was done',
    params,
    body: z.strictObject({
      jurisdictionId: id,
      doneOn: date,
      passed: z.boolean().default(true),
      note: withoutCard(text(300)).default(''),
    }),
    response: ofCustomer,
    history: { event: 'regulations.inspection_added' },
  }),
  removeInspection: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/inspections/:inspectionId',
    access: 'customers.modify',
    addOn: 'regulations',
    summary: 'Delete an inspection',
    params: inspectionParams,
    response: ofCustomer,
    history: { event: 'regulations.inspection_removed' },
  }),
  expiring: endpoint({
    method: 'GET',
    path: '/permits',
    access: 'customers.view',
    addOn: 'regulations',
    summary: 'Permits of active customers that have expired or do so soon, first what is due first',
    query: z.object({
      days: z.coerce
        .number()
        .int()
        .refine((days) => (permitHorizons as readonly number[]).includes(days), 'Choose one of the list')
        .default(60),
      /** `date id` of the last row of the page before. */
      after: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d [1-9]\d{0,14}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          customerId: id,
          customer: z.string(),
          city: z.string(),
          state: z.string(),
          jurisdiction: z.string(),
          number: z.string(),
          expiresOn: z.string(),
          expired: z.boolean(),
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
} as const
