/** Reads requests as MIDI's contract has them; what it would silently take for nothing is refused here. */
import type { WireCall } from '../kit.ts'
import { MarkupError, read, type Node } from '../markup.ts'
import { attributesOf, isOperation, table, type Operation, type RowName } from './table.ts'

export const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

/** A refusal of the envelope: a SOAP fault. */
export class Fault extends Error {}
/** A refusal of what is in it: a row. */
export class Refusal extends Error {
  readonly table: string
  readonly entry: string
  constructor(message: string, table = '', entry = '') {
    super(message)
    this.table = table
    this.entry = entry
  }
}

export type Request = { operation: Operation; parameters: ReadonlyMap<string, string> }

/** Which operation a call asks for by its header; null if by none. */
export function operationOf(call: WireCall): string | null {
  const [before, after] = table.soapAction.value.split('{operation}') as [string, string]
  const action = /^"(.*)"$/.exec(String(call.headers.soapaction ?? ''))?.[1] ?? ''
  return action.startsWith(before) && action.endsWith(after) ? action.slice(before.length) : null
}

/** @throws Fault */
export function readRequest(call: WireCall): Request {
  if (!/^text\/xml(;\s*charset="?utf-8"?)?$/i.test(call.headers['content-type'] ?? ''))
    throw new Fault('Content-Type must be text/xml; charset=utf-8')
  const asked = operationOf(call)
  if (asked === null || !isOperation(asked))
    throw new Fault(`Server did not recognize the value of HTTP Header SOAPAction: ${asked ?? ''}.`)
  const root = markup(call.body)
  if (root.tag !== 'Envelope' || root.uri !== soap) throw new Fault('The request is no SOAP 1.1 envelope')
  const parts = root.nodes.map(({ tag, uri }) => (uri === soap ? tag : `?${tag}`)).join()
  if (parts !== 'Header,Body') throw new Fault('The envelope must hold Header and Body')
  const [header, body] = root.nodes as [Node, Node]
  const application = header.nodes.map(({ tag, uri, nodes }) =>
    [tag, uri, nodes[0]?.tag, nodes[0]?.text].join(),
  )
  const { element, child, value } = table.header
  if (application.join(' ') !== [element, table.namespace.value, child, value].join())
    throw new Fault(`The header must be ${element} with ${child} ${value}`)
  const message = body.nodes[0]
  if (body.nodes.length !== 1 || message?.tag !== asked || message.uri !== table.namespace.value)
    throw new Fault(`The body must hold ${asked} of ${table.namespace.value}`)
  return { operation: asked, parameters: parametersOf(asked, message) }
}

function parametersOf(operation: Operation, { nodes }: Node): ReadonlyMap<string, string> {
  const { parameters, required } = table.operations[operation]
  let place = -1
  for (const { tag, uri, nodes: within, attributes } of nodes) {
    const next = parameters.indexOf(tag)
    if (next <= place) throw new Fault(`${operation}: ${tag} is unknown, comes twice or out of order`)
    if (uri !== table.namespace.value || within.length > 0 || attributes.size > 0)
      throw new Fault(`${operation}: ${tag} must be plain text in the service's namespace`)
    place = next
  }
  const given = new Map(nodes.map(({ tag, text }) => [tag, text]))
  for (const name of required) if (!given.get(name)) throw new Fault(`${operation}: ${name} is missing`)
  return given
}

function markup(text: string): Node {
  try {
    return read(text)
  } catch (error) {
    if (error instanceof MarkupError) throw new Fault(`Not well-formed: ${error.message}`)
    throw error
  }
}

export type Values = Readonly<Record<string, string>>
/** The rows of an account's XML by their group: `Zones` → its Zone rows. */
export type AccountParts = Readonly<Record<string, Values[]>>

/** The account's XML of a string parameter. @throws Refusal, Fault */
export function readAccount(text: string): AccountParts {
  const root = markup(text)
  if (root.tag !== 'Account' || root.uri !== '') throw new Refusal('The XML must begin with Account')
  let place = -1
  const parts: Record<string, Values[]> = {}
  for (const group of root.nodes) {
    const next = table.account.order.indexOf(group.tag)
    if (next <= place) throw new Refusal(`${group.tag} is unknown, comes twice or out of order`)
    place = next
    const row = group.tag.slice(0, -1) as RowName
    parts[group.tag] = rowsOf(group, row, attributesOf(row))
  }
  if ((parts.SiteSystems?.length ?? 0) > 1) throw new Refusal('There may be one SiteSystem only')
  return parts
}

/** The one row of an action's or a filter's XML: `<OnTests><OnTest …/></OnTests>`. @throws Refusal, Fault */
export function readRow(text: string, root: string, row: string, attributes: readonly string[]): Values {
  const group = markup(text)
  if (group.tag !== root || group.uri !== '') throw new Refusal(`The XML must begin with ${root}`)
  const rows = rowsOf(group, row, attributes)
  if (rows.length !== 1) throw new Refusal(`${root} must hold one ${row}`)
  return rows[0]!
}

const rowsOf = (group: Node, row: string, attributes: readonly string[]): Values[] =>
  group.nodes.map((node) => {
    if (node.tag !== row || node.nodes.length > 0) throw new Refusal(`${group.tag} may hold ${row} only`)
    for (const [name, value] of node.attributes) checkValue(row, attributes, name, value)
    return Object.fromEntries(node.attributes)
  })

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
  systype_id: /^[A-Z0-9]{1,10}$/,
  cs_seqno: /^[1-9]\d{0,5}$/,
  contact_no: /^\d{1,10}$/,
  ctaclink_no: /^\d{1,10}$/,
  codeword1: /^.{0,20}$/u,
  pin: /^.{1,20}$/u,
  zone_id: /^[A-Za-z0-9]{1,6}$/,
  agency_no: /^\d{1,12}$/,
  permit_no: /^.{0,30}$/u,
  test_hours: /^\d{1,3}$/,
  test_minutes: /^[0-5]?\d$/,
  start_date: /^\d\d\/\d\d\/\d{4}$/,
  end_date: /^\d\d\/\d\d\/\d{4}$/,
  install_date: /^(\d\d\/\d\d\/\d{4})?$/,
}

function checkValue(row: string, attributes: readonly string[], name: string, value: string): void {
  const bad = (what: string) => new Refusal(`${name} ${what}`, row, name)
  if (!attributes.includes(name)) throw bad('is not known')
  if (/[\u0000-\u001f\u007f]/.test(value) || value.length > 150) throw bad('is not valid')
  const values = table.enums[name]?.values
  if (values && !values.includes(value)) throw bad(`must be one of ${values.join(', ')}`)
  if (forms[name] && !forms[name].test(value)) throw bad('is not valid')
}
