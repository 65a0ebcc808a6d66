/** Any user-defined field and any value, for tests that hold for all of them. */
import fc from 'fast-check'
import {
  type CustomFieldInput,
  customFieldTypes,
  type CustomFieldType,
  newOptionValue,
} from '#shared/rules/custom-fields.ts'

const labels = fc.uniqueArray(fc.constantFrom('North', 'East', 'South', 'West', 'Attic', 'Crawl space'), {
  minLength: 1,
})
const optionsOf = (labels: string[], retired: number) =>
  labels.map((label, index) => ({ value: newOptionValue(label, []), label, active: index !== retired }))

const range = <T>(values: fc.Arbitrary<T>, compare: (a: T, b: T) => number) =>
  fc.tuple(fc.option(values), fc.option(values)).map(([a, b]) => {
    const [low, high] = a !== null && b !== null && compare(a, b) > 0 ? [b, a] : [a, b]
    return { low, high }
  })
const cents = fc.integer({ min: -1_000_000, max: 1_000_000 })
const dates = fc.constantFrom('1999-12-31', '2020-02-29', '2024-06-01', '2026-01-15')

const settingsOf = (type: CustomFieldType): fc.Arbitrary<Partial<CustomFieldInput>> => {
  if (type === 'text' || type === 'textarea')
    return fc.record({
      maxLength: fc.option(fc.integer({ min: 1, max: 40 })),
      ...(type === 'text' && {
        pattern: fc.constantFrom('[A-Z0-9]+', '\\w{2,8}', '(a|b)+c?', '.*'),
        patternMessage: fc.constant('Write it as it is asked for'),
      }),
    })
  if (type === 'number' || type === 'currency')
    return fc
      .tuple(
        range(cents, (a, b) => a - b),
        fc.option(fc.integer({ min: 0, max: 4 })),
      )
      .map(([{ low, high }, decimals]) => ({ min: low, max: high, ...(type === 'number' && { decimals }) }))
  if (type === 'date')
    return range(dates, (a, b) => (a < b ? -1 : 1)).map(({ low, high }) => ({ earliest: low, latest: high }))
  if (type === 'select' || type === 'multi_select')
    return fc
      .tuple(labels, fc.integer({ min: -1, max: 5 }))
      .map(([list, retired]) => ({ options: optionsOf(list, retired) }))
  return fc.constant({})
}

/** A definition that administration would take: of every type, for every kind of record. */
export const anyCustomFieldData: fc.Arbitrary<CustomFieldInput> = fc
  .constantFrom(...(Object.keys(customFieldTypes) as CustomFieldType[]))
  .chain((type) =>
    fc
      .tuple(
        fc.record({
          required: fc.boolean(),
          confidential: fc.boolean(),
          kind: fc.constantFrom('both', 'customer', 'lead'),
        }),
        settingsOf(type),
      )
      .map(
        ([common, settings]) =>
          ({
            ...common,
            ...settings,
            type,
            required: type !== 'checkbox' && common.required,
          }) as CustomFieldInput,
      ),
  )

/** Values of which each type takes some, and what no type takes. */
export const anyCustomValue: fc.Arbitrary<string | number | boolean | string[] | null> = fc.oneof(
  fc.constantFrom<string | number | boolean | null>(
    null,
    true,
    false,
    '',
    ' ',
    0,
    -1,
    1.5,
    1e21,
    1e-7,
    -0,
    '***',
  ),
  fc.constantFrom(
    '2020-02-29',
    '2026-02-30',
    '0001-01-01',
    '(801) 555-0123',
    '8015550123x7',
    'a@home.test',
    'home.test/x',
  ),
  fc.constantFrom(
    'https://home.test',
    'javascript:1',
    'north',
    'crawl-space',
    '4111111111111111',
    'ABBA',
    'abc',
    '12.50',
  ),
  fc.array(fc.constantFrom('north', 'east', 'south', 'west', 'attic', 'nothing', ''), { maxLength: 6 }),
  fc.string({ maxLength: 60 }),
  fc.integer({ min: -2_000_000, max: 2_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
