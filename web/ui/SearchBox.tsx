/** A search field that applies itself while one types, and follows the address when that changes. */
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'

const typingMs = 250

type Props = {
  label: string
  placeholder: string
  value: string
  onChange: (text: string) => void
  /** In pixels; a class may say it instead. */
  width?: number
  size?: 'xs'
  /** Marked `data-active` while there is a text. */
  className?: string
}

export function SearchBox({ label, placeholder, value, onChange, width, size, className }: Props) {
  const [typed, setTyped] = useState(value)
  const apply = useDebouncedCallback(onChange, typingMs)
  useEffect(() => {
    setTyped((now) => (now.trim() === value ? now : value))
  }, [value])
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      w={width ?? (className ? undefined : 250)}
      size={size}
      className={className}
      data-active={value ? true : undefined}
      styles={{ input: { height: 30, minHeight: 30 } }}
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
