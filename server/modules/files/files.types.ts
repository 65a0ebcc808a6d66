/**
 * What a file is, by its first bytes (magic numbers as in file(1) and the WHATWG's MIME Sniffing Standard), whatever its
 * name says. What a computer would run is refused; what a browser would run is kept, and only ever sent as an attachment.
 */
import { fail } from '#shared/errors.ts'
import { endingOf, kindText } from '#shared/rules/files.ts'

/** As much of a file as is looked at; office documents name their parts within it. */
export const headBytes = 8192

type Signature = { at?: number; hex: string }
const has = (head: Buffer, { at = 0, hex }: Signature): boolean =>
  head.subarray(at, at + hex.length / 2).toString('hex') === hex

/** Programs, by what one calls them. */
const programs: readonly [Signature, string][] = [
  [{ hex: '4d5a' }, 'a Windows program'],
  [{ hex: '7f454c46' }, 'a Linux program'],
  [{ hex: 'feedface' }, 'a macOS program'],
  [{ hex: 'feedfacf' }, 'a macOS program'],
  [{ hex: 'cefaedfe' }, 'a macOS program'],
  [{ hex: 'cffaedfe' }, 'a macOS program'],
  [{ hex: 'cafebabe' }, 'a program'],
  [{ hex: '0061736d' }, 'a program'],
  [{ hex: '2321' }, 'a script'],
  [{ hex: '4c0000000114020000000000' }, 'a Windows shortcut'],
  [{ hex: '435753' }, 'a Flash film'],
  [{ hex: '465753' }, 'a Flash film'],
]

const signatures: readonly [Signature, string][] = [
  [{ hex: '255044462d' }, 'application/pdf'],
  [{ hex: '89504e470d0a1a0a' }, 'image/png'],
  [{ hex: 'ffd8ff' }, 'image/jpeg'],
  [{ hex: '474946383761' }, 'image/gif'],
  [{ hex: '474946383961' }, 'image/gif'],
  [{ hex: '49492a00' }, 'image/tiff'],
  [{ hex: '4d4d002a' }, 'image/tiff'],
  [{ hex: 'd0cf11e0a1b11ae1' }, 'application/vnd.ms-office'],
  [{ hex: '7b5c727466' }, 'application/rtf'],
  [{ hex: '1f8b08' }, 'application/gzip'],
  [{ hex: '377abcaf271c' }, 'application/x-7z-compressed'],
  [{ hex: '526172211a07' }, 'application/vnd.rar'],
  [{ hex: '1a45dfa3' }, 'video/x-matroska'],
  [{ hex: '494433' }, 'audio/mpeg'],
  [{ hex: 'fffb' }, 'audio/mpeg'],
  [{ hex: '4f676753' }, 'audio/ogg'],
]

/** In RIFF and in ISO media files the kind stands a little further on. */
const riff: Record<string, string> = { WEBP: 'image/webp', 'WAVE': 'audio/wav', 'AVI ': 'video/x-msvideo' } // prettier-ignore
const brands: readonly [RegExp, string][] = [
  [/^(heic|heix|hevc|mif1|msf1|heim|heis)/, 'image/heic'],
  [/^avif|^avis/, 'image/avif'],
  [/^M4A /, 'audio/mp4'],
  [/^qt {2}/, 'video/quicktime'],
]
const openXml = 'application/vnd.openxmlformats-officedocument.'
/** By the folder that a document's parts lie in. */
const officeParts: readonly [string, string][] = [
  ['word/', `${openXml}wordprocessingml.document`],
  ['xl/', `${openXml}spreadsheetml.sheet`],
  ['ppt/', `${openXml}presentationml.presentation`],
]

/** Ends of names that promise a kind of contents: what is in the file must be of that kind. */
const promises: Record<string, { named: string; kind: RegExp }> = {
  pdf: { named: 'a PDF', kind: /^application\/pdf$/ },
  ...Object.fromEntries(
    ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'tif', 'tiff', 'heic', 'heif'].map((ending) => [
      ending,
      { named: 'an image', kind: /^image\/(?!svg)/ },
    ]),
  ),
  ...Object.fromEntries(
    ['docx', 'xlsx', 'pptx'].map((ending) => [
      ending,
      { named: 'an Office document', kind: /openxmlformats|zip$|ms-office$/ },
    ]),
  ),
  txt: { named: 'a text', kind: /^text\/|xml$/ },
  csv: { named: 'a text', kind: /^text\/plain$/ },
}

/**
 * The content type of what begins like this.
 * @param name as it is going to be kept.
 * @throws files.refused for programs and scripts; files.mismatch if the name promises something else
 */
export function contentTypeOf(head: Buffer, name: string): string {
  const program = programs.find(([signature]) => has(head, signature))
  // Two letters may begin a text; a program has more than letters.
  if (program && !(program[0].hex === '4d5a' && textType(head))) fail('files.refused', { what: program[1] })
  const type = detect(head)
  const promise = promises[endingOf(name)]
  if (promise && !promise.kind.test(type)) {
    const message = `The contents are ${type === unknownType ? 'something else' : `of another kind: ${kindText(type)}`}`
    fail('files.mismatch', { named: promise.named }, { errors: [{ path: 'name', message }] })
  }
  return type
}

const unknownType = 'application/octet-stream'

function detect(head: Buffer): string {
  const found = signatures.find(([signature]) => has(head, signature))
  if (found) return found[1]
  if (has(head, { hex: '424d' }) && head.length > 14 && head.readUInt32LE(6) === 0) return 'image/bmp'
  if (has(head, { hex: '52494646' })) return riff[head.toString('latin1', 8, 12)] ?? unknownType
  if (has(head, { at: 4, hex: '66747970' })) {
    const brand = head.toString('latin1', 8, 12)
    return brands.find(([form]) => form.test(brand))?.[1] ?? 'video/mp4'
  }
  if (has(head, { hex: '504b0304' }) || has(head, { hex: '504b0506' })) {
    const names = head.toString('latin1')
    if (!names.includes('[Content_Types].xml') && !names.includes('_rels/')) return 'application/zip'
    return officeParts.find(([part]) => names.includes(part))?.[1] ?? 'application/zip'
  }
  return textType(head) ?? unknownType
}

/** Of what is text: markup is told apart, as a browser would run what is in it. */
function textType(head: Buffer): string | null {
  const text = readText(head)
  if (text === null) return null
  const start = text.replace(/^\ufeff?\s*/, '').toLowerCase()
  if (!/^<[a-z!?/]/.test(start))
    return /<(html|script|svg|iframe)[\s>]/.test(start) ? 'text/html' : 'text/plain'
  if (start.includes('<svg')) return 'image/svg+xml'
  return start.startsWith('<?xml') && !start.includes('<html') ? 'application/xml' : 'text/html'
}

/** The beginning as text, by UTF-8 or the UTF-16 that its mark says; null if it is none. */
function readText(head: Buffer): string | null {
  const mark = head.toString('hex', 0, 2)
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8'
  try {
    // As a stream: the last character may be cut in two.
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text
  } catch {
    return null
  }
}
