/**
 * The document's title while a page is shown: "Notes & Tickets – Dana Whitfield #1002 – Keyholder". Pages within another one,
 * a record's, stand before it. Who hears the page instead of seeing it is told of the page that has come: nothing else says that
 * a link was followed where the script changes the page.
 */
import { createContext, createElement, type ReactNode, use, useEffect } from 'react'

type Shown = { title: string; within: string | null }

/** In the order in which they came; those within another one count more. */
const shown: Shown[] = []
const Within = createContext<string | null>(null)

/** Pages below are shown within this one. */
export const TitleOf = ({ title, children }: { title: string; children: ReactNode }) =>
  createElement(Within, { value: title }, children)

/** @param title undefined: not known yet, or that of the page around it */
export function useTitle(title: string | undefined): void {
  const within = use(Within)
  useEffect(() => {
    if (title === undefined) return
    const own = { title, within }
    shown.push(own)
    write()
    return () => {
      shown.splice(shown.indexOf(own), 1)
      write()
    }
  }, [title, within])
}

function write(): void {
  const current = shown.findLast(({ within }) => within !== null) ?? shown.at(-1)
  const words = current ? [current.title, current.within].filter(Boolean).join(' – ') : ''
  document.title = [words, 'Keyholder'].filter(Boolean).join(' – ')
  say(words)
}

/** Long enough for a page to take the place of another. */
const settleMs = 400
let saying: ReturnType<typeof setTimeout> | undefined
/** The first page is said by the browser itself. */
let said: string | null = null

function say(words: string): void {
  clearTimeout(saying)
  saying = setTimeout(() => {
    if (words === said || !words) return
    const region = document.getElementById('page-said')
    if (said !== null && region) region.textContent = words
    said = words
  }, settleMs)
}
