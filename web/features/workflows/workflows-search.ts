/** What the addresses of workflows say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { enrolmentStatusKeys, workflowPurposeKeys } from '#shared/rules/workflows.ts'

/** Of the record's tab. */
export const recordWorkflowsSearch = z.object({
  status: z.enum([...enrolmentStatusKeys, 'unfinished']).optional(),
  sort: z.enum(['started', 'moved', 'name']).optional(),
  direction: z.enum(['asc', 'desc']).optional(),
  new: z.literal(true).optional(),
})
export type RecordWorkflowsSearch = z.output<typeof recordWorkflowsSearch>

/** Of one run: a step that is over and is looked at again, or what lies over the page. */
export const enrolmentSearch = z.object({ step: id.optional(), end: z.literal(true).optional() })

/** Of a new workflow in administration. */
export const newWorkflowSearch = z.object({ purpose: z.enum(workflowPurposeKeys).optional() })
