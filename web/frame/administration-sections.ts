/**
 * What stands in administration: one line each, in its heading's order. The landing page, the navigation at the left
 * and Ctrl-K draw themselves from it. A section needs Administration Page: View and one of its own permissions.
 */
import type { Icon } from '@tabler/icons-react'
import type { LinkProps } from '@tanstack/react-router'
import type { Permission } from '#shared/permissions.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { addOnSection } from '#web/features/add-ons/add-on-section.ts'
import { auditSection } from '#web/features/audit/audit-section.ts'
import { importSection } from '#web/features/imports/import-section.ts'
import { webhookSection } from '#web/features/webhooks/webhook-section.ts'
import { invoiceItemSection } from '#web/features/accounting/item-section.ts'
import { accessSections } from './access-sections.ts'
import { schedulingSection } from '#web/features/appointments/scheduling-section.ts'
import { edocSections } from '#web/features/edocs/edoc-sections.ts'
import { packageSection } from '#web/features/equipment/package-section.ts'
import { catalogueSections } from '#web/features/catalogues/catalogue-sections.ts'
import { messageSections } from '#web/features/messages/message-sections.ts'
import { regulationSection } from '#web/features/regulations/regulation-section.ts'
import { providerSections } from '#web/features/providers/provider-sections.ts'
import { historySection } from '#web/features/history/history-section.ts'
import { statusSection } from '#web/features/statuses/status-section.ts'
import { payrollSection } from '#web/features/payroll/payroll-section.ts'
import { verifierSection } from '#web/features/places/verifier-section.ts'
import { orderTemplateSection } from '#web/features/order-templates/order-template-section.ts'
import { workflowSection } from '#web/features/workflows/workflow-section.ts'
import { tagSection } from '#web/features/tags/tag-section.ts'

/** In the order in which the landing page shows them. */
export const administrationHeadings = [
  'Organization',
  'Content management',
  'Equipment & inventory',
  'Electronic documents',
  'Licenses & regulations',
  'Integrations',
  'Billing',
] as const

export type AdministrationSection = {
  label: string
  /** What one does there, in a few words. */
  help: string
  icon: Icon
  heading: (typeof administrationHeadings)[number]
  /** One of them is enough. */
  permissions: readonly Permission[]
  /** Further words that find it: what it was called elsewhere. */
  words?: string
  link: (company: string) => LinkProps
  /** The company’s switch without which there is no such section. */
  setting?: 'regulations' | 'creditChecks' | 'edocs'
}

export const administrationSections: readonly AdministrationSection[] = [
  ...accessSections,
  addOnSection,
  historySection,
  auditSection,
  schedulingSection,
  ...providerSections,
  statusSection,
  ...catalogueSections,
  workflowSection,
  orderTemplateSection,
  invoiceItemSection,
  payrollSection,
  packageSection,
  tagSection,
  ...messageSections,
  ...edocSections,
  verifierSection,
  importSection,
  webhookSection,
  regulationSection,
]

/** The sections that the user may open, by heading; headings without one are left out. */
export function usePermittedSections(): { heading: string; sections: AdministrationSection[] }[] {
  const may = useMay()
  const { company } = useMe()
  if (!may('administration_page.view')) return []
  return administrationHeadings
    .map((heading) => ({
      heading,
      sections: administrationSections.filter(
        ({ heading: of, permissions, setting }) =>
          of === heading && permissions.some(may) && (!setting || company.settings[setting]),
      ),
    }))
    .filter(({ sections }) => sections.length > 0)
}

/** Whether a typed text finds the section: each of its words begins one of the section’s. */
export function findsSection(section: AdministrationSection, typed: string): boolean {
  const { label, help, heading, words = '' } = section
  const text = ` ${label} ${help} ${heading} ${words}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(` ${word}`))
}
