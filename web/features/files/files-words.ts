/** The choice and order of the files that are shown. */
import { type FileRow, files } from '#shared/contracts/files.ts'
import { kindText } from '#shared/rules/files.ts'
import { addressOf } from '#web/api/call.ts'
import type { FilesSearch, SortKey } from './files-search.ts'

export const countText = (n: number): string => `${n.toLocaleString('en-US')} ${n === 1 ? 'file' : 'files'}`

/** Where the bytes are. */
export const contentAddress = (
  customerId: number,
  file: Pick<FileRow, 'id'>,
  query: { number?: number; inline?: 'true' } = {},
): string => addressOf(files.download, { params: { customerId, fileId: file.id }, query })

const text = (row: FileRow) =>
  [row.name, row.category?.name, row.description, row.uploadedBy, kindText(row.contentType)]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()

const valueOf: Record<SortKey, (row: FileRow) => string | number | null> = {
  name: ({ name }) => name,
  category: ({ category }) => category?.name ?? null,
  kind: ({ contentType }) => kindText(contentType),
  size: ({ sizeBytes }) => sizeBytes,
  uploadedAt: ({ uploadedAt }) => Date.parse(uploadedAt),
}

/** What the address asks for, in its order; the latest first if it names none. Empty values come last. */
export function shownFiles(rows: readonly FileRow[], search: FilesSearch): FileRow[] {
  const words = (search.find ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(
    (row) =>
      (search.category === undefined || (row.category?.id ?? 0) === search.category) &&
      words.every((word) => text(row).includes(word)),
  )
  if (!search.sort) return found
  const value = valueOf[search.sort]
  const sign = search.direction === 'desc' ? -1 : 1
  return found.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * String(x).localeCompare(String(y), 'en-US', { numeric: true })
  })
}
