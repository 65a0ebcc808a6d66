/**
 * Reads the XML that providers answer with: elements, attributes, namespaces, text and CDATA. fast-xml-parser finds
 * the marks; here a document type (and with it every entity but the five of XML itself) is refused, nesting and size
 * are bounded, prefixes are resolved, and what is not well-formed is an error and never a guess.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export type XmlElement = {
  /** Without prefix. */
  name: string
  namespace: string
  /** By local name; namespace declarations are not among them. */
  attributes: Readonly<Record<string, string>>
  children: XmlElement[]
  /** The text of this element itself, as it stands. */
  text: string
}

export class XmlError extends Error {}

const maxLength = 4 * 1024 * 1024
const maxDepth = 32
const maxElements = 100_000
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g
const predefined = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const

/** What the parser makes of a node in order: one member named like the tag, and attributes under `:@`. */
type Node = Record<string, unknown>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  allowBooleanAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
  cdataPropName: '#cdata',
})

/** The document's root element. @throws XmlError */
export function parseXml(source: string): XmlElement {
  if (source.length > maxLength) throw new XmlError('The XML is too large')
  const body = source.replace(/^\uFEFF?\s*/, '')
  if (/<!DOCTYPE|<!ENTITY/i.test(body)) throw new XmlError('The XML has a document type')
  const nodes = wellFormed(body)
  const roots = nodes.filter((node) => tagOf(node) !== null)
  if (roots.length !== 1) throw new XmlError('The XML has no single root')
  if (nodes.some((node) => tagOf(node) === null && textOf(node).trim() !== ''))
    throw new XmlError('The XML has text outside of its root')
  const budget = { elements: maxElements }
  return toElement(roots[0]!, {}, 1, budget)
}

function wellFormed(body: string): Node[] {
  const valid = XMLValidator.validate(body, { allowBooleanAttributes: false })
  if (valid !== true) throw new XmlError(`The XML is not well-formed: ${valid.err.code}`)
  try {
    return parser.parse(body) as Node[]
  } catch {
    throw new XmlError('The XML is not well-formed')
  }
}

const tagOf = (node: Node): string | null =>
  Object.keys(node).find((key) => key !== ':@' && key !== '#text' && key !== '#cdata') ?? null

function textOf(node: Node): string {
  if (typeof node['#text'] === 'string') return unescapeXml(node['#text'])
  const cdata = node['#cdata'] as Node[] | undefined
  return cdata ? cdata.map((part) => String(part['#text'] ?? '')).join('') : ''
}

function toElement(
  node: Node,
  outer: Readonly<Record<string, string>>,
  depth: number,
  budget: { elements: number },
): XmlElement {
  if (depth > maxDepth) throw new XmlError('The XML is nested too deeply')
  budget.elements -= 1
  if (budget.elements < 0) throw new XmlError('The XML has too many elements')
  const qualified = tagOf(node)!
  const written = Object.entries((node[':@'] ?? {}) as Record<string, string>)
  const prefixes: Record<string, string> = { ...outer }
  for (const [key, value] of written) {
    if (key === 'xmlns') prefixes[''] = unescapeXml(value)
    else if (key.startsWith('xmlns:')) prefixes[key.slice(6)] = unescapeXml(value)
  }
  const [local, prefix] = qualified.split(':').reverse() as [string, string?]
  const namespace = prefixes[prefix ?? '']
  if (prefix !== undefined && namespace === undefined)
    throw new XmlError(`The prefix ${prefix} is not declared`)
  const inside = node[qualified] as Node[]
  return {
    name: local,
    namespace: namespace ?? '',
    attributes: Object.fromEntries(
      written
        .filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
        .map(([key, value]) => [key.split(':').at(-1)!, unescapeXml(value)]),
    ),
    children: inside
      .filter((child) => tagOf(child) !== null)
      .map((child) => toElement(child, prefixes, depth + 1, budget)),
    text: inside
      .filter((child) => tagOf(child) === null)
      .map(textOf)
      .join(''),
  }
}

function unescapeXml(text: string): string {
  return text.replace(reference, (whole, named: string | undefined, decimal?: string, hex?: string) => {
    if (named) return predefined[named as keyof typeof predefined]
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : NaN
    if (!(code > 0 && code <= 0x10ffff)) throw new XmlError(`${whole} is no character`)
    return String.fromCodePoint(code)
  })
}

/** The one child of that name; undefined if there is none. @throws XmlError if there are several */
export function childOf(element: XmlElement, childName: string, namespace: string): XmlElement | undefined {
  const found = element.children.filter((one) => one.name === childName && one.namespace === namespace)
  if (found.length > 1) throw new XmlError(`${element.name} holds ${childName} more than once`)
  return found[0]
}

/** A text for an element or an attribute in double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark as '&' | '<' | '>' | '"'],
  )
