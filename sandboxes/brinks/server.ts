/**
 * Brinks Home's web service MIDI, as third-party copies of its contract and public client code show it
 * (docs/connectors/brinks-midi.json): strict about every name, order and code, on accounts of nobody's.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openAccounts, type Account } from './accounts.ts'
import { dataSet, fault } from './answer.ts'
import {
  Fault,
  operationOf,
  readAccount,
  readRequest,
  Refusal,
  type Request,
  type Values,
} from './request.ts'
import { seed } from './seed.ts'
import { isOperation, table } from './table.ts'

const logins = [
  { userId: 'keyholder_wsi', password: 'sandbox-demo', dealer: '900100001' },
  { userId: 'birch_wsi', password: 'sandbox-demo', dealer: '900200002' },
]
const testCategories = [
  { testcat_id: 'INST', descr: 'Installation', default_hours: '8' },
  { testcat_id: 'SERV', descr: 'Service call', default_hours: '4' },
  { testcat_id: 'CUST', descr: 'Customer’s own test', default_hours: '1' },
]
const numberPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/
/** Columns of an account that the station keeps for itself. */
const ownColumns = ['servco_no', 'install_servco_no', 'sitestat_id']

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function brinks(dataDir: string | null): Sandbox {
  const accounts = openAccounts(dataDir && join(dataDir, 'brinks.jsonl'), seed, logins[0]!.dealer)

  const getData = (request: Request, dealer: string): WireAnswer => {
    const { parameters } = request
    const entity = Object.keys(table.entities).find(
      (name) => name.toLowerCase() === parameters.get('Entity')!.toLowerCase(),
    ) as keyof typeof table.entities | undefined
    if (!entity) throw new Refusal(`Entity ${parameters.get('Entity')} is not in this sandbox`)
    const { columns } = table.entities[entity]
    if (entity === 'Testcats') return dataSet('GetData', columns, testCategories)
    const account = accounts.find(parameters.get('CustomerNumber') ?? '', dealer)
    if (!account) return dataSet('GetData', columns, [])
    return dataSet('GetData', columns, entity === 'Sitesystems' ? [account.site] : account.contacts)
  }

  const accountOnline = (csNo: string, xml: string, dealer: string): Values[] => {
    if (!numberPattern.test(csNo)) throw new Refusal('cs_no is not valid', 'SiteSystem', 'cs_no')
    if (accounts.inUse(csNo)) throw new Refusal('cs_no is online already', 'SiteSystem', 'cs_no')
    const { site, contacts } = readAccount(xml)
    for (const name of ['site_name', 'lang_id', 'servco_no', 'sitestat_id', 'sitetype_id', 'systype_id'])
      if (!site?.[name]) throw new Refusal(`${name} is required`, 'SiteSystem', name)
    if (site!.servco_no !== dealer)
      throw new Refusal('servco_no is not this user’s dealer', 'SiteSystem', 'servco_no')
    if (site!.sitestat_id !== 'P')
      throw new Refusal('sitestat_id must be P for a new account', 'SiteSystem', 'sitestat_id')
    const account: Account = {
      accountNumber: csNo,
      site: { ...site, cs_no: csNo },
      contacts: contacts.map((contact, index) => ({ ...accounts.numbered(contact, index + 1), cs_no: csNo })),
    }
    accounts.apply(account, 'create', { site, contacts })
    const { err_text, ...online } = table.confirmation.online
    return [
      {
        ...online,
        cs_no: csNo,
        msg_type: '0',
        err_text: `${err_text}, ${accounts.effects().length + 70_000};`,
      },
    ]
  }

  const update = (reqType: string, csNo: string, xml: string, dealer: string): Values[] => {
    const account = accounts.find(csNo, dealer)
    if (!account) throw new Refusal(`CS number ${csNo} was not found`, 'SiteSystem', 'cs_no')
    const { site, contacts } = readAccount(xml)
    if (site && contacts.length > 0) throw new Refusal('One kind of row at a time in this sandbox')
    const done = (kind: string, after: Account, values: unknown, rows: number) => {
      accounts.apply(after, kind, values)
      const { informative } = table.confirmation
      return Array.from({ length: rows }, () => ({
        table_name: site ? 'SiteSystem' : 'Contact',
        cs_no: csNo,
        ...informative,
        err_text: 'Accepted',
      }))
    }
    if (site) {
      if (reqType !== 'C') throw new Refusal('A SiteSystem can be changed only', 'SiteSystem')
      for (const name of ownColumns)
        if (site[name] !== undefined) throw new Refusal(`${name} cannot be changed`, 'SiteSystem', name)
      return done('update', { ...account, site: { ...account.site, ...site } }, site, 1)
    }
    if (contacts.length === 0) throw new Refusal('Nothing to do')
    if (reqType === 'A') {
      const last = Math.max(0, ...account.contacts.map(({ cs_seqno }) => Number(cs_seqno ?? 0)))
      const added = contacts.map((contact, index) => {
        if (!contact.last_name && !contact.first_name)
          throw new Refusal('last_name is required', 'Contact', 'last_name')
        return { ...accounts.numbered(contact, last + index + 1), cs_no: csNo }
      })
      return done(
        'contacts',
        { ...account, contacts: [...account.contacts, ...added] },
        { added: contacts },
        added.length,
      )
    }
    if (reqType === 'D') {
      const going = new Set(contacts.map(({ contact_no, ctaclink_no }) => `${contact_no}/${ctaclink_no}`))
      const left = account.contacts.filter((one) => !going.has(`${one.contact_no}/${one.ctaclink_no}`))
      if (left.length + contacts.length !== account.contacts.length)
        throw new Refusal('contact_no is not on this account', 'Contact', 'contact_no')
      return done('contacts', { ...account, contacts: left }, { removed: contacts }, contacts.length)
    }
    throw new Refusal('Contacts can be added and deleted only in this sandbox', 'Contact')
  }

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
      if (operation === 'GetData') return getData(request, login.dealer)
      const csNo = value('csNo')
      const rows =
        operation === 'AccountOnline'
          ? accountOnline(csNo, value('xml'), login.dealer)
          : operation === 'Update'
            ? update(value('reqType'), csNo, value('xml'), login.dealer)
            : [{ table_name: operation, msg_type: '1', err_text: 'Immediate is not in this sandbox yet' }]
      return dataSet(operation, table.confirmation.columns, rows.map(dated))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (operation === 'GetData')
        return dataSet(operation, table.readError.columns, [{ err_msg: error.message }])
      const { message: err_text, table: table_name, entry: entry_id } = error
      const row = { table_name, entry_id, cs_no: value('csNo'), err_no: '1', msg_type: '1', err_text }
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
