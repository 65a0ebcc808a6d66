/**
 * The connector for Brinks Home. MIDI takes no idempotency keys and knows no versions, so every write looks first:
 * what is there already is not sent again, and a state that has passed is refused here.
 */
import type {
  AccountFields,
  AccountRef,
  Manifest,
  RemoteAccount,
  Station,
  StationConnector,
  StationContact,
} from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { midiClient } from './client.ts'
import { brinksSettings, manifest } from './manifest.ts'
import {
  accountFrom,
  checkContacts,
  checkFields,
  contactColumns,
  contactFrom,
  difference,
  FieldError,
  sequenceOf,
  siteColumns,
} from './map.ts'
import { accountXml, type Row } from './message.ts'

export const brinks: StationConnector = {
  manifest,
  open: (settings, fetch) => openBrinks(manifest, settings, fetch),
}

type Held = { site: Row; contacts: Row[]; account: RemoteAccount }

function openBrinks(manifest: Manifest, given: Record<string, unknown>, fetch: ProviderFetch): Station {
  const settings = brinksSettings.parse(given)
  const send = midiClient(settings.baseUrl, fetch)
  const { userId, password } = settings
  const numberPattern = new RegExp(manifest.limits.accountNumber.pattern)

  const getData = (call: string, entity: string, csNo: string | null) =>
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
          ['XMLData', null],
        ],
      },
    })
  const update = (call: string, reqType: 'A' | 'C' | 'D', csNo: string, xml: string, secrets: string[]) =>
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
          ['xml', xml],
        ],
      },
      secrets,
    })

  const readSite = async (csNo: string): Promise<Row | null> => {
    const call = 'Look up account'
    const rows = await getData(call, 'Sitesystems', csNo)
    const site = rows[0]
    if (!site) return null
    if (rows.length > 1) throw unexpected(call, 'Several accounts have this number')
    // An answer about another account than the one asked for must never be taken for it.
    if (site.cs_no?.trim() !== csNo)
      throw unexpected(call, `The reply is about another account (${site.cs_no ?? 'without number'})`)
    return site
  }
  const readContacts = async (csNo: string): Promise<Row[]> => {
    const rows = await getData('Look up account', 'Contacts', csNo)
    // Those without a place in the order are called last, in the order of the answer.
    const place = (row: Row) => sequenceOf(row) || Infinity
    return rows.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  }
  const look = async (csNo: string): Promise<Held | null> => {
    // A number that the station cannot hold is not asked for: there is no such account.
    const site = numberPattern.test(csNo) ? await readSite(csNo) : null
    if (!site) return null
    const contacts = await readContacts(csNo)
    return { site, contacts, account: accountFrom(site, contacts, manifest) }
  }
  const lookFor = async (call: string, { accountNumber }: AccountRef): Promise<Held> => {
    const held = await look(accountNumber)
    if (!held)
      throw new ConnectorError('not_found', { call, outcome: 'not_applied', reason: 'No such account' })
    return held
  }
  /** The account after a write that the station has confirmed: if it cannot be seen, the write stands all the same. */
  const seeAgain = (call: string, csNo: string) =>
    applied(async () => {
      const held = await look(csNo)
      if (held) return held
      throw new ConnectorError('unexpected_reply', {
        call,
        outcome: 'unknown',
        reason: 'The station confirmed a change of an account that it does not show',
      })
    })

  return {
    check: async () => {
      const categories = await getData('Test connection', 'Testcats', null)
      return `Brinks Home answered ${userId} with ${categories.length} test categories (MIDI)`
    },
    account: {
      lookup: async (accountNumber) => (await look(accountNumber))?.account ?? null,

      create: async ({ accountNumber, fields }) => {
        const call = 'Create shell account'
        checked(call, () => {
          if (!numberPattern.test(accountNumber))
            throw new FieldError('accountNumber', manifest.limits.accountNumber.help)
          checkFields(fields, manifest)
        })
        const there = await look(accountNumber)
        const wanted = checked(call, () => siteColumns(fields, there?.site ?? {}))
        if (there) {
          // Ours, if it is what we would create: the answer to the first try was lost.
          if (!there.account.inService && Object.keys(difference(wanted, there.site)).length === 0)
            return there.account
          // Never put online over an account that exists: nobody says what MIDI would do to it.
          const reason = 'This number is in use at the station'
          throw new ConnectorError('rejected', {
            call,
            outcome: 'not_applied',
            reason,
            field: 'accountNumber',
          })
        }
        const rows = await send({
          call,
          effect: 'write',
          message: {
            operation: 'AccountOnline',
            parameters: [
              ['userName', userId],
              ['password', password],
              ['csNo', accountNumber],
              ['xml', accountXml({ site: newSite(wanted, settings) })],
              ['creditRequestXml', null],
              ['purchaseInfoXml', null],
            ],
          },
          secrets: secretsOf(fields),
        })
        if (!rows.some((row) => /online confirmation/i.test(row.err_text ?? '')))
          throw unexpected(call, 'The reply confirms no account', 'unknown')
        return (await seeAgain(call, accountNumber)).account
      },

      update: async (ref, { fields, revision }) => {
        const call = 'Update account'
        checked(call, () => checkFields(fields, manifest))
        const held = await lookFor(call, ref)
        const change = checked(call, () => difference(siteColumns(fields, held.site), held.site))
        if (Object.keys(change).length === 0) return held.account
        ensureRevision(call, held, revision)
        await update(call, 'C', ref.accountNumber, accountXml({ site: change }), secretsOf(fields))
        return (await seeAgain(call, ref.accountNumber)).account
      },
    },
    contacts: {
      replace: async (ref, { contacts, revision }) => {
        const call = 'Replace contacts'
        const wanted = [...contacts].sort((a, b) => a.order - b.order)
        checked(call, () => checkContacts(wanted, manifest))
        const held = await lookFor(call, ref)
        const { added, removed } = contactSteps(wanted, held.contacts)
        if (added.length === 0 && removed.length === 0) return held.account.contacts
        ensureRevision(call, held, revision)
        const secrets = wanted.map((contact) => contact.passcode)
        const write = (reqType: 'A' | 'D', rows: Row[]) =>
          update(call, reqType, ref.accountNumber, accountXml({ contacts: rows }), secrets)
        // First those who come, then those who go: whatever breaks in between, nobody is missing from the list.
        if (added.length > 0) await write('A', added)
        const remove = () => write('D', removed)
        if (removed.length > 0) await (added.length > 0 ? applied(remove) : remove())
        return (await seeAgain(call, ref.accountNumber)).account.contacts
      },
    },
  }
}

/** A shell: not in service until the station makes it so. Nothing is mentioned that is empty. */
function newSite(
  wanted: Readonly<Record<string, string>>,
  { dealerNumber, systemType }: { dealerNumber: string; systemType: string },
): Record<string, string> {
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''))
  return {
    ...said,
    lang_id: 'ENG',
    servco_no: dealerNumber,
    install_servco_no: dealerNumber,
    sitestat_id: 'P',
    sitetype_id: wanted.sitetype_id ?? 'RBFM',
    systype_id: systemType,
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
    return (Object.keys(person) as (keyof typeof person)[]).every(
      (member) => person[member] === there[member],
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

/** Runs `map`; a value that the station cannot hold becomes a refusal before it is sent. */
function checked<T>(call: string, map: () => T): T {
  try {
    return map()
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    const { message: reason, field } = error
    throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason, field })
  }
}

function ensureRevision(call: string, { account }: Held, revision: string | undefined): void {
  if (revision === undefined || revision === account.revision) return
  const reason = 'The account has been changed at the station since'
  throw new ConnectorError('rejected', { call, outcome: 'not_applied', reason })
}

const unexpected = (call: string, reason: string, outcome: 'not_applied' | 'unknown' = 'not_applied') =>
  new ConnectorError('unexpected_reply', { call, reason, outcome })

/** Runs what follows a write that took effect: its failure must not pass for "nothing was done". */
async function applied<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.outcome === 'unknown') throw error
    const { kind, call, providerMessage, reason, retryAfterMs, field } = error
    throw new ConnectorError(kind, {
      call,
      outcome: 'unknown',
      providerMessage,
      reason,
      retryAfterMs,
      field,
      cause: error,
    })
  }
}
