import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPages } from './pages.ts'
import { installProblems } from './problems.ts'

let folder: string
let app: FastifyInstance
let secure: FastifyInstance

beforeAll(async () => {
  folder = `${mkdtempSync(join(tmpdir(), 'keyholder-pages-'))}/`
  mkdirSync(`${folder}assets`)
  writeFileSync(
    `${folder}index.html`,
    '<script nonce="__CSP_NONCE__" src="/assets/main-1a2b.js"></script><meta content="__CSP_NONCE__">',
  )
  writeFileSync(`${folder}assets/main-1a2b.js`, 'export {}')
  writeFileSync(`${folder}secret.txt`, 'outside of assets')
  const build = async (withHttps: boolean) => {
    const built = fastify()
    installProblems(built)
    await installPages(built, withHttps, folder)
    return built
  }
  app = await build(false)
  secure = await build(true)
})
afterAll(async () => {
  await app.close()
  await secure.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, from = app) => from.inject({ url })
const nonceOf = (body: string) => /nonce="([^"]+)"/.exec(body)![1]!

describe('the page', () => {
  it('[SEC-004] comes with a policy that allows no script but by its nonce, no foreign origin and no frame', async () => {
    const { headers, body } = await get('/acme/customers/7')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain(`script-src 'self' 'nonce-${nonceOf(body)}'`)
    for (const part of [
      `default-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      `form-action 'self'`,
    ]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/)
    expect(body).not.toContain('__CSP_NONCE__')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  it('[SEC-004] has a nonce of its own each time, of at least 128 bits', async () => {
    const nonces = await Promise.all(Array.from({ length: 20 }, async () => nonceOf((await get('/')).body)))
    expect(new Set(nonces).size).toBe(20)
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16)
  })

  it('[SEC-004] tells browsers to stay with HTTPS where it is served so, and not where it is not', async () => {
    expect((await get('/')).headers['strict-transport-security']).toBeUndefined()
    for (const url of ['/', '/assets/main-1a2b.js', '/api/v1/nothing-here'])
      expect((await get(url, secure)).headers['strict-transport-security']).toMatch(
        /max-age=\d{8,}; includeSub/,
      )
  })

  it('its scripts are cached for ever, and nothing beside them is served', async () => {
    const script = await get('/assets/main-1a2b.js')
    expect(script.headers['cache-control']).toContain('immutable')
    for (const url of [
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/assets/..%2fsecret.txt',
      '/assets/none.js',
    ]) {
      expect((await get(url)).body).not.toContain('outside of assets')
    }
    expect((await get('/assets/none.js')).statusCode).toBe(404)
  })

  it('[SEC-002] what the API answers runs nothing when opened as a page, and stands in no frame', async () => {
    const policy = String((await get('/api/v1/nothing-here')).headers['content-security-policy'])
    for (const part of [
      `default-src 'none'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      'sandbox',
    ])
      expect(policy).toContain(part)
    // Of scripts it would bind the workers that they start.
    expect((await get('/assets/main-1a2b.js')).headers['content-security-policy']).toBeUndefined()
  })

  it('an unknown address of the API is no page but a problem', async () => {
    const reply = await get('/api/v1/nothing-here')
    expect([reply.statusCode, reply.headers['content-type'], reply.json<{ code: string }>().code]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
      'request.not_found',
    ])
  })
})
