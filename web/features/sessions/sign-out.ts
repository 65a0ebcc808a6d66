/** Ends this session. The page is left for good, so that nothing that was read stays in the browser's memory. */
import { sessions } from '#shared/contracts/sessions.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'

export function useSignOut(company: string): () => void {
  const signOut = useEndpointMutation(sessions.signOut)
  const leave = () => location.assign(`/${encodeURIComponent(company)}/sign-in`)
  return () =>
    signOut.mutate(
      {},
      {
        onSuccess: leave,
        // A session that has ended already is what was wanted.
        onError: (error) => (error.code === 'access.signed_out' ? leave() : toastFailed(error)),
      },
    )
}
