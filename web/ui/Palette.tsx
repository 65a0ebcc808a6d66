/**
 * The box that Ctrl-K opens: a field above groups of things to open or do. Arrow keys, Home and End choose, Enter
 * runs, Esc closes. A combobox with a listbox (WAI-ARIA Authoring Practices, "Combobox").
 */
import { Loader, Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import {
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import classes from './Palette.module.css'

export type PaletteItem = {
  key: string
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>
  title: ReactNode
  /** At the right: a number, a key. */
  hint?: ReactNode
  /** Below the title. */
  note?: ReactNode
  run: () => void
}
export type PaletteGroup = { label: string; items: PaletteItem[] }

type Props = {
  label: string
  placeholder: string
  query: string
  onQuery: (query: string) => void
  groups: PaletteGroup[]
  busy?: boolean
  /** When no group has an item. */
  empty: ReactNode
  onClose: () => void
}

export function Palette(props: Props) {
  const { label, placeholder, query, onQuery, busy = false, empty, onClose } = props
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const [chosenKey, setChosenKey] = useState<string | null>(null)
  const groups = props.groups.filter(({ items }) => items.length > 0)
  const items = groups.flatMap((group) => group.items)
  const chosen = items.find(({ key }) => key === chosenKey) ?? items[0]
  const optionId = (item: PaletteItem) => `${listId}-${item.key}`

  // What was typed decides anew which item is first.
  useEffect(() => setChosenKey(null), [query])
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen?.key])

  const run = (item: PaletteItem) => {
    onClose()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = chosen ? items.indexOf(chosen) : -1
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      PageDown: Math.min(at + 6, items.length - 1),
      PageUp: Math.max(at - 6, 0),
    }[event.key]
    if (to !== undefined && items.length > 0) {
      event.preventDefault()
      setChosenKey(items[to]?.key ?? null)
    } else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(chosen)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={620}
      yOffset="10vh"
      centered={false}
      attributes={{ content: { 'aria-label': label } }}
    >
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden />
        <input
          className={classes.input}
          // At once, not when the dialog has faded in: who presses Ctrl-K goes on typing.
          autoFocus
          data-autofocus
          role="combobox"
          aria-label={label}
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen && optionId(chosen)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={80}
          placeholder={placeholder}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {busy && <Loader size={14} aria-label="Searching" />}
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={label} className={classes.list}>
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label} className={classes.group}>
            <div className={classes.groupLabel} aria-hidden>
              {group.label}
            </div>
            {group.items.map((item) => (
              <Option
                key={item.key}
                id={optionId(item)}
                item={item}
                chosen={item.key === chosen?.key}
                onPoint={() => setChosenKey(item.key)}
                onRun={() => run(item)}
              />
            ))}
          </div>
        ))}
      </div>
      <div aria-live="polite" className={classes.empty} hidden={items.length > 0}>
        {items.length === 0 && empty}
      </div>
    </Modal>
  )
}

type OptionProps = { id: string; item: PaletteItem; chosen: boolean; onPoint: () => void; onRun: () => void }

function Option({ id, item: { icon: Icon, title, note, hint }, chosen, onPoint, onRun }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={classes.item}
      onMouseMove={chosen ? undefined : onPoint}
      onClick={onRun}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        {note && <span className={classes.note}>{note}</span>}
      </span>
      {hint && <span className={classes.hint}>{hint}</span>}
    </div>
  )
}
