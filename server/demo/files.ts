/** Files of some written customers: a letter, a certificate as PDF with an earlier version, and a drawing of zones. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type pg from 'pg'
import { fileStore } from '#server/platform/file-store.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

const letter = `Acme Alarm & Home
To whom it may concern

The home at the address of this account is protected by a monitored burglar alarm with smoke
detection. The central station watches it day and night. The system was tested with its owner
on the day of installation; every zone reported.

The owner may show this letter to the insurer of the home.
`

/** A page of lines in Helvetica: the least that ISO 32000 asks of a PDF. */
function pdf(lines: readonly string[]): Buffer {
  const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join(' ')
  const page = `BT /F1 13 Tf 18 TL 72 700 Td ${text} ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const place = body.length
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  )
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const crc32 = (bytes: Buffer): number =>
  (bytes.reduce((c, byte) => crcTable[(c ^ byte) & 255]! ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0

/** A plan of rooms, with a dot for each zone (PNG, 8-bit grey; RFC 2083). */
function plan(): Buffer {
  const [width, height] = [480, 320]
  const rows = Buffer.alloc((width + 1) * height, 255)
  const set = (x: number, y: number, grey: number) => rows.writeUInt8(grey, y * (width + 1) + 1 + x)
  for (let y = 0; y < height; y++) rows.writeUInt8(0, y * (width + 1))
  const wall = (x1: number, y1: number, x2: number, y2: number) => {
    for (let y = y1; y <= y2; y++) for (let x = x1; x <= x2; x++) set(x, y, 70)
  }
  const dot = (cx: number, cy: number) => {
    for (let y = -8; y <= 8; y++)
      for (let x = -8; x <= 8; x++) if (x * x + y * y <= 64) set(cx + x, cy + y, 20)
  }
  for (const [x1, y1, x2, y2] of [
    [30, 30, 449, 35], [30, 285, 449, 290], [30, 30, 35, 290], [445, 30, 450, 290],
    [220, 30, 224, 170], [30, 170, 160, 174], [224, 200, 445, 204],
  ] as const) wall(x1, y1, x2, y2) // prettier-ignore
  for (const [x, y] of [[120, 288], [340, 33], [447, 120], [130, 90], [330, 110], [340, 250]] as const) dot(x, y) // prettier-ignore
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(8, 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const certificate = (zones: number) =>
  pdf([
    'CERTIFICATE OF ALARM INSTALLATION',
    '',
    'Acme Alarm & Home certifies that the system at this address',
    `was installed and tested. Zones that reported: ${zones}.`,
    '',
    'Burglary: yes.  Smoke: yes.  Monitored day and night: yes.',
  ])

type Contents = { type: string; bytes: Buffer }
type DemoFile = {
  customerId: number
  name: string
  category: string
  description: string
  /** The earliest first. */
  versions: readonly Contents[]
}

const pdfOf = (zones: number): Contents => ({ type: 'application/pdf', bytes: certificate(zones) })
const textOf = (text: string): Contents => ({ type: 'text/plain', bytes: Buffer.from(text) })

const demoFiles = (): readonly DemoFile[] => [
  {
    customerId: story.equal,
    name: 'Alarm certificate.pdf',
    category: 'Certificate',
    description: 'For the insurer; the second after the CO detector was added',
    versions: [pdfOf(6), pdfOf(8)],
  },
  {
    customerId: story.equal,
    name: 'Zone plan.png',
    category: 'Diagram',
    description: 'Ground floor',
    versions: [{ type: 'image/png', bytes: plan() }],
  },
  {
    customerId: story.equal,
    name: 'Letter to the insurer.txt',
    category: 'Letter',
    description: '',
    versions: [textOf(letter)],
  },
  {
    customerId: story.headOffice,
    name: 'Alarm certificate.pdf',
    category: 'Certificate',
    description: 'Head office and warehouse',
    versions: [pdfOf(8)],
  },
  {
    customerId: story.linked,
    name: 'Letter to the insurer.txt',
    category: 'Letter',
    description: '',
    versions: [textOf(letter)],
  },
]

/** Brings the files with their bytes. Should the load fail, the bytes belong to nothing, and the next sweep takes them. */
export async function loadFiles(client: pg.Client, companyId: number, setting: Setting): Promise<void> {
  const { rows: owners } = await client.query<{ id: string }>(
    `select id from user_account where company_id = $1 order by id limit 1`,
    [companyId],
  )
  for (const { customerId, name, category, description, versions } of demoFiles()) {
    const { rows } = await client.query<{ id: string; created_at: Date }>(
      `insert into file (company_id, customer_id, name, category_id, description, shown_number, created_at)
       select company_id, id, $3, $4, $5, $6, created_at + interval '1 day' from customer
       where company_id = $1 and id = $2 returning id, created_at`,
      [companyId, customerId, name, setting.value('file_category', category), description, versions.length],
    )
    for (const [index, { type, bytes }] of versions.entries()) {
      const key = await fileStore().put(companyId, (async function* () { yield bytes })()) // prettier-ignore
      await client.query(
        `insert into file_version (company_id, file_id, number, original_name, content_type, size_bytes, sha256,
           storage_key, uploaded_at, uploaded_by)
         values ($1, $2, $3::int, $4, $5, $6, $7, $8, $9::timestamptz + $3::int * interval '1 hour', $10)`,
        [
          companyId,
          rows[0]!.id,
          index + 1,
          name,
          type,
          bytes.length,
          createHash('sha256').update(bytes).digest(),
          key,
          rows[0]!.created_at,
          owners[0]!.id,
        ],
      )
    }
  }
}
