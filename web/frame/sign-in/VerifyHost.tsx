/** Stands in the frame: whatever asks for it (web/api/verify.ts) has the user say again who they are. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { setAsker } from '#web/api/verify.ts'

// Most visits never see it.
const VerifyDialog = lazy(async () => ({ default: (await import('./VerifyDialog.tsx')).VerifyDialog }))

export function VerifyHost() {
  const [waiting, setWaiting] = useState<((verified: boolean) => void)[]>([])
  useEffect(() => setAsker(() => new Promise((resolve) => setWaiting((others) => [...others, resolve]))), [])
  if (!waiting.length) return null
  const end = (verified: boolean) => {
    for (const tell of waiting) tell(verified)
    setWaiting([])
  }
  return (
    <Suspense>
      <VerifyDialog onEnd={end} />
    </Suspense>
  )
}
