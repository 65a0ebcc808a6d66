/**
 * Documents that stand in a frame of the page because they need what the page's own policy forbids: the script of one other
 * address. Each has a policy that names exactly what it was opened for, and may be framed by our own page alone.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { fail } from '#shared/errors.ts'
import type { Permission } from '#shared/permissions.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAnywhere, type Services } from './context.ts'
import { credentialOf } from './session-token.ts'
import { type Visitor, visitorOf } from './visitor.ts'

export type FrameContent = {
  /** Handed to the document's script; public to whoever may open it. */
  data: unknown
  /** Origins (`https://secure.example.test`) that it may load scripts from, frame, and call. */
  origins: { script: string[]; frame: string[]; connect: string[] }
}

type Opened = {
  /** Below `/frames/`, with `:name` parameters: `capture/:processorId/:kind`. */
  path: string
  /** The built document: `capture.html`. */
  file: string
}
/** For a user who holds the permission, or for who came by a company's link. */
export type Frame = Opened &
  (
    | {
        permission: Permission
        open(ctx: Pick<Ctx, 'actor' | 'now'>, db: Db, params: Record<string, string>): Promise<FrameContent>
      }
    | {
        permission: 'visitor'
        visit(
          ctx: { visitor: Visitor; now: Date },
          db: Db,
          params: Record<string, string>,
        ): Promise<FrameContent>
      }
  )

const built = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (mark) => escapes[mark]!)
/** An origin and nothing else: whatever is no origin must not slip a directive into the policy. */
const isOrigin = (text: string) => /^https?:\/\/[A-Za-z0-9.:[\]-]+$/.test(text)

/** @param folder where the built page lies, ending in a slash. */
export function installFrames(
  app: FastifyInstance,
  frames: readonly Frame[],
  { database, now }: Services,
  secure: boolean,
  folder = built,
): void {
  for (const frame of frames) {
    if (!existsSync(folder + frame.file)) continue // tests of the API, and `npm run dev`
    const document = readFileSync(folder + frame.file, 'utf8')
    app.get(`/frames/${frame.path}`, { config: { operationId: 'frame' } }, async (request, reply) => {
      const origin = { source: 'web', address: request.ip, requestId: request.id } as const
      const params = request.params as Record<string, string>
      const read = async (): Promise<FrameContent> => {
        if ('visit' in frame) {
          const visitor = visitorOf(request, secure)
          if (!visitor) return fail('access.signed_out')
          const behalf = { of: 'company', companyId: visitor.companyId, userId: null } as const
          return database.transaction(behalf, origin, (db) =>
            frame.visit({ visitor, now: now() }, db, params),
          )
        }
        const credential = credentialOf(request, secure)
        if (!credential) return fail('access.signed_out')
        return database.transaction({ of: 'session', token: credential.hash }, origin, async (db, actor) => {
          requireAnywhere(actor!, [frame.permission])
          return frame.open({ actor: actor!, now: now() }, db, params)
        })
      }
      const { data, origins } = await read()
      const nonce = randomBytes(16).toString('base64')
      const of = (list: readonly string[]) => list.filter(isOrigin).join(' ')
      void reply.headers({
        'content-security-policy': [
          "default-src 'none'",
          `script-src 'self' 'nonce-${nonce}' ${of(origins.script)}`.trim(),
          `style-src 'self' 'nonce-${nonce}'`,
          `frame-src ${of(origins.frame) || "'none'"}`,
          `connect-src ${of(origins.connect) || "'none'"}`,
          "img-src 'self' data:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'self'",
        ].join('; '),
        'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      })
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(
          document
            .replaceAll('__CSP_NONCE__', nonce)
            .replace('__FRAME_DATA__', () => escaped(JSON.stringify(data))),
        )
    })
  }
}
