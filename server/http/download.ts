/** An answer that is a file: sent as it is made or read, so that it may be as long as it likes. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '#shared/errors.ts'

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

/** A file that is stored, as a handler of a download of `application/octet-stream` returns it. */
export type StoredFile = {
  fileName: string
  /** Told to a browser that shows it. One that keeps it learns nothing that it could act upon. */
  contentType: string
  sizeBytes: number
  /** The same for the same bytes, and no others. */
  etag: string
  /** Shown in the page instead of kept; only for types that a browser shows without running what is in them. */
  inline: boolean
  open(range?: { first: number; last: number }): Promise<Readable>
}

/** What no document of ours may do, whatever is in it. */
const sandboxed = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
/** Chromium shows no PDF in a sandbox; its viewer is one itself, in a process of its own, and nothing else reads a PDF. */
const pdfPolicy = "frame-ancestors 'self'"

/** Sends the file, or the one range of it that is asked for (RFC 9110, 14). @throws request.no_such_range */
export async function sendStored(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StoredFile,
): Promise<FastifyReply> {
  const { sizeBytes, inline } = file
  const type = inline ? file.contentType : 'application/octet-stream'
  void reply.headers({
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': disposition(inline, file.fileName),
    'content-security-policy': type === 'application/pdf' ? pdfPolicy : sandboxed,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    etag: `"${file.etag}"`,
  })
  const condition = request.headers['if-range']
  const asked = condition === undefined || condition === `"${file.etag}"` ? request.headers.range : undefined
  const range = rangeOf(asked, sizeBytes)
  if (range === 'none') {
    // An error is JSON, and nothing to be kept under the file's name.
    for (const name of ['content-disposition', 'etag', 'accept-ranges']) void reply.removeHeader(name)
    void reply.header('content-range', `bytes */${sizeBytes}`)
    return fail('request.no_such_range')
  }
  if (range)
    void reply
      .status(206)
      .header('content-range', `bytes ${range.first}-${range.last}/${sizeBytes}`)
      .header('content-length', range.last - range.first + 1)
  else void reply.header('content-length', sizeBytes)
  return reply.send(await file.open(range ?? undefined))
}

/** The range asked for, cut to the file; null for all of it, also where several are asked for; 'none' if it has no such. */
function rangeOf(header: string | undefined, size: number): { first: number; last: number } | 'none' | null {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return null
  if (from === '') return to === '0' ? 'none' : { first: Math.max(0, size - Number(to)), last: size - 1 }
  const [first, last] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  if (to !== '' && Number(to) < first) return null
  return first < size ? { first, last } : 'none'
}

/** RFC 6266: a plain name for old readers, and the real one. */
const disposition = (inline: boolean, name: string): string =>
  `${inline ? 'inline' : 'attachment'}; filename="${name.replace(/[^\w. -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(
    name.toWellFormed(),
  ).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
