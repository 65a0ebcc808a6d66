/** What one has typed of a monitoring company or provider. */
import type { Provider, ProviderType } from '#shared/contracts/providers.ts'
import type { SettingField, SettingValue } from '#shared/rules/providers.ts'
import type { Stored } from '#web/ui/draft.ts'

export type TypedProvider = {
  name: string
  /** `''` is no integration: a select has no null. */
  connector: string
  active: boolean
  inHouse: boolean
  isDefault: boolean
  /** By name; numbers as they were typed, secrets empty until one types them anew. */
  settings: Record<string, string | boolean>
  templates: { code: string; name: string; active: boolean }[]
}

export const providerLabels = {
  name: 'Name',
  connector: 'Type',
  active: 'Active',
  inHouse: 'In-house',
  isDefault: 'Default',
  settings: 'Connection',
  templates: 'Templates',
} as const satisfies Record<keyof TypedProvider, string>

const typedValue = (value: SettingValue | null | undefined, { type }: SettingField): string | boolean =>
  type === 'check' ? value === true : value == null ? '' : String(value)

/** A type's settings as they stand in the form before anything is typed. */
export const typedSettings = (
  { settings }: ProviderType,
  stored: Record<string, SettingValue> = {},
): TypedProvider['settings'] =>
  Object.fromEntries(
    settings.map((field) => [
      field.name,
      field.secret ? '' : typedValue(stored[field.name] ?? field.initial, field),
    ]),
  )

export const typeOf = (types: readonly ProviderType[], connector: string): ProviderType | undefined =>
  types.find(({ key }) => (key ?? '') === connector)

export function draftOf(
  { version, fields }: Pick<Provider, 'version' | 'fields'>,
  types: readonly ProviderType[],
): Stored<TypedProvider> {
  const connector = fields.connector ?? ''
  const type = typeOf(types, connector)
  return {
    version,
    fields: { ...fields, connector, settings: type ? typedSettings(type, fields.settings) : {} },
  }
}

/** The settings as they are sent: what cannot be a number stays a text, which the server refuses at its field. */
export const sentSettings = (
  type: ProviderType | undefined,
  typed: TypedProvider['settings'],
): Record<string, SettingValue> =>
  Object.fromEntries(
    (type?.settings ?? []).map(({ name, type: of }) => {
      const value = typed[name] ?? ''
      const isNumber = of === 'number' && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())
      return [name, isNumber ? Number(value) : value]
    }),
  )

export const sentProvider = (typed: TypedProvider, types: readonly ProviderType[]) => ({
  ...typed,
  connector: typed.connector || null,
  settings: sentSettings(typeOf(types, typed.connector), typed.settings),
})
