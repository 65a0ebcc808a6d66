/** CSV as spreadsheets read it: RFC 4180, UTF-8 with a mark that Excel needs. */
import { DateTime } from 'luxon'

export const byteOrderMark = '\ufeff'

/** As a spreadsheet reads an instant, in the company's zone. */
export const csvInstant = (iso: string, zone: string): string =>
  DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd HH:mm')

/** What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"). */
const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/** One line with its end. A number stays one, also below zero; amounts are given as numbers already divided. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells
    .map((cell) => `"${typeof cell === 'number' ? cell : plain(cell).replaceAll('"', '""')}"`)
    .join(',')}\r\n`
