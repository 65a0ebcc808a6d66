/** Looking a site up and writing it: look, change, write whole, look again. Every part of the port goes through here. */
import type { AccountField, AccountFields, AccountRef, RemoteAccount, StationContact } from '../contract.ts'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import { applied, checked, ensureRevision } from '../look-first.ts'
import type { Gateway } from './client.ts'
import { holdsContacts } from './contacts.ts'
import { manifest } from './manifest.ts'
import { isSiteOf, readSite } from './map.ts'
import type { StagesSettings } from './settings.ts'
import { result, siteResult, type Site } from './wire.ts'

export type Seen = { site: Site; account: RemoteAccount }
export type Sites = ReturnType<typeof openSites>

const accountNumberPattern = new RegExp(manifest.limits.accountNumber.pattern)
export const canBeNumber = (accountNumber: string) => accountNumberPattern.test(accountNumber)

export function openSites(settings: StagesSettings, send: Gateway) {
  /** The site of a transmitter; null if there is none. `effect` is that of the verb whose end it confirms. */
  const look = async (
    call: string,
    accountNumber: string,
    effect: 'read' | 'write',
  ): Promise<Seen | null> => {
    // A number that the station cannot hold is not asked for: there is no such account.
    if (!canBeNumber(accountNumber)) return null
    const members = { TransmitterCode: accountNumber }
    let site: Site | null | undefined
    try {
      site = (await send({ call, operation: 'GetSite', effect, members }, siteResult)).Result
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'not_found') return null
      throw error
    }
    if (!site) return null
    if (!isSiteOf(site, accountNumber))
      throw new ConnectorError('unexpected_reply', {
        call,
        outcome: effect === 'write' ? 'unknown' : 'not_applied',
        reason: `The reply is about another account than ${accountNumber}`,
      })
    return { site, account: readSite(site, accountNumber, settings) }
  }

  /** The site that a call is about, as it is now. A transmitter that has moved to another site is gone. */
  const getSite = async (call: string, ref: AccountRef): Promise<Seen> => {
    const seen = await look(call, ref.accountNumber, 'read')
    if (seen?.account.externalId === ref.externalId) return seen
    const reason = seen
      ? 'The transmitter belongs to another site now'
      : 'The station has no such transmitter'
    throw new ConnectorError('not_found', { call, outcome: 'not_applied', reason })
  }

  /** The site after a write that the station has taken. */
  const lookAgain = async (call: string, accountNumber: string): Promise<Seen> => {
    const seen = await applied(() => look(call, accountNumber, 'write'))
    if (seen) return seen
    throw doubt(call, 'unexpected_reply', 'The station took the change but does not show the account')
  }

  /** What the station holds after a write, and whether it kept what was sent: it says nothing of values that it cut. */
  const confirm = async (
    call: string,
    accountNumber: string,
    wanted: { fields?: AccountFields; contacts?: readonly StationContact[] },
  ): Promise<Seen> => {
    const seen = await lookAgain(call, accountNumber)
    const { account } = seen
    const cut =
      Object.entries(wanted.fields ?? {}).find(
        ([name, value]) => account.fields[name as AccountField] !== value,
      )?.[0] ?? (wanted.contacts && !holdsContacts(account.contacts, wanted.contacts) ? 'contacts' : null)
    if (cut) throw notKept(call, cut)
    return seen
  }

  const importSite = async (call: string, site: Site, secrets: readonly string[] = []): Promise<void> => {
    await send({ call, operation: 'ImportSite', effect: 'write', members: { Site: site }, secrets }, result)
  }

  return {
    look,
    getSite,
    lookAgain,
    confirm,
    importSite,
    /**
     * Sends the whole site as `change` makes it of the one that is there; nothing if `change` has nothing to do (null),
     * which it must say too of the site that it made: so what the station did not keep is seen.
     */
    rewrite: async (
      call: string,
      ref: AccountRef,
      revision: string | undefined,
      change: (site: Site) => Site | null,
    ): Promise<Site> => {
      const { site, account } = await getSite(call, ref)
      const after = checked(call, () => change(site))
      if (!after) return site
      ensureRevision(call, account, revision)
      await importSite(call, after)
      const { site: held } = await lookAgain(call, ref.accountNumber)
      if (change(held)) throw notKept(call, null)
      return held
    },
  }
}

export const doubt = (call: string, kind: ErrorKind, reason: string, field: string | null = null) =>
  new ConnectorError(kind, { call, outcome: 'unknown', reason, field })
export const notKept = (call: string, field: string | null) =>
  doubt(call, 'rejected', 'The station did not keep this value as it was sent', field)
