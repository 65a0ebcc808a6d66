/** Files as answers and as history tells them. */
import type { FileRow, FileVersion } from '#shared/contracts/files.ts'
import { type FileLabel, fileLabels, kindText, restoreDays, sizeText } from '#shared/rules/files.ts'
import { dayMs } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { FileRecord, VersionRow } from './files.queries.ts'

export const toVersion = (row: VersionRow): FileVersion => ({
  number: row.number,
  originalName: row.original_name,
  contentType: row.content_type,
  sizeBytes: row.size_bytes,
  sha256: row.sha256.toString('hex'),
  uploadedAt: row.uploaded_at.toISOString(),
  uploadedBy: row.uploaded_by,
})

export const toFile = (row: FileRecord): FileRow => ({
  ...toVersion(row),
  id: row.id,
  version: row.version,
  name: row.name,
  category: row.category_id === null ? null : { id: row.category_id, name: row.category ?? '' },
  description: row.description,
  restorableUntil: row.deleted_at && new Date(row.deleted_at.getTime() + restoreDays * dayMs).toISOString(),
})

/** What of a file history tells. */
export type Told = {
  name: string
  category: string | null
  description: string
  number?: number
  content_type?: string
  size_bytes?: number
}

const told = (file: Told): Record<FileLabel, string | null> => ({
  name: file.name,
  category: file.category,
  description: file.description || null,
  version: file.number === undefined ? null : String(file.number),
  contents: file.content_type ? `${kindText(file.content_type)}, ${sizeText(file.size_bytes ?? 0)}` : null,
})

/** What differs, in the labels' order; null stands for "there was none" or "is none now". */
export function fileChanges(before: Told | null, after: Told | null): Change[] {
  const [old, now] = [before && told(before), after && told(after)]
  return (Object.keys(fileLabels) as FileLabel[])
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}
