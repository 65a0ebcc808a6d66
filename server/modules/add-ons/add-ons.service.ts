/**
 * The add-ons of a company (ADM-007): switched by its own administration, or by the platform's staff with a reason. What each opens:
 * shared/rules/add-ons.ts. Where one is off, http/mount.ts has its endpoints gone.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { companyAddOns, operatorAddOns } from '#shared/contracts/add-ons.ts'
import { fail } from '#shared/errors.ts'
import { type AddOn, addOnKeys, addOnOf } from '#shared/rules/add-ons.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { noteAct, type OperatorCtx, staffName } from '#server/http/operator-door.ts'
import { getCompany, updateCompany } from '../companies/companies.service.ts'
import { planNext as planBilling } from '../billing/billing.service.ts'
import { listSwitched } from './add-ons.queries.ts'

type List = Output<typeof companyAddOns.list>

/** @param just what this request has switched: History has it once the request is done */
async function answer(
  db: Db,
  maySwitch: boolean,
  just?: { addOn: AddOn; at: Date; by: string } | false,
): Promise<List> {
  const settings = companySettings((await getCompany(db)).settings)
  const switched = await listSwitched(db)
  if (just) switched.set(just.addOn, just)
  return {
    items: addOnKeys.map((key) => ({
      key,
      on: settings[key],
      switchedAt: switched.get(key)?.at.toISOString() ?? null,
      switchedBy: switched.get(key)?.by ?? null,
    })),
    abilities: { switch: maySwitch },
  }
}

type Switching = { addOn: AddOn; on: boolean; why: string; now: Date }

/** @returns whether it was not so before @throws companies.stale if the settings were saved at this moment */
async function set(db: Db, history: HistoryDraft, { addOn, on, why, now }: Switching): Promise<boolean> {
  const company = await getCompany(db)
  if (companySettings(company.settings)[addOn] === on) {
    history.nothingChanged()
    return false
  }
  const { name, time_zone: timeZone, currency } = company
  const settings = { ...(company.settings as object), [addOn]: on }
  if (!(await updateCompany(db, company.version, { name, timeZone, currency, settings })))
    return fail('companies.stale')
  if (addOn === 'invoicePlus') await planBilling(db, now)
  history.add({
    event: 'companies.add_on_switched',
    entity: 'company',
    entityId: company.id,
    detail: {
      ...{ key: addOn, name: addOnOf(addOn).label, state: on ? 'on' : 'off' },
      why: why && `: ${why}`,
    },
  })
  return true
}

export const listAddOns = (ctx: Ctx, db: Db): Promise<List> =>
  answer(db, ctx.actor.grants.anywhere.has('account_management.modify'))

/** @throws companies.stale */
export async function switchAddOn(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof companyAddOns.switch>,
): Promise<List> {
  const { addOn } = params
  const { operator, userName } = ctx.actor
  const changed = await set(db, ctx.history, { addOn, on: body.on, why: '', now: ctx.now })
  const by = operator ? `${staffName(operator.name)} as ${userName}` : userName
  return answer(db, true, changed && { addOn, at: ctx.now, by })
}

/** The staff name a company by its number: there may be none. */
const requireCompany = async (db: Db): Promise<void> => {
  const found = (await getCompany(db)) as Awaited<ReturnType<typeof getCompany>> | undefined
  if (!found) fail('operator.company_not_found')
}

/** @throws operator.company_not_found */
export const listOfCompany = (
  ctx: OperatorCtx,
  { params }: Parsed<typeof operatorAddOns.list>,
): Promise<List> =>
  ctx.tx(params.companyId, async (db) => {
    await requireCompany(db)
    return answer(db, true)
  })

/** The act stands in the staff's log and in the company's History, or in neither. @throws operator.company_not_found; companies.stale */
export const switchOfCompany = (
  ctx: OperatorCtx,
  { params, body }: Parsed<typeof operatorAddOns.switch>,
): Promise<List> =>
  ctx.tx(params.companyId, async (db, history) => {
    await requireCompany(db)
    const { on, reason } = body
    const { addOn, companyId } = params
    const changed = await set(db, history, { addOn, on, why: reason, now: ctx.now })
    if (changed)
      await noteAct(db, {
        ...{ operatorId: ctx.operator.id, act: on ? 'add_on_on' : 'add_on_off', companyId },
        reason: `${addOnOf(addOn).label}: ${reason}`.slice(0, 300),
        address: ctx.origin.address,
      })
    return answer(db, true, changed && { addOn, at: ctx.now, by: staffName(ctx.operator.name) })
  })
