/**
 * The document's title while a page is shown: "Notes & Tickets – Dana Whitfield #1002 – Keyholder". Pages within another one,
 * a record's, stand before it. Who hears the page is told of it (keyboard-and-ear.ts).
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
}
