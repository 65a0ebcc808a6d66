/** A gateway that speaks the Open Credit API (docs/connectors/open-credit-api.json), strictly. README.md: subjects and lies. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import {
  invalid,
  json,
  noSuchPath,
  parseBody,
  parseQuery,
  Problem,
  problemAnswer,
} from '../open-station/problem.ts'
import { openFiles, type Inquiry } from './files.ts'

const password = 'sandbox-demo'
/** Subscribers, and whose files they read. */
const subscribers: Record<string, string> = {
  'keyholder-credit': 'Summit Credit (sandbox)',
  '0125A12345': 'TransUnion',
  ACME01: 'ADT Credit',
}

const address = z.strictObject({
  street: z.string().min(1).max(120),
  city: z.string().min(1).max(60),
  state: z.string().regex(/^[A-Z]{2}$/),
  postalCode: z.string().regex(/^\d{5}(-\d{4})?$/),
})
const request = z.strictObject({
  product: z.record(z.string().max(40), z.string().max(40)),
  subject: z.strictObject({
    firstName: z.string().min(1).max(60),
    lastName: z.string().min(1).max(60),
    ssn: z.string().regex(/^\d{9}$/),
    birthdate: z.iso.date().optional(),
    address,
    previousAddress: address.optional(),
  }),
  permissiblePurpose: z.enum([
    'written_instructions',
    'credit_transaction',
    'business_transaction',
    'account_review',
    'collection',
  ]),
  subjectPin: z.string().max(20).optional(),
})

export const openCredit = (dataDir: string | null): Sandbox => {
  const files = openFiles(dataDir && join(dataDir, 'open-credit.jsonl'), 'OC')

  function answer(call: WireCall): WireAnswer {
    try {
      return route(call)
    } catch (error) {
      if (error instanceof Problem) return problemAnswer(error)
      throw error
    }
  }

  function route(call: WireCall): WireAnswer {
    const subscriber = signedIn(call)
    const { method, path } = call
    if (method === 'GET' && path === '/subscriber')
      return json(200, { name: subscribers[subscriber], environment: 'test' })
    if (method === 'POST' && path === '/inquiries') return inquire(call, subscriber)
    if (method === 'GET' && path === '/inquiries') {
      const { requestKey } = parseQuery(z.object({ requestKey: z.string().min(8).max(64) }), call)
      const found = files.byKey(subscriber, requestKey)
      return json(200, { inquiries: found ? [shown(found)] : [] })
    }
    const one = /^\/inquiries\/([^/]+)(\/report)?$/.exec(path)
    if (method !== 'GET' || !one) throw noSuchPath()
    const inquiry = files.byId(subscriber, decodeURIComponent(one[1]!))
    if (!inquiry) throw new Problem(404, 'inquiry_not_found', 'No such inquiry of this subscriber')
    return json(200, one[2] ? { text: inquiry.report } : shown(inquiry))
  }

  function inquire(call: WireCall, subscriber: string): WireAnswer {
    const key = call.headers['idempotency-key']
    if (typeof key !== 'string' || !/^[A-Za-z0-9_-]{8,64}$/.test(key))
      throw new Problem(400, 'bad_request', 'Idempotency-Key must have 8 to 64 letters, digits, - or _')
    const { subject, subjectPin } = parseBody(request, call)
    const digest = createHash('sha256').update(call.body).digest('hex')
    const before = files.byKey(subscriber, key)
    if (before) {
      if (before.digest !== digest)
        throw invalid('subject', 'This Idempotency-Key was used for another inquiry')
      return json(200, shown(before))
    }
    const made = files.make({
      subscriber,
      requestKey: key,
      digest,
      ssn: subject.ssn,
      name: `${subject.lastName}, ${subject.firstName}`,
      bureau: subscribers[subscriber]!,
      born: subject.birthdate ?? '',
      pin: subjectPin,
    })
    return json(201, shown(made))
  }

  return {
    key: 'open-credit',
    name: 'Open Credit API',
    about: `Credit bureaus behind our own contract. Subscribers ${Object.keys(subscribers).join(', ')}, password ${password}. What a subject shows is decided by the last four digits of the SSN.`,
    columns: [
      { title: 'SSN', path: 'accountNumber' },
      { title: 'Shows', path: 'shows' },
      { title: 'Result', path: 'result' },
      { title: 'Score', path: 'score' },
    ],
    answer,
    accountNumberOf: (call) => sentinelOf(/"ssn":"(\d{9})"/.exec(call.body)?.[1]),
    isSignIn: () => false,
    isWrite: (call) => call.method === 'POST',
    refuse: (status, code, detail, headers) => problemAnswer(new Problem(status, code, detail), headers),
    accounts: files.files,
    effects: files.effects,
    upsert: files.upsert,
    reset: files.reset,
    close: files.close,
  }
}

/** Of the subject that never gets an answer, the number says which fault every inquiry meets: faults.ts. */
export const sentinelOf = (ssn: string | undefined): string | null =>
  ssn === undefined ? null : ssn.endsWith('0006') ? `${ssn}-WDRA` : ssn

function signedIn(call: WireCall): string {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
  const [subscriber = '', given] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s)
  if (!(subscriber in subscribers) || given !== password)
    throw new Problem(401, 'bad_credentials', 'Subscriber or password is not right')
  return subscriber
}

const shown = ({ id, requestKey, bureau, result, score, alerts, factors, at }: Inquiry) => ({
  id,
  requestKey,
  bureau,
  result,
  score,
  trackingNumber: `T${id}`,
  alerts,
  factors,
  reportAvailable: !['pending', 'declined'].includes(result),
  createdAt: at,
})
