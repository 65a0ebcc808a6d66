/** The connector's own details of an account: what may stand in them. */
import type { Choice, DetailField } from '#server/connectors/station-parts.ts'

type Field = Pick<DetailField, 'maxLength' | 'type' | 'pattern' | 'choices'>

/**
 * What is wrong with a value that is not empty; null if nothing is, as far as we can know: a choice out of the
 * station's own lists is judged by the station.
 * @param templates the dealer's own, for a field whose choices they are; left out, they are not judged
 */
export function wrongWithValue(
  { maxLength, type, pattern, choices }: Field,
  value: string,
  templates?: readonly { code: string }[],
): string | null {
  if (maxLength && value.length > maxLength) return `At most ${maxLength} characters`
  if (pattern && !new RegExp(pattern.like).test(value)) return pattern.help
  if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'Enter a date'
  if (type === 'flag' && value !== 'yes') return 'Must be yes or empty'
  const offered: readonly Pick<Choice, 'code'>[] | null =
    choices === 'dealer' ? (templates ?? null) : Array.isArray(choices) ? choices : null
  return offered && !offered.some(({ code }) => code === value) ? 'Choose one from the list' : null
}
