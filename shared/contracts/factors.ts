/** One's own second factors, and one's own sign-ins. */
import { z } from 'zod'
import { endpoint, id, instant, nothing } from '../contract.ts'
import {
  appCode,
  appSecret,
  browserOptions,
  factorName,
  newPasskey,
  recoveryCodes,
  signInActivity,
} from './factor-values.ts'

const factor = z.object({ id, name: z.string(), createdAt: instant, lastUsedAt: instant.nullable() })
const ownFactors = z
  .object({
    authenticator: factor.nullable(),
    passkeys: z.array(
      factor.extend({ /** Whether it is for the address at which one is. */ here: z.boolean() }),
    ),
    /** Those that are not used up; null: there are none. */
    recoveryCodes: z.object({ left: z.number().int(), createdAt: instant }).nullable(),
    required: z.boolean(),
    /** Whether the company, or the platform, can send the mails about it. */
    mail: z.boolean(),
  })
  .meta({ id: 'OwnFactors' })
export type OwnFactors = z.output<typeof ownFactors>

/** What the server sealed between the two steps of a passkey. */
const state = z.string().min(20).max(1000)
const codes = z.object({ recoveryCodes })

export const factors = {
  list: endpoint({
    method: 'GET',
    path: '/account/factors',
    access: 'signed_in',
    io: true,
    summary: 'One’s own second factors',
    response: ownFactors,
  }),
  beginAuthenticator: endpoint({
    method: 'POST',
    path: '/account/authenticator/begin',
    access: 'signed_in',
    fresh: true,
    summary: 'Begin to set up an authenticator app; it counts from its first code',
    body: z.strictObject({}),
    response: appSecret,
    history: { none: 'Nothing counts before the first code' },
  }),
  confirmAuthenticator: endpoint({
    method: 'POST',
    path: '/account/authenticator',
    access: 'signed_in',
    fresh: true,
    io: true,
    summary: 'Confirm an authenticator app by its first code; one that was there before is replaced',
    body: z.strictObject({ code: appCode, name: factorName }),
    response: codes,
    history: { event: 'sessions.factor_added' },
  }),
  beginPasskey: endpoint({
    method: 'POST',
    path: '/account/passkeys/begin',
    access: 'signed_in',
    fresh: true,
    io: true,
    summary: 'Begin to set up a passkey',
    body: z.strictObject({}),
    response: z.object({ state: z.string(), options: browserOptions }),
    history: { none: 'Nothing is kept yet' },
  }),
  addPasskey: endpoint({
    method: 'POST',
    path: '/account/passkeys',
    access: 'signed_in',
    fresh: true,
    io: true,
    summary: 'Add a passkey',
    body: z.strictObject({ state, response: newPasskey, name: factorName }),
    response: codes,
    history: { event: 'sessions.factor_added' },
  }),
  rename: endpoint({
    method: 'PATCH',
    path: '/account/factors/:factorId',
    access: 'signed_in',
    summary: 'Rename one of one’s own second factors',
    params: z.object({ factorId: id }),
    body: z.strictObject({ name: factorName }),
    response: nothing,
    history: { event: 'sessions.factor_renamed' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/account/factors/:factorId',
    access: 'signed_in',
    fresh: true,
    summary: 'Remove one of one’s own second factors',
    params: z.object({ factorId: id }),
    response: nothing,
    history: { event: 'sessions.factor_removed' },
  }),
  renewCodes: endpoint({
    method: 'POST',
    path: '/account/recovery-codes',
    access: 'signed_in',
    fresh: true,
    io: true,
    summary: 'Make new recovery codes, told this once; the earlier ones are void',
    body: z.strictObject({}),
    response: codes,
    history: { event: 'sessions.codes_renewed' },
  }),
  activity: endpoint({
    method: 'GET',
    path: '/account/sign-ins',
    access: 'signed_in',
    summary: 'Who signed in, or tried to, as oneself',
    query: signInActivity.query,
    response: signInActivity.response,
  }),
}
