/**
 * The gateway's SOAP form, 1.1 and 1.2: document/literal as an .asmx service has it, every element in the interface's
 * own namespace. An answer becomes the value that the JSON form would have had; elements that the interface does not
 * know are kept as they are and go back with a write.
 */
import { childOf, escapeXml, parseXml, XmlError, type XmlElement } from '../xml.ts'
import { answeredBy, membersOf, namespace, sentBy, type Member, type Operation } from './interface.ts'

export type SoapVersion = 'soap11' | 'soap12'

const envelopes = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
} as const
const instance = 'http://www.w3.org/2001/XMLSchema-instance'

/** Content type, and with 1.1 the action in a header of its own; 1.2 has it in the content type. */
export function soapHeaders(version: SoapVersion, operation: Operation): Record<string, string> {
  const action = `"${namespace}${operation}"`
  return version === 'soap11'
    ? { accept: 'text/xml', 'content-type': 'text/xml; charset=utf-8', soapaction: action }
    : {
        accept: 'application/soap+xml',
        'content-type': `application/soap+xml; charset=utf-8; action=${action}`,
      }
}

/** The request's body. @throws XmlError for a character that XML cannot carry */
export function envelope(version: SoapVersion, operation: Operation, values: object): string {
  const inner = writeMembers(sentBy(operation), values as Record<string, unknown>, false)
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${envelopes[version]}" xmlns:xsi="${instance}">` +
    `<soap:Body><${operation} xmlns="${namespace}">${inner}</${operation}></soap:Body></soap:Envelope>`
  )
}

/** `nillable`: within types a number, date or flag without value is written as nil; a text or list is left out. */
function writeMembers(
  members: readonly Member[],
  values: Record<string, unknown>,
  nillable: boolean,
): string {
  const names = new Set(members.map(({ name }) => name))
  const unknown = Object.entries(values).filter(([name]) => !names.has(name))
  return (
    members.map((member) => writeMember(member, values[member.name], nillable)).join('') +
    unknown.map(([name, value]) => writeUnknown(name, value)).join('')
  )
}

function writeMember(member: Member, value: unknown, nillable: boolean): string {
  const { name, list, scalar, type } = member
  if (value === null || value === undefined)
    return nillable && scalar !== null && scalar !== 'string' ? `<${name} xsi:nil="true"/>` : ''
  if (type === null) return `<${name}>${xmlText(String(value))}</${name}>`
  const one = (tag: string, inner: unknown) =>
    inner === null
      ? `<${tag} xsi:nil="true"/>`
      : `<${tag}>${writeMembers(membersOf(type), inner as Record<string, unknown>, true)}</${tag}>`
  return list
    ? `<${name}>${(value as unknown[]).map((inner) => one(type, inner)).join('')}</${name}>`
    : one(name, value)
}

/** Elements that came with an answer and that the interface does not know. */
const writeUnknown = (name: string, value: unknown): string =>
  Array.isArray(value)
    ? (value as XmlElement[]).map(writeElement).join('')
    : typeof value === 'string'
      ? `<${name}>${xmlText(value)}</${name}>`
      : ''
const writeElement = ({ name, namespace: own, attributes, children, text }: XmlElement): string => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`)
  const inner = children.length > 0 ? children.map(writeElement).join('') : xmlText(text)
  return `<${name} xmlns="${xmlText(own)}"${written.join('')}>${inner}</${name}>`
}

/** XML 1.0, 2.2: these cannot be written, not even escaped. A line break is kept by a reference (2.11). */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
function xmlText(text: string): string {
  if (unwritable.test(text)) throw new XmlError('The value has a control character')
  return escapeXml(text).replaceAll('\r', '&#13;')
}

export type SoapAnswer =
  | { kind: 'result'; value: Record<string, unknown> }
  /** A SOAP fault; `byCaller` if it blames the request. */
  | { kind: 'fault'; byCaller: boolean; text: string }

/** What the gateway answered to `operation`. @throws XmlError if it is no answer to it */
export function readSoap(version: SoapVersion, operation: Operation, body: string): SoapAnswer {
  const soap = envelopes[version]
  const root = parseXml(body)
  const content =
    root.name === 'Envelope' && root.namespace === soap ? childOf(root, 'Body', soap) : undefined
  const answer = content?.children[0]
  if (!answer || content.children.length !== 1) throw new XmlError('The reply is no SOAP envelope')
  if (answer.name === 'Fault' && answer.namespace === soap) return readFault(version, answer)
  const result =
    answer.name === `${operation}Response` && answer.namespace === namespace
      ? childOf(answer, `${operation}Result`, namespace)
      : undefined
  if (!result) throw new XmlError(`The reply is not about ${operation}`)
  return { kind: 'result', value: readMembers(answeredBy(operation), result) }
}

function readFault(version: SoapVersion, fault: XmlElement): SoapAnswer {
  // SOAP 1.1, 4.4: members without namespace. SOAP 1.2, 5.4: Code/Value and Reason/Text in the envelope's.
  const soap = envelopes.soap12
  const text = (element: XmlElement | undefined) => (element?.text ?? '').trim()
  if (version === 'soap11')
    return {
      kind: 'fault',
      byCaller: /(^|:)Client(\.|$)/.test(text(childOf(fault, 'faultcode', ''))),
      text: text(childOf(fault, 'faultstring', '')),
    }
  const code = childOf(fault, 'Code', soap)
  const reason = childOf(fault, 'Reason', soap)
  return {
    kind: 'fault',
    byCaller: /(^|:)Sender$/.test(text(code && childOf(code, 'Value', soap))),
    text: text(reason?.children[0]),
  }
}

function readMembers(members: readonly Member[], element: XmlElement): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const member of members) {
    const found = childOf(element, member.name, namespace)
    if (found) value[member.name] = isNil(found) ? null : readMember(member, found)
  }
  const names = new Set(members.map(({ name }) => name))
  for (const child of element.children)
    if (child.namespace !== namespace || !names.has(child.name))
      value[child.name] = [...((value[child.name] as XmlElement[] | undefined) ?? []), child]
  return value
}

function readMember({ list, scalar, type, name }: Member, element: XmlElement): unknown {
  if (type === null) return readScalar(scalar, element)
  if (!list) return readMembers(membersOf(type), element)
  return element.children.map((child) => {
    if (child.name !== type || child.namespace !== namespace)
      throw new XmlError(`${name} holds <${child.name}>`)
    return isNil(child) ? null : readMembers(membersOf(type), child)
  })
}

function readScalar(scalar: Member['scalar'], { name, text, children }: XmlElement): unknown {
  if (children.length > 0) throw new XmlError(`<${name}> holds elements`)
  const plain = text.trim()
  if (scalar === 'int' && /^[+-]?\d{1,10}$/.test(plain)) return Number(plain)
  if (scalar === 'boolean' && /^(true|false|1|0)$/.test(plain)) return plain === 'true' || plain === '1'
  if (scalar === 'int' || scalar === 'boolean') throw new XmlError(`<${name}> is no ${scalar}`)
  return scalar === 'dateTime' ? plain : text
}

const isNil = ({ attributes }: XmlElement) => attributes.nil === 'true' || attributes.nil === '1'
