import { beforeAll, describe, expect, it } from 'vitest'
import type { FieldName, FieldValue, FieldValues } from '#shared/rules/customer-fields.ts'
import { afterChoice } from './choice-effects.ts'
import type { RecordForm } from './form-context.ts'
import { FormStore } from './form-store.ts'
import { loadChecks } from './lazy-checks.ts'

beforeAll(loadChecks)

const value = (id: number, data: Record<string, unknown>) => ({ id, name: `Value ${id}`, active: true, data })
const catalogues = {
  account_class: [value(1, { mmrId: 10, contractTermId: 20 }), value(2, {})],
  lead_disposition: [value(3, { callbackDays: 7 }), value(4, { callbackDays: null })],
  source_campaign: [value(5, { sourceId: 6 })],
}
/** The form's values after the choice. */
const after = (base: FieldValues, name: FieldName, chosen: FieldValue, closed: FieldName[] = []) => {
  const store = new FormStore(base, 1)
  const form = {
    store,
    options: { catalogues },
    today: '2026-03-05',
    timeZone: 'America/Denver',
    mayChange: (field: FieldName) => !closed.includes(field),
  } as unknown as RecordForm
  store.set(name, chosen)
  afterChoice(name, chosen, form)
  return store.changes()
}

describe('what a choice puts into other fields', () => {
  const empty = { accountClassId: null, mmrId: null, contractTermId: null }

  it('[REC-080] an account class proposes its rate and its term, where none stands and one may change it', () => {
    expect(after(empty, 'accountClassId', 1)).toEqual({ accountClassId: 1, mmrId: 10, contractTermId: 20 })
    expect(after({ ...empty, mmrId: 11 }, 'accountClassId', 1)).toEqual({
      accountClassId: 1,
      contractTermId: 20,
    })
    expect(after(empty, 'accountClassId', 1, ['mmrId', 'contractTermId'])).toEqual({ accountClassId: 1 })
    expect(after(empty, 'accountClassId', 2)).toEqual({ accountClassId: 2 })
  })

  it('[REC-130] a disposition that asks for a callback proposes the day, in the company’s zone', () => {
    const lead = { leadDispositionId: null, callbackAt: null }
    // The clocks go forward on March 8 in Denver: 9 AM on the 12th is 15:00 UTC.
    expect(after(lead, 'leadDispositionId', 3).callbackAt).toBe('2026-03-12T15:00:00.000Z')
    expect(after(lead, 'leadDispositionId', 4)).not.toHaveProperty('callbackAt')
    const kept = '2026-03-06T16:00:00.000Z'
    expect(after({ ...lead, callbackAt: kept }, 'leadDispositionId', 3)).not.toHaveProperty('callbackAt')
  })

  it('[REC-070] another source takes the campaign of the one before with it', () => {
    expect(after({ sourceId: 6, sourceCampaignId: 5 }, 'sourceId', 7)).toEqual({
      sourceId: 7,
      sourceCampaignId: null,
    })
    expect(after({ sourceId: 7, sourceCampaignId: 5 }, 'sourceId', 6)).toEqual({ sourceId: 6 })
  })
})
