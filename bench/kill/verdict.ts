/** What must hold when all is quiet again: our record, the station's account and its log of effects agree. */
import { customerFields, type FieldName } from '#shared/rules/customer-fields.ts'
import { HttpClient } from '../http-client.ts'
import { readStation, type Effect, type StationAccount } from '../station.ts'
import type { Installation } from './installation.ts'
import { saveOf, type WrittenField, writtenFields, type WrittenRecord } from './writer.ts'

type Values = Partial<Record<FieldName, string | number | boolean | null>>

/** Where the station keeps our fields, written from docs/connectors/open-station-api.json. */
const stationValue: Partial<Record<FieldName, (account: StationAccount) => string>> = {
  firstName: ({ name }) => name['first']!,
  lastName: ({ name }) => name['last']!,
  businessName: ({ name }) => name['business']!,
  addressLine1: ({ premises }) => premises['street1']!,
  addressLine2: ({ premises }) => premises['street2']!,
  city: ({ premises }) => premises['city']!,
  state: ({ premises }) => premises['state']!,
  zip: ({ premises }) => premises['postalCode']!,
  county: ({ premises }) => premises['county']!,
  crossStreet: ({ premises }) => premises['crossStreet']!,
  primaryPhone: ({ phones }) => phones['premises']!,
  workPhone: ({ phones }) => phones['work']!,
  cellPhone: ({ phones }) => phones['mobile']!,
  otherPhone: ({ phones }) => phones['other']!,
  email: ({ email }) => email,
  abortCode: ({ abortCode }) => abortCode,
}
const effectPath: Record<WrittenField, [string, string?]> = {
  crossStreet: ['premises', 'crossStreet'],
  addressLine2: ['premises', 'street2'],
  email: ['email'],
  cellPhone: ['phones', 'mobile'],
  otherPhone: ['phones', 'other'],
}

/** Sentences about what does not hold; none if all does. `firstEffect`: the log is judged from there on. */
export async function judge(
  installation: Installation,
  records: readonly WrittenRecord[],
  firstEffect: number,
): Promise<string[]> {
  const { accounts, effects } = await readStation(installation.stationUrl)
  const client = new HttpClient(installation.url, installation.headers)
  const wrong: string[] = []
  for (const record of records) {
    const { fields } = await client.json<{ fields: Values }>({ method: 'GET', path: record.path })
    const account = accounts.get(record.accountNumber)
    if (!account) wrong.push(`${record.accountNumber}: the station has no such account`)
    else wrong.push(...differences(record, fields, account))
    wrong.push(...lostSaves(record, fields))
    wrong.push(
      ...disorder(
        record,
        effects.slice(firstEffect).filter((e) => e.accountNumber === record.accountNumber),
      ),
    )
  }
  client.close()
  return [
    ...wrong,
    ...(await historyFlaws(installation, records)),
    ...(await linkFlaws(installation, accounts, effects)),
  ]
}

/** Digits for telephones, letters and digits for what an operator may have typed, all else as it is. */
function plain(name: FieldName, value: string): string {
  if (customerFields[name].type === 'phone') return value.replace(/\D/g, '').replace(/^1(?=\d{10})/, '')
  return isWritten(name) ? value : value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

const isWritten = (name: string): name is WrittenField => (writtenFields as string[]).includes(name)

function differences(record: WrittenRecord, ours: Values, theirs: StationAccount): string[] {
  return Object.entries(stationValue).flatMap(([field, read]) => {
    const name = field as FieldName
    const [a, b] = [String(ours[name] ?? ''), read(theirs)]
    return plain(name, a) === plain(name, b)
      ? []
      : [`${record.accountNumber}: ${name} is '${a}' with us and '${b}' at the station`]
  })
}

/** Each field holds what the last acknowledged save wrote, or what a later one wrote whose answer was lost. */
function lostSaves(record: WrittenRecord, ours: Values): string[] {
  return writtenFields.flatMap((field) => {
    const tries = record.tries.filter(({ fields }) => fields.includes(field))
    // What no save has touched is the demo's own value, which may look like a save's.
    if (!tries.length) return []
    const last = tries.findLast(({ outcome }) => outcome === 'acknowledged')?.n ?? 0
    const held = saveOf(field, String(ours[field] ?? '')) ?? 0
    const allowed =
      held === last || tries.some(({ n, outcome }) => n === held && n > last && outcome === 'unknown')
    return allowed
      ? []
      : [`${record.accountNumber}: ${field} holds save ${held}, save ${last} was acknowledged`]
  })
}

/** A field's values reach the station in the order of their saves, and none of them twice. */
function disorder(record: WrittenRecord, effects: readonly Effect[]): string[] {
  const wrong: string[] = []
  const last = new Map<WrittenField, number>()
  for (const { seq, kind, values } of effects) {
    if (kind !== 'update') continue
    for (const field of writtenFields) {
      const [outer, inner] = effectPath[field]
      const value = inner ? (values[outer] as Record<string, unknown> | undefined)?.[inner] : values[outer]
      const n = typeof value === 'string' ? saveOf(field, value) : null
      if (n === null) continue
      const before = last.get(field) ?? 0
      if (n === before)
        wrong.push(`${record.accountNumber}: ${field} of save ${n} was applied twice (effect ${seq})`)
      if (n < before)
        wrong.push(
          `${record.accountNumber}: ${field} of save ${n} came after that of save ${before} (effect ${seq})`,
        )
      last.set(field, n)
    }
  }
  return wrong
}

/** Every acknowledged save stands in History once, and the chain holds. */
async function historyFlaws(
  installation: Installation,
  records: readonly WrittenRecord[],
): Promise<string[]> {
  const wrong: string[] = []
  const { rows } = await installation.sql<{
    customer_id: string
    field: string
    value: string
    times: string
  }>(
    `select customer_id, c->>'field' as field, c->>'new' as value, count(*) as times
     from history_entry, jsonb_array_elements(changes) c where company_id = $1 and event = 'customers.saved' group by 1, 2, 3`,
    [installation.companyId],
  )
  const noted = new Map<string, number>()
  for (const { customer_id, field, value, times } of rows) {
    const n = isWritten(field) && value ? saveOf(field, value) : null
    if (n !== null) noted.set(`${customer_id} ${field} ${n}`, Number(times))
  }
  for (const { customerId, tries } of records) {
    for (const { n, fields, outcome } of tries) {
      for (const field of fields) {
        const times = noted.get(`${customerId} ${field} ${n}`) ?? 0
        if (times > 1) wrong.push(`#${customerId}: ${field} of save ${n} stands ${times} times in History`)
        if (times === 0 && outcome === 'acknowledged')
          wrong.push(`#${customerId}: ${field} of acknowledged save ${n} is not in History`)
        if (times > 0 && outcome === 'refused')
          wrong.push(`#${customerId}: ${field} of refused save ${n} is in History`)
      }
    }
  }
  const chain = await installation.sql<{ entry_id: string; problem: string }>(
    'select * from platform.verify_history($1)',
    [installation.companyId],
  )
  return [...wrong, ...chain.rows.map(({ entry_id, problem }) => `History, entry ${entry_id}: ${problem}`)]
}

/** Nothing is half-linked: a link stands on both sides or on neither, and no account was made or linked twice. */
async function linkFlaws(
  installation: Installation,
  accounts: ReadonlyMap<string, StationAccount>,
  effects: readonly Effect[],
): Promise<string[]> {
  const wrong: string[] = []
  const { rows } = await installation.sql<{
    account_number: string
    customer_id: string
    state: string
    pushes: string
  }>(
    `select k.account_number, k.customer_id, k.state, (select string_agg(distinct p.state, ', ') from connection_push p
       where p.company_id = k.company_id and p.connection_id = k.id and p.state in ('waiting', 'sending', 'failed')) as pushes
     from connection k where k.company_id = $1`,
    [installation.companyId],
  )
  const linked = new Set<string>()
  for (const { account_number: number, customer_id: id, state, pushes } of rows) {
    if (state === 'linking') wrong.push(`${number}: still linking`)
    if (pushes) wrong.push(`${number}: updates are left: ${pushes}`)
    if (state !== 'linked') continue
    linked.add(number)
    const reference = accounts.get(number)?.link?.reference
    if (reference !== `keyholder:bench/${id}`)
      wrong.push(`${number}: linked with us, '${reference ?? 'not linked'}' at the station`)
  }
  for (const { accountNumber, link } of accounts.values()) {
    if (link?.reference.startsWith('keyholder:') && !linked.has(accountNumber))
      wrong.push(`${accountNumber}: linked at the station and not with us`)
  }
  for (const kind of ['create', 'link']) {
    for (const [number, made] of Map.groupBy(
      effects.filter((e) => e.kind === kind),
      (e) => e.accountNumber,
    ))
      if (made.length > 1) wrong.push(`${number}: ${made.length} effects of kind ${kind}`)
  }
  return wrong
}
