import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CustomField,
  customFieldData,
  type CustomFieldInput,
  type CustomValue,
  toCustomField,
} from './custom-fields.ts'
import { checkCustomValue, customValueText, sameValue } from './custom-values.ts'
import { anyCustomFieldData, anyCustomValue } from '#test/helpers/custom-fields.ts'

const field = (data: CustomFieldInput): CustomField =>
  toCustomField({ id: 7, name: 'Seven', active: true, data: customFieldData.parse(data) })!
/** The value as it is stored, or the message. */
const judged = (data: CustomFieldInput, value: unknown, stored: CustomValue = null) => {
  const checked = checkCustomValue(field(data), value, stored)
  return checked.ok ? checked.value : checked.message
}
const sides = {
  type: 'multi_select',
  options: ['north', 'east', 'south'].map((value) => ({
    value,
    label: value.toUpperCase(),
    active: value !== 'east',
  })),
} as const

describe('a value of a user-defined field', () => {
  it.each<[CustomFieldInput, unknown, unknown]>([
    [{ type: 'text' }, '  4471# ', '4471#'],
    [{ type: 'text' }, '   ', null],
    [{ type: 'text' }, 12, 'Must be a text'],
    [{ type: 'text', maxLength: 3 }, 'abcd', 'At most 3 characters'],
    [
      { type: 'text' },
      '4111 1111 1111 1111',
      'This looks like a card number. Card numbers are never stored in text fields',
    ],
    [{ type: 'text', pattern: '[A-Z]{2}-\\d+', patternMessage: 'As UT-17' }, 'UT-17', 'UT-17'],
    [{ type: 'text', pattern: '[A-Z]{2}-\\d+', patternMessage: 'As UT-17' }, 'UT 17', 'As UT-17'],
    [{ type: 'textarea' }, 'two\nlines', 'two\nlines'],
    [{ type: 'number' }, 3, 3],
    [{ type: 'number' }, 3.5, 'Enter a whole number'],
    [{ type: 'number', decimals: 2 }, 0.1, 0.1],
    [{ type: 'number', decimals: 2 }, 0.125, 'At most 2 decimals'],
    [{ type: 'number', min: -2, max: 5 }, -3, 'At least -2'],
    [{ type: 'number', min: -2, max: 5 }, 6, 'At most 5'],
    [{ type: 'number' }, '3', 'Enter a number'],
    [{ type: 'number' }, 1e300, 'Enter a whole number'],
    [{ type: 'currency' }, 125_00, 125_00],
    [{ type: 'currency' }, 12.5, 'Enter an amount, for example 1,250.00'],
    [{ type: 'currency', max: 100_000 }, 100_001, 'At most 1,000.00'],
    [{ type: 'date' }, '2026-03-04', '2026-03-04'],
    [{ type: 'date' }, '2026-02-30', 'Enter a date, for example 03/04/2024'],
    [{ type: 'date', earliest: '2026-01-01' }, '2025-12-31', 'No earlier than Jan 1, 2026'],
    [{ type: 'date', latest: '2026-01-01' }, '2026-01-02', 'No later than Jan 1, 2026'],
    [{ type: 'checkbox' }, true, true],
    [{ type: 'checkbox' }, null, false],
    [{ type: 'checkbox' }, 'yes', 'Must be ticked or not'],
    [{ type: 'phone' }, '801.555.0123 ext 4', '8015550123x4'],
    [{ type: 'phone' }, '555', 'Enter a ten-digit phone number, for example (801) 555-0123'],
    [{ type: 'email' }, ' a@home.test ', 'a@home.test'],
    [{ type: 'email' }, 'home', 'Enter an e-mail address, for example name@company.test'],
    [{ type: 'url' }, 'permits.city.test/form?id=1', 'https://permits.city.test/form?id=1'],
    [{ type: 'url' }, 'javascript:alert(1)', 'Enter a web address, for example https://company.test/page'],
    [
      { type: 'url' },
      'https://owner:secret@city.test',
      'Enter a web address, for example https://company.test/page',
    ],
    [{ type: 'url' }, 'https://nowhere', 'Enter a web address, for example https://company.test/page'],
    [sides, ['south', 'north', 'south'], ['north', 'south']],
    [sides, [], null],
    [sides, ['north', 'west'], 'Choose from the list'],
    [sides, 'north', 'Choose from the list'],
    [{ ...sides, type: 'select' }, 'north', 'north'],
    [{ ...sides, type: 'select' }, 'NORTH', 'Choose one from the list'],
  ])('[REC-110] %j takes %j as %j', (data, value, expected) => {
    expect(judged(data, value)).toEqual(expected)
  })

  it('[REC-110] a retired choice stays where it is, and is no choice for others', () => {
    expect(judged(sides, ['east'])).toBe('Choose from the list')
    expect(judged(sides, ['east', 'south'], ['east'])).toEqual(['east', 'south'])
    expect(judged({ ...sides, type: 'select' }, 'east', 'east')).toBe('east')
  })

  it('[REC-110] any value of any field is taken as something that is taken again unchanged, or refused with words', () => {
    fc.assert(
      fc.property(anyCustomFieldData, anyCustomValue, (data, value) => {
        const made = field(data)
        const checked = checkCustomValue(made, value)
        if (!checked.ok) return void expect(checked.message).toMatch(/^[A-Z]/)
        const stored = JSON.parse(JSON.stringify(checked.value)) as typeof checked.value
        expect(stored).toEqual(checked.value)
        expect(checkCustomValue(made, stored)).toEqual(checked)
        expect(sameValue(stored, checked.value)).toBe(true)
        expect(typeof customValueText(made, stored, 'USD')).toMatch(/string|object/)
      }),
      { numRuns: 3000 },
    )
  })

  it.each<[CustomFieldInput, Parameters<typeof customValueText>[1], string | null]>([
    [{ type: 'currency' }, 123_456, '$1,234.56'],
    [{ type: 'number', decimals: 2 }, 1234.5, '1,234.5'],
    [{ type: 'date' }, '2026-03-04', 'Mar 4, 2026'],
    [{ type: 'checkbox' }, true, 'Yes'],
    [{ type: 'checkbox' }, null, 'No'],
    [{ type: 'phone' }, '8015550123', '(801) 555-0123'],
    [sides, ['north', 'south'], 'NORTH, SOUTH'],
    [{ ...sides, type: 'select' }, 'east', 'EAST'],
    [{ type: 'text' }, null, null],
    [{ type: 'date' }, '***', '***'],
  ])('[REC-110] of %j, %j reads as %j', (data, value, text) => {
    expect(customValueText(field(data), value, 'USD')).toBe(text)
  })
})
