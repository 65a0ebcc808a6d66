/** An amount of money in the company’s currency, kept in cents; what is no amount yet stays as it is typed. */
import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { formatCents, parseMoney } from '#shared/money.ts'
import type { DataValue } from '#shared/rules/catalogue-fields.ts'
import { useLocale } from '#web/ui/locale.ts'
import classes from './catalogues.module.css'

type Props = Omit<TextInputProps, 'value' | 'onChange'> & {
  value: DataValue
  onChange: (value: DataValue) => void
}

const short = { wrapper: classes.short }

export function MoneyInput({ value, onChange, ...input }: Props) {
  const { currency } = useLocale()
  const written = formatCents(0, currency).replace(/[\d.,]/g, '')
  const [typed, setTyped] = useState<string | null>(null)
  const text =
    typed ??
    (typeof value === 'number'
      ? formatCents(value, currency).replace(written, '')
      : value === null
        ? ''
        : String(value))
  return (
    <TextInput
      classNames={short}
      inputMode="decimal"
      maxLength={20}
      leftSection={<span aria-hidden>{written}</span>}
      {...input}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        onChange(next.trim() === '' ? null : (parseMoney(next) ?? next))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
