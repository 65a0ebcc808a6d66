import { expect, it } from 'vitest'
import { FormStore } from './form-store.ts'
import { loadChecks, loadedChecks } from './lazy-checks.ts'

it('[PERF-008] what is typed before the checks are there is kept, and judged as soon as they are', async () => {
  const form = new FormStore({ firstName: 'Ann', lastName: 'Lee', creditScore: 702 }, 3)
  expect(form.check('firstName')).toEqual({ ok: true, value: 'Ann' })
  expect(loadedChecks()).toBeUndefined()

  form.set('firstName', 'Anna')
  form.set('lastName', 'Lee ')
  form.set('creditScore', '6')
  // Nothing unjudged may leave, and nobody loses what was typed.
  expect(form.changes()).toEqual({})
  expect(form.summary().dirty).toEqual(['firstName', 'lastName', 'creditScore'])

  let told = 0
  form.subscribeSummary(() => told++)
  await loadChecks()
  await Promise.resolve()
  expect(told).toBeGreaterThan(0)
  expect(form.summary().dirty).toEqual(['firstName', 'creditScore'])
  expect(form.changes()).toEqual({ firstName: 'Anna' })
  expect(form.check('creditScore')).toEqual({ ok: false, message: 'At least 300' })
})
