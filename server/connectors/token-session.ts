/**
 * Tokens of providers that are signed in to, kept per set of credentials for as long as the provider lets them live, so
 * that a push of a thousand accounts signs in once. They live in memory only; the password is known here by its digest.
 */
import { createHash } from 'node:crypto'

export type Session = { token: string; expiresAtMs: number; refreshToken?: string }

const sessions = new Map<string, { session: Session | null; pending: Promise<Session> }>()
const maxSessions = 1000
/** A token is not used in its last seconds, so that it does not end on the way. */
const marginMs = 10_000

/**
 * The token of these credentials. Asks `renew` for one, with the last session if there was one, if there is none, if it
 * is about to end, or if it is `refused`, the token that the provider has just turned down; all who ask meanwhile wait
 * for that one answer.
 */
export async function tokenFor(
  credentials: readonly string[],
  refused: string | null,
  renew: (last: Session | null) => Promise<Session>,
): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(credentials)).digest('base64')
  const known = sessions.get(key)
  const session = known?.session
  const usable = session && session.token !== refused && session.expiresAtMs - marginMs > Date.now()
  if (known && (usable || !session)) return (await known.pending).token

  const entry = { session: null as Session | null, pending: renew(session ?? null) }
  if (!known && sessions.size >= maxSessions) sessions.delete(sessions.keys().next().value!)
  sessions.set(key, entry)
  try {
    entry.session = await entry.pending
    return entry.session.token
  } catch (error) {
    if (sessions.get(key) === entry) sessions.delete(key)
    throw error
  }
}
