/**
 * A central station that runs SGS stages: its SiteGroupGateway, in JSON and in SOAP. Strict: members that the
 * interface does not know, that stand out of order or are of another type are refused. What it decides by itself is
 * listed in README.md.
 */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { openSignalLog, type SignalLog } from '../signals/signal-log.ts'
import { errors, perform, Refusal, type Body, type Desk } from './operations.ts'
import { answerIn, fault, readCall, type Asked, type Form } from './request.ts'
import { seed } from './seed.ts'
import { openSites } from './sites.ts'

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

const writes =
  /^(ImportSite|UpdateSiteContacts|UpdateSiteCodewords|OnTest|ClearTest|OutService|InService|Signal)$/

/** Builds the sandbox; with a `dataDir` it remembers across restarts. Signals of the shared log are in the history. */
export function stages(dataDir: string | null, signals: SignalLog = openSignalLog(null)): Sandbox {
  const sites = openSites(dataDir === null ? null : join(dataDir, 'stages.jsonl'), seed, 'keyholder')
  const desk: Desk = { sites, signals }
  const askedOf = (call: WireCall): Asked | null => {
    const asked = readCall(call)
    return 'operation' in asked ? asked : null
  }
  return {
    key: 'stages',
    name: 'SGS stages',
    about:
      'A stages station of nobody’s, by its SiteGroupGateway, JSON and SOAP. User name keyholder, password sandbox-demo; or user name birch, the same password.',
    columns,
    answer: (call) => {
      const asked = readCall(call)
      return 'operation' in asked ? answer(desk, asked) : asked
    },
    accountNumberOf: (call) => transmitterOf(askedOf(call)?.body ?? {}),
    isSignIn: () => false,
    isWrite: (call) => writes.test(askedOf(call)?.operation ?? ''),
    // The gateway refuses with 200 and a number; what stands before it (IIS, a limiter) uses the status.
    refuse: (status, _code, detail, headers, call) => {
      const asked = call ? askedOf(call) : null
      const form: Form = asked?.form ?? 'json'
      if (status === 422 && asked)
        return answerIn(form, asked.operation, { ErrorNum: errors.refused, ErrorMessage: detail })
      const refused = fault(form, 'server', detail, status)
      return { ...refused, headers: { ...refused.headers, ...headers } }
    },
    accounts: () => sites.all(),
    effects: () => sites.effects(),
    upsert: (body) => sites.upsert(body),
    reset: () => sites.reset(),
    close: () => sites.close(),
  }
}

function answer(desk: Desk, { form, operation, body, wrong }: Asked): WireAnswer {
  if (wrong.length > 0) return fault(form, 'caller', wrong.slice(0, 5).join('; '))
  try {
    const { value, warning } = perform[operation](desk, body as Body, signIn(body as Body))
    const said = { ErrorNum: warning?.errorNum ?? 0, ErrorMessage: warning?.message ?? null }
    return answerIn(form, operation, said, value)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return answerIn(form, operation, { ErrorNum: error.errorNum, ErrorMessage: error.message })
  }
}

function signIn({ UserName, Password }: Body): string {
  if (!UserName || !Object.hasOwn(logins, UserName) || logins[UserName] !== Password)
    throw new Refusal(errors.credentials, 'Invalid user name or password')
  return UserName
}

/** The transmitter that a call is about: its own, or that of the site's first device or of the first signal. */
function transmitterOf(body: Record<string, unknown>): string | null {
  const first = (holder: unknown, list: string): unknown => {
    const found = (holder as Record<string, unknown> | null | undefined)?.[list]
    return Array.isArray(found) ? (found[0] as { TransmitterCode?: unknown } | null)?.TransmitterCode : null
  }
  const code = body.TransmitterCode ?? first(body.Site, 'Devices') ?? first(body.Signals, 'Signals')
  return typeof code === 'string' ? code : null
}
