/**
 * Checks before an order: whether the station would take the customer. A check runs for a moment in the background and
 * then stands; what it answers follows from what was sent (README.md of the brand's sandbox), so that a test knows it.
 */
import { z } from 'zod'
import type { WireAnswer, WireCall } from '../kit.ts'
import { json, parseBody, Problem } from './problem.ts'
import type { Station } from './profile.ts'

const printable = /^[^\u0000-\u001f\u007f]*$/
const line = (max: number) => z.string().max(max).regex(printable)
const given = (max: number) => line(max).min(1)

const preCheckPost = z.strictObject({
  name: z.strictObject({ first: given(30), last: given(40), business: line(60), contact: line(60) }),
  premises: z.strictObject({
    street1: given(60),
    city: given(40),
    state: z.string().regex(/^[A-Z]{2}$/),
    postalCode: z.string().regex(/^(\d{5}(-\d{4})?|[A-Z]\d[A-Z] \d[A-Z]\d)$/),
    county: given(40),
  }),
  phone: z.string().regex(/^\+1[2-9]\d{2}[2-9]\d{6}(x\d{1,6})?$/),
  email: z
    .string()
    .max(100)
    .regex(/^[^@\s]+@[^@\s]+$/),
  ssn: z.string().regex(/^\d{9}$/),
  birthdate: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  dealerNumber: line(32),
})
type Question = z.output<typeof preCheckPost>

/** What the station keeps of a check: its verdict, and of the question nothing. */
export type HeldPreCheck = {
  id: string
  dealerId: string
  askedAtMs: number
  /** Until when it is `running`. */
  doneAtMs: number
  state: 'review' | 'approved' | 'error'
  report: string[]
}

/** How long a check is `running`, in milliseconds; `POST /_control/prechecks` sets another time. */
export const usualPreCheckMs = 1200
export const preCheckControl = z.strictObject({ runForMs: z.int().min(0).max(3_600_000) })
const adultYears = 18

/** The verdict by the sandbox's rules: faults of the data first, then what the telephone's last digit says. */
function judge(
  { name, phone, birthdate, premises }: Question,
  nowMs: number,
): Pick<HeldPreCheck, 'state' | 'report'> {
  const youngest = new Date(nowMs)
  youngest.setUTCFullYear(youngest.getUTCFullYear() - adultYears)
  const faults = [
    ...(Date.parse(birthdate) > youngest.getTime() ? ['The applicant must be 18 years old.'] : []),
    ...(name.business && !name.contact ? ['A commercial account needs a business contact.'] : []),
  ]
  const last = /\d(?=x|$)/.exec(phone)?.[0]
  if (last === '7')
    faults.push(
      'The name does not match the social security number.',
      'Correct it and run the PreCheck again.',
    )
  if (faults.length) return { state: 'error', report: faults }
  if (last === '3')
    return {
      state: 'review',
      report: [
        `An account existed at ${premises.street1} within the last 18 months.`,
        'ADT reviews this customer; the answer comes within two business days.',
      ],
    }
  return { state: 'approved', report: ['The customer qualifies for ADT funding.', 'Valid for 30 days.'] }
}

/** POST /prechecks, without what every write does besides (server.ts). */
export function beginPreCheck(station: Station, call: WireCall, dealerId: string, id: string): HeldPreCheck {
  const question = parseBody(preCheckPost, call)
  const askedAtMs = station.now()
  const doneAtMs = askedAtMs + station.preCheckMs
  return { id, dealerId, askedAtMs, doneAtMs, ...judge(question, askedAtMs) }
}

/** How the check stands now. */
export function showPreCheck(station: Station, held: HeldPreCheck): object {
  const { id, askedAtMs, doneAtMs, state, report } = held
  const running = station.now() < doneAtMs
  const at = new Date(running ? askedAtMs : doneAtMs).toISOString()
  return running ? { id, state: 'running', report: [], at } : { id, state, report, at }
}

/** GET /prechecks/{id}; another dealer's does not exist. */
export function readPreCheck(station: Station, held: HeldPreCheck | undefined, dealerId: string): WireAnswer {
  if (held?.dealerId !== dealerId) throw new Problem(404, 'precheck_not_found', 'No such PreCheck')
  return json(200, showPreCheck(station, held))
}

/** What `effects` tell of a question: never the SSN, nor the birthdate. */
export const toldOf = (body: string): object => {
  const { name, premises, phone } = JSON.parse(body) as Question
  return { name, premises, phone }
}
