/**
 * A run as a file: docs/accounting-export.md says what each column is, and on which public pages of Intuit's the two formats for
 * QuickBooks rest. Each is made of the run's lines alone, so that the same run is the same file.
 */
import type { ExportFormat } from '#shared/rules/accounting-exports.ts'
import { postingWords } from '#shared/rules/accounting-exports.ts'
import { byteOrderMark, csvLine } from '#server/platform/csv.ts'
import type { LineRow } from './accounting-exports.queries.ts'

export type Format = {
  head: string
  /** A posting's lines, which balance. */
  posting: (lines: readonly LineRow[], run: { number: number }) => string
}

const money = (cents: number) => (cents / 100).toFixed(2)
const amount = (cents: number): number | string => (cents > 0 ? Number(money(cents)) : '')
/** `03/04/2026`, as QuickBooks reads dates. */
const american = (on: string) => `${on.slice(5, 7)}/${on.slice(8, 10)}/${on.slice(0, 4)}`
const journal = ({ number }: { number: number }, { postingId }: LineRow) => `KH-${number}-${postingId}`
/** Of names QuickBooks wants each once: the number of the record makes it so. */
const nameOf = ({ customer, customerNumber }: LineRow) => `${customer} (${customerNumber})`
const wordsOf = (line: LineRow): string =>
  [
    `${postingWords[line.kind] ?? line.kind}${line.document && ` · ${line.document}`}`,
    ...(line.postedOn === line.entryOn ? [] : [`of ${line.postedOn}`]),
    ...(line.memo ? [line.memo] : []),
  ].join(', ')

const csv: Format = {
  head: byteOrderMark + csvLine(['Journal', 'Date', 'Account', 'Debit', 'Credit', 'Description', 'Document', 'Category', 'Customer number', 'Customer', 'Counts for', 'Adjustment']),
  posting: (lines, run) =>
    lines
      .map((line) =>
        csvLine([
          journal(run, line), line.entryOn, line.book, amount(line.amountCents), amount(-line.amountCents), wordsOf(line), line.document,
          line.category, line.customerNumber, line.customer, line.postedOn, line.postedOn === line.entryOn ? '' : 'Yes',
        ]),
      )
      .join(''),
} // prettier-ignore

const qbo: Format = {
  head: byteOrderMark + csvLine(['Journal No.', 'Journal Date', 'Account Name', 'Debits', 'Credits', 'Description', 'Name']),
  posting: (lines, run) =>
    lines
      .map((line) =>
        csvLine([
          journal(run, line), american(line.entryOn), line.book, amount(line.amountCents), amount(-line.amountCents), wordsOf(line), nameOf(line),
        ]),
      )
      .join(''),
} // prettier-ignore

/** A field of IIF: no tab, no end of a line, no quotation mark. */
const field = (text: string) => text.replace(/["\t\r\n]+/g, ' ').trim()
const row = (...cells: string[]) => `${cells.map(field).join('\t')}\r\n`
const columns = ['TRNSTYPE', 'DATE', 'ACCNT', 'NAME', 'AMOUNT', 'DOCNUM', 'MEMO'] as const

const iif: Format = {
  head: row('!TRNS', ...columns) + row('!SPL', ...columns) + row('!ENDTRNS'),
  posting: (lines, run) =>
    lines
      .map((line, at) =>
        row(at === 0 ? 'TRNS' : 'SPL', 'GENERAL JOURNAL', american(line.entryOn), line.book, nameOf(line), money(line.amountCents), journal(run, line), wordsOf(line)),
      )
      .join('') + row('ENDTRNS'),
} // prettier-ignore

export const formats: Record<ExportFormat, Format> = { csv, qbo, iif }
