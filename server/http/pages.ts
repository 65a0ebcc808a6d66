/**
 * The page: the built files below /assets, cached for ever as their names carry a digest, and index.html for every
 * other address, with a fresh nonce for each answer.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

const built = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const placeholder = '__CSP_NONCE__'

const apiPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"

/** No inline script, no foreign origin, no frame (OWASP Secure Headers). */
function securityHeaders(reply: FastifyReply, nonce: string): void {
  void reply.headers({
    'content-security-policy': [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  })
}

/** @param folder where the built page lies, ending in a slash. */
export async function installPages(app: FastifyInstance, secure: boolean, folder = built): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'same-origin')
    // Also what the API and its files answer: the first request of a browser may go there.
    // What the API answers is no document: opened as one it runs nothing, and stands in no frame.
    if (request.url.startsWith('/api/') && !reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', apiPolicy)
    if (secure) void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  })
  if (!existsSync(`${folder}index.html`)) return // tests of the API, and `npm run dev`, where Vite serves the page
  const index = readFileSync(`${folder}index.html`, 'utf8')
  await app.register(fastifyStatic, {
    root: `${folder}assets`,
    prefix: '/assets/',
    immutable: true,
    // Beside each file that compresses lies its .gz (web/vite.config.ts).
    preCompressed: true,
    maxAge: '365d',
  })
  app.get('/*', { config: { operationId: 'page' } }, (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound()
    const nonce = randomBytes(16).toString('base64')
    securityHeaders(reply, nonce)
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(index.replaceAll(placeholder, nonce))
  })
}
