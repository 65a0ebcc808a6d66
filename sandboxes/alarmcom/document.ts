/** Holds exchanges against the table of public facts; the tests of the client and of the sandbox both use it. */
import { MarkupError, read } from '../markup.ts'
import { envelopes, Fault, operationOf, readRequest, soapOf } from './request.ts'
import { namespace, serviceAt } from './table.ts'
import { readSequence, SchemaError } from './values.ts'

export type Exchange = {
  method: string
  /** Path and query under the wire's base. */
  target: string
  requestHeaders: Record<string, string>
  requestBody: string | undefined
  status: number
  responseBody: string
}

/** What of an exchange breaks the table, in sentences; none if it keeps to it. */
export function breaches(exchange: Exchange): string[] {
  try {
    return [...requestBreaches(exchange), ...answerBreaches(exchange)]
  } catch (error) {
    if (error instanceof MarkupError || error instanceof SchemaError || error instanceof Fault)
      return [error.message]
    throw error
  }
}

const callOf = ({ method, target, requestHeaders, requestBody = '' }: Exchange) => ({
  method,
  path: target,
  query: new URLSearchParams(),
  headers: requestHeaders,
  body: requestBody,
})

function requestBreaches(exchange: Exchange): string[] {
  const { method, target, requestHeaders } = exchange
  const service = serviceAt(target)
  if (!service || service.path !== target) return [`${target} is no service of the table`]
  if (method !== 'POST') return ['the method is not POST']
  const { operation } = readRequest(callOf(exchange), service)
  return soapOf(callOf(exchange)) === '1.2' ||
    requestHeaders.soapaction === `"${namespace}/${operation.name}"`
    ? []
    : ['the SOAPAction is not quoted']
}

function answerBreaches(exchange: Exchange): string[] {
  const call = callOf(exchange)
  const uri = envelopes[soapOf(call)]
  const operation = operationOf(call)!
  const root = read(exchange.responseBody)
  const answer = root.nodes.find((node) => node.tag === 'Body' && node.uri === uri)?.nodes[0]
  if (answer?.tag === 'Fault' && answer.uri === uri)
    return exchange.status === 500 ? [] : [`a fault comes with status ${exchange.status}`]
  if (answer?.tag !== `${operation.name}Response` || answer.uri !== namespace)
    return ['the answer is not that of the operation']
  readSequence(answer.tag, answer.nodes, [operation.result])
  return []
}
