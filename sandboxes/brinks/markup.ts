/** The sandbox's own reader of requests: strict, small, and no relation of the client's. */

export type Node = { tag: string; uri: string; attributes: Map<string, string>; nodes: Node[]; text: string }

export class MarkupError extends Error {}

const words = /^[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z_][A-Za-z0-9_.-]*)?/

/** Reads one document; refuses DOCTYPE, comments, CDATA and processing instructions but the declaration. */
export function read(source: string): Node {
  let at = 0
  const fail = (what: string): never => {
    throw new MarkupError(`${what} at character ${at}`)
  }
  const blank = () => {
    while (/\s/.test(source[at] ?? '')) at += 1
  }
  const take = (text: string) => {
    if (!source.startsWith(text, at)) fail(`Expected ${text}`)
    at += text.length
  }
  const word = () => {
    const found = words.exec(source.slice(at, at + 200))?.[0] ?? fail('Expected a name')
    at += found.length
    return found
  }
  const until = (mark: string) => {
    const end = source.indexOf(mark, at)
    if (end < 0) fail(`Expected ${mark}`)
    const found = source.slice(at, end)
    at = end
    return found
  }

  const element = (outer: ReadonlyMap<string, string>, depth: number): Node => {
    if (depth > 20) fail('Too deep')
    take('<')
    const name = word()
    const raw = new Map<string, string>()
    blank()
    while (source[at] !== '>' && source[at] !== '/') {
      const key = word()
      if (raw.has(key)) fail(`${key} comes twice`)
      blank()
      take('=')
      blank()
      const quote = source[at] === "'" ? "'" : '"'
      take(quote)
      const value = until(quote)
      if (value.includes('<')) fail('A < within an attribute')
      raw.set(key, decode(value))
      take(quote)
      blank()
    }
    const scope = new Map(outer)
    for (const [key, value] of raw) if (/^xmlns(:|$)/.test(key)) scope.set(key.slice(6), value)
    const [prefix, tag] = name.includes(':') ? (name.split(':') as [string, string]) : ['', name]
    const uri = scope.get(prefix) ?? (prefix ? fail(`Prefix ${prefix} is not declared`) : '')
    const attributes = new Map([...raw].filter(([key]) => !/^xmlns(:|$)/.test(key)))
    const node: Node = { tag, uri, attributes, nodes: [], text: '' }
    if (source[at] === '/') {
      take('/>')
      return node
    }
    take('>')
    while (!source.startsWith('</', at)) {
      if (at >= source.length) fail(`${name} does not end`)
      if (source[at] === '<') node.nodes.push(element(scope, depth + 1))
      else node.text += decode(until('<'))
    }
    take('</')
    if (word() !== name) fail(`Expected the end of ${name}`)
    blank()
    take('>')
    return node
  }

  if (source.startsWith('<?xml')) {
    until('?>')
    take('?>')
  }
  blank()
  const root = element(new Map(), 0)
  blank()
  if (at < source.length) fail('Text after the end')
  return root
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decode = (text: string) =>
  text.replace(/&([^;&]{0,10};?)/g, (whole, inner: string) => {
    const name = inner.endsWith(';') ? inner.slice(0, -1) : ''
    const code = /^#x[0-9a-f]{1,6}$/i.test(name)
      ? parseInt(name.slice(2), 16)
      : Number(/^#(\d{1,7})$/.exec(name)?.[1])
    if (code <= 0x10ffff) return String.fromCodePoint(code)
    const found = named[name]
    if (found === undefined) throw new MarkupError(`${whole} is no character`)
    return found
  })

/** For an element's text or an attribute in double quotes. */
export const encode = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
