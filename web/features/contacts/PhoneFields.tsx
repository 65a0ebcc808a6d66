/** Up to three numbers of a contact, each with its type; the station calls the first. */
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { formatPhone, parsePhone } from '#shared/phone.ts'
import { maxPhones, type PhoneType, phoneTypes } from '#shared/rules/contacts.ts'
import classes from './contacts.module.css'

export type TypedPhone = { number: string; type: PhoneType | '' }

type Props = {
  phones: TypedPhone[]
  errors: Record<string, string>
  onChange: (phones: TypedPhone[]) => void
}

const labels = ['Phone', 'Second phone', 'Third phone']
const types = Object.entries(phoneTypes).map(([value, label]) => ({ value, label }))

export function PhoneFields({ phones, errors, onChange }: Props) {
  const set = (index: number, values: Partial<TypedPhone>) =>
    onChange(phones.map((phone, i) => (i === index ? { ...phone, ...values } : phone)))
  return (
    <div className={classes.phoneFields}>
      {phones.map(({ number, type }, index) => {
        const label = labels[index]!
        return (
          <div className={classes.phoneField} key={index}>
            <TextInput
              label={label}
              withAsterisk={index === 0}
              type="tel"
              className="tabular"
              maxLength={40}
              value={number}
              error={errors[`phones.${index}.number`]}
              onChange={(event) => set(index, { number: event.currentTarget.value })}
              onBlur={() => {
                const parsed = parsePhone(number)
                if (parsed) set(index, { number: formatPhone(parsed) })
              }}
            />
            <NativeSelect
              label={`${label} type`}
              withAsterisk={index === 0}
              data={type === '' ? [{ value: '', label: 'Choose' }, ...types] : types}
              value={type}
              error={errors[`phones.${index}.type`]}
              onChange={(event) => set(index, { type: event.currentTarget.value as PhoneType })}
            />
            {phones.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                className={classes.removePhone}
                aria-label={`Remove the ${label.toLowerCase()}`}
                onClick={() => onChange(phones.filter((_, i) => i !== index))}
              >
                <IconX size={15} />
              </ActionIcon>
            )}
          </div>
        )
      })}
      {phones.length < maxPhones && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={13} aria-hidden />}
          className={classes.addPhone}
          onClick={() => onChange([...phones, { number: '', type: 'home' }])}
        >
          Another number
        </Button>
      )}
    </div>
  )
}
