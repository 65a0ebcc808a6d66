/**
 * The file of an import: kept sealed, since it may hold SSNs, and read as a stream, however long it is. A file is UTF-8
 * with or without its mark, UTF-16 with it, or else Windows-1252, which every byte is a character of.
 */
import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { parse } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { fail } from '#shared/errors.ts'
import { sizeText } from '#shared/rules/files.ts'
import { maxCell, maxColumns, maxImportBytes, maxImportRows } from '#shared/rules/imports.ts'
import type { Upload } from '#server/http/upload.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import { fileStore } from '#server/platform/file-store.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
/** How the bytes of a stored file are to be read. */
export type Format = { key: string; encoding: Encoding; delimiter: string }
export type StoredImport = Format & { sizeBytes: number; headings: string[]; total: number }

const chunkBytes = 65_536
const delimiters = [',', ';', '\t', '|'] as const

const sealedPlace = (companyId: number, index: number) => place(companyId, `data_import.file.${index}`)

/**
 * Takes an upload in, sealed piece by piece, and looks at what it is. Whatever fails leaves nothing in the store.
 * @throws imports.too_large, imports.empty, imports.not_csv, imports.too_many_rows, files.interrupted
 */
export async function receiveImport(
  companyId: number,
  { bytes, announcedBytes }: Upload,
): Promise<StoredImport> {
  const tooLarge = () => fail('imports.too_large', { max: sizeText(maxImportBytes) })
  if (announcedBytes !== null && announcedBytes > maxImportBytes) tooLarge()
  const looking = new EncodingLook()
  let size = 0
  const sealed = async function* () {
    let index = 0
    let rest: Uint8Array = Buffer.alloc(0)
    const line = (piece: Uint8Array) =>
      Buffer.from(`${seal(Buffer.from(piece).toString('base64'), sealedPlace(companyId, index++))}\n`)
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > maxImportBytes) tooLarge()
      looking.see(chunk)
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= chunkBytes) {
        yield line(rest.subarray(0, chunkBytes))
        rest = rest.subarray(chunkBytes)
      }
    }
    if (announcedBytes !== null && size !== announcedBytes) fail('files.interrupted')
    if (size === 0) fail('imports.empty')
    if (rest.length) yield line(rest)
  }
  const key = await fileStore().put(companyId, sealed())
  try {
    const encoding = looking.end()
    const delimiter = await findDelimiter(companyId, { key, encoding, delimiter: ',' })
    const format = { key, encoding, delimiter }
    let headings: string[] | undefined
    let total = 0
    for await (const record of readRecords(companyId, format)) {
      if (headings) total += 1
      else headings = record.map((heading) => heading.trim().slice(0, 200))
      if (total > maxImportRows) fail('imports.too_many_rows', { max: maxImportRows.toLocaleString('en-US') })
    }
    if (!headings || total === 0) return fail('imports.empty')
    if (headings.length > maxColumns)
      fail('imports.not_csv', { reason: `it has more than ${maxColumns} columns` })
    return { ...format, sizeBytes: size, headings, total }
  } catch (error) {
    await fileStore().remove(companyId, key)
    throw error
  }
}

/** Tells from all the bytes of a file which characters they are. */
export class EncodingLook {
  #head = Buffer.alloc(0)
  #utf8: TextDecoder | null = new TextDecoder('utf-8', { fatal: true })
  #nul = false

  see(chunk: Uint8Array): void {
    if (this.#head.length < 4) this.#head = Buffer.concat([this.#head, chunk.subarray(0, 4)])
    this.#nul ||= chunk.includes(0)
    try {
      this.#utf8?.decode(chunk, { stream: true })
    } catch {
      this.#utf8 = null
    }
  }

  /** @throws imports.not_csv for a spreadsheet or other bytes that are no text */
  end(): Encoding {
    const [a, b] = this.#head
    if (a === 0xff && b === 0xfe) return 'utf-16le'
    if (a === 0xfe && b === 0xff) return 'utf-16be'
    if (this.#head.subarray(0, 2).toString('latin1') === 'PK')
      fail('imports.not_csv', { reason: 'it is a workbook. In the spreadsheet program, save it as CSV' })
    if (this.#nul) fail('imports.not_csv', { reason: 'it is no text' })
    try {
      this.#utf8?.decode()
      return this.#utf8 ? 'utf-8' : 'windows-1252'
    } catch {
      return 'windows-1252'
    }
  }
}

/** The file's text, piece by piece; its mark is left out. */
async function* readText(companyId: number, { key, encoding }: Format): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  let index = 0
  let rest = ''
  for await (const chunk of await fileStore().read(companyId, key)) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const piece = Buffer.from(unseal(line, sealedPlace(companyId, index++)), 'base64')
      yield decoder.decode(piece, { stream: true })
    }
  }
  yield decoder.decode()
}

const options = (delimiter: string) => ({
  delimiter,
  bom: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: maxColumns * maxCell,
})

/**
 * The file's records, the headings first. A quote in the middle of a cell is a character like another.
 * @throws imports.not_csv where a quote is never closed
 */
export async function* readRecords(companyId: number, format: Format): AsyncGenerator<string[]> {
  yield* parseRecords(readText(companyId, format), format.delimiter)
}

/** The records of a text, wherever it is cut into pieces. @throws imports.not_csv */
export async function* parseRecords(
  pieces: AsyncIterable<string> | Iterable<string>,
  delimiter: string,
): AsyncGenerator<string[]> {
  const parser = parse(options(delimiter))
  pipeline(Readable.from(pieces), parser, () => {})
  try {
    for await (const record of parser) yield record as string[]
  } catch (error) {
    const { code } = error as { code?: string }
    if (!code?.startsWith('CSV_')) throw error
    const reasons: Record<string, string> = {
      CSV_QUOTE_NOT_CLOSED: 'a quoted cell never ends',
      CSV_MAX_RECORD_SIZE: 'a row is too long',
    }
    fail('imports.not_csv', { reason: reasons[code] ?? 'a row cannot be read' })
  }
}

async function findDelimiter(companyId: number, format: Format): Promise<string> {
  let head = ''
  for await (const piece of readText(companyId, format)) {
    head += piece
    if (head.length >= chunkBytes) break
  }
  return guessDelimiter(head)
}

/** What parts the cells of a text: whatever gives its rows the most columns, the same number in most of them. */
export function guessDelimiter(text: string): string {
  let best = { delimiter: ',' as string, score: 0 }
  for (const delimiter of delimiters) {
    let rows: string[][]
    try {
      rows = parseAtOnce(text, { ...options(delimiter), to: 20, skip_empty_lines: true })
    } catch {
      continue
    }
    const columns = rows[0]?.length ?? 0
    const alike = rows.filter((row) => row.length === columns).length / Math.max(1, rows.length)
    const score = columns > 1 ? columns * alike : 0
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** A row of a CSV file (RFC 4180), with its line's end. */
export const csvLine = (cells: readonly string[], delimiter: string): string =>
  `${cells
    .map((cell) =>
      cell.includes(delimiter) || /["\r\n]/.test(cell) || /^\s|\s$/.test(cell)
        ? `"${cell.replaceAll('"', '""')}"`
        : cell,
    )
    .join(delimiter)}\r\n`
