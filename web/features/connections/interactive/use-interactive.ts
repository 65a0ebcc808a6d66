/** The page of accounts at interactive-services providers: read, followed while something moves, changed. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { connections } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import {
  interactive,
  type InteractiveAccount,
  type InteractiveAction,
  type InteractivePage,
} from '#shared/contracts/interactive.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { isMoving } from './interactive-words.ts'

const pollMs = 2_000

/** Everything outside of the page that shows its accounts. */
const shownElsewhere = [customers.open, connections.hub, connections.calls, history.ofCustomer]

export function useInteractive() {
  const { customerId } = useCustomerParams()
  const { invalidate } = useInvalidate()
  const query = useEndpointQuery(
    interactive.page,
    { params: { customerId } },
    { refetchInterval: ({ state }) => (isMoving(state.data) ? pollMs : false), refetchOnWindowFocus: true },
  )
  // What came of a push shows in the record's header and on the hub too.
  const outcome = query.data && JSON.stringify(query.data.accounts.map((a) => [a.id, a.state, a.push.state]))
  const before = useRef(outcome)
  useEffect(() => {
    if (outcome !== undefined && before.current !== undefined && outcome !== before.current)
      for (const shown of shownElsewhere) void invalidate(shown, { customerId })
    before.current = outcome
    // `invalidate` is made anew with each render; what it does is always the same.
  }, [outcome, customerId])
  return query
}

/** Puts what an action answered on the page, or asks anew, and asks for all that shows the accounts elsewhere. */
export function useSettle() {
  const { customerId } = useCustomerParams()
  const { put, invalidate } = useInvalidate()
  return (answer?: InteractivePage) => {
    const params = { customerId }
    if (answer) put(interactive.page, { params }, answer)
    else void invalidate(interactive.page, params)
    for (const shown of shownElsewhere) void invalidate(shown, params)
  }
}

/** A change of an account whose answer is the page; after a failure the page is read again, as it may have been done. */
export function useChange<E extends Endpoint>(endpoint: E, done: string | ((answer: Output<E>) => string)) {
  const settle = useSettle()
  return useEndpointMutation(endpoint, {
    onSuccess: (answer) => {
      settle(answer as unknown as InteractivePage)
      toastDone(typeof done === 'string' ? done : done(answer))
    },
    onError: () => settle(),
  })
}

/** Path of an account, for its endpoints. */
export function useAccountPath(account: InteractiveAccount) {
  const { customerId } = useCustomerParams()
  return { params: { customerId, accountId: account.id } } satisfies Partial<
    Input<typeof interactive.refresh>
  >
}

/** The step that the address says is open. */
export function useStep() {
  const from = '/$company/customers/$customerId/connections/isp' as const
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (change: { account?: number; step?: InteractiveAction }) =>
    void navigate({ search: change, replace: true, resetScroll: false })
  return {
    account: search.account,
    step: search.step,
    open: (account: number, step: InteractiveAction) => go({ account, step }),
    close: () => go({}),
  }
}
