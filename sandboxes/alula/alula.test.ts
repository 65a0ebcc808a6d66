import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../kit.ts'
import { breaches } from './document.ts'
import { alula } from './server.ts'

type Body = {
  access_token: string
  refresh_token: string
  error: string | { message: string }
  id: unknown
  result: { deviceId: string; total: number }
  data: { id: string; attributes: Record<string, unknown> }
  errors: { detail: string; source?: { pointer: string } }[]
  meta: { page: object }
}
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const client = { client_id: 'keyholder-client', client_secret: 'client-demo' }
const password = { grant_type: 'password', ...client, username: 'keyholder', password: 'sandbox-demo' }

/** The service called directly and without a network; what it takes and answers is held against the table. */
function openDesk(sandbox: Sandbox, strict = true) {
  let token = ''
  const call = (method: string, target: string, body?: string, headers: Record<string, string> = {}) => {
    const url = new URL(target, 'http://alula')
    const sent = { ...(token && { authorization: `Bearer ${token}` }), ...headers }
    const { status, body: responseBody, headers: answered } = sandbox.answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: sent,
      body: body ?? '',
    })
    const contentType = answered?.['content-type'] ?? null
    if (strict && status < 400)
      expect(breaches({ method, target, requestHeaders: sent, requestBody: body, status, contentType, responseBody })).toEqual([])
    return { status, body: JSON.parse(responseBody) as Body }
  } // prettier-ignore
  const grant = (members: Record<string, string>) =>
    call('POST', '/oauth/token', new URLSearchParams(members).toString(), form)
  const signIn = () => void (token = grant(password).body.access_token)
  signIn()
  const rpc = (name: string, params: unknown, wrapped = true) =>
    call('POST', `/rpc/v1/${name}`, JSON.stringify(wrapped ? { id: 'a1', params } : params))
  const write = (method: string, path: string, type: string, attributes: object, id?: string) =>
    call(method, `/rest/v1/${path}`, JSON.stringify({ data: { type, ...(id && { id }), attributes } }))
  return { call, grant, signIn, rpc, write }
}
const device = { mac: '0C0000002001', crc: '2001', dealerId: '4100' }

describe('the Alula sandbox', () => {
  it('[SYS-09] gives tokens by password and by refresh token, each of which is good once, and ends them', () => {
    let nowMs = Date.now()
    const { call, grant, signIn } = openDesk(alula(null, undefined, { now: () => nowMs }))
    expect(call('GET', '/rest/v1/self').status).toBe(200)
    nowMs += 900_001
    expect(call('GET', '/rest/v1/self').status).toBe(401)
    signIn()
    expect(call('GET', '/rest/v1/self').status).toBe(200)
    const { refresh_token } = grant(password).body
    const refresh = { grant_type: 'refresh_token', ...client, refresh_token }
    expect(grant(refresh).status).toBe(200)
    expect(grant(refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    for (const [more, error] of [
      [{ client_secret: 'x' }, 'invalid_client'],
      [{ password: 'x' }, 'invalid_grant'],
      [{ grant_type: 'magic' }, 'unsupported_grant_type'],
      [{ extra: '1' }, 'invalid_request'],
    ] as const)
      expect(grant({ ...password, ...more })).toMatchObject({ body: { error } })
  })

  it('[SYS-09] takes procedures bare and wrapped, and refuses with status 200', () => {
    const sandbox = alula(null)
    const { rpc } = openDesk(sandbox, false)
    const made = rpc('devices/register', device)
    expect(made.body).toMatchObject({ id: 'a1', result: { deviceId: expect.stringMatching(/^\d+$/) as string } })
    const bare = rpc('devices/register', { ...device, mac: '0C0000002002', crc: '2002' }, false)
    expect(bare.body).toMatchObject({ id: null, result: { deviceId: expect.any(String) as string } })
    const { deviceId } = made.body.result
    expect(rpc('devices/assign', { customerId: '70004', deviceId, pin: '1234' }).body.result).toEqual({ deviceId })
    for (const [name, params, words] of [
      ['devices/register', device, 'registered already'],
      ['devices/register', { ...device, mac: '0C0000002003' }, 'CRC does not belong'],
      ['devices/register', { mac: '0C0000002003', dealerId: '4100' }, 'Parameter crc'],
      ['devices/register', { ...device, colour: 'red' }, 'Unknown parameter colour'],
      ['devices/register', { ...device, dealerId: '4200' }, 'not permitted'],
      ['devices/assign', { customerId: '70001', deviceId }, 'assigned to customer 70004'],
      ['devices/assign', { customerId: '70201', deviceId }, 'no such customer'],
      ['devices/unregister', { deviceId }, 'assigned to customer 70004'],
      ['devices/unassign', { deviceId: '70202' }, 'was not found'],
    ] as const) {
      const { status, body } = rpc(name, params)
      expect([status, (body.error as { message: string }).message]).toEqual([200, expect.stringContaining(words)])
    }
    expect(rpc('devices/unassign', { deviceId }).body.result).toEqual({ deviceId })
    expect(rpc('devices/programs/renew', { deviceId }).body.result).toMatchObject({ programId: 32 })
    expect(rpc('devices/unregister', { deviceId }).body.result).toEqual({ deviceId })
    expect(rpc('dealers/devices/stats/get', { dealerId: '4100' }).body.result.total).toBeGreaterThan(4)
    expect(sandbox.effects().map(({ kind }) => kind)).toEqual(['register', 'register', 'assign', 'unassign', 'renew', 'unregister'])
  }) // prettier-ignore

  it('[SYS-09] filters, pages and includes as the table says, and names the attribute to blame', () => {
    const { call, write } = openDesk(alula(null))
    const list = call('GET', '/rest/v1/users?include=devices&sort=id&page[number]=2&page[size]=2').body
    expect(list.meta.page).toEqual({ number: 2, size: 2, total: 6 })
    expect([list.data].flat().map(({ id }) => id)).toEqual(['70003', '70004'])
    for (const target of ['users?filter[phone]=1', 'users?include=children', 'users?sort=name', 'users?page[size]=0'])
      expect(call('GET', `/rest/v1/${target}`).status).toBe(400)
    expect(call('GET', '/rest/v1/users/70201').status).toBe(404)
    expect(call('GET', '/rest/v1/receivers').status).toBe(200)
    const patched = write('PATCH', 'users/70002', 'users', { nameLast: 'Lund-Rowe' }, '70002')
    expect(patched.body.data.attributes).toMatchObject({ nameLast: 'Lund-Rowe', companyName: 'Cedar Bakery' })
    for (const [attributes, pointer] of [
      [{ nameFrist: 'x' }, '/data/attributes/nameFrist'],
      [{ nameLast: 7 }, '/data/attributes/nameLast'],
      [{ username: 'other' }, '/data/attributes/username'],
    ] as const)
      expect(write('PATCH', 'users/70002', 'users', attributes, '70002')).toMatchObject({
        status: 422,
        body: { errors: [{ source: { pointer } }] },
      })
    expect(write('PATCH', 'devices/70103', 'devices', { featurePlanId: '777' }, '70103').status).toBe(422)
    expect(write('POST', 'featureplans', 'featureplans', { name: 'x' }).status).toBe(405)
  }) // prettier-ignore

  it('[CON-101] remembers across a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'alula-'))
    try {
      const first = alula(folder)
      const one = openDesk(first)
      const spare = one.rpc('devices/register', device).body.result.deviceId
      one.write('POST', 'users/phones', 'users-phones', { userId: '70004', number: '8015550155' })
      first.close()
      const second = alula(folder)
      const two = openDesk(second)
      expect(two.call('GET', '/rest/v1/users/phones/P70004').body.data.attributes.number).toBe('8015550155')
      expect(two.call('GET', `/rest/v1/devices/${spare}`).body.data.attributes.customerId).toBeNull()
      expect(second.effects().map(({ kind }) => kind)).toEqual(['register', 'phone'])
      const next = two.rpc('devices/register', { ...device, mac: '0C0000002009', crc: '2009' }).body.result
      expect(next.deviceId).not.toBe(spare)
      second.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
