/** A panel, as far as a receiver sees one: sends messages, waits for the answer, and sends again what got none. */
import { createSocket } from 'node:dgram'
import { connect, isIP, type Socket } from 'node:net'
import { lookup } from 'node:dns/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { frameOf, messageBody, NotUnderstood, readMessage, type Outgoing } from './dc09.ts'
import { FrameReader } from './frame-reader.ts'
import type { PanelAddress } from './signal.ts'

export type PanelOptions = PanelAddress & {
  host: string
  port: number
  transport: 'tcp' | 'udp'
  receiver?: string | null
  key?: Buffer | null
  /** How long it waits for an answer, and how often it sends in all. */
  timeoutMs?: number
  tries?: number
  /** Between two of them. */
  pauseMs?: number
  /** Sends the CRC as two bytes. */
  binaryCrc?: boolean
  /** The number of its first message; by chance if left out, as a panel goes on counting. */
  firstSeq?: number
  now?: () => number
}

/** What came back: null if nothing did, however often it was sent. */
export type Reply = { said: 'ACK' | 'NAK' | 'DUH' | null; tries: number; ms: number; body: string }

export type PanelLink = {
  /** Sends a message and waits; one at a time. Sends again what got no answer or a NAK. */
  send(id: 'ADM-CID' | 'SIA-DCS' | 'NULL', data: string): Promise<Reply>
  close(): void
}

/** Sends a frame over a line, which is opened if need be. @throws if it cannot be reached */
type Line = { send(frame: Buffer): Promise<void>; onBytes(bytes: Buffer): void; close(): void }

export function openPanel(options: PanelOptions): PanelLink {
  const { account, prefix, receiver = null, key = null, binaryCrc = false } = options
  const { timeoutMs = 5000, pauseMs = 500, tries: allTries = 3, now = Date.now } = options
  const line = options.transport === 'tcp' ? tcpLine(options) : udpLine(options)
  let seq = options.firstSeq ?? 1 + Math.floor(Math.random() * 9999)
  let reader = new FrameReader()
  let answered: (reply: Pick<Reply, 'said' | 'body'>) => void = () => {}

  line.onBytes = (bytes) => {
    for (const piece of reader.push(bytes)) {
      if (piece.kind === 'broken') continue
      const reply = answerIn(piece.body, key, seqText(seq))
      if (reply) answered({ said: reply, body: piece.body })
    }
  }

  const once = async (message: Outgoing): Promise<Pick<Reply, 'said' | 'body'>> => {
    const answer = Promise.withResolvers<Pick<Reply, 'said' | 'body'>>()
    answered = answer.resolve
    const timer = setTimeout(() => answer.resolve({ said: null, body: '' }), timeoutMs)
    try {
      reader = new FrameReader()
      await line.send(frameOf(messageBody(message), { binaryCrc }))
      return await answer.promise
    } catch (error) {
      return { said: null, body: (error as Error).message }
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async send(id, data) {
      const startedAt = performance.now()
      let reply: Pick<Reply, 'said' | 'body'> = { said: null, body: '' }
      let tries = 0
      while (tries < allTries && (reply.said === null || reply.said === 'NAK')) {
        if (tries > 0) await delay(pauseMs)
        tries += 1
        reply = await once({
          id,
          seq: seqText(seq),
          receiver,
          prefix,
          account,
          data,
          timestamp: new Date(now()),
          key,
        })
      }
      seq = (seq % 9999) + 1
      return { ...reply, tries, ms: performance.now() - startedAt }
    },
    close: () => line.close(),
  }
}

const seqText = (seq: number) => String(seq).padStart(4, '0')

/** What an answer says to the message of this number; null if it is none to it. */
function answerIn(body: string, key: Buffer | null, seq: string): 'ACK' | 'NAK' | 'DUH' | null {
  try {
    const { id, seq: theirs, encrypted } = readMessage(body, () => key)
    if (id === 'NAK') return 'NAK'
    if (theirs !== seq) return null
    // Whoever has not the key cannot have read the message.
    if (id === 'ACK') return encrypted === (key !== null) ? 'ACK' : null
    return id === 'DUH' ? 'DUH' : null
  } catch (error) {
    if (error instanceof NotUnderstood) return null
    throw error
  }
}

function tcpLine({ host, port, timeoutMs = 5000 }: PanelOptions): Line {
  let socket: Socket | null = null
  const line: Line = {
    onBytes: () => {},
    send: (frame) =>
      new Promise((resolve, reject) => {
        const write = () => socket!.write(frame, (error) => (error ? reject(error) : resolve()))
        if (socket) return write()
        const opened = connect({ host, port, noDelay: true })
        socket = opened
        opened.setTimeout(timeoutMs, () => {
          if (opened.connecting) opened.destroy(new Error(`${host}:${port} does not answer`))
        })
        opened.on('connect', write)
        opened.on('data', (bytes) => line.onBytes(bytes))
        const lose = () => {
          if (socket === opened) socket = null
        }
        opened.on('close', lose)
        opened.on('error', (error) => {
          lose()
          reject(error)
        })
      }),
    close: () => socket?.destroy(),
  }
  return line
}

function udpLine({ host, port }: PanelOptions): Line {
  const address = lookup(host)
  address.catch(() => undefined)
  const udp = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
  const line: Line = {
    onBytes: () => {},
    async send(frame) {
      const { address: to } = await address
      await new Promise<void>((resolve, reject) =>
        udp.send(frame, port, to, (error) => (error ? reject(error) : resolve())),
      )
    },
    close: () => udp.close(),
  }
  udp.on('message', (bytes) => line.onBytes(bytes))
  // Nobody listens there: as good as no answer.
  udp.on('error', () => undefined)
  return line
}
