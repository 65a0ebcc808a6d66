/**
 * User-defined fields (REC-110). A definition is a value of the catalogue `custom_field`; this is its `data`, checked
 * alike where it is written and where it is used. What a value of a field may be: custom-values.ts.
 */
import { z } from 'zod'
import { date, text } from '../contract.ts'
import type { FieldError } from '../errors.ts'
import type { FieldName, FieldValue, FieldValues, RecordKind } from './customer-fields.ts'
import { longestPattern, readPattern } from './safe-pattern.ts'

/** The settings that only some types have. */
export const customFieldSettings = [
  'min',
  'max',
  'decimals',
  'earliest',
  'latest',
  'maxLength',
  'pattern',
  'patternMessage',
  'options',
] as const
export type CustomFieldSetting = (typeof customFieldSettings)[number]

/** The types, as administration names them, with the settings that each has. */
export const customFieldTypes = {
  text: { label: 'Text', settings: ['maxLength', 'pattern', 'patternMessage'] },
  textarea: { label: 'Text of several lines', settings: ['maxLength'] },
  number: { label: 'Number', settings: ['min', 'max', 'decimals'] },
  currency: { label: 'Amount of money', settings: ['min', 'max'] },
  date: { label: 'Date', settings: ['earliest', 'latest'] },
  checkbox: { label: 'Checkbox', settings: [] },
  select: { label: 'One of a list', settings: ['options'] },
  multi_select: { label: 'Several of a list', settings: ['options'] },
  phone: { label: 'Phone number', settings: [] },
  email: { label: 'E-mail address', settings: [] },
  url: { label: 'Web address', settings: [] },
} as const satisfies Record<string, { label: string; settings: readonly CustomFieldSetting[] }>
export type CustomFieldType = keyof typeof customFieldTypes

const typeNames = Object.keys(customFieldTypes) as [CustomFieldType, ...CustomFieldType[]]

/** The longest text, the largest number (so that four decimals are exact in a double), and the longest lists. */
export const customFieldLimits = {
  text: 255,
  textarea: 4000,
  number: 99_999_999_999,
  decimals: 4,
  options: 200,
}
/** As many definitions as a company may have, retired ones included. */
export const mostCustomFields = 200

const number = z.number().min(-customFieldLimits.number).max(customFieldLimits.number)

/** What a choice is stored as; it stays when the label changes. */
const optionValue = z
  .string()
  .max(40)
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Small letters, digits, - and _')
export const customFieldOption = z.object({
  value: optionValue,
  label: text(80).min(1, 'Enter a label'),
  active: z.boolean().default(true),
})
export type CustomFieldOption = z.output<typeof customFieldOption>

const shape = z.strictObject({
  /** The records that have the field. */
  kind: z.enum(['customer', 'lead', 'both']).default('both'),
  type: z.enum(typeNames),
  required: z.boolean().default(false),
  /** Encrypted at rest, and `***` without the permission for it. */
  confidential: z.boolean().default(false),
  help: text(300).nullable().default(null),
  /** The heading within the card under which it stands; fields of one section stand together. */
  section: text(60).nullable().default(null),
  /** Of the card; null: as its type is usually wide. */
  width: z.enum(['quarter', 'half', 'full']).nullable().default(null),
  /** Of a number; of money in cents. */
  min: number.nullable().default(null),
  max: number.nullable().default(null),
  decimals: z.number().int().min(0).max(customFieldLimits.decimals).nullable().default(null),
  earliest: date.nullable().default(null),
  latest: date.nullable().default(null),
  maxLength: z.number().int().min(1).max(customFieldLimits.textarea).nullable().default(null),
  /** A regular expression that the whole text must fit (safe-pattern.ts), and what to say if it does not. */
  pattern: z.string().max(longestPattern).nullable().default(null),
  patternMessage: text(160).nullable().default(null),
  options: z.array(customFieldOption).max(customFieldLimits.options).nullable().default(null),
})

export type CustomFieldData = z.output<typeof shape>
type Complain = (setting: string, message: string) => void

/** The `data` of a definition. Errors stand at the setting's path. */
export const customFieldData = shape.superRefine((data, context) =>
  judge(data, (setting, message) => context.addIssue({ code: 'custom', path: setting.split('.'), message })),
)
/** A definition as it is sent: everything but the type may be absent. */
export type CustomFieldInput = z.input<typeof customFieldData>

function judge(data: CustomFieldData, complain: Complain): void {
  const { label, settings } = customFieldTypes[data.type]
  for (const setting of customFieldSettings)
    if (data[setting] !== null && !(settings as readonly string[]).includes(setting))
      complain(setting, `“${label}” has no such setting`)
  if (data.required && data.type === 'checkbox')
    complain('required', 'A checkbox is always answered: it is ticked, or it is not')
  if (data.min !== null && data.max !== null && data.min > data.max)
    complain('max', 'The largest value is smaller than the smallest')
  for (const limit of ['min', 'max'] as const)
    if (data.type === 'currency' && data[limit] !== null && !Number.isInteger(data[limit]))
      complain(limit, 'An amount is a whole number of cents')
  if (data.earliest !== null && data.latest !== null && data.earliest > data.latest)
    complain('latest', 'The last date lies before the first')
  if (data.type === 'text' && (data.maxLength ?? 0) > customFieldLimits.text)
    complain('maxLength', `At most ${customFieldLimits.text}; take “Text of several lines” for longer ones`)
  judgePattern(data, complain)
  if (settings.includes('options' as never)) judgeOptions(data.options ?? [], complain)
}

function judgePattern({ pattern, patternMessage }: CustomFieldData, complain: Complain): void {
  if (pattern !== null) {
    const read = readPattern(pattern)
    if (!read.ok) complain('pattern', read.message)
    if (!patternMessage) complain('patternMessage', 'Say what to enter, for who typed something else')
  } else if (patternMessage) complain('patternMessage', 'There is no pattern that this could explain')
}

function judgeOptions(options: readonly CustomFieldOption[], complain: Complain): void {
  if (options.length === 0) complain('options', 'Enter at least one choice')
  const labels = new Set<string>()
  const values = new Set<string>()
  options.forEach(({ value, label }, index) => {
    if (values.has(value)) complain(`options.${index}.value`, 'Another choice is stored as this already')
    if (labels.has(label.toLowerCase()))
      complain(`options.${index}.label`, 'Another choice is called so already')
    values.add(value)
    labels.add(label.toLowerCase())
  })
}

/**
 * What a definition in use may not change: values are stored by its type, sealed if it is confidential, and name its
 * choices. A choice is retired instead of removed.
 */
export function refuseRedefinition(before: CustomFieldData, after: CustomFieldData): FieldError[] {
  const errors: FieldError[] = []
  if (before.type !== after.type)
    errors.push({ path: 'type', message: 'The type of a field stays. Make a new field and retire this one' })
  if (before.confidential !== after.confidential)
    errors.push({
      path: 'confidential',
      message: 'Values are stored as they were begun. Make a new field and retire this one',
    })
  const kept = new Set((after.options ?? []).map(({ value }) => value))
  const lost = (before.options ?? []).filter(({ value }) => !kept.has(value))
  if (lost.length)
    errors.push({
      path: 'options',
      message: `Retire a choice instead of removing it: ${lost.map(({ label }) => label).join(', ')}`,
    })
  return errors
}

/** What a new choice is stored as: its label in small letters, or with a number behind it if that is taken. */
export function newOptionValue(label: string, taken: Iterable<string>): string {
  const plain = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const stem = plain.replace(/^-+|-+$/g, '').slice(0, 32) || 'choice'
  const used = new Set(taken)
  let value = stem
  for (let i = 2; used.has(value); i++) value = `${stem}-${i}`
  return value
}

/** A definition with its catalogue value's id and name. */
export type CustomField = CustomFieldData & { id: number; name: string; active: boolean }

/**
 * A catalogue value as a definition; null if its data is none. Whether its settings fit was judged when it was written.
 */
export function toCustomField(value: {
  id: number
  name: string
  active: boolean
  data: unknown
}): CustomField | null {
  const { id, name, active } = value
  const data = value.data as Partial<CustomFieldData> | null
  if (!data || !Object.hasOwn(customFieldTypes, data.type ?? '')) return null
  const settings = Object.entries(unset).map(([setting, none]) => [
    setting,
    data[setting as keyof typeof unset] ?? none,
  ])
  return { ...(Object.fromEntries(settings) as typeof unset), type: data.type!, id, name, active }
}

/** What a definition that does not say it has: the defaults of its schema, for the page that needs no schema to read. */
const unset: Omit<CustomFieldData, 'type'> = {
  kind: 'both',
  required: false,
  confidential: false,
  help: null,
  section: null,
  width: null,
  min: null,
  max: null,
  decimals: null,
  earliest: null,
  latest: null,
  maxLength: null,
  pattern: null,
  patternMessage: null,
  options: null,
}

/** Whether records of the kind are asked for it. A record that has a value of a retired field keeps and shows it. */
export const isOffered = (field: CustomField, kind: RecordKind): boolean =>
  field.active && (field.kind === 'both' || field.kind === kind)

/** What a field is called in history, in a conflict and in the form: `custom.12`. */
export type CustomKey = `custom.${number}`
/** Any field of a record: one of ours, or one of the company's own. */
export type FieldKey = FieldName | CustomKey

/** A value on the wire: cents for money, option values for choices; null is empty, an unticked box is false. */
export type CustomValue = FieldValue | readonly string[]
/** The values of a record by the ids of their definitions. */
export type CustomValues = Record<string, CustomValue>

/** What a form or a merge holds of a record: our fields by name, the company's own by key. */
export type RecordValues = FieldValues & { [K in CustomKey]?: CustomValue }

export const customKey = (id: number | string): CustomKey => `custom.${id}` as CustomKey
export const isCustomKey = (key: string): key is CustomKey => /^custom\.[1-9]\d{0,14}$/.test(key)
/** `12` of `custom.12`; null of anything else. */
export const customIdOf = (key: string): number | null =>
  isCustomKey(key) ? Number(key.slice('custom.'.length)) : null
