/** The page at the end of a sealed document: who signed, when, from where, how it is known that it was them. */
import type { PDFDocument } from 'pdf-lib'
import {
  consentText,
  consentVersion,
  edocEventKinds,
  type EdocEventKind,
  maskedEmail,
  maskedPhone,
  type SignerRole,
  signerRoles,
} from '#shared/rules/edocs.ts'
import { grey, inner, margin, PaperWriter, standardFonts } from '#server/platform/paper.ts'

export type Certificate = {
  company: string
  document: string
  number: number
  fileName: string
  pages: number
  /** SHA-256 in hex: as it was sent, and with all that was filled in, before this page was added. */
  sourceSha256: string
  filledSha256: string
  sentAt: Date
  sentBy: string
  completedAt: Date
  signers: {
    name: string
    role: SignerRole
    email: string | null
    phone: string | null
    delivery: 'email' | 'in_person'
    codeChannel: 'email' | 'sms'
    host: string | null
    sentAt: Date | null
    viewedAt: Date | null
    codeVerifiedAt: Date | null
    consentedAt: Date | null
    signedAt: Date
    signedName: string
    address: string
    agent: string
    signature: Uint8Array
  }[]
  events: { at: Date; kind: EdocEventKind; who: string; address: string; detail: string }[]
}

/** UTC to the second: a certificate is read in every zone. */
const at = (instant: Date) =>
  instant
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')

/** Adds the certificate behind the document's last page. */
export async function addCertificate(doc: PDFDocument, of: Certificate): Promise<void> {
  const w = new PaperWriter(doc, await standardFonts(doc))
  const fact = (label: string, value: string) => {
    w.room(14)
    w.text(label, { size: 9, color: grey, down: false })
    w.text(value, { x: margin + 118, size: 9, max: inner - 118 })
  }
  w.text('Certificate of completion', { size: 17, bold: true })
  w.text(of.company, { color: grey })
  w.skip(4)
  w.line()
  fact('Document', `${of.document} (#${of.number})`)
  fact('File', `${of.fileName}, ${of.pages} ${of.pages === 1 ? 'page' : 'pages'}`)
  fact('Sent', `${at(of.sentAt)} by ${of.sentBy}`)
  fact('Completed', at(of.completedAt))
  fact('SHA-256 as sent', of.sourceSha256)
  fact('SHA-256 as signed', of.filledSha256)
  for (const signer of of.signers) {
    w.room(150)
    w.heading(`${signer.name}, ${signerRoles[signer.role].toLowerCase()}`)
    fact('Signed', at(signer.signedAt))
    fact('Signed as', signer.signedName)
    if (signer.email) fact('E-mail', signer.email)
    if (signer.delivery === 'in_person')
      fact('Identity', `Signed in person, with ${signer.host ?? 'a representative'} of ${of.company} present`)
    else {
      if (signer.sentAt) fact('Link sent', `${at(signer.sentAt)} to ${signer.email ?? ''}`)
      const where =
        signer.codeChannel === 'sms' && signer.phone
          ? `text message to ${maskedPhone(signer.phone)}`
          : `e-mail to ${maskedEmail(signer.email ?? '')}`
      if (signer.codeVerifiedAt)
        fact('Identity', `One-time code by ${where}, verified ${at(signer.codeVerifiedAt)}`)
    }
    if (signer.viewedAt) fact('Viewed', at(signer.viewedAt))
    if (signer.consentedAt) fact('Consent', `${at(signer.consentedAt)}, wording ${consentVersion} (below)`)
    fact('IP address', signer.address || 'not known')
    if (signer.agent) fact('Browser', signer.agent)
    w.skip(2)
    w.room(52)
    await w.image(signer.signature, 150, 44)
  }
  w.heading('What happened')
  for (const event of of.events)
    fact(
      at(event.at),
      [edocEventKinds[event.kind], event.who, event.address, event.detail].filter(Boolean).join(' · '),
    )
  w.heading(`Consent to electronic records and signatures, wording ${consentVersion}`)
  for (const paragraph of consentText(of.company)) w.text(paragraph, { size: 9 })
  w.skip(4)
  w.text(
    `This file carries a digital signature of ${of.company}: a PDF program says if a byte of it was changed. ${of.company} keeps the SHA-256 of the whole file and checks it with every download.`,
    { size: 9, color: grey },
  )
}
