/**
 * Brinks Home's web service MIDI, as third-party copies of its contract and public client code show it
 * (docs/connectors/brinks-midi.json): strict about every name, order and code, on accounts of nobody's.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openSignalLog, type SignalLog } from '../signals/signal-log.ts'
import { openAccounts } from './accounts.ts'
import { dataSet, fault } from './answer.ts'
import { getData, receivedFrom } from './reads.ts'
import { Fault, operationOf, readRequest, Refusal, type Values } from './request.ts'
import { seed } from './seed.ts'
import { isOperation, table } from './table.ts'
import { accountOnline, immediate, update } from './writes.ts'

const logins = [
  { userId: 'keyholder_wsi', password: 'sandbox-demo', dealer: '900100001' },
  { userId: 'birch_wsi', password: 'sandbox-demo', dealer: '900200002' },
]

/** Builds the sandbox; with a `dataDir` it remembers across restarts. Events are the seed's and those of `signals`. */
export function brinks(dataDir: string | null, signals: SignalLog = openSignalLog(null)): Sandbox {
  const accounts = openAccounts(dataDir && join(dataDir, 'brinks.jsonl'), seed, logins[0]!.dealer)
  const received = receivedFrom(signals)

  const answer = (call: WireCall): WireAnswer => {
    if (call.path.toLowerCase() !== '/midi/midi.asmx')
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' }
    if (call.method !== 'POST')
      return { status: 405, headers: { allow: 'POST', 'content-type': 'text/html' }, body: '' }
    const request = readRequest(call)
    const { operation, parameters } = request
    const value = (name: string) => parameters.get(name) ?? ''
    try {
      const user = value('UserID') || value('userName')
      const login = logins.find(
        ({ userId, password }) => userId === user && password === (value('Password') || value('password')),
      )
      if (!login) throw new Refusal('Invalid user name or password')
      if (operation === 'GetData') return getData(accounts, request, login.dealer, received)
      const { dealer } = login
      const rows =
        operation === 'AccountOnline'
          ? accountOnline(accounts, value('csNo'), value('xml'), dealer)
          : operation === 'Update'
            ? update(accounts, value('reqType'), value('csNo'), value('xml'), dealer)
            : immediate(accounts, value('Entity'), value('CustomerNumber'), value('XMLData'), dealer)
      return dataSet(operation, table.confirmation.columns, rows.map(dated))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (operation === 'GetData')
        return dataSet(operation, table.readError.columns, [{ err_msg: error.message }])
      const { message: err_text, table: table_name, entry: entry_id } = error
      const row = {
        table_name,
        entry_id,
        cs_no: value('csNo') || value('CustomerNumber'),
        err_no: '1',
        msg_type: '1',
        err_text,
      }
      return dataSet(operation, table.confirmation.columns, [dated(row)])
    }
  }

  return {
    key: 'brinks',
    name: 'Brinks Home (Monitronics)',
    about:
      'MIDI, of nobody’s station, at /brinks/MIDI/MIDI.asmx. User keyholder_wsi with dealer 900100001, or birch_wsi with dealer 900200002; password sandbox-demo.',
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
      { title: 'On test', path: 'site.ontest_flag' },
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
    accountNumberOf: ({ body }) => /<(CustomerNumber|csNo)>([^<]*)<\/\1>/.exec(body)?.[2] ?? null,
    isSignIn: () => false,
    isWrite: (call) => {
      const operation = operationOf(call) ?? ''
      return isOperation(operation) && table.operations[operation].effect === 'write'
    },
    refuse: (status, code, detail, headers) =>
      code === 'refused' ? fault(500, 'Client', detail) : fault(status, 'Server', detail, headers),
    accounts: () => accounts.all(),
    effects: () => accounts.effects(),
    upsert: (body) => accounts.upsert(body),
    reset: () => accounts.reset(),
    close: () => accounts.close(),
  }
}

const dated = (row: Values): Values => ({ ...row, err_date: new Date().toISOString().slice(0, 19) })
