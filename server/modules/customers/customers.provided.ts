/** Values that a provider gave with an account (ADT#, MAN/Site#), saved without anybody at the keyboard. */
import { valueSchema } from '#shared/rules/customer-values.ts'
import { type FieldName, type FieldValues, hasField } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Change, HistoryDraft } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { stateOf } from './customers.answers.ts'
import { findRecord, lockRecord, updateCustomer } from './customers.queries.ts'
import { toColumns } from './customers.saving.ts'

/** Locks the record as a save does; call it before anything that saves lock afterwards (its connection). */
export const holdForProvided = lockRecord

/**
 * Saves them as the record's next version, with their history of source `integration`. Empty ones, those that the record
 * has already and those that no field may hold are left out; an archived record stays as it is.
 */
export async function saveProvided(
  db: Db,
  history: HistoryDraft,
  companyId: number,
  customerId: number,
  given: Partial<Record<FieldName, string>>,
): Promise<void> {
  const row = await findRecord(db, customerId)
  if (!row || stateOf(row).archived) return
  const changes: Change[] = []
  for (const [name, text] of Object.entries(given) as [FieldName, string][]) {
    const judged = valueSchema(name).safeParse(text)
    if (text === '' || !hasField(name, row.kind) || !judged.success || judged.data === row[name]) continue
    changes.push({ field: name, old: (row[name] as string | null) ?? null, new: judged.data })
  }
  if (!changes.length) return
  const names = changes.map(({ field }) => field as FieldName)
  const values = Object.fromEntries(changes.map(({ field, new: value }) => [field, value]))
  await updateCustomer(db, customerId, null, toColumns(companyId, names, values))
  await history.from('integration', () => {
    history.add({
      event: 'customers.saved',
      entity: 'customer',
      entityId: customerId,
      customerId,
      detail: { version: row.version + 1 },
      changes,
    })
    return Promise.resolve()
  })
}

/**
 * Sets fields that another module's verb decides (an applied credit check), as the record's next version and by the user
 * who acts. The caller has locked the record and judged the permission; values that it has already are left out.
 */
export async function setDecided(ctx: Ctx, db: Db, customerId: number, decided: FieldValues): Promise<void> {
  const row = await findRecord(db, customerId)
  if (!row) return
  const changes = (Object.entries(decided) as [FieldName, Change['new']][])
    .map(([name, value]): Change => ({ field: name, old: (row[name] as Change['old']) ?? null, new: value }))
    .filter((change) => change.old !== change.new)
  if (!changes.length) return
  const names = changes.map(({ field }) => field as FieldName)
  await updateCustomer(db, customerId, ctx.actor.userId, toColumns(ctx.actor.company.id, names, decided))
  ctx.history.add({
    event: 'customers.saved',
    entity: 'customer',
    entityId: customerId,
    customerId,
    detail: { version: row.version + 1 },
    changes,
  })
}
