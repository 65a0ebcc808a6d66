/** Tokens that open a customer's site: good for one use within five minutes, forgotten when the sandbox ends. */
import { randomBytes } from 'node:crypto'

const lifetimeMs = 5 * 60_000

export function openTokens(now: () => number = Date.now) {
  const open = new Map<string, { who: string; until: number }>()
  return {
    issue(who: string): string {
      const token = randomBytes(24).toString('base64url')
      open.set(token, { who, until: now() + lifetimeMs })
      return token
    },
    /** Who the token is for; null if it is spent, old or nobody's. */
    redeem(token: string): string | null {
      const found = open.get(token)
      open.delete(token)
      return found && found.until > now() ? found.who : null
    },
    clear: () => open.clear(),
  }
}
export type Tokens = ReturnType<typeof openTokens>
