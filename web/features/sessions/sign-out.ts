/** Ends this session and forgets all that it had read. */
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { sessions } from '#shared/contracts/sessions.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'

export function useSignOut(company: string): () => void {
  const client = useQueryClient()
  const navigate = useNavigate()
  const signOut = useEndpointMutation(sessions.signOut)
  const leave = async () => {
    await navigate({ to: '/$company/sign-in', params: { company } })
    client.clear()
  }
  return () =>
    signOut.mutate({}, {
      onSuccess: () => void leave(),
      onError: (error) => {
        // A session that has ended already is what was wanted.
        if (error instanceof Problem && error.code === 'access.signed_out') void leave()
        else toastFailed(error)
      },
    })
}
