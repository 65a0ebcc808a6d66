import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldName, FieldValues } from './customer-fields.ts'
import { fieldsToSave, mergeFields, type Side } from './merge.ts'

const names = ['firstName', 'lastName', 'city', 'email', 'creditScore', 'isCanceled'] as const
/** Few values, so that sides often agree and often stay as they were. */
const value = fc.constantFrom(null, '', 'Ada', 'Grace', 7, true)
const someFields = fc.dictionary(fc.constantFrom(...names), value) as fc.Arbitrary<FieldValues>
const choices = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('ours', 'theirs')) as fc.Arbitrary<
  Partial<Record<FieldName, Side>>
>
const held = (values: FieldValues, name: FieldName) => {
  const v = values[name]
  return v === undefined || v === '' ? null : v
}

describe('two people change one record', () => {
  it('[REC-141] only a field that both changed to different values is a clash', () => {
    const merge = mergeFields(
      { firstName: 'Ann', lastName: 'Lee', city: 'Orem', email: null },
      { firstName: 'Anna', lastName: 'Leigh', email: 'ann@customer.test' },
      { firstName: 'Anne', city: 'Provo', email: 'ann@customer.test' },
    )
    expect(merge.clashes).toEqual([{ field: 'firstName', base: 'Ann', ours: 'Anna', theirs: 'Anne' }])
    expect(merge.taken.map((m) => m.field)).toEqual(['city'])
    expect(merge.kept.map((m) => m.field)).toEqual(['lastName'])
    expect(merge.agreed.map((m) => m.field)).toEqual(['email'])
    expect(fieldsToSave(merge, {})).toEqual({ lastName: 'Leigh', firstName: 'Anna' })
    expect(fieldsToSave(merge, { firstName: 'theirs' })).toEqual({ lastName: 'Leigh' })
  })

  it('[REC-141] each field that somebody changed stands in exactly one list, and no other does', () => {
    fc.assert(
      fc.property(someFields, someFields, someFields, (base, ours, theirs) => {
        const merge = mergeFields(base, ours, theirs)
        const listed = [merge.clashes, merge.taken, merge.kept, merge.agreed].flat().map((m) => m.field)
        const changed = names.filter(
          (n) =>
            (n in ours && held(ours, n) !== held(base, n)) ||
            (n in theirs && held(theirs, n) !== held(base, n)),
        )
        expect([...listed].sort()).toEqual([...changed].sort())
      }),
    )
  })

  it('[REC-141] saving on top of theirs loses no change of either side, but what a choice gave up', () => {
    fc.assert(
      fc.property(someFields, someFields, someFields, choices, (base, ours, theirs, choice) => {
        const after = { ...base, ...theirs, ...fieldsToSave(mergeFields(base, ours, theirs), choice) }
        for (const n of names) {
          const was = held(base, n)
          const our = n in ours ? held(ours, n) : was
          const their = n in theirs ? held(theirs, n) : was
          const expected = our === was ? their : their === was || choice[n] !== 'theirs' ? our : their
          expect(held(after, n)).toBe(expected)
        }
      }),
    )
  })

  it('[REC-141] nothing is sent that they hold already', () => {
    fc.assert(
      fc.property(someFields, someFields, someFields, choices, (base, ours, theirs, choice) => {
        const stored = { ...base, ...theirs }
        for (const [n, v] of Object.entries(fieldsToSave(mergeFields(base, ours, theirs), choice)))
          expect(v).not.toBe(held(stored, n as FieldName))
      }),
    )
  })

  it('[REC-141] what was merged once does not clash again with the same change of theirs', () => {
    fc.assert(
      fc.property(someFields, someFields, someFields, choices, (base, ours, theirs, choice) => {
        const left = fieldsToSave(mergeFields(base, ours, theirs), choice)
        const again = mergeFields({ ...base, ...theirs }, left, {})
        expect(again.clashes).toEqual([])
        expect(fieldsToSave(again, {})).toEqual(left)
      }),
    )
  })

  it('neither order of the arguments invents a change: swapped sides swap kept and taken', () => {
    fc.assert(
      fc.property(someFields, someFields, someFields, (base, ours, theirs) => {
        const [a, b] = [mergeFields(base, ours, theirs), mergeFields(base, theirs, ours)]
        const fieldsOf = (list: { field: string }[]) => list.map((m) => m.field).sort()
        expect(fieldsOf(a.kept)).toEqual(fieldsOf(b.taken))
        expect(fieldsOf(a.clashes)).toEqual(fieldsOf(b.clashes))
      }),
    )
  })
})
