/**
 * The connector for stations that run SGS stages. The wire has no keys that would tell a repeat from a new write, and
 * it takes a site whole. So every write looks first, sends nothing that is there already, sends everything else of
 * the site as it came, and looks again: ImportSite answers with a number only.
 */
import type { AccountField, AccountFields, RemoteAccount, Station, StationConnector } from '../contract.ts'
import type { ProviderFetch } from '../http.ts'
import { checked, ensureRevision, FieldError, refusal } from '../look-first.ts'
import { openAgencies } from './agencies.ts'
import { openGateway } from './client.ts'
import { changeContacts, checkContacts } from './contacts.ts'
import { changeDetails, checkDetails, openDetails } from './details.ts'
import { openEvents, openHistory } from './history.ts'
import { manifest } from './manifest.ts'
import { changeSite, checkFields, newSite } from './map.ts'
import { openService } from './service.ts'
import { stagesSettings } from './settings.ts'
import { canBeNumber, notKept, openSites } from './sites.ts'
import { openTests } from './tests.ts'
import { clean } from './values.ts'
import { changeListResult, result, transmittersResult, type Site } from './wire.ts'
import { openZones } from './zones.ts'

export const stages: StationConnector = { manifest, open }

function open(given: Record<string, unknown>, fetch: ProviderFetch): Station {
  const settings = stagesSettings.parse(given)
  const send = openGateway(settings, fetch)
  const sites = openSites(settings, send)
  const history = openHistory(send, sites)

  /** The code words have a call of their own, so that changing them alone leaves the rest of the site to others. */
  const writeFields = async (call: string, accountNumber: string, before: Site, after: Site) => {
    const secrets = after.Codewords.map(({ Codeword }) => clean(Codeword))
    const onlyCodewords = JSON.stringify({ ...before, Codewords: after.Codewords }) === JSON.stringify(after)
    if (!onlyCodewords) return sites.importSite(call, after, secrets)
    const members = { TransmitterCode: accountNumber, SiteCodewords: { Codewords: after.Codewords } }
    await send({ call, operation: 'UpdateSiteCodewords', effect: 'write', members, secrets }, result)
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
        (await sites.look('Look up account', accountNumber, 'read'))?.account ?? null,
      create: async ({ accountNumber, fields, details = {} }) => {
        const call = 'Create shell account'
        const { wanted, chosen, site } = checked(call, () => {
          if (!canBeNumber(accountNumber))
            throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
          const wanted = checkFields(fields, settings)
          // What a form leaves open is not asked for.
          const chosen = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''))
          checkDetails(chosen)
          const shell = newSite(accountNumber, wanted, settings)
          return { wanted, chosen, site: changeDetails(shell, accountNumber, chosen) ?? shell }
        })
        // ImportSite changes a site that exists: without this look a shell would be written over somebody's account.
        const there = await sites.look(call, accountNumber, 'read')
        if (there && isThatShell(there.account, wanted)) return there.account
        if (there) throw refusal(call, `The station has an account ${accountNumber} already`, 'accountNumber')
        await sites.importSite(call, site, wanted.abortCode ? [wanted.abortCode] : [])
        const { site: held, account } = await sites.confirm(call, accountNumber, { fields: wanted })
        if (changeDetails(held, accountNumber, chosen)) throw notKept(call, null)
        return account
      },
      update: async (ref, { fields, revision }) => {
        const call = 'Update account'
        const wanted = checked(call, () => checkFields(fields, settings))
        const { site, account } = await sites.getSite(call, ref)
        const after = checked(call, () => changeSite(site, wanted, settings))
        if (!after) return account
        ensureRevision(call, account, revision)
        await writeFields(call, ref.accountNumber, site, after)
        return (await sites.confirm(call, ref.accountNumber, { fields: wanted })).account
      },
      // The station says of nobody here whether he is in service: that is a look at each.
      list: async () => {
        const { Result } = await send(
          { call: 'List accounts', operation: 'TransmitterCodeList', effect: 'read', members: {} },
          transmittersResult,
        )
        const accounts = Result.flatMap(({ TransmitterCode, SiteNum }) => {
          const accountNumber = clean(TransmitterCode)
          const externalId = String(SiteNum ?? accountNumber)
          return accountNumber ? [{ accountNumber, externalId, inService: null, linkedReference: null }] : []
        })
        return { accounts, next: null }
      },
    },
    contacts: {
      replace: async (ref, { contacts, revision }) => {
        const call = 'Replace contacts'
        checked(call, () => checkContacts(contacts))
        const { site, account } = await sites.getSite(call, ref)
        const Contacts = checked(call, () => changeContacts(site, contacts, settings))
        if (!Contacts) return account.contacts
        ensureRevision(call, account, revision)
        const members = { TransmitterCode: ref.accountNumber, SiteContacts: { Contacts } }
        const secrets = contacts.map(({ passcode }) => passcode)
        await send({ call, operation: 'UpdateSiteContacts', effect: 'write', members, secrets }, result)
        return (await sites.confirm(call, ref.accountNumber, { contacts })).account.contacts
      },
    },
    zones: openZones(settings, send, sites),
    agencies: openAgencies(settings, sites),
    tests: openTests(settings, send, history),
    events: openEvents(history),
    details: openDetails(settings, sites),
    service: openService(settings, send, sites),
  }
}

/** Whether the account is what this creation makes: then its answer was lost, and it is not made again. */
const isThatShell = (account: RemoteAccount, fields: AccountFields): boolean =>
  !account.inService &&
  account.contacts.length === 0 &&
  Object.entries(account.fields).every(([name, value]) => value === (fields[name as AccountField] ?? ''))
