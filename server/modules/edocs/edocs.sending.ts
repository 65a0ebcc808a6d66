/** A document goes out: sent, sent again, opened for somebody who is here, voided. What a provider is told is left to a job. */
import { randomUUID } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import type { edocs } from '#shared/contracts/edocs.ts'
import { fail } from '#shared/errors.ts'
import { edocStatuses, signingMinutes } from '#shared/rules/edocs.ts'
import { dayMs } from '#shared/time.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { readReach } from '../messages/messages.service.ts'
import {
  findEdocProvider,
  type OpenEsign,
  reasonOf,
  type StationDesk,
} from '../providers/providers.service.ts'
import { flawsOf, isTurn } from './edocs.answers.ts'
import * as checks from './edocs.checks.ts'
import { digestOf, newSecret } from './edocs.codes.ts'
import { invite, inviteNext } from './edocs.inviting.ts'
import { mergedFor, readMerged } from './edocs.merge.ts'
import { envelopeSigners } from './edocs.provider.ts'
import * as queries from './edocs.queries.ts'
import type { ShownEdoc, ShownSigner } from './edocs.queries.ts'
import { answer, factOf } from './edocs.service.ts'

type Request<K extends keyof typeof edocs> = Parsed<(typeof edocs)[K]>

const minuteMs = 60_000

/**
 * Fixes what the document says and has it go out: by our own e-mails, or by a job that tells the provider once.
 * @throws edocs.not_found, .stale, .not_draft, .not_ready, .no_mail, .no_sms, .provider_not_offered; customers.…
 */
export async function sendEdoc(ctx: Ctx, db: Db, { params, body }: Request<'send'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const row = await checks.holdDraft(db, record, params.edocId, body.version)
  const provider = await checks.offeredProvider(db, row.edoc_provider_id)
  const signers = await queries.listSigners(db, [row.id])
  const flaws = flawsOf(row, signers)
  const byProvider = provider.connector !== null
  // A provider knows a signer by the address, also one who signs in person.
  if (byProvider)
    for (const signer of signers)
      if (!signer.email && signer.delivery === 'in_person')
        flaws.push(`${signer.name} has no e-mail address.`)
  if (flaws.length) fail('edocs.not_ready', { why: flaws.join(' ') })
  const mailed = signers.filter(({ delivery }) => delivery === 'email')
  if (!byProvider && mailed.length) {
    const reach = await readReach(db, ctx.actor.company.id)
    if (!reach.email) fail('edocs.no_mail')
    if (!reach.sms && mailed.some((signer) => signer.code_channel === 'sms')) fail('edocs.no_sms')
  }
  const expires = new Date(ctx.now.getTime() + row.expires_days * dayMs)
  await queries.updateEdoc(db, row.id, {
    status: 'sent',
    sent_at: ctx.now,
    sent_by: ctx.actor.userId,
    expires_at: expires,
    merged: JSON.stringify(mergedFor(row.fields, await readMerged(ctx, db, record))),
    ...(byProvider && { provider_state: 'sending', provider_key: randomUUID() }),
  })
  await queries.addEvent(db, row.id, {
    kind: 'sent',
    at: ctx.now,
    userId: ctx.actor.userId,
    detail: byProvider ? `by ${provider.name}` : '',
  })
  ctx.history.add({
    ...factOf(row),
    event: 'edocs.sent',
    changes: [{ field: 'status', old: edocStatuses.draft, new: edocStatuses.sent }],
  })
  await queries.addJob(db, 'edocs.expire', row.id, expires)
  if (byProvider) await queries.addJob(db, 'edocs.provider', row.id)
  else {
    await inviteNext(db, ctx.history, row.id, { at: ctx.now, userId: ctx.actor.userId })
    if (row.reminder_days)
      await queries.addJob(
        db,
        'edocs.remind',
        row.id,
        new Date(ctx.now.getTime() + row.reminder_days * dayMs),
      )
  }
  return answer(ctx, db, record, row.id)
}

/** The document that is out, and one of its signers who has yet to sign. @throws edocs.… */
async function holdSigner(
  ctx: Ctx,
  db: Db,
  params: { customerId: number; edocId: number; signerId: number },
): Promise<{ record: Awaited<ReturnType<typeof checks.lockRecord>>; row: ShownEdoc; signer: ShownSigner }> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const row = await checks.holdEdoc(db, record, params.edocId)
  if (row.status !== 'sent') fail('edocs.not_sent')
  const signers = await queries.listSigners(db, [row.id])
  const signer = signers.find(({ id }) => id === params.signerId) ?? fail('edocs.signer_not_found')
  if (signer.status === 'signed') fail('edocs.signed_already')
  if (!isTurn(row, signers, signer)) fail('edocs.not_their_turn')
  return { record, row, signer }
}

/** @throws edocs.not_sent, .signer_not_found, .signed_already, .not_their_turn, .no_mail, .unknown, .not_reachable; customers.… */
export async function resendEdoc(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'resend'>,
): Promise<Edoc> {
  const note = (ctx: Ctx, row: ShownEdoc, signer: ShownSigner) =>
    ctx.history.add({
      ...factOf(row),
      event: 'edocs.resent',
      detail: { name: row.name, signer: signer.name },
    })
  const begun = await ctx.tx(async (ctx, db) => {
    const { record, row, signer } = await holdSigner(ctx, db, params)
    const open = await providerOf(ctx, db, desk, row)
    if (open) return { record, row, signer, open }
    const { publicUrl } = await readReach(db, ctx.actor.company.id)
    if (!publicUrl || !signer.email) return fail('edocs.no_mail')
    await invite(db, ctx.history, await queries.getCompany(db), row, signer, 'resent', publicUrl, {
      at: ctx.now,
      userId: ctx.actor.userId,
    })
    note(ctx, row, signer)
    return { record, row, signer, open }
  })
  const { record, row, signer, open } = begun
  if (open) await atProvider(row, () => open.esign.resend(row.provider_id!))
  return ctx.tx(async (ctx, db) => {
    if (open) {
      note(ctx, row, signer)
      await queries.addEvent(db, row.id, {
        kind: 'resent',
        at: ctx.now,
        signerId: signer.id,
        userId: ctx.actor.userId,
        detail: `by ${row.provider}`,
      })
    } else ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  })
}

/** The provider of a document that is there; null of one that is signed by our own pages. @throws edocs.unknown */
async function providerOf(ctx: Ctx, db: Db, desk: StationDesk, row: ShownEdoc): Promise<OpenEsign | null> {
  if (row.connector === null) return null
  if (!row.provider_id) return fail('edocs.unknown')
  return desk.openEsign(ctx.actor.company.id, (await findEdocProvider(db, row.edoc_provider_id))!)
}

/** @throws edocs.not_reachable */
async function atProvider<T>(row: ShownEdoc, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return fail('edocs.not_reachable', { provider: row.provider, reason: reasonOf(error) })
  }
}

/**
 * Opens the document for somebody who is here. The caller has seen who signs, and stands for it in the certificate.
 * @throws edocs.not_sent, .signer_not_found, .signed_already, .not_their_turn, .unknown, .not_reachable; customers.…
 */
export async function signInPerson(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'inPerson'>,
): Promise<Output<typeof edocs.inPerson>> {
  const note = async (ctx: Ctx, db: Db, row: ShownEdoc, signer: ShownSigner) => {
    await queries.addEvent(db, row.id, {
      kind: 'in_person',
      at: ctx.now,
      signerId: signer.id,
      userId: ctx.actor.userId,
      detail: `for ${signer.name}`,
    })
    ctx.history.add({
      ...factOf(row),
      event: 'edocs.in_person',
      detail: { name: row.name, signer: signer.name },
    })
  }
  const begun = await ctx.tx(async (ctx, db) => {
    const { row, signer } = await holdSigner(ctx, db, params)
    const open = await providerOf(ctx, db, desk, row)
    // Who was written to by the provider signs by that link.
    if (open && signer.delivery === 'email') fail('edocs.sent_by_provider', { provider: row.provider })
    if (open) return { row, signer, open, at: null }
    const [token, key] = [newSecret(), newSecret()]
    await queries.updateSigner(db, signer.id, {
      token_hash: digestOf(token),
      code_hash: null,
      key_hash: digestOf(key),
      key_expires_at: new Date(ctx.now.getTime() + signingMinutes * minuteMs),
      host_user_id: ctx.actor.userId,
      delivery: 'in_person',
      ...(signer.status === 'waiting' && { status: 'sent', sent_at: ctx.now }),
    })
    await note(ctx, db, row, signer)
    return { row, signer, open: null, at: { url: `/sign/${ctx.actor.company.id}/${token}`, key } }
  })
  if (begun.at) return begun.at
  const { row, signer, open } = begun
  const { publicUrl } = await ctx.tx((ctx, db) => readReach(db, ctx.actor.company.id))
  const back = `${publicUrl ?? ''}/${ctx.actor.company.slug}/customers/${params.customerId}/e-docs/${row.id}`
  const [recipient] = envelopeSigners([signer])
  const url = await atProvider(row, () => open!.esign.signingUrl(row.provider_id!, recipient!, back))
  await ctx.tx((ctx, db) => note(ctx, db, row, signer))
  return { url, key: null }
}

/** @throws edocs.not_found, .stale, .not_sent, .unknown; customers.… */
export async function voidEdoc(ctx: Ctx, db: Db, { params, body }: Request<'void'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const row = await checks.holdEdoc(db, record, params.edocId)
  if (row.version !== body.version) fail('edocs.stale')
  if (row.status !== 'sent' && row.status !== 'draft') fail('edocs.not_sent')
  await endAs(ctx, db, row, 'voided', body.reason)
  return answer(ctx, db, record, row.id)
}

/** Ends a document by the will of its company; a provider is told by a job. */
export async function endAs(
  ctx: Ctx,
  db: Db,
  row: queries.EdocDbRow,
  status: 'voided',
  reason: string,
): Promise<void> {
  const atProvider = row.provider_key !== null && row.provider_state !== 'failed'
  await queries.updateEdoc(db, row.id, {
    status,
    reason,
    finalized_at: ctx.now,
    ...(atProvider && { void_asked: true }),
  })
  await queries.endSessions(db, row.id)
  if (atProvider) await queries.addJob(db, 'edocs.provider', row.id)
  await queries.addEvent(db, row.id, {
    kind: 'voided',
    at: ctx.now,
    userId: ctx.actor.userId,
    detail: reason,
  })
  ctx.history.add({
    ...factOf(row),
    event: 'edocs.voided',
    changes: [
      { field: 'status', old: edocStatuses[row.status], new: edocStatuses[status] },
      { field: 'reason', old: null, new: reason },
    ],
  })
}

/** @throws edocs.not_found; customers.… */
export async function syncEdoc(ctx: Ctx, db: Db, { params }: Request<'sync'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const row = await checks.holdEdoc(db, record, params.edocId)
  if (row.provider_key !== null) await queries.addJob(db, 'edocs.provider', row.id)
  return answer(ctx, db, record, row.id)
}
