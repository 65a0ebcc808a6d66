/** Signing in: to the company of the address, or to one that is typed. */
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '#web/api/session.ts'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { SignInForm } from './SignInForm.tsx'
import { SignInFrame } from './SignInFrame.tsx'

export function SignInPage() {
  const { company } = useParams({ strict: false })
  const navigate = useNavigate()
  const me = useQuery({ ...meQuery, retry: false })
  useTitle('Sign in')

  if (me.isPending) return <PageSkeleton />
  if (me.data && (company === undefined || me.data.company.slug === company)) {
    return <Navigate to="/$company" params={{ company: me.data.company.slug }} replace />
  }
  return (
    <SignInFrame
      company={company}
      note={
        me.data && (
          <>
            You are signed in to {me.data.company.name}.{' '}
            <Link to="/$company" params={{ company: me.data.company.slug }}>
              Go there
            </Link>
          </>
        )
      }
    >
      <SignInForm
        company={company}
        onSignedIn={({ company: { slug } }) =>
          void navigate({ to: '/$company', params: { company: slug }, replace: true })
        }
      />
    </SignInFrame>
  )
}
