/** Checks before an order: begun with everything that the station asks of a customer, read again by their id. */
import { parsePhone } from '#shared/phone.ts'
import type { PreCheck, PreCheckQuestion, PreChecks } from '../station-parts.ts'
import { checked, type Line } from './line.ts'
import { checkLength, FieldError, phoneToWire } from './map.ts'
import { preCheckReply } from './wire-parts.ts'

/** Where the wire has each member of a question, with the length that the contract gives it. */
const wirePaths = {
  firstName: ['name.first', 30],
  lastName: ['name.last', 40],
  businessName: ['name.business', 60],
  businessContact: ['name.contact', 60],
  addressLine1: ['premises.street1', 60],
  city: ['premises.city', 40],
  state: ['premises.state', 2],
  zip: ['premises.postalCode', 10],
  county: ['premises.county', 40],
  phone: ['phone', 17],
  email: ['email', 100],
  ssn: ['ssn', 9],
  birthdate: ['birthdate', 10],
  dealerNumber: ['dealerNumber', 32],
} as const satisfies Record<keyof PreCheckQuestion, readonly [path: string, maxLength: number]>
type Member = keyof typeof wirePaths
const members = Object.keys(wirePaths) as Member[]
const mayBeEmpty = new Set<Member>(['businessName', 'businessContact', 'dealerNumber'])
/** Our record calls the telephone that is asked about its primary one. */
const ourName = (member: Member) => (member === 'phone' ? 'primaryPhone' : member)

/** Throws `FieldError` for what the station cannot hold, by our field. */
function toWire(question: PreCheckQuestion): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const member of members) {
    const [path, maxLength] = wirePaths[member]
    const value = question[member]
    if (value === '' && !mayBeEmpty.has(member))
      throw new FieldError(ourName(member), 'The station checks nobody without it')
    checkLength(ourName(member), value, maxLength)
    const [group, name] = path.split('.') as [string, string?]
    const wireValue = member === 'phone' ? phoneToWire('primaryPhone', value) : value
    if (name) body[group] = { ...(body[group] as object), [name]: wireValue }
    else body[group] = wireValue
  }
  if (!/^\d{9}$/.test(question.ssn)) throw new FieldError('ssn', 'Nine digits')
  return body
}

const ourField = (path: string): string | null => {
  const member = members.find((one) => wirePaths[one][0] === path)
  return member ? ourName(member) : null
}

/** What must be in no transcript: the SSN as any hand writes it, and the day of birth. */
const secretsOf = ({ ssn, birthdate }: PreCheckQuestion) => [
  ssn,
  ssn.replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3'),
  birthdate,
]

export function openPreChecks({ send }: Line): PreChecks {
  return {
    start: async ({ idempotencyKey, revision: _none, ...question }) => {
      const call = 'Run PreCheck'
      const body = checked(call, () =>
        toWire({ ...question, phone: parsePhone(question.phone) ?? question.phone }),
      )
      const check: PreCheck = await send(
        {
          call,
          effect: 'write',
          method: 'POST',
          path: '/prechecks',
          body,
          idempotencyKey,
          ourField,
          secrets: secretsOf(question),
        },
        preCheckReply,
      )
      return check
    },
    read: (id) =>
      send(
        {
          call: 'Read PreCheck',
          effect: 'read',
          method: 'GET',
          path: `/prechecks/${encodeURIComponent(id)}`,
        },
        preCheckReply,
      ),
  }
}
