/** Devices that come several at once, of a package or of an order: each its own line of history, and its zone told of. */
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { queueZones } from '../connections/connections.service.ts'
import type { Visible } from '../customers/customers.service.ts'
import { calledBy, equipmentChanges } from './equipment.answers.ts'
import * as queries from './equipment.queries.ts'

type Columns = Parameters<typeof queries.insertEquipment>[3][number]
/** A device with what history calls it and its wire type. */
export type NewDevice = Columns & { item: string; wire_type: string | null }

/** @param by what brought them, by its name. The record is locked by the caller. */
export async function addDevices(
  ctx: Ctx,
  db: Db,
  record: Visible,
  added: readonly NewDevice[],
  by: { package: string } | { order: string },
): Promise<void> {
  const ids = await queries.insertEquipment(
    db,
    record.id,
    ctx.actor.userId,
    added.map(({ item: _, wire_type: __, ...columns }) => columns),
  )
  for (const [index, row] of added.entries())
    ctx.history.add({
      event: 'order' in by ? 'equipment.added_by_order' : 'equipment.added_by_package',
      entity: 'equipment',
      entityId: ids[index]!,
      customerId: record.id,
      detail: { what: calledBy(row), ...by },
      changes: equipmentChanges(null, row),
    })
  if (added.some(({ zone }) => zone)) await queueZones(ctx, db, record.id)
}
