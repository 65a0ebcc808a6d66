/** A PDF to sign. */
import { PDFDocument, StandardFonts } from 'pdf-lib'

/** A short agreement; `marker` is written on it. */
export async function agreementPdf(marker = 'Monitoring agreement', pages = 1): Promise<Buffer> {
  const doc = await PDFDocument.create()
  const font = await doc.embedFont(StandardFonts.Helvetica)
  for (let at = 0; at < pages; at += 1)
    doc.addPage([612, 792]).drawText(`${marker}, page ${at + 1}`, { x: 48, y: 720, size: 16, font })
  return Buffer.from(await doc.save())
}
