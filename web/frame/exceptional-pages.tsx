/** What stands where a page failed or where there is none. */
import { IconMapQuestion } from '@tabler/icons-react'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Problem } from '#web/api/problem.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { useTitle } from '#web/ui/title.ts'

/** A page that threw, or whose script did not arrive (a new version was put in place, or the network is gone). */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  useTitle('Error')
  const retry = () => {
    reset()
    if (error instanceof Problem) void router.invalidate()
    else location.reload()
  }
  return <ErrorState isPage error={error} onRetry={retry} />
}

export function MissingPage() {
  useTitle('Not found')
  return (
    <EmptyState
      isPage
      icon={IconMapQuestion}
      title="There is no page at this address"
      action={
        <LinkButton variant="default" to="/">
          Go to the start page
        </LinkButton>
      }
    >
      The address may be mistyped, or what it led to has moved.
    </EmptyState>
  )
}
