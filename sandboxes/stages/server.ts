/**
 * A central station that runs SGS stages: its SiteGroupGateway in the JSON form, `POST
 * /SiteGroupGateway/OpenAPI/method/<Operation>`. Strict: members that the interface does not know, that stand out of
 * order or are of another type are refused. What it decides by itself is listed in README.md.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { answers, breaches, complete, isOperation, seenValues, type Operation } from './interface.ts'
import { seed } from './seed.ts'
import { codesOf, openSites, transmitterCode, type Site, type Sites, type Stored } from './sites.ts'

const logins: Readonly<Record<string, string>> = { keyholder: 'sandbox-demo', birch: 'sandbox-demo' }

const columns = [
  { title: 'Transmitter', path: 'accountNumber' },
  { title: 'Site name', path: 'site.SiteName' },
  { title: 'Type', path: 'site.SiteType' },
  { title: 'Street', path: 'site.SiteAddress' },
  { title: 'City', path: 'site.City' },
  { title: 'Phone', path: 'site.Phones.0.PhoneNumber' },
  { title: 'In service', path: 'site.Devices.0.InServiceFlag' },
  { title: 'Site no.', path: 'site.SiteNum' },
  { title: 'Dealer', path: 'login' },
]

/** 0 and 145 were seen in use; the others are this sandbox's own. */
const errors = { credentials: 2, notFound: 101, inUse: 102, missing: 145, invalid: 150, refused: 199 }

const wirePath = /^\/SiteGroupGateway\/OpenAPI\/method\/(\w+)$/
type Body = {
  UserName?: string | null
  Password?: string | null
  TransmitterCode?: string | null
  StartUTCDate?: string
  Site?: Site | null
  SiteContacts?: { Contacts?: unknown[] | null } | null
}

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export function stages(dataDir: string | null): Sandbox {
  const sites = openSites(dataDir === null ? null : join(dataDir, 'stages.jsonl'), seed, 'keyholder')
  return {
    key: 'stages',
    name: 'SGS stages',
    about:
      'A stages station of nobody’s, by its SiteGroupGateway. User name keyholder, password sandbox-demo; or user name birch, the same password.',
    columns,
    answer: (call) => {
      try {
        return answer(sites, call)
      } catch (error) {
        if (error instanceof Refusal) return result(error.errorNum, error.message)
        throw error
      }
    },
    accountNumberOf,
    isSignIn: () => false,
    isWrite: (call) => /\/(ImportSite|UpdateSiteContacts)$/.test(call.path),
    // The gateway refuses with 200 and a number; what stands before it (IIS, a limiter) uses the status.
    refuse: (status, _code, detail, headers) =>
      status === 422
        ? result(errors.refused, detail)
        : {
            ...json({ ErrorNum: errors.refused, ErrorMessage: detail }, status),
            ...(headers && { headers }),
          },
    accounts: () => sites.all(),
    effects: () => sites.effects(),
    upsert: (body) => sites.upsert(body),
    reset: () => sites.reset(),
    close: () => sites.close(),
  }
}

/** A refusal in the gateway's own form: a number and a sentence, status 200. */
class Refusal extends Error {
  readonly errorNum: number
  constructor(errorNum: number, message: string) {
    super(message)
    this.errorNum = errorNum
  }
}

function answer(sites: Sites, call: WireCall): WireAnswer {
  const operation = wirePath.exec(call.path)?.[1]
  if (!operation || !isOperation(operation)) return plain(404, 'No such method')
  if (call.method !== 'POST') return plain(405, 'POST only')
  if (call.headers['content-type']?.split(';')[0] !== 'application/json') return plain(415, 'JSON only')
  const body = bodyOf(call)
  const wrong = body === null ? ['The body is not JSON'] : breaches(operation, body)
  if (wrong.length > 0) return plain(400, wrong.slice(0, 5).join('; '))
  return perform[operation](sites, body!, signIn(body!))
}

function signIn({ UserName, Password }: Body): string {
  if (!UserName || !Object.hasOwn(logins, UserName) || logins[UserName] !== Password)
    throw new Refusal(errors.credentials, 'Invalid user name or password')
  return UserName
}

const perform: Record<Operation, (sites: Sites, body: Body, login: string) => WireAnswer> = {
  GetSite: (sites, body, login) => data('GetSite', own(sites, body, login).site),
  GetChangeList: (sites, { StartUTCDate }, login) =>
    data('GetChangeList', {
      EndUTCDate: new Date().toISOString(),
      Changed: [...sites.all()]
        .filter((stored) => stored.login === login && stored.changedAt >= StartUTCDate!)
        .map(({ accountNumber, site }) => ({ TransmitterCode: accountNumber, SiteNum: site.SiteNum })),
    }),
  UpdateSiteContacts: (sites, body, login) => {
    const stored = own(sites, body, login)
    const contacts = body.SiteContacts?.Contacts
    if (!contacts) throw new Refusal(errors.invalid, 'SiteContacts is required')
    checkValues('Contacts', contacts)
    sites.apply({ ...stored, site: { ...stored.site, Contacts: contacts } }, 'contacts', {
      Contacts: contacts,
    })
    return result(0, null)
  },
  ImportSite: importSite,
}

/** Creates a site or changes one. What the given site leaves out is gone afterwards: lists, points and all. */
function importSite(sites: Sites, { Site: given }: Body, login: string): WireAnswer {
  if (!given) throw new Refusal(errors.invalid, 'Site is required')
  const codes = codesOf(given)
  const code = codes[0]
  if (!code || codes.length < given.Devices!.length || new Set(codes).size < codes.length)
    throw new Refusal(errors.invalid, 'Each device of a site needs a TransmitterCode of its own')
  for (const one of codes)
    if (!transmitterCode.safeParse(one).success)
      throw new Refusal(errors.invalid, `TransmitterCode ${one} is not valid`)
  const known = given.SiteNum == null ? sites.byCode(code) : sites.byNum(given.SiteNum)
  if (given.SiteNum != null && known?.login !== login) throw new Refusal(errors.notFound, 'Site not found')
  const foreign = codes.find((one) => {
    const holder = sites.byCode(one)
    return holder && (holder !== known || holder.login !== login)
  })
  if (foreign) throw new Refusal(errors.inUse, `TransmitterCode ${foreign} is in use`)
  checkValues('Site', given)

  const numbered: Site = {
    ...given,
    Devices: given.Devices!.map((device) => ({ ...device, DevNum: device?.DevNum ?? sites.newNum() })),
    SiteNum: known?.site.SiteNum ?? sites.newNum(),
  }
  const stored = { accountNumber: code, login, changedAt: '', site: numbered }
  sites.apply(stored, known ? 'update' : 'create', given)
  // Imported all the same, with a warning.
  const missing = ['SiteAddress', 'SiteName', 'City', 'State', 'ZipCode'].filter((name) => !given[name])
  return missing.length
    ? result(errors.missing, `Required Data is Missing: ${missing.join(', ')}`)
    : result(0, null)
}

function own(sites: Sites, { TransmitterCode }: Body, login: string): Stored {
  const stored = sites.byCode(TransmitterCode ?? '')
  if (stored?.login !== login) throw new Refusal(errors.notFound, 'Transmitter Code not found')
  return stored
}

/** Lengths are this sandbox's own: the interface names none. */
const lengths: Readonly<Record<string, number>> = {
  SiteName: 140,
  SiteAddress: 60,
  SiteAddr2: 60,
  City: 40,
  State: 2,
  ZipCode: 10,
  County: 40,
  CrossStreet: 60,
  Codeword: 20,
  PhoneNumber: 15,
  Extension: 6,
  LastName: 40,
  FirstName: 30,
  Pin: 20,
  Relation: 30,
}

/** Refuses texts that are too long and codes that are in no table, at any depth, by the member's name. */
function checkValues(name: string, value: unknown): void {
  if (Array.isArray(value)) return value.forEach((one) => checkValues(name, one))
  if (typeof value === 'object' && value !== null) {
    for (const [member, inner] of Object.entries(value)) checkValues(member, inner)
    return
  }
  if (typeof value !== 'string' || value === '') return
  if (value.length > (lengths[name] ?? 500))
    throw new Refusal(errors.invalid, `${name} is longer than ${lengths[name] ?? 500} characters`)
  if (seenValues[name]?.includes(value) === false)
    throw new Refusal(errors.invalid, `${name} ${value} is not valid`)
}

function bodyOf(call: WireCall): Body | null {
  try {
    return JSON.parse(call.body) as Body
  } catch {
    return null
  }
}

function accountNumberOf(call: WireCall): string | null {
  const body = bodyOf(call) as (Body & { Site?: { Devices?: unknown } }) | null
  if (typeof body?.TransmitterCode === 'string') return body.TransmitterCode
  const devices = body?.Site?.Devices
  const first: unknown = Array.isArray(devices) ? devices[0] : null
  const code = (first as { TransmitterCode?: unknown } | null)?.TransmitterCode
  return typeof code === 'string' ? code : null
}

const json = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})
const plain = (status: number, text: string): WireAnswer => ({ status, body: `${text}\n` })
const result = (ErrorNum: number, ErrorMessage: string | null) => json({ ErrorNum, ErrorMessage })
const data = (operation: Operation, value: unknown) =>
  json(complete(answers[operation], { ErrorNum: 0, ErrorMessage: null, Result: value }))
