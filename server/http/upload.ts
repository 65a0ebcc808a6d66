/**
 * A request whose body is a file: handed to the handler as it arrives, never held in memory. What the handler leaves
 * unread is read to its end here, so that a browser that is still sending hears why it was refused.
 */
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Socket } from 'node:net'
import { fail } from '#shared/errors.ts'

export const uploadType = 'application/octet-stream'
/** The longest that an upload may take: 250 MB at 1.2 Mbit/s. */
export const uploadMs = 30 * 60_000
/** How long an upload may stand still. */
const stillMs = 30_000
/** Every other request has arrived by then. */
const requestMs = 30_000
/** How long a refused upload is still listened to. */
const drainMs = 20_000

export type Upload = {
  /** The bytes, once. Fails with files.interrupted if they break off or stand still. */
  bytes: AsyncIterable<Uint8Array>
  /** What the request says of their number (Content-Length). */
  announcedBytes: number | null
}

/**
 * Lets uploads in as streams, to endpoints that take them; every other request must be whole in half a minute, as
 * Node's own limit has to be the uploads'.
 */
export function installUploads(app: FastifyInstance): void {
  app.addContentTypeParser(uploadType, (request, body, done) => {
    if (request.routeOptions.config.endpoint?.upload) return done(null, body)
    done(Object.assign(new Error('This endpoint takes no file'), { statusCode: 415 }))
  })
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    if (!raw.complete && !request.routeOptions.config.endpoint?.upload) {
      // Once answered, only the connection is left to end; a request that is injected has none.
      const end = () =>
        reply.raw.writableEnded ? (raw.socket as Partial<Socket>).destroySoon?.() : raw.destroy()
      const timer = setTimeout(() => raw.complete || end(), requestMs).unref()
      reply.raw.once('close', () => clearTimeout(timer))
    }
    done()
  })
}

/** @throws request.unreadable if the request brings no file */
export function uploadOf(request: FastifyRequest): Upload {
  const body = request.body as Readable | undefined
  if (typeof body?.pipe !== 'function')
    return fail('request.unreadable', { reason: `Send the file’s bytes as the body, as ${uploadType}` })
  const length = Number(request.headers['content-length'])
  return {
    bytes: arriving(body),
    announcedBytes: request.headers['content-length'] && Number.isFinite(length) ? length : null,
  }
}

async function* arriving(body: Readable): AsyncGenerator<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  const watch = () => {
    clearTimeout(timer)
    timer = setTimeout(() => body.destroy(new Error('the upload stood still')), stillMs).unref()
  }
  watch()
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>
  try {
    for (;;) {
      // What fails here is the line; what fails below `yield` is whoever takes the bytes.
      const next = await chunks.next().catch(() => fail('files.interrupted'))
      if (next.done) return
      watch()
      yield next.value
    }
  } finally {
    clearTimeout(timer)
    await chunks.return?.()
  }
}

/** Reads what is left of a refused upload, for a while. */
export function drain(request: FastifyRequest): void {
  const body = request.body as Readable | undefined
  if (typeof body?.resume !== 'function' || body.readableEnded || body.destroyed) return
  const timer = setTimeout(() => body.destroy(), drainMs).unref()
  body.once('close', () => clearTimeout(timer)).once('error', () => {})
  body.resume()
}
