/**
 * Reads a published contract of ours (OpenAPI 3.1) and holds exchanges against it. The tests of the client and of the
 * sandbox both use it, so neither can drift from the page that providers read.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Json = Record<string, unknown>
type Parameter = { name: string; in: string; required?: boolean; schema: Json }
type Body = { content?: Record<string, { schema: Json }> }
type Operation = {
  parameters?: Json[]
  requestBody?: Body
  responses: Record<string, Json>
  security?: unknown[]
}

export type Exchange = {
  method: string
  /** Path under the API's base, with its query. */
  target: string
  requestHeaders: Record<string, string>
  requestBody: string | undefined
  status: number
  contentType: string | null
  responseBody: string
}

/** The checks of the contract in `file`. */
export function openApiDocument(file: URL) {
  const document = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, Operation> & { parameters?: Json[] }>
    components: Json
  }
  const components = document.components as Record<string, Record<string, Json>>

  const definitions = toDefinitions(components.schemas!)
  function toDefinitions(schema: unknown): Json {
    return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Json
  }
  const compiled = new Map<string, z.ZodType>()
  const compile = (schema: Json): z.ZodType => {
    const text = JSON.stringify(schema)
    const known =
      compiled.get(text) ?? z.fromJSONSchema({ ...toDefinitions(schema), $defs: definitions } as never)
    compiled.set(text, known)
    return known
  }

  const resolve = (node: Json): Json => {
    const match = /^#\/components\/(\w+)\/(\w+)$/.exec(String(node.$ref ?? ''))
    return match ? components[match[1]!]![match[2]!]! : node
  }

  /** The operation that a call means, with its path's parameters; undefined if the contract has none. */
  function findOperation(method: string, path: string) {
    for (const [template, item] of Object.entries(document.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
      const operation = pattern.test(path) ? item[method.toLowerCase()] : undefined
      if (operation) {
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
        return { operation, parameters: parameters.map(resolve) as unknown as Parameter[] }
      }
    }
    return undefined
  }

  /** What of an exchange breaks the contract, on either side. */
  const breaches = (exchange: Exchange): string[] => [
    ...requestBreaches(exchange),
    ...answerBreaches(exchange),
  ]

  /** What of the request breaks the contract, in sentences; none if it keeps to it. */
  function requestBreaches(exchange: Exchange): string[] {
    const url = new URL(exchange.target, 'http://provider')
    const found = findOperation(exchange.method, url.pathname)
    if (!found) return [`${exchange.method} ${url.pathname} is no call of the contract`]
    const { operation, parameters } = found
    const breaches: string[] = []

    const queryNames = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    for (const name of url.searchParams.keys())
      if (!queryNames.includes(name)) breaches.push(`query parameter ${name} is unknown`)
    for (const parameter of parameters.filter((one) => one.in !== 'path')) {
      const value =
        parameter.in === 'query'
          ? url.searchParams.get(parameter.name)
          : (exchange.requestHeaders[parameter.name.toLowerCase()] ?? null)
      if (value === null) {
        if (parameter.required) breaches.push(`${parameter.name} is missing`)
      } else if (!compile(parameter.schema).safeParse(value).success)
        breaches.push(`${parameter.name} is malformed`)
    }
    if (operation.security === undefined && !/^Bearer \S+$/.test(exchange.requestHeaders.authorization ?? ''))
      breaches.push('the bearer token is missing')

    const content = operation.requestBody?.content
    if (content) {
      const type = exchange.requestHeaders['content-type'] ?? ''
      if (!content[type]) breaches.push(`content type ${type} is not the contract's`)
      else breaches.push(...bodyBreaches('request', content[type].schema, exchange.requestBody ?? ''))
    } else if (exchange.requestBody !== undefined) breaches.push('a body is sent where there is none')
    return breaches
  }

  /** What of the answer breaks the contract, in sentences; none if it keeps to it. */
  function answerBreaches(exchange: Exchange): string[] {
    const found = findOperation(exchange.method, new URL(exchange.target, 'http://provider').pathname)
    if (!found) return []
    const declared = found.operation.responses[String(exchange.status)]
    if (!declared)
      return [`status ${exchange.status} is not declared for ${exchange.method} ${exchange.target}`]
    const content = (resolve(declared) as Body).content
    if (!content) return exchange.responseBody === '' ? [] : ['an answer without body has one']
    const type = exchange.contentType?.split(';')[0] ?? ''
    if (!content[type]) return [`answer type ${type} is not declared for status ${exchange.status}`]
    return bodyBreaches('answer', content[type].schema, exchange.responseBody)
  }

  function bodyBreaches(what: string, schema: Json, body: string): string[] {
    try {
      const parsed = compile(schema).safeParse(JSON.parse(body))
      return parsed.success
        ? []
        : parsed.error.issues.map(
            ({ path, message }) => `${what} at ${path.join('.') || '(all)'}: ${message}`,
          )
    } catch {
      return [`the ${what} is not JSON`]
    }
  }

  return { breaches, requestBreaches, answerBreaches }
}
