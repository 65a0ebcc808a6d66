/** What was collected from a customer, and what it was credited to keep it. */
import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { type Choices, type MoneyDraft, optionalData } from './risk-draft.ts'

type Props = {
  draft: MoneyDraft
  onChange: (change: Partial<MoneyDraft>) => void
  errors: Record<string, string>
  choices: Choices | undefined
}

export function MoneyFields({ draft, onChange, errors, choices }: Props) {
  const text = (name: keyof MoneyDraft, error: string | undefined) => ({
    value: draft[name],
    error,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
      <TextInput
        label="Amount collected"
        inputMode="decimal"
        maxLength={20}
        {...text('collected', errors.collectedCents)}
      />
      <TextInput label="Collected cleared date" type="date" {...text('collectedOn', errors.collectedOn)} />
      <TextInput
        label="Amount credited"
        inputMode="decimal"
        maxLength={20}
        {...text('credited', errors.creditedCents)}
      />
      <TextInput label="Credited on" type="date" {...text('creditedOn', errors.creditedOn)} />
      <NativeSelect
        label="Credit reason"
        data={optionalData(choices?.creditReasons, draft.creditReasonId)}
        {...text('creditReasonId', errors.creditReasonId)}
      />
    </SimpleGrid>
  )
}
