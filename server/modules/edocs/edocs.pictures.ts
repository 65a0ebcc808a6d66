/** Pictures of signatures and initials, as a browser draws them. */
import { PDFDocument } from 'pdf-lib'
import { fail } from '#shared/errors.ts'
import { maxSignatureBytes, maxSignaturePixels } from '#shared/rules/work-orders.ts'

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
