/** The `data` of a catalogue's values: as it is named, checked, stored and sent. */
import type { FieldError } from '../errors.ts'
import { type Data, emptyValue, isThere, toStored, toWire, valueText } from './catalogue-fields.ts'
import { catalogueDefinitions, type CatalogueKey, catalogueKeys } from './catalogues.ts'

/** The name that a value left without one gets: what its amount or length reads as. */
export function proposedName(key: CatalogueKey, data: Data, currency: string): string {
  const { namedBy, fields } = catalogueDefinitions[key]
  const f = namedBy ? fields[namedBy] : undefined
  const value = namedBy ? (data[namedBy] ?? null) : null
  return (f && valueText(f, value, { currency, nameOf: () => undefined })) ?? ''
}

/** Rules of a whole value, beyond those of its fields: its `data` as the table would keep it. */
export function checkData(key: CatalogueKey, stored: unknown): FieldError[] {
  const result = catalogueDefinitions[key].schema?.safeParse(stored)
  return (result?.error?.issues ?? []).map(({ path, message }) => ({
    path: ['data', ...path].join('.'),
    message,
  }))
}

/** Members of `data` that stay in administration, by catalogue: the selects of forms have no use for them. */
export const internalData: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  catalogueKeys.map((key) => [
    key,
    Object.entries(catalogueDefinitions[key].fields).flatMap(([name, f]) => (f.internal ? [name] : [])),
  ]),
)

/** Catalogues that the form's selects go without. */
export const apartCatalogues: readonly CatalogueKey[] = catalogueKeys.filter(
  (key) => catalogueDefinitions[key].apart,
)

/** Every member of `data` that some catalogue has. */
export const dataNames: readonly string[] = [
  ...new Set(Object.values(catalogueDefinitions).flatMap(({ fields }) => Object.keys(fields))),
]

/** What a value’s fields hold, each as on the wire; one that is not there beside the others is empty. */
export function settle(key: CatalogueKey, data: Data): Data {
  const entries = Object.entries(catalogueDefinitions[key].fields)
  const whole = Object.fromEntries(entries.map(([name, f]) => [name, data[name] ?? emptyValue(f)]))
  return Object.fromEntries(
    entries.map(([name, f]) => [name, isThere(f, whole) ? whole[name]! : emptyValue(f)]),
  )
}

/** The data of a value as the table keeps it: what is empty is left out. */
export const storedData = (key: CatalogueKey, data: Data): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(catalogueDefinitions[key].fields).flatMap(([name, f]) => {
      const value = isThere(f, data) ? toStored(f, data[name] ?? emptyValue(f)) : undefined
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** The data of a stored value as it goes over the wire: every field of the catalogue, and nothing else. */
export const wireData = (key: CatalogueKey, stored: Readonly<Record<string, unknown>>): Data =>
  Object.fromEntries(
    Object.entries(catalogueDefinitions[key].fields).map(([name, f]) => [name, toWire(f, stored[name])]),
  )
