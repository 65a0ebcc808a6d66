import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { demandPort, freePort, holderOf } from './ports.ts'

test('[HOUSE] a free port is let pass', async () => {
  await demandPort('PORT', await freePort(), '127.0.0.1', 0)
})

test('[HOUSE] a taken port is refused with who has it and how to choose another', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  expect(holderOf(port)?.pid).toBe(process.pid)
  await expect(demandPort('SANDBOX_PORT', port, '127.0.0.1', 0)).rejects.toMatchObject({
    message: expect.stringContaining(`Port ${port} is taken by process ${process.pid}`),
    advice: expect.stringMatching(/SANDBOX_PORT=\d+ npm start/),
  })
  server.close()
})

test('[HOUSE] a port that a killed start still holds is waited for', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  const demanded = demandPort('PORT', port, '127.0.0.1', 10_000)
  server.close()
  await demanded
})
