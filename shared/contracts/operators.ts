/** The platform's own staff (ADM-012): people of no company, with a sign-in of their own. Every act is kept with who and why. */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import { currencies } from '../rules/currencies.ts'
import { isTimeZone } from '../rules/time-zones.ts'
import {
  appSecret,
  awaited,
  browserOptions,
  factorAnswer,
  newFactor,
  pendingToken,
  recoveryCodes,
} from './factor-values.ts'

const operator = z.object({ name: z.string(), email: z.string() })
const companyRow = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  createdAt: instant,
})
/** Words that stand at the beginning of addresses of the page itself. */
const reservedSlugs = [
  'operator',
  'api',
  'assets',
  'frames',
  'sign',
  'unsubscribe',
  'forgot-password',
  'pay',
  'portal',
  'health',
  'metrics',
]
const reason = text(300).pipe(z.string().min(5, 'Say why, in a few words'))

/** What a company begins with: an office, a group that may do everything, and who holds it. */
const newCompany = z.strictObject({
  name: text(120).pipe(z.string().min(1, 'Enter the company’s name')),
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/, '3 to 40 letters, digits and hyphens')
    .refine((slug) => !reservedSlugs.includes(slug), 'This address is Keyholder’s own'),
  timeZone: z.string().max(60).refine(isTimeZone, 'Choose a time zone from the list'),
  currency: z.enum(currencies.map(({ value }) => value) as ['USD', ...('USD' | 'CAD')[]]),
  location: text(255).pipe(z.string().min(1, 'Enter the name of the first office')),
  firstName: text(60).pipe(z.string().min(1, 'Enter the first name')),
  lastName: text(60).pipe(z.string().min(1, 'Enter the last name')),
  username: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._-]{0,38}$/, 'Letters, digits, dots, hyphens'),
  reason,
})
export type NewCompany = z.output<typeof newCompany>

const setup = z.object({
  serviceProviderId: id,
  provider: z.string(),
  active: z.boolean(),
  /** The Billing Integration checkbox (ADB-003). */
  enabled: z.boolean(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
  /** When the provider's side last called us. */
  lastCallAt: instant.nullable(),
  publicUrl: z.string(),
})
export type AppBillingSetup = z.output<typeof setup>

const pending = z.strictObject({ pending: pendingToken })
const ofNoCompany = { none: 'Belongs to no company: the list of acts has it' }

export const operatorSessions = {
  signIn: endpoint({
    method: 'POST',
    path: '/operator/session',
    access: 'public',
    summary:
      'The first step of the staff’s sign-in: the answer is `access.second_factor` or `access.enrol_factor` with `pending`, never a session',
    body: z.object({
      email: z.string().trim().toLowerCase().min(3, 'Enter your e-mail address').max(254),
      password: z.string().min(1, 'Enter your password').max(200),
    }),
    response: operator,
    history: { none: 'Belongs to no company: the list of acts has it' },
  }),
  awaited: endpoint({
    method: 'POST',
    path: '/operator/session/pending',
    access: 'public',
    summary: 'What a sign-in of the staff waits for: a second factor, or that one is set up',
    body: pending,
    response: awaited,
    history: ofNoCompany,
  }),
  finish: endpoint({
    method: 'POST',
    path: '/operator/session/second',
    access: 'public',
    summary: 'Answer with a second factor; the session of the staff comes as a cookie',
    body: z.strictObject({ pending: pendingToken, answer: factorAnswer }),
    response: operator,
    history: ofNoCompany,
  }),
  enrolAuthenticator: endpoint({
    method: 'POST',
    path: '/operator/session/enrol/authenticator',
    access: 'public',
    summary: 'Begin to set up an authenticator app at the first sign-in of the staff',
    body: pending,
    response: appSecret,
    history: ofNoCompany,
  }),
  enrolPasskey: endpoint({
    method: 'POST',
    path: '/operator/session/enrol/passkey',
    access: 'public',
    summary: 'Begin to set up a passkey at the first sign-in of the staff',
    body: pending,
    response: browserOptions,
    history: ofNoCompany,
  }),
  finishEnrolment: endpoint({
    method: 'POST',
    path: '/operator/session/enrol',
    access: 'public',
    summary: 'Finish the set-up, and with it the sign-in of the staff',
    body: z.strictObject({ pending: pendingToken, factor: newFactor }),
    response: z.object({ me: operator, recoveryCodes }),
    history: ofNoCompany,
  }),
}

export const operators = {
  me: endpoint({
    method: 'GET',
    path: '/operator/session',
    access: 'operator',
    summary: 'Who of the staff is signed in',
    response: operator,
  }),
  signOut: endpoint({
    method: 'DELETE',
    path: '/operator/session',
    access: 'operator',
    summary: 'End this session of the staff',
    response: nothing,
    history: { none: 'Belongs to no company' },
  }),
  companies: endpoint({
    method: 'GET',
    path: '/operator/companies',
    access: 'operator',
    summary: 'The companies of the platform, by name',
    query: z.object({ search: z.string().trim().max(100).default('') }),
    response: z.object({ items: z.array(companyRow) }),
  }),
  createCompany: endpoint({
    method: 'POST',
    path: '/operator/companies',
    access: 'operator',
    summary: 'Create a company with its first office and user, whose one-time password is told this once',
    body: newCompany,
    response: z.object({ id, slug: z.string(), username: z.string(), password: z.string() }),
    history: { event: 'operator.company_created' },
  }),
  company: endpoint({
    method: 'GET',
    path: '/operator/companies/:companyId',
    access: 'operator',
    summary:
      'One company: who may sign in there, and the providers that a billing integration can be set up at',
    params: z.object({ companyId: id }),
    response: companyRow.extend({
      users: z.array(z.object({ id, name: z.string(), username: z.string() })),
      providers: z.array(setup),
    }),
  }),
  acts: endpoint({
    method: 'GET',
    path: '/operator/acts',
    access: 'operator',
    summary: 'What the staff did last, newest first',
    response: z.object({
      items: z.array(
        z.object({
          id,
          at: instant,
          operator: z.string(),
          act: z.string(),
          company: z.string().nullable(),
          reason: z.string(),
        }),
      ),
    }),
  }),
  enter: endpoint({
    method: 'POST',
    path: '/operator/companies/:companyId/enter',
    access: 'operator',
    summary: 'Act for a user of a company, for two hours, with a reason that the company reads',
    params: z.object({ companyId: id }),
    body: z.strictObject({ userId: id, reason }),
    response: z.object({ slug: z.string() }),
    history: { event: 'operator.entered' },
  }),
  readSetup: endpoint({
    method: 'GET',
    path: '/operator/companies/:companyId/app-billing/:serviceProviderId',
    access: 'operator',
    summary: 'Whether a provider’s billing integration is on',
    params: z.object({ companyId: id, serviceProviderId: id }),
    response: setup,
  }),
  saveSetup: endpoint({
    method: 'PUT',
    path: '/operator/companies/:companyId/app-billing/:serviceProviderId',
    access: 'operator',
    summary: 'Check or clear the Billing Integration of a provider: it is asked and told there first',
    params: z.object({ companyId: id, serviceProviderId: id }),
    body: z.strictObject({
      enabled: z.boolean(),
      reason,
      /** Where the provider reaches Keyholder. */
      publicUrl: z.url({ protocol: /^https?$/ }).max(300),
    }),
    response: setup,
    history: { event: 'app_billing.set_up' },
  }),
}
