import type { Requests } from '../every-endpoint.ts'

export const sessionsRequests: Requests = {
  async plant(house, { marker, here }) {
    const owner = await house.plant.user({ company: here.company, lastName: marker })
    const { rows } = await house.owner.query<{ id: number }>(
      `insert into platform.session (token_hash, company_id, user_id, kind, expires_at)
       values (sha256($3), $1, $2, 'browser', now() + interval '1 day') returning id::int`,
      [here.company.id, owner.id, Buffer.from(marker)],
    )
    return { sessionId: rows[0]!.id }
  },
  bodies: {
    'sessions.signIn': () => ({ company: 'nowhere', username: 'nobody', password: 'nothing' }),
    'sessions.createToken': () => ({ name: 'of the matrix' }),
    'sessions.changePassword': () => ({ current: 'not the one', next: 'a long enough password' }),
  },
}
