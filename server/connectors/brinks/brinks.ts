/**
 * The connector for Brinks Home. MIDI takes no idempotency keys and knows no versions, so every write looks first:
 * what is there already is not sent again, and a state that has passed is refused here.
 */
import type { AccountFields, Manifest, Station, StationConnector, StationContact } from '../contract.ts'
import type { ProviderFetch } from '../http.ts'
import {
  checked,
  difference,
  ensureRevision,
  FieldError,
  inSteps,
  refusal,
  unexpected,
} from '../look-first.ts'
import type { Details } from '../station-parts.ts'
import { agenciesOf } from './agencies.ts'
import { detailsOf, newDetails } from './details.ts'
import { eventsOf } from './events.ts'
import { manifest } from './manifest.ts'
import {
  checkContacts,
  checkFields,
  contactColumns,
  contactFrom,
  isDuress,
  sequenceOf,
  siteColumns,
} from './map.ts'
import type { Row } from './message.ts'
import { serviceOf } from './service.ts'
import { openSession, type Session } from './session.ts'
import { testsOf } from './tests.ts'
import { zonesOf } from './zones.ts'

export const brinks: StationConnector = {
  manifest,
  open: (settings, fetch) => openBrinks(manifest, settings, fetch),
}

function openBrinks(manifest: Manifest, settings: Record<string, unknown>, fetch: ProviderFetch): Station {
  const session = openSession(manifest, settings, fetch)
  return {
    check: async () => {
      const categories = await session.getData('Test connection', 'Testcats', null)
      return `Brinks Home answered ${session.settings.userId} with ${categories.length} test categories (MIDI)`
    },
    account: accountOf(session, manifest),
    contacts: contactsOf(session, manifest),
    zones: zonesOf(session, manifest),
    agencies: agenciesOf(session),
    tests: testsOf(session, manifest),
    events: eventsOf(session),
    details: detailsOf(session),
    service: serviceOf(session),
  }
}

function accountOf(session: Session, manifest: Manifest): Station['account'] {
  const { look, lookFor, seeAgain } = session
  const numberPattern = new RegExp(manifest.limits.accountNumber.pattern)
  return {
    lookup: async (accountNumber) => (await look(accountNumber))?.account ?? null,

    create: async ({ accountNumber, fields, details = {} }) => {
      const call = 'Create shell account'
      const asked = checked(call, () => {
        if (!numberPattern.test(accountNumber))
          throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
        checkFields(fields, manifest)
        return newDetails(details)
      })
      const there = await look(accountNumber)
      const wanted = checked(call, () => siteColumns(fields, there?.site ?? {}))
      if (there) {
        // Ours, if it is what we would create: the answer to the first try was lost.
        const { install_date: _, ...site } = asked.site
        const differs = difference({ ...wanted, ...site }, there.site)
        if (!there.account.inService && Object.keys(differs).length === 0) return there.account
        // Never put online over an account that exists: nobody says what MIDI would do to it.
        throw refusal(call, 'This number is in use at the station', 'accountNumber')
      }
      const online = async () => {
        const rows = await session.accountOnline(
          call,
          accountNumber,
          { SiteSystems: [newSite({ ...wanted, ...asked.site }, session)], ...asked.options },
          secretsOf(fields),
        )
        if (!rows.some((row) => /online confirmation/i.test(row.err_text ?? '')))
          throw unexpected(call, 'The reply confirms no account', 'unknown')
      }
      // A refusal then still says truly that no account was made; the next try sets the same device again.
      await setTwoWay(session, accountNumber, details)
      await online()
      return (await seeAgain(call, accountNumber)).account
    },

    update: async (ref, { fields, revision }) => {
      const call = 'Update account'
      checked(call, () => checkFields(fields, manifest))
      const held = await lookFor(call, ref)
      const change = checked(call, () => difference(siteColumns(fields, held.site), held.site))
      if (Object.keys(change).length === 0) return held.account
      ensureRevision(call, held.account, revision)
      await session.update(call, 'C', ref.accountNumber, { SiteSystems: [change] }, secretsOf(fields))
      return (await seeAgain(call, ref.accountNumber)).account
    },
  }
}

/** A two-way device is made known before the account is: that begins the station's two-way test. */
async function setTwoWay(session: Session, csNo: string, { twoWayDevice }: Details): Promise<void> {
  if (!twoWayDevice) return
  await session.immediate('Set two-way device', 'Twoway', csNo, { twoway_device_id: twoWayDevice })
}

/** A shell: not in service until the station makes it so. Nothing is mentioned that is empty. */
function newSite(
  wanted: Readonly<Record<string, string>>,
  { settings: { dealerNumber, systemType } }: Session,
): Record<string, string> {
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''))
  return {
    ...said,
    lang_id: 'ENG',
    servco_no: dealerNumber,
    install_servco_no: dealerNumber,
    sitestat_id: 'P',
    sitetype_id: wanted.sitetype_id ?? 'RBFM',
    systype_id: wanted.systype_id || systemType,
  }
}

function contactsOf(session: Session, manifest: Manifest): NonNullable<Station['contacts']> {
  return {
    replace: async (ref, { contacts, revision }) => {
      const call = 'Replace contacts'
      const wanted = [...contacts].sort((a, b) => a.order - b.order)
      checked(call, () => checkContacts(wanted, manifest))
      const held = await session.lookFor(call, ref)
      const { added, removed } = contactSteps(wanted, held.contacts)
      if (added.length === 0 && removed.length === 0) return held.account.contacts
      ensureRevision(call, held.account, revision)
      const secrets = wanted.map((contact) => contact.passcode)
      const write = (reqType: 'A' | 'D', rows: Row[]) =>
        rows.length === 0
          ? []
          : [() => session.update(call, reqType, ref.accountNumber, { Contacts: rows }, secrets)]
      // First those who come, then those who go: whatever breaks in between, nobody is missing from the list.
      await inSteps([...write('A', added), ...write('D', removed)])
      return (await session.seeAgain(call, ref.accountNumber)).account.contacts
    },
  }
}

/**
 * The fewest rows to add behind and to remove so that the list becomes `wanted`: who stands in the wanted order
 * already stays. Doing it again after a half of it was done does the other half.
 */
function contactSteps(wanted: readonly StationContact[], held: readonly Row[]) {
  const same = (contact: StationContact, row: Row) => {
    const { order: _, ...person } = contact
    const there = contactFrom(row)
    return (
      (Object.keys(person) as (keyof typeof person)[]).every((member) => person[member] === there[member]) &&
      // Known by name alone, the duress contact would be one whom the station calls.
      (!isDuress(contact) || row.ctactype_id?.trim() === 'DURS')
    )
  }
  let kept = 0
  const removed = held.filter((row) => {
    if (kept < wanted.length && same(wanted[kept]!, row)) {
      kept += 1
      return false
    }
    return true
  })
  const last = Math.max(0, ...held.map(sequenceOf))
  return {
    added: wanted.slice(kept).map((contact, index) => contactColumns(contact, last + index + 1)),
    removed: removed.map(({ contact_no = '', ctaclink_no = '' }) => ({ contact_no, ctaclink_no })),
  }
}

const secretsOf = (fields: AccountFields) => (fields.abortCode ? [fields.abortCode] : [])
