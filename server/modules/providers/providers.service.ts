/**
 * Administration of monitoring companies, interactive-services providers, credit bureaus, payment processors and e-doc providers: one code for all (CON-090,
 * CON-091, ADM-011). Below the imports stands what other modules ask of them.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Provider, ProviderFields, providers } from '#shared/contracts/providers.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { type ProviderKind, providerKinds } from '#shared/rules/providers.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, type IoCtx, requireAnywhere, requireFresh } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { differences } from './providers.changes.ts'
import * as queries from './providers.queries.ts'
import {
  connectorOf,
  judgeSettings,
  type Kept,
  keptOf,
  schemaOf,
  typeName,
  typesOf,
} from './providers.settings.ts'
import { sealSecrets, type StationDesk, tableOf } from './stations.ts'

export {
  failAsProvider,
  type MonitoringCompanyRow,
  type OpenBureau,
  type OpenProcessor,
  type OpenProvider,
  openSecrets,
  type OpenEsign,
  type OpenStation,
  reasonOf,
  sealSecrets,
  type ServiceProviderRow,
  StationDesk,
} from './stations.ts'
export { listHealth, mayCall, noteCall, type ProviderRef } from './providers.breaker.ts'
export {
  findCreditBureau,
  findEdocProvider,
  findMonitoringCompany,
  findServiceProvider,
  listProcessors,
  type ProcessorRow,
} from './providers.queries.ts'
export { settingFields } from './providers.settings.ts'

/** How many accounts are linked by a provider right now, by provider; connections count them. */
export type CountLinked = (db: Db, kind: ProviderKind) => Promise<ReadonlyMap<number, number>>

const mostProviders = 500

type Deed = 'view' | 'create' | 'modify'

const may = (ctx: Pick<Ctx, 'actor'>, kind: ProviderKind, deed: Deed) =>
  ctx.actor.grants.anywhere.has(providerKinds[kind].permissions[deed])

/**
 * Which permission it takes depends on the kind; bureaus and e-doc providers are there only with their add-on (ADM-007).
 * @throws access.denied, credit.off, edocs.off
 */
function requireKind(ctx: Pick<Ctx, 'actor'>, kind: ProviderKind, ...deeds: readonly Deed[]): void {
  requireAnywhere(
    ctx.actor,
    deeds.map((deed) => providerKinds[kind].permissions[deed]),
  )
  if (kind === 'credit' && !ctx.actor.company.settings.creditChecks) fail('credit.off')
  if (kind === 'edoc' && !ctx.actor.company.settings.edocs) fail('edocs.off')
}

export function listTypes(
  ctx: Ctx,
  { params }: Parsed<typeof providers.types>,
): Promise<Output<typeof providers.types>> {
  requireKind(ctx, params.providerKind, 'view')
  return Promise.resolve({ items: typesOf(params.providerKind) })
}

export async function listProviders(
  ctx: Ctx,
  db: Db,
  { params: { providerKind: kind } }: Parsed<typeof providers.list>,
  countLinked: CountLinked,
): Promise<Output<typeof providers.list>> {
  requireKind(ctx, kind, 'view')
  const linked = await countLinked(db, kind)
  return {
    items: (await queries.listProviders(db, kind)).map((row) => ({
      id: row.id,
      name: row.name,
      type: typeName(kind, row.connector),
      active: row.active,
      inHouse: row.in_house,
      isDefault: row.is_default,
      customers: row.customers,
      linked: linked.get(row.id) ?? 0,
    })),
    abilities: { create: may(ctx, kind, 'create'), modify: may(ctx, kind, 'modify') },
  }
}

async function answer(
  ctx: Ctx,
  db: Db,
  kind: ProviderKind,
  row: queries.ProviderRow,
  countLinked: CountLinked,
): Promise<Provider> {
  const { settings, secrets } = keptOf(ctx.actor.company.id, kind, row)
  return {
    id: row.id,
    kind,
    version: row.version,
    fields: {
      name: row.name,
      connector: row.connector,
      active: row.active,
      inHouse: row.in_house,
      isDefault: row.is_default,
      settings,
      templates: row.templates,
    },
    saved: Object.keys(secrets),
    linked: (await countLinked(db, kind)).get(row.id) ?? 0,
    customers: await queries.countCustomers(db, kind, row.id),
    dealerNumbers: kind === 'monitoring' ? await queries.listDealerNumbers(db, row.id) : [],
    abilities: { modify: may(ctx, kind, 'modify') },
  }
}

const getProvider = async (db: Db, kind: ProviderKind, id: number): Promise<queries.ProviderRow> =>
  (await queries.findProvider(db, kind, id)) ?? fail('providers.not_found')

/** @throws providers.not_found */
export async function openProvider(
  ctx: Ctx,
  db: Db,
  { params: { providerKind: kind, providerId } }: Parsed<typeof providers.open>,
  countLinked: CountLinked,
): Promise<Provider> {
  requireKind(ctx, kind, 'view')
  return answer(ctx, db, kind, await getProvider(db, kind, providerId), countLinked)
}

type Wanted = { row: queries.ProviderRow | null; kept: Kept; given: string[] }

/** Judges everything that was typed against what stands. @throws request.invalid */
async function judge(
  ctx: Ctx,
  db: Db,
  kind: ProviderKind,
  body: ProviderFields,
  row: queries.ProviderRow | null,
  linked: number,
): Promise<Wanted> {
  const errors: FieldError[] = []
  const other = await queries.findNamed(db, kind, body.name)
  if (other && other.id !== row?.id)
    errors.push({
      path: 'name',
      message: `There is ${other.active ? 'a' : 'an inactive'} ${providerKinds[kind].one} “${other.name}” already`,
    })
  const sameType = row !== null && row.connector === body.connector
  if (row && !sameType && linked > 0)
    errors.push({
      path: 'connector',
      message: `${linked} ${linked === 1 ? 'customer is' : 'customers are'} linked by it: unlink them before another type can reach it`,
    })
  const codes = body.templates.map(({ code }) => code)
  body.templates.forEach(({ code }, at) => {
    if (codes.indexOf(code) !== at)
      errors.push({ path: `templates.${at}.code`, message: `${code} is in the list already` })
  })
  if (kind === 'payment' && body.isDefault && !body.active)
    errors.push({ path: 'isDefault', message: 'An inactive one cannot be the default' })
  const schema = schemaOf(kind, body.connector)
  if (!schema) errors.push({ path: 'connector', message: 'There is no such type' })
  const saved = sameType ? keptOf(ctx.actor.company.id, kind, row) : null
  const judged = schema && judgeSettings(schema, body.settings, saved)
  errors.push(...(judged?.errors ?? []))
  if (errors.length || !judged) return fail('request.invalid', {}, { errors })
  return { row, kept: judged, given: judged.given }
}

async function put(
  ctx: Ctx,
  db: Db,
  kind: ProviderKind,
  body: ProviderFields,
  { row, kept }: Wanted,
): Promise<queries.ProviderRow> {
  const companyId = ctx.actor.company.id
  if (kind === 'payment' && body.isDefault) await queries.clearDefault(db, row?.id ?? null)
  const id = await queries.putProvider(db, kind, row?.id ?? null, {
    name: body.name,
    connector: body.connector,
    active: body.active,
    settings: JSON.stringify(kept.settings),
    sealed_secrets: Object.keys(kept.secrets).length ? sealSecrets(companyId, kept.secrets, kind) : null,
    ...(kind === 'monitoring' && { in_house: body.inHouse, templates: JSON.stringify(body.templates) }),
    // The first one is the default without being asked.
    ...(kind === 'payment' && {
      is_default: body.isDefault || (row === null && body.active && !(await queries.hasDefault(db))),
    }),
  })
  return getProvider(db, kind, id)
}

/** @throws providers.too_many, request.invalid */
export async function createProvider(
  ctx: Ctx,
  db: Db,
  { params: { providerKind: kind }, body }: Parsed<typeof providers.create>,
  countLinked: CountLinked,
): Promise<Provider> {
  requireKind(ctx, kind, 'create')
  if (kind === 'payment') requireFresh(ctx.actor, ctx.now)
  if ((await queries.lockProviders(db, kind)) >= mostProviders)
    fail('providers.too_many', { max: mostProviders })
  const wanted = await judge(ctx, db, kind, body, null, 0)
  const row = await put(ctx, db, kind, body, wanted)
  ctx.history.add({
    event: 'providers.created',
    entity: tableOf[kind],
    entityId: row.id,
    detail: { name: row.name, what: providerKinds[kind].one },
    changes: differences(ctx, kind, null, row, wanted.given),
  })
  return answer(ctx, db, kind, row, countLinked)
}

/** @throws providers.not_found; providers.stale with what is stored now; request.invalid */
export async function saveProvider(
  ctx: Ctx,
  db: Db,
  { params: { providerKind: kind, providerId }, body }: Parsed<typeof providers.save>,
  countLinked: CountLinked,
): Promise<Provider> {
  requireKind(ctx, kind, 'modify')
  // Whoever sits at a screen that was left alone is not to have the money go elsewhere.
  if (kind === 'payment') requireFresh(ctx.actor, ctx.now)
  await queries.lockProviders(db, kind)
  await queries.lockProvider(db, kind, providerId)
  const before = await getProvider(db, kind, providerId)
  if (before.version !== body.version)
    return fail(
      'providers.stale',
      {},
      { extra: { current: await answer(ctx, db, kind, before, countLinked) } },
    )
  const linked = (await countLinked(db, kind)).get(providerId) ?? 0
  const wanted = await judge(ctx, db, kind, body, before, linked)
  const changes = differences(ctx, kind, before, { ...before, ...asRow(body, wanted) }, wanted.given)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, kind, before, countLinked)
  }
  const row = await put(ctx, db, kind, body, wanted)
  ctx.history.add({
    event: 'providers.saved',
    entity: tableOf[kind],
    entityId: row.id,
    detail: { name: row.name, what: providerKinds[kind].one },
    changes,
  })
  return answer(ctx, db, kind, row, countLinked)
}

const asRow = (body: ProviderFields, { kept }: Wanted) => ({
  name: body.name,
  connector: body.connector,
  active: body.active,
  in_house: body.inHouse,
  is_default: body.isDefault,
  settings: kept.settings,
  templates: body.templates,
})

/** @throws providers.not_found */
export async function listProviderHistory(
  ctx: Ctx,
  db: Db,
  { params: { providerKind: kind, providerId }, query }: Parsed<typeof providers.history>,
): Promise<Output<typeof providers.history>> {
  requireKind(ctx, kind, 'view')
  await getProvider(db, kind, providerId)
  return listEntityHistory(db, tableOf[kind], providerId, query)
}

const failures: Record<ConnectorError['kind'], string> = {
  bad_credentials: 'The credentials were not accepted',
  not_found: 'Nothing was found at this address',
  rejected: 'The test was refused',
  rate_limited: 'The provider asks us to slow down',
  unavailable: 'The provider cannot be reached',
  unexpected_reply: 'The answer is not one that this type of connection gives',
}

/**
 * Asks as it would be saved. The settings are judged first, as for a save.
 * @throws providers.not_found, request.invalid
 */
export async function testProvider(
  ctx: IoCtx,
  desk: StationDesk,
  { params: { providerKind: kind }, body }: Parsed<typeof providers.test>,
): Promise<Output<typeof providers.test>> {
  const companyId = ctx.actor.company.id
  requireKind(
    ctx,
    kind,
    ...(body.providerId === null ? (['create', 'modify'] as const) : (['modify'] as const)),
  )
  const connector = connectorOf(kind, body.connector)
  if (!connector)
    return fail('request.invalid', {}, { errors: [{ path: 'connector', message: 'There is no such type' }] })
  const row =
    body.providerId === null
      ? null
      : await ctx.tx((_inner, db) => getProvider(db, kind, body.providerId as number))
  const saved = row?.connector === body.connector ? keptOf(companyId, kind, row) : null
  const judged = judgeSettings(connector.manifest.settings, body.settings, saved)
  if (judged.errors.length) return fail('request.invalid', {}, { errors: judged.errors })
  try {
    const settings = { ...judged.settings, ...judged.secrets }
    return {
      ok: true,
      message: await desk.check(companyId, kind, body.providerId, connector, settings),
      failure: null,
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const said = error.providerMessage ?? error.reason
    return {
      ok: false,
      failure: error.kind,
      message: `${failures[error.kind]}${said && said !== failures[error.kind] ? `: ${said}` : ''}`.replace(
        /([^.!?])$/,
        '$1.',
      ),
    }
  }
}
