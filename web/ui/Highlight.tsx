/** A text with the parts marked that were searched for. */
import classes from './text.module.css'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `801555` as it may stand in a written number: `(801) 555-…`. */
const spread = (digits: string) => [...digits].join('\\D*')

type Props = {
  text: string
  /** Each is marked wherever it stands, whatever its case. */
  words: readonly string[]
  /** Compares digits alone, as in a telephone number. */
  digits?: boolean
}

export function Highlight({ text, words, digits = false }: Props) {
  const patterns = digits
    ? [words.join('').replace(/\D/g, '')].filter((typed) => typed.length > 2).map(spread)
    : words.filter(Boolean).map(escaped)
  if (patterns.length === 0) return text
  return text.split(new RegExp(`(${patterns.join('|')})`, 'gi')).map((part, i) =>
    i % 2 === 1 ? (
      <mark key={i} className={classes.mark}>
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
