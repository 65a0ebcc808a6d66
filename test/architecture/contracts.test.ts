import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { text } from '#shared/contract.ts'
import { historyEvents } from '#shared/history-events.ts'
import { isPermission } from '#shared/permissions.ts'
import { openapi } from '#server/http/openapi.ts'
import { modules } from '#server/modules/index.ts'
import { StationDesk } from '#server/modules/providers/stations.ts'
import { unboundedMembers } from './bounds.ts'
import { operationsOf } from './every-endpoint.ts'

const contracts = Object.fromEntries(
  modules(new StationDesk([])).map(({ name, contract }) => [name, contract]),
)
const operations = operationsOf(contracts)

describe('every endpoint’s contract', () => {
  it('says what a change leaves in History, and names a permission that exists', () => {
    for (const { id, endpoint } of operations) {
      const { history, access, method } = endpoint
      if (method === 'GET') expect([id, history]).toEqual([id, undefined])
      else if (history && 'event' in history) expect([id, history.event in historyEvents]).toEqual([id, true])
      else expect([id, (history?.none ?? '').length > 10]).toEqual([id, true])
      if (access === 'public' || access === 'signed_in' || access === 'operator') continue
      for (const permission of [access].flat()) expect([id, isPermission(permission)]).toEqual([id, true])
    }
  })

  it('[SEC-005] bounds every text and list that may be sent', () => {
    const unbounded = operations.flatMap(({ id, endpoint }) =>
      [endpoint.params, endpoint.query, endpoint.body].flatMap((schema) =>
        schema ? unboundedMembers(schema).map((path) => `${id}: ${path}`) : [],
      ),
    )
    expect(unbounded).toEqual([])
  })

  it('and a text or list without an end is found wherever it hides', () => {
    const bad: [z.ZodType, string[]][] = [
      [z.object({ a: z.string() }), ['a']],
      [z.object({ a: z.string().trim().optional() }), ['a']],
      [z.object({ a: z.object({ b: z.array(z.string().max(3)) }) }), ['a.b[]']],
      [z.array(z.string()).max(3), ['[].']],
      [z.object({ a: z.union([z.number(), z.string()]).nullable() }), ['a']],
      [z.object({ a: z.preprocess((v) => v, z.string().nullable()) }), ['a']],
      [z.object({ a: z.string().transform(Number).pipe(z.number()) }), ['a']],
      [z.object({ a: z.record(z.string(), z.string()) }), ['a{}', 'a{key}', 'a.']],
      [z.object({ a: z.unknown() }), ['a (unknown)']],
      [z.object({ a: z.string().regex(/^\d+$/) }), ['a']],
      [z.object({ a: z.string().regex(/\d{5}/) }), ['a']],
    ]
    for (const [schema, paths] of bad) expect(unboundedMembers(schema)).toEqual(paths)
    expect(
      unboundedMembers(
        z.object({
          a: text(3),
          b: z
            .array(z.enum(['x']))
            .max(2)
            .default([]),
          c: z.iso.date(),
          d: z.record(text(3), z.number()).refine((d) => Object.keys(d).length < 9),
        }),
      ),
    ).toEqual([])
  })

  it('has an address and method of its own, and a summary', () => {
    const addresses = operations.map(
      ({ endpoint }) => `${endpoint.method} ${endpoint.path.replace(/:\w+/g, ':')}`,
    )
    expect(new Set(addresses).size).toBe(addresses.length)
    for (const { id, endpoint } of operations) expect([id, endpoint.summary.length > 8]).toEqual([id, true])
  })
})

describe('openapi.json', () => {
  type Operation = {
    operationId: string
    parameters: { name: string; in: string }[]
    requestBody?: object
    responses: Record<string, object>
    security?: unknown[]
  }
  const document = JSON.parse(JSON.stringify(openapi(contracts))) as {
    openapi: string
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, unknown> }
  }

  it('describes every endpoint with its parameters, body and answers, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, o]) => [o.operationId, method, path]),
    )
    const mounted = operations.map(({ id, endpoint }) => [
      id,
      endpoint.method.toLowerCase(),
      `/api/v1${endpoint.path.replace(/:(\w+)/g, '{$1}')}`,
    ])
    expect(described.sort()).toEqual(mounted.sort())
    for (const { id, endpoint } of operations) {
      const o =
        document.paths[`/api/v1${endpoint.path.replace(/:(\w+)/g, '{$1}')}`]![endpoint.method.toLowerCase()]!
      const names = (place: string) => o.parameters.filter((p) => p.in === place).map((p) => p.name)
      expect([id, names('path')]).toEqual([id, Object.keys(endpoint.params?.shape ?? {})])
      expect([id, names('query')]).toEqual([id, Object.keys(endpoint.query?.shape ?? {})])
      expect([id, Boolean(o.requestBody)]).toEqual([id, Boolean(endpoint.body ?? endpoint.upload)])
      const ranges = endpoint.download === 'application/octet-stream' ? ['206', '416'] : []
      expect(Object.keys(o.responses)).toEqual(['200', ...ranges, 'default'])
    }
  })

  it('refers to no schema that it does not define', () => {
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ].map((m) => m[1]!)
    expect(references.length).toBeGreaterThan(10)
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name)
    expect(document.openapi).toBe('3.1.0')
  })

  it('is the one that is committed', () => {
    const committed = JSON.parse(
      readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
    ) as unknown
    expect(committed, 'npm run gen writes it anew').toEqual(document)
  })
})
