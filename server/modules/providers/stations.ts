/** Opens the provider behind a monitoring company, an interactive-services provider, a credit bureau, a payment processor or an e-doc provider. */
import type { CreditBureau, CreditManifest } from '#server/connectors/credit.ts'
import type { ProviderManifest, Station, StationConnector } from '#server/connectors/contract.ts'
import type { Esign, EsignManifest } from '#server/connectors/esign.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { type ProviderFetch, providerFetch, type TranscriptEntry } from '#server/connectors/http.ts'
import type { PaymentManifest, PaymentProcessor } from '#server/connectors/payment.ts'
import {
  connectorByKey,
  creditByKey,
  esignByKey,
  interactiveByKey,
  paymentByKey,
  secretValues,
} from '#server/connectors/registry.ts'
import { fail } from '#shared/errors.ts'
import type { ProviderKind } from '#shared/rules/providers.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'

export type ServiceProviderRow = {
  id: number
  name: string
  connector: string | null
  settings: unknown
  sealed_secrets: string | null
}
export type MonitoringCompanyRow = ServiceProviderRow & { in_house: boolean }

export type OpenStation = {
  manifest: StationConnector['manifest']
  station: Station
  calls: TranscriptEntry[]
}

export type InteractiveConnector = NonNullable<ReturnType<typeof interactiveByKey>>
export type OpenProvider = {
  manifest: InteractiveConnector['manifest']
  provider: ReturnType<InteractiveConnector['open']>
  calls: TranscriptEntry[]
}

export type OpenBureau = { manifest: CreditManifest; bureau: CreditBureau; calls: TranscriptEntry[] }

export type OpenProcessor = {
  manifest: PaymentManifest
  processor: PaymentProcessor
  calls: TranscriptEntry[]
}
export type OpenEsign = { manifest: EsignManifest; esign: Esign; calls: TranscriptEntry[] }

export type Settings = Record<string, unknown>

/** The tables differ by history alone: what holds for one kind holds for the others. */
export const tableOf = {
  monitoring: 'monitoring_company',
  interactive: 'service_provider',
  credit: 'credit_bureau',
  payment: 'payment_processor',
  edoc: 'edoc_provider',
} as const

const secretsPlace = (companyId: number, kind: ProviderKind) =>
  place(companyId, `${tableOf[kind]}.sealed_secrets`)
export const sealSecrets = (
  companyId: number,
  secrets: Record<string, string>,
  kind: ProviderKind = 'monitoring',
): string => seal(JSON.stringify(secrets), secretsPlace(companyId, kind))

/** The saved secrets by name; none if nothing is saved. */
export const openSecrets = (
  companyId: number,
  kind: ProviderKind,
  sealed: string | null,
): Record<string, string> =>
  sealed === null ? {} : (JSON.parse(unseal(sealed, secretsPlace(companyId, kind))) as Record<string, string>)

export class StationDesk {
  readonly #privateOrigins: ReadonlySet<string>
  readonly #pace: number | undefined

  /**
   * @param privateProviderOrigins origins inside the private network that a station's address may have.
   * @param pace calls a second to every provider, instead of what its connector allows: for a sandbox of one's own.
   */
  constructor(privateProviderOrigins: readonly string[], pace?: number) {
    this.#privateOrigins = new Set(privateProviderOrigins)
    this.#pace = pace
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
    const settings = this.#settingsOf(companyId, 'monitoring', row)
    const { fetch, calls } = this.#wayTo(companyId, 'monitoring', row.id, connector.manifest, settings)
    return { manifest: connector.manifest, station: connector.open(settings, fetch), calls }
  }

  /** The same for an interactive-services provider. */
  openInteractive(companyId: number, row: ServiceProviderRow): OpenProvider {
    const connector = row.connector === null ? undefined : interactiveByKey(row.connector)
    if (!connector) return fail('connections.not_integrated', { company: row.name })
    const settings = this.#settingsOf(companyId, 'interactive', row)
    const { fetch, calls } = this.#wayTo(companyId, 'interactive', row.id, connector.manifest, settings)
    return { manifest: connector.manifest, provider: connector.open(settings, fetch), calls }
  }

  /**
   * The same for a credit bureau. Of its `calls` only that they were made may be kept: what was said holds reports.
   */
  openCredit(companyId: number, row: ServiceProviderRow): OpenBureau {
    const connector = row.connector === null ? undefined : creditByKey(row.connector)
    if (!connector) return fail('connections.not_integrated', { company: row.name })
    const settings = this.#settingsOf(companyId, 'credit', row)
    const { fetch, calls } = this.#wayTo(companyId, 'credit', row.id, connector.manifest, settings)
    return { manifest: connector.manifest, bureau: connector.open(settings, fetch), calls }
  }

  /** The same for a payment processor. Of its `calls` only that they were made may be kept: what was said holds its tokens. */
  openPayment(companyId: number, row: ServiceProviderRow): OpenProcessor {
    const connector = row.connector === null ? undefined : paymentByKey(row.connector)
    if (!connector) return fail('connections.not_integrated', { company: row.name })
    const settings = this.#settingsOf(companyId, 'payment', row)
    const { fetch, calls } = this.#wayTo(companyId, 'payment', row.id, connector.manifest, settings)
    return { manifest: connector.manifest, processor: connector.open(settings, fetch), calls }
  }

  /** The same for a provider of electronic signatures. */
  openEsign(companyId: number, row: ServiceProviderRow): OpenEsign {
    const connector = row.connector === null ? undefined : esignByKey(row.connector)
    if (!connector) return fail('connections.not_integrated', { company: row.name })
    const settings = this.#settingsOf(companyId, 'edoc', row)
    const { fetch, calls } = this.#wayTo(companyId, 'edoc', row.id, connector.manifest, settings)
    return { manifest: connector.manifest, esign: connector.open(settings, fetch), calls }
  }

  /**
   * Asks the provider who it is, with settings that need not be saved; outside of any transaction.
   * @param id of the saved row; null if there is none yet.
   * @throws ConnectorError
   */
  check(
    companyId: number,
    kind: ProviderKind,
    id: number | null,
    connector: { manifest: ProviderManifest; open(settings: Settings, fetch: ProviderFetch): Checked },
    settings: Settings,
  ): Promise<string> {
    const { fetch } = this.#wayTo(companyId, kind, id ?? 0, connector.manifest, settings)
    return connector.open(settings, fetch).check()
  }

  #settingsOf(companyId: number, kind: ProviderKind, row: ServiceProviderRow): Settings {
    return { ...(row.settings as Settings), ...openSecrets(companyId, kind, row.sealed_secrets) }
  }

  #wayTo(companyId: number, kind: ProviderKind, id: number, manifest: ProviderManifest, settings: Settings) {
    const calls: TranscriptEntry[] = []
    const fetch = providerFetch({
      connector: manifest.key,
      credentials: `${companyId}/${kind}/${id}`,
      timeoutMs: manifest.limits.timeoutMs,
      callsPerSecond: this.#pace ?? manifest.limits.callsPerSecond,
      allowPrivate: typeof settings.baseUrl === 'string' && this.allowsPrivate(settings.baseUrl),
      secrets: secretValues(manifest, settings),
      onCall: (entry) => calls.push(entry),
    })
    return { fetch, calls }
  }
}

type Checked = { check(): Promise<string> }

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
