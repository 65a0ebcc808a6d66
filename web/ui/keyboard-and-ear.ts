/**
 * Where the focus goes when a menu or a dialog has gone: to what had it before. Mantine's dialogs do that by themselves only if
 * they stand on the page closed; most of ours come with their script, open, and leave as a whole (PERF-008). The focus would be on
 * the document then, and who works by the keyboard would begin anew at the top of the page.
 */
const most = 30
const overlay = '[role=dialog], [role=menu], [role=listbox]'
const control = 'input:enabled, select:enabled, textarea:enabled, button:enabled, a[href]'

/** Watches `overlays`, where all menus and dialogs lie. */
function returnFocus(overlays: HTMLElement): void {
  const { activeElement } = document
  /** What had the focus, the latest first. */
  let had: HTMLElement[] = activeElement instanceof HTMLElement ? [activeElement] : []
  const note = (one: HTMLElement) => (had = [one, ...had.filter((other) => other !== one)].slice(0, most))
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) note(target)
  })
  /** On nothing, on the page as a whole, where it was put for want of anything better, or behind a dialog that lies over all. */
  const isLost = (dialog: HTMLElement | undefined) => {
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body || activeElement.id === 'page') return true
    return dialog?.ariaModal === 'true' && !overlays.contains(activeElement)
  }
  const settle = () => {
    const dialog = [...overlays.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1)
    if (!isLost(dialog)) return
    had = had.filter(({ isConnected }) => isConnected)
    for (const one of had) {
      // A dialog that lies below the one that has gone keeps the focus within itself.
      if (dialog ? !dialog.contains(one) : one.id === 'page') continue
      one.focus({ preventScroll: true })
      if (!isLost(dialog)) return
    }
    const rest = dialog
      ? (dialog.querySelector<HTMLElement>(control) ?? dialog)
      : document.getElementById('page')
    rest?.focus({ preventScroll: true })
  }
  new MutationObserver((changes) => {
    const of = (nodes: NodeList) =>
      [...nodes].flatMap((node) =>
        node instanceof HTMLElement ? [node, ...node.querySelectorAll<HTMLElement>(overlay)] : [],
      )
    const gone = changes.flatMap(({ removedNodes }) => of(removedNodes)).filter((one) => one.matches(overlay))
    const come = changes
      .flatMap(({ addedNodes }) => of(addedNodes))
      .filter((one) => one.matches('[role=dialog]'))
    // A menu is named by its button, which may have been drawn anew since it was pressed (LazyMenu).
    for (const one of gone) {
      const button = document.getElementById(one.getAttribute('aria-labelledby') ?? '')
      if (button?.isConnected && one.matches('[role=menu]')) note(button)
    }
    // After whoever else puts the focus somewhere; into a dialog only if it has not taken it by itself.
    if (gone.length) setTimeout(settle, 30)
    if (come.length) setTimeout(settle, 150)
  }).observe(overlays, { childList: true, subtree: true })
}

/** Long enough for a page to take the place of another. */
const settleMs = 400

/**
 * Says the title of each page that comes: nothing else tells who hears the page that a link was followed, where the script changes
 * it. The first one is said by the browser.
 */
function sayPages(region: HTMLElement): void {
  let said = document.title
  let saying: ReturnType<typeof setTimeout> | undefined
  new MutationObserver(() => {
    clearTimeout(saying)
    saying = setTimeout(() => {
      if (document.title === said) return
      said = document.title
      region.textContent = said.replace(/ – Keyholder$/, '')
    }, settleMs)
  }).observe(document.querySelector('title')!, { childList: true })
}

/** Once, as soon as anything on the page has the focus (main.tsx). */
export function begin(): void {
  returnFocus(document.getElementById('overlays')!)
  sayPages(document.getElementById('page-said')!)
}
