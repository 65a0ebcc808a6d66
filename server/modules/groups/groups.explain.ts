/**
 * The permission analyzer (ADM-004): may this user do that here, and why. It asks the functions that enforce: `Grants`,
 * `requireAt` and customers.access. What a deed needs is found by asking them as somebody who holds everything but one
 * permission, for each permission in turn, so that no rule is written down a second time.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { AccessAnswer, groups } from '#shared/contracts/groups.ts'
import { fail } from '#shared/errors.ts'
import { type Permission, permissionLabel, permissions } from '#shared/permissions.ts'
import { type AccessQuestion, questionText, readQuestion } from '#shared/rules/access-questions.ts'
import { field } from '#shared/rules/customer-fields.ts'
import { type Actor, Grants } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAnywhere, requireAt } from '#server/http/context.ts'
import {
  findVisible,
  lockOf,
  maskedField,
  missingToModify,
  viewPermission,
  type Visible,
} from '../customers/customers.service.ts'
import * as queries from './groups.queries.ts'

/** What is asked, and where. */
type Case = { question: AccessQuestion; place: { id: number; name: string }; record: Visible | null }

const passes = (check: () => void): boolean => {
  try {
    check()
    return true
  } catch {
    return false
  }
}

/** Whether somebody with these grants holds all that the deed takes, by the functions that enforce it. */
function permits(ctx: Ctx, { question, place, record }: Case, grants: Grants): boolean {
  const actor: Actor = { ...ctx.actor, grants }
  if (record && !passes(() => requireAt(actor, viewPermission(record.kind), record.locationId))) return false
  if (question.about === 'permission') return passes(() => requireAt(actor, question.permission, place.id))
  if (question.about === 'see') return maskedField(actor, record!, question.field) === 'shown'
  return (
    maskedField(actor, record!, question.field) !== 'hidden' &&
    missingToModify(actor, record!, question.field) === null
  )
}

/** Every permission without which the deed is refused, whatever else one holds; in the catalogue's order. */
function needsOf(ctx: Ctx, asked: Case): Permission[] {
  const allBut = (left: Permission) =>
    new Grants([[asked.place.id, permissions.filter((permission) => permission !== left)]])
  return permissions.filter((permission) => !permits(ctx, asked, allBut(permission)))
}

const locks = {
  read_only: 'Nobody changes this field by hand: Keyholder keeps it.',
  archived: 'The record is archived: nobody changes it until it is unarchived.',
  linked: 'The customer is linked to a central station: this field stays locked until it is unlinked.',
  company: 'The company’s settings lock this field for everybody.',
} as const

/** Why nobody may, whatever they hold; empty if the record's state allows it. */
function obstaclesOf(ctx: Ctx, { question, record }: Case): string[] {
  if (!record) return []
  if (question.about === 'permission') {
    return record.archived && /\.(create|modify|delete)$/.test(question.permission) ? [locks.archived] : []
  }
  const almighty = { ...ctx.actor, grants: new Grants([[null, [...permissions]]]) }
  if (maskedField(almighty, record, question.field) === 'hidden')
    return [`A ${record.kind} has no ${field(question.field).label} in this company.`]
  const lock = question.about === 'change' ? lockOf(ctx.actor, record, question.field) : null
  return lock ? [locks[lock]] : []
}

/** @throws request.invalid for a question that cannot be asked so; customers.not_found, access.denied_here */
async function read(
  ctx: Ctx,
  db: Db,
  query: { question: string; customerId?: number; locationId?: number },
): Promise<Case> {
  requireAnywhere(ctx.actor, ['administration_page.view'])
  const invalid = (path: string, message: string) =>
    fail('request.invalid', {}, { errors: [{ path, message }] })
  const question = readQuestion(query.question) ?? invalid('question', 'There is no such permission or field')
  if (query.customerId !== undefined) {
    const record = (await findVisible(ctx, db, query.customerId)) ?? fail('customers.not_found')
    return { question, record, place: (await queries.findPlace(db, record.locationId))! }
  }
  if (question.about !== 'permission') invalid('customerId', 'Enter the number of a record')
  const place =
    query.locationId === undefined
      ? invalid('locationId', 'Choose a location, or enter the number of a record')
      : ((await queries.findPlace(db, query.locationId)) ?? fail('locations.not_found'))
  return { question, record: null, place }
}

const isHere = (row: queries.HeldRow, locationId: number) =>
  row.location_id === null || row.location_id === locationId

const viaOf = (rows: readonly queries.HeldRow[]) =>
  rows.map((row) => ({ groupId: row.group_id, group: row.group_name, location: row.location_name }))

const grantsOf = (rows: readonly queries.HeldRow[]): Grants =>
  new Grants(rows.map((row) => [row.location_id, row.grants]))

/** @throws users.not_found; what `read` throws */
export async function explainAccess(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof groups.explain>,
): Promise<AccessAnswer> {
  const user = (await queries.findPerson(db, params.userId)) ?? fail('users.not_found')
  const asked = await read(ctx, db, query)
  const { place, record } = asked
  const held = await queries.listHeld(db, { userId: user.id })
  const all = await queries.listAllGroups(db)
  const grants = grantsOf(held)
  const obstacles = [
    ...(user.active ? [] : [`${user.name} is inactive.`]),
    ...(user.active && !user.can_log_in ? [`${user.name} may not sign in.`] : []),
    ...obstaclesOf(ctx, asked),
  ]
  return {
    user: { id: user.id, name: user.name },
    question: questionText(asked.question),
    location: place,
    record: record && {
      id: record.id,
      kind: record.kind,
      archived: record.archived,
      linked: record.linked,
    },
    allowed: permits(ctx, asked, grants) && obstacles.length === 0,
    obstacles,
    needs: needsOf(ctx, asked).map((permission) => {
      const granting = held.filter((row) => row.grants.includes(permission))
      return {
        permission,
        label: permissionLabel(permission),
        held: grants.has(permission, place.id),
        via: viaOf(granting.filter((row) => isHere(row, place.id))),
        elsewhere: viaOf(granting.filter((row) => !isHere(row, place.id))),
        wouldGrant: all
          .filter((group) => group.grants.includes(permission))
          .map(({ id, name }) => ({ id, name })),
      }
    }),
  }
}

/** Who can do it, of those who can sign in. @throws locations.not_found; what `read` throws */
export async function listHolders(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof groups.holders>,
): Promise<Output<typeof groups.holders>> {
  const place = (await queries.findPlace(db, params.locationId)) ?? fail('locations.not_found')
  const asked = await read(ctx, db, { ...query, locationId: place.id })
  if (asked.place.id !== place.id) fail('locations.not_found')
  const people = (await queries.listPeople(db)).filter(({ active, can_log_in }) => active && can_log_in)
  const heldBy = Map.groupBy(await queries.listHeld(db), ({ user_id }) => user_id)
  const blocked = obstaclesOf(ctx, asked).length > 0
  const needs = needsOf(ctx, asked)
  const items = blocked
    ? []
    : people.flatMap(({ id, name }) => {
        const held = heldBy.get(id) ?? []
        if (!permits(ctx, asked, grantsOf(held))) return []
        const here = held.filter(
          (row) => isHere(row, place.id) && needs.some((need) => row.grants.includes(need)),
        )
        return [{ id, name, via: viaOf(here) }]
      })
  return { items, others: people.length - items.length }
}
