/** What the demo company calls its appointments. */
import {
  appointmentCancelReasonDefinition,
  appointmentSubtypeDefinition,
} from '#shared/rules/appointment-catalogues.ts'
import type { PlannedValue } from './company-plan.ts'

const values = ({ usual = [] }: { usual?: readonly PlannedValue[] }): PlannedValue[] =>
  usual.map((value) => ({ ...value }))

export const demoAppointmentCatalogues = {
  appointment_subtype: values(appointmentSubtypeDefinition),
  appointment_cancel_reason: values(appointmentCancelReasonDefinition),
} satisfies Record<string, PlannedValue[]>
