/** The station's data elements for one user, and the look at an account that every write begins with. */
import type { AccountRef, Manifest, RemoteAccount } from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { applied, ensureRevision, noSuchAccount, unexpected } from '../look-first.ts'
import { nexusClient } from './client.ts'
import type { ReqType, Row, Values } from './document.ts'
import { type MastermindSettings, mastermindSettings } from './manifest.ts'
import { accountFrom } from './map.ts'

export type Held = { site: Row; contacts: Row[]; account: RemoteAccount }

export type Session = ReturnType<typeof openSession>

export function openSession(manifest: Manifest, given: Record<string, unknown>, fetch: ProviderFetch) {
  const settings: MastermindSettings = mastermindSettings.parse(given)
  const login = { dialect: settings.documents, user: settings.userId, password: settings.password }
  const send = nexusClient(settings.baseUrl, login, fetch)
  const numberPattern = new RegExp(manifest.limits.accountNumber.pattern)
  const lists = new Map<string, Promise<Row[]>>()

  const get = (call: string, element: string, csNo: string, values: Values = {}) =>
    send({ call, effect: 'read', reqType: 'G', csNo, element, values })
  /** A list of the station's own; read once for each opened station. */
  const list = (call: string, element: string): Promise<Row[]> => {
    const reading = lists.get(element) ?? get(call, element, '')
    lists.set(element, reading)
    reading.catch(() => lists.delete(element))
    return reading
  }
  const write = (
    call: string,
    reqType: ReqType,
    csNo: string,
    element: string,
    values: Values,
    secrets: readonly string[] = [],
  ) => send({ call, effect: 'write', reqType, csNo, element, values, secrets })

  const readSite = async (call: string, csNo: string): Promise<Row | null> => {
    // A number that the station cannot hold is not asked for: there is no such account.
    if (!numberPattern.test(csNo)) return null
    let rows: Row[]
    try {
      rows = await get(call, 'GetAccountInfo', csNo)
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'not_found') return null
      throw error
    }
    const site = rows[0]
    if (!site) return null
    if (rows.length > 1) throw unexpected(call, 'Several accounts have this number')
    // An answer about another account than the one asked for must never be taken for it.
    if (site.cs_no !== csNo)
      throw unexpected(call, `The reply is about another account (${site.cs_no ?? 'without number'})`)
    return site
  }
  const look = async (csNo: string): Promise<Held | null> => {
    const call = 'Look up account'
    const site = await readSite(call, csNo)
    if (!site) return null
    const contacts = await get(call, 'GetAccountContacts', csNo)
    // Those without a place in the order are called last, in the order of the answer.
    const place = ({ cs_seqno }: Row) => (/^[1-9]\d*$/.test(cs_seqno ?? '') ? Number(cs_seqno) : Infinity)
    contacts.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
    return { site, contacts, account: accountFrom(csNo, site, contacts, manifest, settings) }
  }
  const lookFor = async (call: string, { accountNumber }: AccountRef): Promise<Held> => {
    const held = await look(accountNumber)
    if (!held) throw noSuchAccount(call)
    return held
  }

  return {
    settings,
    get,
    list,
    write,
    look,
    lookFor,
    /** The site behind `ref`; a `revision` that has passed is refused. */
    siteFor: async (call: string, ref: AccountRef, revision?: string): Promise<Row> => {
      if (revision !== undefined) {
        const held = await lookFor(call, ref)
        ensureRevision(call, held.account, revision)
        return held.site
      }
      const site = await readSite(call, ref.accountNumber)
      if (!site) throw noSuchAccount(call)
      return site
    },
    /** The account after a write that the station has confirmed: if it cannot be seen, the write stands all the same. */
    seeAgain: (call: string, csNo: string) =>
      applied(async () => {
        const held = await look(csNo)
        if (held) return held
        throw unexpected(
          call,
          'The station confirmed a change of an account that it does not show',
          'unknown',
        )
      }),
  }
}
