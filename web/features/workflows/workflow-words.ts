/** How the states of runs look. */
import type { EnrolmentStatus } from '#shared/rules/workflows.ts'
import type { Tone } from '#web/ui/tone.ts'

export const statusTones: Record<EnrolmentStatus, Tone> = {
  pending: 'neutral',
  in_progress: 'info',
  completed: 'good',
  failed: 'bad',
  canceled: 'neutral',
}
