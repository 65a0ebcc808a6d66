/** An answer that is a file: sent as it is made, so that it may be as long as it likes. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** What a handler of a `download` endpoint returns. `chunks` is pulled while the reader takes them. */
export type Download = { fileName: string; chunks: AsyncIterable<string> }

/** Sends the file. An error while it is made breaks the connection off, so that nobody takes a part for the whole. */
export function sendDownload(
  reply: FastifyReply,
  type: string,
  { fileName, chunks }: Download,
): FastifyReply {
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${fileName.replace(/[^\w. -]/g, '_')}"`)
    .send(Readable.from(chunks))
}
