/**
 * The connector for stations that run SGS stages. The wire has no keys that would tell a repeat from a new write, and
 * it takes a site whole. So every write looks first, sends nothing that is there already, sends everything else of
 * the site as it came, and looks again: ImportSite answers with a number only.
 */
import type {
  AccountField,
  AccountFields,
  AccountRef,
  RemoteAccount,
  Station,
  StationConnector,
  StationContact,
} from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { openGateway } from './client.ts'
import { changeContacts, checkContacts, holdsContacts } from './contacts.ts'
import { manifest } from './manifest.ts'
import { changeSite, checkFields, isSiteOf, newSite, readSite } from './map.ts'
import { stagesSettings } from './settings.ts'
import { FieldError } from './values.ts'
import {
  changeListResult,
  contactToSend,
  result,
  siteResult,
  siteToSend,
  type Contact,
  type Site,
} from './wire.ts'

export const stages: StationConnector = { manifest, open }

type Seen = { site: Site; account: RemoteAccount }
const accountNumberPattern = new RegExp(manifest.limits.accountNumber.pattern)

function open(given: Record<string, unknown>, fetch: ProviderFetch): Station {
  const settings = stagesSettings.parse(given)
  const send = openGateway(settings, fetch)

  /** The site of a transmitter; null if there is none. `effect` is that of the verb whose end it confirms. */
  const look = async (
    call: string,
    accountNumber: string,
    effect: 'read' | 'write',
  ): Promise<Seen | null> => {
    // A number that the station cannot hold is not asked for: there is no such account.
    if (!accountNumberPattern.test(accountNumber)) return null
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

  /** The site that a write is about, as it is now. A transmitter that has moved to another site is gone. */
  const lookToWrite = async (call: string, ref: AccountRef): Promise<Seen> => {
    const seen = await look(call, ref.accountNumber, 'read')
    if (seen?.account.externalId === ref.externalId) return seen
    const reason = seen
      ? 'The transmitter belongs to another site now'
      : 'The station has no such transmitter'
    throw new ConnectorError('not_found', { call, outcome: 'not_applied', reason })
  }

  /** What the station holds after a write, and whether it kept what was sent: it says nothing of values that it cut. */
  const confirm = async (
    call: string,
    accountNumber: string,
    wanted: { fields?: AccountFields; contacts?: readonly StationContact[] },
  ): Promise<RemoteAccount> => {
    const failure = (kind: 'unexpected_reply' | 'rejected', reason: string, field: string | null = null) =>
      new ConnectorError(kind, { call, outcome: 'unknown', reason, field })
    let seen: Seen | null
    try {
      seen = await look(call, accountNumber, 'write')
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      throw new ConnectorError(error.kind, { ...error, call, outcome: 'unknown' })
    }
    if (!seen) throw failure('unexpected_reply', 'The station took the change but does not show the account')
    const { account } = seen
    const cut =
      Object.entries(wanted.fields ?? {}).find(
        ([name, value]) => account.fields[name as AccountField] !== value,
      )?.[0] ?? (wanted.contacts && !holdsContacts(account.contacts, wanted.contacts) ? 'contacts' : null)
    if (cut) throw failure('rejected', 'The station did not keep this value as it was sent', cut)
    return account
  }

  const importSite = async (call: string, site: Site, fields: AccountFields): Promise<void> => {
    const secrets = fields.abortCode ? [fields.abortCode] : []
    await send(
      { call, operation: 'ImportSite', effect: 'write', members: { Site: siteToSend(site) }, secrets },
      result,
    )
  }

  return {
    check: async () => {
      // The cheapest call that needs the password: who has changed since this moment.
      const StartUTCDate = new Date().toISOString()
      const call = 'Test connection'
      await send(
        { call, operation: 'GetChangeList', effect: 'read', members: { StartUTCDate } },
        changeListResult,
      )
      return `The SiteGroupGateway at ${new URL(settings.baseUrl).host} answered user ${settings.userId}`
    },
    account: {
      lookup: async (accountNumber) =>
        (await look('Look up account', accountNumber, 'read'))?.account ?? null,
      create: async ({ accountNumber, fields }) => {
        const call = 'Create shell account'
        const { wanted, site } = checked(call, () => {
          if (!accountNumberPattern.test(accountNumber))
            throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
          const wanted = checkFields(fields, settings)
          return { wanted, site: newSite(accountNumber, wanted, settings) }
        })
        // ImportSite changes a site that exists: without this look a shell would be written over somebody's account.
        const there = await look(call, accountNumber, 'read')
        if (there && isThatShell(there.account, wanted)) return there.account
        if (there)
          throw new ConnectorError('rejected', {
            call,
            outcome: 'not_applied',
            reason: `The station has an account ${accountNumber} already`,
            field: 'accountNumber',
          })
        await importSite(call, site, wanted)
        return confirm(call, accountNumber, { fields: wanted })
      },
      update: async (ref, { fields, revision }) => {
        const call = 'Update account'
        const wanted = checked(call, () => checkFields(fields, settings))
        const { site, account } = await lookToWrite(call, ref)
        const after = checked(call, () => changeSite(site, wanted, settings))
        if (!after) return account
        ensureUnchanged(call, account, revision)
        await importSite(call, after, wanted)
        return confirm(call, ref.accountNumber, { fields: wanted })
      },
    },
    contacts: {
      replace: async (ref, { contacts, revision }) => {
        const call = 'Replace contacts'
        checked(call, () => checkContacts(contacts))
        const { site, account } = await lookToWrite(call, ref)
        const after: Contact[] | null = checked(call, () => changeContacts(site, contacts, settings))
        if (!after) return account.contacts
        ensureUnchanged(call, account, revision)
        const members = {
          TransmitterCode: ref.accountNumber,
          SiteContacts: { Contacts: after.map(contactToSend) },
        }
        const secrets = contacts.map(({ passcode }) => passcode)
        await send({ call, operation: 'UpdateSiteContacts', effect: 'write', members, secrets }, result)
        return (await confirm(call, ref.accountNumber, { contacts })).contacts
      },
    },
  }
}

/** Whether the account is what this creation makes: then its answer was lost, and it is not made again. */
const isThatShell = (account: RemoteAccount, fields: AccountFields): boolean =>
  !account.inService &&
  account.contacts.length === 0 &&
  Object.entries(account.fields).every(([name, value]) => value === (fields[name as AccountField] ?? ''))

function ensureUnchanged(call: string, account: RemoteAccount, revision: string | undefined): void {
  if (revision === undefined || revision === account.revision) return
  const reason = 'The account has changed at the station since it was seen'
  throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason })
}

/** Runs `map`; a value that the station cannot hold becomes a refusal before anything is written. */
function checked<T>(call: string, map: () => T): T {
  try {
    return map()
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    const { message: reason, field } = error
    throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason, field })
  }
}
