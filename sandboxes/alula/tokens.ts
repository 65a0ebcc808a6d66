/** Signing in: tokens that end, and refresh tokens that are good once. Forgotten when the sandbox ends. */
import { randomBytes } from 'node:crypto'
import type { WireAnswer, WireCall } from '../kit.ts'
import { json } from './answer.ts'
import { oauth } from './table.ts'

export const dealerUsers = [
  { username: 'keyholder', password: 'sandbox-demo', dealerId: '4100' },
  { username: 'birch', password: 'sandbox-demo', dealerId: '4200' },
  { username: 'faulty', password: 'sandbox-demo', dealerId: '4300' },
] as const
const client = { id: 'keyholder-client', secret: 'client-demo' }
const lifetimeSeconds = 900

export type DealerUser = (typeof dealerUsers)[number]

export function openTokens(now: () => number) {
  const access = new Map<string, { user: DealerUser; until: number }>()
  const refresh = new Map<string, DealerUser>()

  const refuse = (status: number, error: string, error_description: string) =>
    json(status, { error, error_description })
  const issue = (user: DealerUser): WireAnswer => {
    const [access_token, refresh_token] = [
      randomBytes(24).toString('base64url'),
      randomBytes(24).toString('base64url'),
    ]
    access.set(access_token, { user, until: now() + lifetimeSeconds * 1000 })
    refresh.set(refresh_token, user)
    return json(200, {
      access_token,
      token_type: 'bearer',
      refresh_token,
      expires_in: lifetimeSeconds,
      scope: '',
    })
  }

  return {
    /** POST /oauth/token. */
    grant(call: WireCall): WireAnswer {
      if (call.headers['content-type']?.split(';')[0] !== oauth.contentType)
        return refuse(400, 'invalid_request', 'Send a form')
      const form = Object.fromEntries(new URLSearchParams(call.body))
      const members = oauth.grants[form.grant_type ?? '']
      if (!members) return refuse(400, 'unsupported_grant_type', 'This grant is not known here')
      if (Object.keys(form).some((name) => !members.includes(name)) || members.some((name) => !form[name]))
        return refuse(400, 'invalid_request', 'The members of the grant are others')
      if (form.client_id !== client.id || form.client_secret !== client.secret)
        return refuse(401, 'invalid_client', 'The client is unknown or its secret is wrong')
      if (form.grant_type === 'refresh_token') {
        const user = refresh.get(form.refresh_token!)
        refresh.delete(form.refresh_token!)
        return user ? issue(user) : refuse(400, 'invalid_grant', 'The refresh token is spent or unknown')
      }
      const user = dealerUsers.find((one) => one.username === form.username && one.password === form.password)
      return user ? issue(user) : refuse(400, 'invalid_grant', 'User name or password is wrong')
    },
    /** Whose token a call carries; null if nobody's. */
    userOf(call: WireCall): DealerUser | null {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
      const found = access.get(token)
      return found && found.until > now() ? found.user : null
    },
    clear() {
      access.clear()
      refresh.clear()
    },
  }
}
