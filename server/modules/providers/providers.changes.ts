/** What changed about a monitoring company or provider, in words for its history. */
import type { ProviderKind } from '#shared/rules/providers.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import type { ProviderRow } from './providers.queries.ts'
import { type Kept, keptOf, schemaOf, settingFields, typeName } from './providers.settings.ts'

/** What changed, in words. Of a secret it is said that it changed, never from what to what. */
export function differences(
  ctx: Ctx,
  kind: ProviderKind,
  before: ProviderRow | null,
  after: Omit<ProviderRow, 'sealed_secrets'>,
  given: readonly string[],
): Change[] {
  const old = before && words(kind, before)
  const now = words(kind, after)
  const changes = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now)])]
    .map((field) => ({ field, old: old?.[field] ?? null, new: now[field] ?? null }))
    .filter((change) => change.old !== change.new)
  const had = before ? Object.keys(keptOf(ctx.actor.company.id, kind, before).secrets) : []
  const kept = before?.connector === after.connector
  const label = (name: string, connector: string | null) =>
    settingFields(schemaOf(kind, connector)!).find((field) => field.name === name)?.label ?? name
  for (const name of given)
    changes.push({
      field: label(name, after.connector),
      old: kept && had.includes(name) ? '***' : null,
      new: '*** (new)',
    })
  if (before && !kept && schemaOf(kind, before.connector))
    for (const name of had.filter((secret) => !given.includes(secret)))
      changes.push({ field: label(name, before.connector), old: '***', new: null })
  return changes
}

function words(kind: ProviderKind, row: Omit<ProviderRow, 'sealed_secrets'>): Record<string, string | null> {
  const schema = schemaOf(kind, row.connector)
  const settings = row.settings as Kept['settings']
  const shown = (value: Kept['settings'][string] | undefined) =>
    value === undefined || value === ''
      ? null
      : value === true
        ? 'Yes'
        : value === false
          ? 'No'
          : String(value)
  return {
    Name: row.name,
    Type: typeName(kind, row.connector) ?? 'No integration',
    Active: row.active ? 'Yes' : 'No',
    ...(kind === 'payment' && { Default: row.is_default ? 'Yes' : 'No' }),
    ...(kind === 'monitoring' && { 'In-house': row.in_house ? 'Yes' : 'No' }),
    Templates:
      row.templates
        .map(({ code, name, active }) => `${code} ${name}${active ? '' : ' (inactive)'}`)
        .join(', ') || null,
    ...Object.fromEntries(
      (schema ? settingFields(schema) : [])
        .filter(({ secret }) => !secret)
        .map(({ name, label }) => [label, shown(settings[name])]),
    ),
  }
}
