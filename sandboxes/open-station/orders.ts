/**
 * Orders of a station that takes them: made with the customer, changed with it, and submitted; what the submission comes
 * to follows from what stands there (README.md of the brand's sandbox), after a moment in the background.
 */
import type { Customer } from './customers.ts'
import { withEtag, type PartRoute } from './part.ts'
import { json, parseBody, Problem } from './problem.ts'
import type { Station } from './profile.ts'
import { orderSubmission } from './wire-parts.ts'

const words = {
  created: 'Created',
  updated: 'Updated',
  submitting: 'Submission in Progress',
  submitted: 'Submitted',
  failed: 'Submission Failed',
} as const
type State = keyof typeof words

/** How the order stands at this moment: a submission ends by itself. */
export function orderOf({ orderState, submission }: Customer, nowMs: number) {
  if (submission && orderState === words.submitting) {
    const done = nowMs >= submission.doneAtMs
    const state: State = !done ? 'submitting' : submission.report.length > 0 ? 'failed' : 'submitted'
    const at = new Date(done ? submission.doneAtMs : submission.askedAtMs).toISOString()
    return { state, words: words[state], report: done ? submission.report : [], at }
  }
  const known = (Object.keys(words) as State[]).find((state) => words[state] === orderState)
  return { state: known ?? 'created', words: orderState, report: [] as string[], at: null }
}

/** What no order is taken without, as members of a customer, and in words. */
const wanted: [has: (customer: Customer) => unknown, words: string][] = [
  [({ email }) => email, 'The order has no e-mail address.'],
  [({ phones }) => phones.premises, 'The order has no telephone number of the premises.'],
  [({ abortCode }) => abortCode, 'The order has no abort code.'],
  [({ details }) => details['servicePlan'], 'Choose a service plan.'],
  [({ details }) => details['installedOn'], 'The installation is not scheduled.'],
  [({ details }) => details['creditTracking'], 'The credit tracking number is missing.'],
]

const onWire = (customer: Customer, station: Station) => {
  const { state, report, at } = orderOf(customer, station.now())
  return { serial: customer.serial, state, report, at }
}

export const orderRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^order$/,
    offered: ({ orders }) => orders === true,
    read: ({ station, customer }) => json(200, onWire(customer, station)),
  },
  {
    method: 'POST',
    path: /^order\/submission$/,
    offered: ({ orders }) => orders === true,
    change: ({ station, call, customer }) => {
      parseBody(orderSubmission, call)
      const { state } = orderOf(customer, station.now())
      if (state === 'submitting')
        throw new Problem(409, 'order_running', 'The order is being submitted already')
      if (state === 'submitted')
        throw new Problem(409, 'order_taken', 'The order is submitted; change it first')
      const askedAtMs = station.now()
      return {
        kind: 'order_submitted',
        customer: {
          ...customer,
          orderState: words.submitting,
          submission: {
            askedAtMs,
            doneAtMs: askedAtMs + station.preCheckMs,
            report: wanted.flatMap(([has, sentence]) => (has(customer) ? [] : [sentence])),
          },
        },
        answer: (after) => withEtag(after, onWire(after, station)),
      }
    },
  },
]
