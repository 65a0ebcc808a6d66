/** By what levels a user is paid. It stands on the user's record, and in its history. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { payroll } from '#shared/contracts/payroll.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { getUser } from '../users/users.service.ts'
import * as queries from './payroll.queries.ts'
import { abilitiesOf } from './payroll.service.ts'

type Request<K extends keyof typeof payroll> = Parsed<(typeof payroll)[K]>
type Answer = Output<typeof payroll.ofUser>

/** @throws users.not_found */
export async function readOfUser(ctx: Ctx, db: Db, { params }: Request<'ofUser'>): Promise<Answer> {
  await getUser(db, params.userId)
  const roles = new Map<number, Answer['roles'][number]>()
  for (const one of await queries.listChoicesOf(db, params.userId)) {
    const role = roles.get(one.roleId) ?? {
      id: one.roleId,
      name: one.role,
      active: one.roleActive,
      functions: [],
    }
    role.functions.push({
      id: one.functionId,
      name: one.function,
      active: one.functionActive,
      levelId: one.levelId === null ? null : Number(one.levelId),
      levels: one.levels,
    })
    roles.set(one.roleId, role)
  }
  return {
    ...(await queries.findProfile(db, params.userId)),
    roles: [...roles.values()],
    abilities: { modify: abilitiesOf(ctx).modify },
  }
}

/** @throws users.not_found; payroll.stale; request.invalid */
export async function setUser(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'setUser'>,
): Promise<Output<typeof payroll.setUser>> {
  await queries.lockRules(db)
  await getUser(db, params.userId)
  const before = await queries.findProfile(db, params.userId)
  if (before.version !== body.version) fail('payroll.stale')
  const choices = await queries.listChoicesOf(db, params.userId)
  const wanted = new Set(body.levelIds)
  const after = choices.map((one) => ({ ...one, next: one.levels.filter(({ id }) => wanted.has(id)) }))
  const known = new Set(choices.flatMap(({ levels }) => levels.map(({ id }) => id)))
  if (
    wanted.size < body.levelIds.length ||
    [...wanted].some((id) => !known.has(id)) ||
    after.some(
      ({ next, levelId }) => next.length > 1 || next.some(({ id, active }) => !active && id !== levelId),
    )
  )
    fail('request.invalid', {}, { errors: [{ path: 'levelIds', message: 'Choose one level of a function' }] })
  const name = (one: (typeof choices)[number], id: number | null | undefined) =>
    one.levels.find((level) => level.id === id)?.name ?? null
  const changes = [
    ...after.map((one) => ({
      field: `${one.role}, ${one.function}`,
      old: name(one, one.levelId),
      new: name(one, one.next[0]?.id),
    })),
    { field: 'Payroll identifier', old: before.identifier || null, new: body.identifier || null },
  ].filter((change) => change.old !== change.new)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return { version: before.version }
  }
  await queries.writeProfile(db, params.userId, body.identifier)
  await queries.writeAssignments(db, params.userId, [...wanted])
  ctx.history.add({ event: 'payroll.user_set', entity: 'user', entityId: params.userId, changes })
  return { version: before.version + 1 }
}
