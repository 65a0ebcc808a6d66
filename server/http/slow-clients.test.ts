/** Clients that take their time over real sockets: none of them holds a connection to the database (REL-004). */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let user: User
let record: CustomerRow
let token: string
let port: number

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  user = place.user
  record = await house.plant.customer({ location: place.here })
  const made = await house
    .as(user)
    .send<{ token: string }>({ method: 'POST', url: '/api/v1/tokens', payload: { name: 'slow' } })
  ;({ token } = made.body)
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  ;({ port } = house.app.server.address() as net.AddressInfo)
})
afterAll(() => house.close())

async function begin(line: string, headers: string[], body: string): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(
    [`${line} HTTP/1.1`, 'host: localhost', `authorization: Bearer ${token}`, ...headers, '', body].join(
      '\r\n',
    ),
  )
  return socket
}

describe('slow clients', () => {
  it('[REL-004] who send half a request, or a file drop by drop, keep nobody from working', async () => {
    const save = `PATCH /api/v1/customers/${record.id}`
    const upload = `POST /api/v1/customers/${record.id}/files?name=slow.txt`
    const sockets = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 2
          ? begin(save, ['content-type: application/json', 'content-length: 5000'], '{"version": 1, "fie')
          : begin(upload, ['content-type: application/octet-stream', 'content-length: 50000'], 'drop'),
      ),
    )
    const dripping = setInterval(() => sockets.forEach((socket) => socket.write('.')), 50)
    try {
      // Many more than there are connections, all of them at it.
      expect(sockets.length).toBeGreaterThan(3 * house.database.pool.options.max!)
      await eventually(() => {
        const arriving = readdirSync(house.filesFolder, { recursive: true }).map(String)
        expect(arriving.filter((name) => name.endsWith('.part'))).toHaveLength(30)
        const { totalCount, idleCount, waitingCount } = house.database.pool
        expect([totalCount - idleCount, waitingCount]).toEqual([0, 0])
      })
      const from = performance.now()
      const { version } = (await house.as(user).call(customers.open, { params: { customerId: record.id } }))
        .body
      const saved = await house.as(user).call(customers.save, {
        params: { customerId: record.id },
        body: { version, fields: { spouse: 'Quick' } },
      })
      expect(saved.status).toBe(200)
      expect(performance.now() - from).toBeLessThan(5000)
      expect(house.database.pool.waitingCount).toBe(0)
    } finally {
      clearInterval(dripping)
      for (const socket of sockets) socket.destroy()
    }
  })
})
