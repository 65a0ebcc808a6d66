/** Smarty's US Street Address API as smarty.com documents it, over ZIP data and invented streets. README.md has the lies. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { type Place, placeOf } from './places.ts'
import { type Dpv, dpvOf, lineOf, readingsOf, readStreet, type Street } from './street.ts'

const credentials = { id: 'sandbox-id', token: 'sandbox-token' }
/** Its credentials are right, and nobody pays for them. */
const unpaidId = 'sandbox-unpaid'
const maxBatch = 100

const lookup = z.object({
  street: z.string().max(100).default(''),
  street2: z.string().max(100).default(''),
  secondary: z.string().max(100).default(''),
  city: z.string().max(64).default(''),
  state: z.string().max(32).default(''),
  zipcode: z.string().max(16).default(''),
  input_id: z.string().max(36).optional(),
  match: z.enum(['strict', 'invalid', 'enhanced']).default('strict'),
  candidates: z.coerce.number().int().min(1).max(100).default(1),
})
type Lookup = z.output<typeof lookup>

const known = z.strictObject({
  accounts: z.array(
    z.strictObject({
      /** Names the entry. */
      accountNumber: z.string().min(1),
      line: z.string(),
      zip: z.string().length(5),
      dpv: z.enum(['Y', 'S', 'D', 'N']).nullable(),
    }),
  ),
})
type Known = z.output<typeof known>['accounts'][number]

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const refuse = (status: number, message: string, headers?: Record<string, string>) =>
  reply(status, { errors: [{ id: status, message }] }, headers)

export const smarty = (): Sandbox => {
  const entries = new Map<string, Known>()

  function answer(call: WireCall): WireAnswer {
    if (call.path !== '/street-address') return refuse(404, 'Not Found')
    const id = call.query.get('auth-id')
    if (call.query.get('auth-token') !== credentials.token || ![credentials.id, unpaidId].includes(id ?? ''))
      return refuse(
        401,
        'Unauthorized: The credentials were provided incorrectly or did not match any existing, active credentials.',
      )
    if (id === unpaidId)
      return refuse(
        402,
        'Payment Required: There is no active subscription for the account associated with the credentials submitted with the request.',
      )
    if (call.method !== 'GET' && call.method !== 'POST') return refuse(405, 'Method Not Allowed')
    let asked: unknown
    try {
      asked = call.method === 'GET' ? [Object.fromEntries(call.query)] : JSON.parse(call.body)
    } catch {
      return refuse(400, 'Bad Request (Malformed Payload): the request body was not well-formed JSON.')
    }
    const parsed = z.array(lookup).min(1).max(maxBatch).safeParse(asked)
    if (!parsed.success) {
      if (Array.isArray(asked) && asked.length > maxBatch) return refuse(413, 'Request Entity Too Large')
      return refuse(400, 'Bad Request (Malformed Payload)')
    }
    if (call.method === 'GET' && !parsed.data[0]!.street)
      return refuse(422, 'Unprocessable Entity: GET request lacked required fields.')
    return reply(200, parsed.data.flatMap(candidatesOf))
  }

  function candidatesOf(asked: Lookup, index: number): object[] {
    const place = placeOf(asked.city, asked.state, asked.zipcode)
    const street = readStreet(asked.street, `${asked.secondary} ${asked.street2}`.trim())
    if (!place || !street) return []
    return readingsOf(street)
      .map((reading) => ({ reading, dpv: knownOf(reading, place) }))
      .filter(({ dpv }) => dpv !== null && (asked.match !== 'strict' || dpv !== 'N'))
      .slice(0, asked.candidates)
      .map(({ reading, dpv }, at) => candidate(asked, index, at, reading, place, dpv!))
  }

  function knownOf(street: Street, place: Place): Dpv | null {
    const line = lineOf(street).toLowerCase()
    const entry = [...entries.values()].find((e) => e.zip === place.zip && e.line.toLowerCase() === line)
    return entry ? entry.dpv : dpvOf(street)
  }

  return {
    key: 'smarty',
    name: 'Smarty (US Street Address)',
    about: `Verifies addresses: POST or GET /smarty/street-address with auth-id ${credentials.id} and auth-token ${credentials.token}. The auth-id ${unpaidId} has no subscription.`,
    columns: [
      { title: 'Line', path: 'line' },
      { title: 'ZIP', path: 'zip' },
      { title: 'DPV', path: 'dpv' },
    ],
    answer,
    accountNumberOf: () => null,
    isSignIn: () => false,
    refuse: (status, _code, detail, headers) => refuse(status, detail, headers),
    accounts: () => entries.values(),
    effects: () => [],
    upsert(body) {
      const { accounts } = known.parse(body)
      for (const entry of accounts) entries.set(entry.accountNumber, entry)
      return accounts.length
    },
    reset: () => entries.clear(),
    close: () => {},
  }
}

function candidate(asked: Lookup, index: number, at: number, street: Street, place: Place, dpv: Dpv): object {
  const line = lineOf(street)
  const digits = createHash('sha256').update(`${line}/${place.zip}`).digest().readUInt32BE()
  const plusFour = String(1000 + (digits % 9000))
  const point = street.number.slice(-2).padStart(2, '0')
  return {
    ...(asked.input_id !== undefined && { input_id: asked.input_id }),
    input_index: index,
    candidate_index: at,
    delivery_line_1: line,
    last_line: `${place.city} ${place.state} ${place.zip}-${plusFour}`,
    delivery_point_barcode: `${place.zip}${plusFour}${point}0`,
    smarty_key: String(digits),
    components: {
      primary_number: street.number,
      ...(street.predirection && { street_predirection: street.predirection }),
      street_name: street.name,
      ...(street.suffix && { street_suffix: street.suffix }),
      ...(street.postdirection && { street_postdirection: street.postdirection }),
      ...(street.designator && { secondary_designator: street.designator, secondary_number: street.unit }),
      city_name: place.city,
      default_city_name: place.city,
      state_abbreviation: place.state,
      zipcode: place.zip,
      plus4_code: plusFour,
      delivery_point: point,
      delivery_point_check_digit: '0',
    },
    metadata: {
      record_type: street.designator ? 'H' : 'S',
      zip_type: 'Standard',
      county_name: place.county,
      rdi: 'Residential',
      latitude: place.latitude,
      longitude: place.longitude,
      coordinate_license: 1,
      precision: 'Zip9',
    },
    analysis: {
      dpv_match_code: dpv,
      dpv_footnotes: { Y: 'AABB', S: 'AACC', D: 'AAN1', N: 'AAM3' }[dpv],
      dpv_cmra: 'N',
      dpv_vacant: 'N',
      dpv_no_stat: 'N',
      active: 'Y',
      ...(asked.match === 'enhanced' && {
        enhanced_match: dpv === 'Y' ? 'postal-match' : 'postal-match,missing-secondary',
      }),
    },
  }
}
