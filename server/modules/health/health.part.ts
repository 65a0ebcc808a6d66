/**
 * One provider's part of a reconciliation, a few accounts at a time: read in one transaction, looked at outside of any, and
 * kept, with the cursor moved on, in another. A worker that dies costs the looks of one batch. A provider that does not
 * answer, or asks us to slow down, is waited for without a worker; only its own part waits.
 */
import type { CompanyTx } from '#server/jobs/company-work.ts'
import { listHealth, mayCall, noteCall, reasonOf, type StationDesk } from '../providers/providers.service.ts'
import {
  type Look,
  lookAt,
  type Looked,
  noteLooks,
  type Opened,
  openProvider,
  readSubjects,
  saveIdentifiers,
  type Subject,
} from './health.looking.ts'
import { tellNews } from './health.news.ts'
import * as queries from './health.runs.queries.ts'
import { readList } from './health.strays.ts'

export type Work = { companyId: number; tx: CompanyTx; desk: StationDesk; now: () => Date }
type Part = queries.PartRow & { active: boolean }
/** What becomes of the part: it goes on, waits, or has ended. */
export type Next = 'go' | 'over' | { waitMs: number; why: string }

const perBatch = 20
/** Looks at once at one provider, and fewer where few calls are allowed: what people do stands in the same line. */
const atOnce = (opened: Opened) => Math.min(4, Math.ceil(opened.open.manifest.limits.callsPerSecond / 2))
/** After so long without any answer a provider is left for this run. */
const patienceMs = 60 * 60_000
const restMs = 15_000
const longestWaitMs = 120_000
/** After so many rests one account that gets no answer, where others do, is passed over. */
const restsForOne = 3
/** So many accounts in a row without one sensible answer: it is the provider, not they. */
const senseless = 5

export async function stepPart(work: Work, part: Part): Promise<Next> {
  const { companyId, tx, desk, now } = work
  const provider = queries.providerOf(part)
  const begun = await tx(async (db) => {
    const opened = await openProvider(db, desk, companyId, provider)
    if (!opened) return { over: 'Keyholder does not speak to it any more' }
    const waited = part.waiting_since ? now().getTime() - part.waiting_since.getTime() : 0
    if (waited > patienceMs) return { over: part.error ?? 'It did not answer' }
    const health = (await listHealth(db)).find(({ kind, id }) => kind === provider.kind && id === provider.id)
    const until = await mayCall(db, provider, now())
    if (until) return { until, why: health?.lastError ?? 'It does not answer' }
    const probing = Boolean(health?.openSince)
    if (part.listing) return { opened, rows: [], subjects: [], probing }
    const limit = probing ? 1 : perBatch
    const rows = await queries.listAccounts(db, provider.kind, {
      providerId: provider.id,
      afterId: part.cursor_id,
      limit,
    })
    return { opened, rows, subjects: await readSubjects(db, companyId, rows), probing }
  })
  if ('over' in begun) return end(work, part, begun.over!)
  if ('until' in begun)
    return { waitMs: Math.max(1000, begun.until!.getTime() - now().getTime()), why: begun.why! }
  const { opened, rows, subjects, probing } = begun
  if (part.listing) return goOn(work, part, await readList(work, part, opened))
  if (!rows.length) {
    const capabilities: readonly string[] = opened.open.manifest.capabilities
    if (!part.active || !capabilities.includes('list')) return end(work, part, null)
    const moved = await tx((db) => queries.advance(db, part, { listing: true, id: 0, page: null }))
    return moved ? 'go' : 'over'
  }
  return walk(work, part, opened, subjects, probing)
}

async function walk(
  work: Work,
  part: Part,
  opened: Opened,
  subjects: readonly Subject[],
  probing: boolean,
): Promise<Next> {
  const { companyId, tx, now } = work
  const provider = queries.providerOf(part)
  const looked = await lookAtAll(opened, subjects)
  // In the order of the accounts, up to the first that says that the provider has to be left alone.
  const stopper = looked.findIndex(({ look }) => look.failure !== null && isOfProvider(look.failure.kind))
  const failure = looked[stopper]?.look.failure
  const passOver = failure?.kind === 'unavailable' && stopper === 0 && part.waits >= restsForOne && !probing
  const counted = failure ? looked.slice(0, passOver ? 1 : stopper) : looked
  const noSense = counted.length >= senseless && counted.every(({ look }) => look.failure)
  const told = noSense ? [] : counted
  const verdict = await tx(async (db, history) => {
    const checks = await noteLooks(db, history, provider, told, now())
    // Of the others the breaker hears nothing but that they failed.
    for (const { subject, look } of looked.slice(told.length))
      if (look.failure)
        await noteCall(db, { ...provider, connectionId: subject.id, error: look.failure }, now())
    if (!told.length) return 'kept'
    const last = told.at(-1)!.subject.id
    const moved = await queries.advance(
      db,
      part,
      { listing: false, id: last, page: null },
      {
        done: checks.length,
        drifting: checks.filter(({ finding }) => finding === 'drift').length,
        lost: checks.filter(({ finding }) => finding !== null && finding !== 'drift').length,
        unreachable: checks.filter(({ error }) => error !== null).length,
      },
    )
    return moved ? 'moved' : 'over'
  })
  await saveIdentifiers(tx, companyId, told)
  if (verdict === 'over') return 'over'
  const bad = noSense ? counted[0]!.look.failure : passOver ? null : failure
  if (!bad) return 'go'
  const why = `${bad.call}: ${reasonOf(bad)}`
  if (bad.kind === 'bad_credentials') return end(work, part, why)
  return { waitMs: Math.min(longestWaitMs, Math.max(1000, bad.retryAfterMs ?? restMs)), why }
}

const isOfProvider = (kind: NonNullable<Look['failure']>['kind']) =>
  kind === 'unavailable' || kind === 'rate_limited' || kind === 'bad_credentials'

/** Looks at them a few at once, and begins no more once the provider has to be left alone. */
async function lookAtAll(opened: Opened, subjects: readonly Subject[]): Promise<Looked[]> {
  const looks: Look[] = []
  let next = 0
  let stop = false
  const one = async () => {
    while (!stop && next < subjects.length) {
      const at = next++
      const look = await lookAt(opened, subjects[at]!)
      looks[at] = look
      if (look.failure && isOfProvider(look.failure.kind)) stop = true
    }
  }
  await Promise.all(Array.from({ length: atOnce(opened) }, one))
  // All before the last that was begun have ended.
  return looks.map((look, at) => ({ subject: subjects[at]!, look }))
}

async function goOn(work: Work, part: Part, read: Awaited<ReturnType<typeof readList>>): Promise<Next> {
  if (read === 'end') return end(work, part, null)
  if ('failure' in read) {
    const { failure } = read
    const why = `${failure.call}: ${reasonOf(failure)}`
    if (failure.kind === 'rate_limited' || failure.kind === 'unavailable')
      return { waitMs: Math.min(longestWaitMs, Math.max(1000, failure.retryAfterMs ?? restMs)), why }
    return end(work, part, why)
  }
  return read.moved ? 'go' : 'over'
}

/** @param why it was given up; null if it is done */
async function end({ tx, now }: Work, part: Part, why: string | null): Promise<'over'> {
  await tx(async (db) => {
    const state = why === null ? 'done' : 'given_up'
    await tellNews(db, await queries.endPart(db, part, { state, error: why }, now()), now())
  })
  return 'over'
}
