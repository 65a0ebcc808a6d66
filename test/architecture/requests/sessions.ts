import type { Requests } from '../every-endpoint.ts'

/** No sign-in waits under it. */
const pending = 'of-the-matrix-which-waits-for-nothing'
const credential = { id: 'bm9uZQ', rawId: 'bm9uZQ', type: 'public-key' } as const
const signed = {
  ...credential,
  response: { clientDataJSON: 'e30', authenticatorData: 'e30', signature: 'e30' },
}
const made = { ...credential, response: { clientDataJSON: 'e30', attestationObject: 'e30' } }

export const sessionsRequests: Requests = {
  async plant(house, { marker, here }) {
    const owner = await house.plant.user({ company: here.company, lastName: marker })
    const { rows } = await house.owner.query<{ id: number }>(
      `insert into platform.session (token_hash, company_id, user_id, kind, expires_at)
       values (sha256($3), $1, $2, 'browser', now() + interval '1 day') returning id::int`,
      [here.company.id, owner.id, Buffer.from(marker)],
    )
    const factor = await house.owner.query<{ id: number }>(
      `insert into platform.sign_in_factor (company_id, user_id, kind, name, sealed_secret, created_at, confirmed_at)
       values ($1, $2, 'totp', 'Phone', 'sealed', now(), now()) returning id::int`,
      [here.company.id, owner.id],
    )
    return { sessionId: rows[0]!.id, factorId: factor.rows[0]!.id }
  },
  bodies: {
    'sessions.signIn': () => ({ company: 'nowhere', username: 'nobody', password: 'nothing' }),
    'sessions.createToken': () => ({ name: 'of the matrix' }),
    'sessions.verifyWays': () => ({}),
    'sessions.verify': () => ({ password: 'not the one' }),
    'signIn.awaited': () => ({ pending }),
    'signIn.finish': () => ({ pending, answer: { kind: 'code', code: '123456' } }),
    'signIn.enrolAuthenticator': () => ({ pending }),
    'signIn.enrolPasskey': () => ({ pending }),
    'signIn.finishEnrolment': () => ({
      pending,
      factor: { kind: 'authenticator', code: '123456', name: 'Phone' },
    }),
    'signIn.beginPasskey': () => ({ company: 'nowhere' }),
    'signIn.passkey': () => ({ pending, response: signed }),
    'signInLinks.ask': () => ({ company: 'nowhere', who: 'nobody' }),
    'signInLinks.look': () => ({ company: 'nowhere', token: pending }),
    'signInLinks.choose': () => ({
      company: 'nowhere',
      token: pending,
      newPassword: 'a long enough password',
    }),
    'factors.beginAuthenticator': () => ({}),
    'factors.confirmAuthenticator': () => ({ code: '123456', name: 'Phone' }),
    'factors.beginPasskey': () => ({}),
    'factors.addPasskey': () => ({ state: pending, response: made, name: 'Laptop' }),
    'factors.rename': () => ({ name: 'Other phone' }),
    'factors.renewCodes': () => ({}),
    'operatorSessions.awaited': () => ({ pending }),
    'operatorSessions.finish': () => ({ pending, answer: { kind: 'recovery', code: 'k3vd-p8mz-x2wq' } }),
    'operatorSessions.enrolAuthenticator': () => ({ pending }),
    'operatorSessions.enrolPasskey': () => ({ pending }),
    'operatorSessions.finishEnrolment': () => ({
      pending,
      factor: { kind: 'authenticator', code: '123456', name: 'Phone' },
    }),
    'sessions.changePassword': () => ({ current: 'not the one', next: 'a long enough password' }),
  },
}
