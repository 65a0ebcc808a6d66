import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/alarmcom/document.ts'
import { openDesk, rejection } from '../conformance-desk.ts'
import type { TranscriptEntry } from '../http.ts'
import type { Interactive, NewSubscriber } from '../interactive.ts'
import { alarmcom } from './alarmcom.ts'
import { sampleOrder as order } from './order.sample.ts'

describe('Alarm.com’s own questions', () => {
  const subject = {
    connector: alarmcom,
    start: async () => {
      const { url, close } = await startSandboxes({ connectors: ['alarmcom'] })
      return { url: `${url}/alarmcom`, close }
    },
    settings: (url: string) => ({ baseUrl: url, user: 'keyholder_adc', password: 'sandbox-demo' }),
    onExchange: (exchange: Parameters<typeof breaches>[0]) => expect(breaches(exchange)).toEqual([]),
  }
  let desk: Awaited<ReturnType<typeof openDesk<Interactive>>>
  beforeAll(async () => void (desk = await openDesk<Interactive>(subject)))
  afterAll(() => desk?.close())
  afterEach(() => desk.clearFaults())
  const once = () => ({ idempotencyKey: desk.key() })
  const control = async (method: string, name: string, body?: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${desk.url}/_control/${name}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    })
    return reply.json()
  }
  const kinds = async (id: string) => (await desk.effects(id)).map(({ kind }) => kind)

  it('[CON-013] sends nothing that is there already, and nothing that rests on a state that has passed', async () => {
    const { subscribers, plans, devices, centralStation, logins } = desk.port
    const [seen] = await subscribers.find('debvance')
    const ref = { externalId: seen!.externalId }
    expect(seen).toMatchObject({ troubles: ['The panel does not respond'], centralStation: { receiver: '' } })
    await subscribers.update!(ref, { fields: seen!.fields, ...once() })
    await subscribers.resume!(ref, once())
    await subscribers.restore!(ref, once())
    await plans!.change(ref, { planCode: '208', addOnCodes: ['SmartArming', 'Noonlight'], ...once() })
    await devices!.swapModem!(ref, { deviceSerial: '1000000102', reasonCode: 'upgrade', ...once() })
    await subscribers.activate!(ref, { deviceSerial: '1000000102', panelCode: 'GoControl3', ...once() })
    expect(await kinds(ref.externalId)).toEqual([])

    const stale = { revision: seen!.revision, ...once() }
    const target = { accountNumber: '4712', receiver: '8005550141', forwarding: 'OnlyIfPhoneFails' }
    const after = await centralStation!.update(ref, { ...target, ...stale })
    expect(after).toMatchObject({ centralStation: target })
    expect(await centralStation!.update(ref, { ...target, ...stale })).toEqual(after)
    const passed = {
      kind: 'rejected',
      outcome: 'not_applied',
      reason: 'The account has been changed at Alarm.com since',
    }
    const late = [
      () => subscribers.suspend!(ref, stale),
      () => subscribers.update!(ref, { fields: { city: 'Alpine' }, ...stale }),
      () => subscribers.terminate!(ref, { reasonCode: 'Moving', ...stale }),
      () => plans!.change(ref, { planCode: '209', addOnCodes: [], ...stale }),
      () => logins!.impersonate!(ref, stale),
    ]
    for (const [index, call] of late.entries())
      expect(await rejection(call())).toMatchObject(
        index < 4 ? passed : { kind: 'rejected', reason: expect.stringContaining('not in the settings') },
      )
    expect(await kinds(ref.externalId)).toEqual(['central_station'])
    const accounts = await control('GET', 'accounts?search=debvance')
    expect(accounts).toMatchObject({ accounts: [{ eventGroups: ['AllEvents'] }] })
  })

  it('[SYS-08] takes no login or modem that somebody has, and tells which login is free', async () => {
    const { subscribers } = desk.port
    const refused = async (more: Partial<NewSubscriber>) =>
      rejection(subscribers.create!({ ...order(more), ...once() }))
    expect(await refused({ login: 'Marian.Abernathy' })).toMatchObject({
      field: 'login',
      outcome: 'not_applied',
      reason: 'This login is taken; Marian.Abernathy1 is free',
    })
    // Another dealer's, of whom nothing more is told.
    expect(await refused({ login: 'colinfarrow' })).toMatchObject({ field: 'login' })
    expect(await refused({ deviceSerial: '1000000101' })).toMatchObject({ field: 'deviceSerial' })
    // Which only the service knows.
    expect(await refused({ deviceSerial: '1000000201' })).toMatchObject({ field: 'deviceSerial' })
    expect(await refused({ planCode: '777' })).toMatchObject({ field: 'planCode', outcome: 'not_applied' })
    expect(await refused({ deviceSerial: '12' })).toMatchObject({ field: 'deviceSerial' })
    expect(await refused({ panelCode: 'Castle' })).toMatchObject({ field: 'panelCode' })
    expect(await refused({ details: {} })).toMatchObject({ field: 'details.propertyType' })
    // A second system of the same customer is no repeat of the first.
    const first = await subscribers.create!({ ...order(), ...once() })
    const second = { ...order({ login: 'ann.barn', deviceSerial: '7000000002' }), ...once() }
    expect((await subscribers.create!(second)).externalId).not.toBe(first.externalId)
    expect((await subscribers.create!({ ...order(), ...once() })).externalId).toBe(first.externalId)
    expect(await kinds(first.externalId)).toEqual(['create'])
  })

  it('[CON-035] leaves the number that a dealer keeps at Alarm.com in its place', async () => {
    const { subscribers } = desk.port
    const ref = { externalId: '14000103' }
    await control('POST', 'accounts', {
      accounts: [
        { customerId: 14_000_103, dealerCustomerId: '4471', lastName: 'Pappas', lockout: 'Past due' },
      ],
    })
    const linked = await subscribers.link!(ref, { reference: 'keyholder:acme/1', ...once() })
    expect(linked).toMatchObject({ linkedReference: null, state: 'suspended' })
    await subscribers.unlink!(ref, { reference: 'keyholder:acme/1', ...once() })
    expect(await kinds(ref.externalId)).toEqual([])
  })

  it('[SEC-003] keeps credentials, first passwords and tokens out of what is kept of calls', async () => {
    const said: TranscriptEntry[] = []
    const settings = {
      ...subject.settings(desk.url),
      user: 'guarded_adc',
      twoFactorDevice: 'sandbox-device-1',
      customerSite: `${desk.url}/web/login?token={token}`,
    }
    const port = desk.open({ settings, onCall: (entry) => said.push(entry) })
    const made = await port.subscribers.create!({
      ...order({ login: 'ann.secret', deviceSerial: '7000000009', reference: 'keyholder:acme/1002' }),
      ...once(),
    })
    const { url } = await port.logins!.impersonate!(made, once())
    const opened = await (await fetch(url)).text()
    expect(opened).toContain('Signed in as ann.secret')
    expect((await fetch(url)).status, 'once only').toBe(403)
    const everything = inspect(said, { depth: 9, maxStringLength: null, maxArrayLength: null })
    expect(everything).toContain('<LoginName>ann.secret</LoginName>')
    for (const secret of [
      'sandbox-demo',
      'sandbox-device-1',
      'Welcome-',
      new URL(url).searchParams.get('token')!,
    ])
      expect(everything).not.toContain(secret)
  })
})
