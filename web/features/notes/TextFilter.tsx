/** A filter that one types: applies itself while one does, and follows the address when that changes. */
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import classes from './notes.module.css'

const typingMs = 250

type Props = { label: string; placeholder: string; value: string; onChange: (text: string) => void }

export function TextFilter({ label, placeholder, value, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const apply = useDebouncedCallback(onChange, typingMs)
  useEffect(() => {
    setTyped((now) => (now.trim() === value ? now : value))
  }, [value])
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      size="xs"
      className={classes.textFilter}
      maxLength={80}
      value={typed}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed && (
          <CloseButton
            size="xs"
            aria-label={`Clear: ${label}`}
            onClick={() => {
              setTyped('')
              onChange('')
            }}
          />
        )
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        apply(event.currentTarget.value.trim())
      }}
    />
  )
}
