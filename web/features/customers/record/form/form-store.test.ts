import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import { draftOf } from './draft.ts'
import { FormStore } from './form-store.ts'
import { loadChecks } from './lazy-checks.ts'
import { formErrors, serverErrors } from './validate.ts'

beforeAll(loadChecks)

const ann: FieldValues = {
  firstName: 'Ann',
  lastName: 'Lee',
  city: 'Orem',
  state: 'UT',
  zip: '84057',
  primaryPhone: '8015550123',
  email: null,
  creditScore: 702,
  ssn: '***',
  isCanceled: false,
  cancelDate: null,
  cancelReasonId: null,
}

describe('what stands in the form', () => {
  it('[REC-140] only changed fields are sent, as they are stored', () => {
    const form = new FormStore(ann, 3)
    form.set('firstName', '  Anna ')
    form.set('primaryPhone', '801.555.0199 ext 4')
    form.set('creditScore', '640')
    form.set('email', '')
    expect(form.changes()).toEqual({ firstName: 'Anna', primaryPhone: '8015550199x4', creditScore: 640 })
  })

  it('a value that was put back, or only written otherwise, is no change', () => {
    const form = new FormStore(ann, 3)
    form.set('primaryPhone', '801-555-0123')
    form.set('lastName', 'Leigh')
    form.set('lastName', 'Lee ')
    expect(form.summary().dirty).toEqual([])
  })

  it('[REC-006] a masked value that nobody touched is never sent', () => {
    const form = new FormStore(ann, 3)
    form.set('city', 'Provo')
    expect(form.changes()).toEqual({ city: 'Provo' })
  })

  it('[REC-078] a social security number reads in its usual groups and is stored as digits', () => {
    const form = new FormStore({ ...ann, ssn: '932151986' }, 3)
    expect(form.draft('ssn')).toBe('932-15-1986')
    form.set('ssn', '932 15 1987')
    expect(form.changes()).toEqual({ ssn: '932151987' })
    form.set('ssn', '932-15-1986')
    expect(form.summary().dirty).toEqual([])
  })

  it('a key press tells the listeners of its own field only', () => {
    const form = new FormStore(ann, 3)
    let first = 0
    let last = 0
    let summary = 0
    form.subscribe('firstName', () => first++)
    form.subscribe('lastName', () => last++)
    form.subscribeSummary(() => summary++)
    form.set('firstName', 'Anna')
    form.set('firstName', 'Annab')
    form.set('firstName', 'Annabe')
    expect([first, last, summary]).toEqual([3, 0, 1])
  })

  it('what was typed while the save ran is still unsaved afterwards', () => {
    const form = new FormStore(ann, 3)
    form.set('firstName', 'Anna')
    form.set('city', 'Provo')
    const sent = form.changes()
    form.set('city', 'Lehi')
    form.rebase({ ...ann, ...sent }, 4, sent)
    expect(form.changes()).toEqual({ city: 'Lehi' })
    expect(form.draft('firstName')).toBe('Anna')
    expect(form.version).toBe(4)
  })

  it('[REC-141] reading the record anew keeps every unsaved draft, even one that cannot be saved', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('firstName', 'city', 'email', 'primaryPhone'), fc.string()),
        fc.dictionary(fc.constantFrom('firstName', 'city', 'email'), fc.string()),
        (typed, theirs) => {
          const form = new FormStore(ann, 3)
          for (const [name, draft] of Object.entries(typed)) form.set(name as FieldName, draft)
          const unsaved = form.summary().dirty.map((name) => [name, form.draft(name)] as const)
          form.rebase({ ...ann, ...theirs } as FieldValues, 4, {})
          for (const [name, draft] of unsaved) expect(form.draft(name)).toBe(draft)
          for (const [name, value] of Object.entries(theirs))
            if (!unsaved.some(([n]) => n === name))
              expect(form.draft(name as FieldName)).toBe(draftOf(name as FieldName, value))
        },
      ),
    )
  })
})

describe('checks of the form', () => {
  const shown = ['firstName', 'state', 'zip', 'primaryPhone', 'cancelDate', 'cancelReasonId'] as FieldName[]

  it('[REC-071] a required field that was emptied is named', () => {
    const form = new FormStore(ann, 1)
    form.set('firstName', '  ')
    expect(formErrors(shown, form, 'customer')).toEqual({ firstName: 'Enter First Name' })
  })

  it('[REC-076] a ZIP is checked against the state, also when only the state was changed', () => {
    const form = new FormStore(ann, 1)
    form.set('zip', '22')
    expect(formErrors(shown, form, 'customer')['zip']).toMatch(/US ZIP/)
    form.set('zip', '84057')
    form.set('state', 'ON')
    expect(formErrors(shown, form, 'customer')['zip']).toMatch(/Canadian/)
  })

  it('a canceled account needs its date and its reason', () => {
    const form = new FormStore(ann, 1)
    form.set('isCanceled', true)
    expect(formErrors(shown, form, 'customer')).toEqual({
      cancelDate: 'Enter Cancel Date',
      cancelReasonId: 'Choose Cancelation Reason',
    })
  })

  it('an old flaw in a field that nobody touches does not stop a save; a new record has none', () => {
    const flawed = { ...ann, firstName: null, zip: '22' }
    const stored = new FormStore(flawed, 1)
    stored.set('primaryPhone', '8015550177')
    expect(formErrors(shown, stored, 'customer')).toEqual({})
    expect(Object.keys(formErrors(shown, new FormStore(flawed, 0), 'customer'))).toEqual(['firstName', 'zip'])
  })

  it('[REC-142] the server’s errors go to their fields, and none is lost', () => {
    const errors = [
      { path: 'fields.zip', message: 'Enter a US ZIP as 12345 or 12345-6789' },
      { path: 'version', message: 'Must be a number' },
    ]
    expect(serverErrors(errors, (name) => name === 'zip')).toEqual({
      fields: { zip: 'Enter a US ZIP as 12345 or 12345-6789' },
      others: ['Must be a number'],
    })
  })
})
