/** The lines of a package: what, how many, how wired, and what is charged for each. */
import { ActionIcon, NativeSelect, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { itemData } from './equipment-words.ts'
import classes from './equipment.module.css'
import type { useChoices } from './use-equipment.ts'

export type TypedLine = {
  key: string
  itemId: string
  quantity: string
  wireTypeId: string
  charge: string
}

type Props = {
  lines: readonly TypedLine[]
  choices: ReturnType<typeof useChoices>
  /** By path: `lines.0.itemId`. */
  errors: Readonly<Record<string, string>>
  onChange: (lines: TypedLine[]) => void
}

export function PackageLines({ lines, choices, errors, onChange }: Props) {
  const set = (index: number, change: Partial<TypedLine>) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...change } : line)))
  return (
    <div role="group" aria-label="Equipment">
      <div className={classes.heads} aria-hidden>
        <span>Item</span>
        <span>Quantity</span>
        <span>Wire type</span>
        <span>Charge for each</span>
      </div>
      {errors.lines && (
        <p role="alert" className={classes.error}>
          {errors.lines}
        </p>
      )}
      <ol className={classes.lines}>
        {lines.map((line, index) => {
          const label = (what: string) => `${what}, line ${index + 1}`
          const error = (member: string) => errors[`lines.${index}.${member}`]
          return (
            <li key={line.key} className={classes.line}>
              <Select
                aria-label={label('Item')}
                placeholder="Choose an item"
                searchable
                openOnFocus={false}
                nothingFoundMessage="No such item"
                data={itemData(choices?.items ?? [], line.itemId)}
                value={line.itemId || null}
                error={error('itemId')}
                disabled={!choices}
                onChange={(itemId) => set(index, { itemId: itemId ?? '' })}
              />
              <TextInput
                aria-label={label('Quantity')}
                leftSection="×"
                inputMode="numeric"
                maxLength={2}
                value={line.quantity}
                error={error('quantity')}
                onChange={(event) => set(index, { quantity: event.currentTarget.value })}
              />
              <NativeSelect
                aria-label={label('Wire type')}
                data={[
                  { value: '', label: 'The item’s' },
                  ...(choices?.wireTypes ?? [])
                    .filter(({ id, active }) => active || String(id) === line.wireTypeId)
                    .map(({ id, name }) => ({ value: String(id), label: name })),
                ]}
                value={line.wireTypeId}
                error={error('wireTypeId')}
                onChange={(event) => set(index, { wireTypeId: event.currentTarget.value })}
              />
              <TextInput
                aria-label={label('Charge for each')}
                placeholder="Price"
                inputMode="decimal"
                leftSection="$"
                maxLength={10}
                value={line.charge}
                error={error('chargeCents')}
                onChange={(event) => set(index, { charge: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove line ${index + 1}`}
                disabled={lines.length === 1}
                onClick={() => onChange(lines.filter((_, i) => i !== index))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
