/** A record with one row of everything that reports are of. */
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from './factories.ts'
import type { House } from './house.ts'

/** What a definition is that asks nothing yet. */
export const blank = {
  columns: [],
  filters: [],
  groups: [],
  measures: [],
  sort: null,
  chart: 'none' as const,
}

const today = todayIn('America/Denver', new Date())

/** One row of everything beside a record. */
export async function furnish(house: House, customer: CustomerRow, value: Record<string, number>, by: User) {
  const { company } = customer
  const plant = (table: string, row: object) => house.plant.insert(table, company, { customer_id: customer.id, ...row })
  await plant('contact', { calling_order: 1, first_name: 'Cora', phone: '8015550123' })
  await plant('equipment', { item_id: value.item, status: 'installed', zone: '001', charge_cents: 4_500, installed_on: today })
  await plant('note', { subject: 'Called', created_by: by.id })
  await plant('note', { subject: 'Look at it', is_ticket: true, assignee_id: by.id, due_on: today, priority: 'high' })
  await plant('appointment', { type: 'service', during: `[${today} 15:00+00, ${today} 16:00+00)` })
  await plant('appointment', { type: 'sale', during: `[${today} 17:00+00, ${today} 18:00+00)` })
  await plant('work_order', { type_id: value.work, subject: 'Replace', due_on: today })
  const invoice = await plant('invoice', {
    payer_id: customer.id, number: 7000 + customer.id, state: 'open', invoice_on: today, due_on: addDays(today, -40), subtotal_cents: 1_999, total_cents: 1_999,
  }) // prettier-ignore
  await plant('payment', { number: 7000 + customer.id, method: 'check', paid_on: today, amount_cents: 500 })
  const recurring = await plant('recurring_invoice', {
    every_months: 3, start_on: today, anchor_on: today, next_on: today,
  })
  await house.plant.insert('recurring_line', company, {
    recurring_id: recurring, position: 0, item_id: 3, quantity_hundredths: 100, price_cents: 0, follows_rate: true,
  }) // prettier-ignore
  await plant('risk', { reason_id: value.reason, level_id: value.level, owner_id: by.id, reported_on: today, follow_up_on: today, amount_at_risk_cents: 900 })
  return invoice
} // prettier-ignore

export const valuesOf = async (house: House, company: Location['company']) => ({
  item: (await house.plant.value(company, 'equipment_item')).id,
  work: (await house.plant.value(company, 'work_order_type')).id,
  reason: (await house.plant.value(company, 'at_risk_reason')).id,
  level: (await house.plant.value(company, 'at_risk_level')).id,
  rate: (await house.plant.value(company, 'mmr', { name: 'Gold', data: { totalCents: 4_499, items: {} } }))
    .id,
})
