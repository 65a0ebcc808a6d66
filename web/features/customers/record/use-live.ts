/**
 * Keeps the pages of an opened record fresh: the server says when anybody changed it (customers.live), and what is on
 * the page is read again. What one is typing is not touched; HomePage decides what the form takes.
 */
import { useEffect } from 'react'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { addressOf } from '#web/api/call.ts'
import { queryKey, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useQueryClient } from '@tanstack/react-query'

type Changed = { by: string | null; userId: number | null }

/** News of one moment are read together, in milliseconds. */
const gatherMs = 120
/** A page that nobody looks at gives its connection back after this time: browsers have six for a server. */
const hiddenMs = 30_000

/** @param customerId undefined while there is no record that may be watched. */
export function useLive(customerId: number | undefined): void {
  const client = useQueryClient()
  const { invalidateParams } = useInvalidate()
  const userId = useMe().user.id

  useEffect(() => {
    if (customerId === undefined) return
    let source: EventSource | undefined
    let reading: ReturnType<typeof setTimeout> | undefined
    let hiding: ReturnType<typeof setTimeout> | undefined
    const readAgain = () => {
      reading ??= setTimeout(() => {
        reading = undefined
        void invalidateParams({ customerId })
      }, gatherMs)
    }
    const listen = () => {
      source = new EventSource(addressOf(customers.live, { params: { customerId } }))
      source.addEventListener('begin', ({ data }: MessageEvent<string>) => {
        const { version } = JSON.parse(data) as { version: number }
        const shown = client.getQueryData<Customer>(queryKey(customers.open, { params: { customerId } }))
        if (shown && shown.version !== version) readAgain()
      })
      source.addEventListener('changed', ({ data }: MessageEvent<string>) => {
        const { by, userId: who } = JSON.parse(data) as Changed
        readAgain()
        if (by && who !== null && who !== userId) toastDone(`${by} changed this record just now`)
      })
    }
    const look = () => {
      clearTimeout(hiding)
      if (document.hidden) {
        hiding = setTimeout(() => {
          source?.close()
          source = undefined
        }, hiddenMs)
      } else if (!source || source.readyState === EventSource.CLOSED) {
        listen()
        // Whatever was missed meanwhile.
        readAgain()
      }
    }
    listen()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(reading)
      clearTimeout(hiding)
      source?.close()
    }
    // invalidateParams is new with each render and does the same.
  }, [customerId, client, userId])
}
