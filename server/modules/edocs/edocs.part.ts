/** Documents as a part of their record's life. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import { type CustomerPart, getReadable } from '../customers/customers.service.ts'
import { queueSweep } from '../files/files.service.ts'
import * as queries from './edocs.queries.ts'
import { endAs } from './edocs.sending.ts'

/**
 * Archiving voids what is out for signature; drafts and what ended stay. A copy begins with drafts of what the original has
 * in hand: nobody has signed them. With the record its documents are deleted, but not while a provider has yet to be told.
 */
export const edocsPart: CustomerPart = {
  key: 'edocs',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select customer_id as "customerId", count(*)::int as count from edoc
        where company_id = platform.company_id() and customer_id = any (${[...customerIds]}::bigint[]) and status = 'sent'
        group by 1 order by 1`.execute(db)
      return rows.map((row) => ({ ...row, what: 'document that is out for signature' }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{ id: number }>`select id from edoc where company_id = platform.company_id()
        and customer_id = any (${[...customerIds]}::bigint[]) and status = 'sent' order by id`.execute(db)
      for (const { id } of rows) {
        const row = await queries.lockEdoc(db, id)
        if (row?.status === 'sent') await endAs(ctx, db, row, 'voided', 'The record was archived')
      }
    },
  },
  delete: {
    async prepare(ctx, db, customerId) {
      const { rows } = await sql`select from edoc where company_id = platform.company_id()
        and customer_id = ${customerId} and status = 'sent' limit 1`.execute(db)
      if (rows.length) fail('edocs.out')
      await queueSweep(db, ctx.now)
    },
  },
  duplicate: {
    label: 'Documents not yet signed, as drafts',
    permission: 'docusign.create',
    async copy(ctx, db, fromId, toId) {
      const { settings } = ctx.actor.company
      const source = await getReadable(ctx, db, fromId, 'docusign.view')
      if (!settings.edocs) return 0
      const rows = (await queries.listEdocs(db, source.id)).filter(
        ({ status }) => status === 'draft' || status === 'sent',
      )
      const signers = await queries.listSigners(
        db,
        rows.map(({ id }) => id),
      )
      for (const row of rows.toReversed()) {
        const { edoc_provider_id, template_id, name, subject, message, expires_days, reminder_days } = row
        const { file_name, storage_key, sha256, size_bytes } = row
        const id = await queries.insertEdoc(db, {
          customer_id: toId,
          edoc_provider_id,
          template_id,
          name,
          subject,
          message,
          expires_days,
          reminder_days,
          file_name,
          storage_key,
          sha256,
          size_bytes,
          pages: JSON.stringify(row.pages),
          fields: JSON.stringify(row.fields),
          created_at: ctx.now,
          created_by: ctx.actor.userId,
        })
        await queries.replaceSigners(
          db,
          id,
          signers
            .filter(({ edoc_id }) => edoc_id === row.id)
            .map(({ role, turn, name, email, phone, delivery, code_channel }) => ({
              role,
              turn,
              name,
              email,
              phone,
              delivery,
              code_channel,
            })),
        )
        await queries.addEvent(db, id, { kind: 'created', at: ctx.now, userId: ctx.actor.userId, detail: `as a copy, of #${fromId}` }) // prettier-ignore
      }
      if (rows.length)
        ctx.history.add({
          event: 'edocs.copied',
          entity: 'edoc',
          entityId: null,
          customerId: toId,
          detail: { count: rows.length, from: fromId },
          changes: [{ field: 'name', old: null, new: rows.map(({ name }) => name).join('\n') }],
        })
      return rows.length
    },
  },
}
