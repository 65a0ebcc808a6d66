/** What the dealer sees of billing in a provider's app: whose app shows bills, of which recurring invoice, and if not, why. */
import type { Parsed } from '#shared/contract.ts'
import type { AppBillingStanding, appBillingStanding } from '#shared/contracts/app-billing.ts'
import { standingOf } from '#shared/rules/app-billing.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { getReadable } from '../customers/customers.service.ts'
import * as queries from './app-billing.queries.ts'
import { billingConnectors } from './app-billing.setup.ts'

export { listSetups, readSetup, saveSetup } from './app-billing.setup.ts'
export { appPaymentSubjects } from './app-billing.subjects.ts'

/** @throws customers.not_found, access.denied_here */
export async function readStanding(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof appBillingStanding.ofCustomer>,
): Promise<AppBillingStanding> {
  const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
  const linked = await queries.listLinked(db, record.id, billingConnectors)
  const recurring = linked.length ? await queries.listRecurring(db, record.id) : []
  return {
    accounts: linked.map((row) => {
      const standing = standingOf({ ...row, linked: true, recurring })
      const chosen = standing.configured ? standing.recurring : null
      return {
        accountId: row.accountId,
        provider: row.provider,
        login: row.login,
        enabled: row.enabled,
        configured: standing.configured,
        reason: standing.configured ? null : standing.reason,
        recurringId: chosen?.id ?? null,
        recurringName: chosen?.name ?? '',
        billingMethodId: chosen?.billingMethodId ?? null,
      }
    }),
  }
}
