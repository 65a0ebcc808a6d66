/** Documents as answers, and as history tells them. */
import type { Edoc, EdocRow, EdocSigner } from '#shared/contracts/edoc-values.ts'
import { codeChannels, deliveries, type EdocField, sendFlaws, signerRoles } from '#shared/rules/edocs.ts'
import { formatPhone } from '#shared/phone.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { EdocDbRow, EventRow, NewSigner, ShownEdoc, ShownSigner } from './edocs.queries.ts'

const iso = (at: Date | null) => at && at.toISOString()

/** Whether it is this signer's turn, now. */
export const isTurn = (
  edoc: Pick<EdocDbRow, 'status'>,
  signers: readonly ShownSigner[],
  signer: ShownSigner,
): boolean =>
  edoc.status === 'sent' &&
  signer.status !== 'signed' &&
  signers.every((other) => other.turn >= signer.turn || other.status === 'signed')

const troubled = new Set(['failed', 'bounced', 'unknown', 'opted_out', 'canceled'])

const toSigner = (edoc: EdocDbRow, signers: readonly ShownSigner[], row: ShownSigner): EdocSigner => ({
  id: row.id,
  role: row.role,
  turn: row.turn,
  name: row.name,
  email: row.email,
  phone: row.phone,
  delivery: row.delivery,
  codeChannel: row.code_channel,
  status: row.status,
  sentAt: iso(row.sent_at),
  viewedAt: iso(row.viewed_at),
  signedAt: iso(row.signed_at),
  mayAct: isTurn(edoc, signers, row),
  trouble:
    edoc.status === 'sent' && row.status !== 'signed' && row.messageState && troubled.has(row.messageState)
      ? row.messageReason || 'The e-mail with the link did not arrive'
      : '',
})

export function toRow(row: ShownEdoc, all: readonly ShownSigner[]): EdocRow {
  const signers = all.filter(({ edoc_id }) => edoc_id === row.id)
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    status: row.status,
    provider: { id: row.edoc_provider_id, name: row.provider, connector: row.connector },
    template: row.template,
    createdAt: row.created_at.toISOString(),
    createdBy: row.createdByName,
    sentAt: iso(row.sent_at),
    viewedAt: iso(row.viewed_at),
    finalizedAt: iso(row.finalized_at),
    expiresAt: iso(row.expires_at),
    reason: row.reason,
    signers: signers.map((signer) => toSigner(row, signers, signer)),
    sealedAt: iso(row.sealed_at),
    tamperedAt: iso(row.tampered_at),
    fileId: row.file_id,
    providerState: row.provider_state,
    failure: row.failure,
  }
}

export function toEdoc(
  row: ShownEdoc,
  signers: readonly ShownSigner[],
  events: readonly EventRow[],
  merged: Record<string, string>,
  abilities: Edoc['abilities'],
): Edoc {
  return {
    ...toRow(row, signers),
    subject: row.subject,
    message: row.message,
    expiresDays: row.expires_days,
    reminderDays: row.reminder_days,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString('hex'),
    sealedSha256: row.sealed_sha256?.toString('hex') ?? null,
    pages: row.pages,
    fields: row.fields,
    merged,
    events: events.map((event) => ({
      id: event.id,
      kind: event.kind,
      at: event.at.toISOString(),
      who: event.byName ?? event.who,
      detail: [event.address && `from ${event.address}`, event.detail].filter(Boolean).join(' · '),
    })),
    flaws: row.status === 'draft' ? flawsOf(row, signers) : [],
    abilities,
  }
}

export const flawsOf = (row: Pick<EdocDbRow, 'fields'>, signers: readonly ShownSigner[]): string[] =>
  sendFlaws(
    row.fields,
    signers.map((signer) => ({ ...signer, codeChannel: signer.code_channel })),
  )

const signerText = (row: NewSigner): string =>
  [
    `${signerRoles[row.role]}: ${row.name}`,
    row.email,
    row.phone && formatPhone(row.phone),
    row.delivery === 'email'
      ? `link by e-mail, code by ${codeChannels[row.code_channel].toLowerCase()}`
      : deliveries.in_person.toLowerCase(),
  ]
    .filter(Boolean)
    .join(', ')

export const fieldsText = (fields: readonly EdocField[]): string | null =>
  fields.length === 0 ? null : `${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`

type Told = {
  name: string
  provider: string
  subject: string
  message: string
  expires_days: number
  reminder_days: number
  signers: readonly NewSigner[]
}

const told = (of: Told): Record<string, string | null> => ({
  name: of.name,
  provider: of.provider,
  subject: of.subject || null,
  message: of.message || null,
  expires: `${of.expires_days} days`,
  reminders: of.reminder_days ? `every ${of.reminder_days} days` : 'none',
  signers: of.signers.map(signerText).join('\n') || null,
})

/** What differs; null stands for "there was none". */
export function edocChanges(before: Told | null, after: Told): Change[] {
  const [old, now] = [before && told(before), told(after)]
  return Object.keys(now)
    .map((field) => ({ field, old: old?.[field] ?? null, new: now[field] ?? null }))
    .filter((change) => change.old !== change.new)
}
