/**
 * The session's token, kept per set of credentials for as long as the station lets it live, so that a push of
 * a thousand accounts signs in once. It lives in memory only; the password is known here by its digest.
 */
import { createHash } from 'node:crypto'
import type { OpenStationSettings } from './settings.ts'

export type Session = { token: string; expiresAtMs: number }

const sessions = new Map<string, { session: Session | null; pending: Promise<Session> }>()
const maxSessions = 1000
/** A token is not used in its last seconds, so that it does not end on the way. */
const marginMs = 10_000

const keyOf = (settings: OpenStationSettings) =>
  createHash('sha256')
    .update(JSON.stringify([settings.baseUrl, settings.userId, settings.dealerId, settings.password]))
    .digest('base64')

/**
 * The token of these settings. Signs in if there is none, if it is about to end, or if it is `refused`, the
 * token that the station has just turned down; all who ask meanwhile wait for that one sign-in.
 */
export async function sessionToken(
  settings: OpenStationSettings,
  refused: string | null,
  signIn: () => Promise<Session>,
): Promise<string> {
  const key = keyOf(settings)
  const known = sessions.get(key)
  const session = known?.session
  const usable = session && session.token !== refused && session.expiresAtMs - marginMs > Date.now()
  if (known && (usable || !session)) return (await known.pending).token

  const entry = { session: null as Session | null, pending: signIn() }
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
