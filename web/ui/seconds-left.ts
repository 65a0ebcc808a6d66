/** Counts down a wait that a server asked for. */
import { useEffect, useState } from 'react'

/** Whole seconds left of `seconds` from the instant `since` (ms since the epoch); 0 when over. */
export function useSecondsLeft(seconds: number, since: number): number {
  const [now, setNow] = useState(() => Date.now())
  const endsAt = since + seconds * 1_000
  const left = Math.max(0, Math.ceil((endsAt - Math.max(now, since)) / 1_000))
  useEffect(() => {
    if (endsAt <= Date.now()) return
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= endsAt) clearInterval(timer)
    }, 500)
    return () => clearInterval(timer)
  }, [endsAt])
  return left
}
