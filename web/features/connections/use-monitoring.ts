/** The monitoring page's data, kept fresh while something is on its way to the station. */
import { connections, type Monitoring } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { isMoving } from './connection-words.ts'

const pollMs = 2_000

export const useMonitoring = (customerId: number) =>
  useEndpointQuery(
    connections.monitoring,
    { params: { customerId } },
    { refetchInterval: ({ state }) => (isMoving(state.data) ? pollMs : false), refetchOnWindowFocus: true },
  )

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
