/** The page of a customer's billing methods, and who may open and change it. */
import type { BillingMethod, BillingMethodPage } from '#shared/contracts/billing-methods.ts'
import { fail } from '#shared/errors.ts'
import type { Permission } from '#shared/permissions.ts'
import { authorizationText, expiryOf, methodName } from '#shared/rules/billing-methods.ts'
import { todayIn } from '#shared/time.ts'
import { paymentByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { listChargesOf } from '../charges/charges.service.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listProcessors, type ProcessorRow, type StationDesk } from '../providers/providers.service.ts'
import * as queries from './billing-methods.queries.ts'
import type { BillingMethodUses } from './billing-methods.uses.ts'

const newestCharges = 10

/** The record, for reading. @throws customers.not_found, access.denied_here */
export const openRecord = (ctx: Ctx, db: Db, customerId: number): Promise<Visible> =>
  getReadable(ctx, db, customerId, 'billing_information.view')

/** The record, locked for a change. @throws the same; customers.archived; billing_methods.leads */
export async function lockRecord(
  ctx: Ctx,
  db: Db,
  customerId: number,
  permission: Permission,
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, permission)
  // The answer to every change shows all of them.
  requireAt(ctx.actor, 'billing_information.view', record.locationId)
  if (record.kind !== 'customer') return fail('billing_methods.leads')
  await queries.lockMethods(db, customerId)
  return record
}

export const nameOf = (row: Pick<queries.MethodRow, 'kind' | 'brand' | 'account_type' | 'last4'>): string =>
  methodName({
    kind: row.kind as BillingMethod['kind'],
    brand: row.brand,
    accountType: row.account_type as BillingMethod['accountType'],
    last4: row.last4,
  })

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** What still charges each method, in words. */
export async function usesOf(
  db: Db,
  uses: BillingMethodUses,
  rows: readonly queries.ShownRow[],
): Promise<Map<number, string[]>> {
  const ids = rows.filter(({ archived_at: at }) => !at).map(({ id }) => id)
  const counted = await Promise.all(uses.map(async (use) => ({ use, counts: await use.count(db, ids) })))
  return new Map(
    rows.map((row) => [
      row.id,
      [
        ...(row.openCharges ? [plural(row.openCharges, 'charge') + ' under way'] : []),
        ...(row.retrying ? [plural(row.retrying, 'declined charge') + ' to be tried again'] : []),
        ...counted.flatMap(({ use, counts }) =>
          counts.get(row.id) ? [plural(counts.get(row.id)!, use.what)] : [],
        ),
      ],
    ]),
  )
}

function toMethod(row: queries.ShownRow, chargedBy: string[], today: string): BillingMethod {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind as BillingMethod['kind'],
    name: nameOf(row),
    brand: row.brand,
    last4: row.last4,
    expMonth: row.exp_month,
    expYear: row.exp_year,
    expiry: expiryOf({ expYear: row.exp_year, expMonth: row.exp_month }, today),
    accountType: row.account_type as BillingMethod['accountType'],
    holderType: row.holder_type as BillingMethod['holderType'],
    holderName: row.holder_name,
    nickname: row.nickname,
    note: row.note,
    uses: row.uses as BillingMethod['uses'],
    isDefault: row.is_default,
    address: row.address as BillingMethod['address'],
    processor: { id: row.payment_processor_id, name: row.processor, active: row.processorActive },
    authorization: {
      by: row.authorized_by,
      on: row.authorized_on,
      channel: row.authorized_by_way as BillingMethod['authorization']['channel'],
      text: row.authorization_text,
    },
    created: { at: row.created_at.toISOString(), by: row.createdByName },
    archived: row.archived_at && { at: row.archived_at.toISOString(), by: row.archivedByName },
    replacedById: row.replaced_by_id,
    chargedBy,
  }
}

/** Active processors that Keyholder speaks to, with what can be kept there. */
export const offered = (desk: StationDesk, companyId: number, processors: readonly ProcessorRow[]) =>
  processors
    .filter(({ active, connector }) => active && connector !== null && paymentByKey(connector))
    .map((row) => ({ row, capture: desk.openPayment(companyId, row).processor.capture() }))

export const readPage =
  (desk: StationDesk, uses: BillingMethodUses) =>
  async (ctx: Ctx, db: Db, record: Visible): Promise<BillingMethodPage> => {
    const rows = await queries.listMethods(db, record.id)
    const chargedBy = await usesOf(db, uses, rows)
    const { company, grants } = ctx.actor
    const today = todayIn(company.timeZone, ctx.now)
    const isLead = record.kind !== 'customer'
    const writable = !record.archived && !isLead
    const modify = writable && grants.has('billing_information.modify', record.locationId)
    const processors = modify ? offered(desk, company.id, await listProcessors(db)) : []
    return {
      items: rows.map((row) => toMethod(row, chargedBy.get(row.id) ?? [], today)),
      processors: processors.map(({ row, capture }) => ({
        id: row.id,
        name: row.name,
        kinds: capture.kinds,
      })),
      authorizationTexts: {
        card: authorizationText(company.name, 'card'),
        bank_account: authorizationText(company.name, 'bank_account'),
      },
      holder: {
        firstName: String(record.row.firstName ?? ''),
        lastName: String(record.row.lastName ?? ''),
        company: record.row.accountType === 'commercial' ? String(record.row.businessName ?? '') : '',
      },
      charges: grants.has('payments.view', record.locationId)
        ? await listChargesOf(ctx, db, record.id, newestCharges)
        : [],
      abilities: {
        create: modify && processors.length > 0,
        modify,
        remove: writable && grants.has('billing_information.delete', record.locationId),
      },
      readOnlyReason: isLead ? 'lead' : record.archived ? 'archived' : null,
    }
  }
