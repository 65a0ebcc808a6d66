/** What a work order has to charge, for the invoice that is made of it. */
import { partActions, type PartAction } from '#shared/rules/work-orders.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { findWorkOrder } from './work-orders.queries.ts'

export type Billable = {
  id: number
  subject: string
  lines: {
    itemId: null
    description: string
    quantityHundredths: number
    priceCents: number
    taxable: boolean
  }[]
}

const verb = (action: PartAction | null) =>
  action && action !== 'install' ? `${partActions[action].label}: ` : ''

/** Its lines as an invoice would have them; null if the record has no such work order. @throws access.denied_here */
export async function listBillable(
  ctx: Ctx,
  db: Db,
  record: Visible,
  workOrderId: number,
): Promise<Billable | null> {
  requireAt(ctx.actor, 'work_orders.view', record.locationId)
  const order = await findWorkOrder(db, record.id, workOrderId)
  if (!order) return null
  return {
    id: order.id,
    subject: order.subject,
    lines: order.lines.map((line) => ({
      itemId: null,
      description:
        `${verb(line.action)}${[line.serviceName ?? line.itemName, line.description].filter(Boolean).join(': ')}`.slice(
          0,
          255,
        ),
      quantityHundredths: line.quantityHundredths,
      priceCents: line.priceCents,
      taxable: line.taxable,
    })),
  }
}
