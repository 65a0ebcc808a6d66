/** The zone and the currency that times and amounts are written in. */
import { createContext, use } from 'react'

export type Locale = { timeZone: string; currency: string }

/** Provided by the frame from the company; the browser's own zone where there is none. */
export const LocaleContext = createContext<Locale>({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: 'USD',
})

export const useLocale = (): Locale => use(LocaleContext)
