/**
 * A MASterMind station's ProcessData with Nexus documents, as clients of NMC show it
 * (docs/connectors/mastermind-nexus.json): strict about every name, order and code, on systems of nobody's.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { encode } from '../markup.ts'
import { openSignalLog, type SignalLog } from '../signals/signal-log.ts'
import { Fault, readRequest, Refusal, soap, type Request, type Values } from './request.ts'
import { seed } from './seed.ts'
import { openSystems } from './systems.ts'
import { table } from './table.ts'
import { work } from './work.ts'

const logins = [
  { user: 'keyholder_api', password: 'sandbox-demo', dealer: '880100001' },
  { user: 'birch_api', password: 'sandbox-demo', dealer: '880200002' },
]
const path = '/NMCLink/NMCLinkPortal.asmx'
const type = { 'content-type': 'text/xml; charset=utf-8' }

const envelope = (body: string) =>
  '<?xml version="1.0" encoding="utf-8"?>' +
  `<soap:Envelope xmlns:soap="${soap}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
  `<soap:Body>${body}</soap:Body></soap:Envelope>`

/** The result's document: one response for each row; what is held as '' is not written. */
function document({ dialect, element }: Request, rows: readonly Values[]): string {
  const responses = rows.map((row) => {
    const cells = Object.entries(row).map(([name, value]) => value && `<${name}>${encode(value)}</${name}>`)
    return `<${element}_Response>${cells.join('')}</${element}_Response>`
  })
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<${dialect} xmlns="${table.documents[dialect].namespace}"><${element}>${responses.join('')}</${element}></${dialect}>`
  )
}

const answered = (request: Request, rows: readonly Values[]): WireAnswer => ({
  status: 200,
  headers: type,
  body: envelope(
    `<ProcessDataResponse xmlns="${table.documents[request.dialect].namespace}"><ProcessDataResult>` +
      `${encode(document(request, rows))}</ProcessDataResult></ProcessDataResponse>`,
  ),
})

const fault = (
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

/** The data element that a call is about, as far as its text tells. */
const elementOf = ({ body }: WireCall) => /data_element&gt;(\w+)&lt;/.exec(body)?.[1] ?? ''

/** Builds the sandbox; with a `dataDir` it remembers across restarts. Events are the seed's and those of `signals`. */
export function mastermind(dataDir: string | null, signals: SignalLog = openSignalLog(null)): Sandbox {
  const systems = openSystems(dataDir && join(dataDir, 'mastermind.jsonl'), seed, logins[0]!.dealer)

  const answer = (call: WireCall): WireAnswer => {
    if (call.path.toLowerCase() !== path.toLowerCase())
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' }
    if (call.method !== 'POST')
      return { status: 405, headers: { allow: 'POST', 'content-type': 'text/html' }, body: '' }
    const request = readRequest(call)
    try {
      const login = logins.find(
        ({ user, password }) => user === request.user && password === request.password,
      )
      if (!login) throw new Refusal('Invalid user name or password')
      return answered(request, work({ systems, signals }, login.dealer, request))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return answered(request, [{ err_msg: error.message }])
    }
  }

  return {
    key: 'mastermind',
    name: 'MASterMind (Nexus documents)',
    about: `ProcessData of nobody’s station, at /mastermind${path}. User keyholder_api with dealer 880100001, or birch_api with dealer 880200002; password sandbox-demo.`,
    columns: [
      { title: 'CS number', path: 'accountNumber' },
      { title: 'Site', path: 'site.site_name' },
      { title: 'Type', path: 'site.sitetype_id' },
      { title: 'Status', path: 'site.sitestat_id' },
      { title: 'Street', path: 'site.site_addr1' },
      { title: 'City', path: 'site.city_name' },
      { title: 'Phone', path: 'site.phone1' },
      { title: 'Contacts', path: 'contacts.length' },
      { title: 'Zones', path: 'zones.length' },
      { title: 'Test until', path: 'test.until' },
      { title: 'Dealer', path: 'site.servco_no' },
    ],
    answer: (call) => {
      try {
        return answer(call)
      } catch (error) {
        if (error instanceof Fault) return fault(500, 'Client', error.message)
        throw error
      }
    },
    accountNumberOf: ({ body }) => /<csNo>([^<]*)<\/csNo>/.exec(body)?.[1] || null,
    isSignIn: () => false,
    isWrite: (call) =>
      /<reqType>[ACD]</.test(call.body) || (table.elements[elementOf(call)]?.action ?? false),
    refuse: (status, code, detail, headers) =>
      code === 'refused' ? fault(500, 'Client', detail) : fault(status, 'Server', detail, headers),
    accounts: () => systems.all(),
    effects: () => systems.effects(),
    upsert: (body) => systems.upsert(body),
    reset: () => systems.reset(),
    close: () => systems.close(),
  }
}
