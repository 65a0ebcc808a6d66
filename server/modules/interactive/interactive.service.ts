/** Reading a customer's accounts at interactive-services providers, unlinking, and queueing what a save changed. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { connections } from '#shared/contracts/connections.ts'
import type { interactive, InteractivePage } from '#shared/contracts/interactive.ts'
import { fail } from '#shared/errors.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { forgetCheck } from '../connections/connections.service.ts'
import { type AfterSave, findVisible, shownField, type Visible } from '../customers/customers.service.ts'
import { keptBy, wordFor } from './interactive.account.ts'
import { nameOf, toAccount } from './interactive.answers.ts'
import * as queries from './interactive.queries.ts'

export { retryAccounts } from './interactive.again.ts'
export { judgeSubscriber } from './interactive.look.ts'
export { isOurs, wordFor } from './interactive.account.ts'
export { nameOf } from './interactive.answers.ts'
export { findLinkedId } from './interactive.queries.ts'
export { interactivePart } from './interactive.part.ts'

type Request<K extends keyof typeof interactive> = Parsed<(typeof interactive)[K]>

/** @throws customers.not_found, access.denied_here, connections.leads_have_none */
export async function findCustomer(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  const customer = await findVisible(ctx, db, customerId)
  if (!customer) return fail('customers.not_found')
  if (customer.kind === 'lead') return fail('connections.leads_have_none')
  return customer
}

/** The same, for a change. @throws besides: customers.archived, access.denied_here */
export async function findCustomerToChange(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  const customer = await findCustomer(ctx, db, customerId)
  requireAt(ctx.actor, 'connections.modify', customer.locationId)
  if (customer.archived) fail('customers.archived')
  return customer
}

/** The page of accounts. */
export async function readPage(ctx: Ctx, db: Db, { params }: Request<'page'>): Promise<InteractivePage> {
  const customer = await findCustomer(ctx, db, params.customerId)
  const may = ctx.actor.grants.has('connections.modify', customer.locationId)
  const disabledReason = customer.archived ? 'This customer is archived' : null
  const rows = await queries.listAccounts(db, customer.id)
  const served = !customer.archived && !customer.row.isCanceled
  const shown = rows.map((row) => toAccount(row, may ? disabledReason : undefined))
  const providers = may ? await queries.listIntegratedProviders(db) : []
  return {
    accounts: shown.filter(({ state }) => state !== 'unlinked'),
    past: shown.filter(({ state }) => state === 'unlinked'),
    providers: providers.flatMap(({ id, name, connector }) => {
      const manifest = interactiveByKey(connector)?.manifest
      if (!manifest) return []
      const { capabilities, honesty } = manifest
      const [mayCreate, mayCommit] = [capabilities.includes('create'), capabilities.includes('commit')]
      return [{ id, name, connector: manifest.name, honesty, mayCreate, mayCommit }]
    }),
    disabledReason,
    mmrCents: await rateCents(ctx, db, customer),
    attention: rows.flatMap((row, at) =>
      attentionOf(shown[at]!, row, served).map((said) => ({ accountId: row.id, ...said })),
    ),
  }
}

/** What the customer pays a month, if this user may see the sale's card. */
export async function rateCents(ctx: Ctx, db: Db, customer: Visible): Promise<number | null> {
  const rateId = shownField(ctx.actor, customer, 'mmrId')
  return typeof rateId === 'number' ? queries.findRateCents(db, rateId) : null
}

/** @param served the record is in use: that nothing runs for one who has left is as it should be. */
function attentionOf(
  account: InteractivePage['accounts'][number],
  row: queries.ShownAccount,
  served: boolean,
): { message: string; retry: boolean }[] {
  const { provider, push, state, lastError } = account
  const found = []
  const said = served && state === 'linked' ? findingWords(row) : null
  if (said) found.push({ message: said, retry: false })
  if (push.state === 'failed')
    found.push({
      message: `${provider} did not take ${push.fields.join(', ')}: ${push.error ?? ''}`,
      retry: true,
    })
  if (state === 'creating')
    found.push({
      message: `${provider} has not confirmed the account yet. ${lastError ?? 'Keyholder keeps trying.'}`,
      retry: false,
    })
  if (state === 'linked')
    for (const trouble of account.troubles) found.push({ message: `${provider}: ${trouble}`, retry: false })
  return found
}

/** What the last look at the account showed. */
function findingWords(row: queries.ShownAccount): string | null {
  const { provider, finding, differing } = row
  switch (finding) {
    case 'missing':
      return `${provider} has no account ${nameOf(row)} any more: the customer’s app does not work. Call the provider, or unlink it.`
    case 'taken':
      return `${provider} has noted the account ${nameOf(row)} as another record’s.`
    case 'out_of_service':
      return `The account ${nameOf(row)} was suspended or ended at ${provider}: refresh it to see how it stands.`
    case 'drift':
      return `${provider} has ${differing.map(wordFor).join(', ')} otherwise now: push ours over it.`
    case null:
      return null
  }
}

/** The customer and one of its accounts, for a change. @throws interactive.not_found, interactive.not_linked */
export async function lockOwn(ctx: Ctx, db: Db, params: { customerId: number; accountId: number }) {
  const customer = await findCustomerToChange(ctx, db, params.customerId)
  const row = await queries.lockAccount(db, params.accountId)
  if (row?.customer_id !== customer.id) return fail('interactive.not_found')
  const shown = (await queries.listAccounts(db, customer.id)).find(({ id }) => id === row.id)
  return { customer, row: shown ?? fail('interactive.not_found') }
}

/** Sends everything that the provider keeps once more, and what failed. @throws interactive.not_linked */
export async function askPush(ctx: Ctx, db: Db, { params }: Request<'push'>): Promise<InteractivePage> {
  const { customer, row } = await lockOwn(ctx, db, params)
  const manifest = interactiveByKey(row.connector ?? '')?.manifest
  if (!manifest) return fail('connections.not_integrated', { company: row.provider })
  if (row.state === 'linked') await queries.addPending(db, row.id, keptBy(manifest))
  // Of an ended link only the notice that the provider refused.
  else if (row.push_state === 'failed') await queries.addPending(db, row.id, [])
  else fail('interactive.not_linked')
  await queries.addAccountJob(db, 'interactive.push', row.id)
  ctx.history.add({
    event: 'interactive.push_asked',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: customer.id,
    detail: { provider: row.provider },
  })
  return readPage(ctx, db, { params })
}

/** Breaks the link at once on our side; the provider learns it by the outbox. Neither account is deleted. */
export async function unlinkAccount(
  ctx: Ctx,
  db: Db,
  { params }: Request<'unlink'>,
): Promise<InteractivePage> {
  const { customer, row } = await lockOwn(ctx, db, params)
  if (row.state === 'unlinked') fail('interactive.not_linked')
  const tells = interactiveByKey(row.connector ?? '')?.manifest.capabilities.includes('unlink') ?? false
  await queries.updateAccount(db, row.id, {
    state: 'unlinked',
    unlinked_at: ctx.now,
    unlinked_by: ctx.actor.userId,
    sealed_order: null,
    pending: tells && row.external_id !== null ? ['release'] : [],
    push_state: tells && row.external_id !== null ? 'waiting' : 'idle',
    push_serial: row.push_serial + 1,
    waiting_since: tells && row.external_id !== null ? ctx.now : null,
    failed_at: null,
    attempts: 0,
    error_kind: null,
    error_message: null,
  })
  await forgetCheck(db, 'interactive', row.id)
  if (tells && row.external_id !== null) await queries.addAccountJob(db, 'interactive.push', row.id)
  ctx.history.add({
    event: 'interactive.unlinked',
    entity: 'interactive_account',
    entityId: row.id,
    customerId: customer.id,
    detail: { provider: row.provider, account: nameOf(row) },
  })
  return readPage(ctx, db, { params })
}

/** Queues the providers' share of what a save changed, in the save's own transaction (CON-013). */
export const queueSubscriberChanges: AfterSave = async (_ctx, db, row, changed) => {
  // The record is locked, so that none is linked meanwhile.
  if (row.interactive[0] === 0) return
  for (const { id, connector } of await queries.lockLinked(db, row.id)) {
    const manifest = interactiveByKey(connector ?? '')?.manifest
    if (!manifest?.capabilities.includes('update')) continue
    const fields = keptBy(manifest).filter((name) => (changed as string[]).includes(name))
    if (!fields.length) continue
    await queries.addPending(db, id, fields)
    await queries.addAccountJob(db, 'interactive.push', id)
  }
}

/** As the hub of connections shows them. */
export async function listForHub(
  db: Db,
  customerId: number,
  served: boolean,
): Promise<Output<typeof connections.hub>['interactive']> {
  const rows = await queries.listAccounts(db, customerId)
  return rows
    .filter(({ state }) => state !== 'unlinked')
    .map((row) => {
      const account = toAccount(row, undefined)
      const attention = attentionOf(account, row, served).map(({ message }) => message)
      return {
        provider: row.provider,
        account: nameOf(row),
        plan: account.plan?.label ?? null,
        state: account.state === 'creating' ? 'Being made' : (account.subscriberState ?? 'linked'),
        attention: attention[0] ?? null,
      }
    })
}
