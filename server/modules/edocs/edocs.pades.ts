/**
 * The digital signature of a sealed PDF (ISO 32000-1, 12.8): PKCS#7, detached, by a certificate of the company's own. It is
 * self-signed, so that a reader shows who made it as unknown, and still says whether a byte was changed.
 */
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib'
import { P12Signer } from '@signpdf/signer-p12'
import { SignPdf } from '@signpdf/signpdf'
import { SUBFILTER_ADOBE_PKCS7_DETACHED } from '@signpdf/utils'
import forge from 'node-forge'
import type { PDFDocument } from 'pdf-lib'
import { place, seal, unseal } from '#server/platform/encryption.ts'

const years = 10
const sealedPlace = (companyId: number) => place(companyId, 'edoc_certificate.sealed_p12')

export type NewCertificate = { made_at: Date; expires_at: Date; fingerprint: string; sealed_p12: string }

/** Makes a key and a certificate for ten years; the private key leaves this function encrypted only. */
export async function makeCertificate(
  companyId: number,
  company: string,
  now: Date,
): Promise<NewCertificate> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const key = forge.pki.privateKeyFromPem(privateKey)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // Positive, as the first bit of a serial number is its sign.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`
  const expires = new Date(now)
  expires.setUTCFullYear(expires.getUTCFullYear() + years)
  certificate.validity.notBefore = new Date(now.getTime() - 60_000)
  certificate.validity.notAfter = expires
  const subject = [
    { name: 'commonName', value: `${company.slice(0, 40)} document seal` },
    { name: 'organizationName', value: company.slice(0, 64) },
  ].map((attribute) => ({ ...attribute, valueTagClass: forge.asn1.Type.UTF8 as never }))
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(key, forge.md.sha256.create())
  const password = randomBytes(18).toString('base64url')
  const p12 = forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(key, [certificate], password)).getBytes()
  const digest = forge.md.sha256.create()
  digest.update(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes())
  return {
    made_at: now,
    expires_at: expires,
    fingerprint: digest.digest().toHex(),
    sealed_p12: seal(
      JSON.stringify({ p12: Buffer.from(p12, 'binary').toString('base64'), password }),
      sealedPlace(companyId),
    ),
  }
}

/** Saves the document and signs what was saved. */
export async function signDocument(
  doc: PDFDocument,
  of: { companyId: number; company: string; sealedP12: string; reason: string; at: Date },
): Promise<Buffer> {
  const { p12, password } = JSON.parse(unseal(of.sealedP12, sealedPlace(of.companyId))) as {
    p12: string
    password: string
  }
  pdflibAddPlaceholder({
    pdfDoc: doc as never,
    reason: of.reason,
    contactInfo: '',
    name: of.company,
    location: '',
    signingTime: of.at,
    signatureLength: 8192,
    subFilter: SUBFILTER_ADOBE_PKCS7_DETACHED,
    widgetRect: [0, 0, 0, 0],
    appName: 'Keyholder',
  })
  const bytes = Buffer.from(await doc.save({ useObjectStreams: false }))
  const signer = new P12Signer(Buffer.from(p12, 'base64'), { passphrase: password })
  return new SignPdf().sign(bytes, signer, of.at)
}
