/** What a catalogue is described by (catalogues.ts holds the descriptions). */
import type { z } from 'zod'
import type { FieldError } from '../errors.ts'
import type { Permission } from '../permissions.ts'
import type { CatalogueField, Data } from './catalogue-fields.ts'

export type CatalogueAction = 'create' | 'modify' | 'delete'
/** A value that most dealers have, for a company that begins with an empty catalogue. */
export type UsualValue = { name: string; data?: Data }

export type CatalogueDefinition = {
  /** `lead status`, in a sentence. */
  one: string
  /** `Lead Statuses`, as the menus call it. */
  label: string
  /** What the values are for, in a few words. */
  help: string
  permissions: Readonly<Record<CatalogueAction, Permission>>
  /** Most characters of a name; 255 if absent. */
  nameMax?: number
  /** What the name is, where “Name” would not say it. */
  nameLabel?: string
  /** The field that a name left empty is made of. */
  namedBy?: string
  /** Names are unique among the values that agree in this field, rather than in the whole catalogue. */
  uniqueWithin?: string
  fields: Readonly<Record<string, CatalogueField>>
  usual?: readonly UsualValue[]
  /** More rules of the stored `data` as a whole. */
  schema?: z.ZodType
  /** What may no longer change once records have the value; both sides as stored, paths below `data`. */
  refuseChange?: (before: unknown, after: unknown) => FieldError[]
  /** The form's selects go without it: whoever offers its values reads them by itself. */
  apart?: true
  /** At most so many values; 1,000 if absent. */
  most?: number
}

/** `lead statuses`, `rate categories`. */
export const plural = (one: string): string =>
  /s$/.test(one) ? `${one}es` : /[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`

/** As many values as a catalogue may have, where its definition says nothing else. */
export const mostValues = 1000

type Area<L extends string> = Extract<Permission, `${string}.${L}`> extends `${infer A}.${L}` ? A : never
/** The permissions of an area that parts creating, modifying and deleting. */
export const levels = (area: Area<'create'> & Area<'modify'> & Area<'delete'>) => ({
  create: `${area}.create` as Permission,
  modify: `${area}.modify` as Permission,
  delete: `${area}.delete` as Permission,
})
/** The one permission of an area, for all of it. */
export const full = (area: Area<'yes'>) => {
  const permission = `${area}.yes` as Permission
  return { create: permission, modify: permission, delete: permission }
}
