/** Walks a contract's schemas for texts and lists without an end: what may be sent must be bounded (house, Contract). */
import type { z } from 'zod'

type Def = {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
  in?: z.ZodType
  out?: z.ZodType
  options?: z.ZodType[]
  items?: z.ZodType[]
  rest?: z.ZodType | null
  keyType?: z.ZodType
  valueType?: z.ZodType
  left?: z.ZodType
  right?: z.ZodType
  getter?: () => z.ZodType
}
type Check = { _zod: { def: { check: string; pattern?: RegExp } } }
type Insides = { def: Def & { format?: string; checks?: Check[] } }

/** Formats that end by themselves. Everything else needs a maximum, or a pattern that ends. */
const bounded = new Set(['date', 'datetime', 'uuid'])
const endless = /[*+]|\{\d+,\}/
const ends = ({ source }: RegExp): boolean =>
  source.startsWith('^') && source.endsWith('$') && !endless.test(source)
const isBounded = ({ format, checks = [] }: Insides['def']): boolean =>
  bounded.has(format ?? '') ||
  checks.some(
    ({ _zod: { def } }) =>
      /^(max_length|length_equals)$/.test(def.check) || (def.pattern !== undefined && ends(def.pattern)),
  )

/** The paths of members that have no end, in the form in which they are sent. */
export function unboundedMembers(schema: z.ZodType, path = ''): string[] {
  const { def } = (schema as unknown as { _zod: Insides })._zod
  const at = (name: string, member: z.ZodType | null | undefined) =>
    member ? unboundedMembers(member, `${path}${name}`) : []
  switch (def.type) {
    case 'string':
      return isBounded(def) ? [] : [path || '(all)']
    case 'array':
      return [...(isBounded(def) ? [] : [`${path}[]`]), ...at('[].', def.element)]
    case 'object':
      return Object.entries(def.shape ?? {}).flatMap(([name, member]) => at(path ? `.${name}` : name, member))
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return at('', def.innerType)
    case 'pipe':
      // What is sent meets the first schema; a bare transformation passes it on to the next.
      return isTransform(def.in) ? at('', def.out) : at('', def.in)
    case 'union':
      return (def.options ?? []).flatMap((option) => at('', option))
    case 'intersection':
      return [...at('', def.left), ...at('', def.right)]
    case 'record':
      // How many members it may have is a refinement of its own.
      return [
        ...((def as Insides['def']).checks?.some(({ _zod: { def: d } }) => d.check === 'custom')
          ? []
          : [`${path}{}`]),
        ...at('{key}', def.keyType),
        ...at('.', def.valueType),
      ]
    case 'tuple':
      return [
        ...(def.items ?? []).flatMap((item, i) => at(`[${i}]`, item)),
        ...(def.rest ? [`${path}[]`] : []),
      ]
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
    case 'null':
    case 'undefined':
      return []
    default:
      return [`${path || '(all)'} (${def.type})`]
  }
}

const isTransform = (schema: z.ZodType | undefined): boolean =>
  (schema as unknown as { _zod: Insides } | undefined)?._zod.def.type === 'transform'
