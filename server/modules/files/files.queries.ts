/** The SQL of files and their versions. */
import { sql, type SqlBool } from 'kysely'
import type { Db } from '#server/db/database.ts'

/** Stated, not left to row-level security alone: with it the planner uses the indexes that lead with the company. */
const ours = sql<SqlBool>`company_id = platform.company_id()`

export type VersionRow = {
  number: number
  original_name: string
  content_type: string
  size_bytes: number
  sha256: Buffer
  storage_key: string
  uploaded_at: Date
  uploaded_by: string | null
}
/** A file with the version that is shown. */
export type FileRecord = VersionRow & {
  id: number
  customer_id: number
  version: number
  name: string
  category_id: number | null
  category: string | null
  description: string
  deleted_at: Date | null
}
/** What one fills in. */
export type FileColumns = Pick<FileRecord, 'name' | 'category_id' | 'description'>
export type NewVersion = Omit<VersionRow, 'number' | 'uploaded_at' | 'uploaded_by'>

const versionColumns =
  sql.raw(`v.number, v.original_name, v.content_type, v.size_bytes, v.sha256, v.storage_key,
  v.uploaded_at, u.first_name || ' ' || u.last_name as uploaded_by`)
const uploader = sql.raw(`left join user_account u on u.company_id = v.company_id and u.id = v.uploaded_by`)

/** All files of a record, or one of them, with the version shown; the deleted ones, too. The latest first. */
export async function listFiles(db: Db, customerId: number, fileId?: number): Promise<FileRecord[]> {
  const { rows } = await sql<FileRecord>`
    select f.id, f.customer_id, f.version, f.name, f.category_id, c.name as category, f.description, f.deleted_at,
      ${versionColumns}
    from file f
    join file_version v on v.company_id = f.company_id and v.file_id = f.id and v.number = f.shown_number
    left join catalogue_value c on c.company_id = f.company_id and c.id = f.category_id
    ${uploader}
    where f.company_id = platform.company_id() and f.customer_id = ${customerId}
      and (${fileId ?? null}::bigint is null or f.id = ${fileId ?? null}::bigint)
    order by v.uploaded_at desc, f.id desc`.execute(db)
  return rows
}

/** The latest first. */
export async function listVersions(db: Db, fileId: number): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`select ${versionColumns} from file_version v ${uploader}
    where v.company_id = platform.company_id() and v.file_id = ${fileId} order by v.number desc`.execute(db)
  return rows
}

export const countFiles = async (db: Db, customerId: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from file
    where company_id = platform.company_id() and customer_id = ${customerId}`.execute(db)
  return rows[0]!.count
}

export async function insertFile(db: Db, customerId: number, columns: FileColumns): Promise<number> {
  const row = { ...columns, customer_id: customerId }
  return (await db.insertInto('file').values(row).returning('id').executeTakeFirstOrThrow()).id
}

/** Adds the version and shows it. */
export async function insertVersion(
  db: Db,
  fileId: number,
  number: number,
  version: NewVersion,
  by: { userId: number | null; at: Date },
): Promise<void> {
  await db
    .insertInto('file_version')
    .values({ ...version, file_id: fileId, number, uploaded_by: by.userId, uploaded_at: by.at })
    .execute()
  if (number > 1) await updateFile(db, fileId, { shown_number: number })
}

type Update = Partial<FileColumns> & {
  shown_number?: number
  deleted_at?: Date | null
  deleted_by?: number | null
}

export async function updateFile(db: Db, id: number, columns: Update): Promise<void> {
  await db
    .updateTable('file')
    .set({ ...columns, version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** The file, if it was deleted before `until`; held for its end. */
export async function findPurgeable(db: Db, fileId: number, until: Date) {
  return db
    .selectFrom('file')
    .select(['id', 'customer_id', 'name'])
    .where(ours)
    .where('id', '=', fileId)
    .where('deleted_at', '<=', until)
    .forUpdate()
    .executeTakeFirst()
}

/** With its versions; their bytes go by the next sweep. */
export async function deleteFile(db: Db, id: number): Promise<void> {
  await db.deleteFrom('file').where(ours).where('id', '=', id).execute()
}

export type CategoryRow = { id: number; name: string; active: boolean }

export async function listCategories(db: Db): Promise<CategoryRow[]> {
  return db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active'])
    .where(ours)
    .where('catalogue', '=', 'file_category')
    .orderBy('sort')
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Of these keys those that some version has, or the signature of a work order, an electronic document, or an import. */
export async function listUsedKeys(db: Db, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select storage_key as key from file_version
      where company_id = platform.company_id() and storage_key = any (${[...keys]}::text[])
    union all select signature_key from work_order
      where company_id = platform.company_id() and signature_key = any (${[...keys]}::text[])
    union all select storage_key from data_import
      where company_id = platform.company_id() and storage_key = any (${[...keys]}::text[])
    union all select storage_key from message_attachment
      where company_id = platform.company_id() and storage_key = any (${[...keys]}::text[])
    union all select storage_key from edoc_template
      where company_id = platform.company_id() and storage_key = any (${[...keys]}::text[])
    union all select k.key from edoc e, unnest(array[e.storage_key, e.sealed_key]) k (key)
      where e.company_id = platform.company_id() and k.key = any (${[...keys]}::text[])
    union all select k.key from edoc_signer s, unnest(array[s.signature_key, s.initials_key]) k (key)
      where s.company_id = platform.company_id() and k.key = any (${[...keys]}::text[])`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

/** One job a file, which replaces an earlier one. */
export async function addPurgeJob(db: Db, fileId: number, runAt: Date): Promise<void> {
  await sql`select platform.add_job('files.purge', ${JSON.stringify({ fileId })}::jsonb, null,
    ${`files.purge ${fileId}`}, ${runAt})`.execute(db)
}

/** One job a company and hour: what is asked for later does not put off what was asked for before. */
export async function addSweepJob(db: Db, runAt: Date): Promise<void> {
  const hour = new Date(Math.ceil(runAt.getTime() / 3_600_000) * 3_600_000)
  await sql`select platform.add_job('files.sweep', '{}'::jsonb, 'files.sweep',
    ${`files.sweep ${hour.toISOString()}`}, ${hour})`.execute(db)
}
