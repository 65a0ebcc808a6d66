/** How a demand's state looks: its tone and its word. */
import type { RegulationState } from '#shared/rules/regulations.ts'
import type { Tone } from '#web/ui/tone.ts'

export const stateWords: Record<RegulationState, { tone: Tone; label: string }> = {
  missing: { tone: 'bad', label: 'Missing' },
  expired: { tone: 'bad', label: 'Expired' },
  due: { tone: 'attention', label: 'Due soon' },
  ok: { tone: 'good', label: 'In order' },
  info: { tone: 'neutral', label: 'For information' },
}
