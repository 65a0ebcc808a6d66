/** Holds exchanges against the table of public facts; the tests of the client and of the sandbox both use it. */
import { MarkupError, read, type Node } from '../markup.ts'
import { soap } from './request.ts'
import { attributesOf, entityOf, isOperation, table, type Immediate, type RowName } from './table.ts'

export type Exchange = {
  method: string
  requestHeaders: Record<string, string>
  requestBody: string | undefined
  status: number
  responseBody: string
}

/** What of an exchange breaks the table, in sentences; none if it keeps to it. */
export function breaches(exchange: Exchange): string[] {
  try {
    const operation = operationIn(exchange)
    return [...requestBreaches(exchange, operation), ...answerBreaches(exchange, operation)]
  } catch (error) {
    if (error instanceof MarkupError) return [error.message]
    throw error
  }
}

const bodyOf = (text: string): Node | undefined =>
  read(text).nodes.find(({ tag, uri }) => tag === 'Body' && uri === soap)?.nodes[0]

const operationIn = ({ requestBody = '' }: Exchange): string => bodyOf(requestBody)?.tag ?? ''

function requestBreaches(
  { method, requestHeaders, requestBody = '' }: Exchange,
  operation: string,
): string[] {
  if (!isOperation(operation)) return [`${operation} is no operation of the table`]
  const found: string[] = []
  const expect = (holds: boolean, sentence: string) => void (holds || found.push(sentence))
  expect(method === 'POST', 'the method is not POST')
  expect(requestHeaders['content-type'] === 'text/xml; charset=utf-8', 'the content type is another')
  const action = `"${table.soapAction.value.replace('{operation}', operation)}"`
  expect(requestHeaders.soapaction === action, `the SOAPAction is not ${action}`)

  const root = read(requestBody)
  expect(root.tag === 'Envelope' && root.uri === soap, 'the envelope is not of SOAP 1.1')
  const header = root.nodes.find(({ tag }) => tag === 'Header')?.nodes[0]
  const { element, child, value } = table.header
  expect(
    header?.tag === element && header.uri === table.namespace.value && header.nodes[0]?.tag === child,
    `the header is not ${element}`,
  )
  expect(header?.nodes[0]?.text === value, `${child} is not ${value}`)

  const message = bodyOf(requestBody)!
  const { parameters, required } = table.operations[operation]
  const names = message.nodes.map(({ tag }) => tag)
  expect(
    [message, ...message.nodes].every(({ uri }) => uri === table.namespace.value),
    'a name is in another namespace',
  )
  expect(
    names.join() === parameters.filter((name) => names.includes(name)).join(),
    `${names.join()} is the order`,
  )
  for (const name of required) expect(names.includes(name), `${name} is missing`)
  for (const { tag, text } of message.nodes) {
    const values = table.enums[tag]?.values
    expect(!values || values.includes(text), `${tag} is ${text}`)
    if (tag === 'xml') found.push(...accountBreaches(read(text)))
    if (tag === 'Entity')
      expect(
        Object.hasOwn(operation === 'Immediate' ? table.immediate : table.entities, text),
        `${text} is no entity of the table`,
      )
  }
  const given = new Map(message.nodes.map(({ tag, text }) => [tag, text]))
  const within = given.get('XMLData')
  if (within !== undefined) found.push(...rowBreaches(operation, given.get('Entity') ?? '', read(within)))
  return found
}

function accountBreaches(account: Node): string[] {
  const found: string[] = []
  if (account.tag !== 'Account' || account.uri !== '') found.push('the XML does not begin with Account')
  const groups = account.nodes.map(({ tag }) => tag)
  if (groups.join() !== table.account.order.filter((name) => groups.includes(name)).join())
    found.push(`${groups.join()} is the order of the account`)
  for (const group of account.nodes)
    for (const row of group.nodes) {
      if (row.tag !== group.tag.slice(0, -1)) found.push(`${row.tag} is no row of ${group.tag}`)
      else found.push(...attributeBreaches(row, attributesOf(row.tag as RowName)))
      const names = [...row.attributes.keys()]
      const order = attributesOf('SiteSystem')
      if (
        row.tag === 'SiteSystem' &&
        names.some((name, index) => order.indexOf(name) < order.indexOf(names[index - 1] ?? ''))
      )
        found.push(`${names.join()} is not the published order of a SiteSystem`)
    }
  return found
}

function attributeBreaches(row: Node, known: readonly string[]): string[] {
  const found: string[] = []
  for (const [name, value] of row.attributes) {
    if (!known.includes(name)) found.push(`${row.tag} has no ${name}`)
    const values = table.enums[name]?.values
    if (values && !values.includes(value)) found.push(`${name} is ${value}`)
  }
  return found
}

/** The XML of an immediate action, or of a read's filter. */
function rowBreaches(operation: string, entity: string, group: Node): string[] {
  const filters: Record<string, { root: string; row: string; attributes: string[] }> = table.filters
  const expected =
    operation === 'Immediate'
      ? { row: entity, ...table.immediate[entity as Immediate] }
      : filters[entityOf(entity) ?? '']
  if (!expected) return [`${entity} takes no XMLData`]
  const [row, ...more] = group.nodes
  if (group.tag !== expected.root || row?.tag !== expected.row || more.length > 0)
    return [`the XML of ${entity} is no ${expected.root}`]
  return attributeBreaches(row, expected.attributes)
}

function answerBreaches({ status, responseBody }: Exchange, operation: string): string[] {
  const answer = bodyOf(responseBody)
  if (answer?.tag === 'Fault' && answer.uri === soap)
    return status === 500 ? [] : [`a fault comes with status ${status}`]
  const result = answer?.nodes[0]
  if (answer?.tag !== `${operation}Response` || result?.tag !== `${operation}Result`)
    return ['the answer is not that of the operation']
  const all = (node: Node): Node[] => [node, ...node.nodes.flatMap(all)]
  const tables = all(result).filter(
    (node) => node.tag === 'element' && node.attributes.get('name') === 'Table',
  )
  const columns = tables
    .flatMap(all)
    .flatMap(({ tag, attributes }) =>
      tag === 'element' && attributes.has('type') ? [attributes.get('name')!] : [],
    )
  const known = [
    ...Object.values(table.entities).map((entity) => entity.columns),
    table.confirmation.columns,
    table.readError.columns,
  ]
  return known.some((one) => one.join() === columns.join()) ? [] : [`the columns are ${columns.join()}`]
}
