/** Letter pages with running text, made with pdf-lib: what work orders and invoices are printed by. */
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'

// Letter, in points.
export const [width, height, margin] = [612, 792, 48]
export const inner = width - 2 * margin
export const [ink, grey, rule] = [rgb(0.1, 0.11, 0.13), rgb(0.4, 0.42, 0.46), rgb(0.82, 0.84, 0.87)]

/** The standard fonts know the characters of Western Europe; an accent beyond them falls off, anything else is `?`. */
export function printable(text: string, font: PDFFont): string {
  const known = (c: string) => {
    try {
      font.encodeText(c)
      return true
    } catch {
      return false
    }
  }
  return [...text.replace(/\t/g, '  ')]
    .map((c) => (c === '\n' || known(c) ? c : (c.normalize('NFKD')[0] ?? '?')))
    .map((c) => (c === '\n' || known(c) ? c : '?'))
    .join('')
}

export type PaperFonts = { plain: PDFFont; bold: PDFFont }

export const standardFonts = async (doc: PDFDocument): Promise<PaperFonts> => ({
  plain: await doc.embedFont(StandardFonts.Helvetica),
  bold: await doc.embedFont(StandardFonts.HelveticaBold),
})

/** Writes down a page, and goes on to the next when one is full. */
export class PaperWriter {
  readonly #doc: PDFDocument
  readonly #fonts: PaperFonts
  #page: PDFPage
  #y: number
  constructor(doc: PDFDocument, fonts: PaperFonts) {
    this.#doc = doc
    this.#fonts = fonts
    this.#page = doc.addPage([width, height])
    this.#y = height - margin
  }
  /** Goes on a new page unless so many points are left. */
  room(points: number): boolean {
    if (this.#y - points >= margin + 16) return false
    this.#page = this.#doc.addPage([width, height])
    this.#y = height - margin
    return true
  }
  skip(points: number): void {
    this.#y -= points
  }
  text(
    text: string,
    { x = margin, size = 10, bold = false, color = ink, right = false, down = true, max = inner } = {},
  ): void {
    const font = bold ? this.#fonts.bold : this.#fonts.plain
    const lines = this.#wrap(printable(text, font), font, size, max)
    const top = this.#y
    for (const line of lines) {
      if (down) this.room(size)
      const at = right ? x - font.widthOfTextAtSize(line, size) : x
      this.#page.drawText(line, { x: at, y: this.#y - size, size, font, color })
      this.#y -= size * 1.4
    }
    if (!down) this.#y = top
  }
  /** How many points a text takes. */
  heightOf(text: string, size: number, max: number): number {
    return this.#wrap(printable(text, this.#fonts.plain), this.#fonts.plain, size, max).length * size * 1.4
  }
  #wrap(text: string, font: PDFFont, size: number, max: number): string[] {
    const fits = (line: string) => font.widthOfTextAtSize(line, size) <= max
    return text.split('\n').flatMap((paragraph) => {
      const lines: string[] = []
      let line = ''
      for (const word of paragraph.split(' ')) {
        const longer = line ? `${line} ${word}` : word
        if (fits(longer)) {
          line = longer
          continue
        }
        if (line) lines.push(line)
        line = word
        // A word that no line holds is cut.
        while (!fits(line)) {
          let cut = line.length - 1
          while (cut > 1 && !fits(line.slice(0, cut))) cut -= 1
          lines.push(line.slice(0, cut))
          line = line.slice(cut)
        }
      }
      return [...lines, line]
    })
  }
  line(): void {
    this.#page.drawLine({
      start: { x: margin, y: this.#y },
      end: { x: width - margin, y: this.#y },
      thickness: 0.75,
      color: rule,
    })
    this.#y -= 8
  }
  heading(text: string): void {
    this.room(40)
    this.skip(10)
    this.text(text, { size: 11, bold: true })
    this.skip(2)
  }
  async image(png: Uint8Array, boxWidth: number, boxHeight: number): Promise<void> {
    const image = await this.#doc.embedPng(png)
    const { width: w, height: h } = image.scaleToFit(boxWidth, boxHeight)
    this.#page.drawImage(image, { x: margin, y: this.#y - h, width: w, height: h })
    this.#y -= h + 4
  }
}

/** A new document with its writer and its fonts. @param title what the reader's window says */
export async function openPaper(
  title: string,
): Promise<{ doc: PDFDocument; writer: PaperWriter; plain: PDFFont }> {
  const doc = await PDFDocument.create()
  doc.setTitle(title)
  doc.setCreator('Keyholder')
  const fonts = await standardFonts(doc)
  return { doc, writer: new PaperWriter(doc, fonts), plain: fonts.plain }
}

/** Writes `<what>, page 1 of 3` at the foot of every page. */
export function numberPages(doc: PDFDocument, font: PDFFont, what: string): void {
  const pages = doc.getPages()
  for (const [index, page] of pages.entries())
    page.drawText(`${what}, page ${index + 1} of ${pages.length}`, {
      x: margin,
      y: 28,
      size: 8,
      font,
      color: grey,
    })
}
