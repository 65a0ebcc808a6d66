/** What a work order must fulfil before it is written: what it is chosen from, and lines that are the customer's already. */
import type { NewLine } from '#shared/contracts/work-order-values.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Names } from './work-orders.answers.ts'
import {
  type ChoiceRow,
  holdValues,
  type LineRow,
  type LineValues,
  listTechnicians,
  type WorkOrderDbRow,
  type WorkOrderValues,
} from './work-orders.queries.ts'

/** The record that a work order belongs to, as far as it decides who may be sent there. */
export type OrderPlace = { customerId: number; kind: RecordKind; locationId: number }

type Judged = { names: Names; lines: (LineValues & Pick<LineRow, 'serviceName' | 'itemName'>)[] }

/**
 * Judges a work order as it would be. What is out of use, and a technician who has left, may stay where they are.
 * @param lines null: they stay as they are
 * @param at what stands before the paths of the errors: `fields.` of a save
 * @throws request.invalid with all fields at once
 */
export async function checkWorkOrder(
  db: Db,
  place: OrderPlace,
  before: WorkOrderDbRow | null,
  after: WorkOrderValues,
  lines: readonly NewLine[] | null,
  at = '',
): Promise<Judged> {
  const errors: FieldError[] = []
  const refuse = (path: string, message: string) => errors.push({ path: `${at}${path}`, message })
  const rows = await holdValues(db)
  const judge = (
    id: number | null,
    had: boolean,
    catalogue: ChoiceRow['catalogue'],
    path: string,
    noun: string,
  ) => {
    if (id === null || had) return
    const row = rows.find((r) => r.id === id && r.catalogue === catalogue)
    if (!row) refuse(path, `Choose a ${noun} from the list`)
    else if (!row.active) refuse(path, `This ${noun} is no longer in use`)
  }
  judge(after.typeId, after.typeId === before?.typeId, 'work_order_type', 'typeId', 'type')

  const technicians = await listTechnicians(db, place.kind, place.locationId)
  const users = new Map(technicians.map(({ id, name }) => [id, name]))
  if (
    after.technicianId !== null &&
    after.technicianId !== before?.technicianId &&
    !users.has(after.technicianId)
  )
    refuse('technicianId', 'This user is no technician for this record')
  if (before?.technicianId) users.set(before.technicianId, before.technicianName ?? '')

  const values = new Map(rows.map(({ id, name }) => [id, name]))
  const old = new Map(before?.lines.map((line) => [line.id, line]))
  const judged = (lines ?? []).map((line, index) => {
    const had = line.id === undefined ? undefined : old.get(line.id)
    const path = `lines.${index}`
    if (line.id !== undefined && !had) refuse(path, 'This line is gone. Enter it anew')
    judge(line.serviceId, line.serviceId === had?.serviceId, 'tech_service', `${path}.serviceId`, 'service')
    judge(line.itemId, line.itemId === had?.itemId, 'equipment_item', `${path}.itemId`, 'part')
    const action = line.kind === 'part' ? (line.action ?? 'install') : null
    const what = (l: { kind: string; itemId: number | null; quantityHundredths: number }) =>
      [l.kind, l.itemId, l.quantityHundredths].join()
    if (had?.addedAt && (what(had) !== what(line) || had.action !== action))
      refuse(path, 'This part is in the customer’s equipment already: only its price can be changed')
    return {
      ...line,
      action,
      serviceName: line.serviceId === null ? null : (values.get(line.serviceId) ?? null),
      itemName: line.itemId === null ? null : (values.get(line.itemId) ?? null),
    }
  })
  const ids = judged.flatMap(({ id }) => (id === undefined ? [] : [id]))
  if (new Set(ids).size < ids.length) refuse('lines', 'A line is there twice')
  if (lines && before?.lines.some((line) => line.addedAt && !ids.includes(line.id)))
    refuse('lines', 'A part that is in the customer’s equipment already must stay')
  if (errors.length) fail('request.invalid', {}, { errors })
  return { names: { users, values }, lines: judged }
}

/** @throws request.invalid at the field */
export async function checkCancelReason(db: Db, id: number): Promise<string> {
  const row = (await holdValues(db)).find((r) => r.id === id && r.catalogue === 'work_order_cancel_reason')
  if (row?.active) return row.name
  const errors = [{ path: 'cancelReasonId', message: 'Choose a reason from the list' }]
  return fail('request.invalid', {}, { errors })
}
