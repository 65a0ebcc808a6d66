/** The tones of a state. Never shown alone: a word or an icon stands beside the colour. */
import {
  IconAlertTriangle,
  IconCheck,
  IconCircle,
  IconInfoCircle,
  IconStar,
  IconX,
} from '@tabler/icons-react'

export type Tone = 'good' | 'attention' | 'bad' | 'neutral' | 'info' | 'special'

export const toneIcons = {
  good: IconCheck,
  attention: IconAlertTriangle,
  bad: IconX,
  neutral: IconCircle,
  info: IconInfoCircle,
  special: IconStar,
} as const
