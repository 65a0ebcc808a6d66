/** User-defined fields as administration edits them: the settings of custom-fields.ts, each with its input. */
import type { CatalogueField } from './catalogue-fields.ts'
import {
  customFieldData,
  customFieldLimits,
  type CustomFieldData,
  type CustomFieldSetting,
  type CustomFieldType,
  customFieldTypes,
  mostCustomFields,
  refuseRedefinition,
} from './custom-fields.ts'

const types = Object.entries(customFieldTypes) as [
  CustomFieldType,
  (typeof customFieldTypes)[CustomFieldType],
][]

/** The types that have the setting. */
const withSetting = (setting: CustomFieldSetting) => ({
  field: 'type',
  is: types
    .filter(([, { settings }]) => (settings as readonly string[]).includes(setting))
    .map(([type]) => type),
})
const limit = (label: string) =>
  ({
    label,
    type: 'decimal',
    min: -customFieldLimits.number,
    max: customFieldLimits.number,
    moneyWith: { field: 'type', is: ['currency'] },
    inList: false,
  }) as const

const fields = {
  type: {
    label: 'Type',
    type: 'choice',
    options: types.map(([value, { label }]) => ({ value, label })),
    required: true,
    fixedOnceUsed: true,
    help: 'Stays once a record has a value',
  },
  kind: {
    label: 'Stands on',
    type: 'choice',
    options: [
      { value: 'both', label: 'Customers and leads' },
      { value: 'customer', label: 'Customers' },
      { value: 'lead', label: 'Leads' },
    ],
    default: 'both',
    required: true,
  },
  required: { label: 'Required', type: 'check', help: 'A record cannot be saved without it' },
  confidential: {
    label: 'Confidential',
    type: 'check',
    fixedOnceUsed: true,
    help: 'Encrypted, and hidden from who may not see it; stays once a record has a value',
  },
  options: { label: 'Choices', type: 'options', onlyWith: withSetting('options'), inList: false },
  min: { ...limit('Smallest'), onlyWith: withSetting('min') },
  max: { ...limit('Largest'), onlyWith: withSetting('max') },
  decimals: {
    label: 'Decimals',
    type: 'whole',
    unit: 'place',
    min: 0,
    max: customFieldLimits.decimals,
    onlyWith: withSetting('decimals'),
    inList: false,
  },
  earliest: { label: 'Earliest', type: 'date', onlyWith: withSetting('earliest'), inList: false },
  latest: { label: 'Latest', type: 'date', onlyWith: withSetting('latest'), inList: false },
  maxLength: {
    label: 'Longest text',
    type: 'whole',
    unit: 'character',
    min: 1,
    max: customFieldLimits.textarea,
    onlyWith: withSetting('maxLength'),
    inList: false,
  },
  pattern: {
    label: 'Pattern',
    type: 'text',
    max: 200,
    onlyWith: withSetting('pattern'),
    inList: false,
    help: 'A regular expression that the whole text must fit, for example [A-Z]{2}-\\d{4}',
  },
  patternMessage: {
    label: 'What to enter',
    type: 'text',
    max: 160,
    onlyWith: withSetting('patternMessage'),
    inList: false,
    help: 'Said to who typed something that does not fit the pattern',
  },
  section: { label: 'Section', type: 'text', max: 60, help: 'Fields of one section stand together' },
  width: {
    label: 'Width',
    type: 'choice',
    options: [
      { value: 'quarter', label: 'A quarter' },
      { value: 'half', label: 'Half' },
      { value: 'full', label: 'Full' },
    ],
    inList: false,
    help: 'Of the card; empty: as wide as its type usually is',
  },
  help: { label: 'Help', type: 'text', max: 300, inList: false, help: 'Shown at the field on hover' },
} as const satisfies Record<string, CatalogueField>

export const customFieldDefinition = {
  one: 'custom field',
  label: 'Custom Fields',
  help: 'Fields of your own on customers and leads',
  nameMax: 80,
  nameLabel: 'Label',
  fields: fields as Record<string, CatalogueField>,
  schema: customFieldData,
  most: mostCustomFields,
  refuseChange: (before: unknown, after: unknown) =>
    refuseRedefinition(
      customFieldData.parse(before) as CustomFieldData,
      customFieldData.parse(after) as CustomFieldData,
    ).map(({ path, message }) => ({ path: `data.${path}`, message })),
}
