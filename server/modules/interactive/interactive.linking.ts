/**
 * Linking and creating accounts at interactive-services providers: look, compare, reserve, do it there, confirm
 * (interactive.finish.ts). The reservation is a row and a job, so that what a lost answer or a crash left behind is
 * finished by the worker.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { interactive, InteractivePage, SubscriberMatch } from '#shared/contracts/interactive.ts'
import { fail } from '#shared/errors.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { RemoteSubscriber } from '#server/connectors/interactive.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { seal } from '#server/platform/encryption.ts'
import {
  compareFields,
  insertCalls,
  type OurAccount,
  readOurAccount,
  referenceOf,
  takeTheirs,
} from '../connections/connections.service.ts'
import { type AfterSave, isShown, mayChange, type Visible } from '../customers/customers.service.ts'
import {
  failAsProvider,
  findServiceProvider,
  type OpenProvider,
  type ServiceProviderRow,
  type StationDesk,
} from '../providers/providers.service.ts'
import { isOurs, seenDigest, shownFields } from './interactive.account.ts'
import { finishAccount, type Order, orderPlace, orderWords } from './interactive.finish.ts'
import * as queries from './interactive.queries.ts'
import { findCustomerToChange, readPage } from './interactive.service.ts'

type Request<K extends keyof typeof interactive> = Parsed<(typeof interactive)[K]>

/** How long the worker leaves an account to the request that makes it. */
const graceMs = 25_000

const plainLink: Order = {
  mode: 'link',
  login: '',
  planCode: '',
  addOnCodes: [],
  deviceSerial: '',
  panelCode: '',
  centralStation: null,
  details: {},
}

type Side = { customer: Visible; ours: OurAccount; provider: ServiceProviderRow; open: OpenProvider }

/** Our side, and the way to the provider. @throws connections.not_integrated and what forbids a change */
async function openSide(
  ctx: IoCtx,
  desk: StationDesk,
  customerId: number,
  providerId: number,
): Promise<Side> {
  const { customer, ours, provider } = await ctx.tx(async (inner, db) => {
    const customer = await findCustomerToChange(inner, db, customerId)
    const provider = await findServiceProvider(db, providerId)
    if (!provider) return fail('interactive.not_found')
    return { customer, provider, ours: await readOurAccount(db, ctx.actor.company.id, customer) }
  })
  return { customer, ours, provider, open: desk.openInteractive(ctx.actor.company.id, provider) }
}

/** Asks the provider outside of any transaction; what was said to it is kept either way. */
async function ask<T>(ctx: IoCtx, { customer, provider, open }: Side, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return failAsProvider(error, provider.name)
  } finally {
    await ctx.tx((_inner, db) => insertCalls(db, customer.id, null, open.calls.splice(0)))
  }
}

/** What creating an account asks for. */
export async function readOptions(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'options'>,
): Promise<Output<typeof interactive.options>> {
  const side = await openSide(ctx, desk, params.customerId, params.serviceProviderId)
  const { manifest, provider } = side.open
  const [plans, receivers] = await ask(ctx, side, () =>
    Promise.all([provider.plans?.list() ?? [], provider.centralStation?.receivers() ?? []]),
  )
  const { email, firstName, lastName } = side.ours.fields
  return {
    plans,
    panels: [...manifest.panels],
    receivers,
    forwarding: [...manifest.forwarding],
    login: {
      ...manifest.login,
      proposal: email.split('@')[0] || `${firstName}.${lastName}`.toLowerCase().replace(/[^a-z0-9.]/g, ''),
    },
    device: manifest.device,
    centralStation: {
      accountNumber: (side.customer.row.accountNumber as string | null) ?? '',
      receiver: '',
    },
    details: manifest.details
      .filter(({ atCreation }) => atCreation)
      .map(({ key, label, help, type, required, maxLength, choices }) => ({
        key,
        label,
        help: help ?? '',
        type,
        required,
        maxLength: maxLength ?? 200,
        choices: typeof choices === 'object' ? [...choices] : [],
      })),
    sends: shownFields(manifest, side.ours),
  }
}

/** Accounts that the provider finds by what was typed, each compared with the customer. */
export async function findMatches(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'find'>,
): Promise<Output<typeof interactive.find>> {
  const side = await openSide(ctx, desk, params.customerId, body.providerId)
  const found = await ask(ctx, side, () => side.open.provider.subscribers.find(body.text))
  const matches = await ctx.tx(async (inner, db) => {
    const shown: SubscriberMatch[] = []
    for (const theirs of found.slice(0, 20)) {
      const taken = await takenBy(inner, db, side, theirs)
      shown.push(toMatch(inner, side, theirs, taken && 'sentence' in taken ? taken.sentence : null))
    }
    return shown
  })
  return { matches }
}

/** Who holds the account, here or in another system; null if it is free. */
async function takenBy(ctx: Ctx, db: Db, { customer, provider }: Side, theirs: RemoteSubscriber) {
  const owner = await queries.findOwner(db, provider.id, theirs.externalId)
  if (owner) return { sentence: `Linked to #${owner.id} ${owner.name} already`, owner }
  const { linkedReference: reference } = theirs
  if (reference !== null && !isOurs(reference, referenceOf(ctx.actor.company.slug, customer.id)))
    return { sentence: `Noted there as linked to ${reference}`, reference }
  return null
}

function toMatch(ctx: Ctx, side: Side, theirs: RemoteSubscriber, taken: string | null): SubscriberMatch {
  const { customer, ours, open } = side
  const access = (name: FieldName) => ({
    masked: !isShown(ctx.actor, customer, name),
    mayChange: mayChange(ctx.actor, customer, name),
  })
  const { fields } = theirs
  return {
    externalId: theirs.externalId,
    login: theirs.login,
    name: fields.businessName || [fields.firstName, fields.lastName].filter(Boolean).join(' '),
    address: [fields.addressLine1, fields.city, fields.state, fields.zip].filter(Boolean).join(', '),
    state: theirs.state,
    plan: theirs.plan?.label ?? null,
    deviceSerial: theirs.deviceSerial,
    taken,
    ...compareFields(open.manifest, ours, { fields }, access),
    seen: seenDigest(ours, theirs),
  }
}

/**
 * Links an account as it was shown. Where theirs was chosen, their value is saved here first.
 * @throws interactive.changed_meanwhile, interactive.taken, interactive.taken_elsewhere
 */
export async function linkSubscriber(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'link'>,
  afterSave: AfterSave,
): Promise<InteractivePage> {
  const side = await openSide(ctx, desk, params.customerId, body.providerId)
  const { open, provider, ours } = side
  const theirs = await ask(ctx, side, () => open.provider.subscribers.read({ externalId: body.externalId }))
  if (!theirs) return fail('interactive.no_such_subscriber', { provider: provider.name })
  if (seenDigest(ours, theirs) !== body.seen) fail('interactive.changed_meanwhile')
  const accountId = await ctx.tx(async (inner, db) => {
    const taken = await takenBy(inner, db, side, theirs)
    if (taken?.owner) fail('interactive.taken', { owner: `#${taken.owner.id} ${taken.owner.name}` })
    if (taken?.reference)
      fail('interactive.taken_elsewhere', { provider: provider.name, reference: taken.reference })
    const id = await reserve(inner, db, side, plainLink, theirs.externalId)
    await takeTheirs(inner, db, side.customer, theirs, body.takeTheirs, afterSave)
    return id
  })
  return finish(ctx, desk, params, accountId, provider.name)
}

/** Creates an account, or orders a commitment, and links it. @throws interactive.unsupported; request.invalid */
export async function createSubscriber(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'create'>,
): Promise<InteractivePage> {
  const side = await openSide(ctx, desk, params.customerId, body.providerId)
  const { provider, open } = side
  const { manifest } = open
  const mode = body.kind === 'commitment' ? 'commit' : 'create'
  if (!manifest.capabilities.includes(mode)) fail('interactive.unsupported', { provider: provider.name })
  const errors = flawsOf(body, manifest)
  if (errors.length) fail('request.invalid', {}, { errors })
  const { login, planCode, addOnCodes, deviceSerial, panelCode, centralStation, details } = body
  const wanted = {
    mode,
    login,
    planCode,
    addOnCodes,
    deviceSerial,
    panelCode,
    centralStation,
    details,
  } as const
  const accountId = await ctx.tx((inner, db) => reserve(inner, db, side, wanted, null))
  return finish(ctx, desk, params, accountId, provider.name)
}

/** What the provider would refuse, at its field, before anything is sent. */
function flawsOf(body: Request<'create'>['body'], manifest: OpenProvider['manifest']) {
  const errors: { path: string; message: string }[] = []
  const { login, device, panels, details } = manifest
  if (login.pattern && !new RegExp(login.pattern).test(body.login))
    errors.push({ path: 'login', message: login.help })
  // A commitment learns its device when it is activated.
  const asksDevice = body.kind === 'customer' || body.deviceSerial !== ''
  if (device.pattern && asksDevice && !new RegExp(device.pattern).test(body.deviceSerial))
    errors.push({ path: 'deviceSerial', message: device.help })
  if (panels.length && !panels.some(({ code }) => code === body.panelCode))
    errors.push({ path: 'panelCode', message: 'Choose a panel' })
  for (const { key, label, required } of details)
    if (required && !body.details[key]) errors.push({ path: `details.${key}`, message: `${label} is needed` })
  return errors
}

async function reserve(
  ctx: Ctx,
  db: Db,
  seen: Side,
  wanted: Order,
  externalId: string | null,
): Promise<number> {
  // Read again under this transaction: the record may have changed since it was compared.
  const customer = await findCustomerToChange(ctx, db, seen.customer.id)
  if (customer.row.version !== seen.customer.row.version) fail('interactive.changed_meanwhile')
  const { actor } = ctx
  const id = await queries.reserveAccount(db, {
    customer_id: customer.id,
    service_provider_id: seen.provider.id,
    external_id: externalId,
    linked_by: actor.userId,
    sealed_order: seal(JSON.stringify(wanted), orderPlace(actor.company.id)),
  })
  if (!id) return fail('interactive.changed_meanwhile')
  await queries.addAccountJob(db, 'interactive.finish', id, new Date(ctx.now.getTime() + graceMs))
  ctx.history.add({
    event: 'interactive.asked',
    entity: 'interactive_account',
    entityId: id,
    customerId: customer.id,
    detail: { provider: seen.provider.name, what: orderWords[wanted.mode] },
  })
  return id
}

async function finish(
  ctx: IoCtx,
  desk: StationDesk,
  params: { customerId: number },
  accountId: number,
  provider: string,
): Promise<InteractivePage> {
  try {
    await finishAccount(
      {
        companyId: ctx.actor.company.id,
        accountId,
        now: ctx.now,
        tx: (work) => ctx.tx((inner, db) => work(db, inner.history)),
      },
      desk,
    )
  } catch (error) {
    // Unless the provider definitely refused, the page shows that it waits, and the worker finds out.
    return failAsProvider(error, provider)
  }
  return ctx.tx((inner, db) => readPage(inner, db, { params }))
}
