/**
 * Alarm.com's messages: SOAP 1.1, document/literal wrapped. Every message is a typed list of elements in the order
 * of the WSDL, which the service keeps to. Names, orders and values: docs/connectors/alarmcom-soap.json.
 */
import { childOf, escapeXml, parseXml, XmlError, type XmlElement } from '../xml.ts'

export const namespace = 'http://www.alarm.com/WebServices'
const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const instance = 'http://www.w3.org/2001/XMLSchema-instance'

export type Service = 'CustomerManagement' | 'DealerManagement'
/** `null` is xsi:nil; `undefined` leaves the element out. */
export type Content = string | number | boolean | null | undefined | Elements
export type Elements = readonly (readonly [name: string, content: Content])[]
export type Message = { service: Service; operation: string; parameters: Elements }

export type Credentials = { user: string; password: string; twoFactorDevice: string }

/** A result, null if the answer holds none; or a fault, `byCaller` if it blames the request. */
export type Answer =
  { kind: 'result'; result: XmlElement | null } | { kind: 'fault'; byCaller: boolean; text: string }

export const soapAction = ({ operation }: Message) => `"${namespace}/${operation}"`
export const pathOf = ({ service }: Message) => `/WebServices/${service}.asmx`

const write = (elements: Elements): string =>
  elements
    .map(([name, content]) => {
      if (content === undefined) return ''
      if (content === null) return `<${name} xsi:nil="true"/>`
      const inner = typeof content === 'object' ? write(content) : escapeXml(String(content))
      return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`
    })
    .join('')

export function envelope({ operation, parameters }: Message, credentials: Credentials): string {
  const authentication: Elements = [
    ['User', credentials.user],
    ['Password', credentials.password],
    ['TwoFactorDeviceId', credentials.twoFactorDevice],
  ]
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${soap}" xmlns:xsi="${instance}"><soap:Header>` +
    `<Authentication xmlns="${namespace}">${write(authentication)}</Authentication></soap:Header>` +
    `<soap:Body><${operation} xmlns="${namespace}">${write(parameters)}</${operation}></soap:Body></soap:Envelope>`
  )
}

/** What the service answered to `operation`. @throws XmlError if it is no answer to it */
export function readAnswer(body: string, operation: string): Answer {
  const root = parseXml(body)
  const content =
    root.name === 'Envelope' && root.namespace === soap ? childOf(root, 'Body', soap) : undefined
  const answer = content?.children[0]
  if (!answer || content.children.length !== 1) throw new XmlError('The reply is no SOAP envelope')
  if (answer.name === 'Fault' && answer.namespace === soap) {
    const byCaller = /(^|:)Client(\.|$)/.test(childOf(answer, 'faultcode', '')?.text.trim() ?? '')
    return { kind: 'fault', byCaller, text: (childOf(answer, 'faultstring', '')?.text ?? '').trim() }
  }
  if (answer.name !== `${operation}Response` || answer.namespace !== namespace)
    throw new XmlError(`The reply is not about ${operation}`)
  const result = childOf(answer, `${operation}Result`, namespace)
  return { kind: 'result', result: result && !isNil(result) ? result : null }
}

const isNil = (element: XmlElement) => /^(true|1)$/.test(element.attributes.nil ?? '')

/** A member of a result; undefined if it is absent or nil. */
export function memberOf(element: XmlElement, name: string): XmlElement | undefined {
  const found = childOf(element, name, namespace)
  return found && !isNil(found) ? found : undefined
}
/** A member's text, trimmed; `''` if it is absent or nil. */
export const textOf = (element: XmlElement, name: string): string =>
  memberOf(element, name)?.text.trim() ?? ''
/** The members of a list. */
export const itemsOf = (element: XmlElement, name: string): XmlElement[] =>
  memberOf(element, name)?.children.filter((one) => one.namespace === namespace && !isNil(one)) ?? []

/** @throws XmlError if the text is no whole number */
export function wholeIn(text: string): number {
  if (!/^-?\d{1,10}$/.test(text.trim())) throw new XmlError(`The reply holds no number where one must be`)
  return Number(text)
}
/** @throws XmlError if the member is neither true nor false */
export function flagOf(element: XmlElement, name: string): boolean {
  const text = textOf(element, name)
  if (!/^(true|false|1|0)$/.test(text)) throw new XmlError(`The reply says neither yes nor no in ${name}`)
  return text === 'true' || text === '1'
}
/** Dollars as cents; null if the member is absent. @throws XmlError if it is no amount */
export function centsOf(element: XmlElement, name: string): number | null {
  const text = textOf(element, name)
  if (text === '') return null
  if (!/^-?\d{1,9}(\.\d{1,10})?$/.test(text)) throw new XmlError(`The reply holds no amount in ${name}`)
  return Math.round(Number(text) * 100)
}
