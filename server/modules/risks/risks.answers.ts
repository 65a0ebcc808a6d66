/** At-risk entries as answers, and as history tells of them. */
import type { Risk } from '#shared/contracts/risks.ts'
import { formatCents } from '#shared/money.ts'
import { isFollowUpOverdue, riskLabels, riskStatuses } from '#shared/rules/risks.ts'
import { daysBetween, formatDate, todayIn } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { type RiskDbRow, type RiskValues, valueNames } from './risks.queries.ts'

type Who = Pick<Ctx, 'actor' | 'now'>
const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

/** Days from the report until the end, or today; by the company's calendar. */
export function daysOpen({ actor, now }: Who, reportedOn: string, resolvedAt: Date | null): number {
  const until = todayIn(actor.company.timeZone, resolvedAt ?? now)
  return Math.max(0, daysBetween(reportedOn, until))
}

export function toRisk(ctx: Who, row: RiskDbRow): Risk {
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  return {
    id: row.id,
    customerId: row.customerId,
    version: row.version,
    status: row.status,
    reportedOn: row.reportedOn,
    daysOpen: daysOpen(ctx, row.reportedOn, row.resolvedAt),
    reason: { id: row.reasonId, name: row.reasonName },
    cause: named(row.causeId, row.causeName),
    level: {
      id: row.levelId,
      name: row.levelName,
      tone: row.levelTone ?? 'neutral',
      warns: row.levelWarns,
    },
    owner: { id: row.ownerId, name: row.ownerName },
    followUpOn: row.followUpOn,
    followUpTime: row.followUpTime,
    overdue: isFollowUpOverdue(row, today),
    amountAtRiskCents: row.amountAtRiskCents,
    collectedCents: row.collectedCents,
    collectedOn: row.collectedOn,
    creditedCents: row.creditedCents,
    creditedOn: row.creditedOn,
    creditReason: named(row.creditReasonId, row.creditReasonName),
    notes: row.notes,
    resolution: named(row.resolutionId, row.resolutionName),
    savedBy: named(row.savedById, row.savedByName),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolvedBy: row.resolvedAt ? (row.resolvedByName ?? 'System') : null,
    reopenedAt: row.reopenedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
    attempts: row.attempts.map((attempt) => ({
      ...attempt,
      at: new Date(attempt.at).toISOString(),
      by: attempt.by ?? 'System',
    })),
  }
}

export const valuesOf = (row: RiskDbRow): RiskValues =>
  Object.fromEntries(valueNames.map((name) => [name, row[name]])) as RiskValues

/** Names of the ids that the values hold. */
export type Names = { users: ReadonlyMap<number, string>; values: ReadonlyMap<number, string> }

/** What differs, as people read it, in the labels' order. @param before null: the entry is new. */
export function changesOf(
  before: RiskValues | null,
  after: RiskValues | null,
  names: Names,
  currency: string,
): Change[] {
  const read = (values: RiskValues | null, name: keyof RiskValues) =>
    values && toText(name, values[name], names, currency)
  return Object.keys(riskLabels)
    .filter((name): name is keyof RiskValues => valueNames.includes(name as keyof RiskValues))
    .filter((name) => (before && after ? before[name] !== after[name] : true))
    .map((field) => ({ field, old: read(before, field), new: read(after, field) }))
    .filter((change) => change.old !== change.new)
}

const dates: ReadonlySet<string> = new Set(['reportedOn', 'followUpOn', 'collectedOn', 'creditedOn'])
const people: ReadonlySet<string> = new Set(['ownerId', 'savedById'])

function toText(
  name: keyof RiskValues,
  value: string | number | null,
  names: Names,
  currency: string,
): string | null {
  if (value === null || value === '') return null
  if (name === 'status') return riskStatuses[value as RiskValues['status']]
  if (dates.has(name)) return formatDate(String(value))
  if (name.endsWith('Cents')) return value === 0 ? null : formatCents(value as number, currency)
  if (name.endsWith('Id')) return (people.has(name) ? names.users : names.values).get(value as number) ?? null
  return String(value)
}
