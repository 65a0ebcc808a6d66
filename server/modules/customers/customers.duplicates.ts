/** Possible duplicates of somebody who is about to be created (NEW-002). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { parsePhone } from '#shared/phone.ts'
import { normaliseZip } from '#shared/postal.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listDuplicates } from './customers.lifecycle.queries.ts'

const shown = 10
const digits = 10

/** Records that the user may view and that are like the new one by the company's rules, best first. */
export async function findDuplicates(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof customersLifecycle.findDuplicates>,
): Promise<Output<typeof customersLifecycle.findDuplicates>> {
  const { duplicateRules } = ctx.actor.company.settings
  const { primaryPhone, workPhone, cellPhone, otherPhone } = query
  const phones = [primaryPhone, workPhone, cellPhone, otherPhone]
    // What is no phone number (yet) is like nobody's.
    .map((typed) => (typed ? parsePhone(typed) : null))
    .filter((phone) => phone !== null)
    .map((phone) => phone.slice(0, digits))
  const items = await listDuplicates(
    db,
    duplicateRules,
    {
      firstName: query.firstName || null,
      lastName: query.lastName || null,
      businessName: query.businessName || null,
      city: query.city || null,
      zip: query.zip ? normaliseZip(query.zip) : null,
      phones: [...new Set(phones)],
      email: query.email || null,
      addressLine1: query.addressLine1 || null,
    },
    shown,
  )
  return { items }
}
