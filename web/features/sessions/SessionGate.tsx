/**
 * Lets pages through once it is known who is signed in, and asks for sign-in otherwise, in place: the address stays.
 * When a session ends while a page is open the form comes over the page, so that nothing typed there is lost.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import type { Me } from '#shared/contracts/sessions.ts'
import { sessionEvents } from '#web/api/call.ts'
import { Problem } from '#web/api/problem.ts'
import { MeContext, meQuery, rememberCompany } from '#web/api/session.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LocaleContext } from '#web/ui/locale.ts'
import { LinesSkeleton, PageSkeleton } from '#web/ui/Skeletons.tsx'

// Most visits never see it.
// Nobody who opens a record needs either (PERF-008).
const SignInFrame = lazy(async () => ({ default: (await import('./SignInFrame.tsx')).SignInFrame }))
const SignInForm = lazy(async () => ({ default: (await import('./SignInForm.tsx')).SignInForm }))

const EndedDialog = lazy(async () => ({ default: (await import('./EndedDialog.tsx')).EndedDialog }))

const signedOut = (error: unknown) => error instanceof Problem && error.code === 'access.signed_out'

const isNotMe = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== meQuery.queryKey[0]

/** @param company the address's; a session of another company does not count here. */
export function SessionGate({ company, children }: { company: string; children: ReactNode }) {
  const client = useQueryClient()
  const { data: me, error, isPending, refetch } = useQuery(meQuery)
  const locale = useMemo(
    () => me && { timeZone: me.company.timeZone, currency: me.company.currency },
    [me?.company.timeZone, me?.company.currency],
  )
  useEffect(() => {
    if (me?.company.slug === company) rememberCompany(company)
  }, [me, company])

  if (isPending) return <PageSkeleton />
  if (me && locale && me.company.slug === company) {
    return (
      <MeContext value={me}>
        <LocaleContext value={locale}>
          {children}
          <EndedSession me={me} />
        </LocaleContext>
      </MeContext>
    )
  }
  if (error && !me && !signedOut(error)) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Suspense fallback={<PageSkeleton />}>
      <SignInFrame company={company} note={me && <OtherCompany me={me} />}>
        <Suspense fallback={<LinesSkeleton />}>
          <SignInForm company={company} onSignedIn={() => client.removeQueries({ predicate: isNotMe })} />
        </Suspense>
      </SignInFrame>
    </Suspense>
  )
}

const OtherCompany = ({ me }: { me: Me }) => (
  <>
    You are signed in to {me.company.name}.{' '}
    <Link to="/$company/customers" params={{ company: me.company.slug }}>
      Go there
    </Link>
  </>
)

/** The form over the page, from the moment a call finds the session ended. */
function EndedSession({ me }: { me: Me }) {
  const client = useQueryClient()
  const [ended, setEnded] = useState(false)
  useEffect(() => {
    const onEnded = () => setEnded(true)
    sessionEvents.addEventListener('ended', onEnded)
    return () => sessionEvents.removeEventListener('ended', onEnded)
  }, [])
  const onSignedIn = (next: Me) => {
    // Another user may not see what the one before had on the page.
    if (next.user.id !== me.user.id) return location.reload()
    setEnded(false)
    void client.invalidateQueries({ predicate: isNotMe })
  }
  if (!ended) return null
  return (
    <Suspense>
      <EndedDialog me={me} onSignedIn={onSignedIn} />
    </Suspense>
  )
}
