/** What a dealer of some years says of customers at risk. */
import {
  riskCauseDefinition,
  riskCreditReasonDefinition,
  riskLevelDefinition,
  riskReasonDefinition,
  riskResolutionDefinition,
} from '#shared/rules/risk-catalogues.ts'
import type { CatalogueDefinition } from '#shared/rules/catalogue-definition.ts'
import type { PlannedValue } from './company-plan.ts'

const usual = ({ usual = [] }: CatalogueDefinition): PlannedValue[] => usual.map((value) => ({ ...value }))

export const demoRiskCatalogues = {
  at_risk_reason: [...usual(riskReasonDefinition), { name: 'Landline cut', active: false }],
  at_risk_cause: usual(riskCauseDefinition),
  at_risk_level: usual(riskLevelDefinition),
  at_risk_resolution: usual(riskResolutionDefinition),
  at_risk_credit_reason: usual(riskCreditReasonDefinition),
} satisfies Record<string, PlannedValue[]>
