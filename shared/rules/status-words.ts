/** The rules of status boxes as people read them: in administration and in its history. */
import { choiceFacts, rowFacts, type StatusCategory, type StatusCondition, yesNoFacts } from './statuses.ts'

/** What the company's own rows and fields are called. */
export type StatusNames = {
  rows: Record<keyof typeof rowFacts, readonly { id: number; name: string }[]>
  fields: readonly { id: number; name: string; options?: readonly { value: string; label: string }[] }[]
}

const either = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`

/** `it is canceled`, `it has the tag VIP or Takeover`, `it has at most 3 months of contract left`. */
export function conditionWords(condition: StatusCondition, names: StatusNames): string {
  switch (condition.type) {
    case 'yes_no':
      return `it ${yesNoFacts[condition.fact][condition.is ? 0 : 1]}`
    case 'choice': {
      const { label, values } = choiceFacts[condition.fact]
      const chosen = condition.values.map((each) => (values as Record<string, string>)[each] ?? each)
      return `its ${label.toLowerCase()} is ${condition.is ? '' : 'not '}${either(chosen)}`
    }
    case 'row': {
      const known = names.rows[condition.fact]
      const chosen = either(
        condition.ids.map((each) => known.find((row) => row.id === each)?.name ?? `#${each} (gone)`),
      )
      if (condition.fact === 'tag') return `it ${condition.is ? 'has' : 'does not have'} the tag ${chosen}`
      if (condition.fact === 'monitored_by')
        return `it is ${condition.is ? '' : 'not '}monitored by ${chosen}`
      return `its ${rowFacts[condition.fact].toLowerCase()} is ${condition.is ? '' : 'not '}${chosen}`
    }
    case 'months_left':
      return condition.is
        ? `it has at most ${condition.atMost} months of contract left`
        : `it has more than ${condition.atMost} months of contract left, or no term that ends`
    case 'custom': {
      const field = names.fields.find((each) => each.id === condition.field)
      const { value } = condition
      const words =
        typeof value === 'boolean'
          ? value
            ? 'ticked'
            : 'not ticked'
          : (field?.options?.find((option) => option.value === value)?.label ?? `“${String(value)}”`)
      return `its ${field?.name ?? `field #${condition.field} (gone)`} is ${condition.is ? '' : 'not '}${words}`
    }
  }
}

/** `if it is canceled, and it has the tag VIP`; without conditions: `for everybody else`. */
export const ruleWords = (when: readonly StatusCondition[], names: StatusNames): string =>
  when.length
    ? `if ${when.map((condition) => conditionWords(condition, names)).join(', and ')}`
    : 'for everybody else'

/** A category in one text, for history. */
export const categoryWords = ({ name, shown, values }: StatusCategory, names: StatusNames): string =>
  `${name}${shown ? '' : ' (not shown)'}: ${values
    .map(
      ({ label, tone, detail, when }) =>
        `${label} [${tone}]${detail ? ` “${detail}”` : ''} ${ruleWords(when, names)}`,
    )
    .join('; ')}`
