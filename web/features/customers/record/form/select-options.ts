/** What each select of the form offers. An inactive value is offered only to the record that still has it. */
import { formatCents } from '#shared/money.ts'
import { regions } from '#shared/regions.ts'
import { type FieldName, type FieldValue, field, type RecordKind } from '#shared/rules/customer-fields.ts'
import { isRateOffered } from '#shared/rules/mmr-breakdown.ts'
import { isSelling } from '#shared/rules/offered-values.ts'
import type { FormOptions } from './visible.ts'

export type SelectOption = { value: string; label: string }
type Named = { id: number; name: string; active: boolean }

type Context = {
  options: FormOptions
  kind: RecordKind
  currency: string
  /** `YYYY-MM-DD` in the company's calendar. */
  today: string
  /** The value that the record is stored with. */
  stored: FieldValue
  /** The chosen source, which decides on the campaigns. */
  sourceId: FieldValue
  /** The record is being created: only locations where one may do that. */
  creating: boolean
}

const regionOptions: SelectOption[] = regions.map(({ code, name }) => ({
  value: code,
  label: `${name} (${code})`,
}))

/** The options of a select's field, in their order; `[]` for a field that is no select. */
export function optionsOf(name: FieldName, context: Context): SelectOption[] {
  const { options, stored } = context
  const f = field(name)
  switch (f.type) {
    case 'state':
      return regionOptions
    case 'choice':
      return f.options.map(({ value, label }) => ({ value, label }))
    case 'catalogue':
      return catalogueOptions(name, f.catalogue, context)
    case 'user': {
      const { role } = f
      return offered(
        options.users.filter((u) => u.roles.includes(role) || u.id === stored),
        stored,
      )
    }
    case 'location': {
      const may = (l: FormOptions['locations'][number]) =>
        !context.creating || (context.kind === 'lead' ? l.mayCreateLead : l.mayCreateCustomer)
      return offered(options.locations.filter(may), stored)
    }
    case 'monitoringCompany':
      return offered(options.monitoringCompanies, stored)
    case 'serviceProvider':
      return offered(options.serviceProviders, stored)
    default:
      return []
  }
}

function catalogueOptions(name: FieldName, catalogue: string, context: Context): SelectOption[] {
  const values = context.options.catalogues[catalogue] ?? []
  const fitting = values.filter((v) => v.id === context.stored || fits(name, v, context))
  return offered(
    fitting.map((v) => ({ ...v, name: catalogueLabel(v, context.currency) })),
    context.stored,
  )
}

/** Whether a value may be chosen newly, as the server will ask, too. */
function fits(name: FieldName, value: Named & { data: Record<string, unknown> }, context: Context): boolean {
  if (name === 'sourceCampaignId') return value.data['sourceId'] === context.sourceId
  if (name === 'sourceId') return isSelling(value.data)
  return name !== 'mmrId' || isRateOffered(value, context.today)
}

/** A rate reads as money first: that is what it is looked for by. */
function catalogueLabel(value: { name: string; data: Record<string, unknown> }, currency: string): string {
  const cents = value.data['totalCents'] ?? value.data['amountCents']
  if (typeof cents !== 'number') return value.name
  const money = formatCents(cents, currency)
  return value.name.replace(/[^\d.]/g, '') === money.replace(/[^\d.]/g, '')
    ? money
    : `${money} · ${value.name}`
}

const offered = (values: readonly Named[], stored: FieldValue): SelectOption[] =>
  values
    .filter((v) => v.active || v.id === stored)
    .map((v) => ({ value: String(v.id), label: v.active ? v.name : `${v.name} (inactive)` }))

/** Whether a campaign belongs to the source; a campaign that is not known does not. */
export const isCampaignOf = (options: FormOptions, campaignId: FieldValue, sourceId: FieldValue): boolean =>
  (options.catalogues['source_campaign'] ?? []).some(
    (c) => c.id === campaignId && c.data['sourceId'] === sourceId,
  )

/** The months of a contract term's value; null if it has none. */
export function termMonths(options: FormOptions, termId: FieldValue): number | null {
  const months = options.catalogues['contract_term']?.find((term) => term.id === termId)?.data['months']
  return typeof months === 'number' ? months : null
}
