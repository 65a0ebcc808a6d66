/** What the sandbox is strict about: the public facts, docs/connectors/alarmcom-soap.json, and our own reading of the calls for billing. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const operation = z.object({ effect: z.enum(['read', 'write']), parameters: z.string(), result: z.string() })
const written = z
  .object({
    namespace: z.string(),
    header: z.object({ element: z.string(), members: z.string() }),
    services: z.record(
      z.string(),
      z.object({ path: z.string(), operations: z.record(z.string(), operation) }),
    ),
    types: z.record(z.string(), z.string()),
    enums: z.record(z.string(), z.string()),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../docs/connectors/alarmcom-soap.json', import.meta.url), 'utf8')),
  )

/** A member of a sequence: `may be left out`, `repeats`, `may be xsi:nil`. */
export type Member = { name: string; type: string; optional: boolean; repeats: boolean; nil: boolean }
export type Operation = {
  name: string
  effect: 'read' | 'write'
  parameters: readonly Member[]
  result: Member
}
export type Service = { name: string; path: string; operations: ReadonlyMap<string, Operation> }

const ours = z
  .object({
    services: z.record(z.string(), z.record(z.string(), operation)),
    types: z.record(z.string(), z.string()),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../docs/connectors/alarmcom-billing.json', import.meta.url), 'utf8')),
  )

const members = (text: string): Member[] =>
  text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^(\w+) (\w+)(\?)?(\[\])?(\(nil\))?$/.exec(part.trim())
      if (!match) throw new Error(`The table has no reading of "${part}"`)
      const [, name, type, optional, repeats, nil] = match
      return { name: name!, type: type!, optional: !!optional, repeats: !!repeats, nil: !!nil }
    })

export const namespace = written.namespace
export const header = { element: written.header.element, members: members(written.header.members) }
export const types: ReadonlyMap<string, readonly Member[]> = new Map(
  Object.entries({ ...written.types, ...ours.types }).map(([name, text]) => [name, members(text)]),
)
export const enums: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(written.enums).map(([name, text]) => [name, text.split(' ')]),
)
export const services: readonly Service[] = Object.entries(written.services).map(
  ([name, { path, operations }]) => ({
    name,
    path,
    operations: new Map(
      Object.entries({ ...operations, ...ours.services[name] }).map(
        ([key, { effect, parameters, result }]) => [
          key,
          {
            name: key,
            effect,
            parameters: members(parameters),
            result: members(`${key}Result ${result}`)[0]!,
          },
        ],
      ),
    ),
  }),
)

/** IIS takes paths in any case. */
export const serviceAt = (path: string): Service | undefined =>
  services.find((service) => service.path.toLowerCase() === path.toLowerCase())
