/** The four tones of a state. Never shown alone: a word or an icon stands beside the colour. */
import { IconAlertTriangle, IconCheck, IconCircle, IconX } from '@tabler/icons-react'

export type Tone = 'good' | 'attention' | 'bad' | 'neutral'

export const toneIcons = {
  good: IconCheck,
  attention: IconAlertTriangle,
  bad: IconX,
  neutral: IconCircle,
} as const
