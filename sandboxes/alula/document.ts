/** Holds exchanges against the table of facts; the tests of the client and of the sandbox both use it. */
import { oauth, procedureAt, resourceAt, rest, rpc } from './table.ts'

export type Exchange = {
  method: string
  /** Path and query under the wire's base. */
  target: string
  requestHeaders: Record<string, string>
  requestBody: string | undefined
  status: number
  contentType: string | null
  responseBody: string
}

type Json = Record<string, unknown>
const keysOf = (value: unknown) => Object.keys((value ?? {}) as object)
/** The given names that are not of the list, or not in its order. */
const strays = (what: string, given: readonly string[], list: readonly string[]): string[] => {
  const unknown = given.filter((name) => !list.includes(name))
  if (unknown.length > 0) return unknown.map((name) => `${what} has the unknown member ${name}`)
  const ordered = list.filter((name) => given.includes(name))
  return ordered.join() === given.join() ? [] : [`${what} has its members out of order: ${given.join(', ')}`]
}

/** What of an exchange breaks the table, in sentences; none if it keeps to it. */
export function breaches(exchange: Exchange): string[] {
  const url = new URL(exchange.target, 'http://alula')
  try {
    if (url.pathname === oauth.path) return oauthBreaches(exchange)
    if (!/^Bearer \S+$/.test(exchange.requestHeaders.authorization ?? '')) return ['the token is missing']
    const procedure = procedureAt(url.pathname)
    return procedure === undefined ? restBreaches(exchange, url) : rpcBreaches(exchange, procedure)
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message]
    throw error
  }
}

function oauthBreaches({
  method,
  requestHeaders,
  requestBody = '',
  status,
  responseBody,
}: Exchange): string[] {
  const form = new URLSearchParams(requestBody)
  const members = oauth.grants[form.get('grant_type') ?? '']
  const answer = keysOf(JSON.parse(responseBody))
  return [
    ...(method === 'POST' ? [] : ['the method is not POST']),
    ...(requestHeaders['content-type'] === oauth.contentType ? [] : ['the content type is not a form’s']),
    ...(members?.join() === [...form.keys()].join() ? [] : ['the members of the grant are others']),
    ...(status === 200 ? strays('the answer', answer, oauth.answer) : []),
    ...(status === 200 || answer.includes('error') ? [] : ['a refusal does not say its error']),
  ]
}

function rpcBreaches({ method, requestBody = '{}', status, responseBody }: Exchange, name: string): string[] {
  const { params, optional } = rpc.procedures[name]!
  const body = JSON.parse(requestBody) as Json
  const given = keysOf(body.params)
  const answer = keysOf(JSON.parse(responseBody))
  return [
    ...(method === 'POST' ? [] : ['the method is not POST']),
    ...(keysOf(body).join() === rpc.envelope.join() ? [] : ['the envelope is another']),
    ...strays(name, given, params),
    ...params
      .filter((one) => !optional.includes(one) && !given.includes(one))
      .map((one) => `${name} lacks ${one}`),
    ...(status !== 200 || answer.includes('result') || rpc.refusals.some((one) => answer.includes(one))
      ? []
      : ['the answer is neither result nor refusal']),
  ]
}

function restBreaches({ method, requestBody, status, responseBody }: Exchange, url: URL): string[] {
  const found = resourceAt(url.pathname)
  if (!found) return [`${url.pathname} is no resource of the table`]
  const { resource, id } = found
  const query = [...rest.query, ...resource.filters.map((name) => `filter[${name}]`)]
  const breached = [
    ...(resource.methods.some((one) => one === method) ? [] : [`${resource.path} knows no ${method}`]),
    ...(method === 'PATCH' && id === null ? ['a PATCH is for one resource'] : []),
    ...[...url.searchParams.keys()]
      .filter((name) => !query.includes(name))
      .map((name) => `the query has ${name}`),
  ]
  if (method !== 'GET') {
    const { data } = JSON.parse(requestBody ?? '{}') as { data?: Json }
    const members = method === 'PATCH' ? 'type,id,attributes' : 'type,attributes'
    if (keysOf(data).join() !== members || data?.type !== resource.type)
      breached.push('the envelope is another')
    breached.push(...strays(resource.type, keysOf(data?.attributes), resource.attributes))
  }
  if (status >= 400)
    return keysOf(JSON.parse(responseBody)).includes('errors')
      ? breached
      : [...breached, 'no errors are told']
  const answer = JSON.parse(responseBody) as { data: Json | Json[]; meta?: { page: Json } }
  for (const one of [answer.data].flat()) {
    if (one.type !== resource.type) breached.push(`an answer of type ${String(one.type)}`)
    breached.push(...strays(resource.type, keysOf(one.attributes), resource.attributes))
  }
  if (Array.isArray(answer.data) && keysOf(answer.meta?.page).sort().join() !== [...rest.page].sort().join())
    breached.push('the page is not told')
  return breached
}
