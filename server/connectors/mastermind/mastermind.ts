/**
 * The connector for MASterMind stations. The wire takes no idempotency keys and knows no versions, so every write
 * looks first: what is there already is not sent again, and a state that has passed is refused here.
 */
import type { AccountFields, Manifest, Station, StationConnector, StationContact } from '../contract.ts'
import { keptContact } from '../contract.ts'
import type { ProviderFetch } from '../http.ts'
import { checked, difference, ensureRevision, FieldError, inSteps, refusal } from '../look-first.ts'
import { agenciesOf } from './agencies.ts'
import type { Row } from './document.ts'
import { eventsOf } from './events.ts'
import { manifest } from './manifest.ts'
import { checkContacts, checkFields, contactColumns, inSiteOrder, sameContact, siteColumns } from './map.ts'
import { openSession, type Session } from './session.ts'
import { serviceOf, testsOf } from './standing.ts'
import { zonesOf } from './zones.ts'

export const mastermind: StationConnector = {
  manifest,
  open: (settings, fetch) => openMastermind(manifest, settings, fetch),
}

function openMastermind(
  manifest: Manifest,
  settings: Record<string, unknown>,
  fetch: ProviderFetch,
): Station {
  const session = openSession(manifest, settings, fetch)
  const events = eventsOf(session)
  return {
    check: async () => {
      const events = await session.get('Test connection', 'GetEventCode', '')
      return `The station answered ${session.settings.userId} with ${events.length} event codes`
    },
    account: accountOf(session, manifest),
    contacts: contactsOf(session, manifest),
    zones: zonesOf(session, manifest),
    agencies: agenciesOf(session),
    tests: testsOf(session, manifest, events),
    events,
    service: serviceOf(session),
  }
}

function accountOf(session: Session, manifest: Manifest): Station['account'] {
  const { look, lookFor, seeAgain, settings } = session
  const numberPattern = new RegExp(manifest.limits.accountNumber.pattern)
  return {
    lookup: async (accountNumber) => (await look(accountNumber))?.account ?? null,

    create: async ({ accountNumber, fields }) => {
      const call = 'Create shell account'
      checked(call, () => {
        if (!numberPattern.test(accountNumber))
          throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
        checkFields(fields, manifest)
      })
      const there = await look(accountNumber)
      const wanted = checked(call, () => siteColumns(fields, there?.site ?? {}, settings))
      if (there) {
        // Ours, if it is what we would create: the answer to the first try was lost.
        if (!there.account.inService && Object.keys(difference(wanted, there.site)).length === 0)
          return there.account
        throw refusal(call, 'This number is in use at the station', 'accountNumber')
      }
      await session.write(call, 'A', accountNumber, 'SiteSystem', newSite(wanted, session), secretsOf(fields))
      return (await seeAgain(call, accountNumber)).account
    },

    update: async (ref, { fields, revision }) => {
      const call = 'Update account'
      checked(call, () => checkFields(fields, manifest))
      const held = await lookFor(call, ref)
      const change = checked(call, () => difference(siteColumns(fields, held.site, settings), held.site))
      if (Object.keys(change).length === 0) return held.account
      ensureRevision(call, held.account, revision)
      await session.write(call, 'C', ref.accountNumber, 'SiteSystem', inSiteOrder(change), secretsOf(fields))
      return (await seeAgain(call, ref.accountNumber)).account
    },
  }
}

/** A shell: pending until the station makes it active. Nothing is mentioned that is empty. */
function newSite(wanted: Record<string, string>, { settings }: Session): Record<string, string> {
  const site = {
    ...wanted,
    country_name: 'USA',
    cspart_no: settings.partition,
    servco_no: settings.dealerNumber,
    install_servco_no: settings.dealerNumber,
    sitetype_id: wanted.sitetype_id ?? settings.residentialType,
    systype_id: settings.systemType,
    sitestat_id: 'P',
  }
  return inSiteOrder(Object.fromEntries(Object.entries(site).filter(([, value]) => value !== '')))
}

function contactsOf(session: Session, manifest: Manifest): NonNullable<Station['contacts']> {
  return {
    replace: async (ref, { contacts, revision }) => {
      const call = 'Replace contacts'
      const wanted = contacts
        .map((contact) => keptContact(manifest, contact))
        .sort((a, b) => a.order - b.order)
      checked(call, () => checkContacts(wanted, manifest))
      const held = await session.lookFor(call, ref)
      const { added, removed } = contactSteps(wanted, held.contacts)
      if (added.length === 0 && removed.length === 0) return held.account.contacts
      ensureRevision(call, held.account, revision)
      const write = (reqType: 'A' | 'D', values: Record<string, string>) => () =>
        session.write(call, reqType, ref.accountNumber, 'Contact', values)
      // First those who come, then those who go: whatever breaks in between, nobody is missing from the list.
      await inSteps([
        ...added.map((contact) => write('A', contactColumns(contact))),
        ...removed.map(({ contact_no = '' }) => write('D', { contact_no })),
      ])
      return (await session.seeAgain(call, ref.accountNumber)).account.contacts
    },
  }
}

/**
 * The fewest contacts to add behind and to remove so that the list becomes `wanted`: who stands in the wanted order
 * already stays. Doing it again after a half of it was done does the other half.
 */
function contactSteps(wanted: readonly StationContact[], held: readonly Row[]) {
  let kept = 0
  const removed = held.filter((row) => {
    if (kept < wanted.length && sameContact(wanted[kept]!, row)) {
      kept += 1
      return false
    }
    return true
  })
  return { added: wanted.slice(kept), removed }
}

const secretsOf = (fields: AccountFields) => (fields.abortCode ? [fields.abortCode] : [])
