/** What refused a form as a whole: somebody else's change, or a state that forbids it. */
import type { RiskConflict } from '#shared/contracts/risks.ts'
import { riskStatuses } from '#shared/rules/risks.ts'
import type { Problem } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'

export function Refusal({ problem }: { problem: Problem | null }) {
  if (!problem || problem.errors.length > 0) return null
  if (problem.code !== 'risks.stale')
    return (
      <Notice tone="bad" title="This was not saved.">
        {problem.detail}
      </Notice>
    )
  const { current } = problem.extra as RiskConflict
  return (
    <Notice tone="bad" title="This was not saved: somebody changed it meanwhile.">
      It is now <strong>{riskStatuses[current.status]}</strong>, {current.reason.name}, risk{' '}
      <strong>{current.level.name}</strong>, assigned to {current.owner.name}. Saving again puts yours in its
      place.
    </Notice>
  )
}
