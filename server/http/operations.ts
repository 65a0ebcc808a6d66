/** What the operator's tools ask: is it alive, may it take traffic, how is it doing. */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Services } from './context.ts'

export function installOperations(
  app: FastifyInstance,
  { database }: Services,
  stopping: () => boolean,
): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'keyholder_http_request_seconds',
    help: 'Duration of requests, by operation and status class',
    labelNames: ['operation', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  const failures = new Counter({
    name: 'keyholder_http_unforeseen_errors_total',
    help: 'Requests that ended in an error of ours',
    registers: [registry],
  })
  new Gauge({
    name: 'keyholder_database_connections',
    help: 'Connections of a pool: all, idle, and requests that wait for one',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [name, pool] of [
        ['transactions', database.pool],
        ['reads', database.reads],
      ] as const) {
        this.set({ pool: name, state: 'all' }, pool.totalCount)
        this.set({ pool: name, state: 'idle' }, pool.idleCount)
        this.set({ pool: name, state: 'waiting' }, pool.waitingCount)
      }
    },
  })

  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operationId
    if (operation)
      duration.observe(
        { operation, status: `${Math.floor(reply.statusCode / 100)}xx` },
        reply.elapsedTime / 1000,
      )
    if (reply.statusCode === 500) failures.inc()
    done()
  })

  app.get('/healthz', { logLevel: 'silent' }, () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    if (stopping()) return reply.status(503).send({ status: 'stopping' })
    try {
      await database.pool.query('select 1')
      return { status: 'ready' }
    } catch {
      return reply.status(503).send({ status: 'no database' })
    }
  })
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
