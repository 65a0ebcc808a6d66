/** Builds the HTTP app. Does not listen, so that tests can call it without a port. */
import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { fail } from '#shared/errors.ts'
import type { Services } from './http/context.ts'
import { installFrames } from './http/frames.ts'
import { mount } from './http/mount.ts'
import { openapi } from './http/openapi.ts'
import { installOperations } from './http/operations.ts'
import { installPages } from './http/pages.ts'
import { installProblems } from './http/problems.ts'
import { limitKey } from './http/session-token.ts'
import { installUploads, uploadMs } from './http/upload.ts'
import type { StationDesk } from './modules/providers/stations.ts'
import { frames, modules } from './modules/index.ts'

export type AppOptions = Services & {
  logger: Logger
  /** Requests a minute of one session, or of one address without a session; 0 turns the limit off. */
  rateLimitPerMinute: number
  secureCookies: boolean
  /** Whose word on the client's address is taken; nobody's unless given. */
  trustProxy?: boolean | string
  desk: StationDesk
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { logger, rateLimitPerMinute, secureCookies } = options
  let stopping = false
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1_048_576,
    requestTimeout: uploadMs,
    http: { headersTimeout: 30_000 },
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 100 },
    trustProxy: options.trustProxy ?? false,
  }) as unknown as FastifyInstance
  app.addHook('preClose', () => {
    stopping = true
    options.live.close()
  })
  installProblems(app)
  installUploads(app)
  // A signature is over the bytes that came, not over what they mean.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.endpoint?.signed) request.rawBody = body as string
    void parseJson(request, body as string, done)
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 65_536 },
    (request, body, done) => {
      if (request.routeOptions.config.endpoint?.form)
        return done(null, Object.fromEntries(new URLSearchParams(body as string)))
      done(Object.assign(new Error('Send application/json'), { statusCode: 415 }), undefined)
    },
  )
  await app.register(cookie)
  if (rateLimitPerMinute) {
    await app.register(rateLimit, {
      max: rateLimitPerMinute,
      timeWindow: 60_000,
      keyGenerator: limitKey(secureCookies),
      allowList: (request) => !request.url.startsWith('/api/'),
      errorResponseBuilder: (_request, { ttl }) => {
        const seconds = Math.ceil(ttl / 1000)
        return fail('request.too_many', { seconds }, { retryAfterSeconds: seconds })
      },
    })
  }
  const parts = modules(options.desk)
  // The contract checks the input (mount.ts); Fastify's own validation would run before anybody is known.
  app.setValidatorCompiler(() => () => true)
  for (const { name, contract, handlers } of parts)
    mount(app, name, contract, handlers, options, secureCookies)
  const document = JSON.stringify(openapi(Object.fromEntries(parts.map((m) => [m.name, m.contract]))))
  app.get('/api/v1/openapi.json', (_request, reply) => reply.type('application/json').send(document))
  installOperations(app, options, () => stopping)
  installFrames(app, frames(options.desk), options, secureCookies)
  await installPages(app, secureCookies)
  return app
}
