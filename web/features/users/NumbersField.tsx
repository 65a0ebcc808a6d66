/** A sales rep's number at each office, as central stations and ADT orders ask for it. */
import { TextInput } from '@mantine/core'
import { formGrid } from '#web/ui/FormPage.tsx'

type Numbers = readonly { locationId: number; number: string }[]
type Props = {
  value: Numbers
  locations: readonly { id: number; name: string; active: boolean }[]
  errors: Record<string, string>
  disabled: boolean
  onChange: (value: { locationId: number; number: string }[]) => void
}

export function NumbersField({ value, locations, errors, disabled, onChange }: Props) {
  const typed = new Map(value.map(({ locationId, number }) => [locationId, number]))
  const errorOf = (locationId: number) => {
    const at = value.findIndex((row) => row.locationId === locationId)
    return errors[`representativeNumbers.${at}`] ?? errors[`representativeNumbers.${at}.number`]
  }
  return (
    <div className={formGrid}>
      {locations
        .filter(({ id, active }) => active || typed.has(id))
        .map(({ id, name }) => (
          <TextInput
            key={id}
            label={name}
            aria-label={`Representative number at ${name}`}
            maxLength={40}
            disabled={disabled}
            value={typed.get(id) ?? ''}
            error={errorOf(id)}
            onChange={(event) => {
              const number = event.currentTarget.value
              onChange([
                ...value.filter(({ locationId }) => locationId !== id),
                ...(number ? [{ locationId: id, number }] : []),
              ])
            }}
          />
        ))}
    </div>
  )
}
