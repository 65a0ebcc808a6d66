import { beforeAll, describe, expect, it } from 'vitest'
import {
  type CustomField,
  customFieldData,
  type CustomFieldInput,
  type CustomKey,
} from '#shared/rules/custom-fields.ts'
import { mergeFields } from '#shared/rules/merge.ts'
import { customFieldsOf, recordValues } from './custom-draft.ts'
import { FormStore } from './form-store.ts'
import { loadChecks } from './lazy-checks.ts'
import { formErrors, serverErrors } from './validate.ts'
import type { FormOptions } from './visible.ts'

beforeAll(loadChecks)

const options = ['dog', 'cat', 'bird'].map((value) => ({ value, label: value, active: value !== 'bird' }))
const field = (id: number, data: CustomFieldInput, active = true): CustomField => ({
  ...customFieldData.parse(data),
  id,
  name: `Field ${id}`,
  active,
})
const fields = [
  field(1, { type: 'currency', max: 100_000 }),
  field(2, { type: 'number', decimals: 1 }),
  field(3, { type: 'phone' }),
  field(4, { type: 'multi_select', options }),
  field(5, { type: 'checkbox' }),
  field(6, { type: 'text', required: true }),
  field(7, { type: 'text', confidential: true }),
]
const key = (id: number) => `custom.${id}` as CustomKey
const form = (custom: Record<string, string | number | boolean | string[]> = {}, version = 3) =>
  new FormStore(recordValues({ firstName: 'Ann' }, { custom }, fields), version, fields)

describe('user-defined fields in the form', () => {
  it('[REC-110] are written as people write them and sent as they are stored', () => {
    const store = form({ 5: true })
    store.set(key(1), '$1,000')
    store.set(key(2), '1,234.5')
    store.set(key(3), '801.555.0123')
    store.set(key(4), ['cat', 'dog'])
    store.set(key(5), false)
    expect(store.changes()).toEqual({
      'custom.1': 100_000,
      'custom.2': 1234.5,
      'custom.3': '8015550123',
      'custom.4': ['dog', 'cat'],
      'custom.5': false,
    })
    expect(store.summary().dirty).toEqual([1, 2, 3, 4, 5].map(key))
  })

  it('[REC-110] read in our way of writing; put back, or written otherwise, they are no change', () => {
    const store = form({ 1: 98_765, 3: '8015550123', 4: ['dog', 'cat'] })
    expect([store.draft(key(1)), store.draft(key(3)), store.draft(key(6))]).toEqual([
      '987.65',
      '(801) 555-0123',
      '',
    ])
    store.set(key(1), '$987.65')
    store.set(key(3), '801 555 0123')
    store.set(key(4), ['cat', 'dog'])
    store.set(key(6), ' ')
    expect(store.summary().dirty).toEqual([])
  })

  it('an input that listens to several choices is drawn only when they change', () => {
    const store = form({ 4: ['dog'] })
    expect(store.draft(key(4))).toBe(store.draft(key(4)))
    expect(form().draft(key(4))).toBe(form().draft(key(4)))
    const told: string[] = []
    for (const id of [1, 4]) store.subscribe(key(id), () => told.push(key(id)))
    store.set(key(4), ['dog', 'cat'])
    store.set(key(1), '5')
    expect(told).toEqual(['custom.4', 'custom.1'])
  })

  it('[REC-142] are checked as on the server: what is touched, and everything on a new record', () => {
    const store = form({ 1: 500 })
    expect(formErrors([key(1), key(6)], store, 'customer')).toEqual({})
    store.set(key(1), '1,000.01')
    store.set(key(2), 'many')
    store.set(key(6), 'x')
    store.set(key(6), '')
    expect(formErrors([1, 2, 6].map(key), store, 'customer')).toEqual({
      'custom.1': 'At most 1,000.00',
      'custom.2': 'Enter a number',
    })
    expect(formErrors([6].map(key), form({}, 0), 'customer')).toEqual({ 'custom.6': 'Enter Field 6' })
    const emptied = form({ 6: 'there' })
    emptied.set(key(6), '')
    expect(formErrors([6].map(key), emptied, 'customer')).toEqual({ 'custom.6': 'Enter Field 6' })
  })

  it('[REC-142] the server’s errors find them by their own path', () => {
    const errors = [
      { path: 'custom.6', message: 'Field 6 is required' },
      { path: 'custom.99', message: 'There is no such field' },
    ]
    expect(serverErrors(errors, (name) => form().has(name as CustomKey))).toEqual({
      fields: { 'custom.6': 'Field 6 is required' },
      others: ['There is no such field'],
    })
  })

  it('[REC-006] a masked value stays as it is and is never sent', () => {
    const store = form({ 7: '***' })
    store.set(key(1), '5')
    expect([store.draft(key(7)), Object.keys(store.changes())]).toEqual(['***', ['custom.1']])
  })

  it('[REC-141] what was sent is settled, what was typed since stays; choices merge as sets', () => {
    const store = form({ 4: ['dog'] })
    store.set(key(4), ['dog', 'cat'])
    store.set(key(6), 'typed')
    const sent = { 'custom.4': ['dog', 'cat'] } as const
    store.rebase(recordValues({ firstName: 'Ann' }, { custom: { 4: ['dog', 'cat'] } }, fields), 4, sent)
    expect(store.changes()).toEqual({ 'custom.6': 'typed' })
    const merge = mergeFields(
      { 'custom.4': ['dog'], 'custom.1': null },
      { 'custom.4': ['cat', 'dog'] },
      { 'custom.4': ['dog', 'cat'], 'custom.1': 5 },
    )
    expect([merge.agreed, merge.taken, merge.clashes].map((list) => list.map((m) => m.field))).toEqual([
      ['custom.4'],
      ['custom.1'],
      [],
    ])
  })

  it('[REC-110] a record shows what it is asked for, and what is out of use only where it has a value', () => {
    const made = [
      field(1, { type: 'text' }),
      field(2, { type: 'text', kind: 'lead' }),
      field(3, { type: 'text' }, false),
      field(4, { type: 'text' }, false),
    ]
    const values = made.map(({ id, name, active, ...data }) => ({ id, name, active, data }))
    const all = { catalogues: { custom_field: [...values, { id: 9, name: 'Odd', active: true, data: {} }] } }
    const shown = (kind: 'customer' | 'lead', custom: Record<string, string> = {}) =>
      customFieldsOf(all as unknown as FormOptions, kind, { custom }).map(({ id }) => id)
    expect(shown('customer', { 3: 'kept' })).toEqual([1, 3])
    expect(shown('customer', { 2: 'of the lead that it was' })).toEqual([1, 2])
    expect(shown('lead')).toEqual([1, 2])
  })
})
