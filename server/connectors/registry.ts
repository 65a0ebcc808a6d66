/** Every connector, one import and one line each. `npm run new:connector` adds both. */
import { bold } from './bold/bold.ts'
import { brinks } from './brinks/brinks.ts'
import type { Manifest, StationConnector } from './contract.ts'
import { stages } from './stages/stages.ts'

export const connectors: readonly StationConnector[] = [bold, brinks, stages]

/** The connector of that key; undefined if there is none. */
export const connectorByKey = (key: string): StationConnector | undefined =>
  connectors.find((connector) => connector.manifest.key === key)

/** Which settings of a connector are secret: stored encrypted, written but never read back. */
export const secretSettings = (manifest: Manifest): string[] =>
  Object.entries(manifest.settings.shape)
    .filter(([, schema]) => (schema as { meta(): { secret?: boolean } | undefined }).meta()?.secret === true)
    .map(([name]) => name)

/** The secret values among settings, for `providerFetch` to keep out of transcripts and errors. */
export const secretValues = (manifest: Manifest, settings: Record<string, unknown>): string[] =>
  secretSettings(manifest).flatMap((name) => (typeof settings[name] === 'string' ? [settings[name]] : []))
