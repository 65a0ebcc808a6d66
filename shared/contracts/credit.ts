/** Credit checks of leads and customers (TAB-014, NEW-030 to NEW-032). Bureaus themselves are `providers` of kind `credit`. */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { consentMethodKeys, creditOutcomeKeys, creditPurposeKeys, creditStates } from '../rules/credit.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { settingField } from './providers.ts'

const who = z.object({ at: instant, by: z.string() })
const purpose = z.enum(creditPurposeKeys, 'Choose what the report is for')
const method = z.enum(consentMethodKeys, 'Choose how the consumer agreed')

const creditCheck = z
  .object({
    id,
    kind: z.enum(['inquiry', 'manual']),
    state: z.enum(creditStates),
    /** The company’s name of the bureau. */
    bureau: z.object({ id, name: z.string() }),
    /** Whose file was read, where one bureau hands on those of several; empty if the answer did not say. */
    source: z.string(),
    outcome: z.enum(creditOutcomeKeys).nullable(),
    score: z.number().int().nullable(),
    /** The letter beside the score. */
    grade: z.string().nullable(),
    transactionId: z.string(),
    trackingNumber: z.string(),
    /** Fraud alerts, address mismatches and the like, in the bureau’s words. */
    alerts: z.array(z.string()),
    /** What weighed on the score. */
    factors: z.array(z.string()),
    /** What was chosen of what the bureau adds to the form; nothing secret. */
    extras: z.array(z.object({ label: z.string(), value: z.string() })),
    previousAddress: z.boolean(),
    note: z.string(),
    /** null of a manual entry. */
    consent: z.object({ method: z.enum(consentMethodKeys), on: z.string(), purpose }).nullable(),
    requested: who,
    answeredAt: instant.nullable(),
    /** Why no inquiry was made, or why its answer is not known. */
    failure: z.string().nullable(),
    /** Of an unknown one: when the bureau is looked into next; null: a person must ask the bureau. */
    nextLookAt: instant.nullable(),
    /** `wanted`: still to be fetched; `none`: the bureau gives none; `purged`: kept long enough. */
    report: z.enum(['none', 'wanted', 'stored', 'purged']),
    /** The active check: its score and tracking number stand on the record. */
    applied: who.nullable(),
  })
  .meta({ id: 'CreditCheck' })
export type CreditCheck = z.output<typeof creditCheck>

const creditPage = z
  .object({
    /** Newest first. */
    items: z.array(creditCheck),
    /** Whom one can ask, or enter the answer of. */
    bureaus: z.array(
      z.object({
        id,
        name: z.string(),
        type: z.string(),
        manual: z.boolean(),
        /** What the inquiry of this bureau asks beside the rest. */
        extras: z.array(settingField),
        /** What the record lacks for it. */
        missing: z.array(z.object({ field: z.string(), label: z.string() })),
        /** Whether it was asked about this record lately: then another inquiry is asked for as such. */
        recent: z.boolean(),
      }),
    ),
    abilities: z.object({ create: z.boolean(), viewReports: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
    /** Days that a report is kept. */
    reportDays: z.number().int(),
  })
  .meta({ id: 'CreditPage' })
export type CreditPage = z.output<typeof creditPage>

const address = z.object({
  addressLine1: withoutCard(text(100)).pipe(z.string().min(1, 'Enter the street')),
  city: withoutCard(text(60)).pipe(z.string().min(1, 'Enter the city')),
  state: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'Two letters, for example UT'),
  zip: z
    .string()
    .trim()
    .regex(/^\d{5}(-\d{4})?$/, 'Five digits, or nine as 84601-1234'),
})
export type PreviousAddress = z.output<typeof address>

export const newInquiry = z.strictObject({
  /** Made once by the form: whatever is sent twice under it is one inquiry. */
  requestKey: z.string().regex(/^[A-Za-z0-9-]{16,40}$/, '16 to 40 letters, digits and hyphens'),
  bureauId: id,
  extras: z
    .record(z.string().max(60), z.union([z.string().max(200), z.boolean()]))
    .refine((given) => Object.keys(given).length <= 20, 'At most 20')
    .default({}),
  previousAddress: address.nullable().default(null),
  consent: z.strictObject({
    given: z.literal(true, 'Without the consumer’s consent no credit may be run'),
    method,
    /** Left out: today. */
    on: date.optional(),
  }),
  purpose,
  note: withoutCard(longText(500)).default(''),
  /** That this is another inquiry although the bureau was asked lately. */
  again: z.boolean().default(false),
})
export type NewInquiry = z.output<typeof newInquiry>

export const manualCheck = z
  .strictObject({
    bureauId: id,
    score: z
      .number('Enter a score, for example 702')
      .int('A whole number')
      .min(300, 'At least 300')
      .max(850, 'At most 850')
      .nullable()
      .default(null),
    trackingNumber: orNull(withoutCard(text(60))).default(null),
    note: withoutCard(longText(500)).default(''),
  })
  .refine(({ score, trackingNumber }) => score !== null || trackingNumber !== null, {
    path: ['score'],
    message: 'Enter a score or a tracking number',
  })

const ofCustomer = z.object({ customerId: id })
const ofCheck = ofCustomer.extend({ creditCheckId: id })

export const credit = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/credit-checks',
    access: 'credit_reports.view',
    addOn: 'creditChecks',
    summary: 'A record’s credit checks, newest first, and which bureaus can be asked',
    params: ofCustomer,
    response: creditPage,
  }),
  run: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'Run credit: one hard inquiry at a bureau, however often the same request arrives',
    params: ofCustomer,
    body: newInquiry,
    response: creditPage,
    history: { event: 'credit.requested' },
  }),
  enter: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/manual',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'Enter a score or a tracking number that was had elsewhere',
    params: ofCustomer,
    body: manualCheck,
    response: creditPage,
    history: { event: 'credit.entered' },
  }),
  apply: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/:creditCheckId/apply',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'Make it the record’s active credit check: sets its credit score and tracking number',
    params: ofCheck,
    response: creditPage,
    history: { event: 'credit.applied' },
  }),
  unapply: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/:creditCheckId/unapply',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'No longer the active one: takes its score and tracking number off the record',
    params: ofCheck,
    response: creditPage,
    history: { event: 'credit.unapplied' },
  }),
  look: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/:creditCheckId/look',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'Look at the bureau now for an answer that was lost, or for a report that is still to come',
    params: ofCheck,
    response: creditPage,
    history: { none: 'A question that changes nothing; what it finds is noted when it is found' },
  }),
  settle: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/:creditCheckId/settle',
    access: 'credit_reports.create',
    addOn: 'creditChecks',
    summary: 'Note what the bureau said on the telephone of an inquiry whose answer was lost',
    params: ofCheck,
    body: z
      .strictObject({
        made: z.boolean('Say whether the inquiry was made'),
        score: manualCheck.shape.score,
        trackingNumber: manualCheck.shape.trackingNumber,
        note: withoutCard(text(500)).pipe(z.string().min(1, 'Say who at the bureau told you')),
      })
      .refine(({ made, score, trackingNumber }) => made || (score === null && trackingNumber === null), {
        path: ['score'],
        message: 'An inquiry that was not made has no score',
      }),
    response: creditPage,
    history: { event: 'credit.settled' },
  }),
  report: endpoint({
    method: 'POST',
    path: '/customers/:customerId/credit-checks/:creditCheckId/report',
    access: 'credit_reports.view',
    addOn: 'creditChecks',
    summary: 'Read the bureau’s report, without SSN and birthdate; History notes who did',
    params: ofCheck,
    response: z.object({ bureau: z.string(), report: z.string() }),
    history: { event: 'credit.report_viewed' },
  }),
}
