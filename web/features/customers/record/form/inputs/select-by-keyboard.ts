/**
 * A searchable select for hands that stay on the keys: typing marks the first match, so that Enter takes it, and
 * emptying the text clears the value once one leaves it. Mantine offers a mouse button for that alone.
 */
import { type FocusEvent, type FormEvent, type MouseEvent, useRef, useState } from 'react'

/** Props for the select; `chosen` is called when a value is taken, `emptied` asked when the input is left. */
export function useSelectByKeyboard() {
  const typed = useRef<string | null>(null)
  const [searching, setSearching] = useState(false)
  const note = (text: string | null) => {
    typed.current = text
    setSearching(text !== null && text.trim() !== '')
  }
  return {
    props: {
      selectFirstOptionOnChange: searching,
      // What stands there is selected, so that typing looks for another value instead of adding to this one.
      onFocus: (event: FocusEvent<HTMLInputElement>) => {
        note(null)
        event.currentTarget.select()
      },
      onClick: (event: MouseEvent<HTMLInputElement>) => {
        if (typed.current === null) event.currentTarget.select()
      },
      onInput: (event: FormEvent<HTMLInputElement>) => note(event.currentTarget.value),
    },
    chosen: () => note(null),
    emptied: () => typed.current === '',
  }
}
