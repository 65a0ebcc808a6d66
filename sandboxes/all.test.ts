import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from './all.ts'
import { answerBreaches, requestBreaches, type Exchange } from './open-station/document.ts'

type Answer = {
  status: number
  headers: Headers
  body: Record<string, never> & { [name: string]: unknown }
  text: string
}
type Running = Awaited<ReturnType<typeof startSandboxes>>

const call = async (
  base: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const reply = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await reply.text()
  const json = reply.headers.get('content-type')?.includes('json')
    ? (JSON.parse(text) as Answer['body'])
    : ({} as Answer['body'])
  return { status: reply.status, headers: reply.headers, body: json, text }
}

const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }
const signIn = async (base: string, as = login) => {
  const { body } = await call(base, 'POST', '/session', { body: as })
  return { authorization: `Bearer ${String(body.token)}` }
}
let keys = 0
const key = () => ({ 'idempotency-key': `sandbox-test-${++keys}` })
const state = async (base: string, query = '') => {
  const { body } = await call(base, 'GET', `/_control/accounts${query}`)
  return body as unknown as {
    total: number
    accounts: { accountNumber: string; name: object; serial: string }[]
    effects: unknown[]
  }
}

describe('the Bold sandbox', () => {
  let running: Running
  let base: string
  beforeAll(async () => {
    running = await startSandboxes()
    base = `${running.url}/bold`
  })
  afterAll(() => running.close())
  afterEach(() => call(base, 'POST', '/_control/reset', { body: {} }))

  it('[CON-101] takes and refuses exactly what the published contract does', async () => {
    const session = await signIn(base)
    const number = (text: string) => ({ customerId: text })
    const bodies: unknown[] = [
      number('A-1'),
      {
        ...number('A-2'),
        name: { first: 'x'.repeat(30) },
        premises: { state: 'UT', postalCode: '84601-1234' },
      },
      {
        ...number('A-3'),
        phones: { premises: '+18015550123x123456', work: '' },
        email: 'a@b.test',
        abortCode: 'ö',
      },
      { ...number('A-4'), premises: { postalCode: 'K1A 0B1', state: '' } },
      { ...number('A-5'), name: { first: 'x'.repeat(31) } },
      { ...number('A-6'), name: { middle: 'x' } },
      { ...number('A-7'), name: {} },
      { ...number('A-8'), phones: { premises: '8015550123' } },
      { ...number('A-9'), phones: { premises: '+11015550123' } },
      { ...number('A-10'), premises: { state: 'Utah' } },
      { ...number('A-11'), premises: { postalCode: '846011234' } },
      { ...number('A-12'), email: 'no address' },
      { ...number('A-13'), abortCode: 1234 },
      { ...number('A-14'), name: { first: 'tab\there' } },
      { ...number('A-15'), nonsense: true },
      { ...number('A-16'), abortCode: 'x'.repeat(21) },
      { ...number('A-17'), name: null },
      number('A 18'),
      number('-A19'),
      number('A'.repeat(17)),
      {},
      [],
    ]
    let taken = 0
    for (const body of bodies) {
      const headers = { ...session, ...key() }
      const answer = await call(base, 'POST', '/customers', { body, headers })
      const exchange: Exchange = {
        method: 'POST',
        target: '/customers',
        requestHeaders: { ...headers, 'content-type': 'application/json' },
        requestBody: JSON.stringify(body),
        status: answer.status,
        contentType: answer.headers.get('content-type'),
        responseBody: answer.text,
      }
      expect(answer.status === 201, JSON.stringify(body)).toBe(requestBreaches(exchange).length === 0)
      expect([201, 422]).toContain(answer.status)
      expect(answerBreaches(exchange)).toEqual([])
      if (answer.status === 201) taken += 1
    }
    expect(taken).toBe(4)
    expect((await state(base)).effects).toHaveLength(taken)
  })

  it('[CON-101] wants a session, an idempotency key, the right type and no unknown parameter', async () => {
    const session = await signIn(base)
    const { accounts } = await state(base, '?search=BD-1002')
    const path = `/customers/${accounts[0]!.serial}`
    const patch = { 'content-type': 'application/merge-patch+json' }
    const body = { email: 'x@y.test' }
    const status = async (...args: Parameters<typeof call> extends [string, ...infer Rest] ? Rest : never) =>
      (await call(base, ...args)).status
    expect(await status('GET', path)).toBe(401)
    expect(await status('GET', path, { headers: { authorization: 'Bearer guess' } })).toBe(401)
    expect(await status('PATCH', path, { body, headers: { ...session, ...patch } })).toBe(400)
    expect(await status('PATCH', path, { body, headers: { ...session, ...key() } })).toBe(400)
    expect(await status('PATCH', path, { body: '{', headers: { ...session, ...patch, ...key() } })).toBe(400)
    expect(await status('GET', '/customers?accountNumber=BD-1002&x=1', { headers: session })).toBe(400)
    expect(await status('GET', '/nothing', { headers: session })).toBe(404)
    expect(await status('PATCH', path, { body, headers: { ...session, ...patch, ...key() } })).toBe(200)
  })

  it('[CON-101] replays the first answer to a repeated key, and refuses the key for another write', async () => {
    const session = await signIn(base)
    const headers = { ...session, ...key() }
    const first = await call(base, 'POST', '/customers', { body: { customerId: 'A-1' }, headers })
    const second = await call(base, 'POST', '/customers', { body: { customerId: 'A-1' }, headers })
    expect([second.status, second.text, second.headers.get('idempotent-replayed')]).toEqual([
      201,
      first.text,
      'true',
    ])
    const other = await call(base, 'POST', '/customers', { body: { customerId: 'A-2' }, headers })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    expect((await state(base)).effects).toHaveLength(1)
  })

  it('[CON-101] shows no dealer another dealer’s customers', async () => {
    const acme = await signIn(base)
    const birch = await signIn(base, { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' })
    const { accounts } = await state(base, '?search=BR-2001')
    const path = `/customers/${accounts[0]!.serial}`
    expect((await call(base, 'GET', path, { headers: birch })).status).toBe(200)
    expect((await call(base, 'GET', path, { headers: acme })).status).toBe(404)
    const found = await call(base, 'GET', '/customers?accountNumber=BR-2001', { headers: acme })
    expect(found.body).toEqual({ customers: [] })
    const taken = await call(base, 'POST', '/customers', {
      body: { customerId: 'BR-2001' },
      headers: { ...acme, ...key() },
    })
    expect([taken.status, taken.body.code]).toEqual([409, 'number_in_use'])
  })

  it('[CON-101] meets sentinel account numbers with their fault: F on every call, W on writes only', async () => {
    const session = await signIn(base)
    const look = (number: string) =>
      call(base, 'GET', `/customers?accountNumber=${number}`, { headers: session })
    expect((await look('BD-F500')).status).toBe(500)
    expect((await look('BD-F429')).headers.get('retry-after')).toBe('1')
    await expect(look('BD-FDRB')).rejects.toThrow()
    const found = await look('BD-W503')
    expect(found.status).toBe(200)
    const [customer] = found.body.customers as unknown as { serial: string }[]
    const headers = { ...session, ...key(), 'content-type': 'application/merge-patch+json' }
    const patch = await call(base, 'PATCH', `/customers/${customer!.serial}`, {
      body: { email: '' },
      headers,
    })
    expect([patch.status, patch.body.code]).toEqual([503, 'unavailable'])
  })

  it('[CON-101] a fault meets the calls that it was ordered for, as often as it was ordered', async () => {
    const session = await signIn(base)
    const look = async (number: string) =>
      (await call(base, 'GET', `/customers?accountNumber=${number}`, { headers: session })).status
    await call(base, 'POST', '/_control/faults', {
      body: { fault: 'http_500', times: 2, accountNumber: 'BD-1002' },
    })
    await call(base, 'POST', '/_control/faults', {
      body: { fault: 'http_503', match: { method: 'post', path: '/session' } },
    })
    expect([
      await look('BD-1001'),
      await look('BD-1002'),
      await look('BD-1002'),
      await look('BD-1002'),
    ]).toEqual([200, 500, 500, 200])
    expect((await call(base, 'POST', '/session', { body: login })).status).toBe(503)
    const refused = await call(base, 'POST', '/_control/faults', { body: { fault: 'earthquake' } })
    expect(refused.status).toBe(422)
  })

  it('[CON-101] takes five thousand accounts in at once', async () => {
    const accounts = Array.from({ length: 5000 }, (_, index) => ({
      accountNumber: `DM-${index}`,
      dealerId: 'BIRCH1',
      name: { first: 'Demo', last: `Customer ${index}` },
      phones: { premises: '(801) 555-0100' },
    }))
    const answer = await call(base, 'POST', '/_control/accounts', { body: { accounts } })
    expect([answer.status, answer.body.accounts]).toEqual([200, 5000])
    expect((await state(base, '?search=dm-4999')).accounts).toMatchObject([{ accountNumber: 'DM-4999' }])
    await call(base, 'POST', '/_control/accounts', {
      body: { accounts: [{ ...accounts[7], name: { first: 'Renamed' } }] },
    })
    const { total, accounts: found } = await state(base, '?search=DM-')
    expect([total, found[7]!.name]).toEqual([5000, { first: 'Renamed', last: '', business: '' }])
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call(base, 'POST', '/_control/reset', { body: '', headers: form })).status).toBe(415)
  })

  it('serves a page for people, and a list of the sandboxes', async () => {
    const page = await call(base, 'GET', '/')
    expect(page.text).toContain('<h1>Bold (Manitou) sandbox</h1>')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await call(running.url, 'GET', '/')).text).toContain('href="/bold/"')
    expect((await call(running.url, 'GET', '/nobody/')).status).toBe(404)
  })
})

describe('a sandbox with a memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  let child: ChildProcess | undefined
  afterAll(() => {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  const start = async (): Promise<string> => {
    child = spawn(process.execPath, [join(import.meta.dirname, 'all.ts')], {
      env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_DATA: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const chunk of child.stdout!) {
      const url = /http:\S+(?=\/\n)/.exec(String(chunk))?.[0]
      if (url) return `${url}/bold`
    }
    throw new Error('The sandboxes ended at once')
  }
  const kill = () =>
    new Promise((resolve) => {
      child!.once('exit', resolve)
      child!.kill('SIGKILL')
    })

  it('[REL-003] knows after kill -9 every change that it has answered, and applies none twice', async () => {
    let base = await start()
    const headers = { ...(await signIn(base)), ...key() }
    const body = { customerId: 'A-1' }
    expect((await call(base, 'POST', '/customers', { body, headers })).status).toBe(201)
    const before = await state(base)
    await kill()
    // The line that was being written when the process died.
    appendFileSync(join(folder, 'bold.jsonl'), '{"customers":[{"accountNumber":"TORN')

    base = await start()
    expect(await state(base)).toEqual(before)
    const again = { ...headers, ...(await signIn(base)) }
    const replayed = await call(base, 'POST', '/customers', { body, headers: again })
    expect(replayed.headers.get('idempotent-replayed')).toBe('true')
    expect((await state(base)).effects).toHaveLength(1)
    await kill()
    expect(readFileSync(join(folder, 'bold.jsonl'), 'utf8')).not.toContain('TORN')
  })
})
