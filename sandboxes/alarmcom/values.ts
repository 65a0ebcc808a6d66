/** Values as the wire has them: read from a request and written into an answer, both strictly by the table. */
import { encode, type Node } from '../markup.ts'
import { enums, namespace, types, type Member } from './table.ts'

export type Value = string | number | boolean | null | undefined | readonly Value[] | Values
export type Values = { readonly [name: string]: Value }

/** A message that breaks the schema: a SOAP fault. */
export class SchemaError extends Error {}

/** Reads a sequence. @throws SchemaError at what is unknown, missing, out of order or of another type */
export function readSequence(where: string, nodes: readonly Node[], members: readonly Member[]): Values {
  const read: Record<string, Value> = {}
  let place = 0
  for (const node of nodes) {
    if (node.uri !== namespace) throw new SchemaError(`${where}: ${node.tag} is in another namespace`)
    const at = members.findIndex(({ name }, index) => index >= place && name === node.tag)
    if (at < 0) throw new SchemaError(`${where}: ${node.tag} is unknown, comes twice or out of order`)
    for (const skipped of members.slice(place, at)) demand(where, skipped)
    const member = members[at]!
    read[member.name] = readMember(`${where}.${member.name}`, node, member)
    place = at + 1
  }
  for (const skipped of members.slice(place)) demand(where, skipped)
  return read
}

function demand(where: string, { name, optional }: Member): void {
  if (!optional) throw new SchemaError(`${where}: ${name} is missing`)
}

const plain: Record<string, (text: string) => Value> = {
  string: (text) => text,
  boolean: (text) => (/^(true|1)$/.test(text) ? true : /^(false|0)$/.test(text) ? false : undefined),
  int: (text) => (/^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : undefined),
  long: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined),
  decimal: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined),
  dateTime: (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text) && !Number.isNaN(Date.parse(text))
      ? text
      : undefined,
}

function readMember(where: string, node: Node, { type, nil }: Member): Value {
  if (node.nil) {
    if (!nil || node.nodes.length > 0 || node.text !== '') throw new SchemaError(`${where} may not be nil`)
    return null
  }
  const inner = types.get(type)
  if (inner) {
    if (node.text.trim() !== '') throw new SchemaError(`${where} holds text`)
    const [only] = inner
    if (inner.length === 1 && only!.repeats)
      return node.nodes.map((one) => {
        if (one.uri !== namespace || one.tag !== only!.name)
          throw new SchemaError(`${where}: ${one.tag} is not ${only!.name}`)
        return readMember(`${where}.${only!.name}`, one, only!)
      })
    return readSequence(where, node.nodes, inner)
  }
  if (node.nodes.length > 0) throw new SchemaError(`${where} must be plain text`)
  const values = enums.get(type)
  if (values) {
    if (!values.includes(node.text)) throw new SchemaError(`'${node.text}' is not a valid value for ${type}`)
    return node.text
  }
  const value = plain[type]!(node.text)
  if (value === undefined) throw new SchemaError(`${where}: '${node.text}' is no ${type}`)
  return value
}

/** What .NET writes for a value type that nobody has set. */
const unset: Record<string, Value> = {
  int: 0,
  long: 0,
  decimal: 0,
  boolean: false,
  dateTime: '0001-01-01T00:00:00',
}

/** One member of an answer; what is left out is written as .NET writes it. */
export function writeMember({ name, type, optional, nil }: Member, given: Value): string {
  const value = given ?? (optional || nil ? given : (unset[type] ?? enums.get(type)?.[0]))
  if (value === undefined || value === null) return nil && !optional ? `<${name} xsi:nil="true" />` : ''
  const inner = types.get(type)
  if (!inner) return `<${name}>${encode(textOf(type, value))}</${name}>`
  const [only] = inner
  const content = Array.isArray(value)
    ? value.map((one: Value) => writeMember(only!, one)).join('')
    : inner.map((member) => writeMember(member, (value as Values)[member.name])).join('')
  const unknown = Array.isArray(value)
    ? []
    : Object.keys(value as Values).filter((key) => !inner.some((member) => member.name === key))
  if (unknown.length > 0) throw new Error(`${type} has no ${unknown.join(', ')}`)
  return content === '' ? `<${name} />` : `<${name}>${content}</${name}>`
}

function textOf(type: string, value: Value): string {
  const values = enums.get(type)
  if (values && !values.includes(String(value))) throw new Error(`${type} has no ${String(value)}`)
  return type === 'decimal' ? Number(value).toFixed(2) : String(value)
}

/** Reads members of a request without asking each time whether they are there. */
export const text = (values: Value, name: string): string => String(member(values, name) ?? '').trim()
export const whole = (values: Value, name: string): number | null => {
  const value = member(values, name)
  return typeof value === 'number' ? value : null
}
export const flag = (values: Value, name: string): boolean => member(values, name) === true
export const list = (values: Value, name: string): string[] => {
  const value = member(values, name)
  return Array.isArray(value) ? (value as Value[]).map(String) : []
}
export const member = (values: Value, name: string): Value =>
  typeof values === 'object' && values !== null && !Array.isArray(values)
    ? (values as Values)[name]
    : undefined
