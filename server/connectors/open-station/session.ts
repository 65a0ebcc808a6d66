/** The session's token of a station, one for each set of credentials. */
import { tokenFor, type Session } from '../token-session.ts'
import type { OpenStationSettings } from './settings.ts'

export type { Session } from '../token-session.ts'

/** The token of these settings; see `tokenFor`. */
export const sessionToken = (
  { baseUrl, userId, dealerId, password }: OpenStationSettings,
  refused: string | null,
  signIn: () => Promise<Session>,
): Promise<string> => tokenFor([baseUrl, userId, dealerId, password], refused, signIn)
