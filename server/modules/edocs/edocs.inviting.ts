/** Links to signers: whose turn it is gets one, by e-mail; a new one ends the one before. */
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { queueMessage, readReach } from '../messages/messages.service.ts'
import { isTurn } from './edocs.answers.ts'
import { digestOf, newSecret } from './edocs.codes.ts'
import * as queries from './edocs.queries.ts'
import type { CompanyFacts, EdocDbRow, ShownSigner } from './edocs.queries.ts'

type Why = 'invited' | 'resent' | 'reminded'

const subjects: Record<Why, (edoc: EdocDbRow, company: string) => string> = {
  invited: (edoc, company) => edoc.subject || `${company}: please sign “${edoc.name}”`,
  resent: (edoc, company) => edoc.subject || `${company}: please sign “${edoc.name}”`,
  reminded: (edoc, company) =>
    `Reminder: ${edoc.subject || `${company} waits for your signature on “${edoc.name}”`}`,
}

/** What somebody typed may look like a merge field; it is none of ours. */
const plain = (text: string) => text.replaceAll('{{', '{ {').replaceAll('}}', '} }')

/**
 * Queues the e-mail with a new link for one signer.
 * @param publicUrl where the page is reached from outside.
 */
export async function invite(
  db: Db,
  history: HistoryDraft,
  company: CompanyFacts,
  edoc: EdocDbRow,
  signer: ShownSigner,
  why: Why,
  publicUrl: string,
  by: { at: Date; userId: number | null },
): Promise<void> {
  const token = newSecret()
  const link = `${publicUrl}/sign/${company.id}/${token}`
  const until = edoc.expires_at && formatDate(todayIn(company.timeZone, edoc.expires_at))
  const text = [
    `Hello ${plain(signer.name)},`,
    edoc.message
      ? plain(edoc.message)
      : `${plain(company.name)} asks you to review and sign “${plain(edoc.name)}”.`,
    `Review and sign: {{link}}`,
    `You will be asked for a one-time code, which we send to you by ${signer.code_channel === 'sms' ? 'text message' : 'e-mail'}.${until ? ` The link is good until ${until}.` : ''}`,
    'The link is meant for you alone. Please do not pass it on.',
  ].join('\n\n')
  const queued = await queueMessage(db, history, {
    customerId: edoc.customer_id,
    channel: 'email',
    category: 'transactional',
    dedupeKey: `edoc ${edoc.id} signer ${signer.id} ${why} ${by.at.getTime()}`,
    to: { address: signer.email!, name: signer.name },
    subject: plain(subjects[why](edoc, company.name)),
    text,
    values: { link },
    now: by.at,
  })
  await queries.updateSigner(db, signer.id, {
    token_hash: digestOf(token),
    code_hash: null,
    key_hash: null,
    key_expires_at: null,
    message_id: queued?.messageId ?? null,
    ...(signer.status === 'waiting' && { status: 'sent' }),
    ...(why === 'reminded' ? { reminded_at: by.at } : { sent_at: by.at }),
  })
  await queries.addEvent(db, edoc.id, {
    kind: why,
    at: by.at,
    signerId: signer.id,
    userId: by.userId,
    who: signer.name,
    detail: queued?.reason ? `to ${signer.email}: ${queued.reason}` : `to ${signer.email}`,
  })
}

/** Invites those whose turn has come and who were not invited yet; in person nobody is written to. */
export async function inviteNext(
  db: Db,
  history: HistoryDraft,
  edocId: number,
  by: { at: Date; userId: number | null },
): Promise<void> {
  const edoc = await queries.lockEdoc(db, edocId)
  if (!edoc) return
  const company = await queries.getCompany(db)
  const { publicUrl } = await readReach(db, company.id)
  const signers = await queries.listSigners(db, [edocId])
  for (const signer of signers) {
    if (!isTurn(edoc, signers, signer) || signer.status !== 'waiting' || signer.delivery !== 'email') continue
    if (publicUrl && signer.email) await invite(db, history, company, edoc, signer, 'invited', publicUrl, by)
  }
}
