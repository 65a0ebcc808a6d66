import { describe, expect, it } from 'vitest'
import { cleared, filterOf, isFiltered, listQueryOf, sortedBy } from './list-search.ts'

describe('filters and order of a list', () => {
  it('[REC-204] shows archived and active customers alike until one is chosen', () => {
    expect(filterOf('customer', {})).toMatchObject({ kind: 'customer', archive: undefined })
    expect(filterOf('customer', { archive: 'archived' })).toMatchObject({ archive: 'archived' })
    expect(isFiltered({ archive: 'all' })).toBe(false)
    expect(isFiltered({ archive: 'active' })).toBe(true)
  })

  it('asks of leads only what leads have', () => {
    expect(filterOf('lead', { leadStatusId: 2, status: 'sold', archive: 'archived' })).toEqual({
      kind: 'lead',
      name: undefined,
      locationId: undefined,
      leadStatusId: 2,
    })
  })

  it('shows the latest sales and the highest numbers first, and turns round on a second click', () => {
    const once = sortedBy({ locationId: 1 }, 'sale')
    expect(once).toEqual({ locationId: 1, sort: 'sale', direction: 'desc' })
    expect(sortedBy(once, 'sale')).toMatchObject({ sort: 'sale', direction: 'asc' })
    expect(sortedBy({}, 'name')).toMatchObject({ sort: 'name', direction: 'desc' })
    expect(listQueryOf('customer', {})).toMatchObject({ sort: 'name', direction: 'asc' })
  })

  it('keeps the order when the filters are cleared', () => {
    expect(cleared({ name: 'gus', status: 'sold', sort: 'sale', direction: 'desc' })).toEqual({
      sort: 'sale',
      direction: 'desc',
    })
  })
})
