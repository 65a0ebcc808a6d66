/** Linked accounts looked at: read in one transaction, asked for outside of any, noted in another. */
import { ConnectorError } from '#server/connectors/errors.ts'
import type { RemoteAccount } from '#server/connectors/contract.ts'
import type { SubscriberState } from '#server/connectors/interactive.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { CompanyTx } from '#server/jobs/company-work.ts'
import { KeyholderError } from '#shared/errors.ts'
import {
  type Check,
  judgeAccount,
  keepChecks,
  labelsOf,
  type News,
  type OurAccount,
  readOurAccount,
  referenceOf,
} from '../connections/connections.service.ts'
import { findRecordRow, holdForProvided, saveProvided } from '../customers/customers.service.ts'
import { judgeSubscriber } from '../interactive/interactive.service.ts'
import {
  findMonitoringCompany,
  findServiceProvider,
  noteCall,
  type OpenProvider,
  type OpenStation,
  type ProviderRef,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import * as queries from './health.runs.queries.ts'

/** An account of ours, as it stood when it was read. */
export type Subject = queries.AccountRow & {
  ours: OurAccount
  reference: string
  record: Record<string, unknown>
}

export type Opened = { kind: 'monitoring'; open: OpenStation } | { kind: 'interactive'; open: OpenProvider }

/** How a look ended: with what it showed, or without an answer. */
export type Look =
  | { check: Check; identifiers: NonNullable<RemoteAccount['identifiers']>; failure: null }
  | { check: null; failure: ConnectorError }

/** Opens the provider; null if Keyholder does not speak to it any more. */
export async function openProvider(
  db: Db,
  desk: StationDesk,
  companyId: number,
  { kind, id }: ProviderRef,
): Promise<Opened | null> {
  try {
    if (kind === 'monitoring')
      return { kind, open: desk.open(companyId, (await findMonitoringCompany(db, id))!) }
    return { kind, open: desk.openInteractive(companyId, (await findServiceProvider(db, id))!) }
  } catch (error) {
    if (error instanceof KeyholderError) return null
    throw error
  }
}

export async function readSubjects(
  db: Db,
  companyId: number,
  rows: readonly queries.AccountRow[],
): Promise<Subject[]> {
  const { slug } = await queries.getCompany(db)
  const subjects: Subject[] = []
  for (const row of rows) {
    const record = await findRecordRow(db, row.customer_id)
    if (!record) continue
    const ours = await readOurAccount(db, companyId, { id: row.customer_id, row: record })
    subjects.push({ ...row, record, ours, reference: referenceOf(slug, row.customer_id) })
  }
  return subjects
}

/** Asks for one account; once more where the answer made no sense. */
export async function lookAt(opened: Opened, subject: Subject): Promise<Look> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(opened, subject)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (error.kind === 'not_found')
        return { check: { finding: 'missing', fields: [], error: null }, identifiers: {}, failure: null }
      if (error.kind !== 'unexpected_reply' || tries > 1) return { check: null, failure: error }
    } finally {
      opened.open.calls.length = 0 // a night's looks would push what people did out of the transcript
    }
  }
}

async function ask({ kind, open }: Opened, { account, ours, reference, state }: Subject): Promise<Look> {
  if (kind === 'monitoring') {
    const theirs = await open.station.account.lookup(account)
    const check = judgeAccount(open.manifest, ours, reference, theirs)
    return { check, identifiers: (check.finding !== 'taken' && theirs?.identifiers) || {}, failure: null }
  }
  const theirs = await open.provider.subscribers.read({ externalId: account })
  const known = (state as SubscriberState | undefined) ?? null
  return {
    check: judgeSubscriber(open.manifest, ours, reference, known, theirs),
    identifiers: {},
    failure: null,
  }
}

/** What is on its way, or was saved since the account was read, is no drift. `*`: whatever it was. */
function withoutSaved(check: Check, saved: readonly string[]): Check {
  const fields = saved.includes('*') ? [] : check.fields.filter((name) => !saved.includes(name))
  return { ...check, fields, finding: check.finding === 'drift' && !fields.length ? null : check.finding }
}

export type Looked = { subject: Subject; look: Look }

/** Keeps what was seen, and tells what is new of it in the customers' History. Returns each account's verdict. */
export async function noteLooks(
  db: Db,
  history: HistoryDraft,
  provider: ProviderRef,
  looked: readonly Looked[],
  now: Date,
): Promise<Check[]> {
  const saved = await queries.listSavedSince(
    db,
    provider.kind,
    looked.map(({ subject }) => subject),
  )
  const checks = looked.map(({ subject, look }) => ({
    id: subject.id,
    ...(look.check
      ? withoutSaved(look.check, [...subject.pending, ...(saved.get(subject.id) ?? [])])
      : { finding: null, fields: [], error: `${look.failure.call}: ${reasonOf(look.failure)}` }),
  }))
  const name = await queries.getProviderName(db, provider)
  for (const news of await keepChecks(db, provider.kind, checks, now)) tell(history, provider, name, news)
  // The breaker is told once for answers in a row.
  let answered = false
  for (const { subject, look } of looked) {
    if (look.check && answered) continue
    answered = look.check !== null
    await noteCall(db, { ...provider, connectionId: subject.id, error: look.failure }, now)
  }
  return checks
}

function tell(history: HistoryDraft, { kind }: ProviderRef, company: string, news: News): void {
  const entity = kind === 'monitoring' ? 'connection' : 'interactive_account'
  const of = { entity, entityId: news.id, customerId: news.customerId } as const
  if (news.finding === 'drift')
    history.add({
      ...of,
      event: 'connections.drift_found',
      detail: { company, fields: labelsOf(news.fields).join(', ') },
    })
  else history.add({ ...of, event: 'connections.look_found', detail: { company, what: what[news.finding] } })
}
const what = {
  missing: 'has no such account any more',
  taken: 'has noted the account as another record’s',
  out_of_service: 'has the account out of service',
}

/** Numbers of the provider's own that the look brought (ADT#, MAN/Site#), each record in a transaction of its own. */
export async function saveIdentifiers(
  tx: CompanyTx,
  companyId: number,
  looked: readonly Looked[],
): Promise<void> {
  for (const { subject, look } of looked) {
    const given = look.check ? look.identifiers : {}
    if (Object.entries(given).every(([name, value]) => value === '' || subject.record[name] === value))
      continue
    await tx(async (db, history) => {
      await holdForProvided(db, subject.customer_id)
      await saveProvided(db, history, companyId, subject.customer_id, given)
    })
  }
}
