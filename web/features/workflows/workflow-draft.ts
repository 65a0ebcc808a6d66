/** What one types of a workflow in administration. */
import type { Workflow, WorkflowValues } from '#shared/contracts/workflows.ts'
import { startingSteps, type WorkflowPurpose, type WorkflowStep } from '#shared/rules/workflows.ts'

/** A step with a key of the page's own, as several may be of one kind. */
export type KeyedStep = WorkflowStep & { key: string }
export type Draft = Omit<WorkflowValues, 'steps'> & { steps: KeyedStep[] }

export const keyed = (steps: readonly WorkflowStep[]): KeyedStep[] =>
  steps.map((step) => ({ ...step, key: crypto.randomUUID() }))

export const draftOf = (row: Workflow | undefined, purpose: WorkflowPurpose = 'creation'): Draft => {
  if (row) {
    const { name, description, type, active, steps } = row
    return { name, description, type, purpose: row.purpose, active, steps: keyed(steps) }
  }
  const type = purpose === 'creation' ? 'simple_sales' : 'standard'
  return {
    name: '',
    description: '',
    type,
    purpose,
    active: true,
    steps: keyed(startingSteps(type, purpose)),
  }
}

export const valuesOf = ({ steps, ...draft }: Draft): WorkflowValues => ({
  ...draft,
  steps: steps.map(({ key: _, ...step }) => step),
})
