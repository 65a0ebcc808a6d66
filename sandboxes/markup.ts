/**
 * The sandboxes' own reader and writer of XML, and no relation of the client's. fast-xml-parser takes the text
 * apart; document types are refused, entities are the five and numbers, size and depth are bounded.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export type Node = {
  tag: string
  uri: string
  /** By qualified name, namespace declarations left out. */
  attributes: ReadonlyMap<string, string>
  nodes: Node[]
  text: string
  /** xsi:nil="true". */
  nil: boolean
}

export class MarkupError extends Error {}

const instance = 'http://www.w3.org/2001/XMLSchema-instance'
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  maxNestedTags: 24,
  ignoreDeclaration: true,
})

/** Reads one document. @throws MarkupError */
export function read(source: string): Node {
  if (source.length > 512 * 1024) throw new MarkupError('The document is too large')
  if (/<!(?!\[CDATA\[|--)/.test(source)) throw new MarkupError('DTD is prohibited')
  let roots: unknown
  try {
    const valid = XMLValidator.validate(source)
    if (valid !== true) throw new MarkupError(valid.err.msg)
    roots = parser.parse(source)
  } catch (error) {
    throw error instanceof MarkupError ? error : new MarkupError((error as Error).message)
  }
  const elements = (roots as Raw[]).filter((raw) => !('#text' in raw))
  if (elements.length !== 1) throw new MarkupError('There must be one root element')
  return nodeOf(elements[0]!, new Map())
}

type Raw = Record<string, unknown>

function nodeOf(raw: Raw, outer: ReadonlyMap<string, string>): Node {
  const qualified = Object.keys(raw).find((key) => key !== ':@') ?? ''
  if (qualified.startsWith('?')) throw new MarkupError('Processing instructions are not taken')
  const given = Object.entries((raw[':@'] ?? {}) as Record<string, string>)
  const scope = new Map(outer)
  for (const [key, value] of given) if (/^xmlns(:|$)/.test(key)) scope.set(key.slice(6), decode(value))
  const resolve = (name: string, plain: string): [uri: string, local: string] => {
    const [prefix, local] = name.includes(':') ? (name.split(':') as [string, string]) : ['', name]
    if (prefix === '') return [plain, local]
    const uri = scope.get(prefix)
    if (uri === undefined) throw new MarkupError(`The prefix ${prefix} is not declared`)
    return [uri, local]
  }
  const [uri, tag] = resolve(qualified, scope.get('') ?? '')
  const attributes = new Map(
    given.filter(([key]) => !/^xmlns(:|$)/.test(key)).map(([key, value]) => [key, decode(value)]),
  )
  const nil = [...attributes].some(
    ([key, value]) => resolve(key, '').join(' ') === `${instance} nil` && /^(true|1)$/.test(value),
  )
  const node: Node = { tag, uri, attributes, nodes: [], text: '', nil }
  for (const child of raw[qualified] as Raw[]) {
    if ('#text' in child) node.text += decode(String(child['#text']))
    else if ('#cdata' in child)
      node.text += (child['#cdata'] as Raw[]).map((part) => String(part['#text'])).join('')
    else node.nodes.push(nodeOf(child, scope))
  }
  return node
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decode = (text: string) =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{1,8});|&/gi, (whole, inner: string | undefined) => {
    const code = inner?.startsWith('#x') ? parseInt(inner.slice(2), 16) : Number(inner?.slice(1))
    if (inner?.startsWith('#') && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code)
    const found = inner === undefined ? undefined : named[inner]
    if (found === undefined) throw new MarkupError(`${whole} is no character`)
    return found
  })

/** For an element's text or an attribute in double quotes. */
export const encode = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
