/** Asks every endpoint who is let in, and says where an answer is not the one that the house demands (SEC-001). */
import type { Reply } from '#test/helpers/caller.ts'
import type { User } from '#test/helpers/factories.ts'
import type { House } from '#test/helpers/house.ts'
import { callAs, type Operation, pointsAtRow, type Target } from './every-endpoint.ts'

/** Who asks. All but `nobody` and `stranger` are users of the target's company. */
export type Askers = {
  /** No permission at all. */
  powerless: User
  /** Every permission, at another location only. */
  elsewhere: User
  /** Every permission everywhere, in another company. */
  stranger: User
  /** Every permission everywhere: must be let in, or the matrix proves nothing. */
  almighty: User
}

/** What an asker may be answered; a sentence if it was something else. */
type Judge = (reply: Reply<unknown>, operation: Operation, target: Target) => string | null

const is =
  (expected: number): Judge =>
  ({ status }) =>
    status === expected ? null : `expected ${expected}, got ${status}`

/** An answer without the target's rows in it. */
const showsNothing: Judge = (reply, _operation, { marker }) => {
  if (reply.status !== 200) return `expected an empty answer, got ${reply.status}`
  return reply.text.includes(marker) ? 'shows a row that is not theirs to see' : null
}
const notRefused: Judge = ({ status }) =>
  [401, 403, 404].includes(status) || status >= 500 ? `is not let in: ${status}` : null

const ownOnly = ({ endpoint }: Operation): boolean => endpoint.access === 'signed_in'

const companyWide = ({ endpoint }: Operation): boolean => endpoint.scope !== undefined

const rules: Record<keyof Askers | 'nobody', (operation: Operation) => Judge> = {
  nobody: () => is(401),
  powerless: (o) => (!ownOnly(o) ? is(403) : pointsAtRow(o) ? is(404) : notRefused),
  elsewhere: (o) => {
    if (ownOnly(o)) return pointsAtRow(o) ? is(404) : notRefused
    if (o.endpoint.scope === 'everywhere') return is(403)
    if (companyWide(o)) return notRefused
    if (pointsAtRow(o) || o.endpoint.method !== 'GET') return is(403)
    return showsNothing
  },
  stranger: (o) => {
    if (pointsAtRow(o)) return is(404)
    if (ownOnly(o)) return notRefused
    if (o.endpoint.method === 'GET') return showsNothing
    return companyWide(o) ? notRefused : is(422)
  },
  almighty: (o) => (ownOnly(o) && pointsAtRow(o) ? is(404) : notRefused),
}

/** Every answer that is not the demanded one, as `operation, asker: what was wrong`. */
export async function askAll(
  house: House,
  operations: Operation[],
  askers: Askers,
  newTarget: () => Promise<Target>,
): Promise<string[]> {
  const wrong: string[] = []
  const shared = await newTarget()
  for (const operation of operations) {
    if (operation.endpoint.access === 'public') continue
    // A mutation may use its rows up: it gets its own.
    const target = operation.endpoint.method === 'GET' ? shared : await newTarget()
    // The platform's own staff are users of no company: none of these is one.
    const isStaff = operation.endpoint.access === 'operator'
    for (const [asker, rule] of Object.entries(rules) as [keyof typeof rules, (typeof rules)['nobody']][]) {
      const reply = await callAs(house, asker === 'nobody' ? null : askers[asker], operation, target)
      const verdict = (isStaff ? is(401) : rule(operation))(reply, operation, target)
      if (verdict) wrong.push(`${operation.id}, ${asker}: ${verdict}`)
    }
  }
  return wrong
}
