/** The monitoring page's data, kept fresh while something is on its way to the station. */
import { useEffect, useRef } from 'react'
import { connections, type Monitoring } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { isMoving } from './connection-words.ts'

const pollMs = 2_000

export function useMonitoring(customerId: number) {
  const { invalidate } = useInvalidate()
  const query = useEndpointQuery(
    connections.monitoring,
    { params: { customerId } },
    { refetchInterval: ({ state }) => (isMoving(state.data) ? pollMs : false), refetchOnWindowFocus: true },
  )
  // What came of a push shows in the record's header too: its states and the dot on the tab.
  const outcome = query.data && outcomeOf(query.data)
  const before = useRef(outcome)
  useEffect(() => {
    if (outcome !== undefined && before.current !== undefined && outcome !== before.current) {
      for (const shown of [customers.open, connections.hub, connections.calls, history.ofCustomer])
        void invalidate(shown, { customerId })
    }
    before.current = outcome
    // `invalidate` is made anew with each render; what it does is always the same.
  }, [outcome, customerId])
  return query
}

const outcomeOf = ({ connection }: Monitoring): string =>
  connection ? [connection.state, connection.failed, connection.waiting].join() : 'none'

/** Puts what an action answered on the page and asks anew for all that shows the connection elsewhere. */
export function useSettle(customerId: number) {
  const { put, invalidate } = useInvalidate()
  return (answer?: Monitoring) => {
    const params = { customerId }
    if (answer) put(connections.monitoring, { params }, answer)
    else void invalidate(connections.monitoring, params)
    void invalidate(customers.open, params)
    void invalidate(connections.hub, params)
    void invalidate(connections.calls, params)
    void invalidate(history.ofCustomer, params)
  }
}
