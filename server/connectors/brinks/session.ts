/** MIDI's calls for one user, and the look at an account that every write begins with. */
import type { AccountRef, Manifest, RemoteAccount } from '../contract.ts'
import type { ProviderFetch } from '../http.ts'
import { applied, ensureRevision, noSuchAccount, unexpected } from '../look-first.ts'
import { midiClient } from './client.ts'
import { type BrinksSettings, brinksSettings } from './manifest.ts'
import { accountFrom, sequenceOf } from './map.ts'
import { type AccountParts, accountXml, type Row, rowXml } from './message.ts'

export type Held = { site: Row; contacts: Row[]; account: RemoteAccount }
type Attributes = Readonly<Record<string, string>>

export type Session = ReturnType<typeof openSession>

export function openSession(manifest: Manifest, given: Record<string, unknown>, fetch: ProviderFetch) {
  const settings: BrinksSettings = brinksSettings.parse(given)
  const send = midiClient(settings.baseUrl, fetch)
  const { userId, password } = settings
  const numberPattern = new RegExp(manifest.limits.accountNumber.pattern)
  const tables = new Map<string, Promise<Row[]>>()

  const getData = (call: string, entity: string, csNo: string | null, filter: string | null = null) =>
    send({
      call,
      effect: 'read',
      message: {
        operation: 'GetData',
        parameters: [
          ['Entity', entity],
          ['UserID', userId],
          ['Password', password],
          ['CustomerNumber', csNo],
          ['XMLData', filter],
        ],
      },
    })
  /** A table of the station's own codes; read once for each opened station. */
  const table = (call: string, entity: string): Promise<Row[]> => {
    const reading = tables.get(entity) ?? getData(call, entity, null)
    tables.set(entity, reading)
    reading.catch(() => tables.delete(entity))
    return reading
  }
  const update = (
    call: string,
    reqType: 'A' | 'C' | 'D',
    csNo: string,
    parts: AccountParts,
    secrets: readonly string[] = [],
  ) =>
    send({
      call,
      effect: 'write',
      message: {
        operation: 'Update',
        parameters: [
          ['userName', userId],
          ['password', password],
          ['reqType', reqType],
          ['csNo', csNo],
          ['xml', accountXml(parts)],
        ],
      },
      secrets,
    })
  const immediate = (call: string, entity: string, csNo: string, values: Attributes) =>
    send({
      call,
      effect: 'write',
      message: {
        operation: 'Immediate',
        parameters: [
          ['Entity', entity],
          ['UserID', userId],
          ['Password', password],
          ['CustomerNumber', csNo],
          ['XMLData', rowXml(`${entity}s`, entity, values)],
        ],
      },
    })
  const accountOnline = (call: string, csNo: string, parts: AccountParts, secrets: readonly string[]) =>
    send({
      call,
      effect: 'write',
      message: {
        operation: 'AccountOnline',
        parameters: [
          ['userName', userId],
          ['password', password],
          ['csNo', csNo],
          ['xml', accountXml(parts)],
          ['creditRequestXml', null],
          ['purchaseInfoXml', null],
        ],
      },
      secrets,
    })

  const readSite = async (call: string, csNo: string): Promise<Row | null> => {
    // A number that the station cannot hold is not asked for: there is no such account.
    if (!numberPattern.test(csNo)) return null
    const rows = await getData(call, 'Sitesystems', csNo)
    const site = rows[0]
    if (!site) return null
    if (rows.length > 1) throw unexpected(call, 'Several accounts have this number')
    // An answer about another account than the one asked for must never be taken for it.
    if (site.cs_no?.trim() !== csNo)
      throw unexpected(call, `The reply is about another account (${site.cs_no ?? 'without number'})`)
    return site
  }
  const look = async (csNo: string): Promise<Held | null> => {
    const call = 'Look up account'
    const site = await readSite(call, csNo)
    if (!site) return null
    const rows = await getData(call, 'Contacts', csNo)
    // Those without a place in the order are called last, in the order of the answer.
    const place = (row: Row) => sequenceOf(row) || Infinity
    const contacts = rows.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
    return { site, contacts, account: accountFrom(site, contacts, manifest) }
  }
  const lookFor = async (call: string, { accountNumber }: AccountRef): Promise<Held> => {
    const held = await look(accountNumber)
    if (!held) throw noSuchAccount(call)
    return held
  }

  return {
    settings,
    getData,
    table,
    update,
    immediate,
    accountOnline,
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
