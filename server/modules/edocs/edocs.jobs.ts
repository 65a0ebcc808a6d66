/** What happens to documents later: sealing, copies, reminders, expiry. What a provider is told stands in edocs.provider.ts. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { companySettings } from '#shared/rules/company-settings.ts'
import { edocStatuses } from '#shared/rules/edocs.ts'
import { dayMs } from '#shared/time.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { keepFile, queueSweep } from '../files/files.service.ts'
import { queueMessage, readReach } from '../messages/messages.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { isTurn } from './edocs.answers.ts'
import { addCertificate } from './edocs.certificate.ts'
import { bytesOf, sha256Of } from './edocs.contents.ts'
import { fillingsOf } from './edocs.filling.ts'
import { invite } from './edocs.inviting.ts'
import { makeCertificate, signDocument } from './edocs.pades.ts'
import { fillPdf } from './edocs.paper.ts'
import { providerTask } from './edocs.provider.ts'
import * as queries from './edocs.queries.ts'
import type { CompanyFacts, EdocDbRow, EventRow, ShownEdoc, ShownSigner } from './edocs.queries.ts'
import { factOf } from './edocs.service.ts'
import { fetchPictures } from './edocs.pictures.ts'
import { tellSender } from './edocs.telling.ts'

const payload = z.object({ companyId: z.number(), edocId: z.number() })

export function edocTasks(database: Database, desk: StationDesk, now: () => Date): Record<string, Task> {
  /** Makes the sealed document of one that everybody has signed. A second run finds it sealed. */
  const sealTask: Task = async (raw) => {
    const { companyId, edocId } = payload.parse(raw)
    const tx = asCompany(database, companyId, fromJob)
    const work = await tx(async (db) => {
      const edoc = await queries.lockEdoc(db, edocId)
      if (edoc?.status !== 'completed' || edoc.sealed_key) return null
      const company = await queries.getCompany(db)
      await queueSweep(db, now())
      const [shown] = await queries.listEdocs(db, edoc.customer_id, edocId)
      return {
        company,
        edoc: shown!,
        signers: await queries.listSigners(db, [edocId]),
        events: await queries.listEvents(db, edocId),
        certificate: await queries.findCertificate(db, now()),
      }
    })
    if (!work) return
    const made = work.certificate ? null : await makeCertificate(companyId, work.company.name, now())
    if (made) await tx((db) => queries.insertCertificate(db, made))
    const { bytes, filled } = await sealedPdf(work, (work.certificate ?? made)!.sealed_p12)
    await keepSealed(tx, companyId, edocId, bytes, filled, now())
  }

  /** Writes once more to whoever has not signed, unless the document is being read right now. */
  const remind: Task = async (raw) => {
    const { companyId, edocId } = payload.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db, history) => {
      const edoc = await queries.lockEdoc(db, edocId)
      const company = await queries.getCompany(db)
      if (edoc?.status !== 'sent' || !edoc.reminder_days || !companySettings(company.settings).edocs) return
      const at = now()
      const { publicUrl } = await readReach(db, companyId)
      const signers = await queries.listSigners(db, [edocId])
      const since = at.getTime() - edoc.reminder_days * dayMs
      for (const signer of signers) {
        const last = signer.reminded_at ?? signer.sent_at
        const reading = signer.key_expires_at !== null && signer.key_expires_at > at
        if (!publicUrl || !signer.email || signer.delivery !== 'email' || !isTurn(edoc, signers, signer))
          continue
        if (reading || !last || last.getTime() > since) continue
        await invite(db, history, company, edoc, signer, 'reminded', publicUrl, { at, userId: null })
        history.add({
          ...factOf(edoc),
          event: 'edocs.reminded',
          detail: { name: edoc.name, signer: signer.name },
        })
      }
      await queries.addJob(db, 'edocs.remind', edocId, new Date(at.getTime() + edoc.reminder_days * dayMs))
    })
  }

  const expire: Task = async (raw) => {
    const { companyId, edocId } = payload.parse(raw)
    await asCompany(database, companyId, fromJob)((db, history) => expireEdoc(db, history, edocId, now()))
  }

  return {
    'edocs.seal': sealTask,
    'edocs.remind': remind,
    'edocs.expire': expire,
    'edocs.provider': providerTask(database, desk, now),
  }
}

/** Ends a document whose time has run out; one that was put off since stays. */
async function expireEdoc(db: Db, history: HistoryDraft, edocId: number, now: Date): Promise<void> {
  const edoc = await queries.lockEdoc(db, edocId)
  if (edoc?.status !== 'sent' || !edoc.expires_at || edoc.expires_at > now) return
  const atProvider = edoc.provider_key !== null && edoc.provider_state !== 'failed'
  await queries.updateEdoc(db, edocId, {
    status: 'expired',
    finalized_at: now,
    ...(atProvider && { void_asked: true }),
  })
  await queries.endSessions(db, edocId)
  if (atProvider) await queries.addJob(db, 'edocs.provider', edocId)
  await queries.addEvent(db, edocId, { kind: 'expired', at: now })
  history.add({
    ...factOf(edoc),
    event: 'edocs.expired',
    changes: [{ field: 'status', old: edocStatuses.sent, new: edocStatuses.expired }],
  })
  await tellSender(db, edoc, 'edoc_expired', now)
}

type Work = { company: CompanyFacts; edoc: ShownEdoc; signers: ShownSigner[]; events: EventRow[] }

/** The finished document with its certificate, signed; and the digest of what it was before the certificate. */
async function sealedPdf(
  { company, edoc, signers, events }: Work,
  sealedP12: string,
): Promise<{ bytes: Buffer; filled: Buffer }> {
  const source = await bytesOf(company.id, edoc.storage_key)
  if (!sha256Of(source).equals(edoc.sha256))
    throw new Error(`The document #${edoc.id} is not what was sent: its bytes have changed in the file store`)
  const pictures = await fetchPictures(company.id, signers)
  const fillings = fillingsOf(edoc.fields, edoc.merged, signers, pictures, company.timeZone)
  const filled = sha256Of(await (await fillPdf(source, edoc.fields, fillings)).save())
  const doc = await fillPdf(source, edoc.fields, fillings)
  doc.setTitle(edoc.name)
  doc.setProducer('Keyholder')
  await addCertificate(doc, {
    company: company.name,
    document: edoc.name,
    number: edoc.id,
    fileName: edoc.file_name,
    pages: edoc.pages.length,
    sourceSha256: edoc.sha256.toString('hex'),
    filledSha256: filled.toString('hex'),
    sentAt: edoc.sent_at!,
    sentBy: edoc.sentByName ?? company.name,
    completedAt: edoc.finalized_at!,
    signers: signers.map((signer) => ({
      name: signer.name,
      role: signer.role,
      email: signer.email,
      phone: signer.phone,
      delivery: signer.host_user_id === null ? 'email' : 'in_person',
      codeChannel: signer.code_channel,
      host:
        events.findLast(({ kind, signer_id }) => kind === 'in_person' && signer_id === signer.id)?.byName ??
        null,
      sentAt: signer.sent_at,
      viewedAt: signer.viewed_at,
      codeVerifiedAt: signer.code_verified_at,
      consentedAt: signer.consented_at,
      signedAt: signer.signed_at!,
      signedName: signer.signed_name ?? signer.name,
      address: signer.address,
      agent: signer.agent,
      signature: pictures.get(signer.signature_key!)!,
    })),
    events: events.map((event) => ({ ...event, who: event.byName ?? event.who })),
  })
  const bytes = await signDocument(doc, {
    companyId: company.id,
    company: company.name,
    sealedP12,
    reason: `Sealed when everybody had signed: ${edoc.name}`.slice(0, 200),
    at: edoc.finalized_at!,
  })
  return { bytes, filled }
}

/** Keeps the sealed document with the record and among its files, and sends copies. Also for what a provider has sealed. */
export async function keepSealed(
  tx: ReturnType<typeof asCompany>,
  companyId: number,
  edocId: number,
  bytes: Buffer,
  filled: Buffer | null,
  at: Date,
): Promise<void> {
  const key = await fileStore().put(companyId, Readable.from([bytes]))
  const kept = await tx(async (db, history) => {
    const edoc = await queries.lockEdoc(db, edocId)
    if (edoc?.status !== 'completed' || edoc.sealed_key) return false
    const name = `${edoc.name} (signed).pdf`
    const sha256 = sha256Of(bytes)
    const file = { content_type: 'application/pdf', size_bytes: bytes.length, sha256, storage_key: key }
    const fileId = await keepFile(db, edoc.customer_id, name, { ...file, original_name: name }, at)
    await queries.updateEdoc(db, edocId, {
      sealed_key: key,
      sealed_sha256: sha256,
      sealed_bytes: bytes.length,
      sealed_at: at,
      filled_sha256: filled,
      file_id: fileId,
    })
    await queries.addEvent(db, edocId, { kind: 'sealed', at })
    history.add({
      ...factOf(edoc),
      event: 'edocs.sealed',
      changes: [{ field: 'sealed', old: null, new: `SHA-256 ${sha256.toString('hex')}` }],
    })
    if (edoc.provider_key === null)
      await sendCopies(db, history, edoc, { ...file, name, file_id: fileId }, at)
    return true
  })
  if (!kept) await fileStore().remove(companyId, key)
}

type Attachment = {
  file_id: number
  name: string
  content_type: string
  size_bytes: number
  storage_key: string
}

async function sendCopies(
  db: Db,
  history: HistoryDraft,
  edoc: EdocDbRow,
  { file_id, name, content_type, size_bytes, storage_key }: Attachment,
  at: Date,
): Promise<void> {
  const company = await queries.getCompany(db)
  if (!(await readReach(db, company.id)).email) return
  for (const signer of await queries.listSigners(db, [edoc.id])) {
    if (!signer.email) continue
    const queued = await queueMessage(db, history, {
      customerId: edoc.customer_id,
      channel: 'email',
      category: 'transactional',
      dedupeKey: `edoc ${edoc.id} signer ${signer.id} copy`,
      to: { address: signer.email, name: signer.name },
      subject: `Signed: ${edoc.name}`.replaceAll('{{', '{ {'),
      text: 'Everybody has signed “{{document}}”. Your sealed copy is attached; its last pages say who signed, when and how. Please keep it.',
      values: { document: edoc.name },
      attachments: [{ file_id, name, content_type, size_bytes, storage_key }],
      now: at,
    })
    await queries.addEvent(db, edoc.id, {
      kind: 'copy_sent',
      at,
      signerId: signer.id,
      who: signer.name,
      detail: `to ${signer.email}${queued?.reason ? `: ${queued.reason}` : ''}`,
    })
  }
}
