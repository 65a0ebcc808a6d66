import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { rejection } from '../conformance-desk.ts'
import { providerFetch, type TranscriptEntry } from '../http.ts'
import type { SubscriberFields } from '../interactive.ts'
import { manifest } from '../securenet/manifest.ts'
import { securenet } from '../securenet/securenet.ts'
import { openInteractiveConnector } from './provider.ts'

const running: (() => unknown)[] = []
afterEach(async () => {
  for (const close of running.splice(0)) await close()
})

const open = (baseUrl: string, connector = securenet, onCall?: (entry: TranscriptEntry) => void) =>
  connector.open(
    { baseUrl, userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' },
    providerFetch({
      connector: 'securenet',
      credentials: baseUrl,
      timeoutMs: 1000,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: ['sandbox-demo'],
      onCall,
    }),
  )

async function sandbox() {
  const { url, close } = await startSandboxes({ connectors: ['securenet'] })
  running.push(close)
  const base = `${url}/securenet`
  const control = async (name: string) =>
    (await (await fetch(`${base}/_control/${name}`)).json()) as { effects: unknown[]; calls: unknown[] }
  return { base, control }
}

const fields: SubscriberFields = { firstName: 'Ada', lastName: 'Reed', primaryPhone: '8015550117' }
const order = (more: object = {}) => ({
  fields,
  login: 'ada.reed',
  planCode: 'SN-BASIC',
  addOnCodes: [],
  deviceSerial: '00a1b2c3ff01',
  panelCode: 'HELIX',
  centralStation: null,
  details: { pin: '918273' },
  reference: 'keyholder:acme:1009/1',
  idempotencyKey: 'interactive-0001',
  ...more,
})

/** A provider that signs everybody in and answers by a script. */
async function fake(script: (path: string, body: string) => { status?: number; body: unknown }) {
  const server = createServer((request: IncomingMessage, response) => {
    let sent = ''
    request.on('data', (chunk) => (sent += String(chunk)))
    request.on('end', () => {
      const session = { token: 'abc', expiresAt: new Date(Date.now() + 60_000).toISOString() }
      const { status = 200, body } =
        request.url === '/session' ? { body: session } : script(request.url ?? '', sent)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a brand of the Open Interactive API', () => {
  it('[SYS-10] keeps no account without a Master Contact, digits-only phone and PIN, and says which field', async () => {
    const { base, control } = await sandbox()
    const port = open(base)
    const refused: [more: object, field: string][] = [
      [{ fields: { ...fields, firstName: '' } }, 'firstName'],
      [{ fields: { ...fields, lastName: undefined } }, 'lastName'],
      [{ fields: { ...fields, primaryPhone: '' } }, 'primaryPhone'],
      [{ fields: { ...fields, primaryPhone: '8015550117x2' } }, 'primaryPhone'],
      [{ details: {} }, 'details.pin'],
      [{ details: { pin: '123' } }, 'details.pin'],
      [{ details: { pin: '12345678901' } }, 'details.pin'],
      [{ details: { pin: '12a4' } }, 'details.pin'],
      [{ login: 'ab' }, 'login'],
      [{ deviceSerial: 'xyz' }, 'deviceSerial'],
      [{ planCode: '' }, 'planCode'],
      [{ fields: { ...fields, city: 'a\nb' } }, 'city'],
    ]
    for (const [more, field] of refused)
      expect(await rejection(port.subscribers.create!(order(more)))).toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
        field,
      })
    expect((await control('calls')).calls).toEqual([])

    const made = await port.subscribers.create!(order())
    for (const field of ['firstName', 'lastName', 'primaryPhone'] as const) {
      const write = { fields: { [field]: '' }, idempotencyKey: `interactive-${field}` }
      expect(await rejection(port.subscribers.update!(made, write))).toMatchObject({
        field,
        providerMessage: null,
      })
    }
    // Each field at its greatest length, and in any alphabet.
    const free = ['firstName', 'lastName', 'businessName', 'addressLine1', 'addressLine2', 'city'] as const
    const long = Object.fromEntries(
      free.map((field) => [
        field,
        '“Łukasz” 美咲 – '.repeat(9).slice(0, manifest.fields[field]!.maxLength - 1) + '!',
      ]),
    )
    const widest = {
      fields: { ...long, email: `${'a'.repeat(90)}@mail.test` },
      idempotencyKey: 'interactive-long',
    }
    expect((await port.subscribers.update!(made, widest)).fields).toMatchObject(widest.fields)

    // The other brands may do without: then it is the provider that insists.
    const lax = open(base, openInteractiveConnector({ manifest, masterContact: false }))
    const write = { fields: { lastName: '' }, idempotencyKey: 'interactive-lax-1' }
    expect(await rejection(lax.subscribers.update!(made, write))).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      field: 'lastName',
      providerMessage: 'Every account has at least one Master Contact',
    })
  })

  it('[SEC-003] lets neither PIN nor app link into a transcript, nor into the sandbox’s own pages', async () => {
    const { base, control } = await sandbox()
    const said: TranscriptEntry[] = []
    const port = open(base, securenet, (entry) => said.push(entry))
    const made = await port.subscribers.create!(order())
    const { url } = await port.logins!.impersonate!(made, { idempotencyKey: 'interactive-0002' })
    const everything = inspect([said, await control('accounts'), await control('calls')], { depth: 20, maxStringLength: null, maxArrayLength: null }) // prettier-ignore
    for (const secret of ['918273', '4821', new URL(url).searchParams.get('token')!])
      expect(everything).not.toContain(secret)
    expect(everything).toContain('ada.reed')
    // A provider may say back what it was told.
    const echo = await fake((_, body) => ({ status: 422, body: { code: 'refused', detail: `No: ${body}` } }))
    const { providerMessage } = await rejection(open(echo).subscribers.create!(order()))
    expect(providerMessage).toContain('"pin":"•••"')
    // It opens once.
    expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([200, 403])
  })

  it('[CON-070] [CON-071] names our field for each of the provider’s complaints', async () => {
    const { base } = await sandbox()
    const port = open(base)
    const made = await port.subscribers.create!(order())
    const key = (n: number) => ({ idempotencyKey: `interactive-k-${n}` })
    const complaints: [call: () => Promise<unknown>, field: string | null][] = [
      [() => port.subscribers.create!(order({ ...key(1), deviceSerial: '00A1B2C3FF02' })), 'login'],
      [() => port.subscribers.create!(order({ ...key(2), login: 'ada.reed2' })), 'deviceSerial'],
      [() => port.subscribers.create!(order({ ...key(3), login: 'ada.reed3', deviceSerial: '00A1B2C3FF03', planCode: 'GOLD' })), 'planCode'],
      [() => port.plans!.change(made, { planCode: 'SN-BASIC', addOnCodes: ['ACCESS'], ...key(4) }), 'addOnCodes'],
      [() => port.centralStation!.update(made, { accountNumber: '1', receiver: 'NONE', forwarding: 'always', ...key(5) }), 'receiver'],
      [() => port.centralStation!.update(made, { accountNumber: '1', receiver: 'R-EAST', forwarding: 'no', ...key(6) }), 'forwarding'],
      [() => port.devices!.swapModem!(made, { deviceSerial: '00A1B2C3D401', reasonCode: 'DEFECT', ...key(7) }), 'deviceSerial'],
      [() => port.logins!.resetPassword!(made, { loginId: 'nobody', ...key(8) }), null],
      [() => port.subscribers.update!(made, { fields: { city: 'Lehi' }, revision: '99', ...key(9) }), null],
    ] // prettier-ignore
    for (const [call, field] of complaints)
      expect(await rejection(call())).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field })
  })

  it('[CON-101] takes no answer about another account, and no other provider for its own', async () => {
    const subscriber = {
      id: 'SN-7',
      version: 1,
      state: 'active',
      login: 'ada.reed',
      name: { first: '', last: '', business: '' },
      premises: { street1: '', street2: '', city: '', state: '', postalCode: '' },
      phone: '',
      email: '',
      plan: null,
      features: [],
      modem: '',
      panel: null,
      monthlyCents: null,
      centralStation: null,
      link: null,
      troubles: [],
    }
    const answers: Record<string, unknown> = {
      '/provider': {
        name: 'Other',
        apiVersion: '1.0',
        abilities: { capabilities: ['create', 'update'], masterContact: false },
      },
      '/subscribers/SN-8/devices': { id: 'SN-7', devices: [] },
      '/subscribers/SN-8/app-link': { id: 'SN-8', token: 'x'.repeat(20), address: 'javascript:{token}', expiresAt: new Date().toISOString() },
    } // prettier-ignore
    const port = open(await fake((path) => ({ body: answers[path] ?? subscriber })))
    const [ref, once] = [{ externalId: 'SN-8' }, { idempotencyKey: 'interactive-0003' }]
    const wrong: [call: () => Promise<unknown>, outcome: string][] = [
      [() => port.subscribers.read(ref), 'not_applied'],
      [() => port.devices!.list(ref), 'not_applied'],
      [() => port.subscribers.update!(ref, { fields: { city: 'Lehi' }, ...once }), 'unknown'],
      [() => port.subscribers.create!(order({ login: 'somebody.else' })), 'unknown'],
      [() => port.logins!.impersonate!(ref, once), 'unknown'],
      [() => port.check(), 'not_applied'],
    ]
    for (const [call, outcome] of wrong)
      expect(await rejection(call())).toMatchObject({ kind: 'unexpected_reply', outcome })
    expect(await port.subscribers.read({ externalId: 'SN-7' })).toMatchObject({ login: 'ada.reed' })
    expect(await port.subscribers.read({ externalId: 'a/b' })).toBeNull()
  })
})
