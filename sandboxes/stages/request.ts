/**
 * What a call asks for, in whichever of the gateway's three forms it came: JSON at `/OpenAPI/method/<Operation>`, SOAP
 * 1.1 and 1.2 at the .asmx. All become the same operation with the same body, held against the same interface; and
 * answers go back in the form that was spoken.
 */
import { encode, MarkupError, read, type Node } from '../markup.ts'
import type { WireAnswer, WireCall } from '../kit.ts'
import {
  answers,
  breaches,
  complete,
  interfaceTypes,
  isOperation,
  itemOf,
  scalars,
  sentTo,
  type Operation,
} from './interface.ts'

export type Form = 'json' | 'soap11' | 'soap12'
export type Asked = { form: Form; operation: Operation; body: Record<string, unknown>; wrong: string[] }

export const namespace = 'http://tempuri.org/'
const envelopes = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
} as const
const instance = 'http://www.w3.org/2001/XMLSchema-instance'
const jsonPath = /^\/SiteGroupGateway\/OpenAPI\/method\/(\w+)$/
const soapPath = '/SiteGroupGateway/SiteGroupGateway.asmx'

/** What is asked, or the answer to what cannot be asked so. */
export function readCall(call: WireCall): Asked | WireAnswer {
  const type = (call.headers['content-type'] ?? '').split(';')[0]!.trim()
  if (call.path.toLowerCase() === soapPath.toLowerCase()) {
    if (call.method !== 'POST') return plain(405, 'POST only')
    if (type === 'text/xml') return readSoap('soap11', call)
    if (type === 'application/soap+xml') return readSoap('soap12', call)
    return plain(415, 'text/xml or application/soap+xml')
  }
  const operation = jsonPath.exec(call.path)?.[1]
  if (!operation || !isOperation(operation)) return plain(404, 'No such method')
  if (call.method !== 'POST') return plain(405, 'POST only')
  if (type !== 'application/json') return plain(415, 'JSON only')
  const body = parseJson(call.body)
  return {
    form: 'json',
    operation,
    body: body ?? {},
    wrong: body === null ? ['The body is not JSON'] : breaches(sentTo(operation), body, operation),
  }
}

const parseJson = (text: string): Record<string, unknown> | null => {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}

function readSoap(form: 'soap11' | 'soap12', call: WireCall): Asked | WireAnswer {
  try {
    const uri = envelopes[form]
    const root = read(call.body)
    if (root.tag !== 'Envelope' || root.uri !== uri) throw new MarkupError('The root is no SOAP envelope')
    const [inner, ...more] =
      root.nodes.find(({ tag, uri: own }) => tag === 'Body' && own === uri)?.nodes ?? []
    if (!inner || more.length > 0) throw new MarkupError('The body holds no single operation')
    if (inner.uri !== namespace || !isOperation(inner.tag))
      throw new MarkupError(`There is no operation ${inner.tag}`)
    const action = `${namespace}${inner.tag}`
    if (form === 'soap11' && call.headers['soapaction'] !== `"${action}"`)
      throw new MarkupError(`SOAPAction is not "${action}"`)
    const told = /;\s*action="([^"]*)"/.exec(call.headers['content-type'] ?? '')?.[1]
    if (form === 'soap12' && told !== undefined && told !== action)
      throw new MarkupError(`The action is not ${action}`)
    const wrong: string[] = []
    const body = readMembers(sentTo(inner.tag), inner, inner.tag, wrong)
    return {
      form,
      operation: inner.tag,
      body,
      wrong: [...wrong, ...breaches(sentTo(inner.tag), body, inner.tag)],
    }
  } catch (error) {
    if (error instanceof MarkupError) return fault(form, 'caller', error.message)
    throw error
  }
}

/** The elements as the JSON form would have them. What is wrong with them as XML is added to `wrong`. */
function readMembers(type: string, node: Node, path: string, wrong: string[]): Record<string, unknown> {
  const members = interfaceTypes.get(type)!
  const body: Record<string, unknown> = {}
  if (node.text.trim() !== '') wrong.push(`${path} holds text`)
  for (const child of node.nodes) {
    const at = `${path}.${child.tag}`
    if (child.uri !== namespace) wrong.push(`${at} is of another namespace`)
    if (Object.hasOwn(body, child.tag)) wrong.push(`${at} stands twice`)
    const member = members.find(({ name }) => name === child.tag)
    if (child.nil && !member?.nillable) wrong.push(`${at} cannot be nil`)
    body[child.tag] = !member ? child.text : child.nil ? null : readValue(member.type, child, at, wrong)
  }
  for (const { name, nillable } of members)
    if (nillable && !Object.hasOwn(body, name)) wrong.push(`${path}.${name} is missing: nil or a value`)
  return body
}

function readValue(type: string, node: Node, path: string, wrong: string[]): unknown {
  if (scalars[type]) {
    if (node.nodes.length > 0) wrong.push(`${path} holds elements`)
    const text = node.text.trim()
    if (type === 'int' && /^[+-]?\d+$/.test(text)) return Number(text)
    if (type === 'boolean' && /^(true|false|0|1)$/.test(text)) return text === 'true' || text === '1'
    return node.text
  }
  const item = itemOf(type)
  if (item === null) return readMembers(type, node, path, wrong)
  return node.nodes.map((child, index) => {
    if (child.tag !== item || child.uri !== namespace) wrong.push(`${path} holds <${child.tag}>`)
    return child.nil ? null : readValue(item, child, `${path}[${index}]`, wrong)
  })
}

/** An operation's answer in its form; `value` is its `Result`. */
export function answerIn(
  form: Form,
  operation: Operation,
  said: { ErrorNum: number; ErrorMessage: string | null },
  value?: unknown,
): WireAnswer {
  const type = said.ErrorNum === 0 ? answers[operation] : 'Result'
  const whole = complete(type, { ...said, ...(value !== undefined && { Result: value }) })
  if (form === 'json') return json(whole)
  // The refusal is of the answer's own type, without what was asked for.
  const inner = writeMembers(said.ErrorNum === 0 ? type : 'Result', whole as Record<string, unknown>)
  const name = `${operation}Response`
  return soap(
    form,
    200,
    `<${name} xmlns="${namespace}"><${operation}Result>${inner}</${operation}Result></${name}>`,
  )
}

function writeMembers(type: string, value: Record<string, unknown>): string {
  return interfaceTypes
    .get(type)!
    .map((member) => {
      const inner = value[member.name]
      if (inner === null || inner === undefined)
        return member.nillable ? `<${member.name} xsi:nil="true" />` : ''
      return `<${member.name}>${writeValue(member.type, inner)}</${member.name}>`
    })
    .join('')
}

function writeValue(type: string, value: unknown): string {
  if (scalars[type]) return encode(String(value))
  const item = itemOf(type)
  if (item === null) return writeMembers(type, value as Record<string, unknown>)
  return (value as unknown[])
    .map((one) =>
      one === null ? `<${item} xsi:nil="true" />` : `<${item}>${writeValue(item, one)}</${item}>`,
    )
    .join('')
}

/** What stands before the operations: a body that cannot be read, a server that is down. */
export function fault(form: Form, blame: 'caller' | 'server', text: string, status = 500): WireAnswer {
  const code =
    blame === 'caller' ? { soap11: 'Client', soap12: 'Sender' } : { soap11: 'Server', soap12: 'Receiver' }
  if (form === 'soap11')
    return soap(
      form,
      status,
      `<soap:Fault><faultcode>soap:${code.soap11}</faultcode><faultstring>${encode(text)}</faultstring><detail /></soap:Fault>`,
    )
  if (form === 'soap12')
    return soap(
      form,
      blame === 'caller' ? 400 : status,
      `<soap:Fault><soap:Code><soap:Value>soap:${code.soap12}</soap:Value></soap:Code><soap:Reason>` +
        `<soap:Text xml:lang="en">${encode(text)}</soap:Text></soap:Reason></soap:Fault>`,
    )
  return plain(status === 500 && blame === 'caller' ? 400 : status, text)
}

const soap = (form: 'soap11' | 'soap12', status: number, inner: string): WireAnswer => ({
  status,
  headers: {
    'content-type': `${form === 'soap11' ? 'text/xml' : 'application/soap+xml'}; charset=utf-8`,
  },
  body:
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${envelopes[form]}" ` +
    `xmlns:xsi="${instance}"><soap:Body>${inner}</soap:Body></soap:Envelope>`,
})
const json = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})
const plain = (status: number, text: string): WireAnswer => ({ status, body: `${text}\n` })
