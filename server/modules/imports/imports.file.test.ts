import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { openFileStore } from '#test/helpers/file-store.ts'
import { testKeys } from '#test/helpers/house.ts'
import { csvLine, guessDelimiter, parseRecords, readRecords, receiveImport } from './imports.file.ts'

beforeAll(async () => {
  useEncryptionKeys(testKeys)
  const files = await openFileStore()
  return () => files.close()
})

const companyId = 7
async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const receive = (bytes: Uint8Array, size = 1000) =>
  receiveImport(companyId, { bytes: inPieces(bytes, size), announcedBytes: bytes.length })
const recordsOf = async (bytes: Uint8Array, size?: number) => {
  const file = await receive(bytes, size)
  return { file, rows: await Array.fromAsync(readRecords(companyId, file)) }
}

describe('[TAB-024] the text of a CSV file', () => {
  it('holds any cells whatever, quoted as RFC 4180 says, wherever it is cut into pieces', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '\t', '漢', '😀'),
      maxLength: 12,
    })
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      )
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, delimiter, size) => {
          const text = rows.map((row) => csvLine(row, delimiter)).join('')
          const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
            // Cut between characters, as a decoder does.
            [...text].slice(i * size, (i + 1) * size).join(''),
          )
          expect(await Array.fromAsync(parseRecords(pieces, delimiter))).toEqual(rows)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is UTF-8 with a mark or without, UTF-16 with it, or else Windows-1252', async () => {
    const text = 'Name,City\r\nZoë,Cañon City\r\n'
    const win = Buffer.from(text, 'latin1')
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    for (const [bytes, encoding] of [
      [Buffer.from(text), 'utf-8'],
      [Buffer.from(`\ufeff${text}`), 'utf-8'],
      [utf16, 'utf-16le'],
      [win, 'windows-1252'],
    ] as const) {
      const { file, rows } = await recordsOf(bytes, 3)
      expect(file).toMatchObject({ encoding, delimiter: ',', headings: ['Name', 'City'], total: 1 })
      expect(rows[1]).toEqual(['Zoë', 'Cañon City'])
    }
  })

  it('is parted by what parts its rows alike, and a comma within a cell parts nothing', () => {
    expect(guessDelimiter('a;b;c\n1,5;2,5;3\n')).toBe(';')
    expect(guessDelimiter('a\tb\n1\t2\n')).toBe('\t')
    expect(guessDelimiter('"a,b",c\n"1\n,2",3\n')).toBe(',')
    expect(guessDelimiter('alone\n1\n')).toBe(',')
  })

  it('[SEC-003] lies sealed in the file store', async () => {
    const file = await receive(Buffer.from(`SSN\n${'900-12-3456\n'.repeat(9000)}`))
    const chunks = await Array.fromAsync(await fileStore().read(companyId, file.key))
    const kept = Buffer.concat(chunks as Buffer[]).toString('latin1')
    expect(kept).not.toContain('900-12-3456')
    expect(kept).not.toContain(Buffer.from('900-12-3456').toString('base64').slice(0, 12))
    // Nor does it open for another company.
    await expect(Array.fromAsync(readRecords(8, file))).rejects.toThrow()
  })

  it('is refused where it is none: a workbook, bytes, an open quote, headings alone; nothing stays of it', async () => {
    const refused = async (bytes: Uint8Array) =>
      receive(bytes).then(
        () => 'taken',
        (error: Error) => error.message,
      )
    expect(await refused(Buffer.from('PK\u0003\u0004 and so on'))).toContain('workbook')
    expect(await refused(Buffer.from([1, 0, 2, 0, 3]))).toContain('no text')
    expect(await refused(Buffer.from('a,b\n"never ends,2\n'))).toContain('quoted cell never ends')
    expect(await refused(Buffer.from('a,b\n'))).toContain('no rows')
    expect(await refused(Buffer.from(''))).toContain('no rows')
  })
})
