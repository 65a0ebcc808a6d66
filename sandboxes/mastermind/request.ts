/** Reads ProcessData as the table has it; what a station would silently take for nothing is refused here. */
import type { WireCall } from '../kit.ts'
import { MarkupError, read, type Node } from '../markup.ts'
import { columnsOf, table, type Dialect, type ReqType } from './table.ts'

export const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

/** A refusal of the envelope: a SOAP fault. */
export class Fault extends Error {}
/** A refusal of what is in it: `err_msg`. */
export class Refusal extends Error {}

export type Values = Readonly<Record<string, string>>
export type Request = {
  dialect: Dialect
  user: string
  password: string
  csNo: string
  reqType: ReqType
  element: string
  values: Values
}

const dialects = Object.entries(table.documents) as [Dialect, { namespace: string }][]

/** The documents that a call's SOAPAction asks for; undefined if it asks for none. */
const dialectOf = (call: WireCall) =>
  dialects.find(
    ([, { namespace }]) =>
      call.headers.soapaction === `"${table.soapAction.value.replace('{namespace}', namespace)}"`,
  )

/** @throws Fault, Refusal */
export function readRequest(call: WireCall): Request {
  if (!/^text\/xml(;\s*charset="?utf-8"?)?$/i.test(call.headers['content-type'] ?? ''))
    throw new Fault('Content-Type must be text/xml; charset=utf-8')
  const [dialect, { namespace }] =
    dialectOf(call) ??
    (() => {
      throw new Fault('Server did not recognize the value of HTTP Header SOAPAction.')
    })()
  const root = markup(call.body)
  if (root.tag !== 'Envelope' || root.uri !== soap) throw new Fault('The request is no SOAP 1.1 envelope')
  const body = root.nodes.find(({ tag, uri }) => tag === 'Body' && uri === soap)
  const message = body?.nodes[0]
  if (body?.nodes.length !== 1 || message?.tag !== table.operation.name || message.uri !== namespace)
    throw new Fault(`The body must hold ${table.operation.name} of ${namespace}`)
  const names = message.nodes.map(({ tag, uri }) => (uri === namespace ? tag : `?${tag}`))
  if (names.join() !== table.operation.parameters.join())
    throw new Fault(`The parameters must be ${table.operation.parameters.join(', ')}, in this order`)
  const given = new Map(message.nodes.map(({ tag, text }) => [tag, text]))
  const value = (name: string) => given.get(name) ?? ''
  const reqType = value('reqType') as ReqType
  const { element, values } = readDocument(value('xmldata'), dialect, reqType)
  return {
    dialect,
    user: value('secUser'),
    password: value('passWord'),
    csNo: value('csNo'),
    reqType,
    element,
    values,
  }
}

function readDocument(text: string, dialect: Dialect, reqType: ReqType) {
  const { namespace } = table.documents[dialect]
  const document = markup(text)
  const only = (node: Node): Node => {
    const [child] = node.nodes
    if (node.nodes.length !== 1 || child?.uri !== namespace || node.text.trim() !== '')
      throw new Fault(`${node.tag} must hold one element of ${namespace}`)
    return child
  }
  if (document.tag !== dialect || document.uri !== namespace) throw new Fault(`xmldata must be a ${dialect}`)
  const about = only(document)
  const known = table.elements[about.tag]
  if (!known) throw new Fault(`${about.tag} is no data element of this sandbox`)
  const request = only(about)
  if (request.tag !== `${about.tag}_Request`) throw new Fault(`${about.tag} must hold ${about.tag}_Request`)
  const [named, ...columns] = request.nodes
  if (named?.tag !== 'data_element' || named.text !== about.tag)
    throw new Fault(`The request must begin with data_element ${about.tag}`)
  if (!known.reqTypes.includes(reqType)) throw new Fault(`reqType ${reqType} is not for ${about.tag}`)
  const values: Record<string, string> = {}
  for (const column of columns) {
    if (column.tag in values) throw new Fault(`${column.tag} comes twice`)
    if (!columnsOf(known).includes(column.tag) || column.nodes.length > 0 || column.uri !== namespace)
      throw new Fault(`${about.tag} has no ${column.tag}`)
    values[column.tag] = column.text
  }
  return { element: about.tag, values }
}

function markup(text: string): Node {
  try {
    return read(text)
  } catch (error) {
    if (error instanceof MarkupError) throw new Fault(`Not well-formed: ${error.message}`)
    throw error
  }
}

/** Our own guesses of what the station bears; none is public. */
const forms: Record<string, RegExp> = {
  site_name: /^.{1,150}$/u,
  state_id: /^([A-Z]{2})?$/,
  zip_code: /^(\d{5}(-\d{4})?|[A-Z]\d[A-Z] \d[A-Z]\d)?$/,
  phone1: /^([2-9]\d{9})?$/,
  ext1: /^\d{0,6}$/,
  phone_ext1: /^\d{1,6}$/,
  servco_no: /^\d{1,12}$/,
  install_servco_no: /^\d{1,12}$/,
  cspart_no: /^\d{1,6}$/,
  systype_id: /^[A-Za-z0-9]{1,10}$/,
  sitetype_id: /^[A-Za-z0-9]{1,10}$/,
  contact_no: /^\d{1,10}$/,
  codeword1: /^.{0,20}$/u,
  zone_id: /^[A-Za-z0-9]{1,6}$/,
  agency_no: /^\d{1,12}$/,
  permit_no: /^.{0,30}$/u,
  test_hours: /^\d{1,3}$/,
  test_minutes: /^[0-5]\d$/,
  start_date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
  end_date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
}

/** @throws Refusal */
export function checkValues(values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    if (/[\u0000-\u001f\u007f]/.test(value) || value.length > 150) throw new Refusal(`${name} is not valid`)
    const known = table.enums[name]?.values
    if (known && !known.includes(value)) throw new Refusal(`${name} must be one of ${known.join(', ')}`)
    if (forms[name] && !forms[name].test(value)) throw new Refusal(`${name} is not valid`)
  }
}
