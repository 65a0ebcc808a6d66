/** Trying again and looking again, and what the page reads anew afterwards. */
import type { Input } from '#shared/contract.ts'
import { health } from '#shared/contracts/health.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { type HealthSearch, ofProvider } from './health-search.ts'

/** Until the first answers are there. */
const answersAfterMs = 2500

/** Has the lists read anew: now, and once the provider may have answered. */
function useSettle() {
  const { invalidate } = useInvalidate()
  const read = () => {
    for (const endpoint of [health.summary, health.totals, health.pushes, health.accounts, health.money])
      void invalidate(endpoint)
  }
  return () => {
    read()
    setTimeout(read, answersAfterMs)
  }
}

const accounts = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'account' : 'accounts'}`

type Select = Input<typeof health.retry>['body']['select']

export function useRetry() {
  const settle = useSettle()
  const retry = useEndpointMutation(health.retry, {
    onSuccess: ({ retried, left }) => {
      settle()
      toastDone(
        `On its way once more: ${accounts(retried)}${left ? '. There are more: retry again for the others.' : ''}`,
      )
    },
    onError: toastFailed,
  })
  return { isPending: retry.isPending, run: (select: Select) => retry.mutate({ body: { select } }) }
}

/** All that failed, of one provider if the list shows one. */
export function useRetryAll() {
  const { isPending, run } = useRetry()
  return { isPending, run: (search: HealthSearch) => run({ all: true, ...ofProvider(search) }) }
}

export function useLook() {
  const settle = useSettle()
  const look = useEndpointMutation(health.look, {
    onSuccess: ({ asked }) => {
      settle()
      toastDone(`Looking at ${accounts(asked)} again`)
    },
    onError: toastFailed,
  })
  return {
    isPending: look.isPending,
    run: (items: Input<typeof health.look>['body']['items']) => look.mutate({ body: { items } }),
  }
}
