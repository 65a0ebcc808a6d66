/** Documents, photos and whatever else is kept in a record (TAB-011). */
import { z } from 'zod'
import { endpoint, id, instant, longText } from '../contract.ts'
import { holdsCardNumber } from '../rules/card-number.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { cleanFileName, hasRefusedEnding } from '../rules/files.ts'
import { historyEntry } from './history.ts'

const params = z.object({ customerId: id })
const ofFile = params.extend({ fileId: id })
const named = z.object({ id, name: z.string() })

const fileRow = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    /** What it was called where it came from. */
    originalName: z.string(),
    category: named.nullable(),
    description: z.string(),
    /** As its first bytes say, whatever its name does. */
    contentType: z.string(),
    sizeBytes: z.number().int(),
    /** SHA-256 of the contents, in hex. */
    sha256: z.string(),
    /** The version that is shown. Earlier ones can be had by their numbers. */
    number: z.number().int(),
    uploadedAt: instant,
    uploadedBy: z.string().nullable(),
    /** Until when it can be brought back; null of a file that is not deleted. */
    restorableUntil: instant.nullable(),
  })
  .meta({ id: 'File' })
export type FileRow = z.output<typeof fileRow>

const fileVersion = fileRow
  .pick({
    number: true,
    originalName: true,
    contentType: true,
    sizeBytes: true,
    sha256: true,
    uploadedAt: true,
    uploadedBy: true,
  })
  .meta({ id: 'FileVersion' })
export type FileVersion = z.output<typeof fileVersion>

const fileList = z
  .object({
    /** The latest first. */
    items: z.array(fileRow),
    /** What can still be brought back, for who may do so; what was deleted last comes first. */
    deleted: z.array(fileRow),
    categories: z.array(named.extend({ active: z.boolean() })),
    maxBytes: z.number().int(),
    abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'FileList' })
export type FileList = z.output<typeof fileList>

const fileName = z
  .string()
  .max(1000, 'At most 255 characters')
  .transform(cleanFileName)
  .pipe(
    z
      .string()
      .min(1, 'Enter a name')
      .max(255, 'At most 255 characters')
      .refine((name) => !holdsCardNumber(name), 'This looks like a card number, which must not be kept here')
      .refine((name) => !hasRefusedEnding(name), 'Programs, scripts and web pages are not kept here'),
  )
const fileValues = z.strictObject({
  name: fileName,
  categoryId: id.nullable().default(null),
  description: withoutCard(longText(500)).default(''),
})
export type FileValues = z.output<typeof fileValues>

export const files = {
  list: endpoint({
    method: 'GET',
    path: '/customers/:customerId/files',
    access: 'files.view',
    summary: 'The files of a record',
    params,
    response: fileList,
  }),
  upload: endpoint({
    method: 'POST',
    path: '/customers/:customerId/files',
    access: 'files.create',
    summary: 'Upload a file: its bytes are the body, what is said of it stands in the query',
    io: true,
    upload: true,
    params,
    query: z.object({
      name: fileName,
      categoryId: id.optional(),
      description: withoutCard(longText(500)).default(''),
    }),
    response: fileRow,
    history: { event: 'files.uploaded' },
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/files/:fileId',
    access: 'files.view',
    summary: 'One file with all its versions, the latest first',
    params: ofFile,
    response: fileRow.extend({ versions: z.array(fileVersion) }),
  }),
  download: endpoint({
    method: 'GET',
    path: '/customers/:customerId/files/:fileId/content',
    access: 'files.view',
    summary: 'A file’s bytes, or a range of them',
    io: true,
    download: 'application/octet-stream',
    params: ofFile,
    query: z.object({
      /** Of the version; the one that is shown if left out. */
      number: z.coerce.number().int().min(1).max(1000).optional(),
      /** For showing it in the page, where its type allows that; everything else comes as an attachment. */
      inline: z.enum(['true', 'false']).default('false'),
    }),
    response: z.string(),
  }),
  addVersion: endpoint({
    method: 'POST',
    path: '/customers/:customerId/files/:fileId/versions',
    access: 'files.modify',
    summary: 'Upload a new version of a file, as of the version it was read at; the earlier ones stay',
    io: true,
    upload: true,
    params: ofFile,
    query: z.object({
      version: z.coerce.number().int().positive(),
      /** What it is called where it comes from. */
      name: fileName,
    }),
    response: fileRow,
    history: { event: 'files.version_added' },
  }),
  update: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/files/:fileId',
    access: 'files.modify',
    summary: 'Rename a file, change its category or description, as of the version it was read at',
    params: ofFile,
    body: z.strictObject({ version: z.number().int().positive(), file: fileValues }),
    response: fileRow,
    history: { event: 'files.changed' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/files/:fileId',
    access: 'files.delete',
    summary: 'Delete a file; for 30 days it can be brought back',
    params: ofFile,
    response: fileRow,
    history: { event: 'files.deleted' },
  }),
  restore: endpoint({
    method: 'POST',
    path: '/customers/:customerId/files/:fileId/restore',
    access: 'files.delete',
    summary: 'Bring a deleted file back',
    params: ofFile,
    response: fileRow,
    history: { event: 'files.restored' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/files/:fileId/history',
    access: 'files.view',
    summary: 'What happened to one file, newest first',
    params: ofFile,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
