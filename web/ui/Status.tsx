/** A state: `StatusDot` in a line of text, `StatusBox` beside a name, `StatusSquare` where room is short. */
import { type Tone, toneIcons } from './tone.ts'
import classes from './Status.module.css'

type Props = { tone: Tone; label: string; /** More about it, on hover. */ detail?: string }

/** A coloured dot with its word. */
export function StatusDot({ tone, label, detail }: Props) {
  return (
    <span className={classes.dot} data-tone={tone} title={detail || undefined}>
      <span className={classes.point} aria-hidden />
      {label}
    </span>
  )
}

/** A tinted box with icon and word, as in a record's header. */
export function StatusBox({ tone, label, detail }: Props) {
  const Icon = toneIcons[tone]
  return (
    <span className={classes.box} data-tone={tone} title={detail || undefined}>
      <Icon size={12} stroke={2.4} aria-hidden />
      {label}
    </span>
  )
}

/** A 14 px square whose sign tells the tone without colour; the words are on hover and for screen readers. */
export function StatusSquare({ tone, label, detail }: Props) {
  const Icon = toneIcons[tone]
  const words = detail ? `${label}: ${detail}` : label
  return (
    <span className={classes.square} data-tone={tone} role="img" aria-label={words} title={words}>
      <Icon size={10} stroke={3} aria-hidden />
    </span>
  )
}
