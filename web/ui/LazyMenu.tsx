/**
 * A button with a menu whose script comes when somebody means it: points at the button, reaches it by the keyboard, or
 * presses it. Menus are large and mostly stay closed (PERF-008).
 */
import { cloneElement, type ComponentType, type ReactElement, useRef, useState } from 'react'

/** What the menu is given: the button to hang on, and to be open from the start. */
export type LazyMenuProps = { target: ReactElement; defaultOpened: true }

type Props = {
  load: () => Promise<ComponentType<LazyMenuProps>>
  /** The button; takes the usual events of one. */
  children: ReactElement<Record<string, unknown>>
}

export function LazyMenu({ load, children }: Props) {
  const [loaded, setLoaded] = useState<{ Menu: ComponentType<LazyMenuProps> } | null>(null)
  const [pressed, setPressed] = useState(false)
  const asked = useRef(false)
  const fetch = () => {
    if (asked.current) return
    asked.current = true
    const failed = () => {
      // Without its script there is no menu: the next press asks again.
      asked.current = false
      setPressed(false)
    }
    load().then((Menu) => setLoaded({ Menu }), failed)
  }
  if (loaded && pressed) return <loaded.Menu target={children} defaultOpened />
  return cloneElement(children, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: fetch,
    onFocus: fetch,
    onClick: () => {
      setPressed(true)
      fetch()
    },
  })
}
