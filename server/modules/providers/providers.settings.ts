/** A connector's settings as data: how the page draws them, and what of them is kept where. */
import { z } from 'zod'
import type { ProviderType } from '#shared/contracts/providers.ts'
import type { FieldError } from '#shared/errors.ts'
import type { ProviderKind, SettingField, SettingValue } from '#shared/rules/providers.ts'
import type { Manifest as StationManifest, ProviderManifest } from '#server/connectors/contract.ts'
import {
  connectorByKey,
  connectors,
  creditByKey,
  creditConnectors,
  esignByKey,
  esignConnectors,
  interactiveByKey,
  interactiveConnectors,
  paymentByKey,
  paymentConnectors,
  secretSettings,
} from '#server/connectors/registry.ts'
import { openSecrets, type ServiceProviderRow } from './stations.ts'

/** What a company without a connector may still say of itself (shared/rules/offered-values.ts, isAdt). */
const withoutConnector: Record<ProviderKind, z.ZodObject> = {
  monitoring: z.object({
    brand: z
      .enum(['', 'adt'])
      .default('')
      .meta({
        label: 'Brand',
        help: 'ADT: customers get the ADT fields on their Home form',
        choices: { '': 'None', adt: 'ADT' },
      }),
  }),
  interactive: z.object({}),
  credit: z.object({}),
  // Without one nothing can be charged: it is refused as a type that there is not.
  payment: z.object({}),
  edoc: z.object({}),
}

/** @returns undefined for a key that no connector of this kind has */
export const connectorOf = (kind: ProviderKind, key: string) =>
  ({
    monitoring: connectorByKey,
    interactive: interactiveByKey,
    credit: creditByKey,
    payment: paymentByKey,
    edoc: esignByKey,
  })[kind](key)

/** The name of a type as people read it. */
export const typeName = (kind: ProviderKind, key: string | null): string | null =>
  key === null
    ? kind === 'credit' || kind === 'edoc'
      ? nameWithout(kind)
      : null
    : (connectorOf(kind, key)?.manifest.name ?? key)

type Json = {
  type?: string
  format?: string
  enum?: unknown[]
  maxLength?: number
  default?: unknown
  anyOf?: Json[]
  label?: string
  help?: string
  secret?: boolean
  choices?: Record<string, string>
}

const typeOf = (json: Json): SettingField['type'] => {
  if (json.enum) return 'choice'
  if (json.format === 'uri') return 'url'
  if (json.type === 'boolean') return 'check'
  return json.type === 'number' || json.type === 'integer' ? 'number' : 'text'
}

/** The settings in their order, for the page to draw. */
export function settingFields(schema: z.ZodObject): SettingField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, json]) => ({
    name,
    label: json.label ?? name,
    help: json.help ?? '',
    secret: json.secret === true,
    required: required.includes(name),
    type: typeOf(json),
    choices: (json.enum ?? []).map((value) => ({
      value: String(value),
      label: json.choices?.[String(value)] ?? String(value),
    })),
    maxLength: json.maxLength ?? null,
    initial: (json.default as SettingValue | undefined) ?? null,
  }))
}

const describe = (manifest: ProviderManifest): ProviderType => {
  const { accountNumber } = manifest.limits as Partial<StationManifest['limits']>
  const { parts } = manifest as Partial<StationManifest>
  return {
    key: manifest.key,
    name: manifest.name,
    honesty: manifest.honesty,
    brands: [...manifest.brands],
    settings: settingFields(manifest.settings),
    accountNumbers: accountNumber?.help ?? null,
    templates: parts?.details?.some((detail) => detail.choices === 'dealer') ?? false,
  }
}

const all: Record<ProviderKind, readonly { manifest: ProviderManifest }[]> = {
  monitoring: connectors,
  interactive: interactiveConnectors,
  credit: creditConnectors,
  payment: paymentConnectors,
  edoc: esignConnectors,
}

/** A bureau without a connector is where results are entered by hand; documents without one are signed by our own pages. */
const nameWithout = (kind: ProviderKind) =>
  kind === 'credit' ? 'Manual entry' : kind === 'edoc' ? 'Built-in signing' : 'No integration'

/** Every type that a provider of this kind may be; the last one is no connector, where one can do without. */
export const typesOf = (kind: ProviderKind): ProviderType[] => [
  ...all[kind].map(({ manifest }) => describe(manifest)),
  ...(kind === 'payment'
    ? []
    : [
        {
          key: null,
          name: nameWithout(kind),
          honesty: null,
          brands: [],
          settings: settingFields(withoutConnector[kind]),
          accountNumbers: null,
          templates: false,
        },
      ]),
]

export const schemaOf = (kind: ProviderKind, key: string | null): z.ZodObject | undefined =>
  key !== null
    ? connectorOf(kind, key)?.manifest.settings
    : kind === 'payment'
      ? undefined
      : withoutConnector[kind]

const secretsIn = (schema: z.ZodObject): string[] => secretSettings({ settings: schema } as ProviderManifest)

export type Kept = { settings: Record<string, SettingValue>; secrets: Record<string, string> }
export type JudgedSettings = Kept & {
  errors: FieldError[]
  /** Secrets that were typed anew. */
  given: string[]
}

/** What is kept of a row, opened. */
export const keptOf = (
  companyId: number,
  kind: ProviderKind,
  row: Pick<ServiceProviderRow, 'settings' | 'sealed_secrets'>,
): Kept => ({
  settings: row.settings as Kept['settings'],
  secrets: openSecrets(companyId, kind, row.sealed_secrets),
})

const noSettings: Kept = { settings: {}, secrets: {} }

/**
 * Judges settings as they were typed, by the connector's own schema. Secrets that are not given are those that are
 * saved, but never for another address: whoever may change it could have them sent to a server of their own.
 * @param saved of the same connector; null if there are none.
 */
export function judgeSettings(
  schema: z.ZodObject,
  given: Readonly<Record<string, SettingValue>>,
  saved: Kept | null,
): JudgedSettings {
  const fields = settingFields(schema)
  const secretNames = secretsIn(schema)
  const before = saved ?? noSettings
  const values: Record<string, SettingValue> = {}
  const errors: FieldError[] = Object.keys(given)
    .filter((name) => !fields.some((field) => field.name === name))
    .map((name) => ({ path: `settings.${name}`, message: 'There is no such setting' }))
  for (const { name, secret, required } of fields) {
    const value = given[name]
    // Emptied, a setting that need not be there is as if nobody had given it.
    if (value === undefined || (value === '' && !required)) continue
    values[name] = typeof value === 'string' && !secret ? value.trim() : value
  }
  const typed = secretNames.filter((name) => values[name] !== undefined && values[name] !== '')
  const moved = fields.some(
    ({ name, type }) =>
      type === 'url' && before.settings[name] !== undefined && before.settings[name] !== values[name],
  )
  for (const name of secretNames) {
    if (typed.includes(name)) continue
    delete values[name]
    if (before.secrets[name] === undefined) continue
    if (!moved) values[name] = before.secrets[name]
    else
      errors.push({
        path: `settings.${name}`,
        message: 'Enter it again: what is saved is never sent to another address',
      })
  }
  const parsed = schema.safeParse(values)
  if (!parsed.success) for (const issue of parsed.error.issues) errors.push(toError(issue, fields, values))
  const result = (parsed.success ? parsed.data : values) as Record<string, SettingValue>
  const secretValues = secretNames.filter((name) => typeof result[name] === 'string' && result[name] !== '')
  return {
    settings: Object.fromEntries(Object.entries(result).filter(([name]) => !secretNames.includes(name))),
    secrets: Object.fromEntries(secretValues.map((name) => [name, String(result[name])])),
    given: typed,
    // The first at each field: an address that is missing is not also malformed.
    errors: errors.filter((error, at) => errors.findIndex(({ path }) => path === error.path) === at),
  }
}

function toError(
  issue: z.core.$ZodIssue,
  fields: SettingField[],
  values: Record<string, SettingValue>,
): FieldError {
  const name = String(issue.path[0] ?? '')
  const field = fields.find((each) => each.name === name)
  const path = `settings.${issue.path.join('.')}`
  if (values[name] === undefined || values[name] === '')
    return { path, message: `${field?.label ?? name} is required` }
  if (issue.code === 'too_big' && issue.origin === 'string')
    return { path, message: `At most ${String(issue.maximum)} characters` }
  if (field?.type === 'url') return { path, message: 'Enter an address that begins with https://' }
  return { path, message: issue.message }
}
