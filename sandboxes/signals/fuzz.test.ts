import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it, vi } from 'vitest'
import { serve } from '../kit.ts'
import { crcOf, frameOf, keyFromHex, messageBody, NotUnderstood, readMessage } from './dc09.ts'
import { FrameReader, maxFrameBytes } from './frame-reader.ts'
import { demoKey, signalsSandbox } from './server.ts'
import { openSignalLog } from './signal-log.ts'
import { eventsIn } from './told.ts'

/** Mulberry32: the same frames in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const key = keyFromHex(demoKey)
const valid = [
  ...['"NULL"0000L0#7890[#0000|0000 00 000]_22:13:29,12-29-2022', '"SIA-DCS"0084L0#AAA[#AAA|Nri1/XC12]'],
  '"SIA-DCS"0085R1L0#AAA[#AAA|N ti12:34/id7/ri2/BA003 ^Front/side door^/BH4|AText][X1][V][HMAC]',
  '"ADM-CID"9876R579BDFL789ABC#12345A[#12345A|1110 00 129]_14:12:04,09-25-2011',
  messageBody({
    id: 'ADM-CID',
    seq: '0001',
    account: 'AAA',
    data: '#AAA|1130 01 003',
    key,
    timestamp: new Date(0),
  }),
].map((text) => Buffer.from(text, 'latin1'))
/** What parsers trip over. */
const pieces = [
  '\n',
  '\r',
  '"',
  '[',
  ']',
  '|',
  '#',
  '_',
  '/',
  '^',
  '*',
  '\0',
  '\xff',
  '0FFF',
  '0000',
  'A'.repeat(600),
]

/** A few bytes changed, cut, doubled or put in; half of them framed anew, so that they get past the CRC. */
function mutate(random: (below: number) => number): Buffer {
  let bytes: Buffer = valid[random(valid.length)]!
  const reframed = random(2) === 0
  if (!reframed) bytes = frameOf(bytes.toString('latin1'), { binaryCrc: random(4) === 0 })
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(bytes.length + 1)
    const to = Math.min(bytes.length, at + random(12))
    const [before, cut, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
    const middle = [
      () => Buffer.from([random(256)]),
      () => Buffer.from(pieces[random(pieces.length)]!, 'latin1'),
      () => Buffer.concat([cut, cut, cut]),
      () => Buffer.alloc(0),
    ][random(4)]!()
    bytes = Buffer.concat([before, middle, after])
  }
  return reframed
    ? frameOf(bytes.subarray(0, 0xfff).toString('latin1'), { binaryCrc: random(4) === 0 })
    : bytes
}

it('[SEC-005] no mutation of a frame breaks the parsers, or makes them keep more than a frame', () => {
  const random = seeded(9)
  const stream = new FrameReader()
  const seen = { events: 0, misunderstood: 0, broken: 0 }
  for (let times = 0; times < 20_000; times++) {
    const bytes = mutate(random)
    const at = random(bytes.length)
    // Each by itself, and all in one stream, in which one may spoil the next.
    for (const piece of [
      ...new FrameReader().push(bytes),
      ...stream.push(bytes.subarray(0, at)),
      ...stream.push(bytes.subarray(at)),
    ]) {
      if (piece.kind === 'broken') {
        seen.broken += 1
        continue
      }
      try {
        seen.events += eventsIn(readMessage(piece.body, () => key))?.events.length ?? 0
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error
        seen.misunderstood += 1
      }
    }
    expect(stream.pendingBytes).toBeLessThan(maxFrameBytes)
  }
  // It got everywhere.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2000)
})

it('[SEC-005] the receiver answers the good frame after hundreds of bad ones, and keeps no more than it may', async () => {
  const log = openSignalLog(null, { perAccount: 20, inAll: 50 })
  const complaints = vi.spyOn(process.stderr, 'write')
  const running = await serve([signalsSandbox({ log })], { port: 0, host: '127.0.0.1' })
  const port = running.wirePorts['signals']!
  const socket = connect({ host: '127.0.0.1', port })
  const udp = createSocket('udp4').unref()
  try {
    await once(socket, 'connect')
    const random = seeded(5)
    const good = frameOf('"ADM-CID"0042L0#AAA[#AAA|1130 01 003]')
    const wanted = '"ACK"0042L0#AAA[]'
    const reader = new FrameReader()
    const answered = new Promise<void>((resolve) =>
      socket.on('data', (bytes) => {
        if (reader.push(bytes).some(({ body }) => body === wanted)) resolve()
      }),
    )
    for (let times = 0; times < 600; times++) socket.write(mutate(random))
    // A broken frame's beginning may swallow one that comes behind it, as on any line.
    socket.write(Buffer.concat([Buffer.from('\r\n'), good]))
    await answered

    const byUdp = new Promise<void>((resolve) =>
      udp.on('message', (bytes) => {
        if (new FrameReader().push(bytes).some(({ body }) => body === wanted)) resolve()
      }),
    )
    for (let times = 0; times < 200; times++) udp.send(mutate(random), port, '127.0.0.1')
    const sending = setInterval(() => udp.send(good, port, '127.0.0.1'), 20)
    await byUdp
    clearInterval(sending)
    expect(complaints).not.toHaveBeenCalled()
    expect(log.count).toBeGreaterThan(0)
    expect(log.count).toBeLessThanOrEqual(50)
  } finally {
    socket.destroy()
    udp.close()
    await running.close()
  }
})

it('[SEC-005] CRC, one bit wrong anywhere, is noticed', () => {
  const bytes = valid[0]!
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const wrong = Buffer.from(bytes)
    wrong[bit >> 3]! ^= 1 << (bit & 7)
    expect(crcOf(wrong)).not.toBe(crcOf(bytes))
  }
})
