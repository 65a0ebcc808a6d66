/** The company's queue of fundings: pages of it, and what they add up to. */
import { z } from 'zod'
import type { FundingFilter, FundingQuery } from '#shared/contracts/funding.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import type { FundingListRow } from './funding.answers.ts'
import { joined, shownColumns } from './funding.queries.ts'

function filtered(f: FundingFilter): Conditions {
  const n = new Conditions()
  n.add('f.company_id = platform.company_id()')
  if (f.funderId) n.add('f.funder_id = ?::bigint', f.funderId)
  if (f.progress) n.add('f.progress = ?', f.progress)
  if (f.outcome) n.add('f.outcome = ?', f.outcome)
  if (f.from) n.add('f.created_at >= ?::date', f.from)
  if (f.to) n.add('f.created_at < ?::date + 1', f.to)
  if (f.expectedFrom) n.add('f.expected_on >= ?::date', f.expectedFrom)
  if (f.expectedTo) n.add('f.expected_on <= ?::date', f.expectedTo)
  n.add(
    `(select ${grantedHere('funding.view')} and ${recordSeen()}${f.locationId ? ' and c.location_id = ?::bigint' : ''}
      from customer c where c.company_id = f.company_id and c.id = f.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

const never = '9999-12-31'
const sortColumns = {
  number: null,
  expected: `(coalesce(f.expected_on, '${never}'::date))`,
  amount: 'f.expected_cents',
} as const
const sortTypes = { number: 'bigint', expected: 'date', amount: 'bigint' } as const

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: FundingQuery, position: Position | null): Statement {
  const n = filtered(f)
  const { sort, direction } = f
  const order = keyset(n, 'f', { column: sortColumns[sort], type: sortTypes[sort], direction }, position)
  const text = `select ${shownColumns}
    from (select f.company_id, f.id from funding f where ${n.text} order by ${order} limit $${n.values.length + 1}) page
    join funding f on f.company_id = page.company_id and f.id = page.id ${joined} order by ${order}`
  return compile.named('funding.list', text, [...n.values, f.limit + 1])
}

export function totalsStatement(f: FundingFilter): Statement {
  const { text, values } = filtered(f)
  return compile.named(
    'funding.totals',
    `select count(*)::int as n, coalesce(sum(f.expected_cents), 0)::bigint as expected, coalesce(sum(f.received_cents), 0)::bigint as received,
      coalesce(sum(f.held_cents), 0)::bigint as held, coalesce(sum(f.charged_back_cents), 0)::bigint as back from funding f where ${text}`,
    values,
  )
}

export const optionStatements = (): Statement[] => [
  {
    name: 'funding.options.funders',
    text: `select id, name from catalogue_value where company_id = platform.company_id() and catalogue = 'funder' order by sort, name, id`,
    values: [],
  },
  {
    name: 'funding.options.locations',
    text: `select id, name from location where id = any ((select platform.granted_locations('funding.view'))::bigint[]) and active
      order by name, id`,
    values: [],
  },
]

export const toCursor = (f: FundingQuery, row: FundingListRow): string =>
  writeCursor({ number: null, expected: row.expectedOn ?? never, amount: row.expectedCents }[f.sort], row.id)

const keys = { number: z.null(), expected: z.iso.date(), amount: z.number().int() } as const

export const fromCursor = ({ after, sort }: FundingQuery): Position | null =>
  readPosition<Position['key']>(after, keys[sort])
