import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type House, openHouse } from '#test/helpers/house.ts'
import { installFrames } from './frames.ts'
import { installProblems } from './problems.ts'
import { newToken, tokenHash } from './session-token.ts'

let house: House
let app: FastifyInstance
let folder: string
const tokens: Record<string, string> = {}
beforeAll(async () => {
  house = await openHouse()
  folder = `${mkdtempSync(join(tmpdir(), 'keyholder-frames-'))}/`
  writeFileSync(
    `${folder}one.html`,
    '<meta content="__FRAME_DATA__"><script nonce="__CSP_NONCE__" src="/assets/one.js"></script>',
  )
  app = fastify()
  installProblems(app)
  await app.register(cookie)
  const services = { database: house.database, live: house.live, now: house.clock.now }
  installFrames(
    app,
    [
      {
        path: 'one/:id',
        file: 'one.html',
        permission: 'billing_information.modify',
        open: (_ctx, _db, { id }) =>
          Promise.resolve({
            data: { id, words: '"><script>' },
            origins: {
              script: ['https://secure.example.test', "https://x.test; script-src 'unsafe-inline'"],
              frame: ['https://secure.example.test'],
              connect: [],
            },
          }),
      },
    ],
    services,
    false,
    folder,
  )
  const company = await house.plant.company()
  for (const grants of ['billing_information.modify', 'customers.view'] as const) {
    const user = await house.plant.user({ company, holds: [{ grants: [grants] }] })
    tokens[grants] = newToken('browser')
    await house.owner.query(
      `insert into platform.session (token_hash, company_id, user_id, kind, name, expires_at)
       values ($1, $2, $3, 'browser', 'of a test', now() + interval '1 day')`,
      [tokenHash(tokens[grants]), company.id, user.id],
    )
  }
})
afterAll(async () => {
  await app.close()
  await house.close()
  rmSync(folder, { recursive: true })
})
const get = (grants?: string) =>
  app.inject({ url: '/frames/one/7', ...(grants && { cookies: { keyholder_session: tokens[grants]! } }) })

it('[SEC-004][ADB-008] a frame allows the scripts of the addresses that it was opened for, and may be framed by our page alone', async () => {
  const { headers, body } = await get('billing_information.modify')
  const policy = String(headers['content-security-policy'])
  const nonce = /nonce="([^"]+)"/.exec(body)![1]!
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' https://secure.example.test`,
    `style-src 'self' 'nonce-${nonce}'`,
    'frame-src https://secure.example.test',
    "connect-src 'none'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ])
  expect(body).toContain('&quot;id&quot;:&quot;7&quot;')
  expect(body).not.toContain('"><script>"')
})

it('[SEC-001] a frame is opened to who holds its permission', async () => {
  expect((await get()).statusCode).toBe(401)
  expect((await get('customers.view')).statusCode).toBe(403)
})
