import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { serve } from '../kit.ts'
import { frameOf, keyFromHex, messageBody, readMessage, timestampText } from './dc09.ts'
import { FrameReader } from './frame-reader.ts'
import { openPanel, type PanelOptions } from './panel.ts'
import { openReceiver } from './receiver.ts'
import { demoKey, signalsSandbox, type SignalsOptions } from './server.ts'
import { openSignalLog } from './signal-log.ts'
import type { Signal } from './signal.ts'

const start = Date.UTC(2026, 0, 15, 12)
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A receiver on ports of its own, with a clock that the test turns. */
async function open(options: Partial<SignalsOptions> = {}) {
  const clock = { ms: start }
  const log = options.log ?? openSignalLog(null)
  const sandbox = signalsSandbox({ ...options, log, now: () => clock.ms })
  const running = await serve([sandbox], { port: 0, host: '127.0.0.1' })
  closing.push(running.close)
  const port = running.wirePorts['signals']!
  const control = async (method: string, name: string, body?: unknown) => {
    const reply = await fetch(`${running.url}/signals/_control/${name}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    return (await reply.json()) as { accounts: Record<string, unknown>[]; calls: Record<string, unknown>[] }
  }
  const panel = (more: Partial<PanelOptions> = {}) => {
    const link = openPanel({
      ...{
        host: '127.0.0.1',
        port,
        transport: 'tcp',
        account: '1009',
        prefix: '444D',
        pauseMs: 1,
      },
      now: () => clock.ms,
      ...more,
    })
    closing.push(link.close)
    return link
  }
  return { clock, log, sandbox, port, control, panel, connect: () => dial(port) }
}

/** A bare connection; `answers` gives the bodies of the next frames that come back. */
async function dial(port: number) {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  closing.push(() => socket.destroy())
  // A receiver that has had enough resets.
  socket.on('error', () => undefined)
  const reader = new FrameReader()
  const bodies: string[] = []
  let wake = () => {}
  socket.on('data', (bytes) => {
    bodies.push(...reader.push(bytes).map(({ body }) => body))
    wake()
  })
  return {
    socket,
    closed,
    write: (...chunks: (string | Buffer)[]) => chunks.forEach((chunk) => socket.write(chunk)),
    async answers(count: number): Promise<string[]> {
      while (bodies.length < count) await new Promise<void>((resolve) => (wake = resolve))
      return bodies.splice(0, count)
    },
  }
}

const body = (seq: string, data: string, more: Partial<Parameters<typeof messageBody>[0]> = {}) =>
  messageBody({ id: 'ADM-CID', seq, prefix: '444D', account: '1009', data: `#1009|${data}`, ...more })
const ack = (seq: string) => `"ACK"${seq}L444D#1009[]`
const short = ({ eventCode, qualifier, zone, transport }: Signal) => [eventCode, qualifier, zone, transport]

describe('the receiver', () => {
  it('[CON-100] takes frames whole, in pieces and several at once, over connections that stay', async () => {
    const { log, connect, control } = await open()
    const line = await connect()
    const heard: Signal[] = []
    closing.push(log.onAdd((signal) => heard.push(signal)))
    const [one, two, three] = ['001', '002', '003'].map((zone, at) =>
      frameOf(body(`000${at + 1}`, `1130 01 ${zone}`)),
    )
    line.write(one!.subarray(0, 7))
    line.write(one!.subarray(7, 30))
    line.write(Buffer.concat([one!.subarray(30), two!, three!.subarray(0, 5)]))
    expect(await line.answers(2)).toEqual([ack('0001'), ack('0002')])
    line.write(three!.subarray(5))
    expect(await line.answers(1)).toEqual([ack('0003')])

    expect(log.list('DM1009').map(({ zone }) => zone)).toEqual(['3', '2', '1'])
    expect(heard[0]).toEqual({
      ...{
        id: 1,
        accountNumber: '1009',
        prefix: '444D',
        protocol: 'ADM-CID',
        transport: 'tcp',
        encrypted: false,
      },
      ...{ at: '2026-01-15T12:00:00.000Z', receivedAt: '2026-01-15T12:00:00.000Z' },
      ...{ eventCode: '130', qualifier: 'new', kind: 'alarm', description: 'Burglary', text: null },
      ...{ zone: '1', area: '1', user: null, raw: body('0001', '1130 01 001') },
    })
    const { accounts } = await control('GET', 'accounts')
    expect(accounts).toMatchObject([{ accountNumber: '1009', prefix: '444D', frames: 3, missing: false }])
    const { calls } = await control('GET', 'calls')
    expect(calls.map(({ method, answer }) => [method, answer])).toEqual(Array(3).fill(['TCP', 'ACK']))
  })

  it('[CON-100] takes datagrams on the same port, and answers a binary CRC in kind', async () => {
    const { log, port } = await open()
    const udp = createSocket('udp4')
    closing.push(() => udp.close())
    const ask = async (frame: Buffer) => {
      udp.send(frame, port, '127.0.0.1')
      const [answer] = (await once(udp, 'message')) as [Buffer]
      return answer
    }
    expect(await ask(frameOf(body('0001', '1110 00 012')))).toEqual(frameOf(ack('0001')))
    const binary = { binaryCrc: true }
    expect(await ask(frameOf(body('0002', '3110 00 012'), binary))).toEqual(frameOf(ack('0002'), binary))
    expect(log.list('DM1009').map(short)).toEqual([
      ['110', 'restore', '12', 'udp'],
      ['110', 'new', '12', 'udp'],
    ])
  })

  it('[CON-100] answers nothing to a wrong CRC, NAK to a wrong time and DUH to what it cannot read', async () => {
    const { log, connect, clock } = await open({ requireTimestamps: true })
    const line = await connect()
    const sent = (seq: string, seconds: number | null) =>
      frameOf(
        body(seq, '1130 01 001', { timestamp: seconds === null ? null : new Date(start + seconds * 1000) }),
      )
    const broken = sent('0001', 0)
    broken[20]! ^= 1
    line.write(broken, ...[-40, 20].map((seconds, at) => sent(`000${at + 2}`, seconds)))
    // The broken one got no answer: these are the others'.
    expect(await line.answers(2)).toEqual([ack('0002'), ack('0003')])

    line.write(sent('0004', -41), sent('0005', 21), sent('0006', null))
    expect(await line.answers(3)).toEqual(
      Array(3).fill(`"NAK"0000R0L0A0[]${timestampText(new Date(clock.ms))}`),
    )

    const not = [
      body('0007', '1130 01 001', { id: 'ASC' }),
      body('0008', '9130 01 001'),
      body('0009', '1130 01 001', { account: 'AAAA' }),
      body('0010', '1130 01 001', { id: 'SIA-DCS' }),
    ]
    line.write(...not.map((text) => frameOf(text)), frameOf('"ADM-CID" nonsense'))
    expect(await line.answers(5)).toEqual([
      ...['"DUH"0007L444D#1009[]', '"DUH"0008L444D#1009[]', '"DUH"0009L444D#AAAA[]', '"DUH"0010L444D#1009[]'],
      '"DUH"0000R0L0[]',
    ])
    expect(log.count).toBe(2)
  })

  it('[CON-100] opens what is encrypted, answers so, and takes from an account with a key nothing else', async () => {
    const key = '00112233445566778899AABBCCDDEEFF0011223344556677'
    const { log, control, panel, connect, clock } = await open()
    const demo = panel({ key: keyFromHex(demoKey), account: '7710001', prefix: '0' })
    expect(await demo.send('SIA-DCS', '#7710001|Nri1/FA12')).toMatchObject({ said: 'ACK', tries: 1 })
    expect(log.list('7710001')).toMatchObject([{ eventCode: 'FA', zone: '12', area: '1', encrypted: true }])

    await control('POST', 'accounts', { accounts: [{ accountNumber: 'DM1009', key }] })
    const data = '#1009|1130 01 003'
    expect(await panel({ tries: 1 }).send('ADM-CID', data)).toMatchObject({ said: 'DUH' })
    expect(await panel({ key: keyFromHex(demoKey) }).send('ADM-CID', data)).toMatchObject({ said: 'DUH' })
    const line = await connect()
    line.write(frameOf(body('0001', '1130 01 003', { key: keyFromHex(key), timestamp: new Date(clock.ms) })))
    const [answer] = await line.answers(1)
    expect(readMessage(answer!, () => keyFromHex(key))).toMatchObject({
      ...{
        id: 'ACK',
        encrypted: true,
        seq: '0001',
        account: '1009',
        data: '',
        timestamp: new Date(clock.ms),
      },
    })
    // A timestamp within the encryption is what keeps a recorded signal from being played again.
    clock.ms += 60_000
    line.write(frameOf(body('0001', '1130 01 003', { key: keyFromHex(key), timestamp: new Date(start) })))
    expect(await line.answers(1)).toEqual([expect.stringContaining('"NAK"')])
    const [kept] = log.list('DM1009')
    expect([log.list('DM1009').length, kept!.raw.includes(key)]).toEqual([1, false])
    const text = JSON.stringify([await control('GET', 'accounts'), await control('GET', 'calls')])
    expect([text.includes(key), text.includes('"hasKey":true')]).toEqual([false, true])
    expect(
      await control('POST', 'accounts', { accounts: [{ accountNumber: 'DM1', key: 'AB' }] }),
    ).toHaveProperty('issues')
  })

  it('[CON-100] keeps once what a panel sends again, whose answer was lost, and answers it each time', async () => {
    const { log, control, panel, connect, clock } = await open()
    await control('POST', 'faults', { fault: 'drop_after', times: 2 })
    const lossy = { timeoutMs: 200, tries: 20 }
    const sent = await panel({ firstSeq: 7, ...lossy }).send('ADM-CID', '#1009|1130 01 003')
    expect([sent.said, sent.tries > 2]).toEqual(['ACK', true])
    // By the other way, and then the same number and event a minute later: that is a new one.
    expect(await panel({ firstSeq: 7, transport: 'udp' }).send('ADM-CID', '#1009|1130 01 003')).toMatchObject(
      { tries: 1 },
    )
    expect(log.count).toBe(1)
    clock.ms += 60_000
    const line = await connect()
    line.write(frameOf(body('0007', '1130 01 003')))
    expect(await line.answers(1)).toEqual([ack('0007')])
    expect(log.count).toBe(2)

    await control('POST', 'faults', { fault: 'drop', accountNumber: '1009' })
    expect(await panel({ timeoutMs: 50, tries: 1 }).send('ADM-CID', '#1009|1110 01 001')).toMatchObject({
      said: null,
    })
    for (const fault of ['nak', 'duh']) await control('POST', 'faults', { fault, accountNumber: '1009' })
    expect(await panel().send('ADM-CID', '#1009|1110 01 001')).toMatchObject({ said: 'DUH', tries: 2 })
    expect(log.count).toBe(2)
    expect(await panel().send('ADM-CID', '#1009|1110 01 001')).toMatchObject({ said: 'ACK', tries: 1 })
    expect(await control('POST', 'faults', { fault: 'http_500' })).toHaveProperty('issues')
    await control('POST', 'reset', {})
    expect([log.count, (await control('GET', 'accounts')).accounts]).toEqual([0, []])
  })

  it('[CON-100] tells once that a supervised panel has fallen silent, and that it is back', async () => {
    const { log, sandbox, panel, clock } = await open({ missedAfterMs: 90_000 })
    const supervised = panel()
    const other = panel({ account: '2020', prefix: '0' })
    await supervised.send('NULL', '')
    await other.send('ADM-CID', '#2020|1602 00 000')
    const after = (ms: number) => {
      clock.ms += ms
      sandbox.sweep()
      return log
        .list('DM1009')
        .map(({ eventCode, qualifier, kind, protocol }) => [eventCode, qualifier, kind, protocol])
    }
    expect(after(90_000)).toEqual([])
    const missed = ['354', 'new', 'supervision', 'receiver']
    expect(after(1)).toEqual([missed])
    expect(after(900_000)).toEqual([missed])
    await supervised.send('NULL', '')
    expect(after(0)).toEqual([['354', 'restore', 'supervision', 'receiver'], missed])
    expect(log.list('2020')).toHaveLength(1)
  })

  it('[SEC-005] gives idle connections up, takes no more than it may, and sends no more than is fetched', async () => {
    const receiver = await openReceiver({
      ...{ host: '127.0.0.1', port: 0, idleMs: 60, maxConnections: 2, sweep: () => {} },
      hear: () => Buffer.alloc(40_000),
    })
    closing.push(receiver.close)
    const first = await dial(receiver.port)
    const second = await dial(receiver.port)
    const third = await dial(receiver.port)
    const frame = frameOf(body('0001', '1130 01 003'))
    third.write(frame)
    await third.closed
    expect(third.socket.bytesRead).toBe(0)
    second.socket.pause()
    for (let sent = 0; sent < 2000; sent++) second.write(frame)
    await first.closed
    second.socket.resume()
    await second.closed
    expect(second.socket.bytesRead).toBeLessThan(2000 * 40_000)
    const again = await dial(receiver.port)
    again.write(frame)
    await once(again.socket, 'data')
  })
})
