/** Reading reports: the catalogue, saved ones, and the pages of what a definition finds. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type ReportDefinition, type ReportObject, reports } from '#shared/contracts/reports.ts'
import { call } from '#web/api/call.ts'
import { useEndpointQuery } from '#web/api/queries.ts'

export const useCatalogue = () => useEndpointQuery(reports.catalogue, {}, { staleTime: 5 * 60_000 })

/** @param definition null: there is nothing to ask yet */
export const useRows = (definition: ReportDefinition | null) =>
  useInfiniteQuery({
    queryKey: [reports.run.path, definition],
    enabled: definition !== null,
    queryFn: ({ pageParam, signal }) =>
      call(
        reports.run,
        { body: { definition: definition!, ...(pageParam !== null && { after: pageParam }) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    retry: false,
  })

export const fieldOf = (object: ReportObject | undefined, key: string) =>
  object?.fields.find((field) => field.key === key)

export const emptyDefinition = (object: ReportObject): ReportDefinition => ({
  object: object.key,
  columns: [...object.columns],
  filters: [],
  groups: [],
  measures: [],
  sort: null,
  chart: 'none',
})
