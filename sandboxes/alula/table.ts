/** The table of facts, docs/connectors/alula-facts.json, which this sandbox holds its callers to. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const names = z.array(z.string())
const facts = z
  .object({
    oauth: z.object({
      path: z.string(),
      contentType: z.string(),
      grants: z.record(z.string(), names),
      answer: names,
    }),
    rpc: z.object({
      prefix: z.string(),
      envelope: names,
      refusals: names,
      procedures: z.record(
        z.string(),
        z.object({ params: names, optional: names, effect: z.enum(['read', 'write']) }),
      ),
    }),
    rest: z.object({
      prefix: z.string(),
      page: names,
      query: names,
      resources: z.record(
        z.string(),
        z.object({
          type: z.string(),
          methods: z.array(z.enum(['GET', 'POST', 'PATCH'])),
          include: names,
          filters: names,
          attributes: names,
        }),
      ),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../docs/connectors/alula-facts.json', import.meta.url), 'utf8')))

export const { oauth, rpc, rest } = facts
export type Resource = (typeof rest.resources)[string] & { path: string }

/** The resource that a REST path means, and the id behind it, if there is one; undefined if it means none. */
export function resourceAt(path: string): { resource: Resource; id: string | null } | undefined {
  if (!path.startsWith(rest.prefix)) return undefined
  const target = path.slice(rest.prefix.length)
  const known = (name: string, id: string | null) => {
    const resource = rest.resources[name]
    return resource ? { resource: { ...resource, path: name }, id } : undefined
  }
  const [, head = '', id = ''] = /^(.+)\/([^/]+)$/.exec(target) ?? []
  return known(target, null) ?? (head ? known(head, decodeURIComponent(id)) : undefined)
}

/** The procedure that a path means. */
export const procedureAt = (path: string): string | undefined => {
  const name = path.startsWith(rpc.prefix) ? path.slice(rpc.prefix.length) : ''
  return Object.hasOwn(rpc.procedures, name) ? name : undefined
}
