/** The company's words for customers at risk (TAB-016): why, how much, how it ended, what a credit was given for. */
import { levels, type CatalogueDefinition, type UsualValue } from './catalogue-definition.ts'
import { riskEnds, riskStatuses } from './risks.ts'
import { statusTones } from './statuses.ts'

const permissions = levels('at_risk_settings')
const named = (...names: string[]): UsualValue[] => names.map((name) => ({ name }))

const plain = (
  one: string,
  label: string,
  help: string,
  usual: readonly UsualValue[],
): CatalogueDefinition => ({
  one,
  label,
  help,
  permissions,
  apart: true,
  nameMax: 45,
  fields: {},
  usual,
})

export const riskReasonDefinition = plain(
  'at-risk reason',
  'At-Risk Reasons',
  'Why a customer may leave',
  named('Price', 'Moving', 'Service issue', 'Past due', 'Competitor offer', 'No longer needed'),
)

export const riskCauseDefinition = plain(
  'at-risk cause',
  'At-Risk Causes',
  'What lies behind the reason',
  named('Missed appointment', 'False alarms', 'Billing error', 'Contract ending', 'Equipment failure'),
)

export const riskCreditReasonDefinition = plain(
  'at-risk credit reason',
  'At-Risk Credit Reasons',
  'What a customer was credited for, to keep it',
  named('Goodwill', 'Service outage', 'Billing correction', 'Retention offer'),
)

export const riskLevelDefinition: CatalogueDefinition = {
  one: 'risk level',
  label: 'At-Risk Levels',
  help: 'How likely a customer is to leave',
  permissions,
  apart: true,
  nameMax: 45,
  fields: {
    tone: {
      label: 'Color',
      type: 'choice',
      options: Object.entries(statusTones).map(([value, label]) => ({ value, label })),
      default: 'neutral',
    },
    warns: {
      label: 'Warns on the record',
      type: 'check',
      help: 'An open entry of this level puts a red dot on the record’s tab',
    },
  },
  usual: [
    { name: 'Low', data: { tone: 'info' } },
    { name: 'Medium', data: { tone: 'attention' } },
    { name: 'High', data: { tone: 'bad', warns: true } },
  ],
}

export const riskResolutionDefinition: CatalogueDefinition = {
  one: 'at-risk resolution',
  label: 'At-Risk Resolutions',
  help: 'How an at-risk entry ended',
  permissions,
  apart: true,
  nameMax: 45,
  fields: {
    status: {
      label: 'Ends as',
      type: 'choice',
      options: riskEnds.map((value) => ({ value, label: riskStatuses[value] })),
      help: 'Proposed as the status when it is chosen',
    },
  },
  usual: [
    { name: 'Saved', data: { status: 'resolved' } },
    { name: 'Rate lowered', data: { status: 'mitigated' } },
    { name: 'Canceled', data: { status: 'lost' } },
    { name: 'Other', data: { status: 'cancelled' } },
  ],
}

export const riskCatalogues = {
  at_risk_reason: riskReasonDefinition,
  at_risk_cause: riskCauseDefinition,
  at_risk_level: riskLevelDefinition,
  at_risk_resolution: riskResolutionDefinition,
  at_risk_credit_reason: riskCreditReasonDefinition,
} as const
