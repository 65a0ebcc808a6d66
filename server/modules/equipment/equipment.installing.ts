/** Devices that a completed work order leaves at the customer. */
import { fail } from '#shared/errors.ts'
import { maxEquipment } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { calledBy, equipmentChanges, warrantyEnd } from './equipment.answers.ts'
import * as queries from './equipment.queries.ts'

/**
 * Adds one installed device for each piece, with its item's warranty; zones are given afterwards, on the Equipment tab.
 * The record is locked by the caller.
 * @param today the company's date
 * @throws access.denied_here; equipment.too_many
 */
export async function installParts(
  ctx: Ctx,
  db: Db,
  record: Visible,
  given: { parts: readonly { itemId: number; quantity: number }[]; workOrderId: number; today: string },
): Promise<number> {
  requireAt(ctx.actor, 'equipment.view', record.locationId)
  requireAt(ctx.actor, 'equipment.create', record.locationId)
  const { parts, workOrderId, today } = given
  const items = await queries.holdItems(
    db,
    parts.map(({ itemId }) => itemId),
  )
  const wireTypes = new Map((await queries.listWireTypes(db)).map((row) => [row.id, row.name]))
  const added = parts.flatMap(({ itemId, quantity }) => {
    const item = items.get(itemId)
    if (!item) return []
    const wireTypeId = item.wireTypeId !== null && wireTypes.has(item.wireTypeId) ? item.wireTypeId : null
    return Array.from({ length: quantity }, () => ({
      item_id: item.id,
      serial: null,
      zone: null,
      zone_name: null,
      wire_type_id: wireTypeId,
      place: null,
      area: 1,
      status: 'installed' as const,
      installed_on: today,
      warranty_until: warrantyEnd(today, item.warrantyMonths),
      note: '',
      item: item.name,
      wire_type: wireTypeId === null ? null : (wireTypes.get(wireTypeId) ?? null),
    }))
  })
  if (!added.length) return 0
  const there = await queries.listEquipment(db, record.id)
  if (there.length + added.length > maxEquipment) fail('equipment.too_many', { max: maxEquipment })
  const ids = await queries.insertEquipment(
    db,
    record.id,
    ctx.actor.userId,
    added.map(({ item: _, wire_type: __, ...columns }) => columns),
  )
  for (const [index, row] of added.entries())
    ctx.history.add({
      event: 'equipment.added_by_work_order',
      entity: 'equipment',
      entityId: ids[index]!,
      customerId: record.id,
      detail: { what: calledBy(row), id: workOrderId },
      changes: equipmentChanges(null, row),
    })
  return added.length
}
