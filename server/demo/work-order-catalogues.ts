/** What a dealer of some years says of its work. */
import {
  techServiceDefinition,
  workOrderCancelReasonDefinition,
  workOrderTypeDefinition,
} from '#shared/rules/work-order-catalogues.ts'
import type { PlannedValue } from './company-plan.ts'

const values = ({ usual = [] }: { usual?: readonly PlannedValue[] }): PlannedValue[] =>
  usual.map((value) => ({ ...value }))

export const demoWorkOrderCatalogues = {
  work_order_type: values(workOrderTypeDefinition),
  tech_service: values(techServiceDefinition),
  work_order_cancel_reason: values(workOrderCancelReasonDefinition),
} satisfies Record<string, PlannedValue[]>
