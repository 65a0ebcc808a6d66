/** Emptying a searchable select's text clears its value once one leaves it; Mantine only offers a mouse button for that. */
import { type FormEvent, useRef } from 'react'

/** Props for the select's input. Call `left` when it loses focus: true if the user has emptied it. */
export function useClearByKeyboard() {
  const typed = useRef<string | null>(null)
  return {
    props: {
      onFocus: () => void (typed.current = null),
      onInput: (event: FormEvent<HTMLInputElement>) => void (typed.current = event.currentTarget.value),
    },
    chosen: () => void (typed.current = null),
    left: () => typed.current === '',
  }
}
