/** What a monitoring connection's state is called. */
import type { Connection, Push } from '#shared/contracts/connections.ts'
import { formatInstant } from '#shared/time.ts'
import type { Tone } from '#web/ui/tone.ts'

export type Words = { tone: Tone; title: string; detail: string | null }

/** "Linked since Mar 3, 2024, 2:05 PM", with what is wrong or on its way below it. */
export function stateWords(connection: Connection | null, timeZone: string): Words {
  if (!connection || connection.state === 'unlinked')
    return { tone: 'neutral', title: 'Not linked', detail: null }
  if (connection.state === 'linking')
    return {
      tone: 'attention',
      title: 'Linking, waiting for the station…',
      detail: 'The station has not confirmed yet. This page follows by itself.',
    }
  const since = connection.linkedAt ? ` since ${formatInstant(connection.linkedAt, timeZone)}` : ''
  const by = connection.linkedBy ? `By ${connection.linkedBy}.` : null
  return { tone: connection.failed > 0 ? 'bad' : 'good', title: `Linked${since}`, detail: by }
}

/** Of a company that Keyholder does not speak to: there is nothing to link. */
export const byHandWords = (company: string): Words => ({
  tone: 'neutral',
  title: 'Kept by hand',
  detail: `Keyholder does not speak to ${company}: tell them yourself of what changes here.`,
})

export const pushWords: Record<Push['state'], { tone: Tone; label: string }> = {
  waiting: { tone: 'attention', label: 'Waiting' },
  sending: { tone: 'attention', label: 'Sending' },
  done: { tone: 'good', label: 'Sent' },
  failed: { tone: 'bad', label: 'Failed' },
  canceled: { tone: 'neutral', label: 'Canceled' },
}

/** "First Name, City", "Emergency contacts", "The link’s release". */
export function pushSubject({ kind, fields }: Push): string {
  if (kind === 'release') return 'Release of the link'
  if (fields.length > 0) return fields.join(', ')
  return kind === 'contacts' ? 'Emergency contacts' : 'All fields'
}

/** Something is under way, so that the page asks again soon. */
export const isMoving = (
  data: { connection: Connection | null; pushes: readonly Push[] } | undefined,
): boolean =>
  data?.connection?.state === 'linking' ||
  (data?.pushes ?? []).some(({ state }) => state === 'waiting' || state === 'sending')
