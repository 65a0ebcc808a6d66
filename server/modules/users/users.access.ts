/** A user's second factors, invitation and sign-ins, as an administrator sees and changes them. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { users } from '#shared/contracts/users.ts'
import { fail } from '#shared/errors.ts'
import { needsSecondFactor } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { listHeld, lockAccess } from '../groups/groups.service.ts'
import { readAccountMail, type Surroundings } from '../messages/messages.service.ts'
import {
  dropFactors,
  endBrowserSessions,
  findInvitation,
  type Holder,
  listConfirmed,
  listRecoveryCodes,
  makeLink,
  readActivity,
  revokeLinks,
  sendLink,
} from '../sessions/sessions.service.ts'
import { nameOf } from './users.answers.ts'
import type { UserRow } from './users.queries.ts'
import { coversUser, getUser } from './users.service.ts'

const holderOf = (ctx: Ctx, userId: number): Holder => ({
  companyId: ctx.actor.company.id,
  userId,
  operatorId: null,
})

/** @throws users.not_found */
export async function readSignIn(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof users.signIn>,
): Promise<Output<typeof users.signIn>> {
  const user = await getUser(db, params.userId)
  const factors = await listConfirmed(db, holderOf(ctx, user.id))
  const invitation = await findInvitation(db, user.id)
  const held = new Set((await listHeld(db, { userId: user.id })).flatMap(({ grants }) => grants))
  return {
    factors: {
      authenticator: factors.some(({ kind }) => kind === 'totp'),
      passkeys: factors.filter(({ kind }) => kind === 'passkey').length,
      recoveryCodes: (await listRecoveryCodes(db, holderOf(ctx, user.id))).length,
      required: needsSecondFactor(ctx.actor.company.settings.secondFactor, held),
    },
    invitation: invitation
      ? {
          sentTo: invitation.sent_to,
          createdAt: invitation.created_at.toISOString(),
          expiresAt: invitation.expires_at.toISOString(),
          delivered: invitation.delivered,
        }
      : null,
    mail: (await readAccountMail(db, ctx.actor.company.id))?.by ?? null,
  }
}

/** @throws users.not_found */
export async function listSignIns(ctx: Ctx, db: Db, { params, query }: Parsed<typeof users.signIns>) {
  const { id } = await getUser(db, params.userId)
  return readActivity(ctx, db, id, query)
}

/** @throws users.not_found, .beyond_you, .cannot_sign_in, .has_password, .no_address */
async function getInvitable(ctx: Ctx, db: Db, userId: number): Promise<UserRow & { email: string }> {
  const user = await getUser(db, userId)
  const name = { user: nameOf(user) }
  if (!(await coversUser(ctx, db, user.id))) fail('users.beyond_you', name)
  if (!user.active || !user.can_log_in) fail('users.cannot_sign_in', name)
  if (user.has_password) fail('users.has_password', name)
  const { email } = user
  return email === null ? fail('users.no_address', name) : { ...user, email }
}

/**
 * E-mails a link by which the user chooses a password. An earlier one ends.
 * @throws users.not_found, .beyond_you, .cannot_sign_in, .has_password, .no_address, .no_mail
 */
export const inviteUser =
  (surroundings: Surroundings) =>
  async (ctx: IoCtx, { params }: Parsed<typeof users.invite>): Promise<Output<typeof users.invite>> => {
    const { company, userId: by } = ctx.actor
    const { user, link } = await ctx.tx(async (ctx, db) => {
      await lockAccess(db)
      const user = await getInvitable(ctx, db, params.userId)
      if (!(await readAccountMail(db, company.id))) fail('users.no_mail')
      const { id: userId, email: sentTo } = user
      const link = await makeLink(db, { userId, kind: 'invitation', sentTo, by, now: ctx.now })
      ctx.history.add({
        event: 'users.invited',
        entity: 'user',
        entityId: userId,
        detail: { name: nameOf(user), to: sentTo },
      })
      return { user, link }
    })
    const delivered = await sendLink(
      (work) => ctx.tx((_ctx, db) => work(db)),
      surroundings,
      company.id,
      link.id,
      {
        ...{ kind: 'invitation', token: link.token, username: user.username },
        to: { name: nameOf(user), address: user.email },
        company,
      },
    )
    return { sentTo: user.email, delivered }
  }

/** @throws users.not_found, .no_invitation */
export async function revokeInvitation(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof users.revokeInvitation>,
): Promise<Record<string, never>> {
  const user = await getUser(db, params.userId)
  if (!(await revokeLinks(db, user.id, 'invitation'))) fail('users.no_invitation')
  ctx.history.add({
    event: 'users.invitation_revoked',
    entity: 'user',
    entityId: user.id,
    detail: { name: nameOf(user) },
  })
  return {}
}

/**
 * Takes all second factors from a user who lost them. They sign in with their password, and set one up anew where it is required.
 * @throws users.not_found, .own_factors, .beyond_you
 */
export async function resetFactors(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof users.resetFactors>,
): Promise<Output<typeof users.resetFactors>> {
  await lockAccess(db)
  const user = await getUser(db, params.userId)
  if (user.id === ctx.actor.userId) fail('users.own_factors')
  if (!(await coversUser(ctx, db, user.id))) fail('users.beyond_you', { user: nameOf(user) })
  const removed = await dropFactors(db, user.id)
  await endBrowserSessions(db, user.id)
  ctx.history.add({
    event: 'users.factors_reset',
    entity: 'user',
    entityId: user.id,
    detail: { name: nameOf(user) },
  })
  return { removed }
}
