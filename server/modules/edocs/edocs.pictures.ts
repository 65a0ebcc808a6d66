/** Pictures of signatures and initials, as a browser draws them. */
import { PDFDocument } from 'pdf-lib'
import { fail } from '#shared/errors.ts'
import { maxSignatureBytes, maxSignaturePixels } from '#shared/rules/work-orders.ts'
import { bytesOf } from './edocs.contents.ts'
import { pictureKeys } from './edocs.filling.ts'
import type { SignerRow } from './edocs.queries.ts'

const pngHead = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A PNG that a document can hold, of a sensible size: what its head says is believed only after it was read whole. @throws request.invalid */
export async function readPicture(base64: string, path: string): Promise<Buffer> {
  const refuse = (): never =>
    fail('request.invalid', {}, { errors: [{ path, message: 'This is no picture of a signature' }] })
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length < 33 || bytes.length > maxSignatureBytes || !bytes.subarray(0, 8).equals(pngHead))
    return refuse()
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (width < 1 || height < 1 || width > maxSignaturePixels || height > maxSignaturePixels) return refuse()
  try {
    await (await PDFDocument.create()).embedPng(bytes)
  } catch {
    return refuse()
  }
  return bytes
}

/** Of those who have signed, PNG bytes by their key in the file store. @throws files.bytes_missing */
export async function fetchPictures(
  companyId: number,
  signers: readonly SignerRow[],
): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>()
  for (const key of pictureKeys(signers)) pictures.set(key, await bytesOf(companyId, key))
  return pictures
}
