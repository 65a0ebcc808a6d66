import { describe, expect, it } from 'vitest'
import {
  cleared,
  filterOf,
  fromAddress,
  isFiltered,
  listQueryOf,
  listSearch,
  sortedBy,
  toAddress,
} from './list-search.ts'

describe('filters and order of a list', () => {
  it('[REC-204] shows archived and active customers alike until one is chosen', () => {
    expect(filterOf('customer', {})).toEqual({ kind: 'customer' })
    expect(filterOf('customer', { archive: 'archived' })).toMatchObject({ archive: 'archived' })
    expect(isFiltered({ archive: 'all' })).toBe(false)
    expect(isFiltered({ archive: 'active' })).toBe(true)
  })

  it('asks of leads only what leads have, and of customers what customers have', () => {
    expect(filterOf('lead', { leadStatusId: [2], status: ['sold'], archive: 'archived' })).toEqual({
      kind: 'lead',
      leadStatusId: [2],
    })
    expect(filterOf('customer', { mine: 'yes', callback: 'due', city: 'Provo' })).toEqual({
      kind: 'customer',
      city: 'Provo',
    })
  })

  it('[TAB-001] several values stand in the address as one reads them, and survive it', () => {
    const search = { soldById: [7, 12], status: ['sold', 'open'], zip: '84601', tagId: [3] } as const
    const address = toAddress({
      ...search,
      soldById: [7, 12],
      status: ['sold', 'open'],
      tagId: [3],
      archive: 'all',
    })
    expect(address).toEqual({ soldById: '7,12', status: 'sold,open', zip: '84601', tagId: 3 })
    expect(fromAddress(address)).toEqual(search)
    // As the router reads what somebody typed: numbers as numbers, and what no list knows is dropped.
    expect(listSearch({ zip: 84601, locationId: 2, leadStatusId: 'x', status: 'gone', nosuch: 1 })).toEqual({
      zip: '84601',
      locationId: 2,
    })
  })

  it('shows the latest sales and the highest numbers first, and turns round on a second click', () => {
    const once = sortedBy({ locationId: [1] }, 'sale')
    expect(once).toEqual({ locationId: [1], sort: 'sale', direction: 'desc' })
    expect(sortedBy(once, 'sale')).toMatchObject({ sort: 'sale', direction: 'asc' })
    expect(sortedBy({}, 'name')).toMatchObject({ sort: 'name', direction: 'desc' })
    expect(listQueryOf('customer', {})).toMatchObject({ sort: 'name', direction: 'asc' })
    expect(listQueryOf('customer', {}, { order: 'sale' })).toMatchObject({ sort: 'sale', direction: 'desc' })
  })

  it('keeps the order when the filters are cleared', () => {
    expect(cleared({ name: 'gus', status: ['sold'], sort: 'sale', direction: 'desc' })).toEqual({
      sort: 'sale',
      direction: 'desc',
    })
  })
})
