import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type GroupFields, groups } from '#shared/contracts/groups.ts'
import { users } from '#shared/contracts/users.ts'
import type { Permission } from '#shared/permissions.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let owner: User

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  company = await house.plant.company()
  here = await house.plant.location({ company, name: 'Here' })
  elsewhere = await house.plant.location({ company, name: 'Elsewhere' })
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
})

const as = (user: User) => house.as(user)
const open = async (groupId: number) => (await as(owner).call(groups.open, { params: { groupId } })).body
const save = async (groupId: number, change: Partial<GroupFields>, by = owner) => {
  const { version, fields } = await open(groupId)
  return as(by).call(groups.save, {
    params: { groupId },
    body: { ...(fields as GroupFields), ...change, version },
  })
}
const groupOf = async (user: User) =>
  (await as(owner).call(users.open, { params: { userId: user.id } })).body.fields.memberships[0]!.groupId
const saveUser = async (user: User, change: object, by = owner) => {
  const { version, fields } = (await as(owner).call(users.open, { params: { userId: user.id } })).body
  return as(by).call(users.save, { params: { userId: user.id }, body: { ...fields, ...change, version } })
}

describe('a permission group', () => {
  it('[ADM-004] is made, copied, changed and deleted, each with its history', async () => {
    const made = await as(owner).call(groups.create, {
      body: { name: 'Dispatch', description: 'The board', grants: ['tech_scheduler.view', 'customers.view'] },
    })
    // In the catalogue's order, whatever order they came in.
    expect(made.body.fields.grants).toEqual(['customers.view', 'tech_scheduler.view'])
    const copy = await as(owner).call(groups.create, {
      body: { name: 'Dispatch 2', description: '', copyOf: made.body.id },
    })
    expect(copy.body.fields.grants).toEqual(['customers.view', 'tech_scheduler.view'])
    await save(copy.body.id, { grants: ['customers.view', 'leads.view'], description: 'Changed' })
    const { items } = (await as(owner).call(groups.history, { params: { groupId: copy.body.id } })).body
    expect(items[0]).toMatchObject({
      summary: 'Changed the permission group “Dispatch 2”',
      changes: [
        { label: 'Description', old: '', new: 'Changed' },
        { label: 'Leads: View', old: 'No', new: 'Yes' },
        { label: 'Tech Scheduler: View', old: 'Yes', new: 'No' },
      ],
    })
    const taken = await as(owner).call(groups.create, { body: { name: 'Dispatch', description: '' } })
    expect(taken.problem.errors[0]!.path).toBe('name')
    const params = { groupId: copy.body.id }
    expect((await as(owner).call(groups.remove, { params })).status).toBe(200)
    expect((await as(owner).call(groups.open, { params })).outcome).toBe('404 groups.not_found')
    const list = (await as(owner).call(groups.list)).body.items
    expect(list.find(({ name }) => name === 'Dispatch')).toMatchObject({ grants: 2, members: 0 })
  })

  it('[ADM-004] that users hold is not deleted; who holds it is listed with the place', async () => {
    const user = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const groupId = await groupOf(user)
    expect((await as(owner).call(groups.remove, { params: { groupId } })).outcome).toBe(
      '409 groups.has_members',
    )
    expect((await open(groupId)).members).toEqual([
      { userId: user.id, user: user.name, active: true, location: 'Here' },
    ])
  })

  it('[REC-141] [ADM-004] is not saved over what somebody else saved meanwhile', async () => {
    const groupId = await house.plant.group(company, ['customers.view'])
    const { fields } = await open(groupId)
    await save(groupId, { description: 'First' })
    const stale = await as(owner).call(groups.save, {
      params: { groupId },
      body: { ...(fields as GroupFields), description: 'Second', version: 1 },
    })
    expect(stale.outcome).toBe('409 groups.stale')
    expect(stale.problem).toMatchObject({ current: { fields: { description: 'First' } } })
  })

  it('[ADM-001] of another company does not exist', async () => {
    const other = await house.plant.company()
    const groupId = await house.plant.group(other, ['customers.view'])
    expect((await as(owner).call(groups.open, { params: { groupId } })).outcome).toBe('404 groups.not_found')
    const copied = await as(owner).call(groups.create, {
      body: { name: 'Theirs', description: '', copyOf: groupId },
    })
    expect(copied.outcome).toBe('404 groups.not_found')
  })
})

describe('nobody gives what they do not hold', () => {
  const limited: Permission[] = [
    'permission_groups.view',
    'permission_groups.modify',
    'user_accounts.view',
    'user_accounts.create',
    'user_accounts.modify',
    'customers.view',
  ]
  let keeper: User
  beforeEach(async () => {
    keeper = await house.plant.user({ company, holds: [{ grants: limited, at: here }] })
  })

  it('[ADM-004] a group gets only what its editor holds wherever the group is held', async () => {
    const groupId = await house.plant.group(company, ['customers.view'])
    expect(
      (await save(groupId, { grants: ['customers.view', 'confidential_ssn.yes'] }, keeper)).outcome,
    ).toBe('403 groups.cannot_grant')
    expect((await save(groupId, { grants: ['customers.view', 'user_accounts.view'] }, keeper)).status).toBe(
      200,
    )
    const held = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: elsewhere }] })
    expect((await save(await groupOf(held), { grants: ['user_accounts.view'] }, keeper)).outcome).toBe(
      '403 groups.not_your_place',
    )
    // Nor the group by which the keeper is held back.
    const own = await groupOf(keeper)
    const more = await save(own, { grants: [...limited, 'customers.modify'] }, keeper)
    expect(more.problem.detail).toContain('“Customers: Modify”')
    const refused = await as(keeper).call(groups.create, {
      body: { name: 'Power', description: '', copyOf: await groupOf(owner) },
    })
    expect(refused.outcome).toBe('403 groups.cannot_grant')
    expect((await as(keeper).call(groups.open, { params: { groupId: own } })).body.abilities.grants).toEqual(
      expect.arrayContaining(limited),
    )
  })

  it('[ADM-004] a user gets only groups whose every grant the giver holds there', async () => {
    const groupId = await house.plant.group(company, ['customers.view', 'user_accounts.view'])
    const user = await house.plant.user({ company })
    const give = (locationId: number | null, id = groupId) =>
      saveUser(user, { memberships: [{ groupId: id, locationId }] }, keeper)
    expect((await give(here.id)).status).toBe(200)
    expect((await give(elsewhere.id)).outcome).toBe('403 groups.not_your_place')
    expect((await give(null)).outcome).toBe('403 groups.not_your_place')
    const strong = await give(here.id, await groupOf(owner))
    expect(strong.outcome).toBe('403 users.cannot_give')
    expect(strong.problem.errors[0]!.path).toBe('memberships.0')
    // Nor take where they do not administer users.
    expect((await saveUser(owner, { memberships: [] }, keeper)).outcome).toBe('403 groups.not_your_place')
  })
})

describe('the last administrator', () => {
  it('[ADM-004] is neither deactivated, barred, taken out of the group, nor is the group stripped', async () => {
    const own = await groupOf(owner)
    const refusals = [
      await saveUser(owner, { active: false }),
      await saveUser(owner, { canLogIn: false }),
      await saveUser(owner, { memberships: [] }),
      await save(own, { grants: ['customers.view'] }),
    ]
    expect(refusals.map(({ outcome }) => outcome)).toEqual(
      refusals.map(() => '409 groups.last_administrator'),
    )
    const second = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    expect((await saveUser(second, { canLogIn: false })).status).toBe(200)
    expect((await saveUser(owner, { active: false })).outcome).toBe('409 groups.last_administrator')
    expect((await saveUser(second, { canLogIn: true })).status).toBe(200)
    expect((await saveUser(owner, { active: false }, second)).status).toBe(200)
  })

  it('[ADM-004] of two who take it from each other at the same moment one is refused', async () => {
    for (let round = 0; round < 4; round++) {
      const theirs = await house.plant.company()
      const pair = [
        await house.plant.user({ company: theirs, holds: [{ grants: 'all' }] }),
        await house.plant.user({ company: theirs, holds: [{ grants: 'all' }] }),
      ] as const
      const bodies = await Promise.all(
        pair.map(async (user) => (await as(user).call(users.open, { params: { userId: user.id } })).body),
      )
      const replies = await Promise.all(
        pair.map((user, i) => {
          const other = bodies[1 - i]!
          return as(user).call(users.save, {
            params: { userId: other.id },
            body: { ...other.fields, active: false, version: other.version },
          })
        }),
      )
      // The loser is refused, or was signed out by the winner first.
      expect(replies.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
      const { rows } = await house.owner.query<{ n: number }>(
        'select count(*)::int as n from user_account where company_id = $1 and active',
        [theirs.id],
      )
      expect(rows[0]!.n).toBe(1)
    }
  })

  it('[ADM-004] stays, by the database itself, also for who writes past the services', async () => {
    const remove = (statement: string, values: unknown[]) =>
      house.database
        .transaction(
          { of: 'company', companyId: company.id, userId: owner.id },
          { source: 'system', address: '', requestId: '' },
          async (db) => {
            const { sql } = await import('kysely')
            await sql.raw(statement.replace('$1', String(values[0]))).execute(db)
          },
        )
        .then(
          () => 'done',
          (error: { code?: string }) => error.code,
        )
    expect(await remove('delete from membership where user_id = $1', [owner.id])).toBe('KH001')
    expect(await remove('update user_account set active = false where id = $1', [owner.id])).toBe('KH001')
    expect(await remove('delete from permission_group where id = $1', [await groupOf(owner)])).toBe('KH001')
    // Two sessions of the database, each past the services, at once.
    const second = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    const outcomes = await Promise.all([
      remove('delete from membership where user_id = $1', [owner.id]),
      remove('delete from membership where user_id = $1', [second.id]),
    ])
    expect(outcomes.sort()).toEqual(['KH001', 'done'])
  })
})
