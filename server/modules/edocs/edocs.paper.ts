/** The document as paper: what an uploaded PDF is, and what it looks like with values and signatures on it. */
import {
  degrees,
  PDFDict,
  PDFDocument,
  type PDFFont,
  PDFName,
  type PDFPage,
  rgb,
  StandardFonts,
} from 'pdf-lib'
import { fail } from '#shared/errors.ts'
import { type EdocField, type EdocPage, maxEdocPages } from '#shared/rules/edocs.ts'
import { printable } from '#server/platform/paper.ts'

/** What stands in a field: a text, a tick, or a picture (PNG bytes). */
export type Filling = { text: string } | { checked: boolean } | { png: Uint8Array }
export type Fillings = ReadonlyMap<string, Filling>

const ink = rgb(0.07, 0.08, 0.1)

const notPdf = (why: string): never => fail('edocs.not_pdf', { why })

/** The page as people see it: what its crop box shows, turned as it is shown. */
function shownSize(page: PDFPage): EdocPage {
  const { width, height } = page.getCropBox()
  const lies = page.getRotation().angle % 180 !== 0
  return lies ? { width: height, height: width } : { width, height }
}

/** Opens what was uploaded, and says how large its pages are. @throws edocs.not_pdf */
export async function readPages(bytes: Uint8Array): Promise<EdocPage[]> {
  let doc: PDFDocument
  try {
    doc = await PDFDocument.load(bytes, { updateMetadata: false })
    // What has no pages at all is read as a document, too, and fails only here.
    doc.getPageCount()
  } catch (error) {
    return notPdf(
      /encrypt/i.test(String(error)) ? 'it is protected by a password' : 'it is damaged, or none at all',
    )
  }
  const count = doc.getPageCount()
  if (count === 0) notPdf('it has no pages')
  if (count > maxEdocPages) notPdf(`it has more than ${maxEdocPages} pages`)
  const form = doc.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)
  if (form?.has(PDFName.of('XFA'))) notPdf('it is an XFA form, which few programs can show')
  if (form?.has(PDFName.of('SigFlags')))
    notPdf('it is signed already, and a change would break that signature')
  const pages = doc.getPages().map(shownSize)
  if (
    pages.some(({ width, height }) => !(width >= 20 && height >= 20 && width <= 15_000 && height <= 15_000))
  )
    notPdf('a page of it has no sensible size')
  return pages.map(({ width, height }) => ({ width: round(width), height: round(height) }))
}

const round = (points: number) => Math.round(points * 100) / 100

/** What a document may bring along to be run or sent; none of it is of use on paper. */
const active = ['OpenAction', 'AA', 'JavaScript', 'URI', 'Collection']

/**
 * Draws the values onto the pages, and makes what could still be typed into or run a plain page.
 * @returns the document, for whatever is added behind it
 */
export async function fillPdf(
  source: Uint8Array,
  fields: readonly EdocField[],
  fillings: Fillings,
): Promise<PDFDocument> {
  const doc = await PDFDocument.load(source, { updateMetadata: false })
  for (const name of active) doc.catalog.delete(PDFName.of(name))
  doc.catalog.lookupMaybe(PDFName.of('Names'), PDFDict)?.delete(PDFName.of('JavaScript'))
  flattenForm(doc)
  const font = await doc.embedFont(StandardFonts.Helvetica)
  const pictures = new Map<Uint8Array, Awaited<ReturnType<PDFDocument['embedPng']>>>()
  for (const field of fields) {
    const filling = fillings.get(field.key)
    const page = doc.getPages()[field.page]
    if (!filling || !page) continue
    if ('png' in filling) {
      const image = pictures.get(filling.png) ?? (await doc.embedPng(filling.png))
      pictures.set(filling.png, image)
      const { width, height } = image.scaleToFit(field.width, field.height)
      // Bottom left in its box, as a signature sits on its line.
      place(page, field.x, field.y + field.height, (at) => page.drawImage(image, { ...at, width, height }))
    } else if ('checked' in filling) {
      if (filling.checked) tick(page, field)
    } else write(page, field, filling.text, font)
  }
  return doc
}

function flattenForm(doc: PDFDocument): void {
  try {
    const form = doc.getForm()
    if (form.getFields().length) form.flatten()
  } catch {
    // A form that is not as it should be: its look stays, and nobody can type into it.
    doc.catalog.delete(PDFName.of('AcroForm'))
  }
}

type At = { x: number; y: number; rotate: ReturnType<typeof degrees> }

/** A point of the page as it is shown, from the upper left, as a point of the page as it is stored (ISO 32000-1, 7.7.3.3). */
function place(page: PDFPage, u: number, v: number, draw: (at: At) => void): void {
  const box = page.getCropBox()
  const angle = ((page.getRotation().angle % 360) + 360) % 360
  const [x, y] =
    angle === 90 ? [v, u]
    : angle === 180 ? [box.width - u, v]
    : angle === 270 ? [box.width - v, box.height - u]
    : [u, box.height - v] // prettier-ignore
  draw({ x: box.x + x, y: box.y + y, rotate: degrees(angle) })
}

function tick(page: PDFPage, { x, y, width, height }: EdocField): void {
  const side = Math.min(width, height)
  const line = (from: [number, number], to: [number, number]) =>
    place(page, x + from[0] * side, y + from[1] * side, (start) =>
      place(page, x + to[0] * side, y + to[1] * side, (end) =>
        page.drawLine({ start, end, thickness: Math.max(1, side / 9), color: ink }),
      ),
    )
  line([0.15, 0.5], [0.42, 0.8])
  line([0.42, 0.8], [0.88, 0.18])
}

/** One line in its box, smaller if it is long; what is still too long is broken over lines while there is room. */
function write(page: PDFPage, field: EdocField, raw: string, font: PDFFont): void {
  const text = printable(raw, font)
  let size = Math.min(11, field.height * 0.72)
  const widthAt = (line: string) => font.widthOfTextAtSize(line, size)
  let lines = [text]
  while (size > 5) {
    lines = wrap(text, (line) => widthAt(line) <= field.width - 2)
    const fits = lines.every((line) => widthAt(line) <= field.width - 2)
    if (fits && lines.length * size * 1.2 <= field.height + size * 0.25) break
    size -= 0.5
  }
  const first = lines.length === 1 ? field.y + (field.height + size * 0.72) / 2 : field.y + size
  for (const [at, line] of lines.entries())
    place(page, field.x + 1, first + at * size * 1.2, (where) =>
      page.drawText(line, { ...where, size, font, color: ink }),
    )
}

function wrap(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.replace(/\n/g, ' ').split(' ')) {
    const longer = line ? `${line} ${word}` : word
    if (line && !fits(longer)) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
