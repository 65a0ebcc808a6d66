/**
 * What one may do on the page that is open, for the box that Ctrl-K opens: `useDeeds('Dana Whitfield', deeds)` offers
 * them while the component is on the page.
 */
import { type ComponentType, useEffect, useRef } from 'react'

export type Deed = {
  title: string
  icon: ComponentType<{ size?: number; stroke?: number }>
  run: () => void
}
type Offer = { label: string; deeds: readonly Deed[] }

const offers = new Set<{ current: Offer }>()

/** @param label the heading under which they stand. */
export function useDeeds(label: string, deeds: readonly Deed[]): void {
  const latest = useRef<Offer>({ label, deeds })
  useEffect(() => {
    latest.current = { label, deeds }
  })
  useEffect(() => {
    offers.add(latest)
    return () => void offers.delete(latest)
  }, [])
}

/** What is offered right now. */
export const listDeeds = (): Offer[] => [...offers].map(({ current }) => current)
