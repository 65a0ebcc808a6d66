/**
 * MIDI's messages: SOAP 1.1 envelopes with string parameters in the contract's order, some of which hold XML of
 * attributes, and answers that are .NET DataSets (an inline schema and a diffgram), of which table 0 counts.
 * Names and their sources: docs/connectors/brinks-midi.json.
 */
import { childOf, escapeXml, parseXml, XmlError, type XmlElement } from '../xml.ts'

export const midi = 'https://mimasweb.monitronics.net/MIDI/'
const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const schema = 'http://www.w3.org/2001/XMLSchema'
const diffgram = 'urn:schemas-microsoft-com:xml-diffgram-v1'

/** A call's parameters in the contract's order; `null` leaves one out, as .NET clients do. */
export type Message =
  | { operation: 'GetData'; parameters: GetData }
  | { operation: 'AccountOnline'; parameters: AccountOnline }
  | { operation: 'Update'; parameters: Update }
  | { operation: 'Immediate'; parameters: Immediate }
type GetData = readonly [
  ['Entity', string],
  ['UserID', string],
  ['Password', string],
  ['CustomerNumber', string | null],
  ['XMLData', string | null],
]
type AccountOnline = readonly [
  ['userName', string],
  ['password', string],
  ['csNo', string],
  ['xml', string],
  ['creditRequestXml', string | null],
  ['purchaseInfoXml', string | null],
]
type Update = readonly [
  ['userName', string],
  ['password', string],
  ['reqType', 'A' | 'C' | 'D'],
  ['csNo', string],
  ['xml', string],
]

type Immediate = readonly [
  ['Entity', string],
  ['UserID', string],
  ['Password', string],
  ['CustomerNumber', string],
  ['XMLData', string],
]

/** One row of a DataSet: its columns' texts. What the database holds as null is absent. */
export type Row = Readonly<Record<string, string>>

export type Answer =
  | { kind: 'rows'; rows: Row[] }
  /** A SOAP fault; `byCaller` if it blames the request. */
  | { kind: 'fault'; byCaller: boolean; text: string }

export const soapAction = (operation: string) => `"${midi}${operation}"`

export function envelope({ operation, parameters }: Message): string {
  const given: readonly (readonly [string, string | null])[] = parameters
  const inner = given
    .map(([name, value]) => (value === null ? '' : `<${name}>${escapeXml(value)}</${name}>`))
    .join('')
  return (
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${soap}"><soap:Header>` +
    `<ApplicationIDHeader xmlns="${midi}"><appID>WSI</appID></ApplicationIDHeader></soap:Header>` +
    `<soap:Body><${operation} xmlns="${midi}">${inner}</${operation}></soap:Body></soap:Envelope>`
  )
}

type Attributes = Readonly<Record<string, string>>

const elements = (group: string, row: string, rows: readonly Attributes[]) =>
  `<${group}>${rows
    .map((values) => {
      const attributes = Object.entries(values).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
      return `<${row}${attributes.join('')}/>`
    })
    .join('')}</${group}>`

/** The groups of an account in the published order, and the attributes of a site in theirs. */
const groups = [
  'SiteSystems',
  'Zones',
  'SiteAgencyPermits',
  'Contacts',
  'SiteOptions',
  'SiteSystemOptions',
] as const
// prettier-ignore
const siteOrder = [
  'site_name', 'site_addr1', 'city_name', 'county_name', 'state_id', 'zip_code', 'phone1', 'cross_street',
  'subdivision', 'codeword1', 'ext1', 'ext2', 'map_page', 'map_coord', 'lang_id', 'cspart_no', 'servco_no',
  'install_servco_no', 'sitestat_id', 'sitetype_id', 'systype_id', 'sec_systype_id', 'twoway_device_id',
  'receiver_phone', 'panel_phone', 'panel_location', 'panel_code', 'install_date', 'site_addr2',
]

export type AccountParts = Partial<Record<(typeof groups)[number], readonly Attributes[]>>

/** The account's XML that goes into a string parameter; groups without rows are not mentioned. */
export const accountXml = (parts: AccountParts): string =>
  `<Account>${groups
    .map((group) => {
      const rows = parts[group] ?? []
      if (rows.length === 0) return ''
      return elements(group, group.slice(0, -1), group === 'SiteSystems' ? rows.map(inSiteOrder) : rows)
    })
    .join('')}</Account>`

const inSiteOrder = (site: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(site).sort(([one], [other]) => siteOrder.indexOf(one) - siteOrder.indexOf(other)),
  )

/** The XML of an immediate action (`OnTest`) or of a read's filter (`GetAgency`): one row within its plural. */
export const rowXml = (group: string, row: string, values: Attributes): string =>
  elements(group, row, [values])

/** What the station answered to `operation`. @throws XmlError if it is no answer to it */
export function readAnswer(body: string, operation: string): Answer {
  const root = parseXml(body)
  const content =
    root.name === 'Envelope' && root.namespace === soap ? childOf(root, 'Body', soap) : undefined
  const answer = content?.children[0]
  if (!answer || content.children.length !== 1) throw new XmlError('The reply is no SOAP envelope')
  if (answer.name === 'Fault' && answer.namespace === soap) {
    // SOAP 1.1, 4.4: both are without namespace; the code may be refined behind a dot.
    const code = childOf(answer, 'faultcode', '')?.text.trim() ?? ''
    const byCaller = /(^|:)Client(\.|$)/.test(code)
    return { kind: 'fault', byCaller, text: (childOf(answer, 'faultstring', '')?.text ?? '').trim() }
  }
  const result =
    answer.name === `${operation}Response` && answer.namespace === midi
      ? childOf(answer, `${operation}Result`, midi)
      : undefined
  if (!result) throw new XmlError(`The reply is not about ${operation}`)
  return { kind: 'rows', rows: tableZero(result) }
}

/** The rows of a DataSet's first table. Which that is only the schema tells: a table without rows leaves no trace in the diffgram. */
function tableZero(result: XmlElement): Row[] {
  const step = (element: XmlElement | undefined, ...names: string[]) =>
    element?.children.find((child) => names.includes(child.name) && child.namespace === schema)
  const set = step(childOf(result, 'schema', schema), 'element')
  const table = step(step(step(set, 'complexType'), 'choice', 'sequence'), 'element')?.attributes.name
  const changes = childOf(result, 'diffgram', diffgram)
  if (!set || !table || !changes) throw new XmlError('The reply holds no DataSet')
  const rows = changes.children.find((child) => child.namespace === '' && child.name === set.attributes.name)
  return (rows?.children ?? [])
    .filter((row) => row.name === table)
    .map((row) => Object.fromEntries(row.children.map((column) => [column.name, column.text])))
}
