/** A text field that offers users while one types “@”, and writes the chosen one's username. */
import { Combobox, Textarea, type TextareaProps, useCombobox } from '@mantine/core'
import { useRef, useState } from 'react'
import classes from './notes.module.css'

type Person = { id: number; name: string; username: string }
type Props = Omit<TextareaProps, 'onChange' | 'value'> & {
  value: string
  onChange: (text: string) => void
  people: readonly Person[]
}

const most = 6
/** The name that is being typed before the caret: `@mar`. */
const typing = /(?:^|[^\w@./+-])@([a-z0-9._-]{0,38})$/i

export function MentionField({ value, onChange, people, ...field }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const fitting =
    typed === null
      ? []
      : people
          .filter(({ name, username }) =>
            [username, ...name.toLowerCase().split(' ')].some((word) => word.startsWith(typed)),
          )
          .slice(0, most)

  const look = (text: string, caret: number) => {
    const found = typing.exec(text.slice(0, caret))
    setTyped(found ? found[1]!.toLowerCase() : null)
    if (found) combobox.openDropdown()
    else combobox.closeDropdown()
    combobox.updateSelectedOptionIndex()
  }
  const take = (username: string) => {
    const caret = box.current?.selectionStart ?? value.length
    const start = caret - (typed?.length ?? 0)
    const before = `${value.slice(0, start)}${username} `
    onChange(before + value.slice(caret))
    setTyped(null)
    combobox.closeDropdown()
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(before.length, before.length)
    })
  }
  return (
    <Combobox store={combobox} onOptionSubmit={take} position="bottom-start" width={260}>
      <Combobox.Target withAriaAttributes={fitting.length > 0}>
        <Textarea
          {...field}
          ref={box}
          value={value}
          autosize
          minRows={3}
          maxRows={16}
          onChange={(event) => {
            onChange(event.currentTarget.value)
            look(event.currentTarget.value, event.currentTarget.selectionStart)
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={fitting.length === 0}>
        <Combobox.Options aria-label="Users to mention">
          {fitting.map(({ id, name, username }) => (
            <Combobox.Option value={username} key={id}>
              {name} <span className={classes.dimmed}>@{username}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
