import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow
let origin: string

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood())
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
})
afterAll(() => house.close())

type Heard = { event: string; data: { version?: number; by?: string | null; events?: string[] } }

/** Listens as a browser does. */
async function listen({ id }: CustomerRow, token: string) {
  const abort = new AbortController()
  const response = await fetch(`${origin}/api/v1/customers/${id}/live`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  })
  const heard: Heard[] = []
  let ended = false
  const reading = (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [event, data] = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        if (event?.startsWith('event: '))
          heard.push({ event: event.slice(7), data: JSON.parse(data!.slice(6)) as Heard['data'] })
      }
    }
  })()
    .catch(() => {})
    .finally(() => (ended = true))
  return { response, heard, hasEnded: () => ended, close: () => (abort.abort(), reading) }
}

const tokenOf = async (who: User) =>
  (
    await house.as(who).send<{ token: string; id: number }>({
      method: 'POST',
      url: '/api/v1/tokens',
      payload: { name: 'live' },
    })
  ).body

const save = (record: CustomerRow, version: number, spouse: string) =>
  house
    .as(user)
    .call(customers.save, { params: { customerId: record.id }, body: { version, fields: { spouse } } })

describe('a live endpoint', () => {
  it('tells of a save as soon as it is committed, by whom, and of no other record', async () => {
    const record = await house.plant.customer({ location: here })
    const neighbour = await house.plant.customer({ location: here })
    const { token } = await tokenOf(user)
    const stream = await listen(record, token)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    await eventually(() => expect(stream.heard).toEqual([{ event: 'begin', data: { version: 1 } }]))

    await save(neighbour, 1, 'Not here')
    expect((await save(record, 99, 'Refused')).status).toBe(409)
    await save(record, 1, 'Kim')
    await eventually(() => expect(stream.heard).toHaveLength(2))
    expect(stream.heard[1]).toEqual({
      event: 'changed',
      data: { by: user.name, userId: user.id, events: ['customers.saved'] },
    })
    await stream.close()
  })

  it('is refused to whoever may not view the record', async () => {
    const { token } = await tokenOf(user)
    for (const [record, status] of [
      [forbidden, 403],
      [foreign, 404],
    ] as const) {
      const stream = await listen(record, token)
      expect(stream.response.status).toBe(status)
      await stream.close()
    }
    expect((await listen(forbidden, 'khp_nothing')).response.status).toBe(401)
  })

  it('makes room for the newest of a session, and ends with the server', async () => {
    const record = await house.plant.customer({ location: here })
    const { token } = await tokenOf(user)
    const streams: Awaited<ReturnType<typeof listen>>[] = []
    for (let i = 0; i < 13; i++) {
      streams.push(await listen(record, token))
      await eventually(() => expect(streams.at(-1)!.heard).toHaveLength(1))
    }
    await eventually(() => expect(streams[0]!.hasEnded()).toBe(true))
    expect(streams.slice(1).map((stream) => stream.hasEnded())).toEqual(Array(12).fill(false))
    house.live.close()
    await eventually(() => expect(streams.every((stream) => stream.hasEnded())).toBe(true))
  })

  it('says to look again once a broken connection to the database is back', async () => {
    const record = await house.plant.customer({ location: here })
    const { token } = await tokenOf(user)
    const stream = await listen(record, token)
    await eventually(() => expect(stream.heard).toHaveLength(1))
    await house.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'keyholder live' and datname = current_database()`,
    )
    await eventually(() => expect(stream.heard[1]).toMatchObject({ event: 'changed', data: { by: null } }))
    await save(record, 1, 'Heard again')
    await eventually(() => expect(stream.heard.at(-1)!.data.events).toEqual(['customers.saved']))
    await stream.close()
  })
})
