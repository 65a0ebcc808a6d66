/** The switches of a company, with their defaults. */
import { z } from 'zod'
import { auditDays } from './audit.ts'
import { reportDays } from './credit.ts'
import { defaultDunningDays, dunningDays } from './dunning.ts'
import { duplicateRules } from './duplicate-rules.ts'
import { hardMaxFileMb } from './files.ts'
import { defaultReconcileHour, reconcileHours } from './health.ts'
import { preCheckAtCreation } from './prechecks.ts'
import { secondFactorRules } from './sign-in.ts'

/** Hours of the day that the billing run may have. */
export const billingHours = Array.from({ length: 24 }, (_, hour) => String(hour)) as [string, ...string[]]
const chosen = z.number().int().positive().nullable().default(null)

/** What the form of a new record begins with (product facts 5.8); null: nothing. */
export const recordDefaults = z.object({
  /** Of a customer, where its creator may create customers. */
  locationId: chosen,
  accountType: z.enum(['residential', 'commercial']).nullable().default('residential'),
  accountClassId: chosen,
  languageId: chosen,
  state: z.string().length(2).nullable().default(null),
  sourceId: chosen,
  leadStatusId: chosen,
})
export type RecordDefaults = z.output<typeof recordDefaults>

export const companySettingsSchema = z.object({
  /** Sub-customers bill through a parent (REC-160). */
  parentChild: z.boolean().default(false),
  /** Nobody changes a customer's Lead Rep (REC-100). */
  lockLeadRep: z.boolean().default(false),
  /** Addresses carry a Verified or Unverified badge (REC-074). */
  addressVerification: z.boolean().default(false),
  /** What makes a new record a possible duplicate (NEW-002); none: it is not asked. */
  duplicateRules: z
    .array(z.enum(duplicateRules))
    .max(duplicateRules.length)
    .default([...duplicateRules]),
  /** Monthly rates are chosen by their line items (REC-104), not from one dropdown (REC-103). */
  mmrBreakout: z.boolean().default(false),
  /** The installation card names whom the technician reports to (REC-120). */
  showReportsTo: z.boolean().default(true),
  /** The lists of customers and leads stay empty until one searches or filters. */
  searchFirst: z.boolean().default(false),
  /** The order in which a list opens; whoever clicks a column sees another. */
  listOrder: z.enum(['name', 'number', 'sale']).default('name'),
  /** A password older than this is changed at the next sign-in (ADM-002); 0: never. */
  passwordDays: z.number().int().min(0).max(365).default(0),
  /** Who signs in with a second factor (ADM-002); whoever lacks one sets it up at the next sign-in. */
  secondFactor: z.enum(secondFactorRules).default('optional'),
  /** Days that sign-in activity is kept. */
  signInDays: z.number().int().min(30).max(1095).default(180),
  /** Home shows administrators what a new company has not set up yet, until all of it is there. */
  gettingStarted: z.boolean().default(true),
  /** Stands on top of every page; empty: nothing does. */
  globalMessage: z.string().trim().max(300).default(''),
  /** The largest file that may be uploaded, in MB of 1,048,576 bytes (TAB-011). */
  maxFileMb: z.number().int().min(1).max(hardMaxFileMb).default(25),
  /** The add-on Licenses & regulations: records show what authorities demand of their address (REC-060, TAB-021). */
  regulations: z.boolean().default(false),
  /** Whether the form of a new record offers the ADT PreCheck, where ADT monitors (NEW-020). */
  adtPreCheck: z.enum(preCheckAtCreation).default('checked'),
  /** Visits of technicians are booked into windows of an office's week, not at any time (TAB-006). */
  timeSlots: z.boolean().default(false),
  /** A visit that is booked into a slot is given a technician at once; else somebody assigns one on the calendar. */
  autoAssign: z.boolean().default(true),
  /** Sales appointments are made on customers, too, not on leads alone. */
  salesOnCustomers: z.boolean().default(false),
  /** Proposed for a new appointment. */
  appointmentMinutes: z.number().int().min(5).max(1440).default(120),
  /** How long before an appointment its assignee is reminded; 0: not. */
  reminderMinutes: z.number().int().min(0).max(2880).default(60),
  /** Hours of the day that the calendar shows first. */
  dayFrom: z.number().int().min(0).max(23).default(7),
  dayTo: z.number().int().min(1).max(24).default(19),
  /** The add-on Credit Checks: off, its tab, routes and bureaus are not there (ADM-007). */
  creditChecks: z.boolean().default(false),
  /** Days that the body of a credit report is kept; what the card shows of the check stays. */
  creditReportDays: z.number().int().min(reportDays.min).max(reportDays.max).default(reportDays.initial),
  /** On which days after its due date a charge that was softly declined is tried again (ADB-011); empty: it is not. */
  dunningDays: z
    .string()
    .trim()
    .max(60)
    .refine((text) => dunningDays(text) !== null, 'Up to eight days from 1 to 60, for example 1, 3, 7')
    .default(defaultDunningDays),
  /** The add-on eDoc+: off, its tab, routes, templates and providers are not there (ADM-007). */
  edocs: z.boolean().default(false),
  /** DocuSign Enabled for Leads: leads have E-Docs, too. */
  edocsForLeads: z.boolean().default(false),
  /** The hour, by the company's clock, at which linked accounts are compared with their providers (CON-092). */
  reconcileHour: z.enum(reconcileHours).default(defaultReconcileHour),
  /** The add-on Invoice+: recurring invoices and their nightly billing run (ADM-007). Off, nothing new is made. */
  invoicePlus: z.boolean().default(true),
  /** The add-on Payable+: events, lookup tables and reckoned amounts of payroll rules. Off, fixed amounts by hand stay (ADM-007). */
  payablePlus: z.boolean().default(false),
  /** The hour, by the company's clock, at which the billing run makes what is due (BIL-004). */
  billingHour: z.enum(billingHours).default('3'),
  /** Customers sign in by a link and pay online (BIL-009). */
  paymentPortal: z.boolean().default(false),
  /** So many days the audit trail is kept: denied attempts, and who read confidential values (ADM-013). */
  auditDays: z.number().int().min(auditDays.min).max(auditDays.max).default(auditDays.initial),
  defaults: recordDefaults.prefault({}),
})
export type CompanySettings = z.output<typeof companySettingsSchema>

/** Reads the stored settings; unknown members are ignored, absent ones take their default. */
export const companySettings = (stored: unknown): CompanySettings => companySettingsSchema.parse(stored ?? {})
