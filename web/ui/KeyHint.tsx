/** Keys as they stand on the keyboard: `<KeyHint keys="mod+k" />`, `<KeyHint keys="g c" />`. */
import classes from './text.module.css'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
const words: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: 'Shift',
  escape: 'Esc',
  enter: 'Enter',
}

export function KeyHint({ keys }: { keys: string }) {
  return (
    <span>
      {keys.split(/[ +]/).map((key, i) => (
        <span key={key}>
          {i > 0 && ' '}
          <kbd className={classes.kbd}>{words[key] ?? (keys.includes('+') ? key.toUpperCase() : key)}</kbd>
        </span>
      ))}
    </span>
  )
}
