import { isRedirect } from '@tanstack/react-router'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lazySearch } from './lazy-search.ts'
import { searchParams } from './search-params.ts'

const open = async (search: Record<string, unknown>) => {
  const route = lazySearch(() =>
    Promise.resolve(searchParams(z.object({ page: z.number(), tab: z.enum(['a', 'b']) }))),
  )
  const first = route.validateSearch(search)
  try {
    await route.beforeLoad({ search: first, location: { pathname: '/acme/list' } })
  } catch (error) {
    if (!isRedirect(error)) throw error
    return { to: error.options.to, search: error.options.search, then: route.validateSearch(search) }
  }
  return { search: first, then: route.validateSearch(search) }
}

describe('search params whose schema comes with the page', () => {
  it('pass as they are when they fit', async () => {
    expect(await open({ tab: 'a', page: 2 })).toEqual({
      search: { tab: 'a', page: 2 },
      then: { page: 2, tab: 'a' },
    })
    expect(await open({})).toEqual({ search: {}, then: {} })
  })

  it('lose what does not fit before the page sees it', async () => {
    expect(await open({ tab: 'z', page: 2, more: 1 })).toEqual({
      to: '/acme/list',
      search: { page: 2 },
      then: { page: 2 },
    })
  })
})
