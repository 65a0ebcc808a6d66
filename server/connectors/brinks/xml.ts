/**
 * Reads the XML that MIDI answers with, and nothing more of XML than that: elements, attributes, namespaces, text
 * and CDATA. A document type (and with it every entity but the five of XML itself) is refused, nesting and size
 * are bounded, and what is not well-formed is an error and never a guess.
 */

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

const maxLength = 1024 * 1024
const maxDepth = 32
const maxElements = 50_000
const name = String.raw`[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?`
const token = new RegExp(
  String.raw`<!--(?<comment>(?:(?!--)[\s\S])*)-->|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|</(?<end>${name})\s*>` +
    String.raw`|<(?<start>${name})(?<attributes>(?:\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>/?)>|(?<text>[^<]+)`,
  'y',
)
const attribute = new RegExp(String.raw`(${name})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g')
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g
const predefined = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const

type Open = { element: XmlElement; qualified: string; prefixes: Readonly<Record<string, string>> }

/** The document's root element. @throws XmlError */
export function parseXml(source: string): XmlElement {
  if (source.length > maxLength) throw new XmlError('The XML is too large')
  const body = source.replace(/^\uFEFF?(?:<\?xml\s[^?<>]*\?>)?\s*/, '')
  const open: Open[] = []
  let root: XmlElement | null = null
  let elements = 0
  token.lastIndex = 0
  while (token.lastIndex < body.length) {
    const match = token.exec(body)
    if (!match) throw new XmlError('The XML is not well-formed')
    const { start, attributes = '', empty, end, text, cdata } = match.groups!
    if (start !== undefined) {
      elements += 1
      if (elements > maxElements) throw new XmlError('The XML has too many elements')
      const parent = open.at(-1)
      if (!parent && root) throw new XmlError('The XML has more than one root')
      const opened = begin(start, attributes, parent?.prefixes ?? {})
      parent?.element.children.push(opened.element)
      root ??= opened.element
      if (!empty && open.push(opened) > maxDepth) throw new XmlError('The XML is nested too deeply')
    } else if (end !== undefined) {
      if (open.pop()?.qualified !== end) throw new XmlError(`</${end}> closes nothing`)
    } else if (text !== undefined || cdata !== undefined) {
      const value = cdata ?? unescapeXml(text!)
      const inside = open.at(-1)
      if (inside) inside.element.text += value
      else if (value.trim() !== '') throw new XmlError('The XML has text outside of its root')
    }
  }
  if (!root || open.length > 0) throw new XmlError('The XML ends too early')
  return root
}

function begin(qualified: string, attributes: string, outer: Open['prefixes']): Open {
  const written = [...attributes.matchAll(attribute)].map(
    ([, key, double, single]) => [key!, unescapeXml(double ?? single ?? '')] as const,
  )
  if (new Set(written.map(([key]) => key)).size < written.length)
    throw new XmlError(`<${qualified}> names an attribute twice`)
  const prefixes = { ...outer }
  for (const [key, value] of written) {
    if (key === 'xmlns') prefixes[''] = value
    else if (key.startsWith('xmlns:')) prefixes[key.slice(6)] = value
  }
  const [local, prefix] = qualified.split(':').reverse() as [string, string?]
  const namespace = prefixes[prefix ?? '']
  if (prefix !== undefined && namespace === undefined)
    throw new XmlError(`The prefix ${prefix} is not declared`)
  const own = written.filter(([key]) => key !== 'xmlns' && !key.startsWith('xmlns:'))
  return {
    element: {
      name: local,
      namespace: namespace ?? '',
      attributes: Object.fromEntries(own.map(([key, value]) => [key.split(':').at(-1)!, value])),
      children: [],
      text: '',
    },
    qualified,
    prefixes,
  }
}

function unescapeXml(text: string): string {
  return text.replace(reference, (whole, named: string | undefined, decimal?: string, hex?: string) => {
    if (named) return predefined[named as keyof typeof predefined]
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : NaN
    if (!(code <= 0x10ffff)) throw new XmlError(`${whole} is no character`)
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
