/** Signing in and out, one's own sessions and API tokens. */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import { recordDefaults } from '../rules/company-settings.ts'
import { passwordLength } from '../rules/passwords.ts'
import { preCheckAtCreation } from '../rules/prechecks.ts'
import { browserOptions, factorAnswer } from './factor-values.ts'

const newPassword = z
  .string()
  .min(passwordLength.min, `At least ${passwordLength.min} characters`)
  .max(passwordLength.max)

const company = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  settings: z.object({
    parentChild: z.boolean(),
    lockLeadRep: z.boolean(),
    addressVerification: z.boolean(),
    mmrBreakout: z.boolean(),
    regulations: z.boolean(),
    creditChecks: z.boolean(),
    edocs: z.boolean(),
    invoicePlus: z.boolean(),
    showReportsTo: z.boolean(),
    adtPreCheck: z.enum(preCheckAtCreation),
    globalMessage: z.string(),
    timeSlots: z.boolean(),
    dayFrom: z.number(),
    dayTo: z.number(),
    signInDays: z.number(),
    defaults: recordDefaults,
  }),
})

export const me = z
  .object({
    user: z.object({ id, name: z.string(), username: z.string() }),
    company,
    /** Permissions held at any location; what may be done to a record comes with the record. */
    permissions: z.array(z.string()),
    /** Who of Keyholder's staff acts for the user, and why; null: the user themselves. */
    operator: z.object({ name: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'Me' })
export type Me = z.output<typeof me>

const session = z.object({
  id,
  kind: z.enum(['browser', 'api']),
  name: z.string(),
  address: z.string(),
  userAgent: z.string(),
  createdAt: instant,
  lastUsedAt: instant,
  expiresAt: instant,
  current: z.boolean(),
})
export type Session = z.output<typeof session>

export const sessions = {
  signIn: endpoint({
    method: 'POST',
    path: '/session',
    access: 'public',
    summary:
      'Sign in; the session comes as a cookie. `access.second_factor` and `access.enrol_factor` carry `pending`, by which the next step goes on',
    body: z.object({
      company: text(40).min(1, 'Enter your company'),
      username: text(40).min(1, 'Enter your username'),
      password: z.string().min(1, 'Enter your password').max(200),
      /** In place of a one-time or aged password: `access.password_expired` asks for it. */
      newPassword: newPassword.optional(),
    }),
    response: me,
    history: { event: 'sessions.signed_in' },
  }),
  me: endpoint({
    method: 'GET',
    path: '/session',
    access: 'signed_in',
    summary: 'Who is signed in, and what they may do somewhere',
    response: me,
  }),
  signOut: endpoint({
    method: 'DELETE',
    path: '/session',
    access: 'signed_in',
    summary: 'End this session',
    response: nothing,
    history: { event: 'sessions.signed_out' },
  }),
  list: endpoint({
    method: 'GET',
    path: '/sessions',
    access: 'signed_in',
    summary: 'One’s own browser sessions and API tokens',
    response: z.object({ items: z.array(session) }),
  }),
  end: endpoint({
    method: 'DELETE',
    path: '/sessions/:sessionId',
    access: 'signed_in',
    fresh: true,
    summary: 'End one of one’s own sessions or tokens at once',
    params: z.object({ sessionId: id }),
    response: nothing,
    history: { event: 'sessions.ended' },
  }),
  endOthers: endpoint({
    method: 'DELETE',
    path: '/sessions',
    access: 'signed_in',
    fresh: true,
    summary: 'End all of one’s own browser sessions but this one',
    response: z.object({ ended: z.number().int() }),
    history: { event: 'sessions.others_ended' },
  }),
  createToken: endpoint({
    method: 'POST',
    path: '/tokens',
    access: 'signed_in',
    fresh: true,
    summary: 'Make an API token; its text is shown this once',
    body: z.object({
      name: text(80).min(1, 'Give the token a name'),
      days: z.number().int().min(1).max(366).default(90),
    }),
    response: z.object({ id, token: z.string(), expiresAt: instant }),
    history: { event: 'sessions.token_created' },
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/password',
    access: 'signed_in',
    io: true,
    summary: 'Change one’s own password; other browser sessions end',
    body: z.object({
      current: z.string().min(1, 'Enter your current password').max(200),
      next: newPassword,
    }),
    response: nothing,
    history: { event: 'sessions.password_changed' },
  }),
  verifyWays: endpoint({
    method: 'POST',
    path: '/session/verify/begin',
    access: 'signed_in',
    io: true,
    summary: 'By what one can say again who one is',
    body: z.strictObject({}),
    response: z.object({
      /** Whether a second factor is asked for beside the password. */
      second: z.boolean(),
      authenticator: z.boolean(),
      /** For the browser’s authenticator, which alone is enough; null: there is no passkey for this address. */
      passkey: z.object({ state: z.string(), options: browserOptions }).nullable(),
    }),
    history: { none: 'A look changes nothing' },
  }),
  verify: endpoint({
    method: 'POST',
    path: '/session/verify',
    access: 'signed_in',
    io: true,
    summary: 'Say again who one is, before a sensitive act: the session goes on under a new cookie',
    body: z.strictObject({
      password: z.string().max(200).optional(),
      answer: factorAnswer.optional(),
      state: z.string().max(1000).optional(),
    }),
    response: nothing,
    history: { none: 'What follows is what is noted' },
  }),
}
