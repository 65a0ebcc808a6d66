/** How rows of a list answer to mouse and keys. The row's own link does the opening, so that it is a real one. */
import type { KeyboardEvent, MouseEvent } from 'react'

const linkOf = (row: Element | null | undefined) =>
  row?.querySelector<HTMLAnchorElement>('[data-row-link]') ?? null

/** Opens the row's link: middle click, Ctrl and Cmd in a new tab. Not on the row's own buttons, nor after selecting text. */
export function openRowByClick(event: MouseEvent<HTMLTableRowElement>): void {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, [role=button]'))
    return
  const link = linkOf(event.currentTarget)
  if (!link) return
  if (event.button === 1 || event.ctrlKey || event.metaKey) {
    event.preventDefault()
    window.open(link.href, '_blank', 'noopener')
  } else if (event.button === 0 && (window.getSelection()?.toString() ?? '') === '') {
    link.click()
  }
}

/**
 * Arrow keys (or j and k), Home and End move from row link to row link; the one with the focus is the only one that Tab
 * stops at. x chooses the row, where rows can be chosen.
 */
export function walkRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-row-link]')) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const row = event.target.closest('tr')
  if (event.key.toLowerCase() === 'x') {
    const box = row?.querySelector<HTMLElement>('[data-row-box]')
    if (!box) return
    event.preventDefault()
    box.dispatchEvent(
      new window.MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }),
    )
    return
  }
  const body = event.currentTarget
  const to = {
    ArrowDown: row?.nextElementSibling,
    ArrowUp: row?.previousElementSibling,
    j: row?.nextElementSibling,
    k: row?.previousElementSibling,
    Home: body.firstElementChild,
    End: body.lastElementChild,
  }[event.key]
  const link = linkOf(to)
  if (!link) return
  event.preventDefault()
  event.target.tabIndex = -1
  link.tabIndex = 0
  link.focus({ preventScroll: true })
  link.closest('tr')?.scrollIntoView({ block: 'nearest' })
}
