/** MIDI's answers: .NET DataSets as ASP.NET writes them (inline schema, diffgram), and SOAP 1.1 faults. */
import type { WireAnswer } from '../kit.ts'
import { encode } from '../markup.ts'
import { soap, type Values } from './request.ts'
import { table, type Operation } from './table.ts'

const envelope = (body: string) =>
  '<?xml version="1.0" encoding="utf-8"?>' +
  `<soap:Envelope xmlns:soap="${soap}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
  `<soap:Body>${body}</soap:Body></soap:Envelope>`
const type = { 'content-type': 'text/xml; charset=utf-8' }

/** Table 0 with these columns; what a row leaves out or holds as '' is null, and so is not written. */
export function dataSet(
  operation: Operation,
  columns: readonly string[],
  rows: readonly Values[],
): WireAnswer {
  const schema =
    '<xs:schema id="NewDataSet" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">' +
    '<xs:element name="NewDataSet" msdata:IsDataSet="true" msdata:UseCurrentLocale="true"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">' +
    '<xs:element name="Table"><xs:complexType><xs:sequence>' +
    columns.map((name) => `<xs:element name="${name}" type="xs:string" minOccurs="0"/>`).join('') +
    '</xs:sequence></xs:complexType></xs:element></xs:choice></xs:complexType></xs:element></xs:schema>'
  const written = rows.map((row, index) => {
    const cells = columns
      .filter((name) => row[name])
      .map((name) => `<${name}>${encode(row[name]!)}</${name}>`)
    return `<Table diffgr:id="Table${index + 1}" msdata:rowOrder="${index}">${cells.join('')}</Table>`
  })
  const diffgram =
    '<diffgr:diffgram xmlns:msdata="urn:schemas-microsoft-com:xml-msdata" xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">' +
    (rows.length > 0 ? `<NewDataSet xmlns="">${written.join('')}</NewDataSet>` : '') +
    '</diffgr:diffgram>'
  const result = `<${operation}Result>${schema}${diffgram}</${operation}Result>`
  const body = `<${operation}Response xmlns="${table.namespace.value}">${result}</${operation}Response>`
  return { status: 200, headers: type, body: envelope(body) }
}

export const fault = (
  status: number,
  who: 'Client' | 'Server',
  text: string,
  headers: Record<string, string> = {},
): WireAnswer => ({
  status,
  headers: { ...type, ...headers },
  body: envelope(
    `<soap:Fault><faultcode>soap:${who}</faultcode><faultstring>${encode(text)}</faultstring><detail/></soap:Fault>`,
  ),
})
