/** Holds exchanges against the table of seen facts; the tests of the client and of the sandbox both use it. */
import { MarkupError, read, type Node } from '../markup.ts'
import { soap } from './request.ts'
import { columnsOf, table, type Dialect, type ReqType } from './table.ts'

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
    const found: string[] = []
    const message = bodyOf(exchange.requestBody ?? '')
    const [dialect, { namespace }] = Object.entries(table.documents).find(
      ([, one]) => one.namespace === message?.uri,
    ) ?? ['', { namespace: '' }]
    const expect = (holds: boolean, sentence: string) => void (holds || found.push(sentence))
    const { method, requestHeaders } = exchange
    expect(method === 'POST', 'the method is not POST')
    expect(requestHeaders['content-type'] === 'text/xml; charset=utf-8', 'the content type is another')
    const action = `"${table.soapAction.value.replace('{namespace}', namespace)}"`
    expect(requestHeaders.soapaction === action, `the SOAPAction is not ${action}`)
    expect(message?.tag === table.operation.name, 'the operation is another')
    const names = message?.nodes.map(({ tag, uri }) => (uri === namespace ? tag : `?${tag}`)) ?? []
    expect(names.join() === table.operation.parameters.join(), `${names.join()} are the parameters`)
    const given = new Map(message?.nodes.map(({ tag, text }) => [tag, text]))
    const request = read(given.get('xmldata') ?? '')
    const element = request.nodes[0]?.tag ?? ''
    found.push(
      ...documentBreaches(request, dialect as Dialect, element, 'Request', (row) => {
        const known = table.elements[element]!
        const [named, ...columns] = row.nodes
        expect(
          known.reqTypes.includes(given.get('reqType') as ReqType),
          `${given.get('reqType')} is not for ${element}`,
        )
        expect(named?.tag === 'data_element' && named.text === element, 'the data element is not named first')
        const order = columnsOf(known)
        for (const [index, { tag, text }] of columns.entries()) {
          expect(order.includes(tag), `${element} has no ${tag}`)
          const before = columns[index - 1]
          expect(
            element !== 'SiteSystem' || !before || order.indexOf(before.tag) < order.indexOf(tag),
            `${tag} is out of order`,
          )
          const values = table.enums[tag]?.values
          expect(!values || values.includes(text), `${tag} is ${text}`)
        }
      }),
    )
    return [...found, ...answerBreaches(exchange, dialect as Dialect, element)]
  } catch (error) {
    if (error instanceof MarkupError) return [error.message]
    throw error
  }
}

const bodyOf = (text: string): Node | undefined =>
  read(text).nodes.find(({ tag, uri }) => tag === 'Body' && uri === soap)?.nodes[0]

function documentBreaches(
  document: Node,
  dialect: Dialect,
  element: string,
  kind: 'Request' | 'Response',
  each: (row: Node) => void,
): string[] {
  if (document.tag !== dialect || document.uri !== table.documents[dialect]?.namespace)
    return [`${document.tag} is no ${dialect}`]
  if (!table.elements[element]) return [`${element} is no data element of the table`]
  const [about, ...more] = document.nodes
  if (about?.tag !== element || more.length > 0) return [`the document is not about ${element} alone`]
  const found = about.nodes
    .filter(({ tag }) => tag !== `${element}_${kind}`)
    .map(({ tag }) => `${tag} is no ${element}_${kind}`)
  about.nodes.forEach(each)
  return found
}

function answerBreaches({ status, responseBody }: Exchange, dialect: Dialect, element: string): string[] {
  const answer = bodyOf(responseBody)
  if (answer?.tag === 'Fault' && answer.uri === soap)
    return status === 500 ? [] : [`a fault comes with status ${status}`]
  const result = answer?.nodes[0]
  if (answer?.tag !== 'ProcessDataResponse' || result?.tag !== table.operation.result)
    return ['the answer is not that of the operation']
  const { response, responseOurs } = table.elements[element]!
  const found: string[] = []
  return [
    ...documentBreaches(read(result.text), dialect, element, 'Response', ({ nodes }) => {
      for (const { tag } of nodes)
        if (![...response, ...responseOurs, 'err_msg'].includes(tag))
          found.push(`${element}_Response has no ${tag}`)
    }),
    ...found,
  ]
}
