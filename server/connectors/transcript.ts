/**
 * What is kept of a call, for "Last sync: what was sent, what was answered": enough to argue with a provider
 * about, never a secret. Secrets go by value (the configured ones) and by name (members called password, …).
 */

/** One call as it was seen from here. `request` and `response` are header lines, an empty line, the body. */
export type TranscriptEntry = {
  /** ISO instant. */
  at: string
  /** In the dealer's words: "Look up account". */
  call: string
  method: string
  /** Path and query. */
  path: string
  /** null if no answer came. */
  status: number | null
  durationMs: number
  request: string
  response: string | null
  /** What went wrong on the way; null if an answer came, whatever it said. */
  error: string | null
}

export const mask = '•••'
const maxBodyLength = 4096

const secretHeader = /authorization|cookie|token|secret|password|api-?key/i
const secretMember =
  /passw|passcode|passphrase|token|secret|abort_?-?code|code_?-?word|lock_?-?box_?-?code|duress|authorization|^pin$/i
const secretName =
  'passw\\w*|passcode|passphrase|\\w*token|\\w*secret|abort_?-?code|code_?-?word\\w*|lock_?-?box_?-?code|panel_code|\\bpin'
/** For bodies that do not parse: a secret's name and what follows it, in JSON, form or XML attribute style, also of XML within XML. */
const secretPair = new RegExp(
  `((?:${secretName})["']?\\s*[:=]\\s*)(&(?:amp;)*quot;.*?(?=&(?:amp;)*quot;|$)|"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[^\\s&,;}<]+)`,
  'gi',
)
/** The same as an XML element's text. */
const secretElement = new RegExp(`(<(?:[\\w.-]+:)?(?:${secretName})(?:\\s[^<>]*)?(?<!/)>)[^<]+`, 'gi')
/** And of an element in a document that is itself an element's text. */
const secretInnerElement = new RegExp(
  `(&(?:amp;)*lt;(?:[\\w.-]+:)?(?:${secretName})&(?:amp;)*gt;)(?!&(?:amp;)*lt;).*?(?=&(?:amp;)*lt;|<|$)`,
  'gis',
)

/** As XML writes it; XML within XML does so twice. */
const xmlText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/**
 * Returns a function that replaces the given values in a text, also where JSON, a URL or XML has escaped them.
 * Values under eight characters (a passcode) are replaced only as whole words: "12" in an address stays.
 */
export function scrubber(secrets: readonly string[]): (text: string) => string {
  const forms = new Set<string>()
  for (const secret of secrets) {
    if (!secret) continue
    const xml = xmlText(secret)
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      xml,
      xmlText(xml),
    ])
      forms.add(form)
  }
  if (forms.size === 0) return (text) => text
  const escape = (form: string) => {
    const literal = RegExp.escape(form)
    return form.length >= 8 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
  }
  const pattern = new RegExp(
    [...forms]
      .sort((a, b) => b.length - a.length)
      .map(escape)
      .join('|'),
    'gu',
  )
  return (text) => text.replace(pattern, mask)
}

/** Masks members that are secret by name, at any depth. */
function maskMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskMembers)
  if (typeof value !== 'object' || value === null) return value
  const masked: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value))
    masked[name] = secretMember.test(name) && member !== '' && member !== null ? mask : maskMembers(member)
  return masked
}

const maskText = (body: string) =>
  body
    .replace(secretElement, `$1${mask}`)
    .replace(secretInnerElement, `$1${mask}`)
    .replace(secretPair, `$1${mask}`)

function maskBody(body: string): string {
  if (!/^\s*[{[]/.test(body)) return maskText(body)
  try {
    return JSON.stringify(maskMembers(JSON.parse(body)))
  } catch {
    return maskText(body)
  }
}

/** Header lines, an empty line and the body (cut to 4 kB), without secrets. */
export function transcribe(
  headers: Record<string, string | string[] | undefined>,
  body: string,
  scrub: (text: string) => string,
): string {
  const lines = Object.entries(headers).map(([name, value]) =>
    secretHeader.test(name) ? `${name}: ${mask}` : `${name}: ${String(value)}`,
  )
  const masked = scrub(maskBody(body))
  const cut = masked.length > maxBodyLength ? `${masked.slice(0, maxBodyLength)}…` : masked
  return `${scrub(lines.join('\n'))}\n\n${cut}`
}
