/** The tags of a demo company, who carries them, and who is sent to the addresses of the written customers. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { startingTags, type StartingTag } from '#server/modules/companies/companies.starting.ts'
import { seededRandom } from './random.ts'
import { daysBefore, type DemoRecord } from './record.ts'
import { story } from './story.ts'

type DemoTag = StartingTag & { active?: boolean }

const starting = (...names: string[]): DemoTag[] =>
  startingTags.filter(({ name }) => names.includes(name)).map((tag) => ({ ...tag }))

const demoTags: readonly DemoTag[] = [
  ...starting('VIP', 'Takeover'),
  { name: 'Builder account', colour: 'gray', category: 'Account' },
  { name: 'Grandfathered plan', colour: 'gray', category: 'Account', active: false },
  { name: 'Military discount', colour: 'green', category: 'Billing' },
  { name: 'Senior discount', colour: 'teal', category: 'Billing' },
  ...starting('Collections', 'Dog on site', 'Gate code on file'),
  { name: 'Seasonal resident', colour: 'orange', category: 'Service' },
  { name: 'Camera upsell', colour: 'blue', category: 'Sales' },
  { name: 'Refers friends', colour: 'pink', category: 'Sales' },
]

const idOf = (name: string): number => demoTags.findIndex((tag) => tag.name === name) + 1

/** Makes the company's tags; their ids count from 1. */
export async function loadTags(client: pg.Client, companyId: number): Promise<void> {
  await copyRows(
    client,
    'tag',
    ['company_id', 'id', 'name', 'colour', 'category', 'warning', 'active', 'sort'],
    demoTags.map((tag, i) => [
      companyId,
      i + 1,
      tag.name,
      tag.colour,
      tag.category,
      tag.warning ?? null,
      tag.active ?? true,
      i + 1,
    ]),
  )
}

/** Below this number lie the written customers. */
const firstMade = 1101

const written: Partial<Record<number, string[]>> = {
  [story.differs]: ['VIP', 'Takeover'],
  [story.equal]: ['Dog on site', 'Military discount', 'Refers friends'],
  [story.canceled]: ['Collections'],
  [story.headOffice]: ['Builder account'],
}

/** About every second record carries a tag or two. */
function tagsOf({ id, fields }: DemoRecord): number[] {
  if (id < firstMade) return (written[id] ?? []).map(idOf)
  const random = seededRandom('tags', id)
  if (!random.chance(0.5)) return []
  const often = demoTags.flatMap(({ name, warning }, i): [id: number, weight: number][] => {
    if (name === 'Collections') return fields.isCanceled ? [[i + 1, 6]] : []
    return [[i + 1, warning ? 2 : 4]]
  })
  return [...new Set(Array.from({ length: random.int(1, 2) }, () => random.weighted(often)))]
}

/** Tags a batch of records. */
export async function loadRecordTags(
  client: pg.Client,
  companyId: number,
  records: readonly DemoRecord[],
): Promise<void> {
  const rows = records.flatMap((record) =>
    tagsOf(record).map((tagId) => [companyId, record.id, tagId, record.createdAt, record.createdBy]),
  )
  await copyRows(
    client,
    'customer_tag',
    ['company_id', 'customer_id', 'tag_id', 'added_at', 'added_by'],
    rows,
  )
}

type Agency = {
  kind: string
  name: string
  phone: string
  permit?: string
  expiresInDays?: number
  fee?: number
}

const provo: readonly Agency[] = [
  {
    kind: 'police',
    name: 'Provo Police Department',
    phone: '8015550190',
    permit: 'PV-2291',
    expiresInDays: 210,
  },
  { kind: 'fire', name: 'Provo Fire & Rescue', phone: '8015550191' },
  { kind: 'medical', name: 'Utah Valley Ambulance', phone: '8015550192' },
]
const agencies: Partial<Record<number, readonly Agency[]>> = {
  [story.differs]: provo,
  [story.equal]: [
    ...provo,
    { kind: 'guard', name: 'Wasatch Guard Response', phone: '8015550193', fee: 3500 },
    { kind: 'electrical', name: 'Provo City Power', phone: '8015550194' },
  ],
  [story.linked]: provo,
  [story.notIntegrated]: [
    {
      kind: 'police',
      name: 'Orem Police Department',
      phone: '8015550195',
      permit: 'OR-118',
      expiresInDays: -40,
    },
    { kind: 'fire', name: 'Orem Fire Department', phone: '8015550196' },
  ],
}

/** Who is sent to the written customers. */
export async function loadAgencies(
  client: pg.Client,
  companyId: number,
  records: readonly DemoRecord[],
  now: Date,
): Promise<void> {
  const rows = records.flatMap(({ id }) =>
    (agencies[id] ?? []).map(({ kind, name, phone, permit, expiresInDays, fee }) => [
      companyId,
      id,
      kind,
      name,
      phone,
      permit ?? null,
      expiresInDays === undefined ? null : daysBefore(now, -expiresInDays),
      fee ?? null,
    ]),
  )
  const columns = [
    'company_id', 'customer_id', 'kind', 'name', 'phone', 'permit_number', 'permit_expires_on', 'response_fee_cents',
  ] // prettier-ignore
  await copyRows(client, 'agency', columns, rows)
}
