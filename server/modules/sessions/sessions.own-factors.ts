/** One's own second factors: what there is, setting up, renaming, removing. Neither a token nor the staff changes them. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { factors } from '#shared/contracts/factors.ts'
import { fail } from '#shared/errors.ts'
import { needsSecondFactor } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, type IoCtx, requireOneself } from '#server/http/context.ts'
import { readAccountMail } from '../messages/messages.service.ts'
import * as queries from './sessions.factors.queries.ts'
import type { FactorRow } from './sessions.factors.queries.ts'
import { newCodes } from './sessions.recovery.ts'
import { beginApp, beginPasskey, proveFactor, type Run } from './sessions.steps.ts'
import { ownHolder, sealChallenge, unsealChallenge } from './sessions.verifying.ts'

type Request<K extends keyof typeof factors> = Parsed<(typeof factors)[K]>

const runOf =
  (ctx: IoCtx): Run =>
  (work) =>
    ctx.tx((_ctx, db) => work(db))
const toFactor = ({ id, name, created_at, last_used_at }: FactorRow) => ({
  ...{ id, name, createdAt: created_at.toISOString() },
  lastUsedAt: last_used_at?.toISOString() ?? null,
})
const isRequired = ({ actor }: Pick<Ctx, 'actor'>) =>
  needsSecondFactor(actor.company.settings.secondFactor, actor.grants.anywhere)
const label = ({ actor }: Pick<Ctx, 'actor'>) => `${actor.username} at ${actor.company.slug}`

export async function listOwnFactors(ctx: IoCtx): Promise<Output<typeof factors.list>> {
  const holder = ownHolder(ctx)
  const { rows, codes, mail } = await ctx.tx(async (_ctx, db) => ({
    rows: await queries.listConfirmed(db, holder),
    codes: await queries.listRecoveryCodes(db, holder),
    mail: await readAccountMail(db, ctx.actor.company.id),
  }))
  const app = rows.find(({ kind }) => kind === 'totp')
  return {
    authenticator: app ? toFactor(app) : null,
    passkeys: rows
      .filter(({ kind }) => kind === 'passkey')
      .map((row) => ({ ...toFactor(row), here: row.host === ctx.site.host })),
    recoveryCodes: codes[0] ? { left: codes.length, createdAt: codes[0].created_at.toISOString() } : null,
    required: isRequired(ctx),
    mail: mail !== null,
  }
}

/** @throws access.browser_only, operator.not_as_staff */
export async function beginOwnApp(ctx: Ctx, db: Db): Promise<Output<typeof factors.beginAuthenticator>> {
  requireOneself(ctx.actor)
  return beginApp((work) => work(db), ownHolder(ctx), label(ctx), ctx.now)
}

/** @throws access.wrong_code, .browser_only */
export async function confirmOwnApp(
  ctx: IoCtx,
  { body }: Request<'confirmAuthenticator'>,
): Promise<Output<typeof factors.confirmAuthenticator>> {
  requireOneself(ctx.actor)
  return keep(
    ctx,
    await proveFactor(
      runOf(ctx),
      ctx.site,
      ownHolder(ctx),
      null,
      { kind: 'authenticator', ...body },
      ctx.now,
    ),
  )
}

/** @throws access.no_passkeys_here, .too_many_passkeys, .browser_only */
export async function beginOwnPasskey(ctx: IoCtx): Promise<Output<typeof factors.beginPasskey>> {
  requireOneself(ctx.actor)
  const who = { username: label(ctx), name: ctx.actor.userName }
  const options = await beginPasskey(runOf(ctx), ctx.site, ownHolder(ctx), who)
  return { state: sealChallenge(ctx, options.challenge), options }
}

/** @throws access.wrong_passkey, .passkey_known, .browser_only */
export async function addOwnPasskey(
  ctx: IoCtx,
  { body }: Request<'addPasskey'>,
): Promise<Output<typeof factors.addPasskey>> {
  requireOneself(ctx.actor)
  const { state, ...factor } = body
  const challenge = unsealChallenge(ctx, state)
  return keep(
    ctx,
    await proveFactor(
      runOf(ctx),
      ctx.site,
      ownHolder(ctx),
      challenge,
      { kind: 'passkey', ...factor },
      ctx.now,
    ),
  )
}

const keep = (ctx: IoCtx, proved: Awaited<ReturnType<typeof proveFactor>>) =>
  ctx.tx(async ({ history }, db) => {
    await proved.write(db)
    const detail = { name: proved.name, kind: proved.kind }
    history.add({ event: 'sessions.factor_added', entity: 'user', entityId: ctx.actor.userId, detail })
    return { recoveryCodes: proved.recoveryCodes }
  })

/** @throws access.factor_not_found for one that is not one's own */
async function getOwn(ctx: Ctx, db: Db, id: number): Promise<{ found: FactorRow; all: FactorRow[] }> {
  const all = await queries.listConfirmed(db, ownHolder(ctx))
  const found = all.find((row) => row.id === id) ?? fail('access.factor_not_found')
  requireOneself(ctx.actor)
  return { found, all }
}

export async function renameOwn(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'rename'>,
): Promise<Record<string, never>> {
  const { found } = await getOwn(ctx, db, params.factorId)
  await queries.renameFactor(db, ownHolder(ctx), found.id, body.name)
  const detail = { old: found.name, name: body.name }
  history(ctx, 'sessions.factor_renamed', detail)
  return {}
}

/** @throws access.factor_needed for the last one of somebody who must have one */
export async function removeOwn(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Record<string, never>> {
  const { found, all } = await getOwn(ctx, db, params.factorId)
  if (all.length === 1 && isRequired(ctx)) fail('access.factor_needed')
  // Codes are for whoever lost the rest, and alone would be a weaker sign-in than the password.
  if (all.length === 1) await queries.dropFactors(db, ctx.actor.userId)
  else await queries.removeFactor(db, ownHolder(ctx), found.id)
  history(ctx, 'sessions.factor_removed', {
    name: found.name,
    kind: found.kind === 'passkey' ? 'passkey' : 'authenticator app',
  })
  return {}
}

const history = (
  ctx: Ctx,
  event: 'sessions.factor_renamed' | 'sessions.factor_removed',
  detail: Record<string, string>,
) => ctx.history.add({ event, entity: 'user', entityId: ctx.actor.userId, detail })

/** @throws access.no_factor, .browser_only */
export async function renewOwnCodes(ctx: IoCtx): Promise<Output<typeof factors.renewCodes>> {
  requireOneself(ctx.actor)
  const holder = ownHolder(ctx)
  if (!(await ctx.tx((_ctx, db) => queries.listConfirmed(db, holder))).length) fail('access.no_factor')
  const { codes, salt, digests } = await newCodes()
  return ctx.tx(async ({ history }, db) => {
    await queries.putRecoveryCodes(db, holder, salt, digests, ctx.now)
    history.add({ event: 'sessions.codes_renewed', entity: 'user', entityId: ctx.actor.userId })
    return { recoveryCodes: codes }
  })
}
