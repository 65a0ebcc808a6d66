/** The platform's own staff (ADM-012): the companies, and acting for a user with a reason. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { operators } from '#shared/contracts/operators.ts'
import { fail } from '#shared/errors.ts'
import { noteAct, type OperatorCtx } from '#server/http/operator-door.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { listSetups } from '../app-billing/app-billing.service.ts'
import { insertStartingRows, startingGroups } from '../companies/companies.service.ts'
import { noteEntered } from '../sessions/sessions.service.ts'
import * as queries from './operators.queries.ts'

type Request<K extends keyof typeof operators> = Parsed<(typeof operators)[K]>

const enteredMs = 2 * 3_600_000
const mostActs = 200

export const readOperator = ({ operator }: OperatorCtx): Promise<Output<typeof operators.me>> =>
  Promise.resolve({ name: operator.name, email: operator.email })

export async function signOutOperator(ctx: OperatorCtx): Promise<Record<string, never>> {
  await ctx.signOut()
  return {}
}

const toCompany = ({ createdAt, ...row }: queries.CompanyRow) => ({
  ...row,
  createdAt: createdAt.toISOString(),
})

export async function listCompanies(
  ctx: OperatorCtx,
  { query }: Request<'companies'>,
): Promise<Output<typeof operators.companies>> {
  const rows = await ctx.outside((db) => queries.listCompanies(db, { search: query.search }))
  return { items: rows.map(toCompany) }
}

const getCompany = async (ctx: OperatorCtx, id: number): Promise<queries.CompanyRow> =>
  (await ctx.outside((db) => queries.listCompanies(db, { id })))[0] ?? fail('operator.company_not_found')

/** @throws operator.company_not_found */
export async function readCompany(
  ctx: OperatorCtx,
  { params }: Request<'company'>,
): Promise<Output<typeof operators.company>> {
  const company = await getCompany(ctx, params.companyId)
  return ctx.tx(company.id, async (db) => ({
    ...toCompany(company),
    users: await queries.listUsers(db),
    providers: await listSetups(db),
  }))
}

/** The company, and what one needs to sign in to it. @throws operator.slug_taken */
export async function createCompany(
  ctx: OperatorCtx,
  { body }: Request<'createCompany'>,
): Promise<Output<typeof operators.createCompany>> {
  const { slug, name, timeZone, currency, location, firstName, lastName, username, reason } = body
  const password = randomBytes(12).toString('base64url')
  const passwordHash = await hashPassword(password)
  const id = await ctx.outside(async (db) => {
    const made = await queries.insertCompany(db, { slug, name, timeZone, currency })
    if (made === undefined)
      return fail('operator.slug_taken', {}, { errors: [{ path: 'slug', message: 'There is one of this address' }] }) // prettier-ignore
    // The rest in the same transaction: a company without anybody in it is there for nobody.
    await sql`select set_config('app.company_id', ${String(made)}, true)`.execute(db)
    await queries.insertFirstRows(db, {
      ...{ location, username, firstName, lastName, passwordHash },
      group: startingGroups[0]!.name,
      grants: startingGroups[0]!.grants,
    })
    await insertStartingRows(db, currency)
    return made
  })
  await ctx.tx(id, async (db, history) => {
    await queries.ensureSchedules(db)
    history.add({
      event: 'operator.company_created',
      entity: 'company',
      entityId: id,
      detail: { name, reason },
    })
  })
  await ctx.note({ act: 'company_created', companyId: id, reason })
  return { id, slug, username, password }
}

export async function listActs(ctx: OperatorCtx): Promise<Output<typeof operators.acts>> {
  const rows = await ctx.outside((db) => queries.listActs(db, mostActs))
  return { items: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) }
}

/**
 * Opens a company as one of its users. Their History names who of the staff acts, in every entry; the reason stands in the first one.
 * @throws operator.company_not_found, .user_not_found
 */
export async function enterCompany(
  ctx: OperatorCtx,
  { params, body }: Request<'enter'>,
): Promise<Output<typeof operators.enter>> {
  const company = await getCompany(ctx, params.companyId)
  const { operator, origin, userAgent } = ctx
  const token = newToken('browser')
  await ctx.tx(company.id, async (db, history) => {
    const user = (await queries.listUsers(db)).find(({ id }) => id === body.userId)
    if (!user) return fail('operator.user_not_found')
    await queries.insertEntered(db, {
      token: tokenHash(token),
      userId: user.id,
      operatorId: operator.id,
      reason: body.reason,
      address: origin.address,
      userAgent,
    })
    await noteEntered(db, ctx, user.id)
    await noteAct(db, {
      operatorId: operator.id,
      act: 'entered',
      companyId: company.id,
      reason: `For ${user.name}: ${body.reason}`,
      address: origin.address,
    })
    history.add({
      event: 'operator.entered',
      entity: 'user',
      entityId: user.id,
      detail: { name: operator.name, user: user.name, reason: body.reason },
    })
  })
  ctx.enterCompany(token, new Date(ctx.now.getTime() + enteredMs))
  return { slug: company.slug }
}
