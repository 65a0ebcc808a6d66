import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roleUrl } from '#server/db/roles.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import type { User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Database } from './database.ts'

let house: House
let user: User
let other: User
let token: Buffer
let otherToken: Buffer

beforeAll(async () => {
  house = await openHouse()
  const { company, here, foreign } = await house.plant.neighbourhood()
  user = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
  other = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
  token = await sessionOf(user)
  otherToken = await sessionOf(other)
})
afterAll(() => house.close())

const origin = { source: 'system', address: '', requestId: '' } as const
const sessionOf = async ({ id, company }: User) => {
  const session = tokenHash(newToken('api'))
  await house.database.transaction({ of: 'company', companyId: company.id, userId: id }, origin, (db) =>
    sql`select platform.create_session(${session}, ${id}, 'api', '', '', '', now() + interval '1 hour')`.execute(
      db,
    ),
  )
  return session
}
const acting = async (database: Database, session = token) => {
  const { actor } = await database.oneTrip(session, [])
  const written = await database.transaction({ of: 'session', token: session }, origin, async (_, who) => who)
  expect({ ...written, lastUsedAt: null }).toEqual({ ...actor, lastUsedAt: null })
  return { ...actor, grants: [...actor.grants.anywhere].sort() }
}

/** What each of these changes about who acts, in SQL past every service; `$1` is the user, `$2` the company. */
const changes = {
  'a permission more': `update permission_group set grants = grants || '{notes.view}' where company_id = $2
    and id = (select group_id from membership where company_id = $2 and user_id = $1)`,
  'a membership less': 'delete from membership where company_id = $2 and user_id = $1',
  'a membership more': `insert into membership (company_id, user_id, group_id)
    select $2, $1, id from permission_group where company_id = $2 order by id limit 1`,
  'a name': `update user_account set last_name = last_name || 'e' where company_id = $2 and id = $1`,
  'a setting': `update platform.company set settings = settings || '{"searchFirst": true}' where id = $2 and $1 > 0`,
  'a time zone': `update platform.company set time_zone = 'America/Chicago' where id = $2 and $1 > 0`,
}

describe('who acts', () => {
  it.each(Object.entries(changes))(
    '[ADM-004] is known from the request before, and no longer after %s',
    async (_, change) => {
      await acting(house.database)
      const before = await acting(house.database, otherToken)
      await house.owner.query(`select set_config('app.company_id', $1, false)`, [String(user.company.id)])
      const { rowCount } = await house.owner.query(change, [user.id, user.company.id])
      expect(rowCount).toBe(1)
      const fresh = new Database(roleUrl(house.ownerUrl, 'keyholder_app'), 2)
      try {
        const told = await acting(fresh)
        expect(await acting(house.database)).toEqual(told)
        expect(await acting(fresh, otherToken)).toEqual(before)
      } finally {
        await fresh.end()
      }
    },
  )

  it('[ADM-002] may no longer sign in at the next request, though known', async () => {
    await acting(house.database)
    await house.owner.query('update user_account set active = false where company_id = $2 and id = $1', [
      user.id,
      user.company.id,
    ])
    for (let turn = 0; turn < 2; turn++) {
      await expect(house.database.oneTrip(token, [])).rejects.toMatchObject({ code: 'access.signed_out' })
      await expect(
        house.database.transaction({ of: 'session', token }, origin, async () => 1),
      ).rejects.toMatchObject({ code: 'access.signed_out' })
    }
    await acting(house.database, otherToken)
  })
})
