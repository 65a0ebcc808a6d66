/** One import on the page, read again as its work goes on. */
import { useEffect } from 'react'
import { type ImportDetail, imports } from '#shared/contracts/imports.ts'
import { addressOf } from '#web/api/call.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { isBusy } from './import-words.ts'

/** A batch is written in a fraction of a second: news are read together, in milliseconds. */
const gatherMs = 700
/** A stream that breaks is no reason to stand still. */
const anywayMs = 10_000

export function useImport(importId: number, mapping: number | undefined) {
  const { invalidate } = useInvalidate()
  const query = useEndpointQuery(
    imports.get,
    { params: { importId }, query: { mapping } },
    {
      refetchInterval: ({ state: { data } }) => (data && isBusy(data as ImportDetail) ? anywayMs : false),
      placeholderData: (previous) => previous,
    },
  )
  const busy = query.data ? isBusy(query.data) : false
  useEffect(() => {
    if (!busy) return
    let reading: ReturnType<typeof setTimeout> | undefined
    const source = new EventSource(addressOf(imports.live, { params: { importId } }))
    const readAgain = () => {
      reading ??= setTimeout(() => {
        reading = undefined
        void invalidate(imports.get, { importId })
        void invalidate(imports.refusals, { importId })
      }, gatherMs)
    }
    source.addEventListener('begin', readAgain)
    source.addEventListener('changed', readAgain)
    return () => {
      clearTimeout(reading)
      source.close()
      void invalidate(imports.list)
    }
    // invalidate is new with each render and does the same.
  }, [busy, importId])
  return query
}
