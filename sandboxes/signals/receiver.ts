/** The receiver's sockets: TCP, with connections that stay, and UDP, on one port. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { OwnWire } from '../kit.ts'
import { FrameReader, type Piece } from './frame-reader.ts'
import type { Signal } from './signal.ts'

export type ReceiverOptions = {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Judges a frame and gives what to send back; null for no answer. */
  hear(piece: Piece, transport: Signal['transport']): Buffer | null
  /** Called once a second, to look for panels that have fallen silent. */
  sweep(): void
  /** A connection that sends nothing for so long is closed: longer than any panel's supervision. */
  idleMs?: number
  maxConnections?: number
}

/** Answers that a panel does not fetch may pile up to this; then its connection is closed. */
const maxUnsentBytes = 64 * 1024
const portTries = 20

export async function openReceiver({
  host,
  port,
  hear,
  sweep,
  idleMs = 2 * 3_600_000,
  maxConnections = 20_000,
}: ReceiverOptions): Promise<OwnWire> {
  const sockets = new Set<Socket>()
  /** No answer to what fails here: the panel sends it again. */
  const answersTo = (reader: FrameReader, bytes: Buffer, transport: Signal['transport']): Buffer[] =>
    reader.push(bytes).flatMap((piece) => {
      try {
        return hear(piece, transport) ?? []
      } catch (error) {
        process.stderr.write(`Signal receiver: ${error instanceof Error ? error.stack : String(error)}\n`)
        return []
      }
    })

  const tcp = createServer({ noDelay: true }, (socket) => {
    const reader = new FrameReader()
    sockets.add(socket)
    socket.setTimeout(idleMs, () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      for (const answer of answersTo(reader, bytes, 'tcp')) socket.write(answer)
      if (socket.writableLength > maxUnsentBytes) socket.destroy()
    })
  })
  tcp.maxConnections = maxConnections

  const openUdp = () => {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    udp.on('message', (bytes, from) => {
      for (const answer of answersTo(new FrameReader(), bytes, 'udp'))
        udp.send(answer, from.port, from.address)
    })
    return udp
  }

  let udp = openUdp()
  for (let tries = 1; ; tries++) {
    tcp.listen({ port, host, backlog: 4096 })
    await once(tcp, 'listening')
    const chosen = (tcp.address() as AddressInfo).port
    try {
      udp.bind({ port: chosen, address: host, exclusive: true })
      await once(udp, 'listening')
      break
    } catch (error) {
      // A free port of TCP need not be one of UDP.
      tcp.close()
      await once(tcp, 'close')
      if (port !== 0 || tries === portTries) throw error
      udp.close()
      udp = openUdp()
    }
  }
  udp.on('error', (error) => process.stderr.write(`Signal receiver: ${error.message}\n`))
  const sweeping = setInterval(sweep, 1000).unref()

  return {
    port: (tcp.address() as AddressInfo).port,
    close: async () => {
      clearInterval(sweeping)
      const closed = Promise.all([once(tcp, 'close'), once(udp, 'close')])
      tcp.close()
      udp.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
