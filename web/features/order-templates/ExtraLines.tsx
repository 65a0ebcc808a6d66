/** Equipment beside the package: what, how many, how wired, and what is charged for each (NEW-040). */
import { ActionIcon, Button, NativeSelect, Select, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { maxExtras } from '#shared/rules/order-templates.ts'
import classes from './order-templates.module.css'

export type Extra = { key: string; itemId: string; quantity: string; charge: string; wireTypeId: string }

const empty = (): Extra => ({
  key: crypto.randomUUID(),
  itemId: '',
  quantity: '1',
  charge: '',
  wireTypeId: '',
})

type Named = { id: number; name: string }
type Props = {
  lines: readonly Extra[]
  choices: { items: readonly Named[]; wireTypes: readonly Named[] }
  /** By path: `extras.0.itemId`. */
  errors: Readonly<Record<string, string>>
  onChange: (lines: Extra[]) => void
}

export function ExtraLines({ lines, choices, errors, onChange }: Props) {
  const set = (index: number, change: Partial<Extra>) =>
    onChange(lines.map((line, i) => (i === index ? { ...line, ...change } : line)))
  return (
    <div role="group" aria-label="Additional equipment">
      <div className={classes.groupLabel}>Additional equipment</div>
      {lines.length > 0 && (
        <>
          <div className={classes.heads} aria-hidden>
            <span>Item</span>
            <span>Quantity</span>
            <span>Item charge</span>
            <span>Wire type</span>
          </div>
          <ol className={classes.lines}>
            {lines.map((line, index) => {
              const label = (what: string) => `${what}, line ${index + 1}`
              const error = (member: string) => errors[`extras.${index}.${member}`]
              return (
                <li key={line.key} className={classes.line}>
                  <Select
                    aria-label={label('Item')}
                    placeholder="Choose an item"
                    searchable
                    openOnFocus={false}
                    nothingFoundMessage="No such item"
                    data={choices.items.map(({ id, name }) => ({ value: String(id), label: name }))}
                    value={line.itemId || null}
                    error={error('itemId')}
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
                  <TextInput
                    aria-label={label('Item charge')}
                    placeholder="Catalog"
                    inputMode="decimal"
                    leftSection="$"
                    maxLength={10}
                    value={line.charge}
                    error={error('chargeCents')}
                    onChange={(event) => set(index, { charge: event.currentTarget.value })}
                  />
                  <NativeSelect
                    aria-label={label('Wire type')}
                    data={[
                      { value: '', label: 'The item’s' },
                      ...choices.wireTypes.map(({ id, name }) => ({ value: String(id), label: name })),
                    ]}
                    value={line.wireTypeId}
                    error={error('wireTypeId')}
                    onChange={(event) => set(index, { wireTypeId: event.currentTarget.value })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove line ${index + 1}`}
                    onClick={() => onChange(lines.filter((_, i) => i !== index))}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </li>
              )
            })}
          </ol>
        </>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={lines.length >= maxExtras}
        onClick={() => onChange([...lines, empty()])}
      >
        Add equipment
      </Button>
    </div>
  )
}
