/**
 * What stands behind a signer's link. Nobody is signed in here: the link's secret says whose turn it is, a one-time code
 * that it is them. A wrong link, one that was replaced and one of a company without the add-on look all alike. What counts
 * wrong tries is committed before they are refused.
 */
import { Readable } from 'node:stream'
import type { Output, Parsed } from '#shared/contract.ts'
import type { signing, SigningDoor, SigningRoom } from '#shared/contracts/signing.ts'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import {
  codeMinutes,
  codesPerHour,
  codeTries,
  codeWaitSeconds,
  edocStatuses,
  type Entries,
  maskedEmail,
  maskedPhone,
  openFields,
  signingMinutes,
} from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { queueSweep } from '../files/files.service.ts'
import { sendPrivately, type Surroundings } from '../messages/messages.service.ts'
import { isTurn } from './edocs.answers.ts'
import { codeDigest, digestOf, isSame, newCode, newSecret } from './edocs.codes.ts'
import { bytesOf, sha256Of } from './edocs.contents.ts'
import { entriesOf, fillingsOf } from './edocs.filling.ts'
import { inviteNext } from './edocs.inviting.ts'
import { fillPdf } from './edocs.paper.ts'
import { fetchPictures, readPicture } from './edocs.pictures.ts'
import * as queries from './edocs.queries.ts'
import type { CompanyFacts, EdocDbRow, ShownSigner } from './edocs.queries.ts'
import { factOf } from './edocs.service.ts'
import { tellSender } from './edocs.telling.ts'

type Request<K extends keyof typeof signing> = Parsed<(typeof signing)[K]>
type Link = { companyId: number; token: string }

const minuteMs = 60_000
const behalf = (companyId: number) => ({ of: 'company', companyId, userId: null }) as const

type Found = { company: CompanyFacts; edoc: EdocDbRow; signers: ShownSigner[]; signer: ShownSigner }

/** Whose link it is, with the document held. @throws signing.no_such_link */
async function find(db: Db, token: string): Promise<Found> {
  const found = await queries.lockByToken(db, digestOf(token))
  const company = found && (await queries.getCompany(db))
  if (!found || !companySettings(company!.settings).edocs) return fail('signing.no_such_link')
  return { ...found, company: company! }
}

const inTx = <T>(
  ctx: PublicCtx,
  { companyId, token }: Link,
  work: (db: Db, found: Found, history: HistoryDraft) => Promise<T>,
): Promise<T> => ctx.tx(behalf(companyId), async (db, history) => work(db, await find(db, token), history))

const stateOf = ({ edoc, signers, signer }: Found): SigningDoor['state'] => {
  if (edoc.status !== 'sent') return edoc.status === 'draft' ? 'voided' : edoc.status
  if (signer.status === 'signed') return 'signed'
  return isTurn(edoc, signers, signer) ? 'open' : 'waiting'
}

const codeTo = (signer: ShownSigner): NonNullable<SigningDoor['code']> =>
  signer.code_channel === 'sms' && signer.phone
    ? { channel: 'sms', to: maskedPhone(signer.phone) }
    : { channel: 'email', to: maskedEmail(signer.email ?? '') }

/** @throws signing.no_such_link */
export function readDoor(ctx: PublicCtx, { params }: Request<'door'>): Promise<SigningDoor> {
  return inTx(ctx, params, (_db, found) =>
    Promise.resolve({
      company: found.company.name,
      document: found.edoc.name,
      signer: found.signer.name,
      state: stateOf(found),
      code: found.signer.email ? codeTo(found.signer) : null,
      expiresAt: found.edoc.expires_at?.toISOString() ?? null,
    }),
  )
}

const ended = new Set(['declined', 'voided', 'expired'])

/** @throws signing.no_such_link, .ended, .wait, .not_delivered; request.too_many */
export async function sendCode(
  ctx: PublicCtx,
  surroundings: Surroundings,
  { params }: Request<'code'>,
): Promise<Output<typeof signing.code>> {
  const code = newCode()
  const made = await inTx(ctx, params, async (db, found) => {
    const { edoc, signer, company } = found
    if (ended.has(edoc.status) || (!signer.email && !signer.phone)) return fail('signing.ended')
    const since = signer.code_sent_at ? ctx.now.getTime() - signer.code_sent_at.getTime() : Infinity
    if (since < codeWaitSeconds * 1000) {
      const seconds = Math.ceil(codeWaitSeconds - since / 1000)
      return fail('signing.wait', { seconds }, { retryAfterSeconds: seconds })
    }
    // Counted anew once an hour has gone by without any.
    const sends = since > 60 * minuteMs ? 0 : signer.code_sends
    if (sends >= codesPerHour) {
      const seconds = Math.ceil((60 * minuteMs - since) / 1000)
      return fail('signing.wait', { seconds }, { retryAfterSeconds: seconds })
    }
    await queries.updateSigner(db, signer.id, {
      code_hash: codeDigest(params.token, code),
      code_expires_at: new Date(ctx.now.getTime() + codeMinutes * minuteMs),
      code_tries: 0,
      code_sends: sends + 1,
      code_sent_at: ctx.now,
    })
    const to = codeTo(signer)
    return {
      edoc,
      signer,
      to,
      message: {
        channel: to.channel,
        locationId: await queries.getLocationId(db, edoc.customer_id),
        to: to.channel === 'sms' ? signer.phone! : signer.email!,
        name: signer.name,
        subject: `${code} is your code to sign “${edoc.name}”`,
        text: `${code} is your code to open “${edoc.name}” from ${company.name}. It is good for ${codeMinutes} minutes. Nobody of ${company.name} will ever ask you for it.`,
      },
    }
  })
  const left = await sendPrivately(
    (work) => ctx.tx(behalf(params.companyId), (db) => work(db)),
    surroundings,
    params.companyId,
    made.message,
  )
  await ctx.tx(behalf(params.companyId), (db) =>
    queries.addEvent(db, made.edoc.id, {
      kind: 'code_sent',
      at: ctx.now,
      signerId: made.signer.id,
      who: made.signer.name,
      address: ctx.origin.address,
      detail: left ? `to ${made.to.to}` : `to ${made.to.to}: it could not be sent`,
    }),
  )
  if (!left) fail('signing.not_delivered')
  return { ...made.to, minutes: codeMinutes }
}

/** @throws signing.no_such_link, .ended, .wrong_code, .too_many_tries */
export async function verifyCode(
  ctx: PublicCtx,
  { params, body }: Request<'verify'>,
): Promise<Output<typeof signing.verify>> {
  const outcome = await inTx(ctx, params, async (db, { edoc, signer }) => {
    if (ended.has(edoc.status)) return { refused: 'signing.ended' } as const
    if (signer.code_tries >= codeTries) return { refused: 'signing.too_many_tries' } as const
    const good =
      signer.code_expires_at !== null &&
      signer.code_expires_at > ctx.now &&
      isSame(signer.code_hash, codeDigest(params.token, body.code))
    const event = { at: ctx.now, signerId: signer.id, who: signer.name, address: ctx.origin.address, agent: ctx.userAgent }
    if (!good) {
      await queries.updateSigner(db, signer.id, { code_tries: signer.code_tries + 1 })
      await queries.addEvent(db, edoc.id, { ...event, kind: 'code_wrong' })
      return { refused: 'signing.wrong_code' } as const
    }
    const key = newSecret()
    await queries.updateSigner(db, signer.id, {
      code_hash: null, // once
      code_expires_at: null,
      code_tries: 0,
      ...(signer.status !== 'signed' && { code_verified_at: ctx.now, host_user_id: null, delivery: 'email' }),
      key_hash: digestOf(key),
      key_expires_at: new Date(ctx.now.getTime() + signingMinutes * minuteMs),
    })
    await queries.addEvent(db, edoc.id, { ...event, kind: 'code_verified' })
    return { key }
  })
  return 'key' in outcome ? { key: outcome.key! } : fail(outcome.refused)
} // prettier-ignore

/** Whoever has the key has proved to be the signer. @throws signing.locked */
function unlock(ctx: PublicCtx, { signer }: Found, key: string): void {
  const open = signer.key_expires_at !== null && signer.key_expires_at > ctx.now
  if (!isSame(signer.key_hash, digestOf(key)) || !open) fail('signing.locked')
}

/** It is open, and this signer's turn. @throws signing.locked, .ended */
function requireOpen(ctx: PublicCtx, found: Found, key: string): void {
  unlock(ctx, found, key)
  if (stateOf(found) !== 'open') fail('signing.ended')
}

/** @throws signing.no_such_link, .locked, .ended; files.bytes_missing */
export async function openRoom(ctx: PublicCtx, { params, body }: Request<'open'>): Promise<SigningRoom> {
  const { edoc, signer, signers, company, from } = await inTx(ctx, params, async (db, found) => {
    requireOpen(ctx, found, body.key)
    const { edoc, signer } = found
    if (!edoc.viewed_at) await queries.updateEdoc(db, edoc.id, { viewed_at: ctx.now })
    if (!signer.viewed_at) {
      await queries.updateSigner(db, signer.id, { viewed_at: ctx.now, status: 'viewed' })
      await queries.addEvent(db, edoc.id, {
        kind: 'viewed',
        at: ctx.now,
        signerId: signer.id,
        who: signer.name,
        address: ctx.origin.address,
        agent: ctx.userAgent,
      })
    }
    const [row] = await queries.listEdocs(db, edoc.customer_id, edoc.id)
    return { ...found, from: row?.sentByName ?? found.company.name }
  })
  const pictures = await fetchPictures(company.id, signers)
  const source = await bytesOf(company.id, edoc.storage_key)
  const fillings = fillingsOf(edoc.fields, edoc.merged, signers, pictures, company.timeZone)
  const doc = await fillPdf(source, edoc.fields, fillings)
  return {
    company: company.name,
    document: edoc.name,
    message: edoc.message,
    from,
    signer: { name: signer.name, role: signer.role },
    consented: signer.consented_at !== null,
    inPerson: signer.host_user_id !== null,
    timeZone: company.timeZone,
    pages: edoc.pages,
    fields: edoc.fields.filter(({ role }) => role === signer.role),
    entries: signer.entries,
    pdf: Buffer.from(await doc.save()).toString('base64'),
  }
}

/** @throws signing.no_such_link, .locked, .ended */
export function giveConsent(
  ctx: PublicCtx,
  { params, body }: Request<'consent'>,
): Promise<Output<typeof signing.consent>> {
  return inTx(ctx, params, async (db, found) => {
    requireOpen(ctx, found, body.key)
    const { edoc, signer } = found
    if (signer.consented_at) return { at: signer.consented_at.toISOString() }
    await queries.updateSigner(db, signer.id, { consented_at: ctx.now })
    await queries.addEvent(db, edoc.id, {
      kind: 'consented',
      at: ctx.now,
      signerId: signer.id,
      who: signer.name,
      address: ctx.origin.address,
      agent: ctx.userAgent,
    })
    return { at: ctx.now.toISOString() }
  })
}

/**
 * The signature. The pictures are kept before the row says so, and go again if it does not come to that.
 * @throws signing.no_such_link, .locked, .ended, .consent_first, .incomplete; request.invalid
 */
export async function signDocument(
  ctx: PublicCtx,
  { params, body }: Request<'sign'>,
): Promise<Output<typeof signing.sign>> {
  const judge = (found: Found) => {
    requireOpen(ctx, found, body.key)
    if (!found.signer.consented_at) fail('signing.consent_first')
    const entries = entriesOf(found.edoc.fields, found.signer.role, body.entries, body.initials !== null)
    const open = openFields(found.edoc.fields, found.signer.role, entries)
    if (open.length)
      fail('signing.incomplete', {}, { errors: open.map(({ key }) => ({ path: `entries.${key}`, message: 'Fill this in' })) }) // prettier-ignore
    return entries
  }
  await inTx(ctx, params, async (db, found) => {
    judge(found)
    await queueSweep(db, ctx.now)
  })
  const pictures = [await readPicture(body.signature, 'signature')]
  if (body.initials) pictures.push(await readPicture(body.initials, 'initials'))
  const keys: string[] = []
  try {
    for (const png of pictures) keys.push(await fileStore().put(params.companyId, Readable.from([png])))
    return await inTx(ctx, params, async (db, found, history) => {
      const entries = judge(found)
      return noteSignature(ctx, db, history, found, { entries, keys, name: body.name })
    })
  } catch (error) {
    for (const key of keys) await fileStore().remove(params.companyId, key)
    throw error
  }
}

async function noteSignature(
  ctx: PublicCtx,
  db: Db,
  history: HistoryDraft,
  { edoc, signers, signer }: Found,
  given: { entries: Entries; keys: string[]; name: string },
): Promise<Output<typeof signing.sign>> {
  await queries.updateSigner(db, signer.id, {
    status: 'signed',
    signed_at: ctx.now,
    signed_name: given.name,
    signature_key: given.keys[0],
    initials_key: given.keys[1] ?? null,
    entries: JSON.stringify(given.entries),
    address: ctx.origin.address,
    agent: ctx.userAgent,
  })
  await queries.addEvent(db, edoc.id, {
    kind: 'signed',
    at: ctx.now,
    signerId: signer.id,
    who: signer.name,
    address: ctx.origin.address,
    agent: ctx.userAgent,
  })
  const done = signers.every(({ id, status }) => id === signer.id || status === 'signed')
  await queries.updateEdoc(db, edoc.id, done ? { status: 'completed', finalized_at: ctx.now } : {})
  history.add({
    ...factOf(edoc),
    event: 'edocs.signed',
    detail: { name: edoc.name, signer: signer.name },
    changes: done ? [{ field: 'status', old: edocStatuses.sent, new: edocStatuses.completed }] : [],
  })
  if (done) {
    await queries.addEvent(db, edoc.id, { kind: 'completed', at: ctx.now })
    history.add({ ...factOf(edoc), event: 'edocs.completed' })
    await queries.addJob(db, 'edocs.seal', edoc.id)
  } else await inviteNext(db, history, edoc.id, { at: ctx.now, userId: null })
  await tellSender(db, edoc, done ? 'edoc_completed' : 'edoc_signed', ctx.now)
  return { state: done ? 'completed' : 'signed' }
}

/** @throws signing.no_such_link, .locked, .ended */
export function declineDocument(
  ctx: PublicCtx,
  { params, body }: Request<'decline'>,
): Promise<Output<typeof signing.decline>> {
  return inTx(ctx, params, async (db, found, history) => {
    requireOpen(ctx, found, body.key)
    const { edoc, signer } = found
    await queries.updateSigner(db, signer.id, {
      status: 'declined',
      address: ctx.origin.address,
      agent: ctx.userAgent,
    })
    await queries.updateEdoc(db, edoc.id, { status: 'declined', finalized_at: ctx.now, reason: body.reason })
    await queries.endSessions(db, edoc.id)
    await queries.addEvent(db, edoc.id, {
      kind: 'declined',
      at: ctx.now,
      signerId: signer.id,
      who: signer.name,
      address: ctx.origin.address,
      agent: ctx.userAgent,
      detail: body.reason,
    })
    history.add({
      ...factOf(edoc),
      event: 'edocs.declined',
      detail: { name: edoc.name, signer: signer.name },
      changes: [
        { field: 'status', old: edocStatuses.sent, new: edocStatuses.declined },
        { field: 'reason', old: null, new: body.reason },
      ],
    })
    await tellSender(db, edoc, 'edoc_declined', ctx.now)
    return { state: 'declined' as const }
  })
}

/** @throws signing.no_such_link, .locked; edocs.tampered; files.bytes_missing */
export async function readCopy(
  ctx: PublicCtx,
  { params, body }: Request<'copy'>,
): Promise<Output<typeof signing.copy>> {
  const { edoc } = await inTx(ctx, params, (_db, found) => {
    unlock(ctx, found, body.key)
    return Promise.resolve(found)
  })
  const name = `${edoc.name} (signed).pdf`
  if (!edoc.sealed_key) return { name, pdf: null }
  const bytes = await bytesOf(params.companyId, edoc.sealed_key)
  if (!sha256Of(bytes).equals(edoc.sealed_sha256!)) fail('edocs.tampered')
  return { name, pdf: bytes.toString('base64') }
}
