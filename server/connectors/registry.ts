/** Every connector, one import and one line each. `npm run new:connector` adds both. */
import { adt } from './adt/adt.ts'
import { adtCredit } from './adt-credit/adt-credit.ts'
import { alarmcom } from './alarmcom/alarmcom.ts'
import { alarmnet } from './alarmnet/alarmnet.ts'
import { alula } from './alula/alula.ts'
import { bold } from './bold/bold.ts'
import { brinks } from './brinks/brinks.ts'
import { affiliated } from './affiliated/affiliated.ts'
import { cops } from './cops/cops.ts'
import type { CreditConnector } from './credit.ts'
import { docusign } from './docusign/docusign.ts'
import { equifax } from './equifax/equifax.ts'
import type { EsignConnector } from './esign.ts'
import { generic } from './generic/generic.ts'
import { securenet } from './securenet/securenet.ts'
import type { ProviderManifest, StationConnector } from './contract.ts'
import type { InteractiveConnector } from './interactive.ts'
import { hart } from './hart/hart.ts'
import { mastermind } from './mastermind/mastermind.ts'
import { nmi } from './nmi/nmi.ts'
import { openCredit } from './open-credit/open-credit.ts'
import type { PaymentConnector } from './payment.ts'
import { stages } from './stages/stages.ts'
import { stripe } from './stripe/stripe.ts'
import { totalconnect } from './totalconnect/totalconnect.ts'
import { transunion } from './transunion/transunion.ts'

export const connectors: readonly StationConnector[] = [
  adt,
  alarmnet,
  bold,
  brinks,
  stages,
  cops,
  affiliated,
  generic,
  mastermind,
]

export const interactiveConnectors: readonly InteractiveConnector[] = [
  alarmcom,
  alula,
  securenet,
  totalconnect,
]

export const creditConnectors: readonly CreditConnector[] = [adtCredit, equifax, hart, transunion, openCredit]

export const paymentConnectors: readonly PaymentConnector[] = [nmi, stripe]

/** The payment connector of that key; undefined if there is none. */
export const paymentByKey = (key: string): PaymentConnector | undefined =>
  paymentConnectors.find((connector) => connector.manifest.key === key)

export const esignConnectors: readonly EsignConnector[] = [docusign]

/** The connector for electronic signatures of that key; undefined if there is none. */
export const esignByKey = (key: string): EsignConnector | undefined =>
  esignConnectors.find((connector) => connector.manifest.key === key)

/** The credit connector of that key; undefined if there is none. */
export const creditByKey = (key: string): CreditConnector | undefined =>
  creditConnectors.find((connector) => connector.manifest.key === key)

/** The station connector of that key; undefined if there is none. */
export const connectorByKey = (key: string): StationConnector | undefined =>
  connectors.find((connector) => connector.manifest.key === key)

/** The interactive-services connector of that key; undefined if there is none. */
export const interactiveByKey = (key: string): InteractiveConnector | undefined =>
  interactiveConnectors.find((connector) => connector.manifest.key === key)

/** Which settings of a connector are secret: stored encrypted, written but never read back. */
export const secretSettings = (manifest: ProviderManifest): string[] =>
  Object.entries(manifest.settings.shape)
    .filter(([, schema]) => (schema as { meta(): { secret?: boolean } | undefined }).meta()?.secret === true)
    .map(([name]) => name)

/** The secret values among settings, for `providerFetch` to keep out of transcripts and errors. */
export const secretValues = (manifest: ProviderManifest, settings: Record<string, unknown>): string[] =>
  secretSettings(manifest).flatMap((name) => (typeof settings[name] === 'string' ? [settings[name]] : []))
