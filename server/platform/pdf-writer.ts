/** Papers that are made line by line: text that wraps and goes on over pages, rules, pictures. Letter, in points. */
import { type PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'

export const letter = { width: 612, height: 792, margin: 48, inner: 612 - 2 * 48 }
const { width, height, margin, inner } = letter
export const [ink, grey, rule] = [rgb(0.1, 0.11, 0.13), rgb(0.4, 0.42, 0.46), rgb(0.82, 0.84, 0.87)]

export type PdfFonts = { plain: PDFFont; bold: PDFFont }

export const standardFonts = async (doc: PDFDocument): Promise<PdfFonts> => ({
  plain: await doc.embedFont(StandardFonts.Helvetica),
  bold: await doc.embedFont(StandardFonts.HelveticaBold),
})

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

/** Writes down a page, and goes on to the next when one is full. */
export class PdfWriter {
  readonly #doc: PDFDocument
  readonly #fonts: { plain: PDFFont; bold: PDFFont }
  #page: PDFPage
  #y: number
  constructor(doc: PDFDocument, fonts: { plain: PDFFont; bold: PDFFont }) {
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
