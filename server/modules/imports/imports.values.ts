/** What a row of a file says, by the import's choices: texts first, then values as the form would send them. */
import type { ImportChoices } from '#shared/contracts/imports.ts'
import { regions } from '#shared/regions.ts'
import type { SaveCustom } from '#shared/contracts/customers.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import { valueSchema } from '#shared/rules/customer-values.ts'
import { field, type FieldName, type FieldValue, type FieldValues } from '#shared/rules/customer-fields.ts'
import {
  nameKey,
  readCheckbox,
  readChoice,
  readCustomerNumber,
  readDate,
  readHundredths,
  readInteger,
  readMoney,
} from '#shared/rules/imports.ts'
import { instantAtClock } from '#shared/time.ts'
import type { Surroundings } from '../customers/customers.service.ts'

/** `target` is a key of shared/rules/imports.ts. */
export type CellError = { target: string; message: string }
export type Texts = ReadonlyMap<string, string>
/** A text that names nothing in the company. */
export type Unknown = { target: string; value: string }

/** The texts of a row by what they become; a fixed value stands where the file has none. */
export function textsOf(choices: ImportChoices, cells: readonly string[]): Texts {
  const texts = new Map(Object.entries(choices.fixed).filter(([, text]) => text !== ''))
  for (const [index, target] of choices.columns.entries()) {
    const text = (cells[index] ?? '').trim()
    if (target !== null && (text !== '' || !texts.has(target))) texts.set(target, text)
  }
  return texts
}

const schemas = new Map<FieldName, ReturnType<typeof valueSchema>>()
const schemaOf = (name: FieldName) => {
  const found = schemas.get(name) ?? valueSchema(name)
  schemas.set(name, found)
  return found
}

const stateNames = regions.map(({ code, name }) => ({ value: code, label: name }))

/** Names of the company's rows, for finding what a cell names. Read once for a batch. */
export class Names {
  readonly #around: Surroundings
  readonly #ids = new Map<string, number[]>()

  constructor(around: Surroundings) {
    this.#around = around
    for (const [type, rows] of Object.entries(around.references))
      for (const row of rows.values()) {
        const key = `${type} ${row.catalogue ?? ''} ${nameKey(row.name)}`
        this.#ids.set(key, [...(this.#ids.get(key) ?? []), row.id])
      }
  }

  /** @returns the id that the field would be given by choosing the name; undefined for none */
  find(name: FieldName, text: string, sourceId: unknown): number | undefined {
    const f = field(name)
    const rows = this.#around.references[f.type as 'catalogue']
    const catalogue = f.type === 'catalogue' ? f.catalogue : ''
    const ids = this.#ids.get(`${f.type} ${catalogue} ${nameKey(text)}`) ?? []
    const fits = (id: number) => {
      const row = rows.get(id)!
      if (f.type === 'user' && !row.roles?.includes(f.role)) return false
      if (name === 'sourceCampaignId' && row.data?.sourceId !== sourceId) return false
      return row.active
    }
    // What does not fit is found all the same, so that the reason can be said.
    return ids.find(fits) ?? ids[0]
  }
}

export type RowValues = {
  fields: FieldValues
  custom: SaveCustom
  errors: CellError[]
  unknown: Unknown[]
}

type Reading = {
  choices: ImportChoices
  zone: string
  names: Names
  customFields: ReadonlyMap<string, CustomField>
}

/** The values of a row for a customer or lead. @param clears whether an empty cell is a value: it clears the field */
export function recordValues(texts: Texts, reading: Reading, clears: boolean): RowValues {
  const found: RowValues = { fields: {}, custom: {}, errors: [], unknown: [] }
  // The source first: campaigns are its own.
  const targets = [...texts.keys()].sort((a, b) => Number(b === 'sourceId') - Number(a === 'sourceId'))
  for (const target of targets) {
    const text = texts.get(target)!
    if (target === 'externalId' || target === 'customerNumber') continue
    if (text === '' && !clears) continue
    if (target.startsWith('custom.')) {
      const custom = reading.customFields.get(target.slice('custom.'.length))
      if (custom) readCustom(custom, text, reading, found)
      continue
    }
    readField(target as FieldName, text, reading, found)
  }
  return found
}

function readField(name: FieldName, text: string, reading: Reading, found: RowValues): void {
  const refuse = (message: string) => void found.errors.push({ target: name, message })
  const { choices } = reading
  const f = field(name)
  let value: FieldValue = text
  if (text === '') value = f.type === 'checkbox' ? false : null
  else
    switch (f.type) {
      case 'date':
        value = readDate(text, choices.dates)
        if (value === null) return refuse(notA('date'))
        break
      case 'instant':
        value = readInstant(text, choices, reading.zone)
        if (value === null) return refuse(notA('date'))
        break
      case 'integer':
        value = readInteger(text, choices.numbers)
        if (value === null) return refuse(notA('whole number'))
        break
      case 'checkbox':
        value = readCheckbox(text)
        if (value === null) return refuse('Neither yes nor no')
        break
      case 'choice':
        value = readChoice(text, f.options) ?? text
        break
      case 'state':
        value = readChoice(text, stateNames) ?? text.toUpperCase()
        break
      case 'customer':
        value = readCustomerNumber(text)
        if (value === null) return refuse('Not a customer number')
        break
      case 'catalogue':
      case 'user':
      case 'location':
      case 'monitoringCompany':
      case 'serviceProvider': {
        const id = reading.names.find(name, text, found.fields.sourceId)
        if (id === undefined) {
          found.unknown.push({ target: name, value: text.slice(0, 120) })
          return refuse(`There is no ${f.label} “${text.slice(0, 120)}”`)
        }
        value = id
      }
    }
  const checked = schemaOf(name).safeParse(value)
  if (checked.success) found.fields[name] = checked.data
  else refuse(checked.error.issues[0]?.message ?? 'Not a value of this field')
}

const notA = (what: string) => `Not a ${what} in the chosen format`

/** A day, with a time or without, by the company's clock. */
function readInstant(text: string, { dates }: ImportChoices, zone: string): string | null {
  const day = readDate(text, dates)
  if (!day) return null
  const [, hour, minute, half] = /[T ](\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp][Mm])?/.exec(text) ?? []
  let hours = Number(hour ?? 0)
  if (half) hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  if (hours > 23 || Number(minute ?? 0) > 59) return null
  return instantAtClock(`${day}T${String(hours).padStart(2, '0')}:${minute ?? '00'}`, zone)
}

function readCustom(custom: CustomField, text: string, reading: Reading, found: RowValues): void {
  const target = `custom.${custom.id}`
  const refuse = (message: string) => void found.errors.push({ target, message })
  const { dates, numbers } = reading.choices
  const options = (custom.options ?? []).map(({ value, label }) => ({ value, label }))
  let value: SaveCustom[string] = text
  if (text !== '')
    switch (custom.type) {
      case 'checkbox':
        value = readCheckbox(text)
        if (value === null) return refuse('Neither yes nor no')
        break
      case 'number': {
        const plain = numbers === 'comma' ? text.replace(/\./g, '').replace(',', '.') : text.replace(/,/g, '')
        value = /^-?\d+(\.\d+)?$/.test(plain.trim()) ? Number(plain) : null
        if (value === null) return refuse(notA('number'))
        break
      }
      case 'currency':
        value = readMoney(text, numbers)
        if (value === null) return refuse(notA('amount'))
        break
      case 'date':
        value = readDate(text, dates)
        if (value === null) return refuse(notA('date'))
        break
      case 'select':
        value = readChoice(text, options) ?? text
        break
      case 'multi_select':
        value = text
          .split(/[;|]/)
          .map((part) => part.trim())
          .filter(Boolean)
          .map((part) => readChoice(part, options) ?? part)
    }
  else if (custom.type === 'checkbox') value = false
  else value = null
  found.custom[String(custom.id)] = value
}

/** Values of equipment and recurring invoices, of the types that their targets have. */
export class Cells {
  readonly errors: CellError[] = []
  readonly #texts: Texts
  readonly #choices: ImportChoices

  constructor(texts: Texts, choices: ImportChoices) {
    this.#texts = texts
    this.#choices = choices
  }

  text(target: string): string | undefined {
    return this.#texts.get(target) || undefined
  }

  date(target: string): string | undefined {
    return this.#read(target, (text) => readDate(text, this.#choices.dates), notA('date'))
  }

  integer(target: string): number | undefined {
    return this.#read(target, (text) => readInteger(text, this.#choices.numbers), notA('whole number'))
  }

  money(target: string): number | undefined {
    return this.#read(target, (text) => readMoney(text, this.#choices.numbers), notA('amount'))
  }

  hundredths(target: string): number | undefined {
    return this.#read(target, (text) => readHundredths(text, this.#choices.numbers), notA('number'))
  }

  checkbox(target: string): boolean | undefined {
    return this.#read(target, readCheckbox, 'Neither yes nor no')
  }

  refuse(target: string, message: string): undefined {
    this.errors.push({ target, message })
    return undefined
  }

  #read<T>(target: string, read: (text: string) => T | null, message: string): T | undefined {
    const text = this.text(target)
    if (text === undefined) return undefined
    return read(text) ?? this.refuse(target, message)
  }
}
