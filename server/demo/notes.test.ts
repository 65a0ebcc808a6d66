import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import { openFileStore } from '#test/helpers/file-store.ts'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { loadDemo } from './load.ts'
import { story } from './story.ts'

const now = new Date('2026-03-03T18:00:00Z')
let client: pg.Client
let files: Awaited<ReturnType<typeof openFileStore>>
const one = async (text: string): Promise<number> =>
  Number(Object.values((await client.query<Record<string, unknown>>(text)).rows[0] ?? {})[0])

beforeAll(async () => {
  useEncryptionKeys(`t:${Buffer.alloc(32, 7).toString('base64')}`)
  files = await openFileStore()
  const { ownerUrl } = await freshDatabase()
  client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await loadDemo(ownerUrl, { sandboxUrl: 'http://127.0.0.1:9', customers: 600, now })
})
afterAll(async () => {
  await client.end()
  await files.close()
})

describe('the demo’s notes', () => {
  it('[TAB-005] are a believable few a customer, with open tickets among them, all in the past', async () => {
    const perCustomer = (await one('select count(*) from note')) / 660
    expect(perCustomer).toBeGreaterThan(0.8)
    expect(perCustomer).toBeLessThan(2)
    const open = await one('select count(*) from note where is_ticket and closed_at is null')
    expect(open).toBeGreaterThan(15)
    expect(open).toBeLessThan(80)
    expect(
      await one(`select count(*) from note where greatest(created_at, closed_at) > '${now.toISOString()}'`),
    ).toBe(0)
    const before = `select count(*) from note n join customer c on c.company_id = n.company_id and c.id = n.customer_id
      where n.created_at < c.created_at or n.closed_at < n.created_at`
    expect(await one(before)).toBe(0)
    expect(await one(`select count(*) from note where customer_id = ${story.linked}`)).toBe(3)
  })

  it('[TAB-005] are written by and assigned to users who may see them, and are numbered as they were written', async () => {
    const blind = `select count(*) from note n join customer c on c.company_id = n.company_id and c.id = n.customer_id
      where exists (select from unnest(array[n.created_by, n.assignee_id]) u where u is not null and not exists (
        select from membership m join permission_group g on g.company_id = m.company_id and g.id = m.group_id
        where m.company_id = n.company_id and m.user_id = u and g.grants @> '{notes.view}'
          and (m.location_id is null or m.location_id = c.location_id)))`
    expect(await one(blind)).toBe(0)
    const swapped = `select count(*) from (select created_at, lag(created_at) over (order by id) as before from note) x
      where created_at < before`
    expect(await one(swapped)).toBe(0)
    expect(await one('select count(*) from notification where read_at is null')).toBeGreaterThan(3)
  })
})
