/**
 * Queries and mutations over the contract. A query's key is `[path, params, query]`, so that one can forget what
 * an endpoint answered (`invalidate(customers.list)`) or all that concerns a row (`invalidateParams({ customerId })`).
 */
import {
  infiniteQueryOptions,
  QueryClient,
  queryOptions,
  useMutation,
  type UseMutationOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { call } from './call.ts'
import { Problem } from './problem.ts'
import { askAgain } from './verify.ts'

/** Reads are asked for again on a network failure or a busy server, twice; never after another refusal. */
const retry = (failures: number, error: unknown) =>
  failures < 2 && error instanceof Problem && (error.status === 0 || error.status === 503)

export const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry, staleTime: 20_000, gcTime: 10 * 60_000 },
      mutations: { retry: false },
    },
  })

export function queryKey<E extends Endpoint>(endpoint: E, input: Input<E>) {
  const { params = {}, query = {}, body } = input as { params?: object; query?: object; body?: unknown }
  return body === undefined ? [endpoint.path, params, query] : [endpoint.path, params, query, body]
}

/** Options for `useQuery`, `prefetchQuery`, `ensureQueryData`; throws Problem. */
export function endpointQuery<E extends Endpoint>(endpoint: E, input: Input<E>) {
  return queryOptions<Output<E>, Error>({
    queryKey: queryKey(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
  })
}

type QueryExtras<E extends Endpoint> = {
  enabled?: boolean
  staleTime?: number
  /** Milliseconds; a function may decide by the last answer, `false` stops. */
  refetchInterval?: number | false | ((query: { state: { data: Output<E> | undefined } }) => number | false)
  refetchOnWindowFocus?: boolean
  /** Keeps the last answer on the page while the next one loads. */
  placeholderData?: (previous: Output<E> | undefined) => Output<E> | undefined
}

/** Reads an endpoint: `const { data, error, isPending, refetch } = useEndpointQuery(customers.open, { params })`. */
export const useEndpointQuery = <E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  extras: QueryExtras<E> = {},
) => useQuery({ ...endpointQuery(endpoint, input), ...(extras as object) })

/**
 * Reads an endpoint once a visit, and then only by `refetch`: for a page on which one chooses, where what stands there
 * must not change under one's eyes. The server refuses a choice that rests on what has changed meanwhile.
 */
export const useReadOnce = <E extends Endpoint>(endpoint: E, input: Input<E>) =>
  useQuery({
    ...endpointQuery(endpoint, input),
    meta: { once: true },
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })

/**
 * Options for `useInfiniteQuery` over a keyset list: `cursor` is the member of the query that takes the `next` of
 * the page before.
 */
export function endpointPages<E extends Endpoint, C extends string>(endpoint: E, input: Input<E>, cursor: C) {
  type Page = Output<E> & { next: string | number | null }
  return infiniteQueryOptions({
    queryKey: [...queryKey(endpoint, input), 'pages'],
    queryFn: ({ signal, pageParam }): Promise<Page> => {
      const { query, ...rest } = input as { query?: object }
      const page = { ...rest, query: { ...query, ...(pageParam !== null && { [cursor]: pageParam }) } }
      return call(endpoint, page as unknown as Input<E>, { signal }) as Promise<Page>
    },
    initialPageParam: null as string | number | null,
    getNextPageParam: (last: Page) => last.next,
  })
}

type MutationExtras<E extends Endpoint> = Omit<UseMutationOptions<Output<E>, Problem, Input<E>>, 'mutationFn'>

/**
 * Calls a mutating endpoint: `const save = useEndpointMutation(customers.save); save.mutate({ params, body })`.
 * A call that is repeated with the same input after the network failed keeps its Idempotency-Key, so that a
 * write that did arrive the first time is not done twice.
 */
export function useEndpointMutation<E extends Endpoint>(endpoint: E, extras: MutationExtras<E> = {}) {
  const unknown = useRef<{ input: string; key: string } | null>(null)
  return useMutation<Output<E>, Problem, Input<E>>({
    ...extras,
    mutationFn: async (input) => {
      const written = JSON.stringify(input)
      const key = unknown.current?.input === written ? unknown.current.key : crypto.randomUUID()
      unknown.current = null
      const attempt = () => call(endpoint, input, { idempotencyKey: key })
      try {
        return await attempt().catch(async (error: unknown) => {
          // Refused before anything was done: once the user has said again who they are, it is done.
          if (error instanceof Problem && error.code === 'access.verify_first' && (await askAgain()))
            return attempt()
          throw error
        })
      } catch (error) {
        if (error instanceof Problem && error.status === 0) unknown.current = { input: written, key }
        throw error
      }
    },
  })
}

/** Marks answers as outdated, and asks again for those that are on the page. */
export function useInvalidate() {
  const client = useQueryClient()
  return {
    /** All answers of an endpoint, or only those for these params. */
    invalidate: (endpoint: Endpoint, params?: object) =>
      client.invalidateQueries({ queryKey: params ? [endpoint.path, params] : [endpoint.path] }),
    /** All answers of any endpoint for a row, `{ customerId: 7 }`, but those that are read once. */
    invalidateParams: (params: Record<string, number | string>) =>
      client.invalidateQueries({
        predicate: ({ queryKey: [, asked], meta }) =>
          !meta?.['once'] &&
          typeof asked === 'object' &&
          Object.entries(params).every(([name, value]) => (asked as Record<string, unknown>)[name] === value),
      }),
    /** Puts an answer that a mutation brought where the query would have put it. */
    put: <E extends Endpoint>(endpoint: E, input: Input<E>, answer: Output<E>) =>
      client.setQueryData(queryKey(endpoint, input), answer),
  }
}
