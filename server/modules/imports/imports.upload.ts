/** Takes a file in: allowed in one transaction, received in none, and noted in another. */
import type { Parsed } from '#shared/contract.ts'
import type { DataImport, imports } from '#shared/contracts/imports.ts'
import { cleanFileName } from '#shared/rules/files.ts'
import { importKeepDays, importKinds } from '#shared/rules/imports.ts'
import { dayMs } from '#shared/time.ts'
import type { IoCtx } from '#server/http/context.ts'
import type { Upload } from '#server/http/upload.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { queueSweep } from '../files/files.service.ts'
import { receiveImport } from './imports.file.ts'
import * as queries from './imports.queries.ts'
import { toImport } from './imports.service.ts'

/** @throws what receiveImport() throws */
export async function uploadImport(
  ctx: IoCtx,
  { query }: Parsed<typeof imports.upload>,
  file: Upload,
): Promise<DataImport> {
  const companyId = ctx.actor.company.id
  const name = cleanFileName(query.name)
  // A process that dies with the bytes in its hands leaves them to the sweep.
  await ctx.tx((_ctx, db) => queueSweep(db, ctx.now))
  const stored = await receiveImport(companyId, file)
  try {
    return await ctx.tx(async ({ actor, history }, db) => {
      const id = await queries.insertImport(db, actor.userId, ctx.now, { ...stored, kind: query.kind, name })
      await queries.addPurgeJob(db, id, new Date(ctx.now.getTime() + importKeepDays * dayMs))
      history.add({
        event: 'imports.uploaded',
        entity: 'data_import',
        entityId: id,
        detail: { name, kind: importKinds[query.kind].toLowerCase(), count: stored.total },
      })
      return toImport(actor, (await queries.findImport(db, id))!)
    })
  } catch (error) {
    await fileStore().remove(companyId, stored.key)
    throw error
  }
}
