/** The demo’s agreement as a PDF, the fields on it, and a signature. */
import { PDFDocument, type PDFPage, StandardFonts } from 'pdf-lib'
import type { EdocField, EdocMergeField, EdocPage } from '#shared/rules/edocs.ts'

export const letter: EdocPage = { width: 612, height: 792 }
export const signature = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAASwAAABaAQMAAAA4v/leAAAABlBMVEURExj////fvtzBAAAAAnRSTlP/AOW3MEoAAAIOSURBVHja7dZNbqswEADgiVKJpY/gM7wT+N2kRzFPXbDslahYdNsjwOMCjt7GC8uuf2YGCHGK3hqkJIr5ZHvGYwOEI5eBk53sZP/DnDrETHOI9ZdDrAV9hDVGHmBeOMGNss5k4Bh8ncV8/KG2Vb87psNIMdg6szoYSrB9r7PVWKbOTJz5FdtudXZLGcZRpzqb4meE4gYcvdc7Nqf5QUnYJzIQD1loS3tXfjxcd2woIH8LZBJ27HP1jcypXj1hXiLTy3Js2VB6IcaZZNY9YqG9Z+9LvFYzG1WdGfwTmRF1NuEMInPXOyYWNmCBRhZgxWYu/7lE0zMbZRnoARNYoLFSg73GzYRs2jAng5VYqXFdtSN227DYlW+wUmMxCauQGd5zM1bZGzN7MRRC7N0rYj6dJR9UqTHWX8z0ivUpVXkvltoaL8TcipUKzvMprGQ4M7WwPifUSa4GnCfkiTEr2yHnSiybqTBJR+pMi/i2HDj/eE1lXpjELN77wIE39SaY0XETf626Zx2ziU4bGYyus4GOuAbLZM0GZh21X8J1x2ZmvONaaHZsyrUVr78c3Qhyx8yeue1jIjNLYY3q2XPBamL6GXNqpBnR9Yh5mfLlf8fbL2nYKcF9CEF0KQUgxuXGFhbWNgbSwTute+jh/hiMLQ0XDV8eYHOGfMFLLUBYMXitPkixwx/fHAo4X6VO9gP7BnX7gAU+H+MwAAAAAElFTkSuQmCC',
  'base64',
)

const terms = [
  '1. Services. The company monitors the system at the address above day and night, and calls the emergency contacts in their order.',
  '2. Term. This agreement runs for the term stated above and goes on from month to month until either side ends it in writing.',
  '3. Charges. The customer pays the monthly rate in advance. Rates may change once a year with thirty days’ notice.',
  '4. The customer tests the system once a month and tells the company of changes to the premises, the contacts and the telephone.',
  '5. The system lowers risks; it is no insurance. The customer keeps insurance for persons and property.',
  '6. Permits that the city demands are the customer’s. The company reminds of those that it knows of.',
]

export async function agreement(): Promise<Buffer> {
  const doc = await PDFDocument.create()
  const [plain, bold] = [
    await doc.embedFont(StandardFonts.Helvetica),
    await doc.embedFont(StandardFonts.HelveticaBold),
  ]
  const write = (page: PDFPage, text: string, x: number, top: number, size = 10, font = plain) =>
    page.drawText(text, {
      x,
      y: letter.height - top,
      size,
      font,
      maxWidth: letter.width - x - 56,
      lineHeight: size * 1.45,
    })
  const line = (page: PDFPage, x: number, top: number, width: number) =>
    page.drawLine({
      start: { x, y: letter.height - top },
      end: { x: x + width, y: letter.height - top },
      thickness: 0.6,
    })
  const first = doc.addPage([letter.width, letter.height])
  write(first, 'Acme Alarm & Home', 56, 64, 11, bold)
  write(first, 'Monitoring agreement', 56, 96, 20, bold)
  for (const [at, label] of [
    'Customer',
    'Address',
    'Telephone',
    'E-mail',
    'Monthly rate',
    'Term',
  ].entries()) {
    write(first, label, 56, 138 + at * 24)
    line(first, 150, 141 + at * 24, 300)
  }
  for (const [at, text] of terms.entries()) write(first, text, 56, 310 + at * 48)
  write(first, 'Name of a pet that moves at night', 56, 622)
  line(first, 230, 625, 220)
  write(first, 'I have read pages 1 and 2.', 80, 660)
  write(first, 'Initials', 440, 720)
  line(first, 480, 723, 70)
  const second = doc.addPage([letter.width, letter.height])
  write(second, 'Signatures', 56, 96, 16, bold)
  write(second, 'Each signs as of the date beside the signature.', 56, 122)
  for (const [at, who] of ['Customer', 'Co-signer', 'For Acme Alarm & Home'].entries()) {
    line(second, 56, 220 + at * 100, 230)
    write(second, who, 56, 234 + at * 100, 9)
    line(second, 320, 220 + at * 100, 120)
    write(second, 'Date', 320, 234 + at * 100, 9)
  }
  return Buffer.from(await doc.save())
}

const field = (key: string, more: Partial<EdocField>): EdocField => ({ key, type: 'merge', page: 0, x: 152, y: 0, width: 296, height: 17, role: null, required: false, label: '', source: null, ...more }) // prettier-ignore
export const merged: [string, EdocMergeField, string][] = [
  ['name', 'full_name', 'Carter Lundy'],
  ['address', 'full_address', '510 East Maple Street, Provo, UT 84604'],
  ['phone', 'primary_phone', '(801) 555-0109'],
  ['email', 'email', 'carter@lundy.test'],
  ['rate', 'monthly_rate', '$47.99'],
  ['term', 'contract_term', '42 months'],
]
export const fields: EdocField[] = [
  ...merged.map(([key, source], at) => field(key, { source, y: 124 + at * 24 })),
  field('pet', {
    type: 'text',
    role: 'customer',
    x: 232,
    y: 608,
    width: 218,
    label: 'Name of a pet that moves at night',
  }),
  field('read', {
    type: 'checkbox',
    role: 'customer',
    required: true,
    x: 58,
    y: 649,
    width: 14,
    height: 14,
    label: 'I have read pages 1 and 2',
  }),
  field('initials', {
    type: 'initials',
    role: 'customer',
    required: true,
    x: 482,
    y: 697,
    width: 66,
    height: 26,
  }),
  field('sign', {
    type: 'signature',
    role: 'customer',
    required: true,
    page: 1,
    x: 58,
    y: 180,
    width: 200,
    height: 40,
  }),
  field('date', { type: 'date_signed', role: 'customer', page: 1, x: 322, y: 202, width: 116 }),
  field('dealer', {
    type: 'signature',
    role: 'dealer',
    required: true,
    page: 1,
    x: 58,
    y: 380,
    width: 200,
    height: 40,
  }),
  field('dealerDate', { type: 'date_signed', role: 'dealer', page: 1, x: 322, y: 402, width: 116 }),
]
