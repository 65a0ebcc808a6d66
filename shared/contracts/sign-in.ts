/** Signing in beyond the password: the second step, its set-up, passkeys alone, and links to choose a password. */
import { z } from 'zod'
import { endpoint, nothing, text } from '../contract.ts'
import { passwordLength } from '../rules/passwords.ts'
import {
  appSecret,
  awaited,
  browserOptions,
  factorAnswer,
  newFactor,
  pendingToken,
  recoveryCodes,
  signedChallenge,
} from './factor-values.ts'
import { me } from './sessions.ts'

const pending = z.strictObject({ pending: pendingToken })
const company = text(40).min(1, 'Enter your company')
const waits = { none: 'Nobody is signed in yet' }

export const signIn = {
  awaited: endpoint({
    method: 'POST',
    path: '/session/pending',
    access: 'public',
    summary: 'What a sign-in waits for whose first step was right',
    body: pending,
    response: awaited,
    history: waits,
  }),
  finish: endpoint({
    method: 'POST',
    path: '/session/second',
    access: 'public',
    summary: 'Answer with a second factor; the session comes as a cookie',
    body: z.strictObject({ pending: pendingToken, answer: factorAnswer }),
    response: me,
    history: { event: 'sessions.signed_in' },
  }),
  enrolAuthenticator: endpoint({
    method: 'POST',
    path: '/session/enrol/authenticator',
    access: 'public',
    summary: 'Begin to set up an authenticator app where sign-in waits for one',
    body: pending,
    response: appSecret,
    history: waits,
  }),
  enrolPasskey: endpoint({
    method: 'POST',
    path: '/session/enrol/passkey',
    access: 'public',
    summary: 'Begin to set up a passkey where sign-in waits for one',
    body: pending,
    response: browserOptions,
    history: waits,
  }),
  finishEnrolment: endpoint({
    method: 'POST',
    path: '/session/enrol',
    access: 'public',
    summary: 'Finish the set-up, and with it the sign-in; recovery codes are told this once',
    body: z.strictObject({ pending: pendingToken, factor: newFactor }),
    response: z.object({ me, recoveryCodes }),
    history: { event: 'sessions.factor_added' },
  }),
  beginPasskey: endpoint({
    method: 'POST',
    path: '/session/passkey/begin',
    access: 'public',
    summary: 'Begin to sign in with a passkey alone',
    body: z.strictObject({ company }),
    response: z.object({ pending: z.string(), options: browserOptions }),
    history: waits,
  }),
  passkey: endpoint({
    method: 'POST',
    path: '/session/passkey',
    access: 'public',
    summary: 'Sign in with a passkey that has verified its holder; the session comes as a cookie',
    body: z.strictObject({ pending: pendingToken, response: signedChallenge }),
    response: me,
    history: { event: 'sessions.signed_in' },
  }),
}

const link = { company, token: z.string().min(20).max(100) }

export const signInLinks = {
  ask: endpoint({
    method: 'POST',
    path: '/password-links',
    access: 'public',
    summary:
      'Ask for a link to choose a new password; the answer is the same whether or not there is such a user',
    body: z.strictObject({
      company,
      /** The username, or the e-mail address. */
      who: text(254).min(1, 'Enter your username or e-mail address'),
    }),
    response: nothing,
    history: { none: 'A job finds out who it is, and says so there' },
  }),
  look: endpoint({
    method: 'POST',
    path: '/password-links/look',
    access: 'public',
    summary: 'Whose link this is, as long as it is good',
    body: z.strictObject(link),
    response: z.object({
      kind: z.enum(['invitation', 'reset']),
      company: z.string(),
      name: z.string(),
      username: z.string(),
    }),
    history: { none: 'A look changes nothing' },
  }),
  choose: endpoint({
    method: 'POST',
    path: '/password-links/choose',
    access: 'public',
    summary: 'Choose a password by the link; it is good once, and all sessions of the user end',
    body: z.strictObject({
      ...link,
      newPassword: z
        .string()
        .min(passwordLength.min, `At least ${passwordLength.min} characters`)
        .max(passwordLength.max),
    }),
    response: z.object({ username: z.string() }),
    history: { event: 'sessions.password_reset' },
  }),
}
