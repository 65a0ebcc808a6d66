/**
 * What a provider of signatures is told and asked. An envelope is sent once: that it is about to be sent is committed before
 * the call, and whoever finds it so without an answer looks it up and never sends it again by itself. Then the provider is
 * asked how it stands, at longer and longer intervals, or at once when it says by callback that there is news.
 */
import { z } from 'zod'
import { edocStatuses } from '#shared/rules/edocs.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { EnvelopeSigner, EnvelopeState } from '#server/connectors/esign.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromProvider } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import {
  findEdocProvider,
  noteCall,
  type OpenEsign,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import { bytesOf } from './edocs.contents.ts'
import { fillingsOf } from './edocs.filling.ts'
import { keepSealed } from './edocs.jobs.ts'
import { fillPdf } from './edocs.paper.ts'
import * as queries from './edocs.queries.ts'
import type { EdocDbRow, ShownSigner } from './edocs.queries.ts'
import { factOf } from './edocs.service.ts'
import { tellSender } from './edocs.telling.ts'

const payload = z.object({ companyId: z.number(), edocId: z.number() })

const minuteMs = 60_000
/** A provider may need a moment before it knows its own envelope: so many looks that find none are believed. */
const looksMs = [2000, 15_000, 60_000]
const retryMs = (tries: number) => Math.min(30 * minuteMs, 4000 * 2 ** tries)
const mostTries = 12
/** Asked every quarter of an hour on the first day, then every two hours: callbacks are quicker, where they are set up. */
const pollMs = (sentAt: Date, now: Date) =>
  now.getTime() - sentAt.getTime() < 24 * 60 * minuteMs ? 15 * minuteMs : 120 * minuteMs

export const envelopeSigners = (signers: readonly ShownSigner[]): EnvelopeSigner[] =>
  signers.map((signer) => ({
    recipientId: signer.provider_recipient_id ?? { customer: '1', cosigner: '2', dealer: '3' }[signer.role],
    role: signer.role,
    name: signer.name,
    email: signer.email ?? '',
    turn: signer.turn,
    delivery: signer.delivery,
  }))

type Step = 'send' | 'find' | 'read' | 'void' | 'fetch'
type Begun = {
  step: Step
  edoc: EdocDbRow
  signers: ShownSigner[]
  providerName: string
  open: OpenEsign
  timeZone: string
}

export function providerTask(database: Database, desk: StationDesk, now: () => Date): Task {
  return async (raw) => {
    const { companyId, edocId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromProvider)
    const begun = await tx((db) => begin(db, desk, companyId, edocId, now()))
    if (!begun) return
    const noted = <T>(work: (db: Db, history: HistoryDraft) => Promise<T>, error: ConnectorError | null) =>
      tx(async (db, history) => {
        await noteCall(
          db,
          { kind: 'edoc', id: begun.edoc.edoc_provider_id, connectionId: -edocId, error },
          now(),
        )
        return work(db, history)
      })
    try {
      await take(begun, companyId, noted, tx, now)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      await noted((db, history) => noteFailure(db, history, begun, error, now()), error)
    }
  }
}

/** Decides what is to be done, and commits that an envelope is about to be sent. */
async function begin(db: Db, desk: StationDesk, companyId: number, id: number, now: Date): Promise<Begun | null> {
  const edoc = await queries.lockEdoc(db, id)
  if (!edoc?.provider_key) return null
  const step = stepOf(edoc)
  const provider = step && (await findEdocProvider(db, edoc.edoc_provider_id))
  if (!step || !provider?.connector) return null
  if (step === 'send') await queries.updateEdoc(db, id, { called_at: now })
  return {
    step,
    edoc,
    signers: await queries.listSigners(db, [id]),
    providerName: provider.name,
    open: desk.openEsign(companyId, provider),
    timeZone: (await queries.getCompany(db)).timeZone,
  }
} // prettier-ignore

function stepOf(edoc: EdocDbRow): Step | null {
  const out = edoc.provider_state === 'sending' || edoc.provider_state === 'unknown'
  if (out && edoc.called_at === null) return edoc.status === 'sent' ? 'send' : null
  if (out) return 'find'
  if (!edoc.provider_id) return null
  if (edoc.void_asked) return 'void'
  if (edoc.status === 'sent') return 'read'
  return edoc.status === 'completed' && !edoc.sealed_key ? 'fetch' : null
}

type Noted = <T>(
  work: (db: Db, history: HistoryDraft) => Promise<T>,
  error: ConnectorError | null,
) => Promise<T>

async function take(begun: Begun, companyId: number, noted: Noted, tx: ReturnType<typeof asCompany>, now: () => Date) {
  const { step, edoc, signers, open } = begun
  const { esign } = open
  if (step === 'send') {
    const pdf = await toSend(begun, companyId)
    const { envelopeId } = await esign.send({
      key: edoc.provider_key!,
      name: edoc.name,
      subject: edoc.subject || `Please sign: ${edoc.name}`.slice(0, 100),
      message: edoc.message,
      pdf,
      fields: edoc.fields.filter(({ type }) => type !== 'merge'),
      signers: envelopeSigners(signers),
      expiresDays: edoc.expires_days,
      reminderDays: edoc.reminder_days,
    })
    return noted((db) => noteSent(db, edoc, envelopeId, now()), null)
  }
  if (step === 'find') {
    const found = await esign.find(edoc.provider_key!)
    return noted((db, history) => noteFound(db, history, begun, found, now()), null)
  }
  if (step === 'void') {
    const reason = edoc.reason || 'No longer needed'
    await esign.void(edoc.provider_id!, reason)
    return noted((db) => queries.updateEdoc(db, edoc.id, { void_asked: false, failure: null, looks: 0 }), null)
  }
  if (step === 'fetch') {
    const bytes = await esign.document(edoc.provider_id!)
    await noted(() => Promise.resolve(), null)
    return keepSealed(tx, companyId, edoc.id, bytes, null, now())
  }
  const state = await esign.read(edoc.provider_id!)
  return noted((db, history) => noteState(db, history, edoc.id, state, now()), null)
} // prettier-ignore

/** The document with what the record fills in. */
async function toSend({ edoc, timeZone }: Begun, companyId: number): Promise<Uint8Array> {
  const source = await bytesOf(companyId, edoc.storage_key)
  return (
    await fillPdf(source, edoc.fields, fillingsOf(edoc.fields, edoc.merged, [], new Map(), timeZone))
  ).save()
}

async function noteSent(db: Db, before: EdocDbRow, envelopeId: string, now: Date): Promise<void> {
  const edoc = await queries.lockEdoc(db, before.id)
  if (!edoc || edoc.provider_id) return
  await queries.updateEdoc(db, edoc.id, {
    provider_state: 'sent',
    provider_id: envelopeId,
    failure: null,
    looks: 0,
    next_look_at: null,
  })
  for (const signer of await queries.listSigners(db, [edoc.id]))
    await queries.updateSigner(db, signer.id, {
      provider_recipient_id: { customer: '1', cosigner: '2', dealer: '3' }[signer.role],
      ...(signer.turn === 1 && signer.status === 'waiting' && { status: 'sent', sent_at: now }),
    })
  // Voided meanwhile: that is what it is told next.
  await queries.addJob(
    db,
    'edocs.provider',
    edoc.id,
    edoc.void_asked ? null : new Date(now.getTime() + pollMs(now, now)),
  )
}

async function noteFound(
  db: Db,
  history: HistoryDraft,
  begun: Begun,
  found: { envelopeId: string } | null,
  now: Date,
): Promise<void> {
  const { edoc } = begun
  if (found) return noteSent(db, edoc, found.envelopeId, now)
  const looks = edoc.looks + 1
  const wait = looksMs[looks]
  if (wait !== undefined) {
    const next = new Date(now.getTime() + wait)
    await queries.updateEdoc(db, edoc.id, { provider_state: 'unknown', looks, next_look_at: next })
    return queries.addJob(db, 'edocs.provider', edoc.id, next)
  }
  await failEnvelope(db, history, begun, 'It never arrived there. Nothing was sent to anybody', now)
}

/** Nothing was sent: the document is a draft again, and whoever sent it is told. */
async function failEnvelope(
  db: Db,
  history: HistoryDraft,
  { edoc: before, providerName }: Begun,
  reason: string,
  now: Date,
): Promise<void> {
  const edoc = await queries.lockEdoc(db, before.id)
  if (!edoc || edoc.provider_id) return
  await queries.updateEdoc(db, edoc.id, {
    provider_state: 'failed',
    failure: reason.slice(0, 500),
    void_asked: false,
    ...(edoc.status === 'sent' && {
      status: 'draft',
      sent_at: null,
      sent_by: null,
      expires_at: null,
      provider_key: null,
      called_at: null,
      looks: 0,
      next_look_at: null,
    }),
  })
  await queries.addEvent(db, edoc.id, { kind: 'failed', at: now, who: providerName, detail: reason })
  history.add({
    ...factOf(edoc),
    event: 'edocs.failed',
    detail: { provider: providerName, name: edoc.name, reason: reason.slice(0, 300) },
  })
  if (edoc.status === 'sent') await tellSender(db, edoc, 'edoc_failed', now)
}

async function noteFailure(
  db: Db,
  history: HistoryDraft,
  begun: Begun,
  error: ConnectorError,
  now: Date,
): Promise<void> {
  const { step, edoc } = begun
  const reason = reasonOf(error)
    .replace(/^The station/, 'The provider')
    .slice(0, 500)
  if (step === 'send' && error.outcome === 'not_applied') {
    if (error.kind !== 'unavailable' && error.kind !== 'rate_limited')
      return failEnvelope(db, history, begun, reason, now)
    // Certainly not taken: it may be sent again.
    await queries.updateEdoc(db, edoc.id, { called_at: null })
  }
  if (step === 'send' && error.outcome === 'unknown')
    await queries.updateEdoc(db, edoc.id, { provider_state: 'unknown' })
  const tries = edoc.looks + (step === 'find' || (step === 'send' && error.outcome === 'unknown') ? 0 : 1)
  if (step === 'send' && tries >= mostTries) return failEnvelope(db, history, begun, reason, now)
  const next = new Date(
    now.getTime() + (error.retryAfterMs ?? (step === 'read' ? 15 * minuteMs : retryMs(tries))),
  )
  await queries.updateEdoc(db, edoc.id, { failure: reason, looks: tries, next_look_at: next })
  if (tries < 200) await queries.addJob(db, 'edocs.provider', edoc.id, next)
}

const rank = { waiting: 0, sent: 1, viewed: 2, signed: 3, declined: 3 } as const
const instantOf = (text: string | null): Date | null => {
  const at = text === null ? NaN : Date.parse(text)
  return Number.isNaN(at) ? null : new Date(at)
}

/** Takes over how the envelope stands. News may come twice and in any order: nobody goes back. */
async function noteState(
  db: Db,
  history: HistoryDraft,
  id: number,
  state: EnvelopeState,
  now: Date,
): Promise<void> {
  const edoc = await queries.lockEdoc(db, id)
  if (!edoc || edoc.status !== 'sent') return
  const signers = await queries.listSigners(db, [id])
  for (const { recipientId, ...news } of state.signers) {
    const signer = signers.find(({ provider_recipient_id }) => provider_recipient_id === recipientId)
    if (!signer || rank[news.status] <= rank[signer.status]) continue
    const at = instantOf(news.signedAt) ?? instantOf(news.viewedAt) ?? now
    await queries.updateSigner(db, signer.id, {
      status: news.status,
      sent_at: signer.sent_at ?? instantOf(news.sentAt),
      viewed_at: signer.viewed_at ?? instantOf(news.viewedAt),
      ...(news.status === 'signed' && { signed_at: at, signed_name: signer.name }),
    })
    if (news.status === 'viewed' || news.status === 'signed' || news.status === 'declined') {
      const detail = news.status === 'declined' ? state.reason : ''
      await queries.addEvent(db, id, { kind: news.status, at, signerId: signer.id, who: signer.name, detail })
    }
    if (news.status === 'signed')
      history.add({ ...factOf(edoc), event: 'edocs.signed', detail: { name: edoc.name, signer: signer.name } })
  }
  const viewed = state.signers.some(({ status }) => rank[status] >= 2)
  await queries.updateEdoc(db, id, { failure: null, looks: 0, viewed_at: edoc.viewed_at ?? (viewed ? now : null) })
  if (state.status === 'sent')
    return queries.addJob(db, 'edocs.provider', id, new Date(now.getTime() + pollMs(edoc.sent_at!, now)))
  await queries.updateEdoc(db, id, { status: state.status, finalized_at: now, reason: state.reason.slice(0, 500) })
  const name = { name: edoc.name }
  const changes = [{ field: 'status', old: edocStatuses.sent, new: edocStatuses[state.status] }]
  await queries.addEvent(db, id, { kind: state.status, at: now, detail: state.reason })
  const who = signers.find(({ provider_recipient_id: recipient }) =>
    state.signers.some(({ recipientId, status }) => recipientId === recipient && status === 'declined'),
  )
  history.add({
    ...factOf(edoc),
    event: `edocs.${state.status}`,
    detail: state.status === 'declined' ? { ...name, signer: who?.name ?? 'A signer' } : name,
    changes,
  })
  if (state.status === 'completed') await queries.addJob(db, 'edocs.provider', id)
  if (state.status !== 'voided')
    await tellSender(db, edoc, state.status === 'completed' ? 'edoc_completed' : 'edoc_declined', now)
} // prettier-ignore
