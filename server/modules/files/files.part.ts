/** Files as a part of their customer's life. */
import { type CustomerPart, getReadable } from '../customers/customers.service.ts'
import { sweepAfterMs } from './files.jobs.ts'
import * as queries from './files.queries.ts'

/** A copy has the same files in the version that is shown; they share their bytes. A deleted record's bytes are swept. */
export const filesPart: CustomerPart = {
  key: 'files',
  delete: {
    prepare: (ctx, db) => queries.addSweepJob(db, new Date(ctx.now.getTime() + sweepAfterMs)),
  },
  duplicate: {
    label: 'Files',
    permission: 'files.create',
    async copy(ctx, db, fromId, toId) {
      const source = await getReadable(ctx, db, fromId, 'files.view')
      const rows = (await queries.listFiles(db, source.id)).filter((row) => !row.deleted_at)
      if (!rows.length) return 0
      for (const { name, category_id, description, ...row } of rows.toReversed()) {
        const id = await queries.insertFile(db, toId, { name, category_id, description })
        const { original_name, content_type, size_bytes, sha256, storage_key } = row
        await queries.insertVersion(
          db,
          id,
          1,
          { original_name, content_type, size_bytes, sha256, storage_key },
          { userId: ctx.actor.userId, at: ctx.now },
        )
      }
      ctx.history.add({
        event: 'files.copied',
        entity: 'file',
        entityId: null,
        customerId: toId,
        detail: { count: rows.length, from: fromId },
        changes: [{ field: 'name', old: null, new: rows.map(({ name }) => name).join('\n') }],
      })
      return rows.length
    },
  },
}
