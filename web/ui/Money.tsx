/** An amount of whole cents, always with two digits, in the company's currency. */
import { formatCents } from '#shared/money.ts'
import { useLocale } from './locale.ts'

export function Money({ amountCents }: { amountCents: number }) {
  return <span className="tabular">{formatCents(amountCents, useLocale().currency)}</span>
}
