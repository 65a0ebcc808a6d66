/**
 * The station's messages: one SOAP 1.1 operation, ProcessData, whose `xmldata` is a document that names a data element
 * and its values, and whose result is a document of the same kind. Names and sources: docs/connectors/mastermind-nexus.json.
 */
import { childOf, escapeXml, parseXml, XmlError, type XmlElement } from '../xml.ts'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

/** The two families of documents that were publicly seen: NMC's, and that of MASterMind's own maker before it. */
export const dialects = {
  NMCNexusDocument: 'http://www.nmccentral.com/webservices/nmcmapi',
  MMDataDocument: 'http://www.gesecurity.com/webservices/mmmapi',
} as const
export type Dialect = keyof typeof dialects

/** Get, add, change, delete. Actions (Test, OOS) go as G, as public client code has them. */
export type ReqType = 'G' | 'A' | 'C' | 'D'

export type Values = Readonly<Record<string, string>>
/** One response: its elements' texts. */
export type Row = Values

export type Question = { reqType: ReqType; csNo: string; element: string; values: Values }
export type Login = { dialect: Dialect; user: string; password: string }

export type Answer =
  | { kind: 'rows'; rows: Row[] }
  /** The station's words of refusal instead of a response. */
  | { kind: 'refused'; text: string }
  /** A SOAP fault; `byCaller` if it blames the request. */
  | { kind: 'fault'; byCaller: boolean; text: string }

export const soapAction = (dialect: Dialect) => `"${dialects[dialect]}/ProcessData"`

const leaf = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`

/** The document of a question. */
export function dataDocument(dialect: Dialect, { element, values }: Question): string {
  const inner = Object.entries({ data_element: element, ...values }).map(([name, text]) => leaf(name, text))
  return (
    `<${dialect} xmlns="${dialects[dialect]}"><${element}><${element}_Request>${inner.join('')}` +
    `</${element}_Request></${element}></${dialect}>`
  )
}

export function envelope({ dialect, user, password }: Login, question: Question): string {
  const parameters = [
    ['reqType', question.reqType],
    ['secUser', user],
    ['passWord', password],
    ['csNo', question.csNo],
    ['xmldata', dataDocument(dialect, question)],
  ] as const
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Body>` +
    `<ProcessData xmlns="${dialects[dialect]}">${parameters.map(([name, text]) => leaf(name, text)).join('')}` +
    '</ProcessData></soap:Body></soap:Envelope>'
  )
}

/** What the station answered about `element`. @throws XmlError if it is no answer to that */
export function readAnswer(body: string, dialect: Dialect, element: string): Answer {
  const root = parseXml(body)
  const content =
    root.name === 'Envelope' && root.namespace === soap ? childOf(root, 'Body', soap) : undefined
  const answer = content?.children[0]
  if (!answer || content.children.length !== 1) throw new XmlError('The reply is no SOAP envelope')
  if (answer.name === 'Fault' && answer.namespace === soap) {
    // SOAP 1.1, 4.4: both are without namespace; the code may be refined behind a dot.
    const code = childOf(answer, 'faultcode', '')?.text.trim() ?? ''
    const text = (childOf(answer, 'faultstring', '')?.text ?? '').trim()
    return { kind: 'fault', byCaller: /(^|:)Client(\.|$)/.test(code), text }
  }
  const namespace = dialects[dialect]
  const result =
    answer.name === 'ProcessDataResponse' && answer.namespace === namespace
      ? childOf(answer, 'ProcessDataResult', namespace)
      : undefined
  if (!result) throw new XmlError('The reply is not about ProcessData')
  return readDocument(parseXml(result.text), dialect, element)
}

function readDocument(document: XmlElement, dialect: Dialect, element: string): Answer {
  const namespace = dialects[dialect]
  if (document.name !== dialect || document.namespace !== namespace)
    throw new XmlError(`The result is no ${dialect}`)
  const about = childOf(document, element, namespace)
  // A refusal may stand as bare text where the element or its responses would be.
  const bare = (about ?? document).text.trim()
  if (!about) {
    if (bare) return { kind: 'refused', text: bare }
    throw new XmlError(`The result is not about ${element}`)
  }
  const responses = about.children.filter(
    (child) => child.name === `${element}_Response` && child.namespace === namespace,
  )
  if (responses.length < about.children.length) throw new XmlError(`${element} holds what is no response`)
  if (responses.length === 0 && bare) return { kind: 'refused', text: bare }
  return {
    kind: 'rows',
    rows: responses.map((response) => {
      const columns = response.children.map((column): [string, string] => [column.name, column.text.trim()])
      return columns.length === 0 && response.text.trim()
        ? { err_msg: response.text.trim() }
        : Object.fromEntries(columns)
    }),
  }
}
