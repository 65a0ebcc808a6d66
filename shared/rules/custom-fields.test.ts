import { describe, expect, it } from 'vitest'
import {
  customFieldData,
  customFieldTypes,
  type CustomFieldType,
  type CustomFieldInput,
  newOptionValue,
  refuseRedefinition,
  toCustomField,
} from './custom-fields.ts'

const flaws = (data: Partial<Record<keyof CustomFieldInput, unknown>>): string[] => {
  const read = customFieldData.safeParse(data)
  return read.success ? [] : read.error.issues.map(({ path }) => path.join('.'))
}
const option = (value: string, label = value, active = true) => ({ value, label, active })

describe('a user-defined field', () => {
  it('[REC-110] needs no more than its type; everything else has a default', () => {
    for (const type of [
      'text',
      'textarea',
      'number',
      'currency',
      'date',
      'checkbox',
      'phone',
      'email',
      'url',
    ])
      expect([type, flaws({ type })]).toEqual([type, []])
    expect(customFieldData.parse({ type: 'text' })).toMatchObject({
      kind: 'both',
      required: false,
      confidential: false,
    })
  })

  it.each([
    [{ type: 'select' }, 'options'],
    [{ type: 'multi_select', options: [] }, 'options'],
    [{ type: 'select', options: [option('a', 'North'), option('b', 'north')] }, 'options.1.label'],
    [{ type: 'select', options: [option('a', 'North'), option('a', 'South')] }, 'options.1.value'],
    [{ type: 'select', options: [option('No Spaces')] }, 'options.0.value'],
    [{ type: 'text', min: 3 }, 'min'],
    [{ type: 'date', options: [option('a')] }, 'options'],
    [{ type: 'number', min: 5, max: 4 }, 'max'],
    [{ type: 'number', decimals: 5 }, 'decimals'],
    [{ type: 'number', max: 1e15 }, 'max'],
    [{ type: 'currency', min: 0.5 }, 'min'],
    [{ type: 'date', earliest: '2026-02-30' }, 'earliest'],
    [{ type: 'date', earliest: '2026-02-02', latest: '2026-02-01' }, 'latest'],
    [{ type: 'checkbox', required: true }, 'required'],
    [{ type: 'text', maxLength: 256 }, 'maxLength'],
    [{ type: 'text', pattern: '(a+', patternMessage: 'Letters' }, 'pattern'],
    [{ type: 'text', pattern: 'a+' }, 'patternMessage'],
    [{ type: 'text', patternMessage: 'Letters' }, 'patternMessage'],
    [{ type: 'wish' }, 'type'],
    [{ type: 'text', kind: 'nobody' }, 'kind'],
  ])('[REC-110] %j is refused at its setting', (data, path) => {
    expect(flaws(data)).toEqual([path])
  })

  it('[REC-110] once records have values its type, its secrecy and its choices stay', () => {
    const before = customFieldData.parse({
      type: 'select',
      options: [option('n', 'North'), option('s', 'South')],
    })
    const after = customFieldData.parse({ type: 'text', confidential: true })
    expect(refuseRedefinition(before, after).map(({ path }) => path)).toEqual([
      'type',
      'confidential',
      'options',
    ])
    const retired = {
      ...before,
      options: [option('s', 'Southern side'), option('n', 'North', false), option('e')],
    }
    expect(refuseRedefinition(before, retired)).toEqual([])
  })

  it('[REC-110] a new choice is stored as its label, and never as another one', () => {
    expect(newOptionValue('Garage – rear wall', [])).toBe('garage-rear-wall')
    expect(newOptionValue('Entrée', ['entre-e'])).toBe('entre-e-2')
    expect(newOptionValue('???', ['choice', 'choice-2'])).toBe('choice-3')
  })

  it('a catalogue value without a definition is no field', () => {
    expect(toCustomField({ id: 1, name: 'Odd', active: true, data: {} })).toBeNull()
  })

  it('a definition that leaves settings out reads as its schema fills them in', () => {
    for (const type of Object.keys(customFieldTypes) as CustomFieldType[]) {
      const data = { type, ...(/select/.test(type) && { options: [option('a', 'A')] }) }
      const row = { id: 4, name: 'Gate', active: true }
      expect(toCustomField({ ...row, data })).toEqual({ ...customFieldData.parse(data), ...row })
    }
  })
})
