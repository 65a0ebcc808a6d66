/** Opens the station behind a monitoring company, and writes down what is said to it. */
import type { Station, StationConnector } from '#server/connectors/contract.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { providerFetch, type TranscriptEntry } from '#server/connectors/http.ts'
import { connectorByKey, secretValues } from '#server/connectors/registry.ts'
import { fail } from '#shared/errors.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'

export type MonitoringCompanyRow = {
  id: number
  name: string
  connector: string | null
  in_house: boolean
  settings: unknown
  sealed_secrets: string | null
}

export type OpenStation = {
  manifest: StationConnector['manifest']
  station: Station
  calls: TranscriptEntry[]
}

const secretsPlace = (companyId: number) => place(companyId, 'monitoring_company.sealed_secrets')
export const sealSecrets = (companyId: number, secrets: Record<string, string>): string =>
  seal(JSON.stringify(secrets), secretsPlace(companyId))

export class StationDesk {
  readonly #privateOrigins: ReadonlySet<string>

  /** @param privateProviderOrigins origins inside the private network that a station's address may have. */
  constructor(privateProviderOrigins: readonly string[]) {
    this.#privateOrigins = new Set(privateProviderOrigins)
  }

  /** Whether plain http and a private address may be called there: a sandbox, or a service in one's own network. */
  allowsPrivate(url: string): boolean {
    return this.#privateOrigins.has(new URL(url).origin)
  }

  /**
   * Opens the station. Makes no call by itself; each call is added to `calls` as it ends.
   * @throws connections.not_integrated if Keyholder does not speak to this company
   */
  open(companyId: number, row: MonitoringCompanyRow): OpenStation {
    const connector = row.connector === null ? undefined : connectorByKey(row.connector)
    if (!connector) return fail('connections.not_integrated', { company: row.name })
    const secrets = row.sealed_secrets
      ? (JSON.parse(unseal(row.sealed_secrets, secretsPlace(companyId))) as object)
      : {}
    const settings = { ...(row.settings as object), ...secrets } as Record<string, unknown>
    const calls: TranscriptEntry[] = []
    const fetch = providerFetch({
      connector: connector.manifest.key,
      credentials: `${companyId}/${row.id}`,
      timeoutMs: connector.manifest.limits.timeoutMs,
      callsPerSecond: connector.manifest.limits.callsPerSecond,
      allowPrivate: typeof settings.baseUrl === 'string' && this.allowsPrivate(settings.baseUrl),
      secrets: secretValues(connector.manifest, settings),
      onCall: (entry) => calls.push(entry),
    })
    return { manifest: connector.manifest, station: connector.open(settings, fetch), calls }
  }
}

/** What a connector's failure means in a sentence. The provider's own words come first. */
export function reasonOf(error: ConnectorError): string {
  return error.providerMessage ?? error.reason ?? sentences[error.kind]
}
const sentences: Record<ConnectorError['kind'], string> = {
  bad_credentials: 'The station did not accept our credentials.',
  not_found: 'The station does not know this account.',
  rejected: 'The station refused this.',
  rate_limited: 'The station asks us to slow down.',
  unavailable: 'The station cannot be reached.',
  unexpected_reply: 'The station answered something that we do not understand.',
}

/** Ends a request with a provider's failure, as what it is (CON-055). Other errors pass. */
export function failAsProvider(error: unknown, company: string): never {
  if (!(error instanceof ConnectorError)) throw error
  const values = { company, call: error.call, reason: reasonOf(error) }
  if (error.kind === 'rate_limited') {
    const seconds = Math.ceil((error.retryAfterMs ?? 5000) / 1000)
    return fail('connections.provider_busy', { company, seconds }, { retryAfterSeconds: seconds })
  }
  if (error.kind === 'rejected') {
    const errors = error.field ? [{ path: `fields.${error.field}`, message: values.reason }] : []
    return fail('connections.provider_refused', values, { errors })
  }
  return fail('connections.provider_failed', values)
}
