/** Asking the station: each part of the page by itself, so that one that fails leaves the others alone (CON-055). */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Endpoint, Input, Output } from '#shared/contract.ts'
import { connections } from '#shared/contracts/connections.ts'
import { history } from '#shared/contracts/history.ts'
import { type Choice, stationAccounts } from '#shared/contracts/station-accounts.ts'
import { call } from '#web/api/call.ts'
import { endpointQuery, useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useCustomerParams } from '../customer-params.ts'
import type { ManageSearch } from './manage-search.ts'

type Extras<T> = {
  enabled?: boolean
  gcTime?: number
  staleTime?: number
  /** Milliseconds, or false: not by itself. */
  refetchInterval?: number | ((query: { state: { status: string; data?: T | undefined } }) => number | false)
}

/** What the station answers now. Nothing is asked twice by itself: a call that failed offers Retry. */
export const useStation = <E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  extras: Extras<Output<E>> = {},
) =>
  useQuery({
    ...endpointQuery(endpoint, input),
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    ...extras,
  })

/** A change at the station, whose answer is what one then sees of `shows`. */
export function useStationChange<E extends Endpoint, S extends Endpoint>(
  endpoint: E,
  { shows, done }: { shows?: S; done: string },
) {
  const params = { customerId: useCustomerParams().customerId }
  const { put, invalidate } = useInvalidate()
  return useEndpointMutation(endpoint, {
    onSuccess: (answer) => {
      if (shows) put(shows, { params } as unknown as Input<S>, answer as unknown as Output<S>)
      toastDone(done)
    },
    // What the station did before the failure may show in its answer to the next question.
    onError: () => shows && void invalidate(shows, params),
    onSettled: () => {
      void invalidate(connections.calls, params)
      void invalidate(history.ofCustomer, params)
    },
  })
}

/** The station's own words to choose from, and the word of a code; the code itself where they cannot be had. */
export function useChoices(
  of: 'tests' | 'service' | 'eventTypes' | 'deviceTypes' | 'locations' | 'detail',
  { key, enabled = true }: { key?: string; enabled?: boolean } = {},
) {
  const { customerId } = useCustomerParams()
  const query = useStation(
    stationAccounts.choices,
    { params: { customerId }, query: { of, key } },
    { enabled, staleTime: 10 * 60_000 },
  )
  const wordOf = (code: string) =>
    query.isLoading ? '…' : (query.data?.items.find((choice) => choice.code === code)?.label ?? code)
  return { ...query, choices: query.data?.items, wordOf }
}

/** For a select: what is stored stands in it also where the station does not list it any more. */
export function optionsOf(choices: readonly Choice[] | undefined, stored: string) {
  const listed = (choices ?? []).map(({ code, label }) => ({ value: code, label }))
  const isListed = listed.some(({ value }) => value === stored)
  return [
    { value: '', label: 'Not set' },
    ...(stored && !isListed ? [{ value: stored, label: stored }] : []),
    ...listed,
  ]
}

/** The page's address, and a way to change some of it. */
export function useManageSearch() {
  const from = '/$company/customers/$customerId/connections/monitoring/manage' as const
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const set = (change: ManageSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return { search, set }
}

/** Something asked for by a button, held by the page alone: it is gone when one leaves. */
export function useRequest<E extends Endpoint>(endpoint: E) {
  const [state, setState] = useState<{ pending: boolean; data?: Output<E>; error?: unknown }>({
    pending: false,
  })
  const [abort] = useState(() => ({ current: new AbortController() }))
  const last = useRef<Input<E>>(null)
  useEffect(() => () => abort.current.abort(), [abort])
  /** The answer; undefined if it failed, or if something else was asked for meanwhile. */
  const request = async (input: Input<E>): Promise<Output<E> | undefined> => {
    abort.current.abort()
    abort.current = new AbortController()
    last.current = input
    const { signal } = abort.current
    setState({ pending: true })
    try {
      const data = await call(endpoint, input, { signal })
      if (signal.aborted) return undefined
      setState({ pending: false, data })
      return data
    } catch (error) {
      if (!signal.aborted) setState({ pending: false, error })
      return undefined
    }
  }
  const again = () => last.current && void request(last.current)
  return { ...state, request, again, forget: () => setState({ pending: false }) }
}
