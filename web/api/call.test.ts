import { describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { addressOf } from './call.ts'
import { queryKey } from './queries.ts'
import { searchParams } from './search-params.ts'

describe('the address of a call', () => {
  it('fills in parameters and leaves out what is not asked for', () => {
    expect(addressOf(customers.open, { params: { customerId: 7 } })).toBe('/api/v1/customers/7')
    const query = { kind: 'lead', name: 'O’Hara & Sons', status: undefined, after: '' }
    expect(addressOf(customers.list, { query })).toBe(
      '/api/v1/customers?kind=lead&name=O%E2%80%99Hara+%26+Sons',
    )
  })

  it('keeps a parameter from climbing out of its place in the path', () => {
    expect(addressOf(customers.open, { params: { customerId: '../session' } })).toBe(
      '/api/v1/customers/..%2Fsession',
    )
  })

  it('has a key per row, so that a row’s answers can be forgotten together', () => {
    expect(queryKey(customers.open, { params: { customerId: 7 } })).toEqual([
      '/customers/:customerId',
      { customerId: 7 },
      {},
    ])
  })
})

describe('what an address of the page says', () => {
  const read = searchParams(
    customers.list.query.pick({ name: true, status: true, locationId: true, sort: true }),
  )

  it('reads what fits the contract, without filling in defaults', () => {
    expect(read({ status: 'sold', locationId: 3 })).toEqual({ status: ['sold'], locationId: [3] })
  })

  it('opens an old or mistyped link all the same', () => {
    expect(read({ status: 'gone', locationId: 'abc', sort: 'nonsense', other: 1 })).toEqual({})
  })

  it('takes digits for a name, though the router read a number', () => {
    expect(read({ name: 1234 })).toEqual({ name: '1234' })
  })
})
