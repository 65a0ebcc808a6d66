/**
 * A searchable select for hands that stay on the keys: Enter takes the first match of what was typed, and emptying
 * the text clears the value once one leaves it. Mantine has an arrow key before the one, a mouse button for the other.
 */
import { type FocusEvent, type FormEvent, type KeyboardEvent, type MouseEvent, useRef } from 'react'

/** Props for the select; `chosen` is called when a value is taken, `emptied` asked when the input is left. */
export function useSelectByKeyboard() {
  const typed = useRef<string | null>(null)
  return {
    props: {
      // What stands there is selected, so that typing looks for another value instead of adding to this one.
      onFocus: (event: FocusEvent<HTMLInputElement>) => {
        typed.current = null
        event.currentTarget.select()
      },
      onClick: (event: MouseEvent<HTMLInputElement>) => {
        if (typed.current === null) event.currentTarget.select()
      },
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || !typed.current?.trim()) return
        const first = firstOption(event.currentTarget)
        if (!first) return
        event.preventDefault()
        typed.current = null
        first.click()
      },
      onInput: (event: FormEvent<HTMLInputElement>) => void (typed.current = event.currentTarget.value),
    },
    chosen: () => void (typed.current = null),
    emptied: () => typed.current === '',
  }
}

/** The first option of an input's open list, unless the arrow keys have marked one, which Mantine takes itself. */
function firstOption(input: HTMLInputElement): HTMLElement | null {
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '')
  if (!list || list.querySelector('[data-combobox-selected]')) return null
  return list.querySelector<HTMLElement>('[role=option]:not([data-combobox-disabled])')
}
