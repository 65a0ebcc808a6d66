/** Equipment as a part of its customer's life. */
import { isGone } from '#shared/rules/equipment.ts'
import { type CustomerPart, getReadable } from '../customers/customers.service.ts'
import { calledBy, columnsOf } from './equipment.answers.ts'
import * as queries from './equipment.queries.ts'

/** Equipment goes with its record. A copy begins with the same devices planned: a serial number is one device's. */
export const equipmentPart: CustomerPart = {
  key: 'equipment',
  duplicate: {
    label: 'Equipment, as planned',
    permission: 'equipment.create',
    async copy(ctx, db, fromId, toId) {
      const source = await getReadable(ctx, db, fromId, 'equipment.view')
      const rows = (await queries.listEquipment(db, source.id)).filter(({ status }) => !isGone(status))
      if (!rows.length) return 0
      const copies = rows.map((row) => ({
        ...columnsOf(row),
        serial: null,
        status: 'planned' as const,
        installed_on: null,
        warranty_until: null,
      }))
      await queries.insertEquipment(
        db,
        toId,
        ctx.actor.userId,
        copies.map(({ item: _, wire_type: __, ...columns }) => columns),
      )
      ctx.history.add({
        event: 'equipment.copied',
        entity: 'equipment',
        entityId: null,
        customerId: toId,
        detail: { count: rows.length, from: fromId },
        changes: [{ field: 'item', old: null, new: rows.map(calledBy).join('\n') }],
      })
      return rows.length
    },
  },
}
